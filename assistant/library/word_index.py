"""Finds passages by their words: BM25 over stemmed words, and how rare each word is."""

import logging
from collections.abc import Sequence

import bm25s
import numpy as np

from assistant.library.groups import Scores
from assistant.library.lexicon import plain_words, terms


class WordIndex:
    """BM25 over stemmed words, and the rarity of each word."""

    def __init__(self, texts: Sequence[str]) -> None:
        documents = [terms(text) for text in texts]
        self._size = len(documents)
        self.term_sets = [frozenset(document) for document in documents]
        counts: dict[str, int] = {}
        for document in self.term_sets:
            for term in document:
                counts[term] = counts.get(term, 0) + 1
        self.plain = frozenset(word for text in texts for word in plain_words(text))
        self.rarity = {
            term: float(np.log(1 + (self._size - n + 0.5) / (n + 0.5)))
            for term, n in counts.items()
        }
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        self._bm25 = bm25s.BM25() if counts else None
        if self._bm25 is not None:
            self._bm25.index(documents, show_progress=False)

    def scores(self, question_terms: Sequence[str]) -> Scores:
        """BM25 of every passage; zeros when no word is known."""
        known = [term for term in dict.fromkeys(question_terms) if term in self.rarity]
        if not known or self._bm25 is None:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)
