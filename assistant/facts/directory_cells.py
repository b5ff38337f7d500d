"""Says what the cells of directory tables mean: kinds, states, countries, years and sources.

Each function takes a cell and gives its value, or raises ValueError with words for a clerk.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from babel import Locale

from assistant.facts.communities import Relation, StatementKind
from assistant.facts.names import fold_name
from assistant.facts.places import UNITED_STATES, Place, PlaceKind

FIRST_YEAR = 1900
# What the source ids of gathered lists stand for; any other source must be an address.
KNOWN_SOURCES: Mapping[str, str] = {
    "wikipedia-2026-02": "2026-02",
    "wikipedia-2023-05": "2023-05",
    "wikipedia-2022-12": "2022-12",
    "sistercity.info-2025-06": "2025-06",
    "own-records": "undated",  # the association's own files, which have no address
}
PAGE = "page"  # in the gathered lists: the row's own address is the source
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)
# In the Unicode list of territories, but no country of ISO 3166-1. Nor is XK, which everybody uses.
_NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_KINDS = {
    "city": PlaceKind.CITY,
    "town": PlaceKind.CITY,
    "township": PlaceKind.CITY,
    "village": PlaceKind.CITY,
    "borough": PlaceKind.CITY,
    "municipality": PlaceKind.CITY,
    "municipio": PlaceKind.CITY,
    "ciudad": PlaceKind.CITY,
    "county": PlaceKind.COUNTY,
    "parish": PlaceKind.COUNTY,
    "condado": PlaceKind.COUNTY,
    "state": PlaceKind.STATE,
    "province": PlaceKind.STATE,
    "region": PlaceKind.STATE,
    "prefecture": PlaceKind.STATE,
    "estado": PlaceKind.STATE,
}
_STATE_OF = re.compile(r"(?:the )?(?:state|commonwealth) of (?P<name>.+)", re.IGNORECASE)
_COUNTY_OF = re.compile(r"(?:the )?county of (?P<name>.+)", re.IGNORECASE)
_COUNTY = re.compile(r"county \S.*|.+ (?:county|parish)", re.IGNORECASE)
_PROVINCE = re.compile(
    r".+ (?:province|prefecture|region|oblast|voivodeship|governorate|state)", re.IGNORECASE
)


@cache
def us_states() -> Mapping[str, str]:
    """Names of the fifty states and DC by postal code."""
    return {row["code"]: row["name"] for row in _shipped("states.csv")}


@cache
def countries() -> Mapping[str, str]:
    """English names of countries by ISO 3166-1 alpha-2 code, and Kosovo's."""
    territories = Locale.parse("en").territories
    names = {str(code): str(name) for code, name in sorted(territories.items())}
    codes = (code for code in names if len(code) == 2 and code.isalpha())
    return {code: names[code] for code in codes if code not in _NO_COUNTRIES}


@cache
def countries_with_regions() -> frozenset[str]:
    """Codes of the countries whose regions the gazetteer names; a region tells places there."""
    return frozenset({UNITED_STATES, *(row["country"] for row in _shipped("regions.csv"))})


def country_in(cell: str) -> str:
    """The code of a country, given by code or by its English name."""
    code = cell.strip().upper()
    if code in countries():
        return code
    if found := _country_codes().get(fold_name(cell)):
        return found
    raise ValueError(
        f"{cell!r} is no country: write its ISO code of two letters, such as US, JP or MX"
    )


def region_in(cell: str, country: str) -> str:
    """The postal code of a US state, given by code or name; abroad the cell itself."""
    if country != UNITED_STATES:
        return cell
    code = cell.strip().upper()
    if code in us_states():
        return code
    if found := _state_codes().get(fold_name(cell)):
        return found
    if not cell:
        raise ValueError("there is no state: write its postal code, such as TX")
    raise ValueError(f"{cell!r} is no US state: write its postal code, such as TX")


