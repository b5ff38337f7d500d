"""Turns that point back to what the directory listed before: "it", "those", "the Mexican one"."""

from collections.abc import Iterator

import pytest

from assistant.vocabulary import Outcome
from tests.directory_folders import GOOD, PAGE
from tests.test_looking_up import Window, items, open_window, told

SISTERS = "Who are the sister cities of Springfield, Illinois?"
MORE = f"""\
Springfield,IL,,Killarney,,,IE,1984,,sister,{PAGE},2024,
Springfield,IL,,Nairobi,,,KE,,,friendship,{PAGE},2024,
St. Anselm,MO,,Rio de Janeiro,,,BR,2004,,sister,{PAGE},2024,
Springfield,OH,,Ashikaga,,,JP,1998,,sister,{PAGE},2024,
"""
FILES = {**GOOD, "partnerships.csv": GOOD["partnerships.csv"] + MORE}


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("followups"), FILES)
    yield opened
    opened.directory.close()


# --- some of those listed


@pytest.mark.parametrize(
    ("turn", "entry"),
    [
        ("Which is the oldest?", "Killarney, Ireland (sister, since 1984)"),
        ("which of those came first?", "Killarney, Ireland (sister, since 1984)"),
        ("and the newest?", "Ashikaga, Japan (sister, since 1990)"),
        ("which of them is from 1990?", "Ashikaga, Japan (sister, since 1990)"),
        ("which of those are in Africa?", "Nairobi, Kenya (friendship)"),
        ("any European ones?", "Killarney, Ireland (sister, since 1984)"),
        ("¿Cuál es la más antigua?", "Killarney, Irlanda (hermanamiento, desde 1984)"),
    ],
)
def test_some_of_those_listed_are_picked_out(window: Window, turn: str, entry: str) -> None:
    assert items(window.ask(SISTERS, turn)) == [f"Springfield, Illinois: {entry}"]


def test_how_many_sources_name_no_year_is_told_with_the_oldest(window: Window) -> None:
    text = window.ask(SISTERS, "Which is the oldest?").text
    assert "without a year in the sources: 1." in text


def test_none_of_those_listed_may_fit(window: Window) -> None:
    answer = window.ask(SISTERS, "which of them is from 1871?")
    assert answer.text.startswith("None of those listed is said to date from 1871.")
    assert len(items(answer)) == 3
    assert told(answer, "partners") == []


def test_one_pick_follows_another(window: Window) -> None:
    turns = (SISTERS, "Which is the oldest?", "and the newest?")
    assert items(window.ask(*turns)) == [
        "Springfield, Illinois: Ashikaga, Japan (sister, since 1990)"
    ]


def test_those_with_a_country_are_counted(window: Window) -> None:
    answer = window.ask("Which cities have a sister city in Japan?", "how many is that?")
    assert answer.text.startswith("Communities listed with a partner in Japan: 3;")


def test_the_years_of_those_with_a_country_are_told(window: Window) -> None:
    answer = window.ask("Which cities have a sister city in Japan?", "since when those?")
    assert "Springfield, Ohio: Ashikaga (sister, since 1998)" in answer.text


def test_which_of_two_that_are_named_came_first_is_asked_of_the_community(window: Window) -> None:
    answer = window.ask(SISTERS, "which came first, Ashikaga or Killarney?")
    assert items(answer) == ["Springfield, Illinois: Killarney, Ireland (sister, since 1984)"]


# --- one of those listed


@pytest.mark.parametrize("turn", ["since when?", "and from when", "what year was that?"])
def test_the_only_one_listed_is_meant_where_a_year_is_asked(window: Window, turn: str) -> None:
    narrowed = "Does Springfield, Illinois have a partner in Ireland?"
    answer = window.ask(narrowed, turn)
    assert "Springfield, Illinois and Killarney, Ireland are listed" in answer.text
    assert "from 1984" in answer.text


def test_one_is_meant_by_its_country(window: Window) -> None:
    answer = window.ask(SISTERS, "the Irish one, since when?")
    assert "Killarney, Ireland are listed" in answer.text
    then = window.ask(SISTERS, "the Irish one, since when?", "and the Japanese one since when")
    assert "Ashikaga, Japan are listed" in then.text


