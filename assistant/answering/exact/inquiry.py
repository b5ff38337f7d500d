"""Reads what a turn asks of the member directory, and of whom."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.exact.cues import folded, has_any, has_cue
from assistant.answering.exact.routes import Route, Want
from assistant.answering.exact.slots import Slots
from assistant.answering.exact.unknown_names import bare_name, strange_name, unknown_name
from assistant.facts.communities import Relation
from assistant.facts.mentions import Mention, Namebook
from assistant.facts.names import fold_name
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.library.lexicon import FUNCTION_WORDS, plain_words

_CUED = tuple(Want)
TWO = 2
_LINKS = ("member", "member_sure", "partners")
_OF_LINKS = ("since", "relation", "source", "listed")
SHORT = 14  # words
PLAIN = 0.8  # chance of a correction whose words ask something else
FEW = 4  # words that ask little by themselves: "and Denver?"
_AGAINST = ("elsewhere", "private", "network")
_BETWEEN = frozenset((Want.PARTNERS, Want.RELATION, Want.SINCE))  # asked of what lies between two
_ASSOCIATION = re.compile(r"\bsister cities international\b|\bsci\b")
_COUNTED = re.compile(r"\b(communit\w+|cities|counties|towns|entries|partnerships|comunidades)\b")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked of the directory.

    Attributes:
        mentions: The places asked about, in the order of the text.
        country: The country, or the US state, that partners or communities must lie in.
        state: The US state that communities must lie in.
        name: A name that no book of places knows; beside mentions one that was named with them.
        still: Whether it is asked if something holds today.
        chosen: The place that was chosen among several of one name.
        relation: The only one asked for; None for any.
        all_members: Whether it is about all current members, in the country or state if one is
            said; no place is asked about.
        counted: Whose partnerships were counted just before: "and together?" asks for the sum.
        confirmed: Whether the community that the name is like was asked about and is meant.
    """

    want: Want
    mentions: tuple[Mention, ...] = ()
    country: Place | None = None
    state: Place | None = None
    name: str = ""
    still: bool = False
    chosen: Place | None = None
    relation: Relation | None = None
    all_members: bool = False
    counted: tuple[Mention, ...] = ()
    confirmed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it names nobody, so that it was asked whom it is about."""
        of_all = self.all_members or self.want in {Want.COUNT, Want.SOURCE}
        return not (of_all or self.mentions or self.name or self.country or self.state)

    @property
    def counted_with_it(self) -> tuple[Mention, ...]:
        """Whose partnerships were counted, this one's included; each is settled as it was."""
        if self.chosen is None:
            return (*self.counted, *self.mentions)
        first = replace(self.mentions[0], places=(self.chosen,), place=self.chosen)
        return (*self.counted, first, *self.mentions[1:])


def wants_directory(text: str, slots: Slots, knows: Callable[[str], bool]) -> bool:
    """Whether a turn asks the directory something by its own words."""
    plain = cued(text)
    if _has(plain, "correction") and (
        _about_links(plain, slots) or _has(plain, "listed") or _has(plain, "mend")
    ):
        return bool(slots.communities) or _has(plain, "ours") or _has(plain, "listed")
    if _has(plain, "elsewhere") or _has(plain, "private"):
        return False
    if _has(plain, "listed") and (_has(plain, "count") or _has(plain, "source")):
        return bool(slots.communities) or _has(plain, "partners") or bool(_COUNTED.search(plain))
    if not _about_links(plain, slots) or _has(plain, "network"):
        return False
    if _has(plain, "partners") and _all_domestic(slots) and want_of(text) in _BETWEEN:
        return False  # two US cities cannot be sisters: the documents say so
    if slots.communities or unknown_name(text, knows):
        return True
    if (slots.locations or _country_by_people(slots)) and _has(plain, "partners"):
        return True
    return _has(plain, "ours") and _has(plain, "member") and len(plain.split()) <= 9


