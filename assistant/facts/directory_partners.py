"""Which partners are shown as places, so that a gazetteer knows them as the same ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from assistant.facts.directory_cells import countries_with_regions
from assistant.facts.names import fold_name
from assistant.facts.places import Place

CLEAR_TIMES = 10  # as many people as the next place, and a name means the largest


class PlaceBook(Protocol):
    """Knows places by their folded names."""

    def look_up(self, keys: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """The places of each name that is known, the largest first."""
        ...


class Shown(NamedTuple):
    """How a partner is shown as a place.

    Attributes:
        region: "" where the gazetteer names no regions of its country.
        shown: Whether this spelling is; of several of one place only one is.
    """

    region: str
    shown: bool


def shown_partners(partners: Sequence[Place], book: PlaceBook | None) -> dict[Place, Shown]:
    """Say of each partner, as its sources name it, how it is shown.

    One place may be named with its region and without. Where the gazetteer names regions, the
    place with one is shown; elsewhere a region tells nobody anything, and it is shown without.
    """
    regions = dict(zip(partners, _regions(partners, book), strict=True))
    whole = {_bare(place) for place, region in regions.items() if region}
    somewhere = {fold_name(place.name) for place in partners if place.country}
    seen: set[tuple[str, ...]] = set()
    shown: dict[Place, Shown] = {}
    for place, region in regions.items():
        name, *_ = bare = _bare(place)
        vague = (not region and bare in whole) or (not place.country and name in somewhere)
        told = (*bare, fold_name(region))
        shown[place] = Shown(region, not vague and told not in seen)
        seen.add(told)
    return shown


def other_names(partners: Iterable[Place], book: PlaceBook | None) -> Iterator[tuple[Place, str]]:
    """Folded names by which a partner is known besides the one that its sources use.

    Cologne is Köln in the gazetteer, so that whoever asks for Köln, or for Colonia, is told of
    Cologne; and Bangalore is what other sources call Bengaluru. Only where one place is plainly
    meant.
    """
    partners = list(partners)
    known = book.look_up(sorted({fold_name(place.name) for place in partners})) if book else {}
    same: dict[Place, list[Place]] = {}
    for place in partners:
        largest = _largest(place, known.get(fold_name(place.name), ()))
        if largest is not None:
            same.setdefault(largest, []).append(place)
    for largest, group in same.items():
        keys = {fold_name(one.name) for one in (largest, *group)}
        for place in group:
            yield from ((place, key) for key in sorted(keys - {fold_name(place.name)}))


def _regions(partners: Sequence[Place], book: PlaceBook | None) -> Iterator[str]:
    keys = sorted({fold_name(place.name) for place in partners})
    known = book.look_up(keys) if book else {}
    for place in partners:
        if place.country not in countries_with_regions():
            yield ""
        else:
            alike = known.get(fold_name(place.name), ())
            yield place.region_name or _region_of_largest(place, alike)


def _region_of_largest(place: Place, alike: Sequence[Place]) -> str:
    """Where a place lies whose sources name no region; "" where several might be meant.

    Whoever bears the name as an alias counts too: Querétaro is Santiago de Querétaro far sooner
    than a village of just that name.
    """
    largest = _largest(place, alike)
    return largest.region_name if largest else ""


def _largest(place: Place, alike: Sequence[Place]) -> Place | None:
    """The place of a name that a partner plainly is; None where several might be."""
    rivals = [one for one in alike if (one.kind, one.country) == (place.kind, place.country)]
    region = fold_name(place.region_name)
    rivals = [one for one in rivals if fold_name(one.region_name) == region] or rivals
    rivals.sort(key=lambda one: one.population or 0, reverse=True)
    people = [one.population or 0 for one in rivals]
    if not rivals or (len(rivals) > 1 and people[0] < CLEAR_TIMES * people[1]):
        return None
    return rivals[0]


def _bare(place: Place) -> tuple[str, str, str]:
    return fold_name(place.name), place.kind, place.country
