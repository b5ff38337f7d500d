"""Questions to the directory as people ask them: in which language, of which state, of two."""

from collections.abc import Iterator

import pytest

from assistant.vocabulary import Outcome
from tests.directory_folders import GOOD, PAGE
from tests.test_looking_up import Window, items, open_window, status

LINKS = (
    "Boise,ID,Cologne,,DE",
    "Boise,ID,Belfast,,GB",
    "Boise,ID,Bombay,,IN",
    "Moscow,ID,Mumbai,,IN",
    "Moscow,ID,Chiayi,,TW",
    'Nampa,ID,"Grampian Region; Aberdeen",Scotland,GB',
    "Nampa,ID,Pune,,IN",
    "Nampa,ID,Osaka,,JP",
    "Meridian,ID,India,,",
    "Meridian,ID,County Cork,,IE",
    "Meridian,ID,Florence,,IT",
)
TOWNS = sorted({one.split(",")[0] for one in LINKS})
ABROAD = {
    "communities.csv": "name,kind,region,country,source,vintage\n"
    + "".join(f"{town},city,ID,US,{PAGE},2024\n" for town in TOWNS),
    "partnerships.csv": "community,region,partner,partner_region,partner_country,relation,source,"
    "vintage\n" + "".join(f"{one},sister,{PAGE},2024\n" for one in LINKS).replace(";", ","),
}


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """With partners that have several names, or lie in regions."""
    opened = open_window(tmp_path_factory.mktemp("abroad"), ABROAD)
    yield opened
    opened.directory.close()


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("questions"), GOOD)
    yield opened
    opened.directory.close()


# --- a Spanish name speaks no Spanish


@pytest.mark.parametrize(
    "turns",
    [
        ("Los Alamos partners",),
        ("La Mesa sister city",),
        ("El Cajon member?",),
        ("los lunas, nm sister cities",),
        ("Las Cruces partners", "Santa Fe?"),
    ],
)
def test_an_english_question_with_a_spanish_name_is_answered_in_english(
    window: Window, turns: tuple[str, ...]
) -> None:
    assert "directorio" not in window.ask(*turns).text


@pytest.mark.parametrize(
    "text", ["¿Los Ángeles es miembro?", "hermanas de Las Vegas", "¿El Paso está en la lista?"]
)
def test_a_spanish_question_with_a_spanish_name_stays_spanish(window: Window, text: str) -> None:
    assert "directorio" in window.ask(text).text


# --- a state that only says where communities lie


@pytest.mark.parametrize(
    "text",
    [
        "Which Texas cities are twinned with Taiwan?",
        "Texas communities with a sister city in Taiwan",
        "how many Texas partnerships are with Taiwan?",
        "How many partners does Texas have in Taiwan?",
        "Which Texan cities have partners in Taiwan?",
    ],
)
def test_a_state_before_communities_or_links_says_where_they_lie(window: Window, text: str) -> None:
    answer = window.ask(text)
    assert "of Texas" in answer.text
    assert items(answer) == ["Harbor Point, Texas: Taipei (sister, since 1961 / 1963)"]


def test_the_partnerships_of_a_state_are_added_up(window: Window) -> None:
    answer = window.ask("How many partnerships are listed for Illinois and who has them?")
    assert "Springfield, Illinois: 1 partnership listed" in items(answer)


def test_a_state_itself_is_asked_about_as_such(window: Window) -> None:
    for text in ("Is Texas a member?", "What are the sister states of Texas?"):
        assert status(window.ask(text)) == "not_found"
    assert "Kanagawa" in window.ask("Maryland partners").text
    assert "Kanagawa" not in window.ask("Which Maryland cities have partners?").text


@pytest.mark.parametrize(
    ("text", "community"),
    [
        ("Is Illinois's Springfield listed?", "Springfield, Illinois"),
        ("Which partners has Ohio's Springfield?", "Springfield, Ohio"),
    ],
)
def test_a_state_that_owns_a_place_tells_which_is_meant(
    window: Window, text: str, community: str
) -> None:
    assert community in window.ask(text).text


# --- a turn that goes on keeps whom and what was spoken of


def test_a_state_or_country_after_a_list_replaces_only_its_like(window: Window) -> None:
    first = "Which Texas cities have partners in Taiwan?"
    assert items(window.ask(first, "and in Mexico?")) == [
        "Harbor Point, Texas: Guadalajara (friendship)"
    ]
    assert "of Missouri and Taiwan" in window.ask(first, "and Missouri?").text
    assert "Harbor Point" in window.ask(first, "how many?").text


def test_which_are_in_a_country_asks_of_what_was_listed(window: Window) -> None:
    answer = window.ask("Harbor Point, Texas sister cities", "which are in Mexico?")
    assert items(answer) == ["Guadalajara, Mexico (friendship)"]


def test_another_us_place_after_a_year_is_a_new_subject(window: Window) -> None:
    answer = window.ask("Harbor Point, Texas partners, since when?", "and Springfield, Illinois?")
    assert "Ashikaga" in answer.text
    assert "Harbor Point" not in answer.text