def names_somebody(text: str, slots: Slots, knows: Callable[[str], bool]) -> bool:
    """Whether a text says whom to look up, if only "our city"; two US cities are no sisters."""
    plain = cued(text)
    if _all_domestic(slots) and _has(plain, "partners") and want_of(text) in _BETWEEN:
        return False
    named = slots.communities or slots.locations or slots.country
    return bool(named or _has(plain, "ours") or unknown_name(text, knows))


def speaks_of_links(plain: str) -> bool:
    """Whether a text, as `cued` gives it, has any word of the directory and none against it."""
    if _has(plain, "correction"):
        return True
    if has_any(plain, "directory", _AGAINST):
        return False
    # Years and sources are asked of much else; of the directory in few words.
    short = len(plain.split()) <= SHORT and has_any(plain, "directory", _OF_LINKS)
    return short or has_any(plain, "directory", _LINKS)


def turns_away(text: str) -> bool:
    """Whether a text has a word for what the documents answer, whatever places it names."""
    return has_any(cued(text), "directory", _AGAINST)


def may_go_on(text: str, before: Inquiry | None, knows: Callable[[str], bool]) -> bool:
    """Whether a turn without a place goes on: it answers what was asked back, or asks for a sum.

    Or it asks the same of a name that no book knows: "and Zorbville?".
    """
    if before is None:
        return False
    asks = before.is_open or _confirms(text, before) or _sums(text, before)
    return asks or bool(unknown_name(text, knows))


def _sums(text: str, before: Inquiry) -> bool:
    """Whether a turn asks how many partnerships several have together that were counted singly."""
    return bool(before.counted) and _has(cued(text), "together")


def _confirms(text: str, before: Inquiry) -> bool:
    """Whether a turn says yes to the community that a misspelled name is like."""
    return bool(before.name) and not before.mentions and _has(cued(text), "yes")


def asks_for_members(text: str) -> bool:
    """Whether a turn asks who all current members are, or how many, which only a roll can say."""
    plain = cued(text)
    against = has_any(plain, "directory", ("elsewhere", "private", "former"))
    return _has(plain, "members") and not against


def read_members(text: str, slots: Slots) -> Inquiry:
    """The inquiry of a turn that asks for all members, or for those of a state or country."""
    country, state = _within(slots)
    want = Want.COUNT if _has(cued(text), "count") else Want.MEMBER
    return Inquiry(want, country=country, state=state, all_members=True)


def is_pair(slots: Slots) -> bool:
    """Whether a community of the United States and a place abroad are named."""
    ours = [any(p.country == UNITED_STATES for p in one.places) for one in slots.communities]
    abroad = [any(p.country != UNITED_STATES for p in one.places) for one in slots.communities]
    return len(ours) == TWO and any(ours) and any(abroad) and not (all(ours) and not all(abroad))


def _all_domestic(slots: Slots) -> bool:
    """Whether two places are named, both in the United States."""
    countries = {place.country for one in slots.communities for place in one.places}
    return len(slots.communities) == TWO and countries == {UNITED_STATES}


def _about_links(plain: str, slots: Slots) -> bool:
    """Whether membership or partnerships are spoken of, or what lies between two places."""
    if any(_has(plain, name) for name in ("member", "member_sure", "partners")):
        return True
    between = len(slots.communities) > 1
    return between and any(_has(plain, name) for name in ("since", "relation", "source"))


def _has(plain: str, name: str) -> bool:
    return has_cue(plain, "directory", name)


def cued(text: str) -> str:
    """The text as cues are looked for in it: the association's name speaks of no sister city."""
    return _ASSOCIATION.sub(" ", folded(text))


