"""Reads how many people somebody says live in a community, in English and Spanish.

What the numbers are is read in numerals.py; here is told which of them counts people, and whether
it is meant as it stands, as the end of a range, or as a bound.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from assistant.answering.exact.turn.days import day_spans
from assistant.answering.exact.turn.numerals import Numeral, find_numerals, folded, in_digits
from assistant.answering.exact.turn.population_words import population_words
from assistant.answering.exact.turn.sums import priced_spans
from assistant.library.lexicon import fold

MOST_PEOPLE = 200_000_000  # no community has more; the largest Chinese province has 127 million
FEWEST_ALONE = 100  # a smaller number counts people only where it says so, or was asked for
_YEARS = range(1600, 2101)  # without a thousands mark such a number is a year unless it says people
_FEW = 13  # "once" is eleven in Spanish, and "one" of something stands in many sentences
_NEARLY = 0.03  # how far below a number "nearly" reaches, as a share: as a note of an edge does

_STATE = (
    r"A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]"
    r"|T[NX]|UT|V[AIT]|W[AIVY]"
)
_NO_COUNT = re.compile(
    r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"  # a telephone number
    rf"|\b(?:{_STATE}|(?i:zip(?: code)?(?: is)?)) \d{{5}}(?:-\d{{4}})?\b"  # a postal code
)
_CENSUS = re.compile(  # its year is not one that is asked about
    r"\b(?:19|20)\d\d (?:u\.?s\.? )?cens\w+|\bcens\w+ (?:of|from|in|de|del|en) (?:19|20)\d\d\b"
)
_MONEY_BEFORE = re.compile(r"(?:\$|€|£|usd|eur|mxn|us\$)\s?$")
_TOWNS = r"(?:towns|cities|villages|places|communities|counties|pueblos|ciudades|municipios)"
_TOWNS_BEFORE = re.compile(rf"\b{_TOWNS}(?: [a-z]+){{0,3}} ?[<>]?=?$")
_TOWNS_AFTER = re.compile(rf"^ {_TOWNS}\b")
_LISTED = re.compile(r",? ?(?:and|or|y|e|o)? ")
_AROUND = 80  # letters before and after a number that may say what it counts
_MOST_NUMBERS = 40  # in a message; of a longer list the others are not held against each other

# The fewest and the most people that a number means with a word for a bound beside it.
_BOUNDS: Mapping[str, Callable[[int, int], tuple[int, int | None]]] = {
    "nearly": lambda low, high: (low - int(low * _NEARLY), high - 1),
    "barely": lambda low, high: (low, high + int(high * _NEARLY)),
    "up_to": lambda _, high: (1, high),
    "over": lambda low, _: (low, None),
    "under": lambda _, high: (1, high - 1),
    "": lambda low, high: (low, high),
}


@dataclass(frozen=True, slots=True)
class Population:
    """How many people somebody named.

    Attributes:
        low: The fewest it may be.
        high: The most; None when it has no upper end ("more than 500,000").
        sure: Whether it says that it counts people, rather than standing there as a number.
        rough: Whether only its size was named ("a few thousand"), which tells one amount or none.
    """

    low: int
    high: int | None
    sure: bool
    rough: bool = False

    @property
    def exact(self) -> bool:
        """Whether one number was named, rounded or not."""
        return self.low == self.high

    @property
    def possible(self) -> bool:
        """Whether a community can have so many people."""
        most = self.low if self.high is None else self.high
        return 0 < self.low <= most <= MOST_PEOPLE


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, where it stands in the folded text."""

    population: Population
    start: int
    end: int


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
    reading, plain = _read(text, asked=asked)
    return (None, plain) if reading is None else (reading.population(), reading.rest())


def find_counts(
    text: str, *, asked: bool = False, apart: bool = False
) -> tuple[str, tuple[Count, ...]]:
    """The text, folded, and each number in it that counts people and was not taken back.

    Args:
        text: What the visitor wrote.
        asked: Whether the visitor was just asked for one.
        apart: Whether "and" between two makes no range of them.
    """
    reading, plain = _read(text, asked=asked)
    return plain, (() if reading is None else reading.counts(apart=apart))


@lru_cache(maxsize=64)  # what a text says and whose number is whose are read one after the other
def _read(text: str, *, asked: bool) -> "tuple[_Reading | None, str]":
    plain = folded(_NO_COUNT.sub(" ", text))
    numerals = find_numerals(plain)[:_MOST_NUMBERS]
    if not numerals:
        return None, plain
    others = list(_other_spans(plain))
    numerals = [one for one in numerals if not any(_overlap(one, span) for span in others)]
    censuses = [one.span() for one in _CENSUS.finditer(plain)] if "cens" in plain else []
    return _Reading(plain, numerals, censuses, asked=asked), plain


