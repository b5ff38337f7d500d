"""Whom a turn asks about where a conversation speaks of several communities: each, the sum, us."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from assistant.answering.exact.dues.case import Case, settled_place
from assistant.answering.exact.turn.cues import folded, has_cue
from assistant.answering.exact.turn.parties import asked_again, merged
from assistant.answering.exact.turn.party import Party, only_locates, speaks_of_strangers
from assistant.answering.exact.turn.slots import Slots
from assistant.facts.mentions import Mention
from assistant.facts.places import Place, PlaceKind

MANY = 2  # communities, of which each is told
_MOST_TOLD = 6  # communities that are remembered, for a sum of them
_JOINED = re.compile(
    r"\W*(?:(?:and|or|y|o|e|u|vs|versus|plus|than|also|compared (?:to|with)|con|que|frente a"
    r"|same|equal|as|mism[oa]|igual|what|how much|(?:what|how) about|would|does|do|is|be|it"
    r"|pay|in|en|more|less|cuanto|pagaria|paga|para|for|seria|de|la|the|city|county|town|of)\b\W*)*"
)
_NO_MORE = re.compile(  # the words of a turn that asks for a sum or a difference, and nothing else
    r"\W*(?:(?:and|so|ok|now|then|what|whats|s|is|are|be|would|will|the|how|much|for|of|in|to|at"
    r"|an?|all|both|two|three|four|five|those|these|them|they|each|one|together|combined"
    r"|altogether|total|sum|difference|between|add|added|up|cost|dues|fees?|amounts?|price|bill"
    r"|come|it|that|pays?|we|if|join|joined|cities|towns|counties|places|communities|please"
    r"|cheaper|more|less|higher|lower|which|savings?|20\d\d|next|year|y|e|la|el|l[oa]s|de|del|dos|tres|cuatro"
    r"|suma|en|junt[oa]s|entre|amb[oa]s|diferencia|cuanto|seria|es|cual|para|tod[oa]s|cada|un[oa]"
    r"|pagan?|pagarian?|ciudades|pueblos|por|favor|mas|barat[oa]|menos|ano|que|viene)\b\W*)+"
)


class Tally(StrEnum):
    """What is asked of several amounts besides each of them."""

    SUM = "sum"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Company:
    """The communities that a conversation speaks of.

    Attributes:
        known: Those that were given a number, by their nouns.
        told: Those whose dues were asked, in their order.
        ours: The visitor's own.
        asked: Those that the last turn asks about, where it does about several.
        tally: What it asks of their amounts.
    """

    known: tuple[Party, ...] = ()
    told: tuple[Case, ...] = ()
    ours: Case | None = None
    asked: tuple[Case, ...] = ()
    tally: Tally | None = None


def speaks_of_company(text: str) -> bool:
    """Whether few words mean communities that were spoken of: "both together", "and for us"."""
    plain = folded(text)
    asks = any(has_cue(plain, "company", cue) for cue in ("sum", "difference", "each"))
    return asks and bool(_NO_MORE.fullmatch(plain))


def names_known(text: str, company: Company) -> bool:
    """Whether few words mean one of several communities by its noun: "and the seat?"."""
    return len(company.known) > 1 and bool(asked_again(text, company.known))


def accompany(
    before: Company, text: str, slots: Slots, case: Case, *, goes_on: bool
) -> tuple[Case, Company]:
    """The case that a turn is about, and the company it is in.

    Args:
        before: The company so far.
        text: What the visitor wrote.
        slots: What it says.
        case: What is known of the community after it.
        goes_on: Whether it leans on what was said before.
    """
    return _Company(before if goes_on else replace(before, known=()), text, slots, case).read()


class _Company:
    """One turn, read in the company that was known before it."""

    def __init__(self, before: Company, text: str, slots: Slots, case: Case) -> None:
        self._before, self._text, self._plain = before, text, folded(text)
        self._slots, self._case = slots, case

    def read(self) -> tuple[Case, Company]:
        known, parties = self._parties()
        around = self._slots.parties.all or known
        asked = tuple(_of_party(one, around, self._case) for one in parties)
        asked = asked or self._places() or self._sides() or self._again()
        tally = self._tally()
        if (tally is not None or self._means_each) and not (self._named or asked):
            asked = self._told_last()
        case = _around(self._case, self._slots)
        if not asked and self._means_us:
            case = self._us()
        elif asked:
            supposed, real = self._case.supposed, self._case.real
            case = replace(asked[-1], supposed=supposed and len(asked) == 1, real=real)
        cases = asked or (case,)
        told = _added(self._before.told, cases)
        several = asked if len(asked) >= MANY else ()
        company = Company(known, told, self._ours(case), several, tally if several else None)
        return case, company

    @property
    def _named(self) -> bool:
        """Whether it names a community, or says how many people one has."""
        slots = self._slots
        return bool(slots.communities or slots.population or slots.locations)

    def _parties(self) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        """The communities known by their numbers now, and those of them that are asked about."""
        said, known = self._slots.parties, self._before.known
        if said.all and said.settles:
            return merged(known, said.all), said.asked
        if said.all:
            return merged(known, said.all), ()
        if (again := self._named_again()) is not None:
            return known, (again,)
        if self._named or self._slots.kind is PlaceKind.STATE:
            return (() if self._named else known), ()
        asked = asked_again(self._text, known)
        if self._slots.kind and any(one.kind not in {None, self._slots.kind} for one in asked):
            asked = () if len(asked) == 1 else asked
        return known, asked

    def _named_again(self) -> Party | None:
        """A place that was given a number before: "and Eugene?"."""
        slots = self._slots
        if slots.population or len(slots.communities) != 1:
            return None
        places = set(slots.communities[0].places)
        named = [one for one in self._before.known if one.mention is not None]
        found = [one for one in named if one.mention and places & set(one.mention.places)]
        return found[0] if len(found) == 1 and places else None

    def _places(self) -> tuple[Case, ...]:
        """Places that are named together, or of which each is asked about."""
        mentions = [one for one in self._slots.communities if not only_locates(one)]
        if self._slots.population or len(mentions) < MANY:
            return ()
        between = [self._text[one.end : two.start] for one, two in pairwise(mentions)]
        each = any(has_cue(self._plain, "company", cue) for cue in ("each", "sum", "difference"))
        if not each and not all(_JOINED.fullmatch(folded(words)) for words in between):
            return ()
        return _in_one_state([self._of_place(one) for one in mentions])

    def _sides(self) -> tuple[Case, ...]:
        """So many people in one country and in another: "40,000 in the US and in Mexico"."""
        slots = self._slots
        mentions = sorted((*slots.locations, *slots.communities), key=lambda one: one.start)
        if not slots.population or not all(map(only_locates, mentions)) or len(mentions) < MANY:
            return ()
        between = [self._text[one.end : two.start] for one, two in pairwise(mentions)]
        if not all(_JOINED.fullmatch(folded(words)) for words in between):
            return ()
        where = {one.places[0].country: one.places[0] for one in mentions}
        return tuple(replace(self._case, location=place) for place in where.values())

    def _of_place(self, mention: Mention) -> Case:
        place = settled_place(mention, mention.kind_said, None)
        return _asked_like(Case(mention=mention, place=place, kind=mention.kind_said), self._case)

    def _again(self) -> tuple[Case, ...]:
        """Several that were asked about, for another day: "and in 2027?"."""
        slots, last = self._slots, self._before.asked
        says_more = slots.kind or slots.member_type or slots.vague or self._means_us
        if self._named or says_more or slots.day is None:
            return ()
        return tuple(_asked_like(one, self._case) for one in last)

    def _tally(self) -> Tally | None:
        if has_cue(self._plain, "company", "difference"):
            return Tally.DIFFERENCE
        return Tally.SUM if has_cue(self._plain, "company", "sum") else None

    def _told_last(self) -> tuple[Case, ...]:
        """Those that were told last: several together, else two, or all of them."""
        told = self._before.asked or self._before.told[-MANY:]
        if has_cue(self._plain, "company", "all"):
            told = self._before.told
        return tuple(_asked_like(one, self._case) for one in told)

    @property
    def _means_each(self) -> bool:
        """Whether each of those that were told one by one is meant: "and both in 2027"."""
        each = len(self._before.told) >= MANY and has_cue(self._plain, "company", "each")
        return each and not has_cue(self._plain, "company", "per_head")

    @property
    def _means_us(self) -> bool:
        return not self._named and has_cue(self._plain, "company", "us")

    def _us(self) -> Case:
        """The visitor's own community; nobody where several were named and none as that."""
        if self._before.ours is not None:
            return _asked_like(self._before.ours, self._case)
        told = self._before.told
        unnamed = [one for one in told if one.place is None and one.population is not None]
        if len(unnamed) == 1 and self._case.place is not None:
            return _asked_like(unnamed[0], self._case)  # a number first, and then another place
        places = {one.place.key for one in told if one.place is not None}
        return _asked_like(Case(), self._case) if len(places) >= MANY else self._case

    def _ours(self, case: Case) -> Case | None:
        """The visitor's own community, by now; with a supposed number it is another one."""
        if case.supposed:
            return self._before.ours
        ours = [one for one in self._slots.parties.all if one.ours]
        if len(ours) == 1 and self._slots.parties.settles:
            return _of_party(ours[0], self._slots.parties.all, self._case)
        placed = self._slots.communities and has_cue(self._plain, "company", "own_place")
        counted = not self._slots.communities and has_cue(self._plain, "company", "own")
        known = case.place is not None or case.population is not None
        known = known and not speaks_of_strangers(self._plain)
        before = self._before.ours
        follows = before is None or (self._slots.population and before.kind_now is case.kind_now)
        return case if known and (placed or (counted and follows)) else self._before.ours


