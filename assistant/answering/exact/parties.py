"""Reads which community has which number, where a text speaks of several: a city, its county.

Each number is bound to the noun beside it: "city of 12,000 in a county of 90,000"; the noun that is
asked about tells whose number counts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from assistant.answering.exact.cues import folded
from assistant.answering.exact.party_words import party_words
from assistant.answering.exact.populations import Count, Population, find_counts
from assistant.answering.exact.relative import Change, changed, find_change
from assistant.facts.dues import MemberType
from assistant.facts.mentions import Mention
from assistant.facts.places import UNITED_STATES, PlaceKind

US, THEY = "us", "they"
_STRANGERS = frozenset(("neighbor", "partner", "other", THEY, "metro", "suburb"))
_PARTS = frozenset(("limits", "metro", "seat"))
_NOT_CITY = frozenset(("county", US, THEY))
_NAME = re.compile(r"#(?P<name>\d+)(?!\d)")  # a name stands as its number: "#0 has 12,000"
_COMPARED = 20  # letters behind a comparison, in which whom it is with stands
_IN_A_ROW = re.compile(
    r"(?: (?:people|residents|inhabitants|habitantes|personas))?"
    r"(?:,| and|,? (?:and|or|y|e|o|vs\.?|versus)(?: (?:for|of|para|de))?) "
)
_A_RANGE = re.compile(
    r"(?<!difference )(?<!diferencia )\b(?:between|from|anywhere|entre)(?: (?:about|around|los))? $"
)
_WHERE = re.compile(r"^(?: (?:people|residents|inhabitants|habitantes|personas))? (?:in|en) #\d+")
_STOP = re.compile(r"[.;?!]")
_PAYS = re.compile(
    r"^(?: (?:people|residents|inhabitants|habitantes|personas))?,? "
    r"(?:would|will|must|should|has to|ha)?\W*(?:pay|pays|owe|owes|pagan?|pagaria|paga)\b"
)
_AND_PAYS = re.compile(r"^[^.;?!]*\b(?:pay|pays|how much|pagan?|pagaria|cuanto),? (?:and|y|e)\b")


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
class Parties:
    """The communities of a text, and which of them it asks about.

    Attributes:
            asked: Those that are meant: one, or each of several.
        settles: Whether that decides whose number counts: where a text has one community, its
            number may stand for any other.
    """

    all: tuple[Party, ...] = ()
    asked: tuple[Party, ...] = ()
    settles: bool = False


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun, or a name, where it stands."""

    key: str
    text: str
    start: int
    end: int
    name: int | None = None

    @property
    def kind(self) -> PlaceKind | None:
        words = party_words()
        if self.name is not None:
            return None
        if words.county.search(self.text) and self.key != "seat":
            return PlaceKind.COUNTY
        return None if self.key in {US, THEY, "other", "neighbor", "partner"} else PlaceKind.CITY


def read_parties(text: str, mentions: Sequence[Mention], *, asked: bool = False) -> Parties:
    """The communities of a text that each have a number of their own.

    Args:
        text: What the visitor wrote.
        mentions: The places it names.
        asked: Whether the text answers the question for a population.
    """
    plain, counts = find_counts(_numbered(text, mentions), asked=asked)
    if not counts:
        return Parties()
    if (one := _merger(plain, mentions, asked=asked)) is not None:
        return one
    if (row := _row(plain, mentions, asked=asked)) is not None:
        return Parties(row, row, settles=True)
    reading = _Reading(plain, counts, mentions)
    settles = len(reading.parties) > 1 or reading.is_changed
    return Parties(reading.parties, reading.asked(), settles)


