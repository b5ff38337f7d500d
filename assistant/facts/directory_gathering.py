"""Gathers what several files say of the same communities and pairs into one directory.

A pair that two sources list is one partnership with both sources and both years. Which file a
line came from is forgotten here; what a line means was settled before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.facts.communities import (
    Listing,
    Relation,
    SinceYear,
    Statement,
    StatementKind,
)
from assistant.facts.names import fold_name, without_kind
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.roll import Roll

Key = tuple[str, PlaceKind, str, str]  # of a place
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class ListedCommunity:
    """A community as public files list it."""

    place: Place
    website: str = ""
    website_source: str = ""
    statement: Statement | None = None
    source: str = ""
    vintage: str = UNDATED


@dataclass(frozen=True, slots=True)
class ListedPartnership:
    """A pair as public files list it.

    Attributes:
        community: The key of its community.
        also: Other names of the partner.
    """

    community: Key
    partner: Place
    relation: Relation
    since: tuple[SinceYear, ...]
    listings: tuple[Listing, ...]
    listed_by: str = ""
    confidence: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A folded name that leads to places under other names."""

    key: str
    places: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class AskedAlias:
    """An alias as its row has it; empty cells stand for any place."""

    key: str
    name: str
    region: str
    country: str
    kind: PlaceKind | None


@dataclass(frozen=True, slots=True)
class DirectoryFiles:
    """Everything that a directory folder says.

    Attributes:
        read: The names of the files it was read from.
        passed_over: The names of files there that are no part of a directory.
    """

    communities: tuple[ListedCommunity, ...] = ()
    partnerships: tuple[ListedPartnership, ...] = ()
    aliases: tuple[Alias, ...] = ()
    roll: Roll | None = None
    read: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()

    @property
    def roll_as_of(self) -> date | None:
        """The roll's day, if there is one."""
        return self.roll.as_of if self.roll else None


class Gathering:
    """A directory while its files are being read."""

    def __init__(self) -> None:
        self._communities: dict[Key, ListedCommunity] = {}
        self._by_name: dict[tuple[str, str, str], list[Key]] = {}
        self._aliases: dict[str, list[Key]] = {}
        self._others: list[Place] = []
        self._index: dict[str, list[Place]] = {}  # empty while it is out of date
        self._pairs: dict[tuple[Key, str, str], list[ListedPartnership]] = {}

    def add_community(self, listed: ListedCommunity) -> None:
        """Add a community, or what a further file knows of it."""
        self._index.clear()
        key = listed.place.key
        before = self._communities.get(key)
        self._communities[key] = _joined_community(before, listed) if before else listed
        if before is None:
            name, _, region, country = key
            self._by_name.setdefault((name, region, country), []).append(key)

    def add_place(self, place: Place) -> None:
        """Let aliases lead to a place that no public file lists."""
        self._index.clear()
        self._others.append(place)

    def add_alias(self, alias: Alias) -> None:
        """Let a community be known under an alias."""
        self._aliases.setdefault(alias.key, []).extend(alias.places)

    def known(self, place: Place) -> Place | None:
        """The community that a place is: of this kind, or the only one of its name there.

        It may be written with its kind in front, "City of Houston", or be an alias.
        """
        if place.key in self._communities:
            return self._communities[place.key].place
        name, _, region, country = place.key
        for one in (name, without_kind(name)):
            named = self._by_name.get((one, region, country), [])
            called = [key for key in self._aliases.get(one, []) if key[2:] == (region, country)]
            found = named or [key for key in called if key in self._communities]
            if len(found) == 1:
                return self._communities[found[0]].place
        return None

    def add_partnership(self, listed: ListedPartnership) -> None:
        """Add a pair, or join it with what a further source says of it.

        A partner whose region one of two sources leaves out is one partner.
        """
        self._index.clear()
        partner = listed.partner
        pair = (listed.community, fold_name(partner.name), partner.country)
        group = self._pairs.setdefault(pair, [])
        for number, before in enumerate(group):
            if _same_region(before.partner, partner):
                group[number] = _joined_partnership(before, listed)
                return
        group.append(listed)

    def find(self, alias: AskedAlias) -> list[Key]:
        """The places of the directory that an alias leads to."""
        if not self._index:
            for place in self._places():
                self._index.setdefault(fold_name(place.name), []).append(place)
        found = (
            place.key
            for place in self._index.get(fold_name(alias.name), [])
            if alias.country in {"", place.country}
            and alias.kind in {None, place.kind}
            and _is_in(place, alias.region)
        )
        return list(dict.fromkeys(found))

    def communities(self) -> tuple[ListedCommunity, ...]:
        """Every community, in an order that does not hang on the files'."""
        return tuple(sorted(self._communities.values(), key=lambda one: place_order(one.place)))

    def partnerships(self) -> tuple[ListedPartnership, ...]:
        """Every pair, by community and partner."""
        return tuple(sorted(_chain(self._pairs.values()), key=_pair_order))

    def _places(self) -> Iterator[Place]:
        yield from (one.place for one in self._communities.values())
        yield from self._others
        yield from (one.partner for one in _chain(self._pairs.values()))


def place_order(place: Place) -> tuple[bool, str, str, str, str]:
    """Sorts places: those of the United States first, by state and name."""
    region = place.region or fold_name(place.region_name)
    name = fold_name(place.name)
    return place.country != UNITED_STATES, place.country, region, name, place.kind


def _pair_order(pair: ListedPartnership) -> tuple[Key, str, str, str]:
    partner = pair.partner
    return pair.community, fold_name(partner.name), partner.country, fold_name(partner.region_name)


def _chain(groups: Iterable[list[ListedPartnership]]) -> Iterator[ListedPartnership]:
    for group in groups:
        yield from group


def _is_in(place: Place, region: str) -> bool:
    if not region or region == place.region:
        return True
    return fold_name(region) == fold_name(place.region_name)


def _same_region(one: Place, other: Place) -> bool:
    regions = {fold_name(place.region_name) for place in (one, other)}
    return len(regions) == 1 or "" in regions


def _joined_community(one: ListedCommunity, other: ListedCommunity) -> ListedCommunity:
    website = one if one.website else other
    return replace(
        one,
        website=website.website,
        website_source=website.website_source,
        statement=_stronger(one.statement, other.statement),
        source=one.source or other.source,
        vintage=one.vintage if one.source else other.vintage,
    )


def _stronger(one: Statement | None, other: Statement | None) -> Statement | None:
    """A community's own word goes before a report; of two alike the first."""
    if one is None or other is None:
        return one or other
    own = StatementKind.OWN_PAGE
    return other if other.kind is own and one.kind is not own else one


def _joined_partnership(one: ListedPartnership, other: ListedPartnership) -> ListedPartnership:
    listings = {listing.source: listing for listing in (*other.listings, *one.listings)}
    order = dict.fromkeys(listing.source for listing in (*one.listings, *other.listings))
    return replace(
        one,
        partner=one.partner if one.partner.region_name else other.partner,
        relation=other.relation if one.relation is Relation.UNKNOWN else one.relation,
        since=tuple(dict.fromkeys((*one.since, *other.since))),
        listings=tuple(listings[source] for source in order),
        listed_by=one.listed_by or other.listed_by,
        confidence=one.confidence or other.confidence,
        also=tuple(dict.fromkeys((*one.also, *other.also))),
    )
