"""Reads the inquiry of a turn to the member directory, with what the one before it leaves to it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.exact.directory.corrections import corrects
from assistant.answering.exact.directory.inquiry import (
    TWO,
    Inquiry,
    Reference,
    asks_whence,
    confirms,
    country_by_people,
    cued,
    doubts,
    is_pair,
    says,
    sums,
    want_of,
)
from assistant.answering.exact.directory.leaning import (
    country_spoken_of,
    lean,
    the_one_in,
    the_state_of,
)
from assistant.answering.exact.directory.overall import asks_overall
from assistant.answering.exact.directory.picks import Pick, read_pick
from assistant.answering.exact.directory.states import namesake, told_apart
from assistant.answering.exact.routes import Route, Want
from assistant.answering.exact.turn.cues import country_by_demonym, has_any
from assistant.answering.exact.turn.slots import Slots
from assistant.answering.exact.turn.unknown_names import (
    bare_name,
    name_before_state,
    strange_name,
    unknown_name,
)
from assistant.facts.communities import Relation
from assistant.facts.frames import WIDE
from assistant.facts.mentions import Mention, Namebook, find_mentions, places_named
from assistant.facts.names import fold_name
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.rivals import settled
from assistant.library.lexicon import FUNCTION_WORDS, fold, plain_words

_OF_LINKS = frozenset((Want.SINCE, Want.PARTNERS, Want.RELATION, Want.SOURCE))
PLAIN = 0.8  # chance of a correction whose words ask something else
_NO_PICK = ("back_to_first", "overall")
LARGE = 50_000  # people of a place that few words name besides the directory's own
_CAPITALS = re.compile(r"(?<=[a-z,] )[A-Z][\w.'-]+(?: [A-Z][\w'-]+)*")
FEW = 4  # words that ask little by themselves: "and Denver?"


def read_members(text: str, slots: Slots) -> Inquiry:
    """The inquiry of a turn that asks for all members, or for those of a state or country."""
    (country, *_), state = _within(slots, slots.communities)
    want = Want.COUNT if says(cued(text), "count") else Want.MEMBER
    return Inquiry(want, country=country, state=state, all_members=True)


def read_inquiry(
    text: str,
    slots: Slots,
    before: Inquiry | None,
    books: Sequence[Namebook],
    knows: Callable[[str], bool],
    route: Route | None = None,
) -> Inquiry:
    """The inquiry of a turn, with what the one before it leaves to it.

    Args:
        text: What the visitor wrote.
        slots: What it says of places.
        before: The inquiry that it leans on; None for a new one.
        books: Where names of places are looked up.
        knows: Whether the documents have a word.
        route: What the turn means by itself; None where words alone say it.
    """
    if (whole := _asked_as_a_whole(text, slots, before)) is not None:
        return whole
    plain = cued(text)
    if before is not None and says(plain, "back_to_first"):
        before = before.first
    apart = told_apart(text, slots.communities, before, books)
    (country, *others), state = _within(slots, apart.communities, apart.states)
    if before is not None and country is None:
        country, state = _where_before(slots, before, state, plain)
    named = {one.places: one for one in apart.communities if _country_of(one) is None}
    mentions = tuple(one for one in named.values() if f"mas {fold(one.text)}" not in plain)
    name = "" if country and not slots.country else unknown_name(text, knows, mentions)
    if name and mentions:
        route = None  # it was fitted to texts of one name or of two that are known
    if not (mentions or name):
        name = name_before_state(text, slots.locations)
    if not (mentions or name or country):
        name = _name_left(text, slots, before, knows, is_routed=route is not None)
    pick = None if name or corrects(text) else _pick(plain, mentions)
    meant = None if pick else _meant(text, route, before, mentions)
    want = meant or want_of(text)
    want = _listed_with(want, slots, plain) or (before.want if before else _unsaid(slots, route))
    found = _looked_up(name, books)
    if before is not None and not (mentions or name or country):
        found = _capitals(text, books)
    inquiry = Inquiry(
        want,
        (*mentions, *found),
        country,
        state,
        "" if found else name,
        says(plain, "still"),
        relation=_relation(plain),
        pick=pick,
        seeks=says(plain, "seeks"),
        countries=tuple(one for one in others if one is not None),
        shared=says(plain, "shared"),
        both=says(plain, "both"),
        compared=says(plain, "more"),
        partners_too=says(plain, "partners_too"),
        counts=says(plain, "count"),
        dated=says(plain, "since"),
        whence=before is not None and not (mentions or name) and asks_whence(plain),
        contact=says(plain, "contacts"),
    )
    return inquiry if before is None else _led_on(inquiry, before, slots.kind, plain, books)


def _asked_as_a_whole(text: str, slots: Slots, before: Inquiry | None) -> Inquiry | None:
    """What was asked before once more, or what is asked of the whole list; None for the rest."""
    if before is not None and (again := _asked_again(text, slots, before)) is not None:
        return again
    plain = cued(text)
    if not asks_overall(text, slots) or (before is not None and not says(plain, "on_the_list")):
        return None
    ranks = says(plain, "ranks")
    return Inquiry(Want.PARTNERS, pick=read_pick(plain), overall=True, ranks=ranks)


def _asked_again(text: str, slots: Slots, before: Inquiry) -> Inquiry | None:
    """What was asked before, where a turn adds no more than a yes, a doubt or a sum."""
    if slots.communities:
        return None
    if confirms(text, before):
        return replace(before, confirmed=True)
    if sums(text, before):
        return replace(before, mentions=before.counted_with_it, chosen=None, counted=())
    if slots.locations or slots.country or not doubts(text):
        return None
    return replace(before, doubted=says(cued(text), "too_few"))


def _led_on(
    inquiry: Inquiry,
    before: Inquiry,
    kind: PlaceKind | None,
    plain: str,
    books: Sequence[Namebook],
) -> Inquiry:
    """An inquiry with what it leaves unsaid, and how it points back."""
    inquiry = replace(inquiry, reference=_reference(inquiry, before, plain))
    if (other := the_one_in(inquiry, before, plain, books)) is not None:
        return replace(before, mentions=(other,), chosen=None)
    if inquiry.reference and inquiry.reference.carried and says(plain, "state_itself"):
        other = _of_kind(kind, before, books) or the_state_of(before, books)
        return inquiry if other is None else replace(before, mentions=(other,), chosen=None)
    return lean(inquiry, before, kind, plain)


def _of_kind(kind: PlaceKind | None, before: Inquiry, books: Sequence[Namebook]) -> Mention | None:
    """After Los Angeles County, "and the city?"; after the city, "and the county?"."""
    if kind not in {PlaceKind.CITY, PlaceKind.COUNTY} or not before.mentions:
        return None
    mention = before.mentions[0]
    place = namesake(before.chosen or mention.place or mention.places[0], kind, books)
    return Mention(0, len(place.name), place.name, (place,), place=place) if place else None


def _reference(inquiry: Inquiry, before: Inquiry, plain: str) -> Reference:
    """How a turn points back to the answer before it."""
    named = bool(inquiry.mentions or inquiry.name)
    it = says(plain, "pronoun")
    return Reference(
        before,
        carried=not named,
        says_where=inquiry.country is not None or inquiry.state is not None,
        anew=says(plain, "asks_who") and not (it or says(plain, "those")),
        it=it,
        thing=says(plain, "thing"),
        one=says(plain, "the_one") or says(plain, "one_of"),
        those=says(plain, "those"),
        there=says(plain, "same_country"),
        other=says(plain, "the_other"),
    )


def _name_left(
    text: str,
    slots: Slots,
    before: Inquiry | None,
    knows: Callable[[str], bool],
    *,
    is_routed: bool,
) -> str:
    """The name in a turn that has none where names stand: an answer, or a misspelled place."""
    if before is not None:
        return _answered_name(text, slots, knows) if before.is_open else ""
    return strange_name(text, knows) if is_routed and not slots.locations else ""


def _answered_name(text: str, slots: Slots, knows: Callable[[str], bool]) -> str:
    """The name that answers "which community do you mean?"; "" where only a state is named."""
    ahead = text[: slots.locations[0].start] if slots.locations else ""
    strange = any(not knows(word) for word in set(plain_words(ahead)) - FUNCTION_WORDS)
    return bare_name(text) if strange or not slots.locations else ""


def _meant(
    text: str, route: Route | None, before: Inquiry | None, mentions: Sequence[Mention]
) -> Want | None:
    """What a turn asks by its meaning, if that is sure; a few words that lean have little."""
    if corrects(text):
        return Want.CORRECTION
    if route is None or not route.is_sure_of_want:
        return None
    alone = len(mentions) < TWO and want_of(text) is Want.MEMBER
    if alone and says(cued(text), "member_sure") and route.want in _OF_LINKS:
        return None  # "How long has it been a member?" asks of no partnership
    doubted = want_of(text) not in {None, Want.CORRECTION}
    if route.want is Want.CORRECTION and doubted and route.chances[route.want] < PLAIN:
        return None  # nothing is looked up for it, so it must be plain
    return route.want if before is None or len(text.split()) > FEW else None


def _unsaid(slots: Slots, route: Route | None) -> Want:
    if route is not None:
        return route.want
    return Want.RELATION if is_pair(slots) else Want.MEMBER


def _pick(plain: str, mentions: Sequence[Mention]) -> Pick | None:
    """Which of several partnerships a turn asks for; "Denver and Brest, from 1948" means one."""
    pick = None if has_any(plain, "directory", _NO_PICK) else read_pick(plain)
    several = pick is not None and pick.end is not None
    return pick if len(mentions) < TWO or several else None


def _capitals(text: str, books: Sequence[Namebook]) -> tuple[Mention, ...]:
    """A place by its capital alone, where a conversation is about places: "more than Houston?"."""
    for run in _CAPITALS.finditer(text):
        found = find_mentions(run[0], books)
        if len(found) != 1 or country_by_demonym(run[0]) or found[0].text != run[0]:
            continue
        place = found[0].place or found[0].places[0]
        known = place.listed or (place.population or 0) >= LARGE
        if known and place.kind in {PlaceKind.CITY, PlaceKind.COUNTY}:
            return found
    return ()


def _looked_up(name: str, books: Sequence[Namebook]) -> tuple[Mention, ...]:
    """A name that stood where a place should stand, as the mention that it is."""
    places = places_named(name, books) if name else ()
    return (Mention(0, len(name), name, places),) if places else ()


def _relation(plain: str) -> Relation | None:
    """The one relation that is asked for; None for any."""
    friends, sisters = says(plain, "only_friendship"), says(plain, "only_sister")
    return Relation.FRIENDSHIP if friends and not sisters else None


def _within(
    slots: Slots, communities: Sequence[Mention], states: Sequence[Place] = ()
) -> tuple[list[Place | None], Place | None]:
    """The countries and the US state that a turn names as where something lies."""
    state = None
    countries: dict[tuple[str, str], Place] = {}
    said = [one.places[0] for one in slots.locations]
    said += [place for one in communities if (place := _country_of(one)) is not None]
    said += states
    for place in said:
        if place.kind in WIDE and place.country != UNITED_STATES:
            countries.setdefault((place.country, place.region), place)
        elif place.kind is PlaceKind.STATE and place.country == UNITED_STATES:
            state = state or place
    return [*countries.values()] or [country_by_people(slots)], state


def _listed_with(want: Want | None, slots: Slots, plain: str) -> Want | None:
    """Whether one is "listed with" another, or who joined it first, asks for what lies between."""
    if want is not Want.MEMBER:
        return want
    if is_pair(slots) and says(plain, "listed_with"):
        return Want.RELATION
    sides = {one.places[0].country == UNITED_STATES for one in slots.communities if one.places}
    return Want.SINCE if len(sides) == TWO and says(plain, "oldest") else want


def _where_before(
    slots: Slots, before: Inquiry, state: Place | None, plain: str
) -> tuple[Place | None, Place | None]:
    """The country that a turn means by the one before, and the state that it then names."""
    if says(plain, "same_country"):
        return country_spoken_of(before), state
    if before.country and before.mentions and state:
        country = _namesake_abroad(slots)  # "any in France?", "and Italy?", "and Georgia?"
        return country, None if country else state
    return None, state


def _namesake_abroad(slots: Slots) -> Place | None:
    """The country abroad that bears the name of a state that was said."""
    said = (place for one in slots.locations for place in one.places)
    return next(
        (one for one in said if one.kind is PlaceKind.COUNTRY and one.country != UNITED_STATES),
        None,
    )


def _country_of(mention: Mention) -> Place | None:
    """The country abroad, or part of one, that a mention plainly means; partners lie in it.

    It is no partner itself; one that bears its name and lies in it, or nobody says where, is found
    with it.
    """
    countries = {one.country for one in mention.places if one.kind is PlaceKind.COUNTRY}
    others = [one for one in mention.places if not (one.listed and one.country in {*countries, ""})]
    place = mention.place or settled(fold_name(mention.text), others)
    abroad = place is not None and place.country != UNITED_STATES
    if place is None or not abroad:
        return None
    part = place.kind is PlaceKind.STATE and not any(one.listed for one in mention.places)
    return place if part or place.kind is PlaceKind.COUNTRY else None
