"""Turns the data files about places into one SQLite file that opens at once.

It knows nothing about how the file is asked: that is the gazetteer's.
"""

import csv
import hashlib
import io
import lzma
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

import babel

from assistant.facts.names import fold_name
from assistant.facts.places import UNITED_STATES, PlaceKind

FORMAT = 1  # grows with each change of what stands in the SQLite file, or of how names are folded
DATA = Path(__file__).parent / "data"
GEONAMES = ("2020-2024", "GeoNames")
_FILES = ("gazetteer.tsv.xz", "states.csv", "regions.csv", "countries.csv", "nicknames.csv")
# Of foreign places only such as somebody may mean who mistypes: else each error is some village.
LEAST_PEOPLE_NEAR = 100_000
_LANGUAGES = ("en", "es")
_CODE_LETTERS = 3
# The Census lists independent cities of Virginia and others with the counties; cities they are.
_NO_COUNTIES = (" city", "Carson City", "City and County of San Francisco")

_SCHEMA = """
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
    region TEXT NOT NULL, country TEXT NOT NULL, population INTEGER,
    year TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE names (key TEXT NOT NULL, place INTEGER NOT NULL, canonical INTEGER NOT NULL,
    PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE near (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE regions (country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (country, code)) WITHOUT ROWID;
CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""
# Names that are compared with what was mistyped.
_NEAR = """
INSERT INTO near SELECT DISTINCT names.key FROM names JOIN places ON places.id = names.place
WHERE names.canonical
    AND (places.country = ? AND places.kind != 'country' OR places.population >= ?)
ORDER BY names.key
"""


class Entry(NamedTuple):
    """A place with its names; the first of them is the one it is shown with."""

    kind: PlaceKind
    region: str
    country: str
    population: int | None
    year: str
    source: str
    names: tuple[str, ...]


def gazetteer_digest() -> str:
    """What a compiled file may be kept under: changes when it would come out differently."""
    digest = hashlib.sha256(f"{FORMAT} {babel.__version__}".encode())
    for name in _FILES:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()[:16]


def compile_gazetteer(target: Path) -> None:
    """Write the SQLite file; it appears whole or not at all, and the same data give the same file.

    Args:
        target: Where; a file that is there is replaced.
    """
    entries = sorted(_entries(), key=_rank)
    half_done = target.with_name(f"{target.name}.{os.getpid()}.half")
    half_done.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(half_done, isolation_level=None)) as sql:
            sql.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            sql.execute("BEGIN")
            _fill(sql, entries)
            sql.execute("COMMIT")
            sql.execute("VACUUM")
        half_done.replace(target)
    finally:
        half_done.unlink(missing_ok=True)


def _fill(sql: sqlite3.Connection, entries: list[Entry]) -> None:
    sql.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((number, entry.names[0], *entry[:-1]) for number, entry in enumerate(entries)),
    )
    sql.executemany("INSERT INTO names VALUES (?, ?, ?)", sorted(_keys(entries)))
    sql.execute(_NEAR, (UNITED_STATES, LEAST_PEOPLE_NEAR))
    sql.executemany("INSERT INTO regions VALUES (?, ?, ?)", _region_names())
    names = ((code, names[0]) for code, (_, names) in _countries().items())
    sql.executemany("INSERT INTO countries VALUES (?, ?)", names)


def _rank(entry: Entry) -> tuple[int, str, str, str, str]:
    """Largest first, so that a place's number says its rank."""
    return -(entry.population or 0), entry.kind, entry.country, entry.region, entry.names[0]


def _keys(entries: Iterable[Entry]) -> Iterator[tuple[str, int, int]]:
    nicknames = _nicknames()
    short = {key for keys in nicknames.values() for key in keys if len(key) <= _CODE_LETTERS}
    for number, entry in enumerate(entries):
        name, *aliases = (fold_name(name) for name in entry.names)
        if entry.kind is not PlaceKind.CITY:
            yield from _unique(number, name, aliases)
            continue
        own = nicknames.get((entry.names[0], entry.region, entry.country), ())
        aliases = [key for key in aliases if key not in short]  # LA is Los Angeles and no La
        if name not in short:
            yield from _unique(number, name, [*own, *aliases])


def _unique(number: int, name: str, aliases: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    yield name, number, 1
    for alias in dict.fromkeys(aliases):
        if alias and alias != name:
            yield alias, number, 0


def _entries() -> Iterator[Entry]:
    yield from _extract()
    for row in _rows("states.csv"):
        names = (row["name"], row["code"], *_split(row["names"]))
        counted = int(row["population"]), row["year"], row["source"]
        yield Entry(PlaceKind.STATE, row["code"], UNITED_STATES, *counted, names)
    for row in _rows("regions.csv"):
        names = (row["name"], *_split(row["names"]))
        yield Entry(PlaceKind.STATE, row["code"], row["country"], None, "", "", names)
    for code, (people, names) in _countries().items():
        source = "GeoNames" if people else ""
        yield Entry(PlaceKind.COUNTRY, "", code, people, "", source, names)


def _extract() -> Iterator[Entry]:
    text = lzma.decompress((DATA / "gazetteer.tsv.xz").read_bytes()).decode()
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        kind, name, country, region, people, aliases = line.split("\t")
        if kind == PlaceKind.COUNTY and name.endswith(_NO_COUNTIES):
            continue
        names = (name, *(aliases.split("|") if aliases else ()))
        year, source = GEONAMES if people else ("", "")
        population = int(people) if people else None
        yield Entry(PlaceKind(kind), region, country, population, year, source, names)


def _nicknames() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for row in _rows("nicknames.csv"):
        place = row["name"], row["region"], row["country"]
        found[place] = (*found.get(place, ()), fold_name(row["nickname"]))
    return found


def _region_names() -> Iterator[tuple[str, str, str]]:
    for row in _rows("states.csv"):
        yield UNITED_STATES, row["code"], row["name"]
    for row in _rows("regions.csv"):
        yield row["country"], row["code"], row["name"]


@cache
def _countries() -> Mapping[str, tuple[int | None, tuple[str, ...]]]:
    """Of each country its people and its names: English, Spanish, and what else people write."""
    territories = [babel.Locale(language).territories for language in _LANGUAGES]
    found: dict[str, tuple[int | None, tuple[str, ...]]] = {}
    for row in _rows("countries.csv"):
        code = row["code"]
        known = [names[code] for names in territories if code in names]
        listed = _split(row["names"])
        english = listed[0] if code in _SHOWN_AS_LISTED else known[0]
        names = tuple(dict.fromkeys([english, *known, *listed]))
        found[code] = (int(row["population"]) if row["population"] else None, names)
    return found


# Babel calls them "Hong Kong SAR China" and "Congo - Kinshasa".
_SHOWN_AS_LISTED = frozenset({"HK", "MO", "CD", "CG", "MM", "PS", "TR", "CI"})


def _split(names: str) -> list[str]:
    return [name for name in names.split(";") if name]


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO((DATA / name).read_text(encoding="utf-8")))
