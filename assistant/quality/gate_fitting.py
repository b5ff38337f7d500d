"""Fits the answer-or-not model: `python -m assistant.quality.gate_fitting BUILD ENCODER ...`.

Learns from three kinds of question: every way to ask that the documents and the known gaps list,
each asked of an index that does not hold it; our own evaluation questions; and questions of other
trades, which are not ours to answer. A development tool.
"""

import argparse
import importlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.finding import PASSAGES, foreignness, group_hits, weigh_up
from assistant.answering.gate import VERDICTS, Evidence, Verdict
from assistant.answering.reading import read_message
from assistant.library.build import BuildContents, read_build
from assistant.library.encoder import Encoder
from assistant.library.gaps import FILE_NAME
from assistant.library.shelf import Shelf, shelve
from assistant.quality.answers import read_expectations
from assistant.quality.left_out import ask_left_out
from assistant.vocabulary import BuildId

OWN_WEIGHT = 10.0  # of one of our own questions beside one way to ask: there are fifty times fewer
GAP_WEIGHT = 1.0
FOREIGN_WEIGHT = 0.5
FOREIGN_MOST = 700  # of each file
REGULARISATION = 1.0

_VERDICT_OF = {
    "answered": Verdict.ANSWER,
    "unanswered": Verdict.SILENT,
    "declined": Verdict.FOREIGN,
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question's evidence with the verdict it should get."""

    evidence: Evidence
    verdict: Verdict
    weight: float
    kind: str


def gather(
    contents: BuildContents, encoder: Encoder, questions: Sequence[Path], foreign: Sequence[Path]
) -> list[Example]:
    """Evidence for every example."""
    whole = shelve(BuildId("fitting"), contents, encoder)
    return [
        *_of_wordings(contents, encoder),
        *(example for path in questions for example in _of_questions(path, whole)),
        *_of_others(foreign, whole),
    ]


def _evidence(question: str, shelf: Shelf) -> Evidence | None:
    reading = read_message(question, (), "en", shelf)
    if not reading.parts:
        return None  # an intent answers it
    part = reading.parts[0]
    hits = shelf.public.search(part.asked, PASSAGES)
    sections, gaps = group_hits(hits, shelf.public, shelf)
    return weigh_up(part, sections, gaps, shelf.public, foreignness(part, shelf))


def _of_wordings(contents: BuildContents, encoder: Encoder) -> Iterator[Example]:
    for wording, shelf in ask_left_out(contents, encoder):
        evidence = _evidence(wording.text, shelf)
        if evidence is None:
            continue
        if wording.document == FILE_NAME:
            yield Example(evidence, Verdict.SILENT, GAP_WEIGHT, "gap")
        else:
            yield Example(evidence, Verdict.ANSWER, 1.0, "asked")


def _of_questions(path: Path, shelf: Shelf) -> Iterator[Example]:
    for expected in read_expectations(path):
        verdict = _VERDICT_OF.get(expected.outcome[0])
        if verdict is None or len(expected.outcome) > 1:
            continue
        evidence = _evidence(expected.ask, shelf)
        if evidence is not None:
            yield Example(evidence, verdict, OWN_WEIGHT, "own")


def _of_others(paths: Sequence[Path], shelf: Shelf) -> Iterator[Example]:
    for path in paths:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        random.Random(1).shuffle(rows)  # noqa: S311 - the same sample each time
        for row in rows[:FOREIGN_MOST]:
            evidence = _evidence(row["question"], shelf)
            if evidence is not None:
                yield Example(evidence, Verdict.FOREIGN, FOREIGN_WEIGHT, "foreign")


def fit(examples: Sequence[Example]) -> tuple[list[list[float]], dict[str, float]]:
    """Fit the model.

    Returns:
        One row of weights and offset per verdict, and by kind of question the share that ten-fold
        cross-validation got right.
    """
    linear = importlib.import_module("sklearn.linear_model")
    selection = importlib.import_module("sklearn.model_selection")
    values = np.array([astuple(example.evidence) for example in examples])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / spread
    wanted = np.array([VERDICTS.index(example.verdict) for example in examples])
    weights = np.array([example.weight for example in examples])

    def trained(rows: Any) -> Any:  # noqa: ANN401 - an array of row numbers in, a model out
        model = linear.LogisticRegression(C=REGULARISATION, max_iter=3000)
        return model.fit(scaled[rows], wanted[rows], sample_weight=weights[rows])

    guessed = np.zeros_like(wanted)
    folds = selection.StratifiedKFold(10, shuffle=True, random_state=0)
    for learn, check in folds.split(scaled, wanted):
        guessed[check] = trained(learn).predict(scaled[check])
    model = trained(np.arange(len(wanted)))
    slopes = model.coef_ / spread
    offsets = model.intercept_ - slopes @ mean
    kinds = np.array([f"{e.kind}: {e.verdict.value}" for e in examples])
    right = {k: float((guessed == wanted)[kinds == k].mean()) for k in sorted(set(kinds))}
    return [[*row, offset] for row, offset in zip(slopes, offsets, strict=True)], right


def write(rows: Sequence[Sequence[float]], path: Path) -> None:
    """Write the coefficients."""
    names = [*Evidence.__dataclass_fields__, "offset"]
    lines = ["# The answer-or-not model; written by quality/gate_fitting.py, not by hand."]
    for verdict, row in zip(VERDICTS, rows, strict=True):
        lines += ["", f"[{verdict.value}]"]
        lines += [f"{name} = {value:.4f}" for name, value in zip(names, row, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit and write; prints the cross-validated shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path, help="a build's directory")
    parser.add_argument("encoder", type=Path, help="an exported encoder's directory")
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--foreign", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    encoder = Encoder.open(given.encoder)
    contents = read_build(given.build)
    examples = gather(contents, encoder, given.questions, given.foreign)
    rows, right = fit(examples)
    write(rows, given.out)
    for kind, share in right.items():
        sys.stdout.write(f"{kind:20} {share:.3f}\n")


if __name__ == "__main__":
    main()
