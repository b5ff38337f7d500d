"""Prepares a question of a corpus for the index, as `answering/reading.py` does for a visitor.

The message is taken as one question: what it asks for has one list of gold passages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.library.encoder import Encoder, Vector
from assistant.library.index import AskedQuestion
from assistant.library.lexicon import terms
from assistant.library.spelling import Speller
from assistant.vocabulary import Turn


@dataclass(frozen=True, slots=True)
class CorpusQuestion:
    """A question ready for a collection.

    Attributes:
        asked: Where to look.
        vector: Of the last turn alone: decides whether it can be answered.
        terms: Stemmed words of the last turn alone.
    """

    asked: AskedQuestion
    vector: Vector
    terms: tuple[str, ...]


def ask(
    message: str, history: Sequence[Turn], encoder: Encoder, speller: Speller
) -> CorpusQuestion:
    """Encode a message: half with the visitor's previous turn, half alone; words of both."""
    previous = next((turn.text for turn in reversed(history) if turn.role == "user"), "")
    mended = speller.mend(message)
    alone = encoder.encode(mended)
    context = encoder.vector(speller.mend(f"{previous} {message}")) if previous else alone.vector
    both = alone.vector + context
    words = tuple(terms(mended))
    return CorpusQuestion(
        AskedQuestion(
            np.asarray(both / max(float(np.linalg.norm(both)), 1e-9), dtype=np.float32),
            alone.tokens[1:-1] if len(alone.tokens) > 2 else alone.tokens,
            (*words, *terms(previous)),
        ),
        alone.vector,
        words,
    )
