"""The entries of a corpus as places among the vectors: centroids, densities, distances.

An entry is what rows with the same title speak of. Knows nothing about texts or questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.library.encoder import Vector

_SHRINKAGE = 0.2  # of a covariance towards a ball; from 0.05 to 0.5 the figures hardly differ
_SHARPNESS = 10.0  # how fast a row's say fades with its distance; 20 did worse on stackfaq_dev


@dataclass(frozen=True, slots=True)
class Entries:
    """Where each entry lies.

    Attributes:
        names: Titles, or row ids where there is no title.
        of: Position in `names` of each passage's entry.
        sizes: How many passages each entry has.
        matrix: The passages' vectors.
        centroids: One row per entry: the mean of its passages' vectors, length 1.
        means: The same, not made length 1.
        middle: The mean of all vectors.
        within: Inverse covariance of passages around their entry's mean.
        overall: Inverse covariance of passages around the middle.
    """

    names: tuple[str, ...]
    of: NDArray[np.int64]
    sizes: NDArray[np.int64]
    matrix: Vector
    centroids: Vector
    means: Vector
    middle: Vector
    within: Vector
    overall: Vector

    def best_cosines(self, cosines: Vector) -> Vector:
        """Of each entry, the cosine of its nearest passage."""
        best = np.full(len(self.names), -1.0, np.float32)
        np.maximum.at(best, self.of, cosines)
        return best

    def density(self, entry: int, cosines: Vector) -> float:
        """How thickly an entry's passages lie around the question, as a logarithm."""
        return float(np.log(np.exp(_SHARPNESS * (cosines[self.of == entry] - 1)).sum() + 1e-9))

    def strangeness(self, entry: int, vector: Vector) -> float:
        """Squared distance from the entry's mean less that from the middle, per dimension.

        Each is measured in the spread of its own covariance ("relative Mahalanobis distance",
        Ren et al. 2021, arXiv 2106.09022).
        """
        near = vector - self.means[entry]
        far = vector - self.middle
        return float(near @ self.within @ near - far @ self.overall @ far) / len(vector)


def place_entries(names: Sequence[str], matrix: Vector) -> Entries:
    """Find the entries of passages.

    Args:
        names: The entry of each of n passages.
        matrix: Their n vectors of length 1.
    """
    kinds = tuple(dict.fromkeys(names))
    numbers = {name: number for number, name in enumerate(kinds)}
    of = np.array([numbers[name] for name in names], dtype=np.int64)
    sizes = np.bincount(of, minlength=len(kinds))
    sums = np.zeros((len(kinds), matrix.shape[1]), np.float32)
    np.add.at(sums, of, matrix)
    means = (sums / sizes[:, None]).astype(np.float32)
    middle = matrix.mean(axis=0)
    overall = _precision(matrix - middle, 1)
    inner = matrix - means[of]
    alone = len(kinds) == len(names)  # then nothing is known of the spread within an entry
    return Entries(
        names=kinds,
        of=of,
        sizes=sizes,
        matrix=matrix,
        centroids=sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9),
        means=means,
        middle=middle,
        within=overall if alone else _precision(inner, len(kinds)),
        overall=overall,
    )


def _precision(residuals: Vector, lost: int) -> Vector:
    """Inverse of the residuals' covariance, drawn towards a ball so that it always exists."""
    width = residuals.shape[1]
    covariance = residuals.T @ residuals / max(len(residuals) - lost, 1)
    level = max(float(np.trace(covariance)) / width, 1e-6)
    covariance = (1 - _SHRINKAGE) * covariance + _SHRINKAGE * level * np.eye(width)
    return np.asarray(np.linalg.inv(covariance), dtype=np.float32)
