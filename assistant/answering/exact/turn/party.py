"""A community that a text gives a number of people, and the nouns by which it is meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.exact.turn.party_words import party_words
from assistant.answering.exact.turn.populations import Population
from assistant.facts.dues import MemberType
from assistant.facts.mentions import Mention
from assistant.facts.places import UNITED_STATES, PlaceKind

US, THEY = "us", "they"
STRANGERS = frozenset(("neighbor", "partner", "other", THEY, "metro", "suburb"))


@dataclass(frozen=True, slots=True)
class Party:
    """A community to which a text gives a number of people.

    Attributes:
        noun: What it is called: "county", "seat", "us"; "" where it has a name alone.
        mention: Its name.
        locations: States and countries that are named with it.
        clause: The words in which it stands.
        kind: City or county, where the noun says so.
        member_type: Where it is said to lie inside or outside the United States.
        ours: Whether it is the visitor's own.
        aside: Whether it only says where another one lies.
        direct: Whether noun and number stand together: "a town of 5,000".
        pays: Whether a verb of paying follows.
    """

    population: Population
    noun: str
    mention: Mention | None = None
    locations: tuple[Mention, ...] = ()
    clause: str = ""
    kind: PlaceKind | None = None
    member_type: MemberType | None = None
    ours: bool = False
    aside: bool = False
    direct: bool = False
    pays: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun, or a name, where it stands."""

    key: str
    text: str
    start: int
    end: int
    name: int | None = None

    @property
    def kind(self) -> PlaceKind | None:
        """City or county, where the noun says so; a neighbor may be either."""
        words = party_words()
        if self.name is not None:
            return None
        if words.county.search(self.text) and self.key != "seat":
            return PlaceKind.COUNTY
        return None if self.key in {US, THEY, "other", "neighbor", "partner"} else PlaceKind.CITY


def only_locates(mention: Mention) -> bool:
    """Whether it is a state or country in which communities lie."""
    place = mention.places[0] if mention.location else mention.place
    if place is None:
        return False
    return mention.location or (place.kind is PlaceKind.COUNTRY and place.country != UNITED_STATES)


def speaks_of_strangers(plain: str) -> bool:
    """Whether a folded text has a noun for a community that is not the visitor's own."""
    return any(one.key in STRANGERS for one in nouns_in(plain))


def kind_of_name(mention: Mention | None) -> PlaceKind | None:
    """What a named place is: as the text calls it, else as it is known."""
    if mention is None or mention.kind_said is not None:
        return mention.kind_said if mention else None
    return mention.place.kind if mention.place else None


def named_by(nouns: Iterable[Noun], parties: Sequence[Party]) -> tuple[Party, ...]:
    """The parties that some nouns mean: by the same noun, else by what they are."""
    found: dict[int, Party] = {}
    pronouns = []
    for noun in nouns:
        if noun.key in {US, THEY}:
            pronouns.append(noun.key)
            continue
        for number in _meant(noun, parties):
            found[number] = parties[number]
    if found:
        return tuple(found[number] for number in sorted(found))
    for key in pronouns if len(parties) > 1 else ():
        some = [one for one in parties if one.noun == key or one.ours is (key == US)]
        if len(some) == 1:
            return tuple(some)
    return ()


def _meant(noun: Noun, parties: Sequence[Party]) -> list[int]:
    same = [n for n, one in enumerate(parties) if one.noun == noun.key]
    if same or noun.name is not None or noun.kind is None:
        return same if len(same) == 1 else []
    alike = [
        n
        for n, one in enumerate(parties)
        if one.kind is noun.kind or (one.noun == US and noun.kind is PlaceKind.CITY)
    ]
    return alike if len(alike) == 1 else []


def nouns_in(plain: str, mentions: Sequence[Mention] = ()) -> Iterator[Noun]:
    """The nouns of a folded text in which names stand as numbers."""
    for found in party_words().noun.finditer(plain):
        if (name := found["name"]) is not None:
            number = int(name)
            if number < len(mentions) and not only_locates(mentions[number]):
                named = [one.places or one.text for one in mentions]
                first = named.index(named[number])  # of those that are named so
                yield Noun(f"#{first}", found[0], found.start(), found.end(), number)
            continue
        assert found.lastgroup is not None
        yield Noun(found.lastgroup, found[0], found.start(), found.end())
