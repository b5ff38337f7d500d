"""Finds the places that a visitor's message names, and settles those that are plainly meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assistant.facts.evidence import NOTED, means_a_place
from assistant.facts.frames import (
    COUNTY_WORDS,
    WIDE,
    Frame,
    frame_of,
    is_one_of_many,
    kind_before,
    kind_in,
    only_locates,
)
from assistant.facts.names import fold_name
from assistant.facts.narrowing import Fit, Narrowed, narrow
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.rivals import merge, ranked, settled
from assistant.facts.stands import Stand
from assistant.facts.word_lists import is_word, word_list
from assistant.facts.words import Word, split_words

LONGEST_NAME = 6  # words; "San Juan de los Lagos" has five
_LEAST_LETTERS = 5  # of a name whose last s may be a possessive without its apostrophe
_SHARE_OF_A_GUESS = 0.1
_LEAST_PEOPLE_TO_GUESS = 100_000


class Namebook(Protocol):
    """Knows places by their folded names: the gazetteer, the member directory."""

    def look_up(self, keys: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Of each key that is known its places, the largest first; of the others nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Mention:
    """A place as a message names it.

    Attributes:
        start: Where it stands.
        end: Behind the state or country that narrows it.
        text: As written, from start to end.
        places: What it may mean, the best first: those in the member directory, then by people.
        kind_said: What the message calls it: "City of", "county", "el estado de".
        place: The one that is plainly meant; None when it must be asked.
        location: Whether it is a state, province or country that only says where something is.
        written: What the visitor wrote, where that is no name that is known: the places have names
            like it, and none has one where there are no places.
    """

    start: int
    end: int
    text: str
    places: tuple[Place, ...]
    kind_said: PlaceKind | None = None
    place: Place | None = None
    location: bool = False
    written: str = ""


def places_named(name: str, books: Sequence[Namebook]) -> tuple[Place, ...]:
    """Every place that bears a name, by book."""
    key = fold_name(name)
    return tuple(place for book in books for place in book.look_up([key]).get(key, ()))


def find_mentions(text: str, books: Sequence[Namebook]) -> tuple[Mention, ...]:
    """Find the places that a message names, in their order.

    Args:
        text: As the visitor wrote it.
        books: Each is asked once; what several know of one place is joined.
    """
    words = split_words(text)
    if not words:
        return ()
    return tuple(_Reading(text, words, books).mentions())


class _Span(NamedTuple):
    """Words that may be a name.

    Attributes:
        first: The first of them.
        last: The word behind them.
        keys: What they may be known by.
        guess: The key that takes the last s for a possessive without its apostrophe; or "".
        is_county: Whether "county of" stands before.
    """

    first: int
    last: int
    keys: tuple[str, ...]
    guess: str
    is_county: bool


class _Reading:
    """One message with the places that its words may name."""

    def __init__(self, text: str, words: Sequence[Word], books: Sequence[Namebook]) -> None:
        self._text = text
        self._words = words
        spans = [span for first in range(len(words)) for span in _spans_from(words, first)]
        keys = list(dict.fromkeys(key for span in spans for key in span.keys))
        self._found = [book.look_up(keys) for book in books]
        self._merged: dict[str, tuple[Place, ...]] = {}
        self._spans: dict[int, list[_Span]] = {}
        for span in spans:
            if any(key in book for key in span.keys for book in self._found):
                self._spans.setdefault(span.first, []).insert(0, span)

    def mentions(self) -> Iterator[Mention]:
        """The mentions, in their order; of names within names the longest."""
        at, before = 0, None
        while at < len(self._words):
            mention, closes = self._mention_at(at, before)
            if mention is None:
                at += 1
                continue
            if before is None and not mention.location:
                yield from self._row_before(at)
            at = before = closes
            yield mention

    def _row_before(self, end: int) -> Sequence[Mention]:
        """Names with which a text opens, in a row with its first place: "Austin, Reno and Boise".

        By itself such a name may be a person's.
        """
        at, row = 0, list[Mention]()
        while at < end:
            if row and self._words[at].key in word_list("joins"):
                at += 1
                continue
            named, at = self._in_row(at, end)
            if named is None:
                return ()
            row.append(named)
        return row

    def _in_row(self, first: int, end: int) -> tuple[Mention | None, int]:
        """The longest name of a well-known place that begins at a word, all of it in capitals."""
        for span in self._spans.get(first, ()):
            words, key = self._words[first : span.last], self._key_of(span)
            apart = span.last <= end and (span.last == end or self._words[span.last].gap == ",")
            apart = apart or self._words[min(span.last, end)].key in word_list("joins")
            if key is None or is_word(key) or not apart or not all(w.capital for w in words):
                continue
            places = ranked(key, self._find(key))
            if max(place.population or 0 for place in places) >= NOTED:
                start, stop = words[0].start, words[-1].end
                text = self._text[start:stop]
                return Mention(start, stop, text, places, place=settled(key, places)), span.last
        return None, first

    def _find(self, key: str) -> tuple[Place, ...]:
        found = self._merged.get(key)
        if found is None:
            known = [book[key] for book in self._found if key in book]
            found = self._merged[key] = merge(known) if known else ()
        return found

    def _key_of(self, span: _Span) -> str | None:
        """The key of a span whose largest place is the largest; counties before cities."""
        known = [key for key in span.keys if self._find(key) and self._may_stand(key, span)]
        if span.is_county or len(known) < 2:
            return known[0] if known else None
        return max(known, key=lambda key: self._people(key, guessed=key == span.guess))

    def _may_stand(self, key: str, span: _Span) -> bool:
        """Only of a large US city is a possessive without its apostrophe guessed."""
        return key != span.guess or any(
            place.country == UNITED_STATES and (place.population or 0) >= _LEAST_PEOPLE_TO_GUESS
            for place in self._find(key)
        )

    def _people(self, key: str, *, guessed: bool) -> float:
        people = max(place.population or 0 for place in self._find(key))
        return people * _SHARE_OF_A_GUESS if guessed else people

    def _mention_at(self, first: int, before: int | None) -> tuple[Mention | None, int]:
        """The longest name that begins at a word and means a place, and the word behind it."""
        for span in self._spans.get(first, ()):
            key = self._key_of(span)
            if key is None:
                continue
            places = ranked(key, self._find(key))
            frame = frame_of(self._words, first, span.last, places)
            kind = frame.kind or kind_in(key)
            said = tuple(place for place in places if place.kind is kind)
            narrowed = narrow(said or places, self._words, frame.closes, self._find)
            stand = self._stand(key, frame, narrowed, (first, span.last, before))
            if means_a_place(stand, narrowed.places):
                doubted = narrowed.fit is Fit.MISFITS or (frame.kind is not None and not said)
                return self._mention(stand, frame, narrowed, doubted=doubted), narrowed.closes
        return None, first

    def _mention(self, stand: Stand, frame: Frame, narrowed: Narrowed, *, doubted: bool) -> Mention:
        left = ranked(stand.key, narrowed.places)
        location = only_locates(self._words, frame, left, listing=stand.listing)
        if location:  # "a town in Washington": not the city
            left = tuple(place for place in left if place.kind in WIDE)
        start, end = self._words[stand.first].start, self._end(stand)
        return Mention(
            start,
            end,
            self._text[start:end],
            left,
            frame.kind or kind_in(stand.key),
            None if doubted else settled(stand.key, left),
            location,
        )

    def _stand(
        self, key: str, frame: Frame, narrowed: Narrowed, stands: tuple[int, int, int | None]
    ) -> Stand:
        first, last, before = stands
        return Stand(
            self._words,
            first,
            last,
            frame.opens,
            narrowed.closes,
            key,
            narrowed=self._is_narrowed(key, first, narrowed),
            apart=narrowed.apart,
            loose=narrowed.loose,
            framed=frame.kind is not None,
            listing=before is not None and self._goes_on(before, frame.opens),
        )

    def _is_narrowed(self, key: str, first: int, narrowed: Narrowed) -> bool:
        """Whether a region follows; behind a common word only one in which it lies counts."""
        if narrowed.fit is Fit.MISFITS and is_word(key):
            return self._words[first].capital
        return narrowed.fit is not Fit.NONE

    def _goes_on(self, before: int, opens: int) -> bool:
        """Whether a name continues a list: "Boise or Nampa", "Boise, Nampa"."""
        between = self._words[before:opens]
        return (
            all(word.key in word_list("joins") for word in between) and not self._words[opens].fresh
        )

    def _end(self, stand: Stand) -> int:
        word = self._words[stand.closes - 1]
        in_brackets = stand.closes > stand.last and self._text[: word.start].rstrip().endswith("(")
        return word.end + (in_brackets and self._text[word.end : word.end + 1] == ")")


def _spans_from(words: Sequence[Word], first: int) -> Iterator[_Span]:
    """The words from one on that may be a name, the shortest first."""
    if words[first].key.isdecimal() or _only_links(words[first]):
        return
    opens, kind = kind_before(words, first)
    is_county = kind is PlaceKind.COUNTY and not is_one_of_many(words, opens)
    called = _is_kind_of_some(words, first)
    before = ""
    for last in range(first + 1, min(first + LONGEST_NAME, len(words)) + 1):
        word = words[last - 1]
        if last - first > 1 and not word.joined:
            return
        full, bare = before + word.key, before + word.base
        guess = bare[:-1] if full == bare and _may_be_possessive(bare) else ""
        keys = [bare, *([full] if full != bare else ()), *([guess] if guess else ())]
        if word.gap == "-":  # Miami-Dade
            keys.append(f"{bare} {COUNTY_WORDS[0]}")
        if is_county:
            keys[:0] = [f"{bare} {county}" for county in COUNTY_WORDS]
        if last - first > 1 or not called:
            yield _Span(first, last, tuple(keys), guess, is_county)
        before = f"{full} "


def _is_kind_of_some(words: Sequence[Word], first: int) -> bool:
    """Whether a word says what a name behind it is: the "canton" of "canton of Zurich"."""
    named = words[first + 1 : first + 3]
    called = any(words[first].key in word_list(kind) for kind in PlaceKind)
    return called and len(named) > 1 and named[0].joined and named[0].key in word_list("of")


def _only_links(word: Word) -> bool:
    """Whether it is the "de" of "somos de La Paz" and not that of De Soto."""
    return word.key in word_list("of") and not word.capital


def _may_be_possessive(key: str) -> bool:
    """Whether "denvers" may be Denver's."""
    return key.endswith("s") and len(key) > _LEAST_LETTERS
