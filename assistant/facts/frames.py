"""Reads what a text calls a place: "the City of", "county" behind it, "a town in"."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.rivals import RIVAL_OF_A_STATE
from assistant.facts.word_lists import is_word, word_list
from assistant.facts.words import Word

COUNTY_WORDS = ("county", "parish", "borough")
_NEAR_BY = 6  # words before "in Ohio" among which a town stands

WIDE = frozenset({PlaceKind.STATE, PlaceKind.COUNTRY})


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands at a name.

    Attributes:
        opens: The first word of "the city of", or of the name.
        closes: The word behind "county", or behind the name.
        kind: What it is called.
        some: Whether some place in it is meant, as in "a town of Ohio" and "an Ohio town".
    """

    opens: int
    closes: int
    kind: PlaceKind | None = None
    some: bool = False


def frame_of(words: Sequence[Word], first: int, last: int, places: Sequence[Place]) -> Frame:
    """What stands at a name.

    Args:
        words: Of the text.
        first: The first word of the name.
        last: The word behind the name.
        places: What it may mean, the best first.
    """
    opens, kind = kind_before(words, first)
    if kind is not None:
        some = _is_some_in(words, opens, kind, places)
        return Frame(opens, last, None if some else kind, some)
    closes, kind = _kind_behind(words, last)
    if kind is None:
        return Frame(first, last, some=_are_many_in(words, last, places))
    if _is_wider(places[0], kind) and not words[closes - 1].capital:
        return Frame(first, last, some=True)
    named = kind is PlaceKind.COUNTY or any(place.kind is kind for place in places)
    # Of the United States every state is known; abroad "Osaka Prefecture" is not the city.
    named = named or (kind is PlaceKind.STATE and _are_abroad(places))
    return Frame(first, closes, kind) if named else Frame(first, last)


def _are_abroad(places: Sequence[Place]) -> bool:
    return all(place.country != UNITED_STATES for place in places)


def _kind_behind(words: Sequence[Word], last: int) -> tuple[int, PlaceKind | None]:
    """Where "county" or ", the country" ends behind a name, and the kind it says."""
    at = last
    if words[last - 1].base != words[last - 1].key:
        return last, None  # "Boise's city clerk"
    if at + 1 < len(words) and words[at].key in word_list("articles") and not words[at].fresh:
        at += 1
    elif at >= len(words) or not (words[at].joined or words[at].gap == "("):
        return last, None
    key = words[at].key
    return at + 1, _kind_called(key) if key in word_list("kind_behind") else None


def kind_before(words: Sequence[Word], first: int) -> tuple[int, PlaceKind | None]:
    """Where "the city of" begins that stands before a name, and the kind it says."""
    at = first - 1 if first and words[first - 1].key in word_list("articles") else first
    if (
        at < 2
        or words[at - 1].key not in word_list("of")
        or not all(w.joined for w in words[at - 1 : first])
    ):
        return first, None
    kind = _kind_called(words[at - 2].key)
    if kind is None or (at > 2 and words[at - 3].key in word_list("sister")):
        return first, None
    if at > 3 and words[at - 3].key in word_list("and"):  # "the City and County of Denver"
        return _with_article(words, at - 4), _kind_called(words[at - 4].key) or kind
    return _with_article(words, at - 2), kind


def _with_article(words: Sequence[Word], opens: int) -> int:
    before = words[opens - 1] if opens and words[opens].joined else None
    return opens - 1 if before and before.key in word_list("articles") else opens


def is_one_of_many(words: Sequence[Word], opens: int) -> bool:
    """Whether "a" or "una" stands before: any one is meant, none by name."""
    return bool(opens) and words[opens - 1].key in word_list("one")


def only_locates(
    words: Sequence[Word], frame: Frame, places: Sequence[Place], *, listing: bool
) -> bool:
    """Whether a state or country only says where something is: "we are in Canada".

    Args:
        words: Of the text.
        frame: What stands at the name.
        places: What the name may mean, the best first.
        listing: Whether a place was found just before.
    """
    first = places[0]
    if frame.some:
        return True
    if first.kind not in WIDE:
        return False
    if first.kind is PlaceKind.COUNTRY and first.country == UNITED_STATES:
        return True  # as a whole it is no community
    if not frame.opens or words[frame.opens].fresh:
        return False
    before = words[frame.opens - 1]
    if before.key in word_list("of") and frame.opens > 1:
        return words[frame.opens - 2].key in word_list("communities")
    if before.key in word_list("in"):
        around = words[max(0, frame.opens - _NEAR_BY) : frame.opens]
        large = any(_is_large_city(place) for place in places)
        return not large or any(word.key in word_list("communities") for word in around)
    # "Chugwater, Wyoming", "redwod city, calif": of a place that no book knows.
    unknown = words[frame.opens].gap == "," and _ends_strange_name(
        words[: frame.opens], capital=words[frame.opens].capital
    )
    return not listing and (unknown or before.key in word_list("communities"))


def _ends_strange_name(words: Sequence[Word], *, capital: bool) -> bool:
    """Whether words end in capital ones of which some is no common word: "Is Zorbville Falls".

    Args:
        words: Those before a state or country.
        capital: Whether that is written with one; else only the last word can be told for a name.
    """
    if not capital:
        return not words[-1].capital and not is_word(words[-1].key)
    for word in reversed(words):
        if not word.capital:
            return False
        if not is_word(word.key):
            return True
        if word.fresh or not word.joined:
            return False
    return False


def kind_in(key: str) -> PlaceKind | None:
    """The kind that a folded name says itself: "orange county"."""
    return PlaceKind.COUNTY if key.endswith(COUNTY_WORDS[:2]) else None


def _is_some_in(
    words: Sequence[Word], opens: int, kind: PlaceKind, places: Sequence[Place]
) -> bool:
    """Whether "a city of Texas" is said, "qué ciudad de México" or "un municipio de Jalisco"."""
    if not _is_wider(places[0], kind):
        return False
    if is_one_of_many(words, opens):
        return True
    said = [place for place in places if place.kind is kind]
    called = words[opens + 1] if words[opens].key in word_list("articles") else words[opens]
    by_name = called.capital and called.key in word_list("kind_behind")  # "the City of Oregon"
    return not said or not (by_name or any(_is_large_city(place) for place in said))


def _are_many_in(words: Sequence[Word], last: int, places: Sequence[Place]) -> bool:
    """Whether "Alaska boroughs" or "Ohio towns" is said: the state tells where they lie."""
    if last >= len(words) or not words[last].joined or words[last - 1].base != words[last - 1].key:
        return False
    return words[last].key in word_list("many_behind") and places[0].kind in WIDE


def _is_wider(place: Place, kind: PlaceKind) -> bool:
    """Whether there are places of a kind within a state or country."""
    if place.kind is PlaceKind.COUNTRY:
        return kind is not PlaceKind.COUNTRY
    return place.kind is PlaceKind.STATE and kind not in WIDE


def _is_large_city(place: Place) -> bool:
    return place.kind is PlaceKind.CITY and (place.population or 0) >= RIVAL_OF_A_STATE


def _kind_called(word: str) -> PlaceKind | None:
    return next((kind for kind in PlaceKind if word in word_list(kind)), None)
