"""What each word of a number says, in English and Spanish, even with a typing error."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

NEARLY = 1 - Decimal("1e-12")  # times a bound it is the greatest number below it
_LIKENESS = 85  # finds "hunderd" and "thousnd"; at 80 "fifth" would be fifty
_FEWEST_LETTERS = 5  # of a word that may be misspelt

# The letters of the tables in numerals.toml; the grammar is in numerals.py.
_LETTERS = {
    "one": "i",
    "ones": "u",
    "whole": "n",
    "tens": "t",
    "hundreds": "c",
    "hundred": "h",
    "thousand": "S",
    "mil": "s",
    "either": "S",
    "million": "l",
    "millions": "L",
    "short": "k",
    "shares": "p",
    "fractions": "r",
    "few": "w",
    "plurals": "m",
    "miles": "q",
    "odd": "o",
}
# The tables whose words say a number by themselves.
_SAYING = ("one", "ones", "whole", "tens", "hundreds", "hundred", "thousand", "mil", "million")


class NumberWord(NamedTuple):
    """A word that may belong to a number.

    Attributes:
        letter: Its part of speech in the grammar of numerals.
        least: The least that it says; of glue nothing.
        most: The most.
    """

    letter: str
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)


def find_word(word: str) -> NumberWord | None:
    """What a folded word says, even with a typing error; None for no part of a number."""
    vocabulary = _vocabulary()
    if (found := vocabulary.get(word)) is not None or len(word) < _FEWEST_LETTERS:
        return found
    likely = () if word.endswith("th") else _long_words().get(word[0], ())  # "seventh"
    close = process.extractOne(word, likely, scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    return vocabulary[close[0]] if close else None


def is_number_word(word: str) -> bool:
    """Whether a folded word, as it stands, is one of those that say a number."""
    return any(word in _tables()[table] for table in _SAYING)


@cache
def _tables() -> Mapping[str, Any]:
    file = resources.files("assistant.answering.exact.turn") / "numerals.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _vocabulary() -> Mapping[str, NumberWord]:
    tables = _tables()
    words = {
        word: _number_word(letter, value)
        for table, letter in _LETTERS.items()
        for word, value in tables[table].items()
    }
    glue = {word: NumberWord(letter) for word, letter in tables["glue"].items()}
    return words | glue | {word: words[right] for word, right in tables["misspelt"].items()}


def _number_word(letter: str, value: float | list[int]) -> NumberWord:
    """Of one value, or of the least and of what is not reached."""
    if isinstance(value, list):
        return NumberWord(letter, Decimal(value[0]), value[1] * NEARLY)
    return NumberWord(letter, Decimal(str(value)), Decimal(str(value)))


@cache
def _long_words() -> Mapping[str, tuple[str, ...]]:
    """By their first letter the words that can be told in spite of a typing error."""
    tables = ("ones", "whole", "tens", "hundreds", "hundred", "thousand", "million", "millions")
    long = [one for table in tables for one in _tables()[table] if len(one) >= _FEWEST_LETTERS]
    return {first: tuple(w for w in long if w[0] == first) for first in {w[0] for w in long}}
