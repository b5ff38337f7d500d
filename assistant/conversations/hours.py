"""When the office is open, by its own clock; it knows no wall clock and no wording."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LOOK_DAYS: Final = 60  # that an opening is looked for ahead
_MINUTES_OF_DAY: Final = 24 * 60
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One stretch of a day in which the office is open.

    Attributes:
        opens: Minutes after midnight.
        closes: The same; later than `opens`, 1440 for the end of the day.
    """

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of one office.

    Where the clocks are put forward, a time that is skipped is the moment of the skip; where they
    are put back, a time that comes twice is the first.

    Attributes:
        zone: By whose clock the office lives.
        week: The spans of Monday to Sunday, in order, none overlapping another.
        holidays: Days on which the office is closed.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is in the office; it is open at the first moment, closed at the last."""
        day = moment.astimezone(self.zone).date()
        return any(begins <= moment < ends for begins, ends in self._openings(day, day))

    def next_opening(self, moment: datetime) -> datetime | None:
        """The first time after a moment that the closed office opens.

        Args:
            moment: Aware.

        Returns:
            In UTC; None where it does not open within `LOOK_DAYS`, or never closes.
        """
        day = moment.astimezone(self.zone).date()
        openings = self._openings(day, day + _DAY * LOOK_DAYS)
        return next((begins for begins, _ in openings if begins > moment), None)

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two moments, both in UTC."""
        first, last = (moment.astimezone(self.zone).date() for moment in (start, end))
        parts = (
            min(ends, end) - max(begins, start)
            for begins, ends in self._openings(first, last)
            if begins < end and start < ends
        )
        return sum(parts, timedelta())

    def _openings(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of these days in UTC, in order; those that touch are one.

        The day before is read, too: what begins at midnight may only go on.
        """
        begun: tuple[datetime, datetime] | None = None
        for begins, ends in self._spans(first - _DAY, last):
            if begun is None:
                begun = begins, ends
            elif begins <= begun[1]:
                begun = begun[0], max(ends, begun[1])
            else:
                yield begun
                begun = begins, ends
        if begun is not None:
            yield begun

    def _spans(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        for number in range((last - first).days + 1):
            day = first + _DAY * number
            if day in self.holidays:
                continue
            for span in self.week[day.weekday()]:
                begins, ends = self._moment(day, span.opens), self._moment(day, span.closes)
                if begins < ends:  # else the clocks skip it
                    yield begins, ends

    def _moment(self, day: date, minutes: int) -> datetime:
        days, minutes = divmod(minutes, _MINUTES_OF_DAY)
        wall = datetime.combine(day + _DAY * days, time(minutes // 60, minutes % 60), self.zone)
        moment = wall.astimezone(UTC)
        exists = moment.astimezone(self.zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
        return moment if exists else self._skip(wall)

    def _skip(self, wall: datetime) -> datetime:
        """The moment at which the clocks skip over a time."""
        start, end = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
        offset = start.astimezone(self.zone).utcoffset()

        def is_past(seconds: int) -> bool:
            moment = start + timedelta(seconds=seconds)
            return moment.astimezone(self.zone).utcoffset() != offset

        seconds = range(int((end - start).total_seconds()))
        return start + timedelta(seconds=bisect_left(seconds, True, key=is_past))


def open_time_since(hours: OfficeHours | None, start: datetime, end: datetime) -> timedelta:
    """How much time that counts lies between two moments, for what may become late.

    Args:
        hours: Of the office; None where they are not known, then all time counts.
        start: Aware.
        end: Aware; before `start` no time lies between.
    """
    start, end = (
        start.astimezone(UTC),
        end.astimezone(UTC),
    )  # within one zone Python counts by clock
    if end <= start:
        return timedelta()
    return hours.open_between(start, end) if hours else end - start


def read_zone(name: str) -> ZoneInfo | None:
    """A time zone by its name, such as a browser tells it; None if there is no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no name at all; a folder, or far too long
        return None
