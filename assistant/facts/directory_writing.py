"""Compiles a directory folder into the one file that answers are looked up in."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.facts.communities import StatementKind
from assistant.facts.directory_gathering import (
    DirectoryFiles,
    Key,
    ListedCommunity,
    ListedPartnership,
    place_order,
)
from assistant.facts.directory_partners import PlaceBook, other_names, shown_partners
from assistant.facts.names import fold_name, without_kind
from assistant.facts.places import Place, PlaceKind
from assistant.facts.roll import RollEntry

FORMAT = 1  # of the compiled file
UNDATED = "undated"
PART = 2  # of a name, as an alias that counts where no other does
COMMUNITY, PARTNER = "community", "partner"

_SCHEMA = """
BEGIN;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE communities (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL,
    region_name TEXT NOT NULL, country TEXT NOT NULL, country_name TEXT NOT NULL,
    website TEXT NOT NULL, website_source TEXT NOT NULL, statement TEXT, statement_kind TEXT,
    statement_since INTEGER, statement_dated TEXT, statement_source TEXT, on_roll INTEGER NOT NULL,
    source TEXT NOT NULL, vintage TEXT NOT NULL
);
CREATE INDEX communities_by_region ON communities (country, region);
CREATE TABLE partners (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL,
    region_name TEXT NOT NULL, country TEXT NOT NULL, country_name TEXT NOT NULL,
    place_region TEXT NOT NULL, shown INTEGER NOT NULL
);
CREATE INDEX partners_by_country ON partners (country);
CREATE TABLE partnerships (
    id INTEGER PRIMARY KEY, community INTEGER NOT NULL REFERENCES communities,
    partner INTEGER NOT NULL REFERENCES partners, relation TEXT NOT NULL, since TEXT NOT NULL,
    listings TEXT NOT NULL, listed_by TEXT NOT NULL, confidence TEXT NOT NULL
);
CREATE INDEX partnerships_by_community ON partnerships (community);
CREATE INDEX partnerships_by_partner ON partnerships (partner);
CREATE VIEW pairs AS
    SELECT s.id AS pair, s.community AS community_id, s.partner AS partner_id, p.name AS partner,
        p.kind AS partner_kind, p.region AS partner_region, p.region_name AS partner_region_name,
        p.country AS partner_country, p.country_name AS partner_country_name, s.relation, s.since,
        s.listings, s.listed_by, s.confidence, c.*
    FROM partnerships s JOIN communities c ON c.id = s.community
        JOIN partners p ON p.id = s.partner;
