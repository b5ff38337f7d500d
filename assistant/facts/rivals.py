"""Ranks the places that one name may mean, and says when one of them is plainly meant."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.facts.names import fold_name
from assistant.facts.places import Place, PlaceKind

PLAINLY = 10  # times the people of the next one
# A place that bears the name only as an alias counts with a tenth of its people: Kodiak was a
# Saint Paul once; but Sevilla stays ahead of Seville, Ohio.
ALIAS_SHARE = 0.1
# No source of ours counts the people of provinces abroad: they rank like a middling one.
PEOPLE_OF_A_PROVINCE = 1_000_000
PEOPLE_OF_A_HAMLET = 500
# A city of this size is asked about by the name of its state: Washington, New York, Puebla.
RIVAL_OF_A_STATE = 100_000
CODE_LETTERS = 3  # of TX, US, ACT
# Territories that are a city: nobody means the territory and not the city.
_CITY_STATES = frozenset({("US", "DC"), ("MX", "09")})
_MOST_OF_A_COUNTRY = 0.5
_SINGLE = frozenset({PlaceKind.CITY, PlaceKind.COUNTY})


def merge(found: Iterable[Sequence[Place]]) -> tuple[Place, ...]:
    """The places of several books as one list without doubles.

    A place of the member directory keeps how it stands there and takes over from the gazetteer
    how many people it has.
    """
    listed: list[Place] = []
    others: dict[tuple[str, PlaceKind, str, str], Place] = {}
    for place in (place for places in found for place in places):
        if not place.listed:
            others.setdefault(place.key, place)
        elif place.key not in {known.key for known in listed}:
            listed.append(place)
    return (*(_counted(place, others) for place in listed), *others.values())


def ranked(key: str, places: Iterable[Place]) -> tuple[Place, ...]:
    """The best first: those in the directory, then by people."""
    kept = _without_doubles_of_cities(key, tuple(places))
    return tuple(sorted(kept, key=lambda place: (not place.listed, -_weight(key, place))))


def settled(key: str, places: Sequence[Place]) -> Place | None:
    """The place that is plainly meant: the only one, or one far larger than the next."""
    if len(places) == 1:
        return places[0]
    if any(_unknown(place) for place in places) or not places:
        return None
    first, second = sorted(places, key=lambda place: -_weight(key, place))[:2]
    if _weight(key, first) < PLAINLY * _weight(key, second):
        return None
    return None if _is_doubtful(key, first, places) else first


def _counted(place: Place, others: dict[tuple[str, PlaceKind, str, str], Place]) -> Place:
    """A place of the directory with its population; its double is taken out of the others."""
    doubles = [key for key, other in others.items() if place.may_be_same_as(other)]
    if not doubles:
        return place
    exact = place.key if place.key in others else doubles[0]  # the others come largest first
    other = others.pop(exact)
    if other.population is None:
        return place
    return replace(place, population=other.population, year=other.year, source=other.source)


def _weight(key: str, place: Place) -> float:
    if place.kind is PlaceKind.STATE and place.population is None:
        return PEOPLE_OF_A_PROVINCE
    people = place.population or PEOPLE_OF_A_HAMLET
    return people if bears(key, place) else people * ALIAS_SHARE


def bears(key: str, place: Place) -> bool:
    """Whether a place is called by a folded name in the first place, not only also."""
    return place.kind in {PlaceKind.STATE, PlaceKind.COUNTRY} or fold_name(place.name) == key


def _unknown(place: Place) -> bool:
    """Whether nobody can say if it is the larger one."""
    return place.population is None and (place.listed or place.kind is PlaceKind.COUNTY)


def _is_doubtful(key: str, first: Place, places: Sequence[Place]) -> bool:
    others = [place for place in places if place is not first]
    if first.kind is PlaceKind.STATE:
        return any(_rivals_a_state(first, place) for place in others)
    # Boise City is a town in Oklahoma, and what the Census calls Boise. Singapore has been called
    # Garden City; whoever says that may well mean the one in Kansas that is in the directory.
    return not bears(key, first) and any(
        bears(key, place) and (place.listed or place.country == first.country) for place in others
    )


def _rivals_a_state(state: Place, place: Place) -> bool:
    if place.kind is PlaceKind.COUNTRY:
        return True  # Georgia
    large = place.kind is PlaceKind.CITY and (place.population or 0) >= RIVAL_OF_A_STATE
    return large and place.country == state.country


def _without_doubles_of_cities(key: str, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Leave out territories that are a city: DC, Singapore; and Louisiana for LA."""
    cities = [place for place in places if place.kind is PlaceKind.CITY]
    if cities and len(key) <= CODE_LETTERS:
        places = tuple(place for place in places if place.kind is not PlaceKind.STATE)
    return tuple(
        place
        for place in places
        if place.kind in _SINGLE or not any(_is_all_of(city, place) for city in cities)
    )


def _is_all_of(city: Place, place: Place) -> bool:
    if city.country != place.country:
        return False
    if place.kind is PlaceKind.STATE:
        return (place.country, place.region) in _CITY_STATES and city.region == place.region
    return (city.population or 0) > _MOST_OF_A_COUNTRY * (place.population or 0)
