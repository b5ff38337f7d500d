"""The dues table: which band a community falls into on a day, and what it would pay.

Plain values and arithmetic; it knows nothing about files, words of a visitor or who may be told.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from assistant.seams import IndexMismatch

FORMAT = 2  # of the table in a build
NEAR_END_DAYS = 90  # so long before a schedule ends, the next one is told as well
NEAR_EDGE_SHARE = 0.03  # of an edge: as far as a stated number may be off without being wrong


class MemberType(StrEnum):
    """Which of the two fee tables a community belongs to."""

    US = "us"
    GLOBAL = "global"


class RateStatus(StrEnum):
    """Whether an amount is real."""

    SAMPLE = "sample"  # made up for demonstration; never told to the public
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the dues table.

    Attributes:
        schedule: The name of the price list it belongs to, such as "2026".
        kinds: Of communities: city, county, state.
        population_from: The fewest people it holds for.
        population_to: The most people; None: and over.
        period: What the amount pays for, such as "calendar year".
        effective_from: The first day it holds.
        effective_to: The last day; None: until further notice.
        source: Where the amount was published; for a sample, that it is one.
        file: As people know it.
        line: In the file, counted from 1.
        text: Its cells as they stand in the file, with bars between.
    """

    schedule: str
    member_type: MemberType
    kinds: tuple[str, ...]
    population_from: int
    population_to: int | None
    amount: Decimal
    currency: str
    period: str
    effective_from: date
    effective_to: date | None
    source: str
    status: RateStatus
    file: str
    line: int
    text: str

    @property
    def label(self) -> str:
        """The people it holds for: "25,000-49,999", "up to 9,999" or "500,000 and over"."""
        if self.holds_any:
            return "any population"
        if self.population_to is None:
            return f"{self.population_from:,} and over"
        if self.population_from <= 1:
            return f"up to {self.population_to:,}"
        return f"{self.population_from:,}-{self.population_to:,}"

    @property
    def holds_any(self) -> bool:
        """Whether it holds for any number of people."""
        return self.population_from <= 1 and self.population_to is None

    @property
    def row(self) -> str:
        """Where it stands: "dues.csv, line 7"."""
        return f"{self.file}, line {self.line}"

    @property
    def digest(self) -> str:
        """Changes when anything that decides an amount does; not when the row only moves."""
        facts = [
            *(self.schedule, self.member_type.value, ";".join(sorted(self.kinds))),
            *(str(self.population_from), str(self.population_to)),
            *(f"{self.amount:.2f}", self.currency, self.period),
            *(str(self.effective_from), str(self.effective_to), self.status.value),
        ]
        return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:32]

    def holds(self, population: int) -> bool:
        """Whether so many people fall into it."""
        return self.touches(population, population)

    def touches(self, low: int, high: int) -> bool:
        """Whether any number of people from `low` to `high` falls into it."""
        below = self.population_to is None or low <= self.population_to
        return below and self.population_from <= high

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on a day, its first and last included."""
        return self.effective_from <= day <= (self.effective_to or date.max)

    def to_json(self) -> dict[str, Any]:
        """The band as JSON keeps it; money stands as text, so that no cent is lost."""
        return asdict(self) | {
            "member_type": self.member_type.value,
            "kinds": list(self.kinds),
            "amount": str(self.amount),
            "effective_from": self.effective_from.isoformat(),
            "effective_to": self.effective_to.isoformat() if self.effective_to else None,
            "status": self.status.value,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The band that `to_json` gave."""
        last = kept["effective_to"]
        values = dict(kept) | {
            "member_type": MemberType(kept["member_type"]),
            "kinds": tuple(kept["kinds"]),
            "amount": Decimal(kept["amount"]),
            "effective_from": date.fromisoformat(kept["effective_from"]),
            "effective_to": date.fromisoformat(last) if last else None,
            "status": RateStatus(kept["status"]),
        }
        return cls(**values)


