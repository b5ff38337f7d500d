"""The community a visitor asks about, as the turns of a conversation make it known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.answering.exact.turn.choices import Choice
from assistant.answering.exact.turn.populations import Population
from assistant.answering.exact.turn.slots import Slots
from assistant.facts.dues import MemberType
from assistant.facts.frames import WIDE
from assistant.facts.mentions import Mention, Namebook, places_named
from assistant.facts.names import fold_name
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.rivals import merge

FAR = 4  # times as many people as somebody says: another place of that name is meant, or no people
NEAR = 2  # times as many at most: it may well be this one
MOST_CHOICES = 5  # places of one name that are offered
_REGIONS = frozenset({PlaceKind.STATE, PlaceKind.COUNTY})
DOMINATES = 10  # a place with so many times the people of the next one of its name is meant


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of the community.

    Attributes:
        population: As the visitor said it.
        mention: The place as it was written, until it is settled which one is meant.
        place: The one that is meant.
        location: The state or country it lies in, where no more is known of the place.
        kind: As the visitor said it.
        member_type: As the visitor said it.
        day: For which the rate is asked; None for today.
        two_years: Whether the last turn asked for the year of that day and for a later one.
        vague: Whether the last answer to "how many?" named no number.
        currency: Whether another currency was asked for in the last turn.
        claimed: Amounts that the last turn named, to be confirmed or not.
        free: Whether the last turn spoke of paying nothing.
        enough: Whether it asked if a sum is enough, rather than the right one.
        per_head: Whether the last turn asked what each resident would pay.
        unplain: Whether yes or no could be read either way there.
        supposed: Whether that population was only supposed: "what if we were 60,000?".
        real: The population that it was put in the place of; None for that of the place.
        many_years: Whether it asked what several years come to.
    """

    population: Population | None = None
    mention: Mention | None = None
    place: Place | None = None
    location: Place | None = None
    kind: PlaceKind | None = None
    member_type: MemberType | None = None
    day: date | None = None
    two_years: bool = False
    vague: bool = False
    currency: bool = False
    claimed: tuple[Decimal, ...] = ()
    free: bool = False
    enough: bool = False
    per_head: bool = False
    supposed: bool = False
    real: Population | None = None
    many_years: bool = False
    unplain: bool = False

    @property
    def type_now(self) -> MemberType:
        """US or Global: by where it lies, else as said, else US."""
        where = self.place or self.location
        if where is not None:
            return MemberType.US if where.country == UNITED_STATES else MemberType.GLOBAL
        return self.member_type or MemberType.US

    @property
    def kind_now(self) -> PlaceKind:
        """City, county or state: as said, else by the place, else a city."""
        return self.kind or (self.place.kind if self.place else PlaceKind.CITY)

    @property
    def assumed(self) -> bool:
        """Whether nothing was said of where the community lies or of what kind it is."""
        known = (self.place, self.location, self.mention, self.member_type, self.kind)
        return all(one is None for one in known)

    @property
    def is_unplaced(self) -> bool:
        """Whether only a name is known that no book has, so that it may lie anywhere."""
        unknown = self.mention is not None and not self.mention.places
        told = (self.place, self.location, self.member_type, self.kind)
        return unknown and all(one is None for one in told)

    @property
    def choices(self) -> tuple[Place, ...]:
        """The places among which the visitor has yet to choose."""
        return self.mention.places if self.mention is not None and self.place is None else ()

    @property
    def offered(self) -> tuple[Place, ...]:
        """Those of them that are told, of which one may be chosen by its place in the row."""
        return self.choices[:MOST_CHOICES]


def updated(case: Case, slots: Slots, books: Sequence[Namebook]) -> Case:
    """The case after one more turn.

    A new place drops the population of the one before; a number given with it, or in answer to a
    question, stays. "The one in Illinois" chooses among the places that were offered.
    """
    before = case
    case = replace(
        case,
        two_years=slots.two_years,
        vague=slots.vague,
        currency=slots.currency,
        claimed=slots.claimed,
        free=slots.free,
        enough=slots.enough,
        per_head=slots.per_head,
        many_years=slots.many_years,
        unplain=slots.unplain,
    )
    if slots.no_count:
        case = replace(case, population=None)
    case = _placed(case, slots, books)
    if slots.population is not None:
        case = _doubted(replace(case, population=slots.population, vague=False), slots)
    case = _supposed(before, case, slots)
    if slots.kind not in {None, PlaceKind.COUNTRY} and not slots.communities:
        case = _of_kind(case, slots.kind, books, counted=slots.population is not None)
    return replace(case, day=slots.day or case.day)


