"""Fits the routing model: `python -m assistant.quality.routing_fitting BUILD GAZETTEERS ENCODER`.

Learns from `routing.tsv` beside this file, questions that people wrote and labelled, and from every
way to ask that the documents list, each asked of a classifier that has not seen it. Writes
`answering/exact/routing.toml`. A development tool.
"""

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.exact.routes import LABELS, Topic, topic_of
from assistant.answering.exact.routing import (
    FILE,
    RoutingModel,
    features_of,
    glance_of,
    odds_of,
)
from assistant.answering.exact.turn.slots import read_slots
from assistant.facts.facts import Facts, open_facts
from assistant.library.build import read_build
from assistant.library.encoder import Encoder, Vector
from assistant.library.shelf import Shelf, shelve
from assistant.quality.left_out import ask_left_out
from assistant.vocabulary import BuildId

_PHRASES = Path(__file__).with_name("routing.tsv")
_TARGET = Path(__file__).parents[1] / "answering" / "exact" / FILE
# Chosen on the development conversations and questions: more weight of the ways to ask, or more
# for the documents, loses questions about dues; less takes questions from the documents.
_WORDING_WEIGHT = 0.1
_DOCUMENTS_FIRST = 1.0
_STRENGTH, _GLANCE_STRENGTH = 5.0, 10.0
_GLANCE_LEAST = 0.1  # five in six questions for the documents have less; of some 530 others none
_FOLDS = 5
_DAY = date(2026, 6, 15)  # what "next year" means matters little here

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its label.

    Attributes:
        glance: What `glance_of` gives.
        features: What `features_of` gives.
    """

    text: str
    label: str
    glance: Vector
    features: Vector
    weight: float = 1.0


def read_phrases(path: Path = _PHRASES) -> list[tuple[str, str]]:
    """Label and text of every line.

    Raises:
        ValueError: A line has no known label.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        label, _, text = line.partition("\t")
        if label not in LABELS or not text.strip():
            raise ValueError(f"{path.name}, line {number}: no label and text: {line!r}")
        rows.append((label, text))
    return rows


def gather(build: Path, facts: Facts, encoder: Encoder) -> Iterator[Example]:
    """The phrases, then the ways to ask."""
    contents = read_build(build)
    whole = shelve(BuildId("fitting"), contents, encoder)
    for label, text in read_phrases():
        yield _example(text, label, whole, facts)
    documents = {document.path: document for document in contents.documents}
    for wording, shelf in ask_left_out(contents, encoder):
        section = documents[wording.document].sections[wording.section]
        if not section.exact:
            yield _example(wording.text, "documents", shelf, facts, _WORDING_WEIGHT)


def _example(text: str, label: str, shelf: Shelf, facts: Facts, weight: float = 1.0) -> Example:
    vector = shelf.encoder.vector(shelf.speller.mend(text))
    slots = read_slots(text, facts.books, _DAY)
    odds = odds_of(vector, shelf.exact_odds)
    features = features_of(vector, text, slots, odds, shelf.speller.knows)
    return Example(text, label, glance_of(vector, text, odds), features, weight)


def fit(examples: Sequence[Example], encoder: Encoder) -> RoutingModel:
    """Fit both models; the documents get their head start in the offsets."""
    numbers = np.array([LABELS.index(one.label) for one in examples])
    weights = np.array([one.weight for one in examples])
    whole = _logistic(_STRENGTH)
    whole.fit(np.stack([one.features for one in examples]), numbers, sample_weight=weights)
    start = [np.log(_DOCUMENTS_FIRST) * (topic_of(label) is Topic.NONE) for label in LABELS]
    exact = np.array([topic_of(one.label) is not Topic.NONE for one in examples])
    glance = _logistic(_GLANCE_STRENGTH)
    glance.fit(np.stack([one.glance for one in examples]), exact, sample_weight=weights)
    return RoutingModel(
        encoder.card.digest,
        np.asarray(whole.coef_, np.float32),
        np.asarray(whole.intercept_ + start, np.float32),
        np.append(glance.coef_[0], glance.intercept_).astype(np.float32),
        _GLANCE_LEAST,
    )


def _logistic(strength: float) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    linear = importlib.import_module("sklearn.linear_model")
    return linear.LogisticRegression(C=strength, max_iter=3000)


def cross_validate(examples: Sequence[Example], encoder: Encoder) -> tuple[float, float]:
    """Of the phrases left out a fifth at a time: the shares with the right tool and label."""
    phrases = [n for n, one in enumerate(examples) if one.weight == 1.0]
    topics, labels = [], []
    for fold in range(_FOLDS):
        gone = set(phrases[fold::_FOLDS])
        model = fit([one for n, one in enumerate(examples) if n not in gone], encoder)
        for n in gone:
            one = examples[n]
            route = model.route(one.features)
            topics.append(route.topic is topic_of(one.label))
            labels.append(max(route.chances, key=lambda name: route.chances[name]) == one.label)
    return float(np.mean(topics)), float(np.mean(labels))


def write(model: RoutingModel, path: Path = _TARGET) -> None:
    """Write the model as it is shipped."""

    def row(numbers: Vector) -> str:
        return "[" + ", ".join(f"{number:.3g}" for number in numbers.tolist()) + "]"

    lines = [
        "# Says which desk a message is for, by quality/routing_fitting.py; not edited by hand.",
        f'encoder = "{model.encoder}"',
        f"glance_least = {model.glance_least}",
        f"glance = {row(model.glance)}",
        "[offsets]",
        *(f"{label} = {one:.4g}" for label, one in zip(LABELS, model.offsets, strict=True)),
        "[weights]",
        *(f"{label} = {row(one)}" for label, one in zip(LABELS, model.weights, strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print what the phrases say of it, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path, help="folder of a build of the shipped documents")
    parser.add_argument("gazetteers", type=Path, help="folder of compiled gazetteers")
    parser.add_argument("encoder", type=Path, help="folder of the exported encoder")
    chosen = parser.parse_args(arguments)
    encoder = Encoder.open(chosen.encoder)
    facts = open_facts(chosen.build, chosen.gazetteers)
    examples = list(gather(chosen.build, facts, encoder))
    tool, label = cross_validate(examples, encoder)
    count = sum(one.weight == 1.0 for one in examples)
    sys.stderr.write(f"{count} phrases left out in turn: tool {tool:.3f}, label {label:.3f}\n")
    write(fit(examples, encoder))


if __name__ == "__main__":
    main()
