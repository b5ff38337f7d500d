"""The member directory: who is on the roll, who is listed, and who is partnered with whom.

It reads one compiled file. What it gives is public, but for `staff_record` and `staff_roll`.
"""

import json
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from assistant.facts.communities import (
    Basis,
    Community,
    Listing,
    Partnership,
    Relation,
    SinceYear,
    Sizes,
    StaffRecord,
    Standing,
    StandingKind,
    Statement,
    StatementKind,
)
from assistant.facts.directory_cells import us_states
from assistant.facts.directory_queries import (
    COMMUNITY,
    COMMUNITY_NAMES,
    END_YEARS,
    IN_STATE,
    LOOK_UP,
    MOST_PAIRED,
    NAMED,
    ON_ROLL,
    PAIRS_FROM,
    PAIRS_IN,
    PAIRS_IN_SOME,
    PAIRS_OF,
    PAIRS_SINCE,
    PAIRS_WITH,
    PARTNER_NAMES,
    PARTNERS_NAMED,
    REGIONS_IN,
    STAFF,
    STAFF_OF,
    CompiledDirectory,
    community_of,
    partnership_of,
    place_of,
    staff_record_of,
)
from assistant.facts.directory_writing import PART, DirectoryReport, compile_directory
from assistant.facts.likeness import LikeNames
from assistant.facts.names import fold_name, without_kind
from assistant.facts.places import UNITED_STATES, Place, PlaceKind

__all__ = [
    "Basis",
    "Community",
    "Directory",
    "DirectoryReport",
    "Listing",
    "Partnership",
    "Relation",
    "SinceYear",
    "Sizes",
    "StaffRecord",
    "Standing",
    "StandingKind",
    "Statement",
    "StatementKind",
    "compile_directory",
]

LEAST_SPELLED = 88  # fuzz.ratio; WRatio finds New York City for Boise City
LEAST_NEAR = 70
MARGIN = 4  # points by which a misspelled name must be clear of the next
_MOST_LIKE = 20  # names among which a misspelled one must be clear