class DuesTable:
    """All bands of a dues table, as `read_bands` has checked them.

    For a member type, a kind and a day there is one schedule or none, and in it one band for
    every population.
    """

    def __init__(self, bands: Iterable[Band]) -> None:
        """Keep the bands, in the order of the file."""
        self.bands = tuple(bands)

    @property
    def is_sample(self) -> bool:
        """Whether any band is a sample."""
        return any(band.status is RateStatus.SAMPLE for band in self.bands)

    def kinds(self, member_type: MemberType) -> tuple[str, ...]:
        """The kinds of communities that have a rate, in the order of the file."""
        found = (kind for band in self.bands for kind in band.kinds)
        known = dict.fromkeys(found)
        return tuple(kind for kind in known if any(self._of(member_type, kind)))

    def bands_at(self, member_type: MemberType, kind: str, day: date) -> tuple[Band, ...]:
        """The bands of the schedule that holds on a day, the smallest communities first."""
        valid = (band for band in self._of(member_type, kind) if band.is_valid_on(day))
        return tuple(sorted(valid, key=lambda band: band.population_from))

    def band_for(
        self, member_type: MemberType, kind: str, population: int | None, day: date
    ) -> Band | None:
        """The band a community falls into.

        Args:
            member_type: Of the community.
            kind: Of the community.
            population: None if nobody said; then only a kind with one band for all has an answer.
            day: On which it would join or renew.

        Returns:
            The band; None if no schedule holds on the day or the population is needed.
        """
        bands = self.bands_at(member_type, kind, day)
        if population is None:
            return bands[0] if len(bands) == 1 else None
        return next((band for band in bands if band.holds(population)), None)

    def bands_touched(
        self, member_type: MemberType, kind: str, low: int, high: int, day: date
    ) -> tuple[Band, ...]:
        """Every band that a population between `low` and `high`, both included, may fall into."""
        low, high = sorted((low, high))
        return tuple(b for b in self.bands_at(member_type, kind, day) if b.touches(low, high))

    def needs_population(self, member_type: MemberType, kind: str, day: date) -> bool:
        """Whether the rate depends on the number of people; for a state it does not."""
        return len(self.bands_at(member_type, kind, day)) > 1

    def currency(self, member_type: MemberType, kind: str, day: date) -> str | None:
        """The currency of the schedule that holds on a day; None if none does."""
        bands = self.bands_at(member_type, kind, day)
        return bands[0].currency if bands else None

    def next_schedule_day(self, member_type: MemberType, kind: str, day: date) -> date | None:
        """The first day of the schedule after the one of `day`; None if none is known yet."""
        coming = (first for first, _ in self.days_covered(member_type, kind) if first > day)
        return next(coming, None)

    def ends_within(
        self, member_type: MemberType, kind: str, day: date, *, days: int = NEAR_END_DAYS
    ) -> date | None:
        """The last day of the schedule that holds on `day`, if it is at most `days` away."""
        for first, last in self.days_covered(member_type, kind):
            if last and first <= day <= last and last - day <= timedelta(days=days):
                return last
        return None

    def days_covered(
        self, member_type: MemberType, kind: str
    ) -> tuple[tuple[date, date | None], ...]:
        """First and last day of each schedule, in order; None: until further notice."""
        return tuple(
            sorted(
                {(band.effective_from, band.effective_to) for band in self._of(member_type, kind)},
                key=lambda span: span[0],
            )
        )

    def nearest_day(self, member_type: MemberType, kind: str, day: date) -> date | None:
        """The day nearest to `day` on which a schedule holds; of two, the later one.

        None if there is no schedule at all for such communities.
        """
        spans = self.days_covered(member_type, kind)
        inside = [min(max(day, first), last or date.max) for first, last in spans]
        return min(inside, key=lambda near: (abs(near - day), day - near), default=None)

    def near_edge(
        self, band: Band, population: int, share: float = NEAR_EDGE_SHARE, *, kind: str = ""
    ) -> Band | None:
        """The neighbouring band, if the population lies close to the edge between them.

        Args:
            band: The one the population falls into.
            population: Of the community.
            share: How close, as a share of the edge: 0.03 of 50,000 is 1,500 people.
            kind: Of the community, for tables whose kinds have bands of their own; empty: any.
        """
        below, above = self._neighbours(band, kind or band.kinds[0])
        near_below = population - band.population_from <= share * band.population_from
        if below and near_below:
            return below
        if above and above.population_from - population <= share * above.population_from:
            return above
        return None

    def find_row(self, digest: str) -> Band | None:
        """The band with this digest; None if it was changed or taken out since."""
        return next((band for band in self.bands if band.digest == digest), None)

    def to_json(self) -> dict[str, Any]:
        """The table as a build keeps it."""
        return {"format": FORMAT, "bands": [band.to_json() for band in self.bands]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The table that `to_json` gave.

        Raises:
            IndexMismatch: It is damaged or of another version.
        """
        try:
            if kept["format"] != FORMAT:
                raise ValueError(f"it has the format {kept['format']!r}")
            return cls(Band.from_json(band) for band in kept["bands"])
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise IndexMismatch(
                f"The build's dues table cannot be used ({error}): ingest again."
            ) from error

    def _of(self, member_type: MemberType, kind: str) -> Iterator[Band]:
        return (b for b in self.bands if b.member_type is member_type and kind in b.kinds)

    def _neighbours(self, band: Band, kind: str) -> tuple[Band | None, Band | None]:
        """The bands below and above in the same schedule."""
        row = self.bands_at(band.member_type, kind, band.effective_from)
        place = row.index(band)
        below = row[place - 1] if place else None
        return below, row[place + 1] if place + 1 < len(row) else None


def money(amount: Decimal, currency: str) -> str:
    """An amount as it is told: "USD 1,200", with cents only where there are any."""
    whole = amount == amount.to_integral_value()
    return f"{currency} {amount:,.0f}" if whole else f"{currency} {amount:,.2f}"
