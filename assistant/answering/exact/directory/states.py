"""Tells a US state that only says where communities lie from one that is asked about itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.exact.directory.inquiry import Inquiry, cued, says, want_of
from assistant.answering.exact.routes import Want
from assistant.facts.mentions import Mention, Namebook, places_named
from assistant.facts.names import fold_name
from assistant.facts.places import UNITED_STATES, Place, PlaceKind

_SEVERAL = r"(?:cities|communities|counties|towns|villages|municipalities|places)\b"
_HOLDS = re.compile(rf"(?:['\u2019]s?)?(?: based| area)? {_SEVERAL}", re.IGNORECASE)
_COUNTY = re.compile(r" (?:county|parish|borough)$", re.IGNORECASE)
_OWNS = re.compile(r"['\u2019]s? ")
_PEOPLE_OF = re.compile(rf"\b(\w{{3,}}an) {_SEVERAL}")
# "sister states", "the state of", "itself": the state and no community in it.
_ITSELF = re.compile(r"\b(?:(?:sister|partner|twin) states?|state of|estado de|itself)\b")

_MEMBERS = re.compile(r"\b(?:members|miembros)\b")
# Whether one is a member is asked of the state itself; "Florida members" is not.
_ASKS_OF_IT = re.compile(
    r"^\W*(?:and |so |but |y )?(?:is|are|was|were|has|have|does|did|do|es|esta|son|ha|tiene"
    r"|pertenece|forma)\b|\b(?:an?|una?) (?:\w+ )?(?:member|miembro)\b|\b(?:joined|joins|belongs)\b"
    r"|\bes miembro\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a turn says of places, with the states that only locate told from the rest.

    Attributes:
        communities: Those asked about.
        states: Where communities must lie.
    """

    communities: tuple[Mention, ...]
    states: tuple[Place, ...]


def told_apart(
    text: str, mentions: Sequence[Mention], before: Inquiry | None, books: Sequence[Namebook]
) -> Told:
    """The places of a turn, the states that say where communities lie apart.

    Args:
        text: What the visitor wrote.
        mentions: The places that it may ask about.
        before: The inquiry that it leans on.
        books: Where names of places are looked up.
    """
    kept: list[Mention] = []
    states: list[Place] = []
    narrows: Place | None = None
    mentions = [_as_county(one, books) for one in mentions]
    for number, one in enumerate(mentions):
        state = _state(one)
        behind = mentions[number + 1] if number + 1 < len(mentions) else None
        if narrows is not None:
            one, narrows = _within(narrows, one), None
        if state is None:
            kept.append(one)
        elif behind is not None and _is_owner_of(text, one, state, behind):
            narrows = state
        elif _locates(text, one, state, before, books):
            states.append(state)
        else:
            kept.append(one)
    return Told(tuple(kept), (*states, *_by_people(text, books)))


def _as_county(mention: Mention, books: Sequence[Namebook]) -> Mention:
    """A county that is named by what people call its city: "LA County"."""
    kinds = {one.kind for one in mention.places}
    if mention.kind_said is not PlaceKind.COUNTY or kinds != {PlaceKind.CITY}:
        return mention
    city = mention.places[0]
    county = namesake(city, PlaceKind.COUNTY, books)
    return mention if county is None else replace(mention, places=(county,), place=county)


def namesake(place: Place, kind: PlaceKind, books: Sequence[Namebook]) -> Place | None:
    """The county of a city's name in its state, or the city of a county's; listed before not."""
    bare = _COUNTY.sub("", place.name)
    name = f"{bare} county" if kind is PlaceKind.COUNTY else bare
    where = (kind, place.region, place.country)
    found = [
        one for one in places_named(name, books) if (one.kind, one.region, one.country) == where
    ]
    return next((one for one in found if one.listed), next(iter(found), None))


def _state(mention: Mention) -> Place | None:
    """The US state that a mention may be."""
    places = (mention.place,) if mention.place else mention.places
    return next((one for one in places if _is_state(one)), None)


def _is_state(place: Place) -> bool:
    return place.kind is PlaceKind.STATE and place.country == UNITED_STATES


def _is_owner_of(text: str, mention: Mention, state: Place, behind: Mention) -> bool:
    """Whether a state leads to a place in it: "Minnesota's St. Paul"."""
    between = text[mention.end : behind.start]
    apostrophe = _OWNS.fullmatch(between) or (between == " " and mention.text[-2:-1] in "'\u2019")
    return bool(apostrophe) and any(one.region == state.region for one in behind.places)


def _within(state: Place, mention: Mention) -> Mention:
    places = tuple(one for one in mention.places if one.region == state.region)
    text = f"{mention.text}, {state.name}"
    return replace(mention, text=text, places=places, place=places[0] if len(places) == 1 else None)


def _has_namesake(state: Place, before: Inquiry, books: Sequence[Namebook]) -> bool:
    """Whether the place spoken of has one of its name in a state, listed if the state is."""
    for mention in before.mentions[:1]:
        place = before.chosen or mention.place or mention.places[0]
        if place.kind is PlaceKind.CITY and (place.region, place.country) != (
            state.region,
            UNITED_STATES,
        ):
            named = places_named(place.name, books)
            same = [
                one for one in named if one.region == state.region and one.country == UNITED_STATES
            ]
            return any(one.listed or not state.listed for one in same)
    return False


def _locates(
    text: str,
    mention: Mention,
    state: Place,
    before: Inquiry | None,
    books: Sequence[Namebook],
) -> bool:
    """Whether a state only says where communities lie: "Ohio cities", "how many has Texas?"."""
    if _HOLDS.match(text, mention.end):
        return True
    plain = cued(text)
    if mention.kind_said is PlaceKind.STATE or _ITSELF.search(plain):
        return False
    if mention.place is None:
        return False  # New York, Washington: the city as well
    if before is not None and before.state is not None and not before.mentions:
        return True  # "and Oregon?" after the cities of California
    if before is not None and want_of(plain) is None and _has_namesake(state, before, books):
        return True  # "and Oregon's?" after Portland, Maine
    asks_of_it = bool(_ASKS_OF_IT.search(plain))
    if before is None and not asks_of_it and _MEMBERS.search(plain):
        return True  # "Maryland members": those in it, and the state itself with them
    if state.listed:
        return False
    return _asks_of_links(plain, before) or (before is None and not asks_of_it and _lists(plain))


def _lists(plain: str) -> bool:
    """Whether a turn only names what is to be listed: "list Florida"."""
    return want_of(plain) in {None, Want.MEMBER, Want.PARTNERS, Want.COUNT}


def _asks_of_links(plain: str, before: Inquiry | None) -> bool:
    """Whether partnerships are asked for, not whether the state is a member."""
    want = want_of(plain)
    if want is None and before is not None:
        return before.want is not Want.MEMBER and not before.mentions
    return want is not Want.MEMBER and (says(plain, "partners") or want is Want.COUNT)


def _by_people(text: str, books: Sequence[Namebook]) -> list[Place]:
    """The states whose people's name stands before communities: "Californian cities"."""
    found = []
    for one in _PEOPLE_OF.finditer(fold_name(text)):
        people = one[1]
        stems = (people[:-1], people[:-2], f"{people[:-1]}s", f"{people[:-3]}a")
        named = (place for stem in stems for place in places_named(stem, books))
        found += [place for place in named if _is_state(place)][:1]
    return found