def test_one_is_meant_by_the_community_that_has_it(window: Window) -> None:
    answer = window.ask("Who is twinned with Taipei?", "and the Harbor Point one, since when?")
    assert "Harbor Point, Texas and Taipei, Taiwan are listed" in answer.text


def test_the_other_one_is_what_was_not_spoken_of_last(window: Window) -> None:
    turns = ("Who is twinned with Ashikaga, Japan?", "the Illinois one, since when?")
    assert "Springfield, Ohio and Ashikaga" in window.ask(*turns, "and the other one?").text


def test_a_partner_may_be_called_by_the_first_word_of_its_name(window: Window) -> None:
    answer = window.ask("Is St. Anselm, Missouri twinned with Rio?")
    assert answer.text.startswith('I took "Rio" for Rio de Janeiro, Brazil.')
    assert "are listed as sister communities" in answer.text


def test_a_place_that_nobody_lists_is_no_question_beside_one_that_is(window: Window) -> None:
    answer = window.ask("I work in Annapolis. Whom is the State of Maryland twinned with?")
    assert items(answer) == ["Kanagawa Prefecture, Japan (kind not stated, since 1981)"]


# --- from a partner to the community that has it, and to others


def test_it_is_the_community_that_has_the_partner(window: Window) -> None:
    first = "Which US city is twinned with Killarney, Ireland?"
    answer = window.ask(first, "what other partners does it have?")
    assert [one.split(",")[0] for one in items(answer)] == ["Ashikaga", "Killarney", "Nairobi"]
    assert items(window.ask(first, "who else does it have in Africa?")) == [
        "Springfield, Illinois: Nairobi, Kenya (friendship)"
    ]


def test_who_else_has_the_only_partner(window: Window) -> None:
    answer = window.ask("Who are the sister cities of Springfield, Ohio?", "who else has that one?")
    assert answer.text.startswith("Communities listed with Ashikaga, Japan as a partner: 2.")


def test_others_with_the_country_of_a_partner(window: Window) -> None:
    answer = window.ask("Who is twinned with Ashikaga, Japan?", "any others with Japan?")
    assert answer.text.startswith("Communities listed with a partner in Japan: 3;")


def test_who_else_has_somebody_in_that_country(window: Window) -> None:
    turns = (
        "Does Springfield, Illinois have a partner in Japan?",
        "what year was that?",
        "who else over here has somebody in that country?",
    )
    assert window.ask(*turns).text.startswith("Communities listed with a partner in Japan: 3;")


def test_another_country_takes_the_place_of_a_named_partner(window: Window) -> None:
    turns = ("Since when are Springfield, Illinois and Ashikaga sister cities?",)
    answer = window.ask(*turns, "and its one in Ireland?")
    assert "Killarney, Ireland" in answer.text
    assert "Ashikaga" not in answer.text


# --- doubts, comparisons, other communities


@pytest.mark.parametrize(
    "turn", ["are you sure?", "really?", "I read 1974 somewhere", "is that right?"]
)
def test_a_doubt_is_answered_with_what_is_listed_and_by_whom(window: Window, turn: str) -> None:
    first = "Since when are Springfield, Illinois and Killarney sister cities?"
    answer = window.ask(first, turn)
    assert answer.outcome is Outcome.ANSWERED
    assert "by example.org" in answer.text
    assert "from 1984" in answer.text


def test_a_doubt_about_membership_claims_no_more(window: Window) -> None:
    first = "Is Springfield, Illinois a member?"
    assert window.ask(first, "so that's a yes?").text == window.ask(first).text


def test_two_counts_are_told_side_by_side(window: Window) -> None:
    first = "How many sister cities does Springfield, Illinois have?"
    answer = window.ask(first, "is that more than Harbor Point, Texas?")
    assert "Springfield, Illinois is listed with 3" in answer.text
    assert "Harbor Point, Texas is listed with 2" in answer.text


def test_counts_are_added_up(window: Window) -> None:
    turns = ("How many sister cities does Springfield, Illinois have?", "and Harbor Point, Texas?")
    assert "Together: 5 partnerships" in window.ask(*turns, "the two of them added up?").text


def test_the_state_itself_follows_a_community_of_it(window: Window) -> None:
    answer = window.ask(
        "Who are the sister cities of Baltimore, Maryland?", "and the state itself?"
    )
    assert answer.text.startswith("The State of Maryland is listed with 1")