def _supposed(before: Case, case: Case, slots: Slots) -> Case:
    """The case with whether its number is only supposed, or again with the real one."""
    if (case.place, case.mention) != (before.place, before.mention):
        return replace(case, supposed=False, real=None)
    if slots.population is None:
        undone = case.supposed and slots.real_count
        return replace(case, population=case.real, supposed=False) if undone else case
    goes_on = before.supposed and not slots.population.sure  # "or 120,000?"
    known = before.population is not None or before.place is not None
    if not (known and (slots.supposes or goes_on)):
        return replace(case, supposed=False, real=None)
    real = before.real if before.supposed else before.population
    return replace(case, supposed=True, real=real)


def _placed(case: Case, slots: Slots, books: Sequence[Namebook]) -> Case:
    """The case with what a turn says of the place and where it lies."""
    if (chosen := _taken(case, slots.choice) or _chosen(case, slots)) is not None:
        return _chosen_case(case, chosen)
    if slots.choice is not None and slots.choice.is_none and case.population is None:
        return _of_none(case)
    if namesakes := _namesakes_in(case, slots, books):
        return _of_that_name(case, namesakes)
    if (unknown := _unknown_one(case, slots)) is not None:
        return unknown
    if slots.communities and _says_where(slots.asked_about.place, slots):
        return _located(case, replace(slots, locations=(slots.asked_about, *slots.locations)))
    if slots.communities:
        return _with_place(case, slots)
    if slots.locations:
        return _located(case, slots)
    return _of_type(case, slots) if slots.member_type is not None else case


def _country_named(case: Case) -> Place | None:
    """The country that was named as if it were the community: a town may bear its name."""
    return case.location if case.mention is None and case.kind is None else None


def _unknown_one(case: Case, slots: Slots) -> Case | None:
    """A place that no book knows: after Monterrey, "the California one" is no State."""
    named = (*slots.locations, *slots.communities)
    if case.place is None or case.place.kind in WIDE or not slots.the_one or len(named) != 1:
        return None
    where = next((one for one in named[0].places if one.kind in WIDE), None)
    if where is None:
        return None
    name = case.place.name
    return Case(day=case.day, mention=Mention(0, len(name), name, ()), location=where)


def _of_that_name(case: Case, places: Sequence[Place]) -> Case:
    """The one of some places that stands out; else each may be meant."""
    if (chosen := _dominant(places)) is not None:
        return _chosen_case(case, chosen)
    name = places[0].name
    mention = Mention(0, len(name), name, tuple(places))
    return replace(case, mention=mention, place=None, location=None)


def _namesakes_in(case: Case, slots: Slots, books: Sequence[Namebook]) -> list[Place]:
    """Places of the same name elsewhere: after Paris, "Texas"; after Ottawa, "the Canadian one"."""
    place, named = case.place or _country_named(case), (*slots.locations, *slots.communities)
    if place is None or place.kind is PlaceKind.STATE or slots.population or len(named) > 1:
        return []
    where = [one for mention in named for one in mention.places if one.kind in WIDE]
    if not where and slots.country and slots.the_one:
        where = [Place("", PlaceKind.COUNTRY, country=slots.country, country_name="")]
    if not where or not (slots.the_one or slots.only_where):
        return []
    found = [one for one in merge([places_named(place.name, books)]) if one.kind not in WIDE]
    inside = [one for one in found if any(_lies_in(one, region) for region in where)]
    return [one for one in inside if one.kind is place.kind] or inside


def _chosen_case(case: Case, place: Place) -> Case:
    if _is_country(place):
        return replace(case, mention=None, place=None, location=place, kind=None)
    keeps = case.place is None or _was_left_open(case, place)
    return replace(case, place=place, population=case.population if keeps else None)


def _was_left_open(case: Case, place: Place) -> bool:
    """Whether the number of people may have been said of this place all along."""
    named = {one.key for one in case.mention.places} if case.mention is not None else set()
    return place.key in named and not (case.population and _is_far(case.population, place))


def _is_far(said: Population, place: Place) -> bool:
    """Whether a place has many times the people that were said, or the other way round."""
    people = place.population
    return people is None or not people <= FAR * said.low <= FAR * FAR * people


