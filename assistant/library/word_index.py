"""Finds passages by their words: BM25 over stemmed words, and how rare each word is.

BM25 of every word in every passage depends on the passages alone: it is worked out once, when a
build is made, and a question adds up the columns of its words.
"""

import importlib
import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.library.groups import Scores
from assistant.library.lexicon import plain_words, terms


@dataclass(frozen=True, eq=False)
class WordIndex:
    """A sparse matrix, stored by columns: one row a passage, one column a term.

    Attributes:
        size: How many passages.
        rarity: How rare each of n terms is (idf), in the order of the columns.
        plain: Every word, folded, as it is written.
        starts: Where each column begins in the two arrays below, and where the last ends: n + 1.
        rows: Passages.
        values: BM25 of the column's term in them.
    """

    size: int
    rarity: Mapping[str, float]
    plain: frozenset[str]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    values: Scores

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.rarity)}

    def scores(self, question_terms: Sequence[str]) -> Scores:
        """BM25 of every passage; zeros when no word is known."""
        found = np.zeros(self.size, np.float32)
        for term in dict.fromkeys(question_terms):
            if (column := self._columns.get(term)) is not None:
                span = slice(self.starts[column], self.starts[column + 1])
                found[self.rows[span]] += self.values[span]  # a column names each passage once
        return found


def index_words(texts: Sequence[str]) -> WordIndex:
    """Count the words of passages."""
    documents = [terms(text) for text in texts]
    counts = Counter(term for document in documents for term in set(document))
    columns = {term: number for number, term in enumerate(counts)}
    starts, rows, values = _bm25([[columns[term] for term in one] for one in documents], columns)
    return WordIndex(
        size=len(texts),
        rarity={
            term: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for term, n in counts.items()
        },
        plain=frozenset(word for text in texts for word in plain_words(text)),
        starts=starts,
        rows=rows,
        values=values,
    )


def _bm25(
    documents: Sequence[Sequence[int]], columns: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int32], Scores]:
    """Starts, rows and values of the columns; see `WordIndex`."""
    if not columns:
        return np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32)
    library = importlib.import_module("bm25s")  # 0.1 s that only those who count words need
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
    made = library.BM25()
    made.index((documents, dict(columns)), show_progress=False)
    found = made.scores
    return np.asarray(found["indptr"], np.int64), found["indices"], found["data"]
