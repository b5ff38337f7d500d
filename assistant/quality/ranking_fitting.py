"""Fits the search's weights for sections with many ways to ask: `python -m ... BUILD ENCODER`.

A conditional logit: of the sections that were found for a way to ask, the right one should score
highest. Prints the weights, to be written into `library/index.py`.
"""

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.reading import read_message
from assistant.library.build import BuildContents, read_build
from assistant.library.encoder import Encoder
from assistant.library.index import Hit
from assistant.library.shelf import Shelf
from assistant.quality.left_out import ask_left_out

FEATURES = ("cosine", "window", "heading", "centre", "words", "tokens", "choice")
FOUND = 40  # passages a question
PENALTY = 1e-3

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """The sections that were found for one question: a row of features each, and the right row."""

    features: Matrix
    right: int


def gather(contents: BuildContents, encoder: Encoder) -> Iterator[Choice | None]:
    """One choice a way to ask; None where the right section was not even found."""
    for wording, shelf in ask_left_out(contents, encoder):
        reading = read_message(wording.text, (), "en", shelf)
        if not reading.parts:
            continue
        found = _best_of_sections(shelf.public.search(reading.parts[0].asked, FOUND), shelf)
        places = list(found)
        right = (wording.document, wording.section)
        rows = np.array([[getattr(hit, name) for name in FEATURES] for hit in found.values()])
        yield Choice(rows, places.index(right)) if right in found else None


def _best_of_sections(hits: Sequence[Hit], shelf: Shelf) -> dict[tuple[str, int], Hit]:
    best: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        passage = shelf.public.passages[hit.position]
        best.setdefault((passage.document, passage.section), hit)
    return best


def fit(choices: Sequence[Choice]) -> Matrix:
    """Weights of the features, none below 0, with the sum 1."""
    optimize: Any = importlib.import_module("scipy.optimize")
    rows = np.vstack([choice.features for choice in choices])
    counts = [len(choice.features) for choice in choices]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    right = starts + np.array([choice.right for choice in choices])
    owner = np.repeat(np.arange(len(choices)), counts)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = rows @ weights
        scores -= np.maximum.reduceat(scores, starts)[owner]
        shares = np.exp(scores)
        totals = np.add.reduceat(shares, starts)
        shares /= totals[owner]
        value = float((np.log(totals) - scores[right]).mean() + PENALTY * weights @ weights)
        slope = (rows.T @ shares - rows[right].sum(axis=0)) / len(choices)
        return value, slope + 2 * PENALTY * weights

    start = np.ones(len(FEATURES))
    bounds = [(0.0, None)] * len(FEATURES)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.asarray(found / found.sum())


def share_right(choices: Sequence[Choice], weights: Matrix) -> float:
    """How often the right section scores highest."""
    return float(np.mean([np.argmax(c.features @ weights) == c.right for c in choices]))


def main() -> None:
    """Fit on half of the ways to ask, measure on the other half, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path, help="a build's directory")
    parser.add_argument("encoder", type=Path, help="an exported encoder's directory")
    given = parser.parse_args()
    contents = read_build(given.build)
    asked = list(gather(contents, Encoder.open(given.encoder)))
    found = [choice for choice in asked if choice is not None]
    odd, even = found[1::2], found[::2]
    sys.stdout.write(f"{len(asked)} asked, right section found {len(found) / len(asked):.3f}\n")
    sys.stdout.write(f"right section first, other half: {share_right(odd, fit(even)):.3f}\n")
    for name, weight in zip(FEATURES, fit(found), strict=True):
        sys.stdout.write(f"{name} = {weight:.3f}\n")


if __name__ == "__main__":
    main()
