"""A state, or a part of a country, that is named with few words says where to look."""

from collections.abc import Iterator

import pytest

from tests.directory_folders import GOOD, PAGE
from tests.test_looking_up import Window, items, open_window

MORE = f"""\
Springfield,OH,,Hackney,,England,GB,1998,,sister,{PAGE},2024,
Springfield,IL,,Aberdeen,,Scotland,GB,1984,,sister,{PAGE},2024,
"""
FILES = {**GOOD, "partnerships.csv": GOOD["partnerships.csv"] + MORE}


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("states"), FILES)
    yield opened
    opened.directory.close()


@pytest.mark.parametrize("text", ["Texas members", "members: texas", "Texas sister cities"])
def test_a_state_that_nobody_lists_stands_for_its_communities(window: Window, text: str) -> None:
    (entry,) = items(window.ask(text))
    assert entry.startswith("Harbor Point, Texas: 2 partnerships listed")


def test_the_members_of_a_state_that_is_listed_itself_are_listed_with_it(window: Window) -> None:
    assert items(window.ask("Maryland members")) == ["The State of Maryland: 1 partnership listed"]


@pytest.mark.parametrize("text", ["Is Texas a member?", "Since when is Texas a member?"])
def test_whether_a_state_is_a_member_is_asked_of_itself(window: Window, text: str) -> None:
    assert window.ask(text).text.startswith("The State of Texas is not in this directory")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Does Boring, Oregon have a sister city", "Boring, Oregon"),
        ("Does Boring, Texas have a sister city", "Boring, Texas"),
    ],
)
def test_a_town_of_an_ordinary_word_is_looked_for_and_not_its_state(
    window: Window, text: str, name: str
) -> None:
    assert window.ask(text).text.startswith(f"{name} is not in this directory")


def test_a_word_before_a_state_need_not_be_a_town(window: Window) -> None:
    text = window.ask("Which cities of Oregon have partners?", "Sorry, Texas").text
    assert text.startswith("Communities of Texas")


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("England partners", ["Springfield, Ohio: Hackney (sister, since 1998)"]),
        ("scotland sister cities", ["Springfield, Illinois: Aberdeen (sister, since 1984)"]),
        (
            "partners in Scotland and England",
            [
                "Springfield, Illinois: Aberdeen (sister, since 1984)",
                "Springfield, Ohio: Hackney (sister, since 1998)",
            ],
        ),
    ],
)
def test_a_part_of_a_country_is_where_partners_lie(
    window: Window, text: str, entries: list[str]
) -> None:
    assert items(window.ask(text)) == entries
