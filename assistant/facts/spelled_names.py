"""Finds the places whose names a text may have misspelled, and says whether one stands out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from rapidfuzz.distance import OSA

from assistant.facts.frames import WIDE
from assistant.facts.gazetteer import LEAST_PEOPLE_LARGE_ABROAD
from assistant.facts.mentions import Mention
from assistant.facts.names import fold_name, spelled_out
from assistant.facts.narrowing import Region, lies_in, region_at
from assistant.facts.ordinary_words import is_ordinary, like_ordinary
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.rivals import ranked, settled
from assistant.facts.word_lists import word_list
from assistant.facts.words import Word, key_of

LEAST_LIKE = 78  # fuzz.ratio; "bosie" for Boise has 80
MARGIN = 4  # points by which a name must be clear of the next, and of ordinary words
MOST_CHOICES = 5
_MOST_WORDS = 4  # of a name: "port of san luis"
_MOST_WINDOWS = 40  # of a text: each costs up to a millisecond
_MOST_STRANGE = 24  # words of a text
_LEAST_LETTERS = 5  # of a name without a state behind it that is written small
_LEAST_LETTERS_NAMED = 4
_FEW_WORDS = 3  # of a text that may be no more than a name
# Letters of a name from which it may have one slip more: OSA counts swapped letters as one.
_TWO_SLIPS, _THREE_SLIPS = 8, 14
_LEAST_TOKEN = 70  # normalized similarity of a word of a longer name


class LikeBook(Protocol):
    """Knows places by their names and by names like them; `Gazetteer` is the real one."""

    def look_up(self, keys: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Of each key that is known its places, the largest first; of the others nothing."""
        ...

    def like_within(self, name: str, area: Place, least: int) -> list[tuple[str, float]]:
        """Names of cities and counties in a state or country that are much like a name."""
        ...

    def like_large(self, name: str, least: int) -> list[tuple[str, float]]:
        """Names of states, countries and large cities that are much like a name."""
        ...


@dataclass(frozen=True, slots=True)
class Guess:
    """Words that may be a misspelled name.

    Attributes:
        first, last: The words, `last` not included.
        name: The folded name that is most like them.
        places: What may be meant: those of that name, or of several where none stands out.
        ratio: How like the name is, up to 100.
        region: The state or country behind the words.
        sure: Whether the one name stands out.
    """

    first: int
    last: int
    name: str
    places: tuple[Place, ...]
    ratio: float
    region: Region | None
    sure: bool

    @property
    def is_wide(self) -> bool:
        """Whether it is a state or a country."""
        return self.places[0].kind in WIDE