def _of_party(party: Party, parties: Sequence[Party], case: Case) -> Case:
    """The community that a number was given to."""
    found = _asked_like(Case(population=party.population, kind=party.kind), case)
    if party.mention is not None:
        place = settled_place(party.mention, party.kind, None)
        return replace(found, mention=party.mention, place=place)
    if party.locations:
        return replace(found, location=party.locations[0].places[0])
    if party.member_type is not None:
        return replace(found, member_type=party.member_type)
    apart = any(one.locations or one.member_type for one in parties)
    place = case.place
    if place is not None and not apart and len(parties) == 1 and place.kind is party.kind:
        return replace(found, mention=case.mention, place=place, location=case.location)
    if apart or (place is not None and case.location is None):
        member_type = None if apart or place is None else case.type_now
        return replace(found, member_type=member_type)
    return replace(found, location=case.location, member_type=case.member_type)


def _around(case: Case, slots: Slots) -> Case:
    """The case of "our town of 9,000 in the county of Lane": the county is not the one that pays.

    The number was given to the town; of the county nothing is known but that it lies around it.
    """
    parties = slots.parties.all
    abroad = slots.communities and all(map(only_locates, slots.communities))
    if abroad and len(parties) == 1 and parties[0].locations and not parties[0].mention:
        where = parties[0].locations[0].places[0]
        return replace(case, mention=None, place=None, location=where)
    kind = case.mention.kind_said if case.mention else None
    kind = case.place.kind if case.place else kind
    if len(parties) != 1 or kind is not PlaceKind.COUNTY or slots.parties.settles:
        return case
    (one,) = parties
    if one.mention is not None or one.kind is not PlaceKind.CITY:
        return case
    member_type = case.type_now if case.place else None
    return replace(case, mention=None, place=None, kind=one.kind, member_type=member_type)


