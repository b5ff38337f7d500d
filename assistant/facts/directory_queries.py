"""The questions that are put to a compiled directory, and the values that their rows become."""

import json
import sqlite3
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from assistant.facts.communities import (
    Community,
    Listing,
    Partnership,
    Relation,
    SinceYear,
    StaffRecord,
    Statement,
    StatementKind,
)
from assistant.facts.directory_writing import FORMAT
from assistant.facts.places import Place, PlaceKind
from assistant.seams import IndexMismatch

# CROSS JOIN fixes the order: names by their key, never the whole table.
LOOK_UP = """
SELECT n.key, n.alias, n.bearer, n.id, c.name, c.kind, c.region, c.region_name, c.country,
    c.country_name
FROM json_each(?1) AS asked CROSS JOIN names n ON n.key = asked.value AND n.bearer = 'community'
    CROSS JOIN communities c ON c.id = n.id
UNION ALL
SELECT n.key, n.alias, n.bearer, n.id, p.name, p.kind, p.region, p.place_region, p.country,
    p.country_name
FROM json_each(?1) AS asked CROSS JOIN names n ON n.key = asked.value AND n.bearer = 'partner'
    CROSS JOIN partners p ON p.id = n.id AND p.shown
ORDER BY 2, 3, 4
"""
NAMED = """
SELECT n.key, n.alias, c.*
FROM json_each(?1) AS asked CROSS JOIN names n ON n.key = asked.value AND n.bearer = 'community'
    CROSS JOIN communities c ON c.id = n.id AND ?2 IN ('', c.region)
ORDER BY asked.key, n.alias, c.id
"""
PARTNERS_NAMED = """
SELECT n.alias, p.kind, p.region_name, p.id
FROM json_each(?) AS asked CROSS JOIN names n ON n.key = asked.value AND n.bearer = 'partner'
    CROSS JOIN partners p ON p.id = n.id
WHERE p.country = ? ORDER BY n.alias, p.id
"""
COMMUNITY_NAMES = "SELECT DISTINCT key FROM names WHERE bearer = 'community'"
PARTNER_NAMES = "SELECT DISTINCT key FROM names WHERE bearer = 'partner'"
IN_STATE = "SELECT * FROM communities WHERE country = 'US' AND region = ? ORDER BY id"
ON_ROLL = "SELECT * FROM communities WHERE on_roll ORDER BY id"
COMMUNITY = 14  # the column of the view `pairs` with which those of the community begin: its id
PAIRS_OF = "SELECT * FROM pairs WHERE community_id = ? ORDER BY pair"
PAIRS_IN = "SELECT * FROM pairs WHERE partner_country = ? ORDER BY pair"
REGIONS_IN = "SELECT id, name, kind, place_region FROM partners WHERE country = ?"
PAIRS_SINCE = """
SELECT * FROM pairs WHERE EXISTS (
    SELECT 1 FROM json_each(since) WHERE json_extract(value, '$[0]') BETWEEN ? AND ?
) ORDER BY pair
"""
PAIRS_IN_SOME = """
SELECT * FROM pairs WHERE partner_country IN (SELECT value FROM json_each(?)) ORDER BY pair
"""
END_YEARS = """
SELECT MIN(json_extract(value, '$[0]')), MAX(json_extract(value, '$[0]'))
FROM partnerships, json_each(since)
"""
MOST_PAIRED = """
SELECT c.*, COUNT(*) AS pairs FROM partnerships s JOIN communities c ON c.id = s.community
WHERE c.country = 'US' GROUP BY c.id ORDER BY pairs DESC, c.id LIMIT ?
"""
PAIRS_FROM = "SELECT * FROM pairs WHERE country = 'US' AND region = ? ORDER BY pair"
PAIRS_WITH = """
SELECT * FROM pairs WHERE partner_id IN (SELECT value FROM json_each(?)) ORDER BY pair
"""
STAFF_OF = """
SELECT name, label, status, lapsed, joined, expires, contact, population FROM staff
WHERE community = ?
"""
STAFF = """
SELECT name, label, status, lapsed, joined, expires, contact, population FROM staff ORDER BY id
"""


class CompiledDirectory:
    """A compiled file, open for reading; any thread may ask it."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self._sql = sql
        self._asking = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file that nobody writes to meanwhile.

        Raises:
            IndexMismatch: It is not there, damaged, or made by another version.
        """
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            sql = sqlite3.connect(address, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise _mismatch(path, str(error)) from error
        try:
            found = sql.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.Error as error:
            sql.close()
            raise _mismatch(path, str(error)) from error
        if found != (str(FORMAT),):
            sql.close()
            raise _mismatch(path, "it was made by another version")
        return cls(sql)

    def close(self) -> None:
        """Give the file back."""
        self._sql.close()

    def rows(self, sql: str, *values: object) -> list[Any]:
        """The rows that answer a question."""
        with self._asking:
            return self._sql.execute(sql, values).fetchall()


def place_of(row: Sequence[str]) -> Place:
    """The place that a row of six cells is."""
    name, kind, region, region_name, country, country_name = row
    where = (region, region_name, country, country_name)
    return Place(name, PlaceKind(kind), *where, listed=True)


def community_of(row: Sequence[Any], roll: date | None) -> Community:
    """The community that a row of the table is; `roll` is the roll's day."""
    number, name, kind, region, region_name, country, country_name, *told = row
    website, website_source, text, said_by, since, dated, page, on_roll, source, vintage = told
    return Community(
        id=number,
        name=name,
        kind=PlaceKind(kind),
        region=region or region_name,
        region_name=region_name,
        country=country,
        country_name=country_name,
        website=website,
        website_source=website_source,
        statement=Statement(text, StatementKind(said_by), since, dated, page) if text else None,
        member_by_roll=roll if on_roll else None,
        source=source,
        vintage=vintage,
    )


def partnership_of(row: Sequence[Any], community: Community) -> Partnership:
    """The partnership of a community that a row of the view `pairs` is."""
    partner, (relation, since, listings, listed_by, confidence) = row[3:9], row[9:COMMUNITY]
    return Partnership(
        community=community,
        partner=place_of(partner),
        relation=Relation(relation),
        since=tuple(SinceYear(year, source) for year, source in json.loads(since)),
        listings=tuple(Listing(source, vintage) for source, vintage in json.loads(listings)),
        listed_by=listed_by,
        confidence=confidence,
    )


def staff_record_of(row: Sequence[Any]) -> StaffRecord:
    """The staff record that a row is."""
    name, label, status, lapsed, joined, expires, contact, population = row
    return StaffRecord(
        name=name,
        label=label,
        status=status,
        lapsed=bool(lapsed),
        joined=date.fromisoformat(joined) if joined else None,
        expires=date.fromisoformat(expires) if expires else None,
        contact=contact,
        population=population,
    )


def _mismatch(path: Path, why: str) -> IndexMismatch:
    return IndexMismatch(f"The directory {path.name!r} cannot be used ({why}): run ingest.py.")
