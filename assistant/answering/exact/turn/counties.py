"""Tells a county that only says where a town lies from one that is asked about itself."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.answering.exact.turn.cues import folded
from assistant.facts.mentions import Mention
from assistant.facts.places import PlaceKind

_CALLED = r"(?: (?:the|el))?(?: (?:county|parish|condado) (?:of|de))?"
# "Baytown, in Harris County", "Baytown (Harris County)".
_BEHIND_A_TOWN = re.compile(
    r"(?:\W|\b(?:which|that|is|lies|located|situated|a|the|city|town|village|borough|part|of|de"
    rf"|queda|esta)\b)*\b(?:in|within|inside|en|dentro de){_CALLED}\W*|\W*\(\W*"
)
_BEHIND_A_COMMA = re.compile(r"\W*,\W*")
# "a town in Los Angeles County", "our village, which lies within Cook County".
_SOME_TOWN_IN = re.compile(
    r"\b(?:city|town|township|village|borough|municipality|suburb|ciudad|pueblo|villa|municipio)"
    r"(?:,| \([^()]*\))?(?: (?:which|that|is|lies|located|situated|of|with|que|esta|queda|de|con"
    r"|about|people|residents|inhabitants|habitantes|[\d,.]+k?))*,?"
    rf" (?:in|within|inside|inside of|en|dentro de){_CALLED}\s*$"
)
_MORE = re.compile(r"\W*(?:,|and|or|y|o|&)\W*")  # goes on with a list


def with_counties_apart(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Mentions without the counties that only say where a town lies; what they say narrows it.

    Args:
        text: In which they stand.
        mentions: In their order.
    """
    found = list(mentions)
    around = set[int]()
    for at, (town, county) in enumerate(pairwise(mentions), 1):
        if not _is_county(county) or _is_county(town) or town.location:
            continue
        states = {one.region for one in county.places if one.kind is PlaceKind.COUNTY}
        inside = tuple(
            one for one in town.places if one.region in states and one.kind is PlaceKind.CITY
        )
        if inside and _stands_behind(text, mentions, at):
            place = inside[0] if len(inside) == 1 else None
            found[at - 1] = replace(town, places=inside, place=place)
            around.add(at)
    rest = [one for at, one in enumerate(found) if at not in around]
    kept = [_where(one) if _is_county(one) and _holds_some(text, one) else one for one in rest]
    return tuple(one for one in kept if one is not None)


def _where(county: Mention) -> Mention | None:
    """A county as the place where a town lies; None where it may be several."""
    known = county.place is not None and county.place.kind is PlaceKind.COUNTY
    return replace(county, location=True) if known else None


def _is_county(mention: Mention) -> bool:
    if mention.kind_said is PlaceKind.COUNTY:
        return True
    return bool(mention.places) and all(p.kind is PlaceKind.COUNTY for p in mention.places)


def _stands_behind(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Whether a county stands behind a town as its place: "in" it, in brackets, behind a comma."""
    town, county = mentions[at - 1], mentions[at]
    between = folded(text[town.end : county.start])
    if _BEHIND_A_TOWN.fullmatch(between):
        return True
    later = mentions[at + 1 :]
    listed = later and _MORE.fullmatch(folded(text[county.end : later[0].start]))
    return bool(_BEHIND_A_COMMA.fullmatch(between)) and not listed


def _holds_some(text: str, county: Mention) -> bool:
    """Whether some town in it is spoken of, not by its name."""
    return bool(_SOME_TOWN_IN.search(folded(text[: county.start])))
