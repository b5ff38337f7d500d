"""Fits the small models from public data: `python -m assistant.quality.fitting DATA ENCODER`.

A development tool. Writes
`answerable.toml` and `support.toml` beside this file and `attack.toml` beside the intents.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.library.encoder import Encoder
from assistant.quality.attack_fitting import fit_attack, read_texts
from assistant.quality.logistic import Logistic, write_logistic
from assistant.quality.measures import auroc
from assistant.quality.rows import read_objects
from assistant.quality.samples import Sample, ask_documents, ask_wordings
from assistant.quality.support import compare, reply_of

_HERE = Path(__file__).parent
_DOCUMENTS = {  # corpus, questions, whether rows of one title are one entry
    "stackfaq_corpus": ("stackfaq_dev", True),
    "mtragun_corpus": ("mtragun_dev", True),
    "xquad_corpus_en": ("xquad_dev", False),
    "wtq_corpus": ("wtq_dev", False),
}
_WORDINGS = ("b77oos_kb", "clinc150_kb")
_ASKED_TWICE = 2.0  # rows that mtragun itself calls unanswerable say more than removed entries

Matrix = NDArray[np.float64]


def fit_answerable(data: Path, encoder: Encoder) -> None:
    """Fit the answer-or-not model; prints AUROC by five folds of entries, per set."""
    sets: dict[str, list[Sample]] = {}
    for name, (asked, by_title) in _DOCUMENTS.items():
        corpus, questions = data / f"{name}.jsonl", data / f"{asked}.jsonl"
        sets[name] = list(ask_documents(corpus, questions, encoder, by_title=by_title))
    foreign = [
        *read_texts(data, "stackfaq_dev", "question"),
        *read_texts(data, "mtragun_dev", "question"),
    ]
    for name in _WORDINGS:
        wordings = ask_wordings(data / f"{name}.jsonl", foreign, encoder)
        # A question that has its answer but leads to a wrong entry teaches neither.
        sets[name] = [one for one in wordings if one.right is not False]
    samples = [one for some in sets.values() for one in some]
    names = list(samples[0].signs.values())
    values = np.array([[one.signs.values()[name] for name in names] for one in samples])
    labels = np.array([one.answerable for one in samples], dtype=int)
    weights = np.concatenate([_weights(some) for some in sets.values()])
    chances = _cross_validated(
        values, labels, weights, np.array([one.group for one in samples]), strength=1.0
    )
    of_set = np.concatenate([[name] * len(some) for name, some in sets.items()])
    asked_only = np.array([one.kind == "asked" for one in samples])
    for name in sets:
        own = of_set == name
        _say(f"{name}: AUROC {_auroc(chances[own], labels[own]):.3f} on {own.sum()} questions")
        if len(set(labels[own & asked_only])) > 1:
            stated = own & asked_only
            _say(f"  without removals {_auroc(chances[stated], labels[stated]):.3f}")
    write_logistic(
        _HERE / "answerable.toml",
        _fit(values, labels, weights, names, strength=1.0),
        "Coefficients of the answer-or-not model for public corpora, by quality/fitting.py;\n"
        "not edited by hand. The signs are described in quality/signs.py.",
    )


def _weights(samples: Sequence[Sample]) -> Matrix:
    """Every set weighs the same, and in it answerable questions as much as others."""
    labels = np.array([one.answerable for one in samples])
    share = np.where(labels, 500 / max(labels.sum(), 1), 500 / max((~labels).sum(), 1))
    stated = np.array([one.label in {"unanswerable", "underspecified"} for one in samples])
    if stated.any():
        share = np.where([one.kind == "asked" for one in samples], share * _ASKED_TWICE, share)
    return np.asarray(share, dtype=np.float64)


def fit_support(data: Path, encoder: Encoder) -> None:
    """Fit the support model on begin_dev; replies to one passage stay in one fold."""
    rows = [
        row
        for row in read_objects(data / "begin_dev.jsonl")
        if row["label"] in {"supported", "unsupported"}
    ]
    signs = [compare(reply_of(row), row["passage_text"], encoder).values() for row in rows]
    names = list(signs[0])
    values = np.array([[one[name] for name in names] for one in signs])
    labels = np.array([row["label"] == "supported" for row in rows], dtype=int)
    equal = np.ones(len(rows))
    groups = np.array([row["passage_text"] for row in rows])
    chances = _cross_validated(values, labels, equal, groups, strength=0.3)
    _say(f"begin_dev: AUROC {_auroc(chances, labels):.3f} on {len(rows)} replies")
    write_logistic(
        _HERE / "support.toml",
        _fit(values, labels, equal, names, strength=0.3),
        "Coefficients of the support model, by quality/fitting.py on begin_dev; not edited by\n"
        "hand. The signs are described in quality/support.py.",
    )


def _pipeline(strength: float) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=5000))


def _cross_validated(
    values: Matrix, labels: NDArray[Any], weights: Matrix, groups: NDArray[Any], strength: float
) -> Matrix:
    chances = np.zeros(len(labels))
    for train, test in GroupKFold(5).split(values, labels, groups):
        model = _pipeline(strength)
        model.fit(values[train], labels[train], logisticregression__sample_weight=weights[train])
        chances[test] = model.predict_proba(values[test])[:, 1]
    return chances


def _fit(
    values: Matrix, labels: NDArray[Any], weights: Matrix, names: Sequence[str], strength: float
) -> Logistic:
    model = _pipeline(strength)
    model.fit(values, labels, logisticregression__sample_weight=weights)
    scaler, last = model[0], model[-1]
    slopes = last.coef_[0] / scaler.scale_
    offset = float(last.intercept_[0] - slopes @ scaler.mean_)
    return Logistic(dict(zip(names, map(float, slopes), strict=True)), offset)


def _auroc(chances: Matrix, labels: NDArray[Any]) -> float:
    return auroc(list(chances[labels == 1]), list(chances[labels == 0]))


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


_FITS: Mapping[str, Callable[[Path, Encoder], None]] = {
    "answerable": fit_answerable,
    "support": fit_support,
    "attack": fit_attack,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit what is named; everything when nothing is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the public data (bench/dev)")
    parser.add_argument("encoder", type=Path, help="folder of the exported encoder")
    parser.add_argument("models", nargs="*", choices=[*_FITS, []], help="default: all")
    chosen = parser.parse_args(arguments)
    encoder = Encoder.open(chosen.encoder)
    for name in chosen.models or _FITS:
        _FITS[name](chosen.data, encoder)


if __name__ == "__main__":
    main()
