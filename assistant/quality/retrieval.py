"""Asks a collection: finds rows, ranks them, and says how sure it is that they answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.library.index import Hit
from assistant.quality.asking import CorpusQuestion, ask
from assistant.quality.collection import Collection
from assistant.quality.logistic import Logistic
from assistant.quality.rows import QuestionRow
from assistant.quality.signs import Signs, read_signs

PASSAGES = 30  # three times what is scored, for several may be of one row
ROWS = 10


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a collection says to a question.

    Attributes:
        ranked: The first ten row ids with the score of their best passage, best first.
        entry: The entry of the first passage.
        text: The first passage.
        signs: What the search tells; the model makes `confidence` of it.
    """

    ranked: tuple[tuple[str, float], ...]
    entry: str
    text: str
    signs: Signs
    confidence: float


def retrieve(row: QuestionRow, collection: Collection, model: Logistic) -> Retrieval:
    """Ask one question."""
    question = ask(row.question, row.history, collection.encoder, collection.speller)
    hits = collection.index.search(question.asked, PASSAGES)
    first = hits[0].position
    signs = read_signs(question, hits, collection)
    return Retrieval(
        ranked=rank_rows(hits, question, collection),
        entry=collection.entries.names[int(collection.entries.of[first])],
        text=collection.index.passages[first].text,
        signs=signs,
        confidence=model.chance(signs.values()),
    )


def rank_rows(
    hits: Sequence[Hit], question: CorpusQuestion, collection: Collection
) -> tuple[tuple[str, float], ...]:
    """Rows by their best passage; when the hits lie in few rows, the nearest others follow."""
    passages = collection.index.passages
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(passages[hit.position].document, hit.score)
    if len(best) < ROWS:
        lowest = min(best.values())
        for position in np.argsort(-(collection.entries.matrix @ question.asked.vector)):
            best.setdefault(passages[int(position)].document, lowest)
            if len(best) >= ROWS:
                break
    return tuple((name, round(score, 5)) for name, score in list(best.items())[:ROWS])