def _merger(plain: str, mentions: Sequence[Mention], *, asked: bool) -> Parties | None:
    """One community that comes of others: "if towns of 7,000 and 6,000 merge".

    Of one that took in another already it is not known whether its number is that of both.
    """
    words = party_words()
    if not words.merges.search(plain):
        return None
    plain, counts = find_counts(plain, asked=asked, apart=True)
    if len(counts) != 2 or not all(one.population.exact for one in counts):
        return None
    people = sum(one.population.low for one in counts)
    merged_one = Party(Population(people, people, sure=True), "merged")
    parts = _Reading(plain, counts, mentions).parties
    known = (*parts, merged_one) if len(parts) == len(counts) else (merged_one,)
    if words.merged.search(plain) and not words.ahead.search(plain):
        largest = max(counts, key=lambda one: one.population.low).population
        return Parties(known, (Party(largest, "before"), merged_one), settles=True)
    return Parties(known, (merged_one,), settles=True)


def _row(plain: str, mentions: Sequence[Mention], *, asked: bool) -> tuple[Party, ...] | None:
    """Numbers in a row of which each is asked about: "two towns, 8,000 and 14,000: for each?"."""
    if mentions or not party_words().each.search(plain):
        return None
    plain, counts = find_counts(plain, asked=asked, apart=True)
    between = [plain[one.end : then.start] for one, then in pairwise(counts)]
    if not between or not all(_IN_A_ROW.fullmatch(words) for words in between):
        return None
    if _A_RANGE.search(plain[: counts[0].start]):
        return None
    ahead = [*_nouns_in(plain[: counts[0].start].replace("cities", "city"))]
    kind = ahead[-1].kind if ahead else None
    return tuple(
        Party(one.population, f"{number}.", kind=kind, direct=True)
        for number, one in enumerate(counts, 1)
    )


def asked_again(text: str, known: Sequence[Party]) -> tuple[Party, ...]:
    """Those of some communities that a text without numbers speaks of: "and the county?"."""
    plain = folded(text)
    if len(known) > 1 and party_words().each.search(plain):
        return tuple(known)
    nouns = [one for one in _nouns_in(plain) if not party_words().denied.search(plain[: one.start])]
    return _named_by(nouns, known)


def only_locates(mention: Mention) -> bool:
    """Whether it is a state or country in which communities lie."""
    place = mention.places[0] if mention.location else mention.place
    if place is None:
        return False
    return mention.location or (place.kind is PlaceKind.COUNTRY and place.country != UNITED_STATES)


def merged(known: Sequence[Party], fresh: Sequence[Party]) -> tuple[Party, ...]:
    """The communities known so far: of one noun the number that was said last."""
    if len(fresh) > 1 and len({one.noun for one in fresh}) < len(fresh):
        return tuple(fresh)
    nouns = {one.noun for one in fresh}
    return (*(one for one in known if one.noun not in nouns), *fresh)


def _numbered(text: str, mentions: Sequence[Mention]) -> str:
    """The text with the number of each name in its place; "100 Mile House" names no people."""
    kept, end = [], 0
    for number, one in enumerate(mentions):
        kept += [text[end : one.start].replace("#", " "), f"#{number} "]
        end = one.end
    return "".join([*kept, text[end:].replace("#", " ")])