class SpelledNames:
    """The words of one text, compared with names."""

    def __init__(
        self,
        words: Sequence[Word],
        mentions: Sequence[Mention],
        book: LikeBook,
        is_strange: Callable[[Word], bool],
        knows: Callable[[str], bool],
    ) -> None:
        """Tell the words that nobody knows.

        Args:
            words: Of the text.
            mentions: The places that were found in it.
            book: Where names are looked up.
            is_strange: Whether a word is known to nobody.
            knows: Whether the documents have a word.
        """
        self._words = words
        self._book = book
        self._knows = knows
        self._known: dict[str, Sequence[Place]] = {}
        self._mentions = [(self.at(one.start), self.at(one.end), one) for one in mentions]
        inside = {at for first, last, _ in self._mentions for at in range(first, last)}
        strange = (at for at, word in enumerate(words) if at not in inside and is_strange(word))
        self.strange = frozenset(islice(strange, _MOST_STRANGE))
        self._regions = self._find_regions()
        self._misfits = frozenset(
            at
            for first, last, one in self._mentions
            for at in range(first, last)
            if self._misfit(first, last, one)
        )

    def guesses(self) -> list[Guess]:
        """What may be meant, in the order of the text.

        A state or country comes alone: what stands before it is to be read anew.
        """
        windows = islice(self._windows(), _MOST_WINDOWS)
        found = [guess for one in windows if (guess := self._guess(*one)) is not None]
        found.sort(key=lambda guess: (-guess.ratio, guess.first - guess.last))
        kept: list[Guess] = []
        for guess in found:
            if all(guess.last <= one.first or one.last <= guess.first for one in kept):
                kept.append(guess)
        wide = [guess for guess in kept if guess.is_wide and guess.sure]
        return wide[:1] or sorted(kept, key=lambda guess: guess.first)

    def find(self, key: str) -> Sequence[Place]:
        """The places of a folded name."""
        if key not in self._known:
            self._known[key] = self._book.look_up([key]).get(key, ())
        return self._known[key]

    def at(self, start: int) -> int:
        """The word that begins at a place of the text, or the next one."""
        return next((n for n, w in enumerate(self._words) if w.start >= start), len(self._words))

    def _find_regions(self) -> Mapping[int, Region]:
        """States and countries, each by the words behind which it stands: also by "in" before it.

        Looked for where a place is named, and behind strange words: "pocatelo id".
        """
        starts = {at + 1 for at in self.strange}
        leading = word_list("in_region") | word_list("the_state_of")
        for first, last, _ in self._mentions:
            opens = first
            while opens > 1 and self._words[opens - 1].key in leading:
                opens -= 1
            starts.update(range(opens, last))
        found = {at: region_at(self._words, at, self.find) for at in sorted(starts)}
        return {at: region for at, region in found.items() if region is not None}

    def _misfit(self, first: int, last: int, mention: Mention) -> bool:
        """Whether the state or country behind a name has no such place: Pittsburg, Pennsylvania."""
        for at in range(first + 1, last):
            region = self._regions.get(at)
            if region is not None and region.closes == last:
                return not any(
                    lies_in(place, area) for place in mention.places for area in region.places
                )
        return False

    def _windows(self) -> Iterator[tuple[int, int]]:
        leads = word_list("before") | word_list("of") | word_list("joins") | word_list("in")
        for first, opening in enumerate(self._words):
            opens = opening.capital or opening.key not in leads
            for last in range(first + 1, min(first + _MOST_WORDS, len(self._words)) + 1):
                if last - first > 1 and not self._words[last - 1].joined:
                    break
                if self._words[last - 1].key in leads or self._cuts(first, last):
                    continue
                if last in self._regions:
                    if self._may_be_name(first, last):
                        yield first, last
                elif opens and (self._is_strange(first, last) or self.surrounds(first, last)):
                    yield first, last

    def _is_strange(self, first: int, last: int) -> bool:
        return any(at in self.strange for at in range(first, last))

    def _cuts(self, first: int, last: int) -> bool:
        """Whether words are only a part of a known name: "Ana" of "Santa Ana, California"."""
        return any(
            opens < first < closes or (opens < last < closes and last not in self._regions)
            for opens, closes, _ in self._mentions
            if opens not in self._misfits
        )

    def surrounds(self, first: int, last: int) -> bool:
        """Whether a place is named in words that may be a longer name: Bech in "Long Bech"."""
        return any(
            first <= opens and closes <= last and (first, last) != (opens, closes)
            for opens, closes, one in self._mentions
            if not one.location
        )

    def _may_be_name(self, first: int, last: int) -> bool:
        """Whether words before a state may be a name, though nothing in them is strange."""
        if self._is_strange(first, last):
            return True
        region = self._regions[last]
        told = [one for one in self._mentions if one[0] < region.closes and first < one[1]]
        if any(one == first and other >= last for one, other, _ in told):
            return first in self._misfits  # known already
        if region.loose or all(one.location for _, _, one in told):
            return False
        word = self._words[first]
        known = self._knows(word.base) and is_ordinary(word.base)
        return last - first > 1 or (word.capital and not word.fresh) or not known

    def _guess(self, first: int, last: int) -> Guess | None:
        key = spelled_out(key_of(self._words[first:last]))
        region = self._regions.get(last)
        if region is not None:
            return self._guess_within(first, last, key, region)
        return self._guess_large(first, last, key)

    def _guess_within(self, first: int, last: int, key: str, region: Region) -> Guess | None:
        """A place in the state or country that is named behind it."""
        found = {
            name: ratio
            for area in region.places
            for name, ratio in self._book.like_within(key, area, LEAST_LIKE)
            if last - first == 1 or _fits_by_words(key, name)
        }
        best = sorted(found, key=lambda name: -found[name])
        if not best or self._is_written(first, last, best[0]):
            return None
        strange = any(at in self.strange | self._misfits for at in range(first, last))
        if not strange:
            best = [name for name in best if _slips(key, name)]
        if not best:
            return None
        ordinary = self._is_rather_ordinary(first, last, best[0], found[best[0]])
        sure = strange and not ordinary and self._is_clear(key, best, found)
        places = self._places(best[:1] if sure else best, region.places)
        if not strange or ordinary:
            rivals = self._inside(first, last) or region.places
            places = (*places[: MOST_CHOICES - 1], *rivals[:1])
        if not places:
            return None
        return Guess(first, last, fold_name(best[0]), places, found[best[0]], region, sure)

    def _inside(self, first: int, last: int) -> tuple[Place, ...]:
        """The places that are named among some words, or by them and the state behind them."""
        return tuple(
            one.place or one.places[0]
            for opens, closes, one in self._mentions
            if first <= opens < last and one.places and not one.location
        )

    def _guess_large(self, first: int, last: int, key: str) -> Guess | None:
        """A state, a country or a large city, where no other name stands behind it."""
        named = self._stands_like_name(first, last, key) or self.surrounds(first, last)
        if not named:
            return None
        found = dict(self._book.like_large(key, LEAST_LIKE))
        best = [
            name
            for name in sorted(found, key=lambda name: -found[name])
            if _slips(key, name) and (last - first == 1 or _fits_by_words(key, name))
        ]
        if not best or self._is_written(first, last, best[0]) or self._is_town(key):
            return None
        ordinary = self._is_rather_ordinary(first, last, best[0], found[best[0]])
        if ordinary and not self._is_named(first):
            return None
        strange = self._is_strange(first, last)
        sure = strange and not ordinary and self._is_clear(key, best, found)
        places = self._places(best[:1] if sure else best, ())
        if not strange:
            places = (*places[: MOST_CHOICES - 1], *self._inside(first, last)[:1])
        if not places:
            return None
        return Guess(first, last, fold_name(best[0]), places, found[best[0]], None, sure)

    def _is_written(self, first: int, last: int, name: str) -> bool:
        """Whether words are just a name, nothing shortened."""
        return key_of(self._words[first:last]) == fold_name(name)

    def _is_town(self, key: str) -> bool:
        """Whether some US town has just this name, small as it may be."""
        return any(
            one.country == UNITED_STATES and one.kind is PlaceKind.CITY
            for one in self.find(fold_name(key))
        )

    def _is_clear(self, key: str, best: Sequence[str], found: Mapping[str, float]) -> bool:
        """Whether the best name is a slip away, and the next one further."""
        if not _slips(key, best[0]):
            return False
        return len(best) == 1 or found[best[0]] - found[best[1]] >= MARGIN

    def _is_rather_ordinary(self, first: int, last: int, name: str, ratio: float) -> bool:
        """Whether the word may as well be a misspelled ordinary one: dever is ever, or Denver."""
        if last - first > 1:
            return False
        key = self._words[first].base
        return any(
            like > ratio - MARGIN and _slips(key, word) and word not in name.split()
            for word, like in like_ordinary(key)
        )

    def _places(self, names: Sequence[str], areas: Sequence[Place]) -> tuple[Place, ...]:
        """The places of names, in a state or country where one is given."""
        found: list[Place] = []
        for key in map(fold_name, names):
            fitting = [one for one in self.find(key) if _may_be_meant(one, areas)]
            plain = settled(key, fitting)
            found += [plain] if plain else ranked(key, fitting)
        return tuple(dict.fromkeys(found))[:MOST_CHOICES]

    def _is_named(self, first: int) -> bool:
        """Whether a name is plainly meant: by its capital, or by what stands before it."""
        word = self._words[first]
        return (word.capital and not word.fresh) or self._is_led(first)

    def _is_led(self, first: int) -> bool:
        if not first or self._words[first].fresh:
            return False
        before = self._words[first - 1].key
        return before in word_list("before") | word_list("of") | word_list("joins")

    def _stands_like_name(self, first: int, last: int, key: str) -> bool:
        named, word = self._is_named(first), self._words[first]
        capital = word.capital and not word.fresh
        if len(key) < (_LEAST_LETTERS_NAMED if capital else _LEAST_LETTERS):
            return False
        behind = self._words[last : last + 1]
        goes_on = any(word.key in word_list("behind") for word in behind)
        short = len(self._words) <= _FEW_WORDS
        return named or goes_on or short or not first or len(key) >= _TWO_SLIPS


def _may_be_meant(place: Place, areas: Sequence[Place]) -> bool:
    """Whether a place lies in one of some areas, or is large where none is named."""
    if areas:
        return any(lies_in(place, area) for area in areas)
    if place.kind is PlaceKind.CITY:
        large = (place.population or 0) >= LEAST_PEOPLE_LARGE_ABROAD
        return large or place.country == UNITED_STATES
    return place.kind in WIDE


def _slips(key: str, name: str) -> bool:
    """Whether a name may have been written so: with a slip, in long names with two or three."""
    most = 1 + (len(name) >= _TWO_SLIPS) + (len(name) >= _THREE_SLIPS)
    return bool(OSA.distance(key, name, score_cutoff=most) <= most)


def _fits_by_words(key: str, name: str) -> bool:
    """Whether a name of several words is like another word by word."""
    ours, theirs = key.split(), name.split()
    return len(ours) == len(theirs) and all(
        OSA.normalized_similarity(one, other) * 100 >= _LEAST_TOKEN or _slips(one, other)
        for one, other in zip(ours, theirs, strict=True)
    )
