"""The marks that send a question to an exact tool, and how likely it is that one is for it."""

from pathlib import Path

import numpy as np
import pytest

from assistant.library.choices import Choices
from assistant.library.classifier import FOREIGN, Classifier
from assistant.library.encoder import Vector
from assistant.library.gaps import FILE_NAME, gap_document, read_gaps
from assistant.library.passages import Passage
from assistant.library.readers.markdown import read_markdown
from assistant.vocabulary import Audience, BlockKind
from tests.installations import KNOWLEDGE
from tests.shipped import Desk

TOOLS = {"dues", "directory"}

DOCUMENT = """\
# Members

## Is my city a member?
<!-- exact: directory -->
<!-- asked: is my town in -->

Look into the directory.

## What do members get?

A toolkit.

## How much are the dues?
<!--EXACT:Dues-->

That depends on how many people live there.
"""
GAPS = """## Partners of a city
Asked: Who are the sister cities of Boise?
Known: Partners are not in my documents.
Exact: directory

## Logo
Asked: May we use the logo?
Known: Its rules are not in my documents.

## Amounts
Exact: dues
Asked:
- How much do we pay?
Known: No amount is in my documents.
See: dues.md
"""


# --- marks


def marks(text: str) -> list[tuple[str, str]]:
    """The heading and the mark of each section of a Markdown document."""
    return [(one.path[-1], one.exact) for one in read_markdown(text.encode(), "a.md").sections]


def test_a_mark_belongs_to_the_section_it_stands_in() -> None:
    assert marks(DOCUMENT) == [
        ("Is my city a member?", "directory"),
        ("What do members get?", ""),
        ("How much are the dues?", "dues"),
    ]


def test_a_mark_is_no_part_of_the_text_and_other_marks_stay() -> None:
    first, *_ = read_markdown(DOCUMENT.encode(), "a.md").sections
    assert first.asked == ("is my town in",)
    assert [block.text for block in first.blocks] == ["Look into the directory."]


@pytest.mark.parametrize(
    "mark",
    ["exact: directory", "<!-- exact -->", "<!-- exact: -->", "<!-- exact: the directory -->"],
)
def test_what_is_no_mark_marks_nothing(mark: str) -> None:
    assert marks(f"## Where?\n\n{mark}\n\nThere.\n") == [("Where?", "")]


def test_a_gap_names_its_tool_or_none(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(GAPS, encoding="utf-8")
    gaps = read_gaps(path)
    assert [(gap.name, gap.exact) for gap in gaps] == [
        ("Partners of a city", "directory"),
        ("Logo", ""),
        ("Amounts", "dues"),
    ]
    assert [gap.known for gap in gaps] == [
        "Partners are not in my documents.",
        "Its rules are not in my documents.",
        "No amount is in my documents.",
    ]
    assert gaps[2].see == ("dues.md",)
    assert [one.exact for one in gap_document(gaps).sections] == ["directory", "", "dues"]


def test_the_shipped_documents_name_only_tools_that_there_are() -> None:
    gaps = {gap.exact for gap in read_gaps(KNOWLEDGE / FILE_NAME)}
    documents = {
        section.exact
        for path in KNOWLEDGE.rglob("*.md")
        if path.name not in {FILE_NAME, "README.md"}
        for section in read_markdown(path.read_bytes(), path.name).sections
    }
    assert gaps | documents == {"", *TOOLS}


# --- odds

DUES, LIST, JOIN = ("gaps.md", 0), ("list.md", 1), ("join.md", 0)


def passage(place: tuple[str, int]) -> Passage:
    document, section = place
    kind, audience = BlockKind.PARAGRAPH, Audience.BOTH
    return Passage(f"{place}", document, section, 0, -1, kind, audience, "", "", "", ())


def choices(*known: tuple[str, int], here: tuple[tuple[str, int], ...] = ()) -> Choices:
    """A place a direction, over passages of the places that are here."""
    weights = 4 * np.eye(4, dtype=np.float32)[: len(known)]
    model = Classifier(known, weights, np.zeros(len(known), np.float32)) if known else None
    return Choices([passage(place) for place in here or known], model)


def direction(number: int) -> Vector:
    return np.asarray(np.eye(4, dtype=np.float32)[number])


def test_the_odds_are_of_all_marked_sections_together_and_of_the_best_other() -> None:
    places = choices(DUES, LIST, JOIN, FOREIGN)
    ours, other = places.odds(direction(0), frozenset({DUES, LIST}))
    e4 = float(np.exp(4))
    assert ours == pytest.approx((e4 + 1) / (e4 + 3), abs=1e-4)
    assert other == pytest.approx(1 / (e4 + 3), abs=1e-4)
    ours, other = places.odds(direction(2), frozenset({DUES, LIST}))
    assert ours == pytest.approx(2 / (e4 + 3), abs=1e-4)
    assert other == pytest.approx(e4 / (e4 + 3), abs=1e-4)


def test_sections_that_are_not_here_have_no_part_in_the_odds() -> None:
    places = choices(DUES, LIST, JOIN, here=(DUES, JOIN))
    ours, other = places.odds(direction(1), frozenset({LIST}))
    assert ours == 0.0
    assert other == pytest.approx(0.5)


def test_marked_sections_alone_have_no_rival() -> None:
    ours, other = choices(DUES, LIST).odds(direction(0), frozenset({DUES, LIST}))
    assert (round(ours, 4), other) == (1.0, 0.0)


def test_without_marks_or_a_classifier_nothing_is_likely() -> None:
    ours, other = choices(DUES, JOIN).odds(direction(0), frozenset())
    assert ours == 0.0
    assert other > 0.9
    assert choices(here=(DUES,)).odds(direction(0), frozenset({DUES})) == (0.0, 0.0)


def test_marks_come_through_a_build(desk: Desk) -> None:
    assert set(desk.shelf.exact) == TOOLS
    asked = {
        "directory": "Which sister cities does our city have?",
        "dues": "How much are the dues for our city?",
    }
    for tool, question in asked.items():
        ours, other = desk.shelf.exact_odds(tool, desk.shelf.encoder.vector(question))
        assert ours > other
    vector = desk.shelf.encoder.vector(asked["dues"])
    assert desk.shelf.exact_odds("no such tool", vector)[0] == 0.0
