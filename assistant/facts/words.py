"""Cuts a text into words that could be parts of a place's name, and knows how each is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.facts.names import fold_name
from assistant.facts.word_lists import word_list

MOST_WORDS = 400  # of a text; what stands behind them is not read for names

_WORD = re.compile(r"(?:[^\W\d_]\.){1,4}[^\W\d_](?![^\W_])|[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]$")
_WITHIN_NAME = re.compile(r"['’]?[ \t\u00a0\-–/]*\n?[ \t]*")
_ENDS_SENTENCE = re.compile(r"[.!?…:;]|\n|[\"“”¡¿•]")
_TITLE_WORDS = 4
_TITLE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        start, end: Where it stands.
        text: As written.
        key: Folded; `base` without the possessive 's, otherwise the same.
        gap: What stands between it and the word before, without spaces.
        joined: Whether it may belong to one name with the word before.
        fresh: Whether it begins a sentence or a line, so that its capital says nothing.
        capital: Whether it has a capital that the text does not give to most words.
        code: Whether it stands in capitals alone, as TX does.
    """

    start: int
    end: int
    text: str
    key: str
    base: str
    gap: str
    joined: bool
    fresh: bool
    capital: bool
    code: bool


@lru_cache(maxsize=8)  # the readers of one message each ask for its words
def split_words(text: str) -> tuple[Word, ...]:
    """The words of a text, in their order, at most `MOST_WORDS`."""
    found: list[Word] = []
    before_end, before_key = 0, ""
    cased = _capitals_say_something(text)
    for match in _WORD.finditer(text):
        if len(found) == MOST_WORDS:
            break
        word = _word(match, text[before_end : match.start()], before_key, cased=cased)
        found.append(word)
        before_end, before_key = match.end(), word.key
    return tuple(found)


def key_of(words: Sequence[Word]) -> str:
    """The folded name that words make together."""
    return " ".join([*(word.key for word in words[:-1]), words[-1].base])


def _word(match: re.Match[str], gap: str, before: str, *, cased: bool) -> Word:
    written = match[0]
    key = fold_name(written)
    bare = _POSSESSIVE.sub("", written)
    base = fold_name(bare) if bare != written else key
    dotless = (
        gap.replace(".", "", 1) if before in word_list("shortened") or len(before) == 1 else gap
    )
    return Word(
        start=match.start(),
        end=match.end(),
        text=written,
        key=key,
        base=base,
        gap=gap.strip(),
        joined=bool(before) and _WITHIN_NAME.fullmatch(dotless) is not None,
        fresh=not before or _ENDS_SENTENCE.search(dotless) is not None,
        capital=cased and written[0].isupper(),
        code=cased and len(bare) > 1 and bare.isupper(),
    )


def _capitals_say_something(text: str) -> bool:
    """Not in a text that is all capitals, or written Like A Headline."""
    words = [
        word
        for word in text.split()
        if word[0].isalpha() and word.lower() not in word_list("headline")
    ]
    if len(words) < _TITLE_WORDS:
        return len(words) <= 2 or not text.isupper()
    return sum(word[0].isupper() for word in words) < _TITLE_SHARE * len(words)
