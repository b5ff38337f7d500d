"""Documents that do not agree about a quantity are noticed; a count that grew is no quarrel."""

import pytest

from assistant.library.conflicts import Conflict, find_conflicts
from assistant.library.passages import Passage, cut
from assistant.vocabulary import Audience, Block, BlockKind, Document, Section


def passages(**texts: str) -> list[Passage]:
    return [
        passage
        for name, text in texts.items()
        for passage in cut(
            Document(
                f"{name}.md",
                name,
                Audience.BOTH,
                (Section((), (Block(BlockKind.PARAGRAPH, text, text),)),),
            ),
            len,
        )
    ]


def test_a_planted_conflict_is_found_with_both_places() -> None:
    found = find_conflicts(
        passages(
            about="The network unites 545 member communities worldwide. It was a long way.",
            history="The network unites 500 member communities worldwide.",
        )
    )
    assert found == [
        Conflict(
            "The network unites 545 member communities worldwide.",
            "about.md",
            "The network unites 500 member communities worldwide.",
            "history.md",
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("In 2015 the network had 545 member towns.", "In 2016 the network had 500 member towns."),
        ("The network has 545 member towns.", "The network has 545.0 member towns."),
        ("The network has 545 member towns.", "The network has 140 countries on its list."),
        ("The network has 545 member towns.", "Our choir sang 12 songs about member towns."),
        ("The fee is $50 for each young artist.", "The fee is €60 for each young artist."),
        ("The fee is $50 for each young artist.", "The fee is 50% for each young artist."),
        ("From 10 to 20 towns join each year here.", "From 10 to 30 towns join each year here."),
        ("It begins on May 5 in the town hall.", "It begins on May 6 in the town hall."),
    ],
)  # fmt: skip
def test_what_does_not_speak_of_the_same_is_no_conflict(one: str, other: str) -> None:
    assert find_conflicts(passages(one=one, other=other)) == []


def test_a_day_is_not_taken_for_a_year() -> None:
    found = find_conflicts(
        passages(
            one="Since 10-5 or October 5 the fund gives 300 dollars to each town.",
            other="Since October 6 the fund gives 400 dollars to each town.",
        )
    )
    assert found == []  # two figures in the first: words cannot tell which is which
    found = find_conflicts(
        passages(
            one="From October 5 the fund gives 300 dollars to each town.",
            other="From October 6 the fund gives 400 dollars to each town.",
        )
    )
    assert len(found) == 1


@pytest.mark.timeout(20)
def test_ten_thousand_statements_are_compared_in_seconds() -> None:
    texts = {f"d{n}": f"Town{n} Hall{n} Lake{n} keeps {n + 2} bridges{n}." for n in range(10_000)}
    assert find_conflicts(passages(**texts)) == []
