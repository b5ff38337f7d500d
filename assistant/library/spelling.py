"""Mends misspelt words and writes abbreviations out for the search.

What a visitor reads is never changed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.library.lexicon import FUNCTION_WORDS, fold

SHORTEST = 4  # shorter words have too many neighbours
NEAR = 0.74  # one slip in four letters, two in eight
ALIKE = 0.01  # scores that differ by less are even

_WORD = re.compile(r"[^\W\d_]+")


class Speller:
    """Knows the words of a build, those of the encoder, and the association's abbreviations."""

    def __init__(
        self,
        counts: Mapping[str, int],
        is_word: Callable[[str], bool],
        abbreviations: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the words.

        Args:
            counts: How often each word stands in what can be found, folded.
            is_word: Whether the encoder has a word as one piece: then it is one.
            abbreviations: What each short form stands for.
        """
        self._counts = counts
        self._known = self._counts.keys() | FUNCTION_WORDS
        targets = (w for w in self._known if len(w) >= SHORTEST and w.isalpha())
        self._targets = sorted(targets, key=lambda word: (len(word), word))
        self._is_word = is_word
        self._long = {fold(short): full for short, full in (abbreviations or {}).items()}

    def mend(self, text: str) -> str:
        """The text with abbreviations written out and unknown words replaced by the nearest one."""
        return _WORD.sub(lambda match: self._mended(match.group()), text)

    def knows(self, word: str) -> bool:
        """Whether the documents or the language's small words have it."""
        folded = fold(word)
        return folded in self._known or folded in self._long

    def _mended(self, word: str) -> str:
        folded = fold(word)
        if folded in self._long:
            return self._long[folded]
        return (self._nearest(folded) if self._is_strange(folded) else "") or word

    def _is_strange(self, word: str) -> bool:
        return (
            len(word) >= SHORTEST
            and word.isascii()
            and word not in self._known
            and not self._is_word(word)
        )

    def _nearest(self, word: str) -> str:
        """The most alike word; of several the commonest: "waht" is "what" and not "wait"."""
        if word.endswith("ys") and (plural := f"{word[:-2]}ies") in self._known:
            return plural
        # A letter more or less is a slip, so that much longer and shorter words cannot be near.
        start = bisect_left(self._targets, len(word) * NEAR, key=len)
        stop = bisect_right(self._targets, len(word) / NEAR, key=len)
        found = process.extract(
            word,
            self._targets[start:stop],
            scorer=OSA.normalized_similarity,
            score_cutoff=NEAR,
            limit=8,
        )
        alike = [near for near, score, _ in found if score > found[0][1] - ALIKE]
        return str(max(alike, key=lambda near: self._counts.get(near, 0), default=""))
