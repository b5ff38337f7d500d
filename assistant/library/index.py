"""Finds passages: one matrix product over every vector, word scores beside it, a second look.

Exact search: with the few thousand passages of an association, one product costs less than asking
a vector database once. With very many, someone else names candidates, and only they are scored.
See `vectors.py` for what is kept on disk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.library.choices import Choices
from assistant.library.classifier import Classifier
from assistant.library.encoder import Encoding, Vector
from assistant.library.groups import Positions, Scores, highest, ranges, starts
from assistant.library.passages import Passage
from assistant.library.word_index import WordIndex, index_words
from assistant.library.wordings import NOTHING_ASKED, PlacedVectors, Wordings, has_many

Candidates = Callable[[Vector], Positions]
BY_WORDS = 100  # candidates that only their words may name, where not every passage is scored
TOKEN_SCALE = 127.0  # token vectors have length 1, so each number fits a signed byte


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts in the score; the sum is 1.

    The defaults are fitted on four public sets at once: questions and answers, long documents,
    tables and articles, with one title or none each.
    """

    passage: float = 0.0
    window: float = 0.10
    heading: float = 0.10  # the nearest heading or way to ask
    centre: float = 0.20  # the mean of the section's headings and ways to ask
    words: float = 0.17
    tokens: float = 0.43  # the second look
    choice: float = 0.0  # what the classifier makes of the question, where there is one
    depth: int = 30  # how many passages get a second look


# With several ways to ask for each section, a classifier of them finds a new one better than
# anything else; `quality/ranking_fitting.py` fitted these (right section first .55 -> .66).
MANY_WORDINGS = Weights(
    passage=0.0,
    window=0.0,
    heading=0.25,
    centre=0.06,
    words=0.06,
    tokens=0.13,
    choice=0.50,
    depth=14,
)


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
    """A found passage: its position in the index, its score and what the score is made of.

    `choice` is that of its section: 1 when the classifier is sure of it, 0 from a chance of
    1 in 3,000 downwards or without a classifier.
    """

    position: int
    score: float
    cosine: float
    window: float
    heading: float
    centre: float
    words: float
    tokens: float
    choice: float


def vectors_of(passage: Passage, encoding: Encoding) -> PassageVectors:
    """Pool a passage's windows from its one pass through the encoder."""
    spans = [(one.start, one.end) for one in passage.sentences] or [(0, len(passage.text))]
    pairs = [(first[0], second[1]) for first, second in pairwise(spans)]
    windows = np.stack([encoding.window(start, end) for start, end in (*spans, *pairs)])
    inner = encoding.tokens[1:-1] if len(encoding.tokens) > 2 else encoding.tokens
    return PassageVectors(encoding.vector, windows, np.round(inner * TOKEN_SCALE).astype(np.int8))


@dataclass(frozen=True, slots=True)
class FirstScores:
    """One score of each sort per passage; see `Weights`."""

    cosine: Scores | float
    window: Scores | float
    centre: Scores
    words: Scores
    choice: Scores

    def blended(self, weights: Weights) -> Scores:
        """The weighted sum, without what only the second look can tell."""
        return np.asarray(
            weights.passage * self.cosine
            + weights.window * self.window
            + weights.centre * self.centre
            + weights.words * self.words
            + weights.choice * self.choice,
            dtype=np.float32,
        )


