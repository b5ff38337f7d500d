"""What may be asked of several partnerships that are listed: the first, those of a continent."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources

from assistant.answering.exact.turn.cues import has_cue
from assistant.facts.communities import Partnership

_YEAR = re.compile(r"\b(?:1[89]\d\d|20\d\d)\b")


_FROM_YEAR = re.compile(
    r"\b(?:since|after|desde|despues de)(?: the year| el ano)? (1[89]\d\d|20\d\d)\b"
)


class End(StrEnum):
    """One end of a row of years."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Continent:
    """A continent by its number in UN M49.

    Attributes:
        words: That name it in a folded text.
        countries: Their ISO 3166 codes.
    """

    code: str
    words: re.Pattern[str]
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pick:
    """Which of several partnerships are asked for.

    Attributes:
        end: The oldest or the newest.
        year: Only those since this year.
        continent: Only those with a partner there.
        other_end: The other end, where both are asked for.
        from_year: Only those since this year or a later one.
    """

    end: End | None = None
    year: int | None = None
    continent: Continent | None = None
    other_end: End | None = None
    from_year: int | None = None

    def singly(self) -> "tuple[Pick, ...]":
        """This, and what is picked out beside it: the oldest and the newest."""
        if self.other_end is None:
            return (self,)
        first = replace(self, other_end=None)
        return first, replace(first, end=self.other_end)

    def among(self, links: Sequence[Partnership]) -> tuple[Partnership, ...]:
        """Those of some partnerships, in their order; of several equally old ones all."""
        found = [one for one in links if self._fits(one)]
        years = [_year(one, self.end) for one in found if one.since]
        if self.end is None:
            return tuple(found)
        if not years:
            return ()
        wanted = min(years) if self.end is End.OLDEST else max(years)
        return tuple(one for one in found if one.since and _year(one, self.end) == wanted)

    def within(self, earlier: "Pick | None") -> "Pick":
        """This of what an earlier one picked out; what it asks itself goes before."""
        if earlier is None:
            return self
        return Pick(
            self.end or earlier.end,
            self.year or earlier.year,
            self.continent or earlier.continent,
            self.other_end or earlier.other_end,
            self.from_year or earlier.from_year,
        )

    def _fits(self, link: Partnership) -> bool:
        there = self.continent is None or link.partner.country in self.continent.countries
        years = [one.year for one in link.since]
        late = self.from_year is None or any(year >= self.from_year for year in years)
        return there and late and (self.year is None or self.year in years)


def read_pick(plain: str) -> Pick | None:
    """What a text, as `cued` gives it, picks out; None for nothing."""
    ends = [one for one in End if has_cue(plain, "directory", one.value)]
    later = _FROM_YEAR.search(plain)
    asks_year = has_cue(plain, "directory", "which_of") and not later
    year = _YEAR.search(plain) if asks_year else None
    continent = next((one for one in _continents().values() if one.words.search(plain)), None)
    if not (ends or year or continent or later):
        return None
    first, second, *_ = (*ends, None, None)
    from_year = int(later[1]) + (later[0].startswith("after")) if later else None
    return Pick(first, int(year[0]) if year else None, continent, second, from_year)


def _year(link: Partnership, end: End | None) -> int:
    """The first or the last year that sources name."""
    years = [one.year for one in link.since]
    return min(years) if end is End.OLDEST else max(years)


@cache
def _continents() -> Mapping[str, Continent]:
    file = resources.files("assistant.answering.exact.directory") / "continents.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        code: Continent(code, re.compile(one["words"]), frozenset(one["countries"].split()))
        for code, one in table.items()
    }