def test_a_place_abroad_is_tied_to_the_community_spoken_of_not_to_another_partner(
    window: Window,
) -> None:
    answer = window.ask("Harbor Point, Texas partners", "Taipei", "and Guadalajara since when?")
    assert "Harbor Point, Texas and Guadalajara" in answer.text


# --- a slip in a name that a state stands behind


@pytest.mark.parametrize(
    "text",
    [
        "Springfeeld Illinois partners",
        "is springfeeld, il twinned with Ashikaga?",
        "who are the sister cities of Springfeeld in Illinois",
    ],
)
def test_a_misspelled_name_is_looked_for_inside_the_state_behind_it(
    window: Window, text: str
) -> None:
    answer = window.ask(text)
    assert "Ashikaga" in answer.text
    assert answer.text.startswith('I took "')


def test_a_misspelled_country_filters_like_any_other(window: Window) -> None:
    answer = window.ask("Harbor Point partners in Taiwn")
    assert items(answer) == ["Taipei, Taiwan (sister, since 1961 / 1963)"]


def test_places_of_a_list_that_are_given_names_too_are_all_counted(window: Window) -> None:
    answer = window.ask("total number of partners of Houston, Austin and Springfield, Illinois?")
    assert "Austin, Texas is not in this directory" in answer.text


# --- a place abroad under any of its names


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Which US cities are twinned with K\u00f6ln?", "Boise"),
        ("who is partnered with Colonia?", "Boise"),
        ("Which cities are twinned with Firenze?", "Meridian"),
        ("which US cities are twinned with Aberdeen, Scotland?", "Nampa"),
        ("is Boise twinned with K\u00f6ln?", "Boise"),
    ],
)
def test_a_partner_is_found_under_the_names_that_the_gazetteer_has(
    abroad: Window, text: str, town: str
) -> None:
    answer = abroad.ask(text)
    assert (answer.outcome, status(answer)) == (Outcome.ANSWERED, "listed")
    assert f"{town}, Idaho" in answer.text


def test_who_is_twinned_with_a_name_means_the_large_place_abroad(abroad: Window) -> None:
    answer = abroad.ask("Who is twinned with Moscow?")
    assert "Moscow, Russia" in answer.text
    assert "Chiayi" in abroad.ask("Who are the partners of Moscow?").text


def test_a_country_goes_before_a_partner_of_its_name(abroad: Window) -> None:
    assert items(abroad.ask("Nampa sister cities", "does it have one in India?")) == [
        "Pune, India (sister)"
    ]
    assert "Nampa" in abroad.ask("Who has partners in India?").text


@pytest.mark.parametrize("region", ["Scotland", "Northern Ireland"])
def test_a_region_abroad_filters_like_a_country(abroad: Window, region: str) -> None:
    town = {"Scotland": "Nampa", "Northern Ireland": "Boise"}[region]
    answer = abroad.ask(f"Which cities have partners in {region}?")
    assert [one.split(",")[0] for one in items(answer)] == [town]
    assert region in abroad.ask(f"Moscow, Idaho partners in {region}").text


def test_a_partner_county_is_found_by_its_bare_name(abroad: Window) -> None:
    assert "County Cork" in abroad.ask("Is Meridian, Idaho twinned with Cork?").text


# --- two things at once


def test_the_partners_of_each_of_two_communities_are_told(window: Window) -> None:
    answer = window.ask("Sister cities of Harbor Point and Springfield, Illinois")
    assert {one.split(",")[0] for one in items(answer)} == {"Taipei", "Guadalajara", "Ashikaga"}
    partly = window.ask("Who are the partners of Harbor Point and Boise?")
    assert partly.outcome == Outcome.PARTIAL
    assert "Boise, Idaho is not in this directory" in partly.text


def test_what_two_communities_have_in_common_is_told(window: Window) -> None:
    answer = window.ask("Which partners do Harbor Point and St. Anselm share?")
    assert [one.split(",")[0] for one in items(answer)] == ["Harbor Point", "St. Anselm"]
    assert all("Guadalajara" in one for one in items(answer))
    none = window.ask("what partners do Harbor Point and Springfield, Illinois have in common?")
    assert "in common" in none.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Is Harbor Point twinned with Taipei or Kyoto?", ("Taipei", "not list a partnership")),
        (
            "Do Harbor Point and St. Anselm both have Guadalajara as a sister city?",
            ("Harbor Point", "St. Anselm"),
        ),
    ],
)
def test_each_pair_that_is_asked_for_is_told(
    window: Window, text: str, said: tuple[str, ...]
) -> None:
    answer = window.ask(text)
    assert all(one in answer.text for one in said)


