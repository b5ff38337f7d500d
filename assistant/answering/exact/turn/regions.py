"""Finds the state or country of a place where it stands apart from its name, or alone in a turn."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.answering.exact.turn.cues import folded
from assistant.facts.frames import WIDE
from assistant.facts.mentions import Mention, Namebook, places_named
from assistant.facts.narrowing import lies_in
from assistant.facts.places import UNITED_STATES, Place, PlaceKind

_ASIDE = re.compile(  # "Vienna, population 16,500, in Virginia", "Hamilton, also Ontario"
    r"\W*(?:(?:\d[\d,.]*(?: ?(?:k|mil|thousand))?|pop|population|poblacion|people|ppl|residents"
    r"|inhabitants|habitantes|of|with|con|about|around|also|tambien|in|en|that is|that's|the one|i"
    r"|mean|which is|it is|it's|located|the state of)\b\W*)+|\W*\)\W*"
)
# "Kent County Council, UK": the name of one that governs goes on before its country.
_GOVERNS = re.compile(
    r"\W*(?:(?:county|district|city|borough|town|regional|council|government|authority|in|the)\b\W*)*"
)
# "My state is Iowa. Town: Pella", "in the State of Utah, city of Logan"; "Ohio, Iowa" is a list.
_THEN = re.compile(
    r"(?=[^.:;!]*(?:[.:;!]|\b(?:city|town|village|borough|municipality|ciudad|pueblo|municipio)\b))"
    r"\W*(?:(?:the|our|my|is|of|name|city|town|village|borough|municipality|county|la|el|es|de"
    r"|ciudad|pueblo|municipio)\b\W*)*"
)
_FILLERS = re.compile(
    r"\b(?:sorry|i|i'm|meant?|mean|say|no|not|oops|wait|actually|rather|it|is|it's|that|that's|was|in"
    r"|the|one|please|pls|of course|my (?:bad|mistake)|we're|we are|from|perdon|digo|quise decir"
    r"|me refiero a|el|la|de|del|en|es|esta|por favor|claro)\b"
)
_CODE = re.compile(r"\b[A-Za-z]{2}\b")
_OTHER = re.compile(r"\w")


def with_regions_apart(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Mentions, of which a state or country only says where the one before or behind it lies.

    Args:
        text: In which they stand.
        mentions: In their order.
    """
    found = list(mentions)
    for at, (first, second) in enumerate(pairwise(mentions)):
        between = folded(text[first.end : second.start])
        if not found[at].location and _ASIDE.fullmatch(between):
            found[at : at + 2] = _lying_in(first, second) or found[at : at + 2]
        elif _misses(first, second) and _GOVERNS.fullmatch(between):
            found[at : at + 2] = replace(first, places=(), place=None), _only_where(second)
        elif _is_wide(first) and _THEN.fullmatch(between):
            found[at : at + 2] = reversed(_lying_in(second, first) or (second, first))
    return tuple(found)


def _misses(town: Mention, where: Mention) -> bool:
    """Whether a county, and the country abroad that stands behind it, in which none is known."""
    country = where.place
    if town.kind_said is not PlaceKind.COUNTY or country is None or country.kind not in WIDE:
        return False
    abroad = country.country != UNITED_STATES
    return abroad and not any(one.country == country.country for one in town.places)


def _only_where(mention: Mention) -> Mention:
    regions = tuple(one for one in mention.places if one.kind in WIDE)
    return replace(mention, places=regions, location=True)


def _is_wide(mention: Mention) -> bool:
    """Whether a state or country is meant, and no town of its name."""
    place = mention.places[0] if mention.location else mention.place
    return place is not None and place.kind in WIDE


def _lying_in(town: Mention, where: Mention) -> tuple[Mention, Mention] | None:
    """A mention whose places lie in a state or country, and that; None where none of them does."""
    regions = [one for one in where.places if one.kind in WIDE]
    inside = _inside(town.places, regions)
    if not inside:
        return None
    place = inside[0] if len(inside) == 1 else None
    return (
        replace(town, places=inside, place=place),
        replace(where, places=tuple(regions), location=True),
    )


def says_only_where(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a text names one state or country, and says no more than which is meant."""
    if len(mentions) != 1 or mentions[0].kind_said is not None:
        return False
    if not any(place.kind in WIDE for place in mentions[0].places):
        return False
    rest = folded(text[: mentions[0].start] + " " + text[mentions[0].end :])
    return not _OTHER.search(_FILLERS.sub(" ", rest))


def state_by_code(text: str, books: Sequence[Namebook]) -> tuple[Mention, ...]:
    """The US state whose postal code answers which place is meant: "MA, sorry", "tx"."""
    if _OTHER.search(_FILLERS.sub(" ", _CODE.sub(" ", folded(text)))):
        return ()
    for found in _CODE.finditer(text):
        if not (found[0].isupper() or found[0] == text.strip()):
            continue  # "in", "me" and "or" say other things as well
        code = found[0].upper()
        states = {
            one.key: one
            for one in places_named(code, books)
            if one.kind is PlaceKind.STATE and (one.region, one.country) == (code, UNITED_STATES)
        }
        if states:
            return (Mention(*found.span(), found[0], tuple(states.values()), location=True),)
    return ()


def _inside(places: Sequence[Place], regions: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(
        one
        for one in places
        if one.kind not in WIDE and any(lies_in(one, region) for region in regions)
    )