class _Reading:
    """Binds the numbers of a text to its nouns."""

    def __init__(self, plain: str, counts: Sequence[Count], mentions: Sequence[Mention]) -> None:
        self._plain, self._mentions = plain, mentions
        self._nouns = list(_nouns_in(plain, mentions))
        self._free = list(self._nouns)
        self._unbound = False
        self.is_changed = False
        change = find_change(plain)
        counts = [one for one in counts if change is None or one.start != change.start]
        self.parties = self._distinct(list(self._bound(counts)))
        if change is not None and len(self.parties) == 1:
            self.parties = tuple(self._changed(self.parties[0], counts[0], change))

    def asked(self) -> tuple[Party, ...]:
        """Those that the text asks about; all where it does not say."""
        words, all_of_them = party_words(), self.parties
        if len(all_of_them) < 2:
            return all_of_them
        if words.each.search(self._plain):
            return all_of_them
        named = _named_by(self._asking(), all_of_them)
        paying = tuple(one for one in all_of_them if one.pays)
        ours = tuple(one for one in all_of_them if one.ours)
        main = tuple(one for one in all_of_them if not one.aside)
        if len(main) > 1 and any(_AND_PAYS.match(one.clause) for one in main):
            return main
        found = (some for some in (named, paying, ours, main) if len(some) == 1)
        return named if len(named) > 1 else next(found, all_of_them)

    def _asking(self) -> list[_Noun]:
        """Nouns that no number belongs to, and that are not denied."""
        denied = party_words().denied
        return [one for one in self._free if not denied.search(self._plain[: one.start])]

    def _bound(self, counts: Sequence[Count]) -> Iterator[Party | None]:
        opens = 0
        for one, then in zip_longest(counts, counts[1:]):
            window = self._plain[opens : one.start]
            until = then.start if then else len(self._plain)
            if party_words().restart.search(window):
                yield None
            behind = self._behind(one, until)
            noun, party = self._party(one, opens, behind)
            opens = behind.end if behind is not None and noun is behind else one.end
            where = _WHERE.match(self._plain[opens:])
            opens += where.end() if where is not None else 0
            if party is not None:
                yield party

    def _party(
        self, count: Count, opens: int, behind: _Noun | None
    ) -> tuple[_Noun | None, Party | None]:
        ahead = self._ahead(opens, count.start)
        between = self._plain[ahead.end : count.start] if ahead else ""
        direct = bool(ahead and party_words().direct.fullmatch(between))
        noun = ahead
        if behind is not None and (not direct or behind.key in _PARTS):
            noun = behind
        if noun is None:
            self._unbound = True
            return None, None
        if noun in self._free:
            self._free.remove(noun)
        if ahead is not None and ahead in self._free and noun is behind and ahead.key == US:
            self._free.remove(ahead)
        return noun, self._described(count, noun, ahead, opens, direct=direct)

    def _changed(self, base: Party, count: Count, change: Change) -> Iterator[Party]:
        """A community, and another one or itself at another time, that is told by its number."""
        words, people = party_words(), base.population
        if people.low != people.high:
            yield base
            return
        ahead = _STOP.split(self._plain[: change.start])[-1]
        near = range(change.start, change.end + _COMPARED)
        for one in [one for one in self._free if one.key == US and one.start in near]:
            self._drop(one)
        opens = change.start - len(ahead)
        named = [n for n in self._nouns if opens <= n.start < change.start and n.key != base.noun]
        named = [one for one in named if one.key != US]
        other = named[-1].key if named else ""
        compared = self._plain[change.start : change.end + _COMPARED]
        if not other and (words.than_us.search(compared) or any(n.key == THEY for n in self._free)):
            other = THEY
        then = changed(change, people.low)
        if other:
            self.is_changed = True
            yield replace(base, noun=US, kind=base.kind, ours=True) if base.noun == other else base
            kind = named[-1].kind if named else None
            yield Party(then, other, kind=kind)
        elif words.once.search(self._plain[: count.start]):
            self.is_changed = True
            yield replace(base, population=then)
        elif words.ahead.search(self._plain):
            self.is_changed = True
            yield from (base, replace(base, population=then, noun=f"{base.noun} then"))
        else:
            yield base

    def _described(
        self, count: Count, noun: _Noun, ahead: _Noun | None, opens: int, *, direct: bool
    ) -> Party:
        words = party_words()
        before = self._plain[opens : noun.start] if noun is ahead else ""
        clause = self._plain[opens : max(noun.end, count.end)]
        if (where := _WHERE.match(self._plain[count.end :])) is not None:
            clause += where[0]
        told = [self._mentions[int(one["name"])] for one in _NAME.finditer(clause)]
        own = bool(words.own.search(before)) or noun.key == US
        own = own or (noun is not ahead and ahead is not None and ahead.key == US)
        mention = self._mentions[noun.name] if noun.name is not None else None
        return Party(
            count.population,
            noun.key,
            mention,
            tuple(one for one in told if only_locates(one)),
            clause,
            kind=noun.kind or _kind_of(mention),
            ours=own and noun.key not in _STRANGERS,
            aside=direct and bool(words.aside.search(before)),
            direct=direct,
            pays=bool(_PAYS.match(self._plain[count.end :])),
        )

    def _ahead(self, opens: int, end: int) -> _Noun | None:
        """The noun before a number that the number belongs to."""
        nouns = [one for one in self._nouns if opens <= one.start and one.end <= end]
        nouns = [one for one in nouns if not self._tells_where(one, nouns)]
        for one in nouns:
            if self._relative_behind(one, end) and self._has_verb_after(one, end):
                for inner in [other for other in nouns if other.start > one.start]:
                    self._drop(inner)
                return one
        if not nouns:
            return None
        last = nouns[-1]
        own = len(nouns) > 1 and nouns[-2].key not in _STRANGERS
        if (
            last.key == US
            and own
            and party_words().own.search(self._plain[opens : nouns[-2].start])
        ):
            self._drop(last)
            return nouns[-2]
        return last

    def _drop(self, noun: _Noun) -> None:
        if noun in self._free:
            self._free.remove(noun)

    def _relative_behind(self, noun: _Noun, end: int) -> bool:
        return bool(party_words().relative.match(self._plain[noun.end : end]))

    def _has_verb_after(self, noun: _Noun, end: int) -> bool:
        return not _STOP.search(self._plain[noun.end : end])

    def _tells_where(self, noun: _Noun, nouns: Sequence[_Noun]) -> bool:
        """Whether it only says where the noun before it lies: "the largest city in the county"."""
        earlier = [one for one in nouns if one.end <= noun.start]
        if not earlier or not party_words().aside.search(self._plain[: noun.start]):
            return False
        between = self._plain[earlier[-1].end : noun.start]
        behind = self._plain[noun.end :]
        tells = not _STOP.search(between) and not party_words().numbering.match(behind)
        if tells:
            self._drop(noun)
        return tells

    def _behind(self, count: Count, until: int) -> _Noun | None:
        """The noun after a number that it belongs to: "130,000 in the metro area"."""
        found = party_words().behind.match(self._plain[count.end : until])
        if found is None or until == count.end:
            return None
        end = count.end + found.end()
        noun = next((one for one in self._nouns if one.end == end), None)
        return None if party_words().numbered.match(self._plain[end:]) else noun

    def _distinct(self, found: Sequence[Party | None]) -> tuple[Party, ...]:
        """The parties after the last that was taken back; none where two have one noun."""
        start = max((n + 1 for n, one in enumerate(found) if one is None), default=0)
        parties = [one for one in found[start:] if one is not None]
        nouns = [one.noun for one in parties]
        repeated = [one for one in parties if nouns.count(one.noun) > 1]
        each = party_words().each.search(self._plain)
        if self._unbound or not (each or all(one.direct for one in repeated)):
            return ()
        return tuple(parties)


