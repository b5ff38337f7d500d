"""Makes `data/ordinary_words.txt.xz`; run by hand: `python -m assistant.facts.word_extract`.

The words come from the PyPI packages `pyspellchecker` (words by how often they are used) and
`stopwordsiso`, both MIT; the product itself needs only the extract.
"""

import importlib
import lzma
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.facts.names import fold_name

TARGET = Path(__file__).parent / "data" / "ordinary_words.txt.xz"
# The commonest; behind them stand names and slips of the pen.
WORDS = {"en": 20_000, "es": 25_000}
LEAST_LETTERS = 3

_HEAD = """\
# Ordinary words of English and Spanish, folded: what is among them is no misspelled name. From the
# packages pyspellchecker and stopwordsiso (MIT). Made by `python -m assistant.facts.word_extract`.
"""


def ordinary_words(
    counted: Mapping[str, Mapping[str, int]], small: Mapping[str, Iterable[str]]
) -> list[str]:
    """The folded words, in order.

    Args:
        counted: Of each language its words and how often each was met.
        small: Of each language its small words, however rare they are in `counted`.
    """
    kept = {
        fold_name(word)
        for language, most in WORDS.items()
        for word in (*_commonest(counted[language], most), *small[language])
    }
    return sorted(word for word in kept if word.isalpha() and len(word) >= LEAST_LETTERS)


def _commonest(counted: Mapping[str, int], most: int) -> Sequence[str]:
    return sorted(counted, key=lambda word: (-counted[word], word))[:most]


def write_extract(target: Path) -> None:  # pragma: no cover - needs the two packages
    """Write the file anew."""
    spelling: Any = importlib.import_module("spellchecker")
    stopwords: Any = importlib.import_module("stopwordsiso")
    counted = {
        language: spelling.SpellChecker(language=language).word_frequency.dictionary
        for language in WORDS
    }
    small = {language: stopwords.stopwords(language) for language in WORDS}
    text = _HEAD + "\n".join(ordinary_words(counted, small)) + "\n"
    target.write_bytes(lzma.compress(text.encode(), preset=9))


if __name__ == "__main__":  # pragma: no cover
    write_extract(TARGET)
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")
