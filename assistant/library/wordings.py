"""Headings and ways to ask, by the section that each leads to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.library.classifier import Place
from assistant.library.encoder import Vector
from assistant.library.groups import Positions, Scores, starts
from assistant.library.passages import Passage

MANY = 4  # headings and ways to ask a section, on average


def has_many(places: Iterable[Place]) -> bool:
    """Whether sections have so many headings and ways to ask that these tell the most."""
    counts = Counter(places)
    return bool(counts) and counts.total() / len(counts) >= MANY


@dataclass(frozen=True, slots=True)
class PlacedVectors:
    """m headings and ways to ask: the place that each leads to, and one row of `vectors` each."""

    places: Sequence[Place]
    vectors: Vector


NOTHING_ASKED = PlacedVectors((), np.zeros((0, 1), np.float32))


class Wordings:
    """The vectors of headings and ways to ask, searchable by passage."""

    def __init__(self, passages: Sequence[Passage], wordings: PlacedVectors) -> None:
        """Note which rows belong to which passage.

        Args:
            passages: The index's own.
            wordings: Used where they lie, perhaps in a mapped file, when the rows of each place
                follow one another; else copied into that order.
        """
        counts = Counter(wordings.places)  # in the order of first appearance
        numbers = {place: number for number, place in enumerate(counts)}
        owners = np.array([numbers[place] for place in wordings.places], np.intp)
        in_order = bool(np.all(np.diff(owners) >= 0))
        order = slice(None) if in_order else np.argsort(owners, kind="stable")
        self._rows = np.asarray(wordings.vectors[order])  # a mapped one is slower to index
        self._counts = np.array(list(counts.values()), np.int64)
        self._starts = starts(self._counts)
        self._centres = _centres(self._rows, self._starts, self._counts)
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

    def nearest(self, question: Vector, positions: Positions) -> Scores:
        """For these passages: cosine of the nearest wording of the section; 0 without any.

        Only for those that get a second look: there are ten times more wordings than sections.
        """
        found = np.zeros(len(positions), np.float32)
        owners = self._of_passage[positions]
        known = owners >= 0
        if known.any():
            groups, back = np.unique(owners[known], return_inverse=True)
            begins, ends = self._starts[groups], self._starts[groups] + self._counts[groups]
            # Slices, for an index by rows would copy them first.
            each = zip(begins.tolist(), ends.tolist(), strict=True)
            best = [(self._rows[begin:end] @ question).max() for begin, end in each]
            found[known] = np.array(best, np.float32)[back]
        return found


def _centres(vectors: Vector, begins: NDArray[np.int64], counts: NDArray[np.int64]) -> Vector:
    """The mean of each group's rows, made as long as 1."""
    if not len(vectors):
        return vectors
    means = np.add.reduceat(vectors, begins, axis=0) / counts[:, None]
    lengths = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return np.asarray(means / lengths, np.float32)
