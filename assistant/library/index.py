"""Finds passages: one matrix product over every vector, word scores beside it, a second look.

Exact search: with the few thousand passages of an association, one product costs less than asking
a vector database once. With very many, someone else names candidates, and only they are scored.
See `vectors.py` for what is kept on disk.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.library.classifier import FOREIGN, Classifier, Place
from assistant.library.encoder import Encoding, Vector
from assistant.library.lexicon import plain_words, terms
from assistant.library.passages import Passage

Scores = NDArray[np.float32]
Positions = NDArray[np.intp]
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
    depth=20,
)
MANY = 4  # headings and ways to ask a section, on average
FAINT = 8.0  # minus the logarithm of a chance that counts as none


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

    cosine: Scores
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
        wordings: Sequence[tuple[Place, Vector]],
        weights: Weights | None = None,
        candidates: Candidates | None = None,
        classifier: Classifier | None = None,
    ) -> None:
        """Stack the vectors.

        Args:
            passages: n passages.
            vectors: Theirs, in the same order; the word pieces are kept as they are given, so that
                they may lie in a mapped file.
            wordings: Of headings and of ways to ask: ((document, section), vector).
            weights: How to blend; the fitted ones by default.
            candidates: Names the passages worth scoring for a question's vector; by default
                every passage is scored.
            classifier: Says which section a question is for.
        """
        self.passages = tuple(passages)
        self.weights = weights or _fitted(wordings, classifier)
        self._candidates = candidates
        self._matrix = _stacked([one.vector[None, :] for one in vectors])
        self._windows = _stacked([one.windows for one in vectors])
        self._window_counts = np.array([len(one.windows) for one in vectors], dtype=np.int64)
        self._window_starts = _starts(self._window_counts)
        self._tokens = tuple(one.tokens for one in vectors)
        self._wordings = _Wordings(self.passages, wordings, self._matrix.shape[1])
        self._choices = _Choices(self.passages, classifier)
        self.words = WordIndex([f"{p.heading} {p.text}" for p in passages])

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
        second = self.token_scores(question.tokens, top)
        final = first[rows] + self.weights.heading * heading + self.weights.tokens * second
        order = np.argsort(-final, kind="stable")[:count]
        return [
            Hit(
                position=int(top[i]),
                score=float(final[i]),
                cosine=float(parts.cosine[rows[i]]),
                window=float(window[i]),
                heading=float(heading[i]),
                centre=float(parts.centre[rows[i]]),
                words=float(parts.words[rows[i]]),
                tokens=float(second[i]),
                choice=float(parts.choice[rows[i]]),
            )
            for i in order
        ]

    def _places(self, question: AskedQuestion, words: Scores) -> Positions | None:
        """The passages to score, in order; None for all of them."""
        if self._candidates is None:
            return None
        by_words = _highest(words, BY_WORDS)
        near = self._candidates(question.vector)
        return np.union1d(near, by_words[words[by_words] > 0]).astype(np.intp)

    def _worth_a_second_look(self, first: Scores, parts: FirstScores, count: int) -> Positions:
        """Rows of the best by the first scores, in order, so that equals stay in order."""
        return _highest(first + self.weights.heading * parts.centre, max(self.weights.depth, count))

    def _first_scores(
        self, question: AskedQuestion, words: Scores, places: Positions | None
    ) -> FirstScores:
        if places is None:
            return FirstScores(
                cosine=self._matrix @ question.vector,
                window=self._windows_that_count(question.vector, None),
                centre=self._wordings.centres(question.vector),
                words=words,
                choice=self._choices.of_passages(question.vector),
            )
        return FirstScores(
            cosine=self._matrix[places] @ question.vector,
            window=self._windows_that_count(question.vector, places),
            centre=self._wordings.centres(question.vector)[places],
            words=words[places],
            choice=self._choices.of_passages(question.vector)[places],
        )

    def _windows_that_count(self, question: Vector, places: Positions | None) -> Scores | float:
        """The windows' scores where they have a weight; there are four times more than passages."""
        return self._window_scores(question, places) if self.weights.window else 0.0

    def _window_scores(self, question: Vector, places: Positions | None) -> Scores:
        """The best window of each passage."""
        if places is None:
            scores: Scores = np.maximum.reduceat(self._windows @ question, self._window_starts)
            return scores
        counts = self._window_counts[places]
        rows = _ranges(self._window_starts[places], counts)
        some: Scores = np.maximum.reduceat(self._windows[rows] @ question, _starts(counts))
        return some

    def _word_scores(self, question: AskedQuestion) -> Scores:
        """BM25 of every passage, divided by the highest."""
        words = self.words.scores(question.terms)
        highest = float(words.max(initial=0.0))
        return words / highest if highest > 0 else words

    def token_scores(self, question: Vector, positions: Positions) -> Scores:
        """MaxSim: each word piece of the question with its nearest one in the passage, averaged."""
        tokens = [self._tokens[position] for position in positions]
        near = np.concatenate(tokens).astype(np.float32) @ (question.T / TOKEN_SCALE)
        best: Scores = np.maximum.reduceat(near, _starts([len(one) for one in tokens])).mean(axis=1)
        return best

    def nearest_wording(self, question: Vector) -> float:
        """The highest cosine of any heading or way to ask; 0 without any."""
        return self._wordings.best(question)

    def likeliest(self, question: Vector) -> tuple[str, float]:
        """The document that the classifier finds likeliest, and its chance; ("", 0) without one."""
        return self._choices.likeliest(question)

    def chances_of(self, documents: Sequence[str], question: Vector) -> list[float]:
        """The classifier's chance of each document, all its sections together; 0 without one."""
        return self._choices.of_documents(question, documents)

    def sentence_scores(self, position: int, question: Vector) -> Scores:
        """Cosine of the question with each sentence of a passage."""
        start = self._window_starts[position]
        count = max(len(self.passages[position].sentences), 1)
        scores: Scores = self._windows[start : start + count] @ question
        return scores


