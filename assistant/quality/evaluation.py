"""Measures retrieval: which rows are found, and whether it is known when none answers."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.library.encoder import Encoder
from assistant.quality.collection import Collection, Encodings, collect
from assistant.quality.decisions import Decider, Decision
from assistant.quality.logistic import read_logistic
from assistant.quality.measures import auroc, average_precision_at, hit_at, ndcg_at, recall_at
from assistant.quality.retrieval import Retrieval, retrieve
from assistant.quality.rows import (
    CorpusRow,
    QuestionRow,
    read_corpus,
    read_questions,
    write_objects,
)

SURE = 0.5  # the model is fitted with as much weight on answerable as on other questions
_WHOLE = ""  # name of the one index when rows are not kept apart


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what came back."""

    row: QuestionRow
    place: str
    found: Retrieval
    decision: Decision
    milliseconds: float

    def to_json(self) -> dict[str, Any]:
        """The output row."""
        answers = self.decision is Decision.ANSWER
        return {
            "id": self.row.id,
            "ranked": [list(pair) for pair in self.found.ranked],
            "decision": self.decision.value,
            "confidence": round(self.found.confidence, 5),
            "citations": [self.found.ranked[0][0]] if answers else [],
            "text": self.found.text if answers else "",
        }


class Evaluation:
    """Collections of a corpus, by part, and what is asked of them."""

    def __init__(
        self, collections: Mapping[str, Collection], part_of: Mapping[str, str], decider: Decider
    ) -> None:
        """Keep the parts.

        Args:
            collections: By part; one whole is named by an empty string.
            part_of: The part of each corpus row.
            decider: Says what is to be done with a question.
        """
        self._collections = collections
        self._part_of = part_of
        self._decider = decider
        self._model = read_logistic("answerable")

    def judge(self, row: QuestionRow) -> Judged:
        """Ask one question; where its part is unknown, every part is asked and the surest taken."""
        started = time.perf_counter()
        places = self._places(row)
        found = {name: retrieve(row, self._collections[name], self._model) for name in places}
        place = max(found, key=lambda name: found[name].confidence)
        decision = self._decider.decide(row.question, row.history)
        if decision is Decision.ANSWER and found[place].confidence < SURE:
            decision = Decision.OUT_OF_SCOPE
        taken = (time.perf_counter() - started) * 1000
        return Judged(row, place, found[place], decision, taken)

    def _places(self, row: QuestionRow) -> Sequence[str]:
        of_gold = next((self._part_of[one] for one in row.gold if one in self._part_of), None)
        for name in (of_gold, row.domain, _WHOLE):
            if name is not None and name in self._collections:
                return [name]
        return list(self._collections)


def evaluate_retrieval(
    corpus: Path, questions: Path, out: Path, encoder: Encoder, *, by_domain: bool
) -> dict[str, Any]:
    """Measure retrieval on public data.

    Args:
        corpus: Rows with `id`, `title`, `text`, `domain`.
        questions: Rows with `id`, `question`, and what is known of `history`, `gold_passages`,
            `label`, `answer`.
        out: Is written: one row for each question.
        encoder: The opened encoder.
        by_domain: One index per `domain`, and the measures averaged over domains.

    Returns:
        The summary; a measure that does not apply is None.
    """
    rows = read_corpus(corpus)
    part_of = {row.id: row.domain if by_domain else _WHOLE for row in rows}
    started = time.perf_counter()
    collections = dict(_collections(rows, part_of, encoder))
    seconds = time.perf_counter() - started
    evaluation = Evaluation(collections, part_of, Decider(encoder))
    judged = [evaluation.judge(row) for row in read_questions(questions)]
    write_objects(out, (one.to_json() for one in judged))
    return summarise(judged) | {"index_seconds": round(seconds, 2)}


def _collections(
    rows: Sequence[CorpusRow], part_of: Mapping[str, str], encoder: Encoder
) -> Iterator[tuple[str, Collection]]:
    encodings = Encodings(encoder)
    for part in dict.fromkeys(part_of.values()):
        yield part, collect([row for row in rows if part_of[row.id] == part], encodings)


def summarise(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures of a run, averaged over parts where there are several."""
    by_part: dict[str, list[Judged]] = {}
    for one in judged:
        if one.row.gold:
            by_part.setdefault(one.place, []).append(one)
    parts = {name: _measures(some) for name, some in by_part.items()}
    return {
        "questions": len(judged),
        "scored": sum(map(len, by_part.values())),
        **_averaged(list(parts.values())),
        "entry_accuracy": _entry_accuracy(judged),
        "decisions": {d.value: sum(one.decision is d for one in judged) for d in Decision},
        "auroc": auroc_of(judged),
        "ms_per_question": _rounded(sum(o.milliseconds for o in judged) / max(len(judged), 1)),
        **({"by_domain": parts} if len(parts) > 1 else {}),
    }


def _measures(some: Sequence[Judged]) -> dict[str, float]:
    lists = [([name for name, _ in one.found.ranked], set(one.row.gold)) for one in some]
    return {
        "hit@1": sum(hit_at(ranked, gold, 1) for ranked, gold in lists) / len(lists),
        "R@5": sum(recall_at(ranked, gold, 5) for ranked, gold in lists) / len(lists),
        "nDCG@5": sum(ndcg_at(ranked, gold, 5) for ranked, gold in lists) / len(lists),
        "MAP@10": sum(average_precision_at(ranked, gold, 10) for ranked, gold in lists)
        / len(lists),
    }


def _averaged(parts: Sequence[Mapping[str, float]]) -> dict[str, float | None]:
    names = ("hit@1", "R@5", "nDCG@5", "MAP@10")
    if not parts:
        return dict.fromkeys(names)
    return {name: _rounded(sum(part[name] for part in parts) / len(parts)) for name in names}


def _entry_accuracy(judged: Sequence[Judged]) -> float | None:
    """Share of the intent questions whose first passage belongs to the right entry."""
    some = [one for one in judged if one.row.label == "in_scope" and one.row.answer]
    return _rounded(sum(o.found.entry == o.row.answer for o in some) / len(some)) if some else None


def auroc_of(judged: Sequence[Judged]) -> dict[str, float | None]:
    """How well `confidence` parts answerable questions from each other label, and from all."""
    sure = [one.found.confidence for one in judged if one.row.answerable]
    other: dict[str, list[float]] = {}
    for one in judged:
        if not one.row.answerable:
            other.setdefault(one.row.label or "unanswerable", []).append(one.found.confidence)
    everything = [score for scores in other.values() for score in scores]
    pairs = {"all": everything, **dict(sorted(other.items()))}
    return {name: _rounded(auroc(sure, scores)) for name, scores in pairs.items()}


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
