"""Places as plain values: a city, a county, a state or a country, and how many people live there.

It knows nothing about where places are kept or how they are found in a text.
"""

from dataclasses import dataclass
from enum import StrEnum

from assistant.facts.names import fold_name

UNITED_STATES = "US"
# GeoNames, ISO 3166 and the Census keep them apart from the fifty states and DC.
_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})
_NO_STATES = frozenset({"District of Columbia"})


class PlaceKind(StrEnum):
    """What a place is; the dues of a community hang on it."""

    CITY = "city"  # towns, villages, boroughs and municipios too
    COUNTY = "county"
    STATE = "state"  # abroad: a province, a region
    COUNTRY = "country"


_WITHOUT_REGION = frozenset({PlaceKind.STATE, PlaceKind.COUNTRY})


@dataclass(frozen=True, slots=True)
class Place:
    """A place.

    Attributes:
        name: As its people write it in English: "Boise", "Orange County", "Texas".
        region: The US postal code, "ID"; abroad the source's code or "".
        region_name: "Idaho", "Jalisco"; "" where unknown.
        country: ISO 3166 alpha-2; US territories are countries of their own here.
        country_name: In English.
        population: None where nobody counted.
        year: Of the population: "2024", or "2020-2024" where the source gathers counts; "" unknown.
        source: Of the population; "" unknown.
        listed: Whether it stands in the member directory.
    """

    name: str
    kind: PlaceKind
    region: str = ""
    region_name: str = ""
    country: str = UNITED_STATES
    country_name: str = "United States"
    population: int | None = None
    year: str = ""
    source: str = ""
    listed: bool = False

    @property
    def key(self) -> tuple[str, PlaceKind, str, str]:
        """What tells it from other places: folded name, kind, region and country.

        Codes of regions abroad differ from source to source: there the region's folded name counts.
        """
        return fold_name(self.name), self.kind, self._region_key, self.country

    @property
    def label(self) -> str:
        """The name that a person can tell from others: "Boise, Idaho", "the State of Texas"."""
        if self.kind is PlaceKind.COUNTRY:
            return self.name
        if self.kind is PlaceKind.STATE and self.country == UNITED_STATES:
            return f"the {'' if self.name in _NO_STATES else 'State of '}{self.name}"
        return ", ".join(dict.fromkeys(part for part in self._label_parts if part))

    def may_be_same_as(self, other: "Place") -> bool:
        """Whether it may be another place of its name, though one source leaves the region out."""
        if self.kind is not other.kind or self.country != other.country:
            return False
        ours, theirs = self._region_key, other._region_key
        return ours == theirs or not (ours and theirs)

    @property
    def _region_key(self) -> str:
        if self.country == UNITED_STATES:
            return self.region
        return "" if self.kind in _WITHOUT_REGION else fold_name(self.region_name)

    @property
    def _label_parts(self) -> tuple[str, ...]:
        region = "" if self.kind in _WITHOUT_REGION else self.region_name
        region = "D.C." if region in _NO_STATES else region
        region = "" if self.name.endswith(f", {region}") else region
        country = "" if self.country == UNITED_STATES else self.country_name
        return self.name, region, country


def is_us_territory(country: str) -> bool:
    """Whether a country code stands for a territory of the United States, such as Puerto Rico."""
    return country in _TERRITORIES