def want_of(text: str) -> Want | None:
    """What a turn asks of the directory, by its words; None when they do not say."""
    plain = cued(text)
    sure = _has(plain, "member_sure")
    for want in _CUED:
        if sure and want in {Want.RELATION, Want.COUNT, Want.SINCE, Want.SOURCE, Want.PARTNERS}:
            continue
        if _has(plain, want.value):
            return want
    return Want.MEMBER if sure else None


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
    if before is not None and not slots.communities and _confirms(text, before):
        return replace(before, confirmed=True)
    if before is not None and not slots.communities and _sums(text, before):
        return replace(before, mentions=before.counted_with_it, chosen=None, counted=())
    plain = cued(text)
    country, state = _within(slots)
    if before is not None and country is None and _has(plain, "same_country"):
        country = _country_spoken_of(before)
    named = {one.places: one for one in slots.communities if _country_of(one) is None}
    mentions = tuple(named.values())
    name = "" if country and not slots.country else unknown_name(text, knows, mentions)
    if name and mentions:
        route = None  # it was fitted to texts of one name or of two that are known
    if not (mentions or name or country):
        name = _name_left(text, slots, before, knows, is_routed=route is not None)
    want = _meant(text, route, before) or want_of(text)
    want = want or (before.want if before else _unsaid(slots, route))
    found = _looked_up(name, books)
    inquiry = Inquiry(
        want,
        (*mentions, *found),
        country,
        state,
        "" if found else name,
        _has(plain, "still"),
        relation=_relation(plain),
    )
    if before is None:
        return inquiry
    if (other := _the_one_in(inquiry, before, plain, books)) is not None:
        return replace(before, mentions=(other,), chosen=None)
    return _leaning(inquiry, before, slots.kind, plain)


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


def _meant(text: str, route: Route | None, before: Inquiry | None) -> Want | None:
    """What a turn asks by its meaning, if that is sure; a few words that lean have little."""
    if route is None or not route.is_sure_of_want:
        return None
    doubted = want_of(text) not in {None, Want.CORRECTION}
    if route.want is Want.CORRECTION and doubted and route.chances[route.want] < PLAIN:
        return None  # nothing is looked up for it, so it must be plain
    return route.want if before is None or len(text.split()) > FEW else None


def _unsaid(slots: Slots, route: Route | None) -> Want:
    if route is not None:
        return route.want
    return Want.RELATION if is_pair(slots) else Want.MEMBER


def _the_one_in(
    inquiry: Inquiry, before: Inquiry, plain: str, books: Sequence[Namebook]
) -> Mention | None:
    """The place of the same name in another state: after Portland, "and the one in Maine?"."""
    state = inquiry.state
    if state is None or inquiry.mentions or not before.mentions or not _has(plain, "the_one"):
        return None
    before_it = before.mentions[0]
    key = fold_name(before_it.places[0].name)
    named = [place for book in books for place in book.look_up([key]).get(key, ())]
    places = {p.key: p for p in named if p.region == state.region and p.country == state.country}
    if not places:
        return None
    text = f"{before_it.places[0].name}, {state.name}"
    return Mention(0, len(text), text, tuple(places.values()))


def _looked_up(name: str, books: Sequence[Namebook]) -> tuple[Mention, ...]:
    """A name that stood where a place should stand, as the mention that it is."""
    key = fold_name(name)
    places = tuple(place for book in books for place in book.look_up([key]).get(key, ()))
    return (Mention(0, len(name), name, places),) if name and places else ()


def _relation(plain: str) -> Relation | None:
    """The one relation that is asked for; None for any."""
    friends, sisters = _has(plain, "only_friendship"), _has(plain, "only_sister")
    return Relation.FRIENDSHIP if friends and not sisters else None