def test_back_to_the_first_is_to_the_community_named_first(window: Window) -> None:
    turns = (SISTERS, "And of St. Anselm, Missouri?", "And of Harbor Point, Texas?")
    answer = window.ask(*turns, "back to the first: since when with Killarney?")
    assert "Springfield, Illinois and Killarney, Ireland are listed" in answer.text


def test_no_friendship_link_does_not_mean_no_partnership(window: Window) -> None:
    answer = window.ask("Which friendship cities does Springfield, Ohio have?")
    assert answer.text.startswith("This directory does not list a friendship partnership of")


@pytest.mark.parametrize(
    "turn",
    [
        "do you have an office in Europe?",
        "what is the latest news?",
        "what is the youth program in Asia?",
        "who is the State Coordinator there?",
        "who was the first president of the association?",
    ],
)
def test_a_turn_that_asks_something_else_points_at_nothing(window: Window, turn: str) -> None:
    assert window.inquiry(SISTERS, turn) is None


def test_the_oldest_of_all_is_not_looked_for_among_those_listed(window: Window) -> None:
    inquiry = window.inquiry(SISTERS, "what was the first sister city ever?")
    assert inquiry is None or inquiry.pick is None


def test_a_pair_is_no_choice(window: Window) -> None:
    answer = window.ask("Was Springfield, Illinois the first to be twinned with Killarney?")
    assert "are listed as sister communities" in answer.text


def test_which_of_those_told_one_by_one_came_first(window: Window) -> None:
    turns = ("Since when are Springfield, Illinois and Ashikaga sister cities?", "and Killarney?")
    for turn in ("which came first?", "which of the two is older?"):
        assert items(window.ask(*turns, turn)) == [
            "Springfield, Illinois: Killarney, Ireland (sister, since 1984)"
        ]


def test_it_is_the_community_that_was_picked_out(window: Window) -> None:
    turns = ("Which cities have a sister city in Japan?", "which of them is from 1998?")
    answer = window.ask(*turns, "is it a member?")
    assert answer.text.startswith("Public sources list Springfield, Ohio;")


def test_another_continent_is_asked_of_the_community(window: Window) -> None:
    turns = ("Does Springfield, Illinois have a partner in Ireland?", "since when?")
    assert items(window.ask(*turns, "any others in Africa?")) == [
        "Springfield, Illinois: Nairobi, Kenya (friendship)"
    ]


def test_a_long_conversation_is_settled_turn_by_turn(window: Window) -> None:
    turns = ("which is the oldest?", "and the newest?", "which of those are in Europe?") * 4
    for length in (3, 12):
        answer = window.ask(SISTERS, *turns[:length])
        assert answer.outcome is Outcome.ANSWERED


def test_those_in_a_country_are_those_of_the_community(window: Window) -> None:
    answer = window.ask(SISTERS, "and which of those are in Ireland?")
    assert items(answer) == ["Killarney, Ireland (sister, since 1984)"]


def test_a_state_narrows_who_has_partners_in_a_country(window: Window) -> None:
    answer = window.ask("Which cities have a sister city in Japan?", "any in Ohio?")
    assert items(answer) == ["Springfield, Ohio: Ashikaga (sister, since 1998)"]


def test_another_place_is_asked_of_the_same_community(window: Window) -> None:
    turns = ("Is Springfield, Illinois twinned with Kyoto?", "what about Killarney then?")
    assert "Springfield, Illinois and Killarney, Ireland are listed" in window.ask(*turns).text


def test_whether_the_only_one_listed_is_a_sister_city(window: Window) -> None:
    turns = ("Does Springfield, Illinois have a partner in Kenya?", "is it a sister city?")
    assert "a friendship link, not as sister communities" in window.ask(*turns).text


@pytest.mark.parametrize(
    "turn", ["fine, Killarney: whose partner is it?", "and Killarney, who has it?"]
)
def test_whose_partner_somebody_is_has_nothing_to_do_with_who_was_not_found(
    window: Window, turn: str
) -> None:
    answer = window.ask("Is Boise, Idaho a member?", turn)
    assert "Springfield, Illinois" in answer.text
    assert "Boise" not in answer.text
