"""Compares what was sent with what landed, place by place."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Words = Mapping[str, Sequence[str]]  # by place, in order

_WORD = re.compile(r"\bword-\d+-\d+-[a-z]+\b")


def word(place: int, number: int, author: str) -> str:
    """What is sent once, and recognised wherever it lands."""
    return f"word-{place}-{number}-{author}"


def words_in(texts: Iterable[str]) -> list[str]:
    """Every word in texts, in order."""
    return [found for text in texts for found in _WORD.findall(text)]


@dataclass(frozen=True)
class Account:
    """What went wrong on the way.

    Attributes:
        lost: Is not where it was sent.
        doubled: Is there more than once.
        astray: Is where it was not sent.
        disordered: Stands behind what was sent after it.
    """

    sent: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    astray: tuple[str, ...]
    disordered: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.astray or self.disordered)

    def __str__(self) -> str:
        return (
            f"{self.sent} sent, {len(self.lost)} lost, {len(self.doubled)} doubled, "
            f"{len(self.astray)} astray, {len(self.disordered)} out of order"
        )


def compare(sent: Words, landed: Words) -> Account:
    """Hold what was sent to each place against what landed there."""
    places = sorted({*sent, *landed})
    pairs = [(sent.get(place, ()), landed.get(place, ())) for place in places]
    return Account(
        sent=sum(len(some) for some in sent.values()),
        lost=tuple(one for want, have in pairs for one in want if one not in set(have)),
        doubled=tuple(one for _, have in pairs for one, n in Counter(have).items() if n > 1),
        astray=tuple(one for want, have in pairs for one in have if one not in set(want)),
        disordered=tuple(one for want, have in pairs for one in _disordered(want, have)),
    )


def _disordered(want: Sequence[str], have: Sequence[str]) -> list[str]:
    """What comes after something that was sent later; of a doubled word its first place counts."""
    order = {one: number for number, one in enumerate(want)}
    numbers = [order[one] for one in dict.fromkeys(have) if one in order]
    return [want[n] for at, n in enumerate(numbers) if n < max(numbers[:at], default=-1)]
