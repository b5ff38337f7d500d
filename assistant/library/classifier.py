"""Says which section a question is for, by a linear model of the known ways to ask.

Fitted at ingestion from the build's own headings, ways to ask and sentences; while serving it is
one small matrix. Knows nothing about the search that it is blended with.
"""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.library.encoder import Vector

Place = tuple[str, int]  # document and section
FOREIGN: Place = ("", -1)  # what is not ours to answer, as a section of its own

MOST_PLACES = 3000  # fitting takes 6 s for 400 sections and grows with their number
# By leaving a fifth of the shipped ways to ask out in turn: first section right .58 with the
# wordings alone, .60 with sentences at half their weight too. Strengths of 10 to 30 do alike.
_STRENGTH = 20.0
_ROUNDS = 300  # it needs about 70
# Where fitting stops. At twice as much, what starts from the build before would not move at all for
# a few changed ways to ask, and chances could be wrong by a third.
_TOLERANCE = 5e-5


@dataclass(frozen=True, slots=True)
class Classifier:
    """One row of weights and one offset per place.

    Attributes:
        places: n sections, and `FOREIGN` where examples of it were known.
        weights: n rows as long as a vector.
        offsets: n numbers.
    """

    places: tuple[Place, ...]
    weights: Vector
    offsets: Vector

    def log_chances(self, question: Vector, among: NDArray[np.intp]) -> Vector:
        """Logarithms of the chances of some places, whose sum is 1.

        Args:
            question: A vector of length 1.
            among: Positions in `places`; at least one.
        """
        scores = (self.weights @ question + self.offsets)[among]
        scores = scores - scores.max()
        return np.asarray(scores - np.log(np.exp(scores).sum()), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Vectors that lead to one place, and how much each of them counts."""

    place: Place
    vectors: Vector
    weight: float = 1.0


def fit_classifier(
    lessons: Sequence[Lesson], before: Classifier | None = None
) -> Classifier | None:
    """Fit a multinomial logistic regression; None for fewer than two places or far too many.

    Args:
        lessons: What leads where.
        before: One that was fitted to most of the same lessons: fitting starts from it, and takes
            a quarter of the rounds when a document was added or taken away.
    """
    places = tuple(dict.fromkeys(lesson.place for lesson in lessons if len(lesson.vectors)))
    if not 2 <= len(places) <= MOST_PLACES:
        return None
    numbers = {place: number for number, place in enumerate(places)}
    some = [lesson for lesson in lessons if len(lesson.vectors)]
    counts = [len(lesson.vectors) for lesson in some]
    linear = importlib.import_module("sklearn.linear_model")  # only ingestion needs it
    taught = np.repeat([numbers[lesson.place] for lesson in some], counts)
    # A place with few lessons must not be drowned by one with many: an operator's page has no
    # known ways to ask, a shipped section has thirty. Each counts by the root of its number.
    sizes = np.bincount(taught)
    evened = np.sqrt(sizes.mean() / sizes)[taught]
    model = linear.LogisticRegression(
        C=_STRENGTH, max_iter=_ROUNDS, tol=_TOLERANCE, warm_start=True
    )
    if before is not None and len(places) > 2:
        model.coef_, model.intercept_ = _start(before, places)
    model.fit(
        np.concatenate([lesson.vectors for lesson in some]),
        taught,
        sample_weight=evened * np.repeat([lesson.weight for lesson in some], counts),
    )
    weights, offsets = model.coef_, model.intercept_
    if len(places) == 2:  # scikit-learn keeps one row then, that of the second
        weights, offsets = np.vstack([-weights, weights]) / 2, np.r_[-offsets, offsets] / 2
    return Classifier(places, np.asarray(weights, np.float32), np.asarray(offsets, np.float32))


def _start(before: Classifier, places: Sequence[Place]) -> tuple[Vector, Vector]:
    """The weights of places known before; a new one begins as the rarest of them, without any."""
    numbers = {place: number for number, place in enumerate(before.places)}
    known = [number for number, place in enumerate(places) if place in numbers]
    theirs = [numbers[places[number]] for number in known]
    weights = np.zeros((len(places), before.weights.shape[1]), np.float32)
    offsets = np.full(len(places), before.offsets.min(), np.float32)
    weights[known], offsets[known] = before.weights[theirs], before.offsets[theirs]
    return weights, offsets
