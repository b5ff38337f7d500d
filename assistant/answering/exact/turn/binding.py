"""Binds each number of a text to the noun that it belongs to: "a city of 12,000"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from assistant.answering.exact.turn.party import (
    STRANGERS,
    THEY,
    US,
    Noun,
    Party,
    kind_of_name,
    named_by,
    nouns_in,
    only_locates,
)
from assistant.answering.exact.turn.party_words import party_words
from assistant.answering.exact.turn.populations import Count
from assistant.answering.exact.turn.relative import Change, changed, find_change
from assistant.facts.mentions import Mention

_PARTS = frozenset(("limits", "metro", "seat"))
_NAME = re.compile(r"#(?P<name>\d+)(?!\d)")  # a name stands as its number: "#0 has 12,000"
_COMPARED = 20  # letters behind a comparison, in which whom it is with stands
_WHERE = re.compile(r"^(?: (?:people|residents|inhabitants|habitantes|personas))? (?:in|en) #\d+")
_STOP = re.compile(r"[.;?!]")
_PAYS = re.compile(
    r"^(?: (?:people|residents|inhabitants|habitantes|personas))?,? "
    r"(?:would|will|must|should|has to|ha)?\W*(?:pay|pays|owe|owes|pagan?|pagaria|paga)\b"
)
_HOW_MUCH = re.compile(r"\b(?:how much|cuanto) (?:for|para|would|will|do|does|pag)")
_ASKS = re.compile(
    r"\b(?:how much|dues|fees?|cost|price|pay|cuanto|cuota)(?: \w+){0,2} (?:for|of|at|para|de) $"
)
_EITHER = re.compile(r"[^.;?!]{0,30}\b(?:or|o|vs\.?|versus)\b[^.;?!]{0,30}")
_NAMED = re.compile(r",? (?:of )?$")
_AND_PAYS = re.compile(r"^[^.;?!]*\b(?:pay|pays|how much|pagan?|pagaria|cuanto),? (?:and|y|e)\b")


class Binding:
    """Binds the numbers of a text to its nouns."""

    def __init__(self, plain: str, counts: Sequence[Count], mentions: Sequence[Mention]) -> None:
        self._plain, self._mentions = plain, mentions
        self._nouns = list(nouns_in(plain, mentions))
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
        asking = self._asking()
        between = (self._plain[one.end : then.start] for one, then in pairwise(asking))
        if any(_EITHER.fullmatch(words) for words in between):
            return all_of_them
        named = named_by(asking, all_of_them)
        paying = tuple(one for one in all_of_them if one.pays)
        ours = tuple(one for one in all_of_them if one.ours)
        main = tuple(one for one in all_of_them if not one.aside)
        twice = any(_AND_PAYS.match(one.clause) for one in main)
        if len(main) > 1 and (twice or len(_HOW_MUCH.findall(self._plain)) > 1):
            return main
        found = (some for some in (named, paying, ours, main) if len(some) == 1)
        return named if len(named) > 1 else next(found, all_of_them)

    def _asking(self) -> list[Noun]:
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
        self, count: Count, opens: int, behind: Noun | None
    ) -> tuple[Noun | None, Party | None]:
        ahead = self._ahead(opens, count.start)
        between = self._plain[ahead.end : count.start] if ahead else ""
        direct = bool(ahead and party_words().direct.fullmatch(between))
        noun = ahead
        if behind is not None and (not direct or behind.key in _PARTS):
            noun = behind
        if noun is None:
            asked = _ASKS.search(self._plain[opens : count.start])
            self._unbound = self._unbound or not asked
            return None, Party(count.population, "it") if asked else None
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
        self, count: Count, noun: Noun, ahead: Noun | None, opens: int, *, direct: bool
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
            kind=noun.kind or kind_of_name(mention),
            ours=own and noun.key not in STRANGERS,
            aside=direct and bool(words.aside.search(before)),
            direct=direct,
            pays=bool(_PAYS.match(self._plain[count.end :]))
            or "?" in self._plain[noun.end : count.start],
        )

    def _ahead(self, opens: int, end: int) -> Noun | None:
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
        if last.name is not None and len(nouns) > 1:
            between = self._plain[nouns[-2].end : last.start]
            if _NAMED.fullmatch(between):  # "our county seat, Bartow, has"
                self._drop(nouns[-2])
        own = len(nouns) > 1 and nouns[-2].key not in STRANGERS
        if (
            last.key == US
            and own
            and party_words().own.search(self._plain[opens : nouns[-2].start])
        ):
            self._drop(last)
            return nouns[-2]
        return last

    def _drop(self, noun: Noun) -> None:
        if noun in self._free:
            self._free.remove(noun)

    def _relative_behind(self, noun: Noun, end: int) -> bool:
        return bool(party_words().relative.match(self._plain[noun.end : end]))

    def _has_verb_after(self, noun: Noun, end: int) -> bool:
        return not _STOP.search(self._plain[noun.end : end])

    def _tells_where(self, noun: Noun, nouns: Sequence[Noun]) -> bool:
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

    def _behind(self, count: Count, until: int) -> Noun | None:
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