class Index:
    """All passages of one audience, searchable. Immutable once made."""

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Sequence[PassageVectors],
        wordings: PlacedVectors | None = None,
        weights: Weights | None = None,
        candidates: Candidates | None = None,
        classifier: Classifier | None = None,
        words: WordIndex | None = None,
    ) -> None:
        """Stack the vectors.

        Args:
            passages: n passages.
            vectors: Theirs, in the same order; the word pieces are kept as they are given, so that
                they may lie in a mapped file.
            wordings: Headings and ways to ask; none by default.
            weights: How to blend; the fitted ones by default.
            candidates: Names the passages worth scoring for a question's vector; by default
                every passage is scored.
            classifier: Says which section a question is for.
            words: The passages' words, if they have been counted.
        """
        self.passages = tuple(passages)
        wordings = wordings or NOTHING_ASKED
        many = classifier is not None and has_many(wordings.places)
        self.weights = weights or (MANY_WORDINGS if many else Weights())
        self._candidates = candidates
        self._matrix = _stacked([one.vector[None, :] for one in vectors])
        self._windows = _stacked([one.windows for one in vectors])
        self._window_counts = np.array([len(one.windows) for one in vectors], dtype=np.int64)
        self._window_starts = starts(self._window_counts)
        self._tokens = tuple(one.tokens for one in vectors)
        self._wordings = Wordings(self.passages, wordings)
        self._choices = Choices(self.passages, classifier)
        self.words = words or index_words([passage.searched for passage in passages])

    def search(self, question: AskedQuestion, count: int) -> list[Hit]:
        """The best passages, best first; none when there are no passages."""
        words = self._word_scores(question)
        places = self._places(question, words)
        if not len(self.passages if places is None else places):
            return []
        parts = self._first_scores(question, words, places)
        first = parts.blended(self.weights)
        rows = self._worth_a_second_look(first, parts, count)
        top = rows if places is None else places[rows]
        heading = self._wordings.nearest(question.vector, top)
        window = self._window_scores(question.vector, top)
        cosine = self._matrix[top] @ question.vector
        second = self.token_scores(question.tokens, top)
        final = first[rows] + self.weights.heading * heading + self.weights.tokens * second
        order = np.argsort(-final, kind="stable")[:count]
        chosen = rows[order]
        columns = (
            top[order],
            final[order],
            cosine[order],
            window[order],
            heading[order],
            parts.centre[chosen],
            parts.words[chosen],
            second[order],
            parts.choice[chosen],
        )  # in the order of `Hit`
        return [Hit(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    def _places(self, question: AskedQuestion, words: Scores) -> Positions | None:
        """The passages to score, in order; None for all of them."""
        if self._candidates is None:
            return None
        by_words = highest(words, BY_WORDS)
        near = self._candidates(question.vector)
        return np.union1d(near, by_words[words[by_words] > 0]).astype(np.intp)

    def _worth_a_second_look(self, first: Scores, parts: FirstScores, count: int) -> Positions:
        """Rows of the best by the first scores, in order, so that equals stay in order."""
        return highest(first + self.weights.heading * parts.centre, max(self.weights.depth, count))

    def _first_scores(
        self, question: AskedQuestion, words: Scores, places: Positions | None
    ) -> FirstScores:
        if places is None:
            return FirstScores(
                cosine=self._cosines_that_count(question.vector, None),
                window=self._windows_that_count(question.vector, None),
                centre=self._wordings.centres(question.vector),
                words=words,
                choice=self._choices.of_passages(question.vector),
            )
        return FirstScores(
            cosine=self._cosines_that_count(question.vector, places),
            window=self._windows_that_count(question.vector, places),
            centre=self._wordings.centres(question.vector)[places],
            words=words[places],
            choice=self._choices.of_passages(question.vector)[places],
        )

    def _cosines_that_count(self, question: Vector, places: Positions | None) -> Scores | float:
        """The passages' cosines where they have a weight."""
        if not self.weights.passage:
            return 0.0
        return (self._matrix if places is None else self._matrix[places]) @ question

    def _windows_that_count(self, question: Vector, places: Positions | None) -> Scores | float:
        """The windows' scores where they have a weight; there are four times more than passages."""
        return self._window_scores(question, places) if self.weights.window else 0.0

    def _window_scores(self, question: Vector, places: Positions | None) -> Scores:
        """The best window of each passage."""
        if places is None:
            scores: Scores = np.maximum.reduceat(self._windows @ question, self._window_starts)
            return scores
        counts = self._window_counts[places]
        rows = ranges(self._window_starts[places], counts)
        some: Scores = np.maximum.reduceat(self._windows[rows] @ question, starts(counts))
        return some

    def _word_scores(self, question: AskedQuestion) -> Scores:
        """BM25 of every passage, divided by the highest."""
        words = self.words.scores(question.terms)
        highest = float(words.max(initial=0.0))
        return words / highest if highest > 0 else words

    def token_scores(self, question: Vector, positions: Positions) -> Scores:
        """MaxSim: each word piece of the question with its nearest one in the passage, averaged."""
        tokens = [self._tokens[position] for position in positions]
        rows = np.concatenate(tokens, dtype=np.float32, casting="unsafe")
        near = rows @ (question.T / TOKEN_SCALE)
        best: Scores = np.maximum.reduceat(near, starts([len(one) for one in tokens])).mean(axis=1)
        return best

    def nearest_wording(self, question: Vector) -> float:
        """The highest cosine of any heading or way to ask; 0 without any."""
        return self._wordings.best(question)

    def likeliest(self, question: Vector) -> tuple[str, float]:
        """The document that the classifier finds likeliest, and its chance; ("", 0) without one."""
        return self._choices.likeliest(question)

    def odds_of_sections(
        self, places: frozenset[tuple[str, int]], question: Vector
    ) -> tuple[float, float]:
        """The classifier's chance of some sections together, and of the likeliest other one."""
        return self._choices.odds(question, places)

    def chances_of(self, documents: Sequence[str], question: Vector) -> list[float]:
        """The classifier's chance of each document, all its sections together; 0 without one."""
        return self._choices.of_documents(question, documents)

    def sentence_scores(self, position: int, question: Vector) -> Scores:
        """Cosine of the question with each sentence of a passage."""
        start = self._window_starts[position]
        count = max(len(self.passages[position].sentences), 1)
        scores: Scores = self._windows[start : start + count] @ question
        return scores


def _stacked(parts: Sequence[Vector]) -> Vector:
    return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)