def kind_in(cell: str) -> PlaceKind | None:
    """The kind of a community; None for an empty cell."""
    if not cell:
        return None
    if kind := _KINDS.get(fold_name(cell)):
        return kind
    raise ValueError(f"{cell!r} is no kind of community: write city, county or state")


def year_in(cell: str, last: int) -> int | None:
    """A year from 1900 to `last`; None for an empty cell."""
    if not cell:
        return None
    if re.fullmatch(r"[0-9]{4}", cell) and FIRST_YEAR <= int(cell) <= last:
        return int(cell)
    raise ValueError(f"{cell!r} is no year from {FIRST_YEAR} to {last}")


def address_in(cell: str) -> str:
    """A web address; an empty cell is empty."""
    if not cell:
        return ""
    try:
        host = urlsplit(cell).hostname if _ADDRESS.fullmatch(cell) else None
    except ValueError:
        host = None
    if not host:
        raise ValueError(f"{cell!r} is no web address: it must begin with https:// or http://")
    return cell


def source_in(cell: str) -> str:
    """An address, or the id of a known source; never empty."""
    if cell in KNOWN_SOURCES:
        return cell
    if not cell:
        raise ValueError("it is empty: write the address of the page that says so")
    try:
        return address_in(cell)
    except ValueError as error:
        ids = ", ".join(sorted(KNOWN_SOURCES))
        raise ValueError(f"{error}, or be one of {ids}") from error


def relation_in(cell: str) -> Relation:
    """What partners are to each other; an empty cell says nothing of it."""
    try:
        return Relation(fold_name(cell).removesuffix(" city") or Relation.UNKNOWN)
    except ValueError as error:
        known = ", ".join(Relation)
        raise ValueError(f"{cell!r} is no relation: write one of {known}") from error


def statement_kind_in(cell: str) -> StatementKind:
    """Who makes a statement of membership."""
    try:
        return StatementKind(cell.casefold())
    except ValueError as error:
        reason = "write own_page if the community says so itself, report if others do"
        raise ValueError(f"{cell!r} is no kind of statement: {reason}") from error


def place_in(name: str, region: str, country: str, kind: PlaceKind | None) -> Place:
    """The place that a row names, with its kind read from the name where no cell says it.

    Args:
        name: "Boise", "Orange County", "State of Maryland".
        region: As `region_in` gives it.
        country: As `country_in` gives it; "" unknown.
        kind: As the file says it.
    """
    domestic = country == UNITED_STATES
    said = _STATE_OF.fullmatch(name)
    if said and domestic and fold_name(said["name"]) in _state_codes():
        name, kind = said["name"], kind or PlaceKind.STATE
    if domestic and (county := _COUNTY_OF.fullmatch(name)):
        name, kind = f"{county['name']} County", kind or PlaceKind.COUNTY
    return Place(
        name=name,
        kind=kind or _kind_of(name, domestic=domestic),
        region=region if domestic else "",
        region_name=us_states().get(region, "") if domestic else region,
        country=country,
        country_name=countries().get(country, ""),
        listed=True,
    )


def _kind_of(name: str, *, domestic: bool) -> PlaceKind:
    if _COUNTY.fullmatch(name):
        return PlaceKind.COUNTY
    if not domestic and (_PROVINCE.fullmatch(name) or _STATE_OF.fullmatch(name)):
        return PlaceKind.STATE
    return PlaceKind.CITY


@cache
def _country_codes() -> Mapping[str, str]:
    named = {fold_name(name): code for code, name in countries().items()}
    return named | _other_names("countries.csv")


@cache
def _state_codes() -> Mapping[str, str]:
    named = {fold_name(name): code for code, name in us_states().items()}
    return named | _other_names("states.csv")


def _other_names(file: str) -> dict[str, str]:
    """Codes by the folded names that people use besides the one that is shown."""
    rows = _shipped(file)
    return {fold_name(one): row["code"] for row in rows for one in row["names"].split(";") if one}


def _shipped(file: str) -> Iterator[dict[str, str]]:
    text = files("assistant.facts").joinpath("data", file).read_text("utf-8")
    return csv.DictReader(text.splitlines())