CREATE TABLE names (
    key TEXT NOT NULL, bearer TEXT NOT NULL, alias INTEGER NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (key, bearer, alias, id)
) WITHOUT ROWID;
CREATE TABLE staff (
    id INTEGER PRIMARY KEY, community INTEGER REFERENCES communities, name TEXT NOT NULL,
    label TEXT NOT NULL, status TEXT NOT NULL, lapsed INTEGER NOT NULL, joined TEXT,
    expires TEXT, contact TEXT NOT NULL, population INTEGER
);
CREATE INDEX staff_by_community ON staff (community);
COMMIT;
"""
_DAY = re.compile(r"(?<![\d-])\d{4}(?:-\d\d){0,2}(?![\d-])")
_PROVINCE = re.compile(r" (?:province|prefecture|region|oblast|voivodeship|governorate|state)$")


@dataclass(frozen=True, slots=True)
class DirectoryReport:
    """What was compiled, to be told to whoever ran it; nothing of it is for staff only.

    Attributes:
        own_statements: Communities whose own page says that they are members.
        years_disagree: Partnerships for which sources name different years.
        members: Current members of the roll; None where there is no roll.
        as_of: The newest date of a source.
        read: The files that were read.
        passed_over: Files of the folder that are no part of a directory.
    """

    communities: int
    partnerships: int
    aliases: int
    own_statements: int
    years_disagree: int
    members: int | None
    as_of: str
    roll_as_of: date | None
    read: tuple[str, ...]
    passed_over: tuple[str, ...]


def compile_directory(
    files: DirectoryFiles, target: Path, gazetteer: PlaceBook | None = None
) -> DirectoryReport:
    """Write a directory into one file; the same directory gives the same bytes.

    Args:
        files: What a directory folder says.
        target: The file to write, in a folder that exists; one that is there is replaced.
        gazetteer: Says in which region a partner lies whose sources leave it out, and what else
            it is called, so that both know it as one place; no partnership is changed by it.
    """
    target.unlink(missing_ok=True)
    report = _report(files)
    with closing(sqlite3.connect(target)) as sql:
        sql.executescript(_SCHEMA)
        with sql:
            _write(sql, files, report, gazetteer)
    return report


def _write(
    sql: sqlite3.Connection,
    files: DirectoryFiles,
    report: DirectoryReport,
    gazetteer: PlaceBook | None,
) -> None:
    communities = _with_roll(files)
    ids = {one.place.key: number for number, one in enumerate(communities, start=1)}
    places = {pair.partner for pair in files.partnerships}
    partners = {place: n for n, place in enumerate(sorted(places, key=place_order), start=1)}
    current = _current(files)
    _insert(sql, "communities", (_community(ids, one, current) for one in communities))
    shown = shown_partners(list(partners), gazetteer)
    _insert(sql, "partners", ((n, *_place(one), *shown[one]) for one, n in partners.items()))
    pairs = enumerate(files.partnerships, start=1)
    _insert(sql, "partnerships", (_pair(ids, partners, number, pair) for number, pair in pairs))
    others = other_names(partners, gazetteer)
    names = {*_names(files, communities, ids, partners)}
    names.update((key, PARTNER, 1, partners[place]) for place, key in others)
    _insert(sql, "names", sorted(names))
    entries = files.roll.entries if files.roll else ()
    _insert(sql, "staff", (_staff(ids, n, entry) for n, entry in enumerate(entries, start=1)))
    _insert(sql, "meta", sorted(_meta(report).items()))


def _report(files: DirectoryFiles) -> DirectoryReport:
    communities = _with_roll(files)
    said = [one.statement for one in communities if one.statement]
    return DirectoryReport(
        communities=len(communities),
        partnerships=len(files.partnerships),
        aliases=len(files.aliases),
        own_statements=sum(one.kind is StatementKind.OWN_PAGE for one in said),
        years_disagree=sum(len({s.year for s in p.since}) > 1 for p in files.partnerships),
        members=len(_current(files)) if files.roll else None,
        as_of=_newest(_vintages(files)),
        roll_as_of=files.roll_as_of,
        read=files.read,
        passed_over=files.passed_over,
    )


def _with_roll(files: DirectoryFiles) -> tuple[ListedCommunity, ...]:
    """The public communities, with the roll's current members and none that only lapsed.

    Whoever stands nowhere but on the roll, and there as lapsed, is not to be found by visitors.
    """
    listed = {one.place.key: one for one in files.communities}
    for key, entry in _current(files).items():
        known = listed.get(key, ListedCommunity(entry.place))
        if entry.website:
            known = replace(known, website=entry.website, website_source="")
        listed[key] = known
    return tuple(sorted(listed.values(), key=lambda one: place_order(one.place)))


def _current(files: DirectoryFiles) -> dict[Key, RollEntry]:
    entries = files.roll.entries if files.roll else ()
    return {entry.place.key: entry for entry in entries if entry.current}


def _vintages(files: DirectoryFiles) -> Iterator[str]:
    for one in files.communities:
        yield one.vintage
        if one.statement:
            yield one.statement.dated
    for pair in files.partnerships:
        yield from (listing.vintage for listing in pair.listings)


def _newest(vintages: Iterable[str]) -> str:
    """The latest date among vintages; "undated (after 2022)" has none."""
    dated = (one for one in vintages if UNDATED not in one)
    return max((day for one in dated for day in _DAY.findall(one)), default=UNDATED)


def _meta(report: DirectoryReport) -> dict[str, str]:
    return {
        "format": str(FORMAT),
        "as_of": report.as_of,
        "roll_as_of": report.roll_as_of.isoformat() if report.roll_as_of else "",
        "communities": str(report.communities),
        "partnerships": str(report.partnerships),
        "members": "" if report.members is None else str(report.members),
    }


def _insert(sql: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    rows = list(rows)
    if rows:
        gaps = ", ".join("?" * len(rows[0]))
        sql.executemany(f"INSERT INTO {table} VALUES ({gaps})", rows)  # noqa: S608 - our tables


def _place(place: Place) -> tuple[str, ...]:
    where = (place.region, place.region_name, place.country, place.country_name)
    return place.name, place.kind, *where


def _community(
    ids: Mapping[Key, int], listed: ListedCommunity, current: Mapping[Key, RollEntry]
) -> tuple[object, ...]:
    key = listed.place.key
    said = listed.statement
    told = (said.text, said.kind, said.since, said.dated, said.source) if said else (None,) * 5
    return (
        ids[key],
        *_place(listed.place),
        listed.website,
        listed.website_source,
        *told,
        key in current,
        listed.source,
        listed.vintage,
    )


def _pair(
    ids: Mapping[Key, int], partners: Mapping[Place, int], number: int, pair: ListedPartnership
) -> tuple[object, ...]:
    since = json.dumps([[since.year, since.source] for since in pair.since])
    listings = json.dumps([[listing.source, listing.vintage] for listing in pair.listings])
    ends = (ids[pair.community], partners[pair.partner])
    return number, *ends, pair.relation, since, listings, pair.listed_by, pair.confidence


def _staff(ids: Mapping[Key, int], number: int, entry: RollEntry) -> tuple[object, ...]:
    days = (day.isoformat() if day else None for day in (entry.joined, entry.expires))
    place = entry.place
    named = (place.name, place.label, entry.status, not entry.current)
    return number, ids.get(place.key), *named, *days, entry.contact, entry.population


def _names(
    files: DirectoryFiles,
    communities: Iterable[ListedCommunity],
    ids: Mapping[Key, int],
    partners: Mapping[Place, int],
) -> Iterator[tuple[str, str, int, int]]:
    """Keys with who bears them, and whether only as an alias."""
    by_key: dict[Key, list[tuple[str, int]]] = {}
    for listed in communities:
        number = ids[listed.place.key]
        by_key.setdefault(listed.place.key, []).append((COMMUNITY, number))
        yield from _own_names(listed.place, COMMUNITY, number)
    for place, number in partners.items():
        by_key.setdefault(place.key, []).append((PARTNER, number))
        yield from _own_names(place, PARTNER, number)
    for pair in files.partnerships:
        number = partners[pair.partner]
        own = fold_name(pair.partner.name)
        for key in {without_kind(fold_name(also)) for also in pair.also} - {own, ""}:
            yield key, PARTNER, 1, number
    for alias in files.aliases:
        bearers = (bearer for place in alias.places for bearer in by_key.get(place, ()))
        yield from ((alias.key, bearer, 1, number) for bearer, number in bearers)


def _own_names(place: Place, bearer: str, number: int) -> Iterator[tuple[str, str, int, int]]:
    key = fold_name(place.name)
    yield key, bearer, 0, number
    others = {without_kind(key)}
    if place.kind is PlaceKind.STATE:
        others.add(_PROVINCE.sub("", key))
    for other in others - {key}:
        yield other, bearer, 1, number
    if bearer == PARTNER and "," in place.name:  # "Grampian Region, Aberdeen"
        parts = {fold_name(part) for part in place.name.split(",")}
        yield from ((part, bearer, PART, number) for part in parts - others - {key, ""})
