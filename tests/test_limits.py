"""What the directory says of itself: whence it is, what it may lack, and whom it does not name."""

from collections.abc import Iterator

import pytest

from assistant.vocabulary import Asked, Outcome
from tests.directory_folders import GOOD, WITH_ROLL
from tests.meanings import Means
from tests.test_looking_up import Window, items, open_window

SISTERS = "Who are the sister cities of Springfield, Illinois?"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("limits"), GOOD)
    yield opened
    opened.directory.close()


@pytest.mark.parametrize(
    "turn",
    [
        "how old is your data",
        "where does your data come from",
        "is this the official list",
        "Is the directory complete?",
        "¿De dónde salen sus datos?",
    ],
)
def test_the_directory_is_told_with_its_age_and_not_the_list_again(
    window: Window, turn: str
) -> None:
    answer = window.ask(SISTERS, turn)
    assert answer.reason == "directory:whence"
    assert "2025-02" in answer.text
    assert "example.org" in answer.text
    assert items(answer) == []


def test_who_stands_on_the_list_is_no_question_for_its_source(window: Window) -> None:
    turns = ("Is Harbor Point, Texas a member?", "who are its sister cities on your list?")
    assert len(items(window.ask(*turns))) == 2


def test_where_one_list_comes_from_is_asked_of_that_list(window: Window) -> None:
    answer = window.ask(SISTERS, "Where does that list come from?")
    assert "Springfield, Illinois and Ashikaga, Japan" in answer.text


@pytest.mark.parametrize("turn", ["only one?? I thought there were ten", "Is that all?"])
def test_who_expected_more_hears_that_the_list_may_be_incomplete(window: Window, turn: str) -> None:
    answer = window.ask(SISTERS, turn)
    assert "may be incomplete" in answer.text
    assert items(answer) == []


@pytest.mark.parametrize(
    "text",
    ["contact person at Harbor Point and their phone", "the chairman in Harbor Point, Texas"],
)
def test_no_person_is_named(window: Window, text: str) -> None:
    asked = Asked(text)
    errand = window.clerk.take(asked, Means("website"), window.knows)
    assert errand is not None
    draft = window.clerk.answer(errand, asked)
    assert (draft.outcome, draft.reason) == (Outcome.UNANSWERED, "directory:no contact")
    said = " ".join(line.text for line in draft.lines)
    assert "harborpoint.example" in said
    assert "(202) 555-0100" in said


@pytest.mark.parametrize("place", ["St. Anselm, Missouri", "Springfield, Illinois"])
def test_that_no_page_says_since_when_one_is_a_member_is_told_first(
    window: Window, place: str
) -> None:
    answer = window.ask(f"Is {place} a member?", "since when?")
    assert answer.text.startswith("From which year on it would be a member, no source here says.")


def test_the_year_that_a_page_names_is_told(window: Window) -> None:
    answer = window.ask("Is Harbor Point, Texas a member?", "since when?")
    assert "no source here says" not in answer.text


def test_the_roll_tells_no_year(tmp_path_factory: pytest.TempPathFactory) -> None:
    rolled = open_window(tmp_path_factory.mktemp("rolled"), WITH_ROLL)
    text = rolled.ask("Since when is St. Anselm, Missouri a member?").text
    rolled.directory.close()
    assert "no source here says" in text
    assert "1999" not in text