def _doubted(case: Case, slots: Slots) -> Case:
    """Not the largest place of a name is meant where another one has as many people as are said.

    And no state: "Texas", then "3,000 people".
    """
    said, mention, place = slots.population, case.mention, case.place
    if (
        place is not None
        and case.kind is None
        and not slots.communities
        and _says_where(place, slots)
    ):
        return replace(case, mention=None, place=None, location=place)
    named = (*slots.communities, *slots.locations)
    if said is None or mention is None or not slots.communities or len(named) > 1:
        return case
    if place is None or place is not mention.place or not _is_far(said, place):
        return case
    near = [
        one
        for one in mention.places
        if one.population and one.population <= NEAR * said.low <= NEAR * NEAR * one.population
    ]
    if not near:
        return case
    rest = [one for one in mention.places if one not in near]
    return replace(case, place=None, mention=replace(mention, places=(*near, *rest), place=None))


def _says_where(place: Place | None, slots: Slots) -> bool:
    """Whether a name only says where a community lies, since it cannot be the one that pays.

    So do countries abroad, and a state beside a number that is far from its own.
    """
    if place is None:
        return False
    if place.kind is PlaceKind.STATE and place.country == UNITED_STATES:
        said = slots.population
        return said is not None and slots.kind is not PlaceKind.STATE and _is_far(said, place)
    return _is_country(place)


def _is_country(place: Place | None) -> bool:
    """Whether it is a country abroad."""
    abroad = place is not None and place.country != UNITED_STATES
    return place is not None and abroad and place.kind is PlaceKind.COUNTRY


def settled_place(mention: Mention, kind: PlaceKind | None, location: Place | None) -> Place | None:
    """The place that a mention means, or None when it must be asked.

    Args:
        mention: The name with every place it may be.
        kind: City, county or state, where the visitor said so.
        location: The state or country the visitor spoke of before.
    """
    wanted = mention.kind_said or kind
    if wanted is None and location is None:
        return mention.place
    plain = mention.place
    if plain is not None and location is None:
        if plain.kind is wanted:
            return plain
        # "Vermont ... the city rate": no town of that name abroad is meant.
        if mention.kind_said is None and all(
            one.country != plain.country for one in mention.places if one.kind is wanted
        ):
            return plain
    return _dominant(
        [
            one
            for one in mention.places
            if wanted in {None, one.kind} and (location is None or _lies_in(one, location))
        ]
    ) or (mention.place if location is not None else None)


def _lies_in(place: Place, location: Place) -> bool:
    if place.country != location.country or place.kind is PlaceKind.COUNTRY:
        return False
    return location.kind is PlaceKind.COUNTRY or place.region == location.region


def _dominant(places: Sequence[Place]) -> Place | None:
    """The only one of some places, or the one with ten times the people of the next."""
    if len(places) < 2:
        return places[0] if places else None
    first, second = sorted(places, key=lambda one: one.population or 0, reverse=True)[:2]
    known = first.population and second.population
    return (
        first if known and (first.population or 0) >= DOMINATES * (second.population or 0) else None
    )


def _of_none(case: Case) -> Case:
    """The case where none of the offered places is meant: how many live there decides."""
    unknown = None if case.mention is None else replace(case.mention, places=())
    return replace(case, mention=unknown)


def _taken(case: Case, choice: Choice | None) -> Place | None:
    """Which of the offered places is meant by where it stands, or by its size."""
    offered = case.offered
    if choice is None or choice.is_none or not offered:
        return None
    if choice.last:
        return offered[-1]
    if choice.largest is None:
        return offered[choice.number - 1] if choice.number <= len(offered) else None
    ordered = sorted(offered, key=lambda place: place.population or 0)
    if not all(place.population for place in offered):
        return None
    return ordered[-1] if choice.largest else ordered[0]


