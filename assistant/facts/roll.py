"""Reads the roll: the list of members that a membership system exported, and how to read it.

The export lies there as it is; `roll.toml` beside it says what its columns and statuses mean.
Nothing is guessed: a status that is neither current nor lapsed there is refused.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from assistant.facts.cells import cleaned, count_in, date_in
from assistant.facts.directory_cells import address_in, country_in, kind_in, place_in, region_in
from assistant.facts.places import UNITED_STATES, Place
from assistant.facts.tables import Problems, Row, Table, fold_column, read_table
from assistant.seams import TableRefused

Read = TypeVar("Read")

FIELDS = (
    *("name", "state", "country", "kind", "status", "joined", "expires"),
    *("contact", "population", "website"),
)
_NEEDED = ("name", "status")
_KEYS = frozenset({"as_of", "current", "lapsed", "columns"})


class NamedFile(NamedTuple):
    """A file, and how messages call it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A community on the roll, with fields that are for staff only.

    Attributes:
        status: In the words of the membership system.
        current: Whether that status means a member; if not, the membership lapsed.
        website: A web address, or "".
    """

    place: Place
    status: str
    current: bool
    joined: date | None
    expires: date | None
    contact: str
    population: int | None
    website: str


@dataclass(frozen=True, slots=True)
class Roll:
    """Who was a member on a day."""

    as_of: date
    entries: tuple[RollEntry, ...]


@dataclass(frozen=True, slots=True)
class _Map:
    """What `roll.toml` says; statuses are without case."""

    as_of: date
    current: frozenset[str]
    lapsed: frozenset[str]
    columns: Mapping[str, str]


def read_roll(
    export: NamedFile, notes: NamedFile, today: date, settle: Callable[[Place], Place]
) -> Roll:
    """Read an exported roll by its column map.

    Args:
        export: A table, CSV or Excel.
        notes: The TOML file with `as_of`, `current`, `lapsed` and `[columns]`.
        today: No roll can be newer.
        settle: Gives the place by which the directory knows a community already, or the same one.

    Raises:
        TableRefused: Either file cannot be used.
    """
    told = _read_map(notes, today)
    table = read_table(*export)
    _refuse_unknown_columns(told, table, notes)
    return _RollReader(table, told, settle).read()


class _RollReader:
    def __init__(self, table: Table, told: _Map, settle: Callable[[Place], Place]) -> None:
        self._table = table
        self._told = told
        self._settle = settle
        self._problems = Problems(table.file)
        self._lines: dict[object, int] = {}

    def read(self) -> Roll:
        entries = [self._entry(row) for row in self._table.rows]
        self._problems.refuse()
        return Roll(self._told.as_of, tuple(entries))

    def _entry(self, row: Row) -> RollEntry:
        place = self._place(row)
        status = self._text(row, "status")
        self._check_status(row, status)
        return RollEntry(
            place=place,
            status=status,
            current=status.casefold() in self._told.current,
            joined=self._cell(row, "joined", _day_in, None),
            expires=self._cell(row, "expires", _day_in, None),
            contact=self._text(row, "contact"),
            population=self._cell(row, "population", _people_in, None),
            website=self._cell(row, "website", address_in, ""),
        )

    def _place(self, row: Row) -> Place:
        name = self._text(row, "name")
        if not name:
            self._problems.add(row.line, "a community without a name: write it, or delete the row.")
        country = self._cell(row, "country", _home_or_country, UNITED_STATES)
        region = self._cell(row, "state", partial(region_in, country=country), "")
        kind = self._cell(row, "kind", kind_in, None)
        place = self._settle(place_in(name, region, country, kind))
        before = self._lines.setdefault(place.key, row.line)
        if name and before != row.line:
            reason = f"{place.label} stands on line {before} already: keep one of the two."
            self._problems.add(row.line, reason)
        return place

    def _check_status(self, row: Row, status: str) -> None:
        if status.casefold() in self._told.current | self._told.lapsed:
            return
        reason = f"the status {status!r} is neither current nor lapsed in roll.toml: add it there."
        self._problems.add(row.line, reason)

    def _text(self, row: Row, field: str) -> str:
        column = self._told.columns.get(field)
        return row.cell(column) if column else ""

    def _cell(self, row: Row, field: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        return self._problems.read(row, self._told.columns.get(field, field), read, otherwise)


def _read_map(notes: NamedFile, today: date) -> _Map:
    text, content = _toml(notes)
    problems = Problems(notes.name)
    for key in sorted(set(content) - _KEYS):
        problems.add(_line(text, key), f"{key!r} is not known: delete it.")
    as_of = _as_of(content.get("as_of"), text, today, problems)
    current = _statuses(content, "current", text, problems)
    lapsed = _statuses(content, "lapsed", text, problems)
    for status in sorted(current & lapsed):
        problems.add(_line(text, "lapsed"), f"{status!r} is both current and lapsed: choose one.")
    if not current:
        problems.add(_line(text, "current"), 'no status is current: write current = ["Active"].')
    columns = _columns(content.get("columns"), text, problems)
    problems.refuse()
    return _Map(as_of, current, lapsed, columns)


def _toml(notes: NamedFile) -> tuple[str, dict[str, Any]]:
    path, name = notes
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError as error:
        reason = "it is missing: it says what the roll's columns mean and which day it is of."
        raise TableRefused(name, [(0, reason)]) from error
    except OSError as error:
        reason = f"it cannot be opened ({error.strerror}): check that it is a file you may read."
        raise TableRefused(name, [(0, reason)]) from error
    except UnicodeDecodeError as error:
        raise TableRefused(name, [(0, "it is no text in UTF-8: save it as such.")]) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 0
        raise TableRefused(name, [(line, f"it is no TOML: {error}.")]) from error


def _as_of(value: object, text: str, today: date, problems: Problems) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        problems.add(_line(text, "as_of"), "the roll has no day: write as_of = 2026-11-01.")
        return today
    if value > today:
        problems.add(_line(text, "as_of"), f"as_of is later than today, {today}: correct it.")
    return value


def _statuses(
    content: Mapping[str, Any], key: str, text: str, problems: Problems
) -> frozenset[str]:
    value = content.get(key, [])
    if isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value):
        return frozenset(cleaned(one).casefold() for one in value)
    problems.add(_line(text, key), f'{key} must be a list of statuses, such as ["Active"].')
    return frozenset()


def _columns(value: object, text: str, problems: Problems) -> dict[str, str]:
    if not isinstance(value, dict):
        problems.add(_line(text, "columns"), 'the map is missing: write [columns], then name = "".')
        return {}
    for field in sorted(set(value) - set(FIELDS)):
        reason = f"{field!r} is no field of the roll: it may be {', '.join(FIELDS)}."
        problems.add(_line(text, field), reason)
    for field in _NEEDED:
        if field not in value:
            problems.add(_line(text, "columns"), f"the map lacks {field!r}: name its column.")
    for field, column in value.items():
        if not isinstance(column, str) or not fold_column(column):
            problems.add(_line(text, field), f'{field}: write the column\'s name, such as "Name".')
    return {field: fold_column(str(column)) for field, column in value.items()}


def _refuse_unknown_columns(told: _Map, table: Table, notes: NamedFile) -> None:
    text = notes.path.read_text("utf-8-sig")
    missing = [
        (_line(text, field), f"{field}: the roll has no column {column!r}: correct the name.")
        for field, column in told.columns.items()
        if column not in table.columns
    ]
    if missing:
        raise TableRefused(notes.name, sorted(missing))


def _line(text: str, key: str) -> int:
    """The line on which a key stands; 0 if it does not."""
    wanted = re.compile(rf"""\s*(?:["']?{re.escape(key)}["']?\s*=|\[\s*{re.escape(key)}\s*\])""")
    numbers = (n for n, line in enumerate(text.splitlines(), start=1) if wanted.match(line))
    return next(numbers, 0)


def _home_or_country(cell: str) -> str:
    return country_in(cell) if cell else UNITED_STATES


def _day_in(cell: str) -> date | None:
    return date_in(cell) if cell else None


def _people_in(cell: str) -> int | None:
    return count_in(cell) if cell else None
