"""Narrows places down by the state, province or country that a text names behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.facts.names import fold_name
from assistant.facts.places import Place, PlaceKind
from assistant.facts.rivals import CODE_LETTERS
from assistant.facts.word_lists import is_word, word_list
from assistant.facts.words import Word, key_of

MOST_REGIONS = 3  # "Guadalajara, Jalisco, México", "Portland, Oregon, USA"
MOST_WORDS = 5  # "United Kingdom of Great Britain" is as long as they get

_THE_ONE = frozenset({"one", "side"})  # "San Antonio (the Texas one)"

Find = Callable[[str], Sequence[Place]]


class Fit(StrEnum):
    """What the region behind a name does to its places."""

    NONE = "none"  # there is no region
    FITS = "fits"
    MISFITS = "misfits"  # "Boise, Texas": no such place is known, and Idaho's is not asked about


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of the places of a name.

    Attributes:
        places: Those in the region; all, if it fits none.
        closes: The word behind the region.
        apart: Whether the region stands behind a comma or in brackets.
        loose: Whether it stands behind "in".
    """

    places: tuple[Place, ...]
    closes: int
    fit: Fit = Fit.NONE
    apart: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """The state or country that stands behind a name.

    Attributes:
        places: What it may be.
        closes: The word behind it.
        surely: Whether it cannot be anything but a region.
        apart: Whether it stands behind a comma or in brackets.
        loose: Whether it stands behind "in".
    """

    places: Sequence[Place]
    closes: int
    surely: bool
    apart: bool
    loose: bool


def narrow(places: tuple[Place, ...], words: Sequence[Word], behind: int, find: Find) -> Narrowed:
    """Narrow places down by what follows their name.

    Args:
        places: Of one name.
        words: Of the text.
        behind: The first word behind the name.
        find: The places of a folded name, of those that the text may name.
    """
    result = Narrowed(places, behind)
    for _ in range(MOST_REGIONS):
        region = region_at(words, result.closes, find)
        if region is None:
            return result
        inside = tuple(
            place for place in result.places if any(lies_in(place, r) for r in region.places)
        )
        first = result.fit is Fit.NONE
        if not inside:
            swallowed = first and region.surely and places[0].kind is PlaceKind.CITY
            return _misfit(places, region) if swallowed else result
        apart, loose = (region.apart, region.loose) if first else (result.apart, result.loose)
        result = Narrowed(inside, region.closes, Fit.FITS, apart, loose)
    return result


def _misfit(places: tuple[Place, ...], region: Region) -> Narrowed:
    return Narrowed(places, region.closes, Fit.MISFITS, region.apart, region.loose)


def region_at(words: Sequence[Word], at: int, find: Find) -> Region | None:
    """The state or country that stands at a word, if one does."""
    if at >= len(words) or words[at].fresh:
        return None
    apart, start = words[at].gap in {",", "("}, at
    if not apart and not words[at].joined:
        return None
    loose = words[at].key in word_list("in_region") and words[at].gap != "(" and not words[at].code
    if loose:
        start = _behind_the_state_of(words, at + 1)
    elif words[at].key in {"the", "state", "estado"}:
        start = _behind_the_state_of(words, at)
    read = _read_region(words, start, find)
    if read is None:
        # "gary, in": the word that mostly leads to a region is one itself.
        loose, read = False, _read_region(words, at, find)
    if read is None:
        return None
    places, closes = read
    if start > at and closes < len(words) and words[closes].key in _THE_ONE:
        closes += 1
    code = words[at] if closes - at == 1 else None
    surely = not loose and (code is None or code.code or code.key not in word_list("code_words"))
    return Region(places, closes, surely, apart, loose)


def _behind_the_state_of(words: Sequence[Word], at: int) -> int:
    first = at
    while at < len(words) and words[at].key in word_list("the_state_of"):
        if at > first and not words[at].joined:
            break
        at += 1
    return at


def _read_region(
    words: Sequence[Word], start: int, find: Find
) -> tuple[Sequence[Place], int] | None:
    """The region whose name begins at a word, unless a longer name of a city does."""
    longest = min(start + MOST_WORDS, len(words))
    for end in range(longest, start, -1):
        if not all(word.joined for word in words[start + 1 : end]):
            continue
        places = find(key_of(words[start:end]))
        regions = [p for p in places if p.kind in {PlaceKind.STATE, PlaceKind.COUNTRY}]
        if regions:
            return (regions, end) if _may_be_region(words, start, end) else None
        if places and end - start > 1:
            return None
    return None


def _may_be_region(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a code is written like one: "TX", "tx", but "or" only at the end of a clause."""
    word = words[start]
    if end - start > 1 or word.code or (len(word.key) > CODE_LETTERS and word.capital):
        return True
    if word.key not in word_list("code_words"):
        return not is_word(word.key) or word.capital
    return end == len(words) or not words[end].joined


def lies_in(place: Place, region: Place) -> bool:
    """Whether a place lies in a state or country."""
    if place.country != region.country or place.kind is PlaceKind.COUNTRY:
        return False
    if region.kind is PlaceKind.COUNTRY:
        return True
    if place.kind is PlaceKind.STATE:
        return False
    if not (place.region or place.region_name):
        return True  # the directory leaves it out
    return place.region == region.region or fold_name(place.region_name) == fold_name(region.name)