def _chosen(case: Case, slots: Slots) -> Place | None:
    """Which of the offered places a turn names: by its own name, its state, country or kind."""
    offered = case.choices
    if slots.country_itself and case.mention is not None:
        offered = tuple(one for one in case.mention.places if _is_country(one))
    if not offered and slots.country and case.mention is not None and not slots.population:
        offered = case.mention.places  # "and the Spanish one?"
    if not offered:
        return None
    named = [place for one in (*slots.communities, *slots.locations) for place in one.places]
    keys = {place.key for place in named}
    regions = {(p.region, p.country) for p in named if p.kind is PlaceKind.STATE and p.region}
    countries = {p.country for p in named if p.kind is PlaceKind.COUNTRY}
    rules: tuple[Callable[[Place], bool], ...] = (
        lambda place: place.key in keys and place.kind is slots.kind,
        lambda place: place.key in keys,
        lambda place: (place.region, place.country) in regions,
        lambda place: place.country in countries,
        lambda place: place.country == slots.country,
        lambda place: place.kind is slots.kind,
        lambda place: slots.country_itself and place.kind is PlaceKind.COUNTRY,
    )
    for rule in rules:
        found = [place for place in offered if rule(place)]
        if len(found) == 1 or (found and _dominant(found)):
            return _dominant(found)
    return None


def _with_place(case: Case, slots: Slots) -> Case:
    """A place was named: what was said before of another one is dropped."""
    mention, location = _of_its_kind(slots.asked_about)
    location = slots.locations[0].places[0] if slots.locations else location
    waiting = case.population is None and case.place is None and case.mention is None
    if location is None and waiting:
        location = case.location  # "a city in Ohio", then "Springfield"
    place = settled_place(mention, slots.kind, location)
    is_city = place is not None and place.kind is PlaceKind.CITY
    kind = None if is_city and slots.kind is PlaceKind.STATE else slots.kind  # "Boise State"
    return replace(
        case,
        mention=mention,
        place=place,
        location=location,
        kind=kind or mention.kind_said,
        population=None,
        member_type=slots.member_type,
    )


def _of_its_kind(mention: Mention) -> tuple[Mention, Place | None]:
    """A mention, and the country in which it lies if it is a region abroad that no book has.

    No city is meant where its province is said: "Osaka Prefecture", "Lagos State". Of the United
    States every state and county is known.
    """
    kind, places = mention.kind_said, mention.places
    if kind not in _REGIONS or any(one.kind is kind for one in places):
        return mention, None
    countries = {one.country: one for one in places}
    if not places or UNITED_STATES in countries:
        return mention, None
    unknown = replace(mention, places=(), place=None)
    if len(countries) > 1:
        return unknown, Place("", PlaceKind.COUNTRY, country="", country_name="")
    ((code, one),) = countries.items()
    name = one.country_name
    return unknown, Place(name, PlaceKind.COUNTRY, country=code, country_name=name)


def _located(case: Case, slots: Slots) -> Case:
    """A state or country was named that the community lies in: with a number, another community."""
    location = slots.locations[0].places[0]
    if slots.kind is PlaceKind.STATE and location.kind is PlaceKind.STATE:
        return replace(case, mention=None, place=location, location=None, kind=None)
    if slots.population is not None or case.location not in {None, location}:
        return replace(
            case, mention=None, place=None, location=location, kind=slots.kind, member_type=None
        )
    return replace(case, location=location, member_type=None)


def _of_type(case: Case, slots: Slots) -> Case:
    """Said to lie inside or outside the United States: what lies elsewhere is another community."""
    if case.place is not None and slots.member_type is not case.type_now:
        return Case(day=case.day, member_type=slots.member_type, kind=slots.kind)
    return replace(case, location=None, member_type=slots.member_type)


def _of_kind(case: Case, kind: PlaceKind, books: Sequence[Namebook], *, counted: bool) -> Case:
    """Another kind: of the same people, or the county of that name, whose people must be asked.

    Args:
        case: What is known.
        kind: That is meant now.
        books: Where names of places are looked up.
        counted: Whether the turn says how many people it has, too: "our county has 500,000" may be
            a county of any name.
    """
    place = case.place
    if place is None or place.kind is kind:
        return replace(case, kind=kind)
    other = None if counted else _namesake(place, kind, books)
    population = case.population if counted else None
    if other is None:
        case = replace(case, location=None, member_type=case.type_now)
    return replace(case, kind=kind, mention=None, place=other, population=population)


def _namesake(place: Place, kind: PlaceKind, books: Sequence[Namebook]) -> Place | None:
    """The place of another kind and the same name in the same state: "no, the county"."""
    keys = [fold_name(place.name), fold_name(f"{place.name} {kind.value}")]
    found = {
        one.key: one
        for book in books
        for places in book.look_up(keys).values()
        for one in places
        if one.kind is kind and (one.region, one.country) == (place.region, place.country)
    }
    return next(iter(found.values())) if len(found) == 1 else None
