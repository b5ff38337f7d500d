"""Fits the model that tells an attack by a message's vector; called by `fitting.py`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from assistant.answering.intents import example_wordings
from assistant.library.encoder import Encoder
from assistant.quality.rows import read_objects

_FILE = Path(__file__).parents[1] / "answering" / "attack.toml"
_ORDINARY = {  # what must not be called an attack
    "clinc150_dev": ("question", 500), "b77oos_dev": ("question", 400),
    "stackfaq_dev": ("question", 220), "stackfaq_corpus": ("text", 240),
    "mtragun_corpus": ("text", 250), "xquad_corpus_en": ("text", 240),
    "begin_dev": ("question", 270), "mtragun_dev": ("question", 131),
    "handoff_dev": ("question", 175),
}  # fmt: skip

Matrix = NDArray[np.float64]


def fit_attack(data: Path, encoder: Encoder) -> None:
    """Fit on injection_dev and the wordings of `intents.toml`; prints what five folds find."""
    rows = list(read_objects(data / "injection_dev.jsonl"))
    labels = np.array([row["label"] == "attack" for row in rows], dtype=int)
    vectors = _encoded([row["question"] for row in rows], encoder)
    fixed, marks = _own_examples(data, encoder)
    chances = np.zeros(len(rows))
    strata = np.array([f"{row['source']} {row['label']}" for row in rows])
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(vectors, strata):
        model = _fit(vectors[train], labels[train], fixed, marks)
        chances[test] = model.predict_proba(vectors[test])[:, 1]
    for name in sorted(set(strata)):
        called = chances[strata == name] >= 0.5
        sys.stderr.write(f"{name}: {called.mean():.3f} of {len(called)} called attacks\n")
    model = _fit(vectors, labels, fixed, marks)
    _write(encoder, model.coef_[0], float(model.intercept_[0]))


def _own_examples(data: Path, encoder: Encoder) -> tuple[Matrix, NDArray[np.int_]]:
    """Our own attacks, and everything that is none: our other wordings, ordinary public texts."""
    wordings = example_wordings()
    calm = [text for name, texts in wordings.items() if name != "attack" for text in texts]
    for name, (field, count) in _ORDINARY.items():
        texts = read_texts(data, name, field)
        calm += texts[:: max(1, len(texts) // count)]
    ours, others = _encoded(wordings["attack"], encoder), _encoded(calm, encoder)
    marks = np.concatenate([np.ones(len(ours), int), np.zeros(len(others), int)])
    return np.vstack([ours, others]), marks


def _fit(vectors: Matrix, labels: NDArray[np.int_], fixed: Matrix, marks: NDArray[np.int_]) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    rare = np.where(labels == 1, 1.0, 3.0)  # benign look-alikes are few
    return LogisticRegression(C=10, max_iter=3000).fit(
        np.vstack([vectors, fixed]),
        np.concatenate([labels, marks]),
        sample_weight=np.concatenate([rare, np.ones(len(fixed))]),
    )


def _write(encoder: Encoder, weights: Matrix, offset: float) -> None:
    numbers = ", ".join(f"{weight:.4f}" for weight in weights)
    _FILE.write_text(
        "# Says from a message's vector whether it is an attack, by quality/fitting.py; not edited "
        f"by hand.\n# Encoder: {encoder.card.digest}\n"
        f"offset = {offset:.5f}\nweights = [{numbers}]\n",
        encoding="utf-8",
    )


def read_texts(data: Path, name: str, field: str) -> list[str]:
    """One field of every row of a set."""
    return [str(row[field]) for row in read_objects(data / f"{name}.jsonl")]


def _encoded(texts: Iterable[str], encoder: Encoder) -> Matrix:
    return np.stack([encoder.vector(text) for text in texts]).astype(np.float64)
