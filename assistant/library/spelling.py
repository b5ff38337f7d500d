"""Mends misspelt words for the search; what a visitor reads is never changed."""

from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.library.lexicon import FUNCTION_WORDS, plain_words

SHORTEST = 4  # shorter words have too many neighbours
NEAR = 0.74  # one slip in four letters, two in eight


class Speller:
    """Knows the words of a build and those of the encoder."""

    def __init__(self, texts: Iterable[str], is_word: Callable[[str], bool]) -> None:
        """Collect the words.

        Args:
            texts: What can be found.
            is_word: Whether the encoder has a word as one piece: then it is one.
        """
        words = {word for text in texts for word in plain_words(text)}
        self._known = words | FUNCTION_WORDS
        self._targets = sorted(w for w in words if len(w) >= SHORTEST and w.isalpha())
        self._is_word = is_word

    def mend(self, text: str) -> str:
        """The text with unknown words replaced by the nearest known one, if any is near."""
        replaced = {word: self._nearest(word) for word in plain_words(text) if self._strange(word)}
        if not any(replaced.values()):
            return text
        return " ".join(replaced.get(word) or word for word in plain_words(text))

    def _strange(self, word: str) -> bool:
        return (
            len(word) >= SHORTEST
            and word.isalpha()
            and word.isascii()
            and word not in self._known
            and not self._is_word(word)
        )

    def _nearest(self, word: str) -> str:
        found = process.extractOne(
            word, self._targets, scorer=OSA.normalized_similarity, score_cutoff=NEAR
        )
        return str(found[0]) if found else ""