def _asked_like(case: Case, asked: Case) -> Case:
    """A case for the same day, and with the same asides, as another one."""
    return replace(
        case,
        day=asked.day,
        two_years=asked.two_years,
        currency=asked.currency,
        claimed=asked.claimed,
        free=asked.free,
        per_head=asked.per_head,
        many_years=asked.many_years,
        unplain=asked.unplain,
    )


def _in_one_state(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Places of which one that may be several lies in the state of the others."""
    states = {(one.place.country, one.place.region) for one in cases if one.place}
    return tuple(
        one if one.place is not None else replace(one, place=_within(one.choices, states))
        for one in cases
    )


def _within(choices: Sequence[Place], states: set[tuple[str, str]]) -> Place | None:
    found = [one for one in choices if (one.country, one.region) in states]
    return found[0] if len(found) == 1 else None


def _added(told: Sequence[Case], cases: Sequence[Case]) -> tuple[Case, ...]:
    """The communities told so far and those of a turn, each once, the last at the end."""
    known = [one for one in cases if one.population is not None or one.place is not None]
    fresh = {_identity(one) for one in known}
    kept = [one for one in told if _identity(one) not in fresh]
    return tuple([*kept, *known][-_MOST_TOLD:])


def _identity(case: Case) -> tuple[object, ...]:
    place = case.place.key if case.place is not None else None
    return place, case.population, case.kind_now, case.type_now