def _leaning(inquiry: Inquiry, before: Inquiry, kind: PlaceKind | None, plain: str) -> Inquiry:
    """What a short turn leaves unsaid comes from the one before."""
    points_back = _has(plain, "pronoun")
    asks_anew = _has(plain, "asks_who") and not points_back
    chosen = (
        None
        if asks_anew or before.chosen or not before.mentions
        else _chosen(inquiry, before, kind)
    )
    if chosen is not None:
        return replace(before, chosen=chosen)
    if inquiry.name:
        paired = points_back and inquiry.want in _BETWEEN and not inquiry.mentions
        return replace(inquiry, mentions=before.mentions[:1]) if paired else inquiry
    if (inquiry.country or inquiry.state) and not inquiry.mentions and asks_anew:
        return inquiry  # "who else has a partner in Australia?"
    partners_too = inquiry.want in {Want.SINCE, Want.RELATION, Want.SOURCE}
    partners_too = partners_too or (inquiry.want is Want.PARTNERS and points_back)
    if partners_too and inquiry.mentions and _has(plain, "others"):
        return replace(inquiry, want=Want.PARTNERS)  # "does anyone else have Baguio?"
    if not inquiry.mentions:
        alone = _has(plain, "others") and inquiry.want is not Want.RELATION
        theirs = before.mentions[:1] if alone else before.mentions
        return replace(inquiry, mentions=theirs, chosen=before.chosen, name=before.name)
    first = inquiry.mentions[0].places
    abroad = all(place.country != UNITED_STATES for place in first) or inquiry.want is Want.SINCE
    if partners_too and len(inquiry.mentions) == 1 and before.mentions and abroad:
        return replace(
            inquiry, mentions=(before.mentions[0], *inquiry.mentions), chosen=before.chosen
        )
    if inquiry.want is before.want is Want.COUNT:
        return replace(inquiry, counted=before.counted_with_it)
    return inquiry


def _chosen(inquiry: Inquiry, before: Inquiry, kind: PlaceKind | None) -> Place | None:
    """Which of several places of one name a turn chooses, by its state, country or kind."""
    offered = before.mentions[0].places
    if len(offered) < 2:
        return None
    named = [place for one in inquiry.mentions for place in one.places]
    named += [place for place in (inquiry.country, inquiry.state) if place is not None]
    keys = {place.key for place in named}
    regions = {(p.region, p.country) for p in named if p.kind is PlaceKind.STATE and p.region}
    countries = {p.country for p in named if p.kind is PlaceKind.COUNTRY}
    rules: tuple[Callable[[Place], bool], ...] = (
        lambda place: place.key in keys,
        lambda place: (
            (place.region, place.country) in regions and place.kind is not PlaceKind.STATE
        ),
        lambda place: place.country in countries,
        lambda place: place.kind is kind,
    )
    for fits in rules:
        found = [place for place in offered if fits(place)]
        if len(found) == 1:
            return found[0]
    return None


def _within(slots: Slots) -> tuple[Place | None, Place | None]:
    """The country and the US state that a turn names as where something lies."""
    country = state = None
    said = [one.places[0] for one in slots.locations]
    said += [place for one in slots.communities if (place := _country_of(one)) is not None]
    for place in said:
        if place.kind is PlaceKind.COUNTRY and place.country != UNITED_STATES:
            country = country or place
        elif place.kind is PlaceKind.STATE and place.country == UNITED_STATES:
            state = state or place
    return country or _country_by_people(slots), state


def _country_spoken_of(before: Inquiry) -> Place | None:
    """The country that was asked about, or that of the last place abroad."""
    abroad = [one.places[0] for one in before.mentions if one.places[0].country != UNITED_STATES]
    if before.country is not None or not abroad:
        return before.country
    last = abroad[-1]
    return Place(
        last.country_name, PlaceKind.COUNTRY, country=last.country, country_name=last.country_name
    )


def _country_by_people(slots: Slots) -> Place | None:
    """The country abroad whose people a turn names: "German partners"."""
    if slots.country in {"", UNITED_STATES}:
        return None
    return Place("", PlaceKind.COUNTRY, country=slots.country, country_name="")


def _country_of(mention: Mention) -> Place | None:
    """The country abroad that a mention plainly means; partners lie in it, it is none itself."""
    place = mention.place
    abroad = place is not None and place.country != UNITED_STATES
    return place if place is not None and abroad and place.kind is PlaceKind.COUNTRY else None