def _kind_of(mention: Mention | None) -> PlaceKind | None:
    if mention is None or mention.kind_said is not None:
        return mention.kind_said if mention else None
    return mention.place.kind if mention.place else None


def _named_by(nouns: Iterable[_Noun], parties: Sequence[Party]) -> tuple[Party, ...]:
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
    for key in pronouns:
        some = [one for one in parties if one.noun == key or one.ours is (key == US)]
        if len(some) == 1:
            return tuple(some)
    return ()


def _meant(noun: _Noun, parties: Sequence[Party]) -> list[int]:
    same = [n for n, one in enumerate(parties) if one.noun == noun.key]
    if same or noun.name is not None or noun.kind is None:
        return same if len(same) == 1 else []
    alike = [
        n
        for n, one in enumerate(parties)
        if one.kind is noun.kind or (one.noun == US and noun.kind is PlaceKind.CITY)
    ]
    return alike if len(alike) == 1 else []


def _nouns_in(plain: str, mentions: Sequence[Mention] = ()) -> Iterator[_Noun]:
    """The nouns of a folded text in which names stand as numbers."""
    for found in party_words().noun.finditer(plain):
        if (number := found["name"]) is not None:
            if int(number) < len(mentions) and not only_locates(mentions[int(number)]):
                yield _Noun(f"#{number}", found[0], found.start(), found.end(), int(number))
            continue
        assert found.lastgroup is not None
        yield _Noun(found.lastgroup, found[0], found.start(), found.end())
