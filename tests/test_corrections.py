"""Who says that an entry is wrong is sent to a person with the name of the entry."""

from collections.abc import Iterator

import pytest

from assistant.vocabulary import Outcome
from tests.directory_folders import GOOD
from tests.test_looking_up import Window, open_window

SISTERS = "Who are the sister cities of Springfield, Illinois?"
MEMBER = "Is Harbor Point, Texas a member?"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("corrections"), GOOD)
    yield opened
    opened.directory.close()


@pytest.mark.parametrize(
    ("turns", "entry"),
    [
        ([SISTERS, "remove Ashikaga"], "Springfield, Illinois and Ashikaga, Japan"),
        ([SISTERS, "you overlooked Guadalajara, Mexico, one since 1989"], "Guadalajara"),
        ([SISTERS, "our partner Ashikaga has been suspended"], "Springfield, Illinois and Ashika"),
        ([MEMBER, "we are not a member anymore"], "Harbor Point, Texas."),
        ([MEMBER, "it ceased to be a member (Harbor Point)"], "Harbor Point, Texas."),
        (["Our web page moved, Harbor Point is now hp.example.org"], "Harbor Point, Texas."),
        (["Harbor Point discontinued Taipei"], "Taipei, Taiwan"),
        ([SISTERS, "Springfield ya no está hermanada con Ashikaga"], "Ashikaga, Japón"),
    ],
)
def test_what_is_said_to_be_wrong_is_named_and_not_repeated(
    window: Window, turns: list[str], entry: str
) -> None:
    answer = window.ask(*turns)
    assert (answer.outcome, answer.reason) == (Outcome.HANDOFF, "directory:correction")
    assert entry in answer.text
    assert "calls itself" not in answer.text


@pytest.mark.parametrize(
    "turns",
    [
        [SISTERS, "Has Ashikaga been dropped?"],
        [MEMBER, "Is it no longer a member?"],
    ],
)
def test_who_asks_whether_something_ended_is_answered(window: Window, turns: list[str]) -> None:
    assert window.ask(*turns).outcome is not Outcome.HANDOFF


def test_a_correction_without_a_name_asks_which_entry_is_wrong(window: Window) -> None:
    answer = window.ask("Your list of our sister cities is wrong.")
    assert answer.text.endswith("say which entry is wrong.")
