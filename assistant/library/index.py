"""Finds passages: one matrix product over every vector, word scores beside it, a second look.

Exact search: with the few thousand passages of an association, one product costs less than asking
a vector database once. See `vectors.py` for what is kept on disk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.library.encoder import Encoding, Vector
from assistant.library.lexicon import terms
from assistant.library.passages import Passage

Scores = NDArray[np.float32]
TOKEN_SCALE = 127.0  # token vectors have length 1, so each number fits a signed byte


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts in the score; the sum is 1.

    Fitted on four public sets at once (questions and answers, long documents, tables, articles):
    a random search of 125 mixtures; the best ten lie within .004 of each other.
    """

    passage: float = 0.10
    window: float = 0.16
    heading: float = 0.32
    words: float = 0.18
    tokens: float = 0.24  # the second look
    depth: int = 30  # how many passages get a second look


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """What the encoder made of one passage.

    Attributes:
        vector: The whole passage, length 1.
        windows: Each sentence and each pair of neighbours, one row each.
        tokens: Its word pieces as signed bytes, times `TOKEN_SCALE`.
    """

    vector: Vector
    windows: Vector
    tokens: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question ready for the index.

    Attributes:
        vector: Where to look: half the last turn with the one before it, half the last alone.
        tokens: Word-piece vectors of the last turn.
        terms: Stemmed words of both texts.
    """

    vector: Vector
    tokens: Vector
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage: its position in the index, its score and what the score is made of."""

    position: int
    score: float
    cosine: float
    window: float
    heading: float
    words: float
    tokens: float


def vectors_of(passage: Passage, encoding: Encoding) -> PassageVectors:
    """Pool a passage's windows from its one pass through the encoder."""
    spans = [(one.start, one.end) for one in passage.sentences] or [(0, len(passage.text))]
    pairs = [(first[0], second[1]) for first, second in pairwise(spans)]
    windows = np.stack([encoding.window(start, end) for start, end in (*spans, *pairs)])
    inner = encoding.tokens[1:-1] if len(encoding.tokens) > 2 else encoding.tokens
    return PassageVectors(encoding.vector, windows, np.round(inner * TOKEN_SCALE).astype(np.int8))


class Index:
    """All passages of one audience, searchable. Immutable once made."""

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Sequence[PassageVectors],
        wordings: Sequence[tuple[tuple[str, int], Vector]],
        weights: Weights | None = None,
    ) -> None:
        """Stack the vectors.

        Args:
            passages: n passages.
            vectors: Theirs, in the same order.
            wordings: Of headings and of ways to ask: ((document, section), vector).
            weights: How to blend; the fitted ones by default.
        """
        self.passages = tuple(passages)
        self.weights = weights or Weights()
        self._matrix = np.stack([one.vector for one in vectors])
        self._windows = np.concatenate([one.windows for one in vectors])
        self._window_starts = _starts([len(one.windows) for one in vectors])
        self._tokens = np.concatenate([one.tokens for one in vectors])
        self._token_starts = _starts([len(one.tokens) for one in vectors])
        self._token_counts = np.array([len(one.tokens) for one in vectors])
        self._wordings, self._wording_starts, self._wording_of = self._stack_wordings(wordings)
        self.words = WordIndex([f"{p.heading} {p.text}" for p in passages])

    def _stack_wordings(
        self, wordings: Sequence[tuple[tuple[str, int], Vector]]
    ) -> tuple[Vector, NDArray[np.int64], NDArray[np.int64]]:
        by_section: dict[tuple[str, int], list[Vector]] = {}
        for place, vector in wordings:
            by_section.setdefault(place, []).append(vector)
        places = {place: number for number, place in enumerate(by_section)}
        rows = [vector for group in by_section.values() for vector in group]
        matrix = np.stack(rows) if rows else np.zeros((0, self._matrix.shape[1]), np.float32)
        starts = _starts([len(group) for group in by_section.values()])
        owner = np.array([places.get((p.document, p.section), -1) for p in self.passages])
        return matrix, starts, owner

    def first_scores(self, question: AskedQuestion) -> tuple[Scores, Scores, Scores, Scores]:
        """Per passage: cosine, best window, best wording of its section, words (0 to 1)."""
        cosine = self._matrix @ question.vector
        window = np.maximum.reduceat(self._windows @ question.vector, self._window_starts)
        heading = np.zeros(len(self.passages), np.float32)
        if len(self._wordings):
            best = np.maximum.reduceat(self._wordings @ question.vector, self._wording_starts)
            known = self._wording_of >= 0
            heading[known] = best[self._wording_of[known]]
        words = self.words.scores(question.terms)
        highest = float(words.max(initial=0.0))
        return cosine, window, heading, words / highest if highest > 0 else words

    def search(self, question: AskedQuestion, count: int) -> list[Hit]:
        """The best passages, best first."""
        cosine, window, heading, words = self.first_scores(question)
        weights = self.weights
        first = (
            weights.passage * cosine
            + weights.window * window
            + weights.heading * heading
            + weights.words * words
        )
        depth = min(weights.depth if weights.tokens else count, len(first))
        top = np.argpartition(-first, depth - 1)[:depth]
        second = self.token_scores(question.tokens, top) if weights.tokens else np.zeros(len(top))
        final = first[top] + weights.tokens * second
        order = np.argsort(-final, kind="stable")[:count]
        return [
            Hit(
                int(top[i]),
                float(final[i]),
                float(cosine[top[i]]),
                float(window[top[i]]),
                float(heading[top[i]]),
                float(words[top[i]]),
                float(second[i]),
            )
            for i in order
        ]

    def token_scores(self, question: Vector, positions: NDArray[np.intp]) -> Scores:
        """MaxSim: each word piece of the question with its nearest one in the passage, averaged."""
        rows = np.concatenate(
            [
                np.arange(self._token_starts[p], self._token_starts[p] + self._token_counts[p])
                for p in positions
            ]
        )
        near = self._tokens[rows].astype(np.float32) @ (question.T / TOKEN_SCALE)
        starts = _starts([int(self._token_counts[p]) for p in positions])
        best: Scores = np.maximum.reduceat(near, starts, axis=0).mean(axis=1)
        return best

    def sentence_scores(self, position: int, question: Vector) -> Scores:
        """Cosine of the question with each sentence of a passage."""
        start = self._window_starts[position]
        count = max(len(self.passages[position].sentences), 1)
        scores: Scores = self._windows[start : start + count] @ question
        return scores


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
        self.rarity = {
            term: float(np.log(1 + (self._size - n + 0.5) / (n + 0.5)))
            for term, n in counts.items()
        }
        self._bm25 = bm25s.BM25() if counts else None
        if self._bm25 is not None:
            self._bm25.index(documents, show_progress=False)

    def scores(self, question_terms: Sequence[str]) -> Scores:
        """BM25 of every passage; zeros when no word is known."""
        known = [term for term in dict.fromkeys(question_terms) if term in self.rarity]
        if not known or self._bm25 is None:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)


def _starts(counts: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
