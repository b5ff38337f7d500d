"""Turns rows of directory tables into communities, statements and pairs.

What is wrong with a row is noted at its table; the caller refuses the table when all is read.
"""

import re
from collections.abc import Callable
from functools import partial

from assistant.facts.communities import Listing, Relation, SinceYear, Statement, StatementKind
from assistant.facts.directory_cells import (
    KNOWN_SOURCES,
    PAGE,
    address_in,
    country_in,
    kind_in,
    place_in,
    region_in,
    relation_in,
    source_in,
    statement_kind_in,
)
from assistant.facts.directory_columns import DirectoryTable
from assistant.facts.directory_gathering import (
    UNDATED,
    AskedAlias,
    Key,
    ListedCommunity,
    ListedPartnership,
)
from assistant.facts.names import fold_name
from assistant.facts.places import UNITED_STATES, Place
from assistant.facts.tables import Row

ReadYear = Callable[[str], int | None]

_SINCE = re.compile(r"\bsince (\d{4})\b")
_VIA = re.compile(r"\s*\(via .*\)$")
_PAGE = re.compile(r"^page (?=undated)")


def community_place(table: DirectoryTable, row: Row, meaning: str) -> Place:
    """The community that a row names, in the United States if no cell says otherwise."""
    name = table.text(row, meaning)
    if not name:
        table.problems.add(row.line, "a community without a name: write it, or delete the row.")
    country = table.read(row, "country", _home_or_country, UNITED_STATES)
    region = table.read(row, "region", partial(region_in, country=country), "")
    return place_in(name, region, country, table.read(row, "kind", kind_in, None))


def listed_community(
    table: DirectoryTable, row: Row, place: Place, year: ReadYear
) -> ListedCommunity:
    """What a row says of a community."""
    website = table.read(row, "website", address_in, "")
    return ListedCommunity(
        place=place,
        website=website,
        website_source=table.read(row, "website_source", _any_source, "") or website,
        statement=_statement(table, row, year),
        source=table.read(row, "source", source_in, ""),
        vintage=_vintage(table, row),
    )


def quoted_statement(table: DirectoryTable, row: Row) -> tuple[Place, Statement]:
    """A statement of the gathered list, where a note says whose page it stands on."""
    name = _VIA.sub("", table.text(row, "community"))
    region = table.read(row, "region", partial(region_in, country=UNITED_STATES), "")
    text = table.text(row, "statement").replace('"', "")
    own = "own page" in table.text(row, "note") or "organisation's page" in table.text(row, "note")
    since = _SINCE.search(text)
    statement = Statement(
        text=text,
        kind=StatementKind.OWN_PAGE if own else StatementKind.REPORT,
        since=int(since[1]) if since and own else None,
        dated=_PAGE.sub("", table.text(row, "dated")) or UNDATED,
        source=table.read(row, "source", source_in, ""),
    )
    return place_in(name, region, UNITED_STATES, None), statement


def listed_partnership(
    table: DirectoryTable, row: Row, community: Key, year: ReadYear
) -> ListedPartnership:
    """What a row says of a pair."""
    source = table.read(row, "source", source_in, "")
    listing = Listing(source, _vintage(table, row))
    since = table.read(row, "since", year, None)
    since_source = table.read(row, "since_source", _any_source, "") or source
    return ListedPartnership(
        community=community,
        partner=_partner(table, row),
        relation=table.read(row, "relation", relation_in, Relation.UNKNOWN),
        since=(SinceYear(since, since_source),) if since else (),
        listings=(listing, *(one for one in _further(table, row) if one.source != source)),
        listed_by=table.text(row, "listed_by"),
        confidence=table.text(row, "confidence"),
        also=tuple(filter(None, (one.strip() for one in table.text(row, "also").split(";")))),
    )


def asked_alias(table: DirectoryTable, row: Row) -> AskedAlias:
    """What an alias is to lead to."""
    key, name = fold_name(table.text(row, "alias")), table.text(row, "name")
    if not key or not name:
        table.problems.add(row.line, "an alias needs letters, and the name that it leads to.")
    country = table.read(row, "country", _any_country, "")
    region = table.text(row, "region")
    if region:
        region = table.read(row, "region", partial(region_in, country=country), "")
    return AskedAlias(key, name, region, country, table.read(row, "kind", kind_in, None))


def _partner(table: DirectoryTable, row: Row) -> Place:
    name = table.text(row, "partner")
    if not name:
        table.problems.add(row.line, "a partner without a name: write it, or delete the row.")
    country = table.read(row, "partner_country", _any_country, "")
    kind = table.read(row, "partner_kind", kind_in, None)
    read_region = partial(region_in, country=country)
    region = table.read(row, "partner_region", read_region, "")
    return place_in(name, region, country, kind)


def _statement(table: DirectoryTable, row: Row, year: ReadYear) -> Statement | None:
    text = table.text(row, "statement")
    if not text:
        told = [one for one in _STATEMENT_CELLS if table.text(row, one)]
        if told:
            reason = f"{told[0]} without a statement: write the statement, or empty the cell."
            table.problems.add(row.line, reason)
        return None
    return Statement(
        text=text,
        kind=table.read(row, "statement_kind", statement_kind_in, StatementKind.REPORT),
        since=table.read(row, "statement_since", year, None),
        dated=table.text(row, "statement_date") or UNDATED,
        source=table.read(row, "statement_source", source_in, ""),
    )


_STATEMENT_CELLS = ("statement_kind", "statement_since", "statement_date", "statement_source")


def _vintage(table: DirectoryTable, row: Row) -> str:
    """How old the row's source is; of gathered sources, the newest."""
    if vintage := table.text(row, "vintage"):
        return vintage
    return max((one.vintage for one in _further(table, row)), default=UNDATED)


def _further(table: DirectoryTable, row: Row) -> list[Listing]:
    """The gathered lists, besides its own address, that a row was found in."""
    ids = [one.strip() for one in table.text(row, "sources").split(";")]
    for one in ids:
        if one not in {"", PAGE, *KNOWN_SOURCES}:
            known = ", ".join(sorted(KNOWN_SOURCES))
            table.problems.add(row.line, f"sources: {one!r} is not known: it may be {known}.")
    return [Listing(one, KNOWN_SOURCES[one]) for one in ids if one in KNOWN_SOURCES]


def _home_or_country(cell: str) -> str:
    return country_in(cell) if cell else UNITED_STATES


def _any_source(cell: str) -> str:
    return source_in(cell) if cell else ""


def _any_country(cell: str) -> str:
    return country_in(cell) if cell else ""