class Directory:
    """A compiled directory, open for reading; any thread may ask it.

    Failure policy: a file that is missing, damaged or of another version raises `IndexMismatch`
    when it is opened.
    """

    def __init__(self, compiled: CompiledDirectory) -> None:
        self._compiled = compiled
        self._meta: dict[str, str] = dict(compiled.rows("SELECT key, value FROM meta"))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file that `compile_directory` made; nobody may write to it meanwhile.

        Raises:
            IndexMismatch: It is not there, damaged, or made by another version.
        """
        return cls(CompiledDirectory.open(path))

    def close(self) -> None:
        """Give the file back."""
        self._compiled.close()

    @property
    def as_of(self) -> str:
        """The date of its newest source: "2025-02"; "undated" if none has one."""
        return self._meta["as_of"]

    @property
    def roll_as_of(self) -> date | None:
        """The roll's day; None where no roll is loaded."""
        day = self._meta["roll_as_of"]
        return date.fromisoformat(day) if day else None

    @property
    def sizes(self) -> Sizes:
        """How much it holds."""
        members = self._meta["members"]
        return Sizes(
            communities=int(self._meta["communities"]),
            partnerships=int(self._meta["partnerships"]),
            members=int(members) if members else None,
        )

    def look_up(self, keys: Sequence[str]) -> dict[str, tuple[Place, ...]]:
        """The communities and partners that bear names.

        Args:
            keys: Folded names.

        Returns:
            Of each key that is known its places, communities first, those that bear it as their
            name before those that bear it as an alias; of the others nothing.
        """
        found: dict[str, dict[object, Place]] = {}
        for key, _, _, _, *cells in self._compiled.rows(LOOK_UP, json.dumps(list(keys))):
            place = place_of(cells)
            found.setdefault(key, {}).setdefault(place.key, place)
        return {key: tuple(places.values()) for key, places in found.items()}

    def community(self, place: Place) -> Community | None:
        """The community that a place is, under its name or an alias."""
        region = place.region if place.country == UNITED_STATES else place.region_name
        found = self.find(place.name, region, place.country, place.kind)
        same = [one for one in found if fold_name(one.region) == fold_name(region)]
        return same[0] if len(same) == 1 else None

    def find(
        self,
        name: str,
        region: str = "",
        country: str = UNITED_STATES,
        kind: PlaceKind | None = None,
    ) -> tuple[Community, ...]:
        """The communities of exactly this name, or else of this alias.

        Args:
            name: However it is spelled, "city of ..." in front or not.
            region: A state's postal code or name, a region abroad; "" for any.
            country: ISO 3166 alpha-2; "" for any.
            kind: None for any.
        """
        key = fold_name(name)
        state = region if region in us_states() else ""
        for one in dict.fromkeys((key, without_kind(key))):
            fitting = [
                (alias, community)
                for alias, community in self._named([one], state)
                if _fits(community, region, country, kind)
            ]
            if fitting:
                return tuple(one for alias, one in fitting if alias == fitting[0][0])
        return ()

    def nearest(self, name: str, limit: int = 5) -> tuple[Community, ...]:
        """The communities whose names are written most like this one, to be offered, not taken.

        Returns:
            The most alike first; none where none is alike.
        """
        likes = self._like.best(without_kind(fold_name(name)), LEAST_NEAR, limit)
        named = self._named([like for like, _ in likes])
        return tuple(dict.fromkeys(community for _, community in named))[:limit]

    def partners_like(
        self, name: str, least: int = LEAST_NEAR, limit: int = 5
    ) -> tuple[Place, ...]:
        """The partners abroad whose names are written most like this one, the most alike first.

        To be offered; one may be taken, and said to be, where nothing else is near.

        Args:
            name: As it was written.
            least: The least `fuzz.ratio`.
            limit: The most names that are compared, and the most places.
        """
        likes = self._like_partners.best(without_kind(fold_name(name)), least, limit)
        found = self.look_up([like for like, _ in likes])
        places = (place for like, _ in likes for place in found.get(like, ()))
        abroad = {place.key: place for place in places if place.country != UNITED_STATES}
        return tuple(abroad.values())[:limit]

    def has_like(self, name: str, least: int) -> bool:
        """Whether a community or a partner has a name so like this one, by `fuzz.ratio`."""
        key = without_kind(fold_name(name))
        names = (self._like, self._like_partners)
        return any(one.best(key, least, limit=1) for one in names)

    def spelled(self, name: str, region: str = "") -> tuple[Community, ...]:
        """The communities of the one name that this can only be a misspelling of.

        To be asked for a name that no book of places knows: "Austell" is no misspelling of
        "Austin".

        Args:
            name: As it was written.
            region: A state's postal code or name that was said with it; "" for any.

        Returns:
            Several where the name is clear and several communities bear it; none where another
            name is nearly as like.
        """
        key = without_kind(fold_name(name))
        ranked = [
            (ratio, community)
            for like, ratio in self._like.best(key, LEAST_SPELLED - MARGIN, _MOST_LIKE)
            for _, community in self._named([like])
            if _fits(community, region, "", None)
        ]
        best = max((ratio for ratio, _ in ranked), default=0)
        rivals = {fold_name(one.name) for ratio, one in ranked if ratio > best - MARGIN}
        if best < LEAST_SPELLED or len(rivals) > 1:
            return ()
        return tuple(dict.fromkeys(one for ratio, one in ranked if ratio == best))

    def partners_of(self, community: Community) -> tuple[Partnership, ...]:
        """The partnerships of a community, by the partners' names."""
        return self._pairs(PAIRS_OF, community.id)

    def communities_with(self, partner: Place) -> tuple[Partnership, ...]:
        """Who is partnered with a place, whichever of its names the sources use.

        Where either side names no region, any fits.
        """
        key, region = fold_name(partner.name), fold_name(partner.region_name)
        keys = json.dumps([key, without_kind(key)])
        named = self._compiled.rows(PARTNERS_NAMED, keys, partner.country)
        named = [one for one in named if not region or fold_name(one[2]) in {"", region}]
        named = [one for one in named if one[1] == partner.kind] or named
        whole = [one for one in named if one[0] != PART] or named
        numbers = [number for *_, number in whole]
        return self._pairs(PAIRS_WITH, json.dumps(numbers))

    def in_country(self, country: str) -> tuple[Partnership, ...]:
        """The partnerships with places in a country, given by its ISO 3166 alpha-2 code."""
        return self._pairs(PAIRS_IN, country)

    def in_countries(self, countries: Sequence[str]) -> tuple[Partnership, ...]:
        """The partnerships with places in some countries, given by their ISO 3166 codes."""
        return self._pairs(PAIRS_IN_SOME, json.dumps(list(countries)))

    def begun(self, first: int, last: int) -> tuple[Partnership, ...]:
        """The partnerships of which some source says that they date from one of some years."""
        return self._pairs(PAIRS_SINCE, first, last)

    @property
    def end_years(self) -> tuple[int, int] | None:
        """The earliest and the latest year that sources name; None where they name none."""
        ((first, last),) = self._compiled.rows(END_YEARS)
        return None if first is None else (first, last)

    def most_paired(self, limit: int) -> tuple[tuple[Community, int], ...]:
        """The US communities with the most partnerships, with their numbers, the most first."""
        rows = self._compiled.rows(MOST_PAIRED, limit)
        return tuple((community_of(row[:-1], self.roll_as_of), row[-1]) for row in rows)

    def in_region(self, region: Place) -> tuple[Partnership, ...]:
        """The partnerships with a region abroad and with places in it, as far as it is known.

        Where sources leave a region out, it is the one in which the gazetteer has the place.
        """
        name = fold_name(region.name)
        numbers = [
            number
            for number, partner, kind, where in self._compiled.rows(REGIONS_IN, region.country)
            if fold_name(where) == name
            or (kind == PlaceKind.STATE and without_kind(fold_name(partner)) == name)
        ]
        return self._pairs(PAIRS_WITH, json.dumps(numbers))

    def within(self, where: Place) -> tuple[Partnership, ...]:
        """The partnerships with places in a country or in a region abroad."""
        if where.kind is PlaceKind.COUNTRY:
            return self.in_country(where.country)
        return self.in_region(where)

    def among(self, links: Sequence[Partnership], where: Place | None) -> tuple[Partnership, ...]:
        """Those of some partnerships whose partner lies in a country or region; all for None."""
        if where is None:
            return tuple(links)
        if where.kind is PlaceKind.COUNTRY:
            return tuple(one for one in links if one.partner.country == where.country)
        inside = set(self.in_region(where)) if links else set()
        return tuple(one for one in links if one in inside)

    def in_state(self, state: str) -> tuple[Community, ...]:
        """The communities of a US state, given by its postal code, the state itself included."""
        return self._communities(IN_STATE, state)

    def from_state(self, state: str) -> tuple[Partnership, ...]:
        """The partnerships of the communities of a US state, given by its postal code."""
        return self._pairs(PAIRS_FROM, state)

    def members(self) -> tuple[Community, ...] | None:
        """The current members by the roll; None where no roll is loaded."""
        return None if self.roll_as_of is None else self._communities(ON_ROLL)

    def standing(self, community: Community) -> Standing:
        """Whether a community is a member, or only listed, and by what.

        Where a roll is loaded, it alone makes members: what a page says is then told, no more.
        """
        said, roll = community.statement, self.roll_as_of
        if community.member_by_roll:
            day = community.member_by_roll.isoformat()
            return Standing(StandingKind.MEMBER, Basis.ROLL, day, "", said, roll)
        if said is None:
            source, vintage = community.source, community.vintage
            return Standing(StandingKind.LISTED, Basis.SOURCES, vintage, source, None, roll)
        own = said.kind is StatementKind.OWN_PAGE
        kind = StandingKind.MEMBER if own and roll is None else StandingKind.LISTED
        basis = Basis.OWN_PAGE if own else Basis.REPORT
        return Standing(kind, basis, said.dated, said.source, said, roll)

    def staff_record(self, community: Community) -> StaffRecord | None:
        """For staff only: what the roll says of a community; None if it is not on it."""
        rows = self._compiled.rows(STAFF_OF, community.id)
        return staff_record_of(rows[0]) if rows else None

    def staff_roll(self) -> tuple[StaffRecord, ...]:
        """For staff only: the whole roll in its order, also whoever stands nowhere else."""
        return tuple(staff_record_of(row) for row in self._compiled.rows(STAFF))

    @cached_property
    def _like(self) -> LikeNames:
        return LikeNames(key for (key,) in self._compiled.rows(COMMUNITY_NAMES))

    @cached_property
    def _like_partners(self) -> LikeNames:
        return LikeNames(key for (key,) in self._compiled.rows(PARTNER_NAMES))

    def _named(self, keys: Sequence[str], region: str = "") -> list[tuple[int, Community]]:
        """Who bears names, in the names' order, and whether as an alias; "" is for any region.

        There may be fifty of a name, each of which is asked for: the query parts them by region.
        """
        rows = self._compiled.rows(NAMED, json.dumps(keys), region)
        roll = self.roll_as_of
        return [(alias, community_of(cells, roll)) for _, alias, *cells in rows]

    def _communities(self, sql: str, *values: object) -> tuple[Community, ...]:
        roll = self.roll_as_of
        return tuple(community_of(row, roll) for row in self._compiled.rows(sql, *values))

    def _pairs(self, sql: str, *values: object) -> tuple[Partnership, ...]:
        roll = self.roll_as_of
        rows = self._compiled.rows(sql, *values)
        communities = {row[COMMUNITY]: row[COMMUNITY:] for row in rows}
        read = {number: community_of(row, roll) for number, row in communities.items()}
        return tuple(partnership_of(row, read[row[COMMUNITY]]) for row in rows)


def _fits(community: Community, region: str, country: str, kind: PlaceKind | None) -> bool:
    if country not in {"", community.country} or kind not in {None, community.kind}:
        return False
    regions = {fold_name(community.region), fold_name(community.region_name)}
    return not region or fold_name(region) in regions
