"""What may be asked of the member directory, and which words say so."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.answering.exact.directory.picks import Pick, read_pick
from assistant.answering.exact.routes import Want
from assistant.answering.exact.turn.cues import folded, has_any, has_cue
from assistant.answering.exact.turn.slots import Slots
from assistant.answering.exact.turn.unknown_names import unknown_name
from assistant.facts.communities import Relation
from assistant.facts.mentions import Mention
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.library.lexicon import FUNCTION_WORDS, plain_words

_CUED = tuple(Want)
TWO = 2
_LINKS = ("member", "member_sure", "partners")
_OF_LINKS = ("since", "relation", "source", "listed")
SHORT = 14  # words
_AGAINST = ("elsewhere", "private", "network")
BETWEEN = frozenset((Want.PARTNERS, Want.RELATION, Want.SINCE))  # asked of what lies between two
_OF_EACH = ("shared", "more", "of_each")
_POINTING = ("same_country", "state_itself", "thing", "the_other")
_ASSOCIATION = re.compile(r"\bsister cities international\b|\bsci\b")
_COUNTED = re.compile(r"\b(communit\w+|cities|counties|towns|entries|partnerships|comunidades)\b")


@dataclass(frozen=True, slots=True)
class Reference:
    """How a turn points back to what was listed before it.

    Attributes:
        before: The inquiry that was answered with it.
        carried: Whether the turn names nobody, so that whom it is about was named before.
        says_where: Whether it names a country or a state.
        anew: Whether it asks who else there is: "who else has somebody in that country?".
        it: Whether it says "it" or "they", and so means a community.
        thing: Whether that is what others have: "who else has it?".
        one: Whether it means one of those listed: "the Spanish one".
        those: Whether it means all that were: "which of those are in Africa?".
        there: Whether it means their country.
        other: Whether it means what was not spoken of last: "the other one".
    """

    before: "Inquiry"
    carried: bool
    says_where: bool
    anew: bool
    it: bool
    thing: bool
    one: bool
    those: bool
    there: bool
    other: bool


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
        pick: Which of the partnerships are asked for; None for all.
        reference: How it points back to the inquiry before; None for a new one.
        seeks: Whether it asks who is tied to the place that is named: "twinned with Roma".
        countries: Other countries that were named with the one.
        shared: Whether it asks what several have in common.
        both: Whether all of several countries are meant at once.
        compared: Whether it asks which of several has more.
        partners_too: Whether it asks for the partners besides something else.
        counts: Whether it asks how many they are.
        dated: Whether it asks since when.
        doubted: Whether it expected more than was told.
        overall: Whether it asks something of all that is listed.
        ranks: Whether that is who has the most.
        whence: Whether it asks where the directory comes from, how old or how official it is.
        contact: Whether it asks for a person, a number or an address to write to.
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
    pick: Pick | None = None
    reference: Reference | None = None
    seeks: bool = False
    countries: tuple[Place, ...] = ()
    shared: bool = False
    both: bool = False
    compared: bool = False
    partners_too: bool = False
    counts: bool = False
    dated: bool = False
    doubted: bool = False
    overall: bool = False
    ranks: bool = False
    whence: bool = False
    contact: bool = False

    @property
    def first(self) -> "Inquiry":
        """The inquiry with which those that lean on each other began."""
        return self if self.reference is None else self.reference.before.first

    @property
    def is_open(self) -> bool:
        """Whether it names nobody, so that it was asked whom it is about."""
        if self.reference is not None and self.reference.carried:
            return self.reference.before.is_open
        of_all = self.all_members or self.overall or self.want in {Want.COUNT, Want.SOURCE}
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
    if says(plain, "correction") and (
        _about_links(plain, slots) or says(plain, "listed") or says(plain, "mend")
    ):
        return bool(slots.communities) or says(plain, "ours") or says(plain, "listed")
    if says(plain, "elsewhere") or says(plain, "private"):
        return False
    if says(plain, "listed") and (says(plain, "count") or says(plain, "source")):
        return bool(slots.communities) or says(plain, "partners") or bool(_COUNTED.search(plain))
    if not _about_links(plain, slots) or says(plain, "network"):
        return False
    if _asks_of_two_us_cities(text, plain, slots):
        return False  # they cannot be sisters: the documents say so
    if slots.communities or unknown_name(text, knows):
        return True
    if (slots.locations or country_by_people(slots)) and says(plain, "partners"):
        return True
    return says(plain, "ours") and says(plain, "member") and len(plain.split()) <= 9


def names_somebody(text: str, slots: Slots, knows: Callable[[str], bool]) -> bool:
    """Whether a text says whom to look up, if only "our city"; two US cities are no sisters."""
    plain = cued(text)
    if _asks_of_two_us_cities(text, plain, slots):
        return False
    # "How do I find out whether my city is a member?" asks for the way, not to look it up.
    ours = says(plain, "ours") and not turns_away(text)
    named = slots.communities or slots.locations or slots.country
    return bool(named or ours or unknown_name(text, knows))


def speaks_of_links(plain: str) -> bool:
    """Whether a text, as `cued` gives it, has any word of the directory and none against it."""
    if says(plain, "correction"):
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
    asks = before.is_open or confirms(text, before) or sums(text, before)
    return asks or points_back(cued(text)) or bool(unknown_name(text, knows))


def points_back(plain: str) -> bool:
    """Whether a turn speaks of what was just told, by words that ask nothing by themselves."""
    if says(plain, "doubt") or says(plain, "too_few") or asks_whence(plain):
        return True
    points = has_any(plain, "directory", _POINTING) or read_pick(plain) is not None
    return points and all(_means_little(word) for word in plain_words(plain))


def asks_whence(plain: str) -> bool:
    """Whether a turn asks of the whole list where it comes from; not whom it has."""
    return says(plain, "whence") and not says(plain, "partners")


def _means_little(word: str) -> bool:
    return word in FUNCTION_WORDS or word.isdigit() or says(word, "little")


def doubts(text: str) -> bool:
    """Whether a turn only wonders whether what was told is so, or is all."""
    plain = cued(text)
    return says(plain, "too_few") or (says(plain, "doubt") and want_of(text) is None)


def sums(text: str, before: Inquiry) -> bool:
    """Whether a turn asks how many partnerships several have together that were counted singly."""
    return bool(before.counted) and says(cued(text), "together")


def confirms(text: str, before: Inquiry) -> bool:
    """Whether a turn says yes to the community that a misspelled name is like."""
    return bool(before.name) and not before.mentions and says(cued(text), "yes")


def asks_for_members(text: str) -> bool:
    """Whether a turn asks who all current members are, or how many, which only a roll can say."""
    plain = cued(text)
    against = has_any(plain, "directory", ("elsewhere", "private", "former"))
    return says(plain, "members") and not against


def is_pair(slots: Slots) -> bool:
    """Whether a community of the United States and a place abroad are named."""
    ours = [any(p.country == UNITED_STATES for p in one.places) for one in slots.communities]
    abroad = [any(p.country != UNITED_STATES for p in one.places) for one in slots.communities]
    return len(ours) == TWO and any(ours) and any(abroad) and not (all(ours) and not all(abroad))


def _all_domestic(slots: Slots) -> bool:
    """Whether two places are named, both in the United States."""
    countries = {place.country for one in slots.communities for place in one.places}
    return len(slots.communities) == TWO and countries == {UNITED_STATES}


def _asks_of_two_us_cities(text: str, plain: str, slots: Slots) -> bool:
    """Whether a turn asks what lies between two US cities, and not what each of them has."""
    if has_any(plain, "directory", _OF_EACH) or not says(plain, "partners"):
        return False
    return _all_domestic(slots) and want_of(text) in BETWEEN


def _about_links(plain: str, slots: Slots) -> bool:
    """Whether membership or partnerships are spoken of, or what lies between two places."""
    if any(says(plain, name) for name in ("member", "member_sure", "partners")):
        return True
    between = len(slots.communities) > 1
    return between and any(says(plain, name) for name in ("since", "relation", "source"))


def says(plain: str, name: str) -> bool:
    """Whether a text, as `cued` gives it, has a word of a list of the directory."""
    return has_cue(plain, "directory", name)


def cued(text: str) -> str:
    """The text as cues are looked for in it: the association's name speaks of no sister city."""
    return _ASSOCIATION.sub(" ", folded(text))


def want_of(text: str) -> Want | None:
    """What a turn asks of the directory, by its words; None when they do not say."""
    plain = cued(text)
    sure = says(plain, "member_sure")
    for want in _CUED:
        if sure and want in {Want.RELATION, Want.COUNT, Want.SINCE, Want.SOURCE, Want.PARTNERS}:
            continue
        if says(plain, want.value):
            return want
    return Want.MEMBER if sure else None


def country_by_people(slots: Slots) -> Place | None:
    """The country abroad whose people a turn names: "German partners"."""
    if slots.country in {"", UNITED_STATES}:
        return None
    return Place("", PlaceKind.COUNTRY, country=slots.country, country_name="")