def test_two_countries_are_both_looked_at(window: Window) -> None:
    answer = window.ask("Harbor Point partners in Taiwan and Mexico")
    assert len(items(answer)) == 2
    missing = window.ask("Harbor Point partners in Taiwan and Finland")
    assert "partner of Harbor Point, Texas in Finland" in missing.text
    assert len(items(missing)) == 1
    both = window.ask("Which cities have partners in both Taiwan and Mexico?")
    assert [one.split(",")[0] for one in items(both)] == ["Harbor Point"]


def test_which_has_more_is_told_by_both_counts(window: Window) -> None:
    answer = window.ask("Who has more sister cities, Harbor Point or Springfield, Illinois?")
    assert "2 partnerships" in answer.text
    assert "1 sister partnership" in answer.text


def test_membership_and_partners_may_be_asked_in_one_breath(window: Window) -> None:
    answer = window.ask("Is Harbor Point a member and who are its sister cities?")
    assert status(answer) == "member"
    assert len(items(answer)) == 2
    site = window.ask("What is the website of Harbor Point and how many partners does it have?")
    assert "harborpoint.example" in site.text
    assert "2 partnerships" in site.text


def test_the_oldest_and_the_newest_are_both_told(window: Window) -> None:
    answer = window.ask("Which partnership of Harbor Point is the oldest, which the newest?")
    assert "the earliest year" in answer.text
    assert "the latest year" in answer.text


# --- what a short turn keeps


def test_and_another_community_keeps_the_filter(window: Window) -> None:
    first = "Does Harbor Point have a sister city in Mexico?"
    assert "in Mexico" in window.ask(first, "and Springfield, Illinois?").text
    asia = window.ask("Does Harbor Point have a partner in Asia?", "and Springfield, Illinois?")
    assert items(asia) == ["Springfield, Illinois: Ashikaga, Japan (sister, since 1990)"]


def test_and_another_state_means_the_place_of_the_same_name(window: Window) -> None:
    answer = window.ask("Is Springfield, Illinois listed?", "and Ohio's?")
    assert "Springfield, Ohio" in answer.text


def test_and_the_city_after_the_county_of_its_name(abroad: Window) -> None:
    answer = abroad.ask("Boise County, Idaho partners", "and the city's?")
    assert "Boise, Idaho is listed" in answer.text


@pytest.mark.parametrize(
    "turns",
    [
        ("How long has Harbor Point been a member?",),
        ("When did Harbor Point join?",),
        ("Is Harbor Point a member?", "since when?"),
    ],
)
def test_since_when_one_is_a_member_its_page_says(window: Window, turns: tuple[str, ...]) -> None:
    answer = window.ask(*turns)
    assert status(answer) == "member"
    assert "Its page says that it is a member." in answer.text


def test_partnerships_since_a_year_or_later_are_picked_out(window: Window) -> None:
    later = window.ask("Harbor Point partners", "how many since 1960?")
    assert len(items(later)) == 1
    assert "None of those listed" in window.ask("Harbor Point partners", "any after 2000?").text


def test_a_country_is_meant_where_countries_were_asked_for(window: Window) -> None:
    turns = ("Harbor Point partners", "any in Mexico?", "and Taiwan?", "and in Georgia?")
    assert "partner of Harbor Point, Texas in Georgia" in window.ask(*turns).text


# --- how much is listed


def test_how_much_is_listed_is_told_by_the_sizes_of_the_directory(window: Window) -> None:
    sizes = window.directory.sizes
    text = window.ask("How many partnerships are listed altogether?").text
    assert f"{sizes.communities} communities and {sizes.partnerships} partnerships" in text
    after = window.ask("Who has partners in Taiwan?", "how many partnerships are listed in total?")
    assert f"{sizes.partnerships} partnerships" in after.text


def test_members_of_a_state_without_a_roll_are_those_listed_there(window: Window) -> None:
    answer = window.ask("Who are the members in Texas?")
    assert "No membership roll is loaded here" in answer.text
    assert "calls itself a member" in answer.text


# --- one place under several names, and what is no such place


def test_a_village_is_not_taken_where_a_city_of_that_name_is_meant(abroad: Window) -> None:
    assert status(abroad.ask("Which US cities are twinned with Viena?")) == "not_found"


def test_a_partner_that_sources_name_in_two_ways_is_one(abroad: Window) -> None:
    answer = abroad.ask("Who is twinned with Mumbai?")
    assert {one.split(",")[0] for one in items(answer)} == {"Moscow", "Boise"}


def test_the_oldest_link_of_a_state_is_picked_out(window: Window) -> None:
    answer = window.ask("Which is the oldest sister city relationship in Texas?")
    assert items(answer) == ["Harbor Point, Texas: Taipei, Taiwan (sister, since 1961 / 1963)"]


def test_who_joined_a_partner_first_is_picked_out(window: Window) -> None:
    answer = window.ask("Who joined Guadalajara first, Harbor Point or St. Anselm?")
    assert items(answer) == [
        "St. Anselm, Missouri: Guadalajara, Jalisco, Mexico (sister, since 1974)"
    ]
    assert "without a year in the sources: 1" in answer.text