def _other_spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where days, prices, hours, addresses and the numbers of telephones and rooms stand."""
    yield from day_spans(plain)
    yield from priced_spans(plain)
    for found in population_words().no_count.finditer(plain):
        yield found.span()


def _overlap(one: Numeral, span: tuple[int, int]) -> bool:
    return one.start < span[1] and span[0] < one.end


def is_vague(text: str) -> bool:
    """Whether a text answers the question for a number without one: "a lot", "no idea"."""
    return bool(population_words().vague.match(fold(text)))


class _Reading:
    """What the numerals of a text say of people.

    Args:
        plain: The text, folded.
        numerals: Those that stand in it.
        censuses: Where a census is named with its year, which dates a count at most.
        asked: Whether it answers the question for a population.
    """

    def __init__(
        self,
        plain: str,
        numerals: Sequence[Numeral],
        censuses: Sequence[tuple[int, int]] = (),
        *,
        asked: bool,
    ) -> None:
        self._plain, self._asked, self._named = plain, asked, numerals
        self._of_censuses = [
            one for one in numerals if any(_overlap(one, span) for span in censuses)
        ]
        words = in_digits(plain, numerals, without=numerals)
        self._alone = len(numerals) == 1 and not re.search(r"\w", words)
        self._counts = [one for one in numerals if self._is_population(one)]
        self._counts += [two for one, two in pairwise(numerals) if self._ends_a_list(one, two)]
        self._counts.sort(key=lambda one: one.start)

    def population(self) -> Population | None:
        """The one that is meant, or None."""
        counts = self._standing()
        if not counts:
            return None
        if (ranged := self._range(counts) or self._two_figures(counts)) is not None:
            return ranged
        return self._bounded(max(counts, key=self._weight))

    def counts(self, *, apart: bool) -> tuple[Count, ...]:
        """Each number of people that was not taken back; the two ends of a range are one."""
        standing = self._standing()
        found: list[Count] = []
        for one in standing:
            before = next((first for first, then in pairwise(self._named) if then is one), None)
            joined = before is not None and not apart
            ranged = self._range_of(before, one, standing) if before and joined else None
            start = before.start if ranged and before else one.start
            if found and found[-1].end > start:
                found.pop()
            found.append(Count(ranged or self._bounded(one), start, one.end))
        return tuple(found)

    def rest(self) -> str:
        """The text without what counts people."""
        return in_digits(self._plain, self._named, without=[*self._counts, *self._of_censuses])

    def _standing(self) -> list[Numeral]:
        """The counts that were not taken back: "48,000, sorry, 84,000", "not 48,000 but 84,000"."""
        words, first = population_words(), 0
        for before, one in pairwise(self._named):
            between = self._between(before, one)
            if one in self._counts and len(between) < _AROUND and words.correction.match(between):
                first = one.start
        later = [one for one in self._counts if one.start >= first]
        kept = [
            one
            for one in later
            if one.start == first or not words.denied_before.search(self._before(one))
        ]
        ours = [one for one in kept or later if not self._is_of_a_rule(one)]
        return ours or kept or later

    def _is_of_a_rule(self, one: Numeral) -> bool:
        """Whether it bounds towns in general, as in "free for towns under 10,000"."""
        return bool(self._bound(one) and _TOWNS_BEFORE.search(self._before(one)))

    def _weight(self, one: Numeral) -> tuple[bool, bool, bool]:
        return self._says_people(one), one.low >= FEWEST_ALONE, not one.is_loose

    def _between(self, first: Numeral, second: Numeral) -> str:
        return self._plain[first.end : second.start]

    def _before(self, one: Numeral) -> str:
        return self._plain[max(0, one.start - _AROUND) : one.start]

    def _after(self, one: Numeral) -> str:
        return self._plain[one.end : one.end + _AROUND]

    def _says_people(self, one: Numeral) -> bool:
        return bool(
            population_words().people_after.match(self._after(one))
            or population_words().people_before.search(self._before(one))
        )

    def _is_population(self, one: Numeral) -> bool:
        before, after = self._before(one), self._after(one)
        if one in self._of_censuses:
            return False
        if _MONEY_BEFORE.search(before):
            return False
        if population_words().people_after.match(after) and not (one.spelt and one.low == 1):
            return True
        if population_words().others_after.match(after) or self._is_year(one):
            return False
        if one.spelt and one.low < _FEW:
            return self._asked and self._alone
        if population_words().people_before.search(before) or self._asked:
            return True
        return one.low >= FEWEST_ALONE and not one.is_loose

    def _ends_a_list(self, before: Numeral, one: Numeral) -> bool:
        """Whether it is the last of a list before its noun: "5k, 8k and 40k towns"."""
        if before not in self._counts or one in self._counts or one.low < FEWEST_ALONE:
            return False
        listed = _LISTED.fullmatch(self._between(before, one))
        return bool(listed and _TOWNS_AFTER.match(self._after(one)))

    def _is_year(self, one: Numeral) -> bool:
        spoken = one.spelt and one.low % 100 != 0  # two thousand twenty-seven
        if one.low not in _YEARS or not (one.bare or spoken):
            return False
        if one in self._of_censuses:
            return True
        counted = population_words().people_before.search(self._before(one))
        answers = self._alone or population_words().hedged_before.search(self._before(one))
        return not (counted or (self._asked and answers))

    def _range(self, counts: Sequence[Numeral]) -> Population | None:
        """Two numbers with "and", "to" or a dash between them; the second counts people."""
        pairs = pairwise(self._named)
        found = (self._range_of(first, second, counts) for first, second in pairs)
        return next((one for one in found if one is not None), None)

    def _range_of(
        self, first: Numeral, second: Numeral, counts: Sequence[Numeral]
    ) -> Population | None:
        words = population_words()
        joined = words.joint.match(self._between(first, second))
        low, high = _of_one_scale(first, second)
        counted = second in counts or (first in counts and high > second.high)
        if not joined or not counted or self._dates_a_count(first):
            return None
        if words.grown_before.search(self._before(first)):
            return self._bounded(second)
        if low < high:
            rough = first.is_loose or second.is_loose
            return Population(int(low), int(high), sure=True, rough=rough)
        return None

    def _two_figures(self, counts: Sequence[Numeral]) -> Population | None:
        """Two that both count people: "the census says 61,300, our planners 66,000"."""
        sure = [
            one
            for one in counts
            if one.low >= FEWEST_ALONE
            and (self._says_people(one) or one.low >= 10**4 or not (one.bare or one.spelt))
        ]
        if (meant := self._meant(sure)) is not None:
            return self._bounded(meant)
        values = {one.low: one for one in sure}
        if len(values) == 2 and max(values) <= 3 * min(values):
            low, high = self._bounded(values[min(values)]), self._bounded(values[max(values)])
            return Population(low.low, high.high, sure=True, rough=low.rough or high.rough)
        return None

    def _meant(self, counts: Sequence[Numeral]) -> Numeral | None:
        """The one of several that is said of today, of the visitor's community, or of last."""
        words = population_words()
        if len(counts) < 2:
            return None
        ours = [one for one in counts if words.ours_before.search(self._before(one))]
        now = [one for one in counts if words.now_after.match(self._after(one))]
        if ours or now:
            return [*ours, *now][0]
        years = [self._year_of(one) for one in counts]
        latest = max(years)
        return counts[years.index(latest)] if years.count(latest) == 1 else None

    def _year_of(self, one: Numeral) -> int:
        """The year that a count is said to be of; without one it is of today."""
        following = (after for before, after in pairwise(self._named) if before is one)
        year = next(following, None)
        dated = year and population_words().dated.match(self._between(one, year))
        return int(year.low) if year and dated and self._is_year(year) else _YEARS.stop

    def _dates_a_count(self, year: Numeral) -> bool:
        return any(self._year_of(one) == year.low and one is not year for one in self._counts)

    def _bounded(self, one: Numeral) -> Population:
        if one.scale == 1 and one.low != one.low.to_integral_value():
            return Population(0, 0, sure=True)  # nobody counts 2.5 people: its scale is missing
        low, high = _BOUNDS[self._bound(one)](int(one.low), int(one.high))
        return Population(low, high, sure=self._says_people(one), rough=one.is_loose)

    def _bound(self, one: Numeral) -> str:
        """The name of the bound that a number is, or nothing."""
        words, before, after = population_words(), self._before(one), self._after(one)
        found = (
            *(name for name, found in words.bounds_before.items() if found.search(before)),
            *(name for name, found in words.bounds_after.items() if found.match(after)),
        )
        return next(iter(found), "")


def _of_one_scale(first: Numeral, second: Numeral) -> tuple[Decimal, Decimal]:
    """The ends of a range, of which one may leave its scale to the other: "40 and 60 thousand".

    Where the lower would be as great as the upper a lesser scale is meant: "500 to 1 million".
    """
    if first.scale > 1 and second.scale == 1 and second.low * first.scale > first.low:
        return first.low, second.high * (first.scale if second.high < 1000 else 1)
    if first.scale > 1 or first.low >= 1000 or second.low < 1000:
        return first.low, second.high
    scales = {second.scale, 1000} if second.scale > 1 or second.low % 1000 == 0 else {1}
    carried = (first.low * scale for scale in sorted(scales, reverse=True))
    return next((low for low in carried if low < second.low), first.low), second.high
