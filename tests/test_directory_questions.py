"""Questions to the directory as people ask them: in which language, of which state, of two."""

from collections.abc import Iterator

import pytest

from tests.directory_folders import GOOD
from tests.test_looking_up import Window, items, open_window, status


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
