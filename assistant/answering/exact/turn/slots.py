"""What one turn of a visitor says that an exact answer needs: how many, where, what kind, when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from assistant.answering.exact.turn.choices import Choice, read_choice
from assistant.answering.exact.turn.counties import with_counties_apart
from assistant.answering.exact.turn.cues import country_by_demonym, folded, has_cue
from assistant.answering.exact.turn.days import find_day, first_of_two_years
from assistant.answering.exact.turn.kinds import kind_of
from assistant.answering.exact.turn.number_words import is_number_word
from assistant.answering.exact.turn.parties import Parties, read_parties
from assistant.answering.exact.turn.party import Party
from assistant.answering.exact.turn.population_words import population_words
from assistant.answering.exact.turn.populations import Population, is_vague, split_population
from assistant.answering.exact.turn.regions import (
    says_only_where,
    state_by_code,
    with_regions_apart,
)
from assistant.answering.exact.turn.side_years import without_side_years
from assistant.answering.exact.turn.sums import claimed_sums, named_sums
from assistant.facts.dues import MemberType
from assistant.facts.mentions import Mention, Namebook, find_mentions
from assistant.facts.places import UNITED_STATES, PlaceKind

_PAYS = re.compile(
    r"\W{0,2}(?:itself |alone |mism[oa] )?"
    r"(?:would|will|has to|have to|must|should|pays?|owes?|paga\w*)\b"
)
_FRAME = re.compile(r"^(?:(?:the|la|el|una?) )?\w+ (?:of|de) ")  # "ciudad de noventa"
_GOES_ON = re.compile(
    r"[ -]+(?:y |and )?(?:mil|thousand|hundred|million|millon\w*|people|habitantes)\b"
)
_NUMBER_BEHIND = re.compile(r"\.?\s?(?:[:=]|\d)")
_NUMBER_BEFORE = re.compile(r"\d[ -]$")
_COUNTRY_ITSELF = re.compile(r"\b(?:the country|el pais)\b")


@dataclass(frozen=True, slots=True)
class Slots:
    """What a turn says.

    Attributes:
        population: How many people it names, if it does.
        vague: Whether it answers "how many?" without a number.
        communities: Places that may be asked about, in the order of the text.
        locations: States, provinces and countries that only say where.
        kind: City, county or state, where it says so in words.
        country: The code of a country whose people it names ("a German city"); "" for none.
        member_type: Where it says that the community is, or is not, outside the United States.
        day: For which day it asks.
        the_one: Whether it speaks of "the one", or the other one, in some state or country.
        only_where: Whether it names a state or country and says no more: "sorry, I meant Ohio".
        no_count: Whether it says that the number before it counts no people.
        country_itself: Whether it says that a country is meant, not a state of that name.
        two_years: Whether it asks for the year of that day and for a later one.
        currency: Whether it names another currency than the dollar.
        amounts: Amounts of money it names.
        claimed: Those of them that it may mean for the dues.
        free: Whether it speaks of paying nothing.
        enough: Whether it asks if a sum is enough, rather than the right one.
        parties: The communities to which it gives a number each.
        per_head: Whether it asks what each resident would pay.
        unplain: Whether yes or no could be read either way: "is 650 wrong?".
        supposes: Whether it asks "what if".
        real_count: Whether it speaks of the real number of people, after another.
        many_years: Whether it asks what several years come to.
        choice: What it takes of several places that were offered, by its place among them.
        payers: Where names end before a verb of paying: "what New Mexico itself would owe".
    """

    population: Population | None
    vague: bool
    communities: tuple[Mention, ...]
    locations: tuple[Mention, ...]
    kind: PlaceKind | None
    country: str
    member_type: MemberType | None
    day: date | None
    currency: bool
    amounts: tuple[Decimal, ...]
    free: bool
    payers: frozenset[int] = frozenset()
    choice: Choice | None = None
    two_years: bool = False
    the_one: bool = False
    only_where: bool = False
    country_itself: bool = False
    no_count: bool = False
    enough: bool = False
    claimed: tuple[Decimal, ...] = ()
    per_head: bool = False
    supposes: bool = False
    real_count: bool = False
    many_years: bool = False
    unplain: bool = False
    parties: Parties = field(default_factory=Parties)

    @property
    def asked_about(self) -> Mention:
        """The community that pays: the one before the verb, else the first."""
        return next(
            (one for one in self.communities if one.end in self.payers), self.communities[0]
        )

    @property
    def named(self) -> tuple[Mention, ...]:
        """Every place that it names."""
        return (*self.communities, *self.locations)

    @property
    def any(self) -> bool:
        """Whether it says anything at all."""
        return bool(
            self.population
            or self.vague
            or self.communities
            or self.locations
            or self.kind
            or self.member_type
            or self.day
            or self.currency
            or self.amounts
            or self.free
        )


def read_slots(text: str, books: Sequence[Namebook], today: date, *, asked: str = "") -> Slots:
    """Read a turn.

    Args:
        text: What the visitor wrote.
        books: Where names of places are looked up.
        today: The date in the association's time zone.
        asked: What the turn answers: the question for the "population", for the "place", or none.
    """
    plain = folded(text)
    named = find_mentions(text, books)
    mentions = tuple(one for one in named if not (_says_number(text, one) or _counts(text, one)))
    mentions = with_regions_apart(text, mentions)
    if asked == "place":
        mentions = state_by_code(text, books) or mentions
    bare, named = without_names(text, mentions), mentions
    mentions = with_counties_apart(text, mentions)
    choice = read_choice(text) if asked == "place" else None
    population, rest = split_population(bare, asked=asked == "population")
    population = None if choice is not None else population
    rest = without_side_years(rest, today)
    day = _day(rest, today, counted=asked == "population")
    first = first_of_two_years(rest, today) if day is not None else None
    locations = tuple(one for one in mentions if one.location)
    if has_cue(plain, "dues", "outside"):
        locations = tuple(one for one in locations if one.places[0].country != UNITED_STATES)
    return Slots(
        population=population,
        vague=choice is None and is_vague(text),
        choice=choice,
        communities=tuple(one for one in mentions if not one.location),
        locations=locations,
        kind=kind_of(text, named, population, answers=asked == "place"),
        country=country_by_demonym(text),
        member_type=_member_type(bare, plain, locations),
        day=first or day,
        two_years=first is not None,
        the_one=has_cue(plain, "directory", "the_one") or has_cue(plain, "directory", "one_of"),
        only_where=says_only_where(text, mentions),
        enough=has_cue(plain, "dues", "enough"),
        no_count=has_cue(plain, "talk", "no_count"),
        country_itself=bool(_COUNTRY_ITSELF.search(plain)),
        parties=_parties(text, mentions, asked=asked) if population else Parties(),
        per_head=has_cue(plain, "company", "per_head"),
        supposes=has_cue(plain, "talk", "supposes"),
        real_count=has_cue(plain, "talk", "real_count"),
        many_years=has_cue(plain, "company", "years"),
        unplain=has_cue(plain, "dues", "unplain"),
        currency=has_cue(plain, "dues", "other_currency"),
        amounts=named_sums(text),
        claimed=claimed_sums(text),
        free=has_cue(plain, "dues", "free"),
        payers=frozenset(one.end for one in mentions if _PAYS.match(text[one.end :])),
    )


def _says_number(text: str, mention: Mention) -> bool:
    """Whether the name is that of a number: "noventa mil habitantes"; Ninety Six is a town."""
    words = re.findall(r"[a-z]+", _FRAME.sub("", folded(mention.text)))
    if not words or not all(is_number_word(word) for word in words):
        return False
    return not mention.text[:1].isupper() or bool(_GOES_ON.match(folded(text[mention.end :])))


def _counts(text: str, mention: Mention) -> bool:
    """Whether the name is a word for people beside their number: "pop: 10,000"; Pop is a town."""
    if not population_words().people.fullmatch(folded(mention.text)):
        return False
    before, behind = text[: mention.start], text[mention.end :]
    return bool(_NUMBER_BEHIND.match(behind) or _NUMBER_BEFORE.search(before))


def _day(text: str, today: date, *, counted: bool) -> date | None:
    """The day asked about; that of a count ("23,400 as of last year") is none."""
    day = find_day(text, today)
    past = day is not None and day.year < today.year
    return None if past and (counted or has_cue(folded(text), "dues", "now")) else day


def without_names(text: str, mentions: Sequence[Mention]) -> str:
    """The text without the names in it: "100 Mile House" names no number."""
    kept = list(text)
    for one in mentions:
        kept[one.start : one.end] = " " * (one.end - one.start)
    return "".join(kept)


def _parties(text: str, mentions: Sequence[Mention], *, asked: str) -> Parties:
    """The communities that each have a number, with whether they lie in the United States."""
    found = read_parties(text, mentions, asked=asked == "population")

    def typed(parties: Sequence[Party]) -> tuple[Party, ...]:
        return tuple(
            replace(one, member_type=_member_type(one.clause, one.clause, one.locations))
            for one in parties
        )

    return replace(found, all=typed(found.all), asked=typed(found.asked))


def _member_type(bare: str, whole: str, locations: Sequence[Mention]) -> MemberType | None:
    if has_cue(whole, "dues", "outside"):
        return MemberType.GLOBAL
    for place in (place for one in locations for place in one.places[:1]):
        return MemberType.US if place.country == UNITED_STATES else MemberType.GLOBAL
    if country := country_by_demonym(bare):
        return MemberType.US if country == UNITED_STATES else MemberType.GLOBAL
    return MemberType.GLOBAL if has_cue(folded(bare), "dues", "global") else None
