"""What the member directory says, as plain values: communities, their partners, their standing.

Nothing here is for staff only except `StaffRecord`, which no other value holds or leads to.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.facts.places import UNITED_STATES, Place, PlaceKind


class Relation(StrEnum):
    """What two communities call each other, where a source says so."""

    SISTER = "sister"
    FRIENDSHIP = "friendship"
    EMERITUS = "emeritus"
    UNKNOWN = "unknown"


class StatementKind(StrEnum):
    """Who says something of a community's membership."""

    OWN_PAGE = "own_page"  # the community, or the body that runs its sister-city programme
    REPORT = "report"  # a newspaper, a repost, a city paper that only mentions it


@dataclass(frozen=True, slots=True)
class Statement:
    """What a public page says of a community's membership.

    Attributes:
        text: A sentence of our own.
        since: The year from which the page says so, if it names one.
        dated: The page's date: "2023-06", "undated", "undated (after 2020)".
        source: The page's address.
    """

    text: str
    kind: StatementKind
    since: int | None
    dated: str
    source: str


@dataclass(frozen=True, slots=True)
class Community:
    """A city, county or state of the directory, with public fields only.

    Attributes:
        id: Within one compiled directory.
        region: US postal code; abroad the region as it stands in the file, or "".
        region_name: "Maryland"; abroad the same as `region`.
        website: Of the community's programme; "" where none is known.
        website_source: Where that address was found.
        statement: What a page says of its membership; None where none was found.
        member_by_roll: The roll's date if the community stands on it as a current member. None
            says no more than that it does not: no roll is loaded, or it is not on it, or not
            as a current member.
        source: Address, or id of a known source, that lists the community.
        vintage: How old that source is, as text: "2024", "page undated".
    """

    id: int
    name: str
    kind: PlaceKind
    region: str
    region_name: str
    country: str
    country_name: str
    website: str
    website_source: str
    statement: Statement | None
    member_by_roll: date | None
    source: str
    vintage: str

    @property
    def place(self) -> Place:
        """The community as a place, listed; nobody's population stands in the directory."""
        code = self.region if self.country == UNITED_STATES else ""
        return Place(
            name=self.name,
            kind=self.kind,
            region=code,
            region_name=self.region_name,
            country=self.country,
            country_name=self.country_name,
            listed=True,
        )

    @property
    def label(self) -> str:
        """The name that a person can tell from others: "Boise, Idaho", "the State of Maryland"."""
        return self.place.label


@dataclass(frozen=True, slots=True)
class Listing:
    """A source that lists something, and how old it is."""

    source: str
    vintage: str


@dataclass(frozen=True, slots=True)
class SinceYear:
    """A year from which a partnership is said to last, and who says so."""

    year: int
    source: str


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership that public sources list; no source says that it still lives.

    Attributes:
        partner: Listed. Its country is "" where no source states it; its `region_name` is what
            some source of any of the partner's pairs says.
        since: Each year that a source names, the sources' order; two where they disagree.
        listings: At least one; the first is the one to cite.
        listed_by: Which side lists it: "us", "partner", "aggregator", with semicolons between;
            "" where it is not recorded.
        confidence: "high", "medium", "low", or "" where it is not recorded.
    """

    community: Community
    partner: Place
    relation: Relation
    since: tuple[SinceYear, ...]
    listings: tuple[Listing, ...]
    listed_by: str
    confidence: str

    @property
    def source(self) -> str:
        """The source to cite."""
        return self.listings[0].source

    @property
    def vintage(self) -> str:
        """How old the source to cite is."""
        return self.listings[0].vintage

    @property
    def years_disagree(self) -> bool:
        """Whether sources name different years."""
        return len({since.year for since in self.since}) > 1


class StandingKind(StrEnum):
    """The two ways of standing in the directory; not standing in it is the third answer."""

    MEMBER = "member"
    LISTED = "listed"


class Basis(StrEnum):
    """What a standing rests on."""

    ROLL = "roll"
    OWN_PAGE = "own_page"
    REPORT = "report"  # a report speaks of membership, which is then told as what it is
    SOURCES = "sources"  # public sources list partnerships, none speaks of membership


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a community is a member, or only listed, and by what.

    Attributes:
        dated: Of what it rests on: the roll's day, the page's date or "undated", the vintage.
        source: An address, or a known source's id; "" for a roll.
        statement: What a page says of the membership, whatever the standing rests on.
        roll_as_of: The day of the roll that was looked into; None where none is loaded.
    """

    kind: StandingKind
    basis: Basis
    dated: str
    source: str
    statement: Statement | None
    roll_as_of: date | None


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """What the roll says of a community, for staff only: nothing of it may reach a visitor.

    Attributes:
        status: In the words of the membership system.
        lapsed: Whether that status means a membership that ended.
        population: As the roll has it, without a year.
    """

    name: str
    label: str
    status: str
    lapsed: bool
    joined: date | None
    expires: date | None
    contact: str
    population: int | None


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much a directory holds.

    Attributes:
        members: Current members of the roll; None where no roll is loaded.
    """

    communities: int
    partnerships: int
    members: int | None
