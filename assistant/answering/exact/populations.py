"""Reads how many people somebody says live in a community, in English and Spanish.

What the numbers are is read in numerals.py; here is told which of them counts people, and whether
it is meant as it stands, as the end of a range, or as a bound.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from assistant.answering.exact.days import day_spans
from assistant.answering.exact.numerals import Numeral, find_numerals, folded, in_digits
from assistant.library.lexicon import fold

MOST_PEOPLE = 200_000_000  # no community has more; the largest Chinese province has 127 million
FEWEST_ALONE = 100  # a smaller number counts people only where it says so, or was asked for
_YEARS = range(1600, 2101)  # without a thousands mark such a number is a year unless it says people
_FEW = 13  # "once" is eleven in Spanish, and "one" of something stands in many sentences

_NO_COUNT = re.compile(
    r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"  # a telephone number
    r"|\b(?:[A-Z]{2}|(?i:zip(?: code)?(?: is)?)) \d{5}(?:-\d{4})?\b"  # a postal code
    r"|\b\d{1,2}(?::\d{2})? ?[ap]\.?m\b"
)
_MONEY_BEFORE = re.compile(r"(?:\$|€|£|usd|eur|mxn|us\$)\s?$")
_LOOK_BACK = 80  # letters before a number that may say what it counts


class _Words:
    """The patterns made of the words in `populations.toml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        people, between = _any(words["people"]), _any(words["between"])
        holders = _any(words["holders"])
        self.people_after = re.compile(
            rf"^[\s-]{{0,2}}(?:or so |odd |plus |full-?time |permanent |de )?{people}\b"
        )
        self.people_before = re.compile(rf"\b(?:{people}|{holders})(?: {between}){{0,4}}\W{{0,3}}$")
        self.hedged = re.compile(rf"\b{_any(words['hedges'])} $")
        self.others = re.compile(rf"^\W{{0,2}}{_any(words['others'])}")
        self.now_after = re.compile(rf"^ (?!y\b|and\b|but\b)(?:\w+ ){{0,2}}{_any(words['now'])}\b")
        self.ours_before = re.compile(rf"\b{_any(words['ours'])}(?: {between}){{0,3}} $")
        joints = _any(map(re.escape, words["joints"]))
        self.joint = re.compile(rf"^\s?{joints}\s?(?:about |around |unos |unas )?$")
        self.under = re.compile(rf"\b{_any(words['under'])}\W{{0,2}}(?:the )?$")
        self.over = re.compile(rf"\b{_any(words['over'])}\W{{0,2}}$")
        self.vague = re.compile(
            rf"^\W*(?:{_any(words['vague_before'])} )*{_any(words['vague'])}\b"
            rf"(?: (?:of |de )?{people})?\W*$"
        )


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


@cache
def _words() -> _Words:
    file = resources.files("assistant.answering.exact") / "populations.toml"
    return _Words(tomllib.loads(file.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Population:
    """How many people somebody named.

    Attributes:
        low: The fewest it may be.
        high: The most; None when it has no upper end ("more than 500,000").
        sure: Whether it says that it counts people, rather than standing there as a number.
    """

    low: int
    high: int | None
    sure: bool

    @property
    def exact(self) -> bool:
        """Whether one number was named, rounded or not."""
        return self.low == self.high

    @property
    def possible(self) -> bool:
        """Whether a community can have so many people."""
        most = self.low if self.high is None else self.high
        return 0 < self.low <= most <= MOST_PEOPLE


def find_population(text: str, *, asked: bool = False) -> Population | None:
    """The population that a text names, or None.

    A number that cannot be a population (0, 30 billion) comes back as well, so that it can be
    asked about.

    Args:
        text: What the visitor wrote.
        asked: Whether the visitor was just asked for it: then any number is one.
    """
    return split_population(text, asked=asked)[0]


def split_population(text: str, *, asked: bool = False) -> tuple[Population | None, str]:
    """The population that a text names, and the rest of the text.

    The rest is folded; its numbers stand in digits, and those that count people are gone: "a town
    of 1950 people" names no year.
    """
    plain = folded(_NO_COUNT.sub(" ", text))
    numerals = find_numerals(plain)
    if not numerals:
        return None, plain
    days = list(day_spans(plain))
    numerals = [
        one
        for one in numerals
        if not any(one.start < end and start < one.end for start, end in days)
    ]
    reading = _Reading(plain, numerals, asked=asked)
    return reading.population(), reading.rest()


def is_vague(text: str) -> bool:
    """Whether a text answers the question for a number without one: "a lot", "no idea"."""
    return bool(_words().vague.match(fold(text)))


class _Reading:
    """What the numerals of a text say of people.

    Args:
        plain: The text, folded.
        numerals: Those that stand in it.
        asked: Whether it answers the question for a population.
    """

    def __init__(self, plain: str, numerals: Sequence[Numeral], *, asked: bool) -> None:
        self._plain, self._asked = plain, asked
        self._named = [one for one in numerals if not one.is_loose]
        words = in_digits(plain, numerals, without=numerals)
        self._alone = len(numerals) == 1 and not re.search(r"\w", words)
        self._counts = [one for one in self._named if self._is_population(one)]

    def population(self) -> Population | None:
        """The one that is meant, or None."""
        counts = self._counts
        if not counts:
            return None
        if (ranged := self._range() or self._two_figures()) is not None:
            return ranged
        sure = [one for one in counts if self._says_people(one)]
        return self._bounded((sure or counts)[0], sure=bool(sure))

    def rest(self) -> str:
        """The text without what counts people."""
        return in_digits(self._plain, self._named, without=self._counts)

    def _before(self, one: Numeral) -> str:
        return self._plain[: one.start][-_LOOK_BACK:]

    def _after(self, one: Numeral) -> str:
        return self._plain[one.end :][:_LOOK_BACK]

    def _says_people(self, one: Numeral) -> bool:
        return bool(
            _words().people_after.match(self._after(one))
            or _words().people_before.search(self._before(one))
        )

    def _is_population(self, one: Numeral) -> bool:
        before, after = self._before(one), self._after(one)
        if _MONEY_BEFORE.search(before):
            return False
        if _words().people_after.match(after) and not (one.spelt and one.low == 1):
            return True
        if _words().others.match(after) or self._is_year(one):
            return False
        if one.spelt and one.low < _FEW:
            return self._asked and self._alone
        if _words().people_before.search(before) or self._asked:
            return True
        return one.low >= FEWEST_ALONE

    def _is_year(self, one: Numeral) -> bool:
        spoken = one.spelt and one.low % 100 != 0  # two thousand twenty-seven
        if one.low not in _YEARS or not (one.bare or spoken):
            return False
        counted = _words().people_before.search(self._before(one))
        answers = self._alone or _words().hedged.search(self._before(one))
        return not (counted or (self._asked and answers))

    def _range(self) -> Population | None:
        """Two numbers with "and", "to" or a dash between them; the second counts people."""
        for first, second in pairwise(self._named):
            between = self._plain[first.end : second.start]
            if second not in self._counts or not _words().joint.match(between):
                continue
            low = _of_one_scale(first, second)
            if low < second.low:
                return Population(int(low), int(second.low), sure=True)
        return None

    def _two_figures(self) -> Population | None:
        """Two that both count people: "the census says 61,300, our planners 66,000"."""
        sure = [
            one
            for one in self._counts
            if self._says_people(one) or one.low >= 10**4 or not (one.bare or one.spelt)
        ]
        values = sorted({int(one.low) for one in sure if one.low >= FEWEST_ALONE})
        if (now := self._meant(sure)) is not None:
            return Population(int(now.low), int(now.low), sure=True)
        if len(values) == 2 and values[1] <= 3 * values[0]:
            return Population(values[0], values[1], sure=True)
        return None

    def _meant(self, counts: Sequence[Numeral]) -> Numeral | None:
        """The one of several that is said of today, or of the visitor's own community."""
        words = _words()
        if len(counts) < 2:
            return None
        ours = [one for one in counts if words.ours_before.search(self._before(one))]
        now = [one for one in counts if words.now_after.match(self._after(one))]
        return next(iter(ours + now), None)

    def _bounded(self, one: Numeral, *, sure: bool) -> Population:
        before, value = self._before(one), int(one.low)
        if _words().under.search(before):
            return Population(1, max(value - 1, 0), sure=sure)
        if _words().over.search(before):
            return Population(value, None, sure=sure)
        return Population(value, value, sure=sure)


def _of_one_scale(first: Numeral, second: Numeral) -> Decimal:
    """The lower end of a range, which may leave its scale to the upper one: "40 and 60 thousand".

    Where its own would be as great as the upper end a lesser is meant: "500 to 1 million".
    """
    if first.scale > 1 or first.low >= 1000 or second.low < 1000:
        return first.low
    scales = {second.scale, 1000} if second.scale > 1 or second.low % 1000 == 0 else {1}
    carried = (first.low * scale for scale in sorted(scales, reverse=True))
    return next((low for low in carried if low < second.low), first.low)