class _Wordings:
    """Headings and ways to ask, by section."""

    def __init__(
        self,
        passages: Sequence[Passage],
        wordings: Sequence[tuple[Place, Vector]],
        dimensions: int,
    ) -> None:
        by_section: dict[Place, list[Vector]] = {}
        for place, vector in wordings:
            by_section.setdefault(place, []).append(vector)
        numbers = {place: number for number, place in enumerate(by_section)}
        rows = [vector for group in by_section.values() for vector in group]
        centres = [np.mean(group, axis=0) for group in by_section.values()]
        self._rows = np.stack(rows) if rows else np.zeros((0, dimensions), np.float32)
        self._counts = [len(group) for group in by_section.values()]
        self._starts = _starts(self._counts)
        self._centres = np.array(
            [centre / max(float(np.linalg.norm(centre)), 1e-9) for centre in centres], np.float32
        )
        self._of_passage = np.array([numbers.get((p.document, p.section), -1) for p in passages])

    def centres(self, question: Vector) -> Scores:
        """Per passage: cosine of the centre of its section's wordings; 0 without any."""
        found = np.zeros(len(self._of_passage), np.float32)
        if len(self._rows):
            known = self._of_passage >= 0
            found[known] = (self._centres @ question)[self._of_passage[known]]
        return found

    def best(self, question: Vector) -> float:
        """The highest cosine of all."""
        return float((self._rows @ question).max(initial=0.0)) if len(self._rows) else 0.0

    def nearest(self, question: Vector, positions: NDArray[np.intp]) -> Scores:
        """For these passages: cosine of the nearest wording of the section; 0 without any.

        Only for those that get a second look: there are ten times more wordings than sections.
        """
        found = np.zeros(len(positions), np.float32)
        owners = self._of_passage[positions]
        known = owners >= 0
        if known.any():
            groups, back = np.unique(owners[known], return_inverse=True)
            rows = [np.arange(self._starts[g], self._starts[g] + self._counts[g]) for g in groups]
            scores = self._rows[np.concatenate(rows)] @ question
            best = np.maximum.reduceat(scores, _starts([len(one) for one in rows]))
            found[known] = best[back]
        return found


class _Choices:
    """What the classifier makes of a question, over the sections of one index."""

    def __init__(self, passages: Sequence[Passage], classifier: Classifier | None) -> None:
        here = {(p.document, p.section) for p in passages} | {FOREIGN}
        places = classifier.places if classifier else ()
        self._among = np.array([n for n, place in enumerate(places) if place in here], np.intp)
        self._documents = np.array([places[n][0] for n in self._among], dtype=object)
        self._classifier = classifier if len(self._among) else None
        rows = {places[n]: row for row, n in enumerate(self._among)}
        none = len(rows)  # a row past the last one: a chance of nothing
        self._of_passage = np.array([rows.get((p.document, p.section), none) for p in passages])

    def of_passages(self, question: Vector) -> Scores:
        """Per passage, as `Hit.choice`."""
        if self._classifier is None:
            return np.zeros(len(self._of_passage), np.float32)
        logs = self._classifier.log_chances(question, self._among)
        choices = np.append(np.maximum(0.0, 1.0 + logs / FAINT), 0.0)
        return np.asarray(choices[self._of_passage], dtype=np.float32)

    def likeliest(self, question: Vector) -> tuple[str, float]:
        if self._classifier is None:
            return "", 0.0
        logs = self._classifier.log_chances(question, self._among)
        best = int(np.argmax(logs))
        return str(self._documents[best]), float(np.exp(logs[best]))

    def of_documents(self, question: Vector, documents: Sequence[str]) -> list[float]:
        if self._classifier is None:
            return [0.0] * len(documents)
        chances = np.exp(self._classifier.log_chances(question, self._among))
        return [float(chances[self._documents == one].sum()) for one in documents]


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


def _starts(counts: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)


def _ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its count says, one range after another."""
    return np.repeat(starts - _starts(counts), counts) + np.arange(counts.sum())


def _highest(scores: Scores, count: int) -> Positions:
    """Where the highest scores stand, in the order of their places."""
    if count >= len(scores):
        return np.arange(len(scores))
    return np.sort(np.argpartition(-scores, count - 1)[:count])


def _stacked(parts: Sequence[Vector]) -> Vector:
    return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)


def _fitted(wordings: Sequence[tuple[Place, Vector]], classifier: Classifier | None) -> Weights:
    return MANY_WORDINGS if classifier and has_many(place for place, _ in wordings) else Weights()


def has_many(places: Iterable[Place]) -> bool:
    """Whether sections have so many headings and ways to ask that these tell the most."""
    counts = Counter(places)
    return bool(counts) and counts.total() / len(counts) >= MANY
