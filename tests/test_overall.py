"""What is asked of all that is listed, with nobody named."""

from collections.abc import Iterator

import pytest

from assistant.vocabulary import Asked
from tests.directory_folders import GOOD
from tests.meanings import WORDS_ALONE
from tests.test_looking_up import Window, items, open_window

TAIPEI = ["Harbor Point, Texas: Taipei, Taiwan (sister, since 1961 / 1963)"]
ASHIKAGA = "Springfield, Illinois: Ashikaga, Japan (sister, since 1990)"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("overall"), GOOD)
    yield opened
    opened.directory.close()


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("oldest partnership on your list?", TAIPEI),
        ("which partnerships date from 1963?", TAIPEI),
        (
            "newest partnership in your directory",
            ["Port Royal, Ontario, Canada: Taipei, Taiwan (sister, since 2001)"],
        ),
        ("any partners in Africa", ["St. Anselm, Missouri: Saint-Louis, Senegal (sister)"]),
    ],
)
def test_all_that_is_listed_is_picked_from(window: Window, text: str, entries: list[str]) -> None:
    found = [one.replace("kind not stated", "sister") for one in items(window.ask(text))]
    assert found == entries


def test_who_has_the_most_is_told_first(window: Window) -> None:
    entries = items(window.ask("Which US city has the most partners on your list?"))
    most = {
        f"{one}: 2 partnerships listed" for one in ("Harbor Point, Texas", "St. Anselm, Missouri")
    }
    assert set(entries[:2]) == most
    assert all("1 partnership listed" in one for one in entries[2:])


def test_where_nothing_fits_that_is_told(window: Window) -> None:
    answer = window.ask("which partnerships began in 1871?")
    assert answer.reason == "directory:none overall"
    assert items(answer) == []


def test_after_a_list_its_own_are_meant(window: Window) -> None:
    sisters = "Who are the sister cities of Springfield, Illinois?"
    assert items(window.ask(sisters, "any partners in Asia?")) == [ASHIKAGA]


def test_of_all_that_was_picked_more_is_asked(window: Window) -> None:
    turns = ("any partners in Asia?", "which is the oldest?")
    assert items(window.ask(*turns)) == TAIPEI


@pytest.mark.parametrize(
    "text",
    [
        "What was the oldest sister city partnership?",
        "How do we find partners in Africa?",
        "Our city wants partners in Europe",
    ],
)
def test_history_and_the_search_for_partners_are_for_the_documents(
    window: Window, text: str
) -> None:
    assert window.clerk.take(Asked(text), WORDS_ALONE, window.knows) is None
