"""An inquiry by a name alone, which need not stand in a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.exact.directory.inquiry import Inquiry
from assistant.answering.exact.routes import Want
from assistant.answering.exact.turn.slots import Slots, without_names
from assistant.facts.mentions import Mention, Namebook, find_mentions, places_named
from assistant.facts.names import fold_name
from assistant.facts.ordinary_words import is_ordinary
from assistant.facts.words import split_words

_MOST_WORDS = 4
_LEAST_LETTERS = 5
_SURELY_LIKE = 85  # fuzz.ratio from which words that nobody knows are taken for a misspelled name


def standing_of(name: str, books: Sequence[Namebook]) -> Inquiry:
    """Asks for the standing of the one place that a name means.

    Args:
        name: "Juneau, Alaska".
        books: Where names of places are looked up.
    """
    named = (one for one in find_mentions(name, books) if not one.location)
    mentions = tuple(named)[:1]
    if not mentions:
        key = fold_name(name)
        places = tuple(place for book in books for place in book.look_up([key]).get(key, ()))
        mentions = (Mention(0, len(name), name, places),) if places else ()
    return Inquiry(Want.MEMBER, mentions, name="" if mentions else name)


@dataclass(frozen=True, slots=True)
class BareNames:
    """Tells messages that are nothing but a name: the documents have no answer to one.

    Attributes:
        books: Where names of places are looked up.
        knows: Whether the documents have a word.
        has_like: Whether the directory has a name so like one, by `fuzz.ratio`.
    """

    books: Sequence[Namebook]
    knows: Callable[[str], bool]
    has_like: Callable[[str, int], bool]

    def is_one(self, text: str, slots: Slots, *, opens: bool) -> bool:
        """Whether a message is a place's name alone, or words that nobody knows and are like one.

        Args:
            text: The message.
            slots: What it names.
            opens: Whether nothing was said before: then "Nice" is a city, and no praise.
        """
        words = split_words(text)
        ordinary = all(is_ordinary(one.base) for one in words)
        if not 0 < len(words) <= _MOST_WORDS or (ordinary and not opens):
            return False
        if slots.communities:
            rest = without_names(text, slots.named)
            return not any(letter.isalnum() for letter in rest)
        return not slots.locations and self.is_unread(text)

    def is_unread(self, text: str) -> bool:
        """Whether a message in which no place was found is a name, or like one, as a whole."""
        words = split_words(text)
        if not 0 < len(words) <= _MOST_WORDS or not any(
            self._is_strange(one.base) for one in words
        ):
            return False
        name = text.strip(" .,;:!?")
        if not all(letter.isalpha() or letter in " '\u2019.-" for letter in name):
            return False
        like = len(name) >= _LEAST_LETTERS and self.has_like(name, _SURELY_LIKE)
        return like or bool(places_named(name, self.books))

    def inquiry(self, text: str, before: Inquiry | None) -> Inquiry:
        """What is asked by a name that `is_unread`: its standing, or the same as before."""
        inquiry = standing_of(text.strip(" .,;:!?"), self.books)
        return inquiry if before is None else replace(inquiry, want=before.want)

    def _is_strange(self, word: str) -> bool:
        return word.isalpha() and not is_ordinary(word) and not self.knows(word)
