"""Finds the places whose names a text may have misspelled, and says whether one stands out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from rapidfuzz.distance import OSA

from assistant.facts.frames import WIDE
from assistant.facts.mentions import Mention
from assistant.facts.narrowing import Region, lies_in, region_at
from assistant.facts.ordinary_words import like_ordinary
from assistant.facts.places import Place, PlaceKind
from assistant.facts.word_lists import word_list
from assistant.facts.words import Word, key_of

LEAST_LIKE = 78  # fuzz.ratio; "bosie" for Boise has 80
MARGIN = 4  # points by which a name must be clear of the next, and of ordinary words
MOST_CHOICES = 5
_MOST_WORDS = 4  # of a name: "port of san luis"
_MOST_WINDOWS = 40  # of a text: each costs up to a millisecond
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
    ) -> None:
        """Tell the words that nobody knows.

        Args:
            words: Of the text.
            mentions: The places that were found in it.
            book: Where names are looked up.
            is_strange: Whether a word is known to nobody.
        """
        self._words = words
        self._book = book
        self._known: dict[str, Sequence[Place]] = {}
        self._taken = self._fitting(mentions)
        self.strange = frozenset(
            at
            for at, word in enumerate(words)
            if at not in self._inside(mentions) and is_strange(word)
        )
        self._suspect = self.strange | (self._inside(mentions) - self._taken)

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

    def region_behind(self, at: int) -> Region | None:
        """The state or country that stands at a word."""
        return region_at(self._words, at, self.find)

    def find(self, key: str) -> Sequence[Place]:
        """The places of a folded name."""
        if key not in self._known:
            self._known[key] = self._book.look_up([key]).get(key, ())
        return self._known[key]

    def at(self, start: int) -> int:
        """The word that begins at a place of the text, or the next one."""
        return next((n for n, w in enumerate(self._words) if w.start >= start), len(self._words))

    def _inside(self, mentions: Sequence[Mention]) -> AbstractSet[int]:
        return {
            n
            for n, word in enumerate(self._words)
            if any(one.start <= word.start < one.end for one in mentions)
        }

    def _fitting(self, mentions: Sequence[Mention]) -> AbstractSet[int]:
        """The words of mentions, but for names that nobody knows in their state."""
        return self._inside([one for one in mentions if not self._misfits(one)])

    def _misfits(self, mention: Mention) -> bool:
        """Whether the state or country behind a name has no such place: Pittsburg, Pennsylvania."""
        first, last = self.at(mention.start), self.at(mention.end)
        for at in range(first + 1, last):
            region = self.region_behind(at)
            if region is not None and region.closes == last:
                return not any(
                    lies_in(place, area) for place in mention.places for area in region.places
                )
        return False

    def _windows(self) -> Iterator[tuple[int, int]]:
        leads = word_list("before") | word_list("of") | word_list("joins")
        for first, opening in enumerate(self._words):
            if opening.key in leads and not opening.capital:
                continue
            for last in range(first + 1, min(first + _MOST_WORDS, len(self._words)) + 1):
                if last - first > 1 and not self._words[last - 1].joined:
                    break
                if self._words[last - 1].key not in leads and self._is_odd(first, last):
                    yield first, last

    def _is_odd(self, first: int, last: int) -> bool:
        """Whether words have a strange one, or stand in capitals before a state: Rang, Texas."""
        if any(at in self._suspect for at in range(first, last)):
            return True
        return self._is_loud(first, last) and not self._taken & set(range(first, last))

    def _is_loud(self, first: int, last: int) -> bool:
        capital = all(word.capital for word in self._words[first:last])
        behind = self._words[last : last + 1]
        return capital and not self._words[first].fresh and any(w.gap == "," for w in behind)

    def _guess(self, first: int, last: int) -> Guess | None:
        key = key_of(self._words[first:last])
        region = self.region_behind(last)
        if region is not None:
            return self._guess_within(first, last, key, region)
        if any(at in self.strange for at in range(first, last)):
            return self._guess_large(first, last, key)
        return None

    def _guess_within(self, first: int, last: int, key: str, region: Region) -> Guess | None:
        """A place in the state or country that is named behind it."""
        found = {
            name: ratio
            for area in region.places
            for name, ratio in self._book.like_within(key, area, LEAST_LIKE)
            if last - first == 1 or _fits_by_words(key, name)
        }
        best = sorted(found, key=lambda name: -found[name])
        if not best or best[0] == key:
            return None
        strange = any(at in self._suspect for at in range(first, last))
        clear = self._is_clear(key, best, found) and strange
        sure = clear and not self._is_rather_ordinary(first, last, best[0], found[best[0]])
        places = self._places(best[:1] if sure else best, region.places)
        if not places:
            return None
        if not sure and not clear:
            places = (*places, *self._wide_rivals(first, region))[:MOST_CHOICES]
        return Guess(first, last, best[0], places, found[best[0]], region, sure)

    def _wide_rivals(self, first: int, region: Region) -> tuple[Place, ...]:
        """The state itself, where an ordinary word may stand before it."""
        return () if first in self._suspect else tuple(region.places[:1])

    def _guess_large(self, first: int, last: int, key: str) -> Guess | None:
        """A state, a country or a large city, where no other name stands behind it."""
        if not self._stands_like_name(first, last, key):
            return None
        found = dict(self._book.like_large(key, LEAST_LIKE))
        best = [
            name
            for name in sorted(found, key=lambda name: -found[name])
            if _slips(key, name) and (last - first == 1 or _fits_by_words(key, name))
        ]
        if not best or best[0] == key:
            return None
        ordinary = self._is_rather_ordinary(first, last, best[0], found[best[0]])
        if ordinary and not self._is_named(first):
            return None
        sure = self._is_clear(key, best, found) and not ordinary
        places = self._places(best[:1] if sure else best, ())
        if not places:
            return None
        return Guess(first, last, best[0], places, found[best[0]], None, sure)

    def _is_clear(self, key: str, best: Sequence[str], found: Mapping[str, float]) -> bool:
        """Whether the best name is a slip away, and the next one further."""
        if not _slips(key, best[0]):
            return False
        return len(best) == 1 or found[best[0]] - found[best[1]] >= MARGIN

    def _is_rather_ordinary(self, first: int, last: int, name: str, ratio: float) -> bool:
        """Whether the word may as well be a misspelled ordinary one: dever is ever, or Denver."""
        if last - first > 1:
            return False
        likes = like_ordinary(self._words[first].base)
        return any(like > ratio - MARGIN for word, like in likes if word not in name.split())

    def _places(self, names: Sequence[str], areas: Sequence[Place]) -> tuple[Place, ...]:
        """The places of names, in a state or country where one is given."""
        found = [place for name in names for place in self.find(name)]
        if areas:
            found = [one for one in found if any(lies_in(one, area) for area in areas)]
        else:
            found = [one for one in found if one.kind is not PlaceKind.COUNTY]
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
        named = self._is_named(first)
        if len(key) < (_LEAST_LETTERS_NAMED if named else _LEAST_LETTERS):
            return False
        behind = self._words[last : last + 1]
        goes_on = any(word.key in word_list("behind") for word in behind)
        short = len(self._words) <= _FEW_WORDS
        return named or goes_on or short or not first or len(key) >= _TWO_SLIPS


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
