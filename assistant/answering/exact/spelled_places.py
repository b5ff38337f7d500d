"""Reads a question for dues once more where it has words that nobody knows: misspelled places.

A name that stands out is taken, and the answer says so; several are asked about; where there is
none, nobody's dues are told for it: a state behind it only says where it lies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.exact.dues.case import Case
from assistant.answering.exact.turn.cues import country_by_demonym, folded, has_cue
from assistant.answering.exact.turn.slots import Slots, read_slots, without_names
from assistant.facts.dues import MemberType
from assistant.facts.frames import WIDE, kind_before
from assistant.facts.mentions import Mention, Namebook
from assistant.facts.names import fold_name
from assistant.facts.ordinary_words import is_ordinary, like_ordinary
from assistant.facts.places import UNITED_STATES, Place, PlaceKind
from assistant.facts.rivals import ranked, settled
from assistant.facts.spelled_names import Guess, LikeBook, SpelledNames
from assistant.facts.word_lists import word_list
from assistant.facts.words import Word, key_of, split_words

_MOST_MENDED = 4  # names of a text
_LEAST_LETTERS = 2  # of a strange word, as part of a longer name: "nw york"
_LEAST_LETTERS_UNKNOWN = 4  # of one that is a name by itself
_SURELY_LIKE = 85  # fuzz.ratio from which a strange word is an ordinary one that is misspelled
_LEAD = frozenset(("for", "of", "would", "will", "should", "para", "de", "pagaria"))
_NO_NAMES = ("small", "before", "fillers")  # lists of words
_IN = frozenset(("in", "en"))  # "in kroner?" names no place
_SHORT_ANSWER = 3  # words


@dataclass(frozen=True, slots=True)
class _Edit:
    """A name that was put in the place of what the visitor wrote."""

    start: int
    end: int
    name: str

    @property
    def shift(self) -> int:
        """How much longer the text is."""
        return len(self.name) - (self.end - self.start)


@dataclass(frozen=True, slots=True)
class SpelledPlaces:
    """Looks for names like those that nobody knows.

    Attributes:
        gazetteer: Where names like a name are found.
        books: Where names of places are looked up.
        knows: Whether the documents have a word: a misspelled name is none of theirs.
        today: The date in the association's time zone.
    """

    gazetteer: LikeBook
    books: Sequence[Namebook]
    knows: Callable[[str], bool]
    today: date

    def read(self, text: str, slots: Slots, case: Case, asked: str = "") -> Slots:
        """What a turn says, with the places that it misspells.

        Args:
            text: What the visitor wrote.
            slots: What it says as it stands.
            case: What was known before.
            asked: What the turn answers: the question for the "population", for the "place".

        Returns:
            The same slots where nothing is strange.
        """
        if (confirmed := _confirmed(text, slots, case)) is not None:
            return confirmed
        if not self._is_worth_it(text, slots):
            return slots
        read = _Reading(text, slots, self)
        read.mend(asked)
        read.locate_some()
        read.locate(tells=not slots.population)
        read.name_region()
        if not (asked or slots.population):
            read.name_unknown()
        return read.told()

    def read_names(self, text: str, slots: Slots, *, countries: bool) -> Slots:
        """What a question that asks for no amount says, with the places that it surely misspells.

        Only where a state or country stands behind the words, or a name that was found is cut out
        of them: "Fort Colins, CO", the Colorado of "Colorado Spings". Other words that nobody
        knows may be a name that the directory alone has.

        Args:
            text: What the visitor wrote.
            slots: What it says as it stands.
            countries: Whether a state or country by itself is read too.
        """
        sure = [one for one in slots.named if one.text[:1].isupper()]
        if not any(map(self.is_strange, split_words(without_names(text, sure)))):
            return slots
        read = _Reading(text, slots, self)
        read.mend_named(countries=countries)
        return read.told()

    def is_strange(self, word: Word) -> bool:
        """Whether a word is neither a common one nor known to the documents."""
        return (
            len(word.base) >= _LEAST_LETTERS
            and word.base.isalpha()
            and not is_ordinary(word.base)
            and not is_ordinary(word.key)
            and not self.knows(word.base)
            and not country_by_demonym(word.text)
            and not any(word.base in word_list(name) for name in _NO_NAMES)
        )

    def _is_worth_it(self, text: str, slots: Slots) -> bool:
        named = bool(slots.communities or slots.locations)
        words = split_words(text)
        return named or any(self.is_strange(one) or one.key in word_list("state") for one in words)


class _Reading:
    """One turn, read until nothing in it can be mended."""

    def __init__(self, text: str, slots: Slots, places: SpelledPlaces) -> None:
        self._text = self._written = text
        self._places = places
        self._edits: list[_Edit] = []
        self.slots = self._unread = slots
        self._look()

    def _look(self) -> None:
        self._words = split_words(self._text)
        mentions = (*self.slots.communities, *self.slots.locations)
        self._names = SpelledNames(
            self._words,
            mentions,
            self._places.gazetteer,
            self._places.is_strange,
            self._places.knows,
        )

    def mend(self, asked: str) -> None:
        """Take names that stand out, and doubt between others."""
        for _ in range(_MOST_MENDED):
            guesses = self._names.guesses()
            sure = next((one for one in guesses if one.sure), None)
            if sure is None:
                break
            self._take(sure, asked)
        else:
            guesses = []
        for guess in guesses:
            if self.slots.population is None or self._decides(guess):
                self._doubt(guess)

    def mend_named(self, *, countries: bool) -> None:
        """Take names that stand out where something else that is named speaks for them."""
        for _ in range(_MOST_MENDED):
            sure = (one for one in self._names.guesses() if one.sure and self._is_near(one))
            led = (
                one
                for one in sure
                if one.region
                or (countries and one.is_wide)
                or self._names.surrounds(one.first, one.last)
            )
            guess = next(led, None)
            if guess is None:
                break
            self._take(guess, "")

    def _is_near(self, guess: Guess) -> bool:
        """Whether a name is so like the words that nobody is told of another town by it."""
        return guess.ratio >= _SURELY_LIKE and guess.name[0] == self._words[guess.first].key[0]

    def _decides(self, guess: Guess) -> bool:
        """Whether a strange name may lie abroad: else a number decides, whatever the name is."""
        strange = any(at in self._names.strange for at in range(guess.first, guess.last))
        return strange and any(place.country != UNITED_STATES for place in guess.places)

    def _take(self, guess: Guess, asked: str) -> None:
        start, end = self._span(guess.first, guess.last)
        name = next(
            (one.name for one in guess.places if fold_name(one.name) == guess.name),
            guess.name.title(),
        )
        self._edits.append(_Edit(start, end, name))
        self._text = self._text[:start] + name + self._text[end:]
        places = self._places
        self.slots = read_slots(self._text, places.books, places.today, asked=asked)
        if not any(one.start <= start < one.end for one in self._mentions()):
            place = settled(guess.name, guess.places)
            ends = start + len(name)
            self._put(Mention(start, ends, name, guess.places, None, place))
        self._look()

    def _doubt(self, guess: Guess) -> None:
        start, end = self._span(guess.first, guess.last)
        if guess.region is not None:
            end = self._words[guess.region.closes - 1].end
        written = self._text[start:end]
        self._put(Mention(start, end, written, guess.places, written=written))

    def _put(self, mention: Mention, *, beside: Sequence[Mention] = ()) -> None:
        """Let a mention stand for all that were found where it stands."""
        others = [
            one for one in self._mentions() if one.end <= mention.start or mention.end <= one.start
        ]
        told = [one for one in others if not one.location]
        self.slots = replace(
            self.slots,
            communities=tuple(sorted((*told, mention), key=lambda one: one.start)),
            locations=(*(one for one in others if one.location), *beside),
        )

    def locate_some(self) -> None:
        """A state says where a "citty of Texas" lies; so does a misspelled one beside a number."""
        for one in self.slots.communities:
            if one.written or not one.places or one.places[0].kind not in WIDE:
                continue
            at = self._names.at(one.start)
            numbered = self.slots.population is not None and self._is_mended(one)
            if self.slots.kind is not PlaceKind.STATE and (numbered or self._is_some_in(at)):
                self._put_where(one)

    def _is_mended(self, mention: Mention) -> bool:
        return bool(self._as_written(mention).written)

    def _is_some_in(self, at: int) -> bool:
        """Whether "city of" stands before a word with a slip in it: "siudad de Arizona"."""
        if at < 2 or self._words[at - 1].key not in word_list("of"):
            return False
        if at - 2 not in self._names.strange:
            return False
        likes = like_ordinary(self._words[at - 2].base)
        return any(like in word_list("city") | word_list("county") for like, _ in likes)

    def _put_where(self, mention: Mention) -> None:
        """Let a mention only say where something lies."""
        where = replace(mention, place=None, location=True)
        self.slots = replace(
            self.slots,
            communities=tuple(one for one in self.slots.communities if one is not mention),
            locations=(*self.slots.locations, where),
        )

    def locate(self, *, tells: bool) -> None:
        """A state or country behind a name that nobody knows only says where it lies.

        Args:
            tells: Whether the name is kept, to say that it is not known.
        """
        for one in self._mentions():
            at = self._names.at(one.start)
            if one.written or not one.places or one.places[0].kind not in WIDE:
                continue
            first = self._opens(at)
            if first == at:
                continue
            where = replace(one, place=None, location=True)
            start = self._words[first].start
            text = self._text[start : one.end]
            unknown = Mention(start, one.end, text, (), written=text)
            self._put(unknown, beside=(where,))
            if not tells:
                kept = tuple(m for m in self.slots.communities if m is not unknown)
                self.slots = replace(self.slots, communities=kept)

    def name_unknown(self) -> None:
        """A name that no book has, where nothing else is named: Zorbville."""
        if self._mentions() or self.slots.kind is PlaceKind.STATE:
            return
        for at, word in enumerate(self._words):
            if at not in self._names.strange:
                continue
            last = self._closes(at)
            start, end = self._span(at, last)
            key = key_of(self._words[at:last])
            towns = ranked(key, _in_the_states(self._names.find(key)))
            if not self._stands_like_name(at, last, known=bool(towns)):
                continue
            if not (towns or self._is_name(word)):
                continue
            text = self._text[start:end]
            place = settled(key, towns) if towns else None
            self._put(Mention(start, end, text, towns, None, place, written="" if towns else text))
            return

    def name_region(self) -> None:
        """A state or republic that no book has lies abroad: of the United States each is known."""
        if self._mentions() or self.slots.kind not in {None, PlaceKind.STATE}:
            return
        for at, word in enumerate(self._words):
            last = self._closes(at)
            if not (_may_name_region(word) and self._is_called_region(at, last)):
                continue
            start, end = self._span(at, last)
            text = self._text[start:end]
            self._put(Mention(start, end, text, (), PlaceKind.STATE, written=text))
            self.slots = replace(self.slots, kind=PlaceKind.STATE, member_type=MemberType.GLOBAL)
            return

    def _is_called_region(self, first: int, last: int) -> bool:
        """Whether "state of" stands before a name, or "province" behind it."""
        if kind_before(self._words, first)[1] in WIDE:
            return True
        behind = self._words[first + 1 : last + 1]
        return any(one.joined and one.key in word_list("state") for one in behind)

    def _stands_like_name(self, first: int, last: int, *, known: bool) -> bool:
        """Whether it is spoken of as whoever pays: "would Zorbville pay", "dues for zorbville"."""
        word, behind = self._words[first], self._words[last : last + 1]
        leads = _LEAD | _IN if word.capital else _LEAD
        led = first > 0 and self._words[first - 1].key in leads and not word.fresh
        pays = any(one.key in word_list("behind") for one in behind)
        ends = not behind or behind[0].fresh
        return (led and (word.capital or ends or pays)) or (pays and (word.capital or known))

    def _is_name(self, word: Word) -> bool:
        if len(word.base) < _LEAST_LETTERS_UNKNOWN or not word.base.isalpha():
            return False
        return all(ratio < _SURELY_LIKE for _, ratio in like_ordinary(word.base))

    def _opens(self, at: int) -> int:
        """Where a strange name begins that ends before a word; the word itself for none."""
        if not at or not (self._words[at].joined or self._words[at].gap == ","):
            return at
        before = self._words[at - 1]
        first = at
        if at - 1 in self._names.strange and self._is_name(before):
            first = at - 1
        while first and self._goes_on(first, at):
            first -= 1
        run = range(first, at)
        strange = any(n in self._names.strange and self._is_name(self._words[n]) for n in run)
        return first if strange else at

    def _goes_on(self, first: int, at: int) -> bool:
        """Whether a name has another word before it: in capitals, or as strange."""
        word, behind = self._words[first - 1], self._words[first]
        if first < at and not behind.joined:
            return False
        if first - 1 in self._names.strange:
            return self._is_name(word)
        return word.capital and not word.fresh

    def _closes(self, at: int) -> int:
        last = at + 1
        while last < len(self._words) and self._words[last].joined:
            word = self._words[last]
            if not (word.capital or (last in self._names.strange and self._is_name(word))):
                break
            last += 1
        return last

    def told(self) -> Slots:
        """The slots, with the places where they stand in what the visitor wrote."""
        if self.slots is self._unread:
            return self.slots
        return replace(
            self.slots,
            communities=tuple(map(self._as_written, self.slots.communities)),
            locations=tuple(map(self._as_written, self.slots.locations)),
            payers=frozenset(self._before_edits(end, ends=True) for end in self.slots.payers),
        )

    def _as_written(self, mention: Mention) -> Mention:
        start = self._before_edits(mention.start, ends=False)
        end = self._before_edits(mention.end, ends=True)
        written = self._written[start:end]
        moved = replace(mention, start=start, end=end)
        if mention.written:
            return replace(moved, text=written, written=written)
        return replace(moved, written="" if written == mention.text else written)

    def _before_edits(self, at: int, *, ends: bool) -> int:
        for edit in reversed(self._edits):
            if at >= edit.start + len(edit.name):
                at -= edit.shift
            elif at > edit.start:
                at = edit.end if ends else edit.start
        return at

    def _mentions(self) -> list[Mention]:
        both = (*self.slots.communities, *self.slots.locations)
        return sorted(both, key=lambda one: one.start)

    def _span(self, first: int, last: int) -> tuple[int, int]:
        """Where words stand in the text, without the possessive of the last."""
        end = self._words[last - 1]
        return self._words[first].start, end.end - 2 * (end.base != end.key)


def _may_name_region(word: Word) -> bool:
    """Whether a word is a name, though the documents may know it: Bavaria."""
    long = len(word.base) >= _LEAST_LETTERS_UNKNOWN and word.base.isalpha()
    return word.capital and long and not is_ordinary(word.base)


def _in_the_states(places: Sequence[Place]) -> list[Place]:
    return [one for one in places if one.country == UNITED_STATES and one.kind is PlaceKind.CITY]


def _confirmed(text: str, slots: Slots, case: Case) -> Slots | None:
    """The turn as it says yes or no to the one place that it was asked about."""
    mention, plain = case.mention, folded(text)
    if mention is None or not mention.written or len(case.choices) != 1:
        return None
    if slots.communities or slots.locations or len(plain.split()) > _SHORT_ANSWER:
        return None
    if has_cue(plain, "directory", "yes"):
        (place,) = case.choices
        told = replace(mention, text=place.name, place=place, written="")
    elif plain.startswith("no"):
        told = replace(mention, places=())
    else:
        return None
    return replace(slots, communities=(told,))
