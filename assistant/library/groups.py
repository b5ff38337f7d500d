"""Rows that lie in groups one after another: where each group begins, and which rows it has."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.library.encoder import Vector

Scores = NDArray[np.float32]
Positions = NDArray[np.intp]
Counts = Sequence[int] | NDArray[np.int64]


def starts(counts: Counts) -> NDArray[np.int64]:
    """Where each group begins, of groups with so many rows."""
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)


def ranges(begins: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its count says, one range after another."""
    return np.repeat(begins - starts(counts), counts) + np.arange(counts.sum())


def highest(scores: Scores, count: int) -> Positions:
    """Where the highest scores stand, in the order of their places."""
    if count >= len(scores):
        return np.arange(len(scores))
    return np.sort(np.argpartition(-scores, count - 1)[:count])


def rows_at(rows: Vector, positions: Sequence[int]) -> Vector:
    """The rows at ascending positions: where they lie when they follow one another, else a copy."""
    if positions and positions[-1] - positions[0] + 1 == len(positions):
        return rows[positions[0] : positions[-1] + 1]
    return rows[list(positions)]
