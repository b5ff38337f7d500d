"""Answer or not: weighs what was found, and says how sure it is.

A small logistic model. Its coefficients stand in `gate.toml`; `quality/gate_fitting.py` fits them.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray


class Verdict(StrEnum):
    """What may be done with a question."""

    ANSWER = "answer"  # the documents say it
    SILENT = "silent"  # ours to answer, but the documents do not say it
    FOREIGN = "foreign"  # not ours to answer


VERDICTS = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the search tells about a question; most between 0 and 1.

    Attributes:
        score: Of the best section that answers something.
        lead: How far it is ahead of the best known gap; negative when the gap is nearer.
        rival: How far it is ahead of the best section of another document.
        cosine: Of its best passage.
        fifth: Cosine of the fifth nearest passage.
        tenth: Of the tenth.
        heading: Its nearest heading or known way to ask.
        heading_lead: That less the nearest way to ask for a gap.
        centre: The centre of its headings and ways to ask.
        centre_lead: That less the gap's.
        window: Its best sentence or pair of sentences.
        tokens: MaxSim of its best passage.
        tokens_lead: That less the gap's.
        covered: Share of the question's words, by rarity, that stand in it or its wordings.
        covered_lead: That less the gap's.
        unknown: Share of the question's words that no passage has.
        strangers: Names in the question that no passage has, up to 2, divided by 2.
        addressed: Whether it speaks to us or of itself: "you", "we", "our", "sister".
        strangers_alone: `strangers` where it does not.
        figures: Share of the question's figures that stand in it; 0 without any.
        figures_lost: Share that do not.
        agreement: Share of the first ten passages that lie in its document.
        gap: Nearest way to ask for a gap.
        foreign: Nearest example of what is not ours to answer.
        choice: The classifier's choice of the best section; see `Hit`.
        choice_lead: That less the best gap's.
        chance_gap: The classifier's chance that a known gap is asked about.
        chance_foreign: Its chance that the question is not ours.
        length: Meaningful words in the question, up to 12, divided by 12.
    """

    score: float
    lead: float
    rival: float
    cosine: float
    fifth: float
    tenth: float
    heading: float
    heading_lead: float
    centre: float
    centre_lead: float
    window: float
    tokens: float
    tokens_lead: float
    covered: float
    covered_lead: float
    unknown: float
    strangers: float
    addressed: float
    strangers_alone: float
    figures: float
    figures_lost: float
    agreement: float
    gap: float
    foreign: float
    choice: float
    choice_lead: float
    chance_gap: float
    chance_foreign: float
    length: float


_NAMES = tuple(Evidence.__dataclass_fields__)
_VALUES = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class Gate:
    """The fitted model: one row of weights and one offset per verdict."""

    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]

    def weigh(self, evidence: Evidence) -> tuple[Verdict, dict[Verdict, float]]:
        """The likeliest verdict and the probability of each."""
        values = np.array(_VALUES(evidence))
        scores = self.weights @ values + self.offsets
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        chances = dict(zip(VERDICTS, map(float, shares), strict=True))
        return max(chances, key=lambda verdict: chances[verdict]), chances


@cache
def read_gate() -> Gate:
    """The shipped coefficients."""
    file = resources.files("assistant.answering") / "gate.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return gate_of([[table[v.value][name] for name in (*_NAMES, "offset")] for v in VERDICTS])


def gate_of(rows: Sequence[Sequence[float]]) -> Gate:
    """A gate from one row per verdict: the weights in the order of `Evidence`, then the offset."""
    matrix = np.array(rows, dtype=np.float64)
    return Gate(matrix[:, :-1], matrix[:, -1])
