"""Tells ordinary words of English and Spanish, however they are bent, from names."""

import lzma
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from assistant.facts.likeness import LikeNames
from assistant.facts.word_lists import is_word

_FILE = Path(__file__).parent / "data" / "ordinary_words.txt.xz"
_LEAST_LIKE = 70  # fuzz.ratio under which nobody takes one word for the other
_MOST_LIKE = 4
# What Spanish verbs end in, folded; the list has their infinitives and the commonest forms.
_ENDINGS = re.compile(
    r"(?:[aei]?r(?:i?a|ias|iamos|ian|as|an|e|emos|me|nos|le|les|te|lo|la|los|las|se)"
    r"|[aei]mos|a?ba(?:n|mos)?|[aei]?ndo|i?endo|[ai]d[ao]s?|aron|ieron|io|[aeo]|[ae][sn]|i?a[ns]?)$"
)
_INFINITIVES = ("ar", "er", "ir")
_PLURALS = ("s", "es")


@lru_cache(maxsize=4096)
def is_ordinary(key: str) -> bool:
    """Whether a folded word is an ordinary one: "dues", "pagaríamos", "yearly"."""
    if is_word(key) or key in _words():
        return True
    return any(form in _words() for form in _plain_forms(key))


@lru_cache(maxsize=1024)
def like_ordinary(key: str) -> tuple[tuple[str, float], ...]:
    """The ordinary words that a folded word is most like, with their ratios up to 100."""
    return tuple(_likes().best(key, _LEAST_LIKE, _MOST_LIKE))


def _plain_forms(key: str) -> Iterator[str]:
    for ending in _PLURALS:
        if key.endswith(ending):
            yield key.removesuffix(ending)
    for start in range(len(key)):
        if _ENDINGS.match(key, start):
            yield from (key[:start] + infinitive for infinitive in _INFINITIVES)


@cache
def _words() -> frozenset[str]:
    text = lzma.decompress(_FILE.read_bytes()).decode()
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


@cache
def _likes() -> LikeNames:
    return LikeNames(_words())
