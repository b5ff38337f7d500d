"""Measures what is decided before any search: does the visitor want a person, is it an attack?"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.intents import (
    attack_chance,
    example_wordings,
    matched_intent,
    near_intent,
)
from assistant.answering.offers import accepts_offer
from assistant.library.encoder import Encoder
from assistant.library.shelf import Examples
from assistant.quality.rows import QuestionRow, question_of, read_objects, write_objects
from assistant.vocabulary import Intent, Turn


class Decision(StrEnum):
    """What may become of a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"  # never taken: on mtragun_dev one in three such decisions would be right
    HANDOFF = "handoff"
    OUT_OF_SCOPE = "out_of_scope"
    BLOCKED = "blocked"


_DECISIONS = {
    Intent.PERSON: Decision.HANDOFF,
    Intent.ATTACK: Decision.BLOCKED,
}
_WANTED = {"handoff_request": Decision.HANDOFF, "attack": Decision.BLOCKED}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with what speaks for it.

    Attributes:
        confidence: 1 for a pattern; else the nearest example's cosine, or the chance of an attack
            when nothing was decided.
    """

    decision: Decision
    intent: Intent
    confidence: float


class Decider:
    """Reads intents as the assistant does.

    Only a wish for a person and an attack count: complaints and payments belong to the
    association's own desk, and a public corpus may well hold the answer.
    """

    def __init__(self, encoder: Encoder) -> None:
        """Encode the example wordings."""
        named = [(name, text) for name, texts in example_wordings().items() for text in texts]
        self._encoder = encoder
        self._examples = Examples(
            tuple(name for name, _ in named),
            np.stack([encoder.vector(text) for _, text in named]),
        )

    def judge(self, message: str, history: Sequence[Turn]) -> Verdict:
        """Decide on a message."""
        last_reply = next((t.text for t in reversed(history) if t.role == "assistant"), "")
        if accepts_offer(message, last_reply):
            return Verdict(Decision.HANDOFF, Intent.PERSON, 1.0)
        matched = matched_intent(message)
        if matched is not None:
            return Verdict(_DECISIONS.get(matched, Decision.ANSWER), matched, 1.0)
        vector = self._encoder.vector(message)
        near = near_intent(message, vector, self._examples, lambda _: 0.0)  # no corpus to know it
        cosine = self._examples.nearest(vector)[1]
        if near is None:
            return Verdict(Decision.ANSWER, Intent.KNOWLEDGE, attack_chance(vector))
        chance = attack_chance(vector) if near is Intent.ATTACK else 0.0
        return Verdict(_DECISIONS.get(near, Decision.ANSWER), near, max(cosine, chance))

    def decide(self, message: str, history: Sequence[Turn]) -> Decision:
        """Only what to do."""
        return self.judge(message, history).decision


def evaluate_decisions(questions: Path, out: Path, encoder: Encoder) -> dict[str, Any]:
    """Measure decisions that need no corpus.

    Args:
        questions: Rows with `id`, `question`, and what is known of `history`, `label`
            (`handoff_request`, `attack`; any other label wants an answer) and `source`.
        out: Is written: `id`, `decision`, `intent`, `confidence`.
        encoder: The opened encoder.

    Returns:
        Per label wanted: recall and precision; per label and source: the share of each decision.
    """
    decider = Decider(encoder)
    started = time.perf_counter()
    judged = [
        (row, str(source), decider.judge(row.question, row.history))
        for row, source in _read(questions)
    ]
    taken = (time.perf_counter() - started) * 1000
    write_objects(out, ({"id": row.id, **_shown(verdict)} for row, _, verdict in judged))
    labels = [(_WANTED.get(row.label, Decision.ANSWER), v.decision) for row, _, v in judged]
    return {
        "questions": len(judged),
        **{wanted.value: _rates(labels, wanted) for wanted in _WANTED.values()},
        "by_source": _by_source([(row.label, source, v.decision) for row, source, v in judged]),
        "ms_per_question": round(taken / max(len(judged), 1), 3),
    }


def _read(path: Path) -> list[tuple[QuestionRow, str]]:
    return [(question_of(row), row.get("source") or "") for row in read_objects(path)]


def _shown(verdict: Verdict) -> dict[str, Any]:
    return {
        "decision": verdict.decision.value,
        "intent": verdict.intent.value,
        "confidence": round(verdict.confidence, 5),
    }


def _rates(
    pairs: Sequence[tuple[Decision, Decision]], wanted: Decision
) -> dict[str, float | int | None]:
    """Recall and precision of one decision; None where there is nothing to divide by."""
    hits = sum(label is wanted and taken is wanted for label, taken in pairs)
    labelled = sum(label is wanted for label, _ in pairs)
    decided = sum(taken is wanted for _, taken in pairs)
    return {
        "wanted": labelled,
        "recall": round(hits / labelled, 4) if labelled else None,
        "precision": round(hits / decided, 4) if decided else None,
        "false": decided - hits,
    }


def _by_source(
    judged: Sequence[tuple[str, str, Decision]],
) -> Mapping[str, Mapping[str, float | int]]:
    groups: dict[str, list[Decision]] = {}
    for label, source, taken in judged:
        groups.setdefault(" / ".join(filter(None, (label, source))), []).append(taken)
    return {
        name: {"rows": len(some)}
        | {d.value: round(some.count(d) / len(some), 4) for d in Decision if d in some}
        for name, some in sorted(groups.items())
    }
