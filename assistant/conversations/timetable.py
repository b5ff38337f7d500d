"""Reads the office's hours and holidays from the association's own data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from assistant.conversations.hours import OfficeHours, Span, read_zone
from assistant.seams import HoursRefused

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN: Final = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")
_MIDNIGHT: Final = 24 * 60
_SHOWN_LETTERS: Final = 40  # of a value that cannot be used


def read_hours(association: Mapping[str, Any]) -> OfficeHours | None:
    """The office's hours: its table `hours` and its list `holidays`.

    Args:
        association: As `association.toml` has it, or a build; holidays are dates or their text.

    Returns:
        None where no day has hours.

    Raises:
        HoursRefused: One of the keys cannot be used; the message names it.
    """
    table = _read_table(association.get("hours") or {})
    week = tuple(_read_day(day, table.get(day, "")) for day in WEEKDAYS)
    holidays = frozenset(_read_holidays(association.get("holidays") or ()))
    if not any(week):
        return None
    name = table.get("time_zone")
    zone = read_zone(name) if isinstance(name, str) else None
    if zone is None:
        raise _refused("time_zone", name, "must be a time zone such as America/New_York")
    return OfficeHours(zone, week, holidays)


def _read_table(table: object) -> Mapping[str, Any]:
    if not isinstance(table, Mapping):
        raise _refused("hours", table, 'must be a table with lines such as monday = "09:00-17:00"')
    for key in table:
        if key not in (*WEEKDAYS, "time_zone"):
            more = ": write it above [hours]" if key == "holidays" else ""
            reason = f"{_shown(key)} is neither a weekday nor time_zone{more}."
            raise HoursRefused(f"association.toml, [hours]: {reason}")
    return table


def _read_day(day: str, value: object) -> tuple[Span, ...]:
    if not isinstance(value, str):
        raise _refused(day, value, 'must read "09:00-17:00"')
    spans = sorted(_read_span(day, part.strip()) for part in value.split(",") if part.strip())
    if any(following.opens < span.closes for span, following in pairwise(spans)):
        raise _refused(day, value, "must have no hours that overlap")
    return tuple(spans)


def _read_span(day: str, text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if not found:
        raise _refused(day, text, 'must read "09:00-17:00", or "09:00-12:00, 13:00-17:00"')
    first, first_minute, last, last_minute = map(int, found.groups())
    span = Span(first * 60 + first_minute, last * 60 + last_minute)
    if not span.opens < span.closes <= _MIDNIGHT:
        raise _refused(day, text, "must end later on the same day, at 24:00 at the latest")
    return span


def _read_holidays(values: object) -> Iterator[date]:
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise _refused("holidays", values, 'must be a list such as ["2026-12-25"]')
    for value in values:
        if isinstance(value, date) and not isinstance(value, datetime):
            yield value
            continue
        try:
            yield date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise _refused("holidays", value, 'must be days such as "2026-12-25"') from error


def _refused(key: str, value: object, reason: str) -> HoursRefused:
    given = "" if value is None else f" = {_shown(value)}"
    return HoursRefused(f"association.toml: {key}{given} cannot be used: it {reason}.")


def _shown(value: object) -> str:
    return repr(value)[:_SHOWN_LETTERS]
