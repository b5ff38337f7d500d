"""A table of the directory whose columns are known by several names.

Files come from our own hands, from gathered lists and from spreadsheets: the same thing is called
"region", "us_state" or "state_code" there.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from assistant.facts.tables import Problems, Row, Table, read_table
from assistant.seams import TableRefused

Read = TypeVar("Read")
Names = Mapping[str, tuple[str, ...]]

COMMUNITY_COLUMNS: Names = {
    "name": ("name",),
    "kind": ("kind",),
    "region": ("region", "state_code", "state"),
    "country": ("country", "country_code"),
    "website": ("website",),
    "website_source": ("website_source",),
    "statement": ("statement",),
    "statement_kind": ("statement_kind",),
    "statement_since": ("statement_since",),
    "statement_date": ("statement_date",),
    "statement_source": ("statement_source",),
    "source": ("source", "source_url"),
    "vintage": ("vintage",),
    "sources": ("sources",),
}
PARTNERSHIP_COLUMNS: Names = {
    "community": ("community", "us_name"),
    "region": ("region", "us_state", "state"),
    "country": ("country", "country_code"),
    "kind": ("community_kind",),
    "partner": ("partner", "partner_name"),
    "partner_kind": ("partner_kind",),
    "partner_region": ("partner_region",),
    "partner_country": ("partner_country", "partner_country_code"),
    "since": ("since", "since_year"),
    "since_source": ("since_source", "since_source_url"),
    "relation": ("relation",),
    "source": ("source", "source_url"),
    "vintage": ("vintage", "latest_vintage"),
    "sources": ("sources",),
    "listed_by": ("listed_by",),
    "confidence": ("confidence",),
    "also": ("also", "alt_names"),
}
STATEMENT_COLUMNS: Names = {
    "community": ("community",),
    "region": ("region", "state_code"),
    "statement": ("statement",),
    "dated": ("as_of",),
    "source": ("source_url",),
    "note": ("note",),
}
WEBSITE_COLUMNS: Names = {"community": ("community",), "website": ("website",)}
ALIAS_COLUMNS: Names = {
    "alias": ("alias",),
    "name": ("name",),
    "region": ("region", "state"),
    "country": ("country", "country_code"),
    "kind": ("kind",),
}


class DirectoryTable:
    """A table, read by the names of its meanings; it collects what is wrong with its rows."""

    def __init__(self, table: Table, names: Names, needed: tuple[str, ...]) -> None:
        """Find the columns.

        Args:
            table: As it was read.
            names: By meaning, what its column may be called.
            needed: The meanings that must have a column.

        Raises:
            TableRefused: One has none.
        """
        self.file = table.file
        self.problems = Problems(table.file)
        self._rows = table.rows
        self._columns = {
            meaning: next((one for one in known if one in table.columns), known[0])
            for meaning, known in names.items()
        }
        missing = [one for one in needed if self._columns[one] not in table.columns]
        if missing:
            lacks = [(table.line, _missing(names[meaning])) for meaning in missing]
            raise TableRefused(table.file, lacks)

    def __iter__(self) -> Iterator[Row]:
        """The rows, in the file's order."""
        return iter(self._rows)

    def text(self, row: Row, meaning: str) -> str:
        """What a row says of a meaning; "" where there is no such column."""
        return row.cell(self._columns[meaning])

    def read(self, row: Row, meaning: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        """What a cell means; when it cannot be read, that is noted."""
        return self.problems.read(row, self._columns[meaning], read, otherwise)


def open_table(path: Path, name: str, names: Names, needed: tuple[str, ...]) -> DirectoryTable:
    """Read a file whose first row names its columns.

    Raises:
        TableRefused: It cannot be read, or a needed column is missing.
    """
    return DirectoryTable(read_table(path, name), names, needed)


def _missing(known: tuple[str, ...]) -> str:
    others = f" (or {' or '.join(map(repr, known[1:]))})" if known[1:] else ""
    return f"the column {known[0]!r}{others} is missing: add it to the first row."
