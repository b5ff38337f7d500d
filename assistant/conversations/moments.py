"""Reads the moments that staff type: "Monday 9:00", "tomorrow", "24 December", "3 days"."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from time import strptime
from typing import Final
from zoneinfo import ZoneInfo

from assistant.conversations.timetable import WEEKDAYS
from assistant.seams import MomentRefused

_DAY: Final = timedelta(days=1)
_FURTHEST: Final = 366 * _DAY  # a slip in the year would keep staff away for good
_SHOWN_LETTERS: Final = 40  # of what cannot be read
_NO_MATTER: Final = re.compile(r"(?<=[a-z])\.|(?<=\d)(?:st|nd|rd|th)\b")
_LEADING: Final = re.compile(r"(?:(?:until|till|for|in|on|next) )+")
_SPAN: Final = re.compile(r"(\d{1,3}|an?|one) (minute|hour|day|week)s?", re.ASCII)
_SPANS: Final[Mapping[str, timedelta]] = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": _DAY,
    "week": 7 * _DAY,
}
_TIME: Final = re.compile(r"\b(?:at )?(\d\d?:\d\d(?: ?[ap]m)?|\d\d? ?[ap]m)\b", re.ASCII)
_TIMES: Final = ("%H:%M", "%I:%M%p", "%I%p")
_DATES: Final = ("%Y-%m-%d", "%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y")


def read_until(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Read until when somebody is away.

    A day without a time is its beginning; a weekday or a date without a year is the next one.

    Args:
        words: What was typed.
        now: Aware.
        zone: By whose clock they are meant.

    Returns:
        In UTC, later than now.

    Raises:
        MomentRefused: It cannot be read, is past, or is more than a year ahead.
    """
    here = now.astimezone(zone).replace(tzinfo=None)
    plain = _plain(words)
    wall = _after(plain, here) or _at(plain, here)
    if wall is None:
        shown = repr(words.strip()[:_SHOWN_LETTERS])
        raise MomentRefused(
            f"{shown} cannot be read as a time: write Monday 9:00, tomorrow, 5pm, 2026-12-24, "
            "24 December 14:00, next week or 3 days."
        )
    moment = wall.replace(tzinfo=zone)
    if moment <= now.astimezone(UTC):  # within one zone Python compares by clock
        raise MomentRefused(f"{moment:%Y-%m-%d %H:%M} is past: write a later time.")
    if wall > here + _FURTHEST:
        raise MomentRefused(f"{moment:%Y-%m-%d %H:%M} is more than a year ahead: write it nearer.")
    return moment.astimezone(UTC)


def _plain(words: str) -> str:
    """In small letters, without what makes no difference."""
    plain = " ".join(_NO_MATTER.sub("", words.lower()).replace(",", " ").split())
    return _LEADING.sub("", plain, count=1)


def _after(plain: str, here: datetime) -> datetime | None:
    """What lies a span of time ahead, by the clock on the wall."""
    if not (found := _SPAN.fullmatch(plain)):
        return None
    count, unit = found.groups()
    return here + _SPANS[unit] * (int(count) if count.isdecimal() else 1)


def _at(plain: str, here: datetime) -> datetime | None:
    """A day, a time or both: of what may be several moments the first that is ahead."""
    times = list(_TIME.finditer(plain))
    if not plain or len(times) > 1:
        return None
    clock = _clock(times[0][1]) if times else time()
    if clock is None:
        return None
    days = _days(" ".join(_TIME.sub(" ", plain).split()), here.date())
    moments = [datetime.combine(day, clock) for day in days]
    return next((one for one in moments if one > here), moments[-1] if moments else None)


def _clock(words: str) -> time | None:
    for form in _TIMES:
        with suppress(ValueError):
            read = strptime(words.replace(" ", ""), form)
            return time(read.tm_hour, read.tm_min)
    return None


def _days(words: str, today: date) -> list[date]:
    """The days that words may mean, the earliest first; empty for none."""
    ahead = {"": 0, "today": 0, "tomorrow": 1, "week": 7 - today.weekday()}
    if words in ahead:
        return [today + _DAY * ahead[words]]
    for number, weekday in enumerate(WEEKDAYS):
        if words in {weekday, weekday[:3]}:
            first = today + _DAY * ((number - today.weekday()) % 7)
            return [first, first + 7 * _DAY]
    return _dates(words, today)


def _dates(words: str, today: date) -> list[date]:
    """A date, or that day of this year and of the next."""
    texts = [words, f"{words} {today.year}", f"{words} {today.year + 1}"]
    return [day for text in texts if (day := _date(text)) is not None]


def _date(text: str) -> date | None:
    for form in _DATES:
        with suppress(ValueError):
            read = strptime(text, form)
            return date(read.tm_year, read.tm_mon, read.tm_mday)
    return None
