"""Decides which known gaps the operator's own documents close."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.library.classifier import Place
from assistant.library.encoder import Encoder, Vector
from assistant.library.gaps import Gap
from assistant.library.groups import Scores
from assistant.library.lexicon import term_set
from assistant.library.passages import Passage, cut
from assistant.vocabulary import Audience, Document

# A passage, read with its heading, closes the gap that it is nearest to: nearness is the mean of
# its cosines with the gap's nearest wording and with the centre of all its wordings. These three
# numbers were set on 16 policies as an office would write them and 15 pages off the topic
# (tests/own_policies.py), each alone, in one handbook, and without headings, against 91 gaps:
# 52 of 54 gaps are closed and no wrong one. Between 0.54 and 0.56 of `NEAR` 2 to 0 wrong ones and 2
# to 3 missed; the cosine of the nearest sentence alone, at 0.55, closed 51 and 115 wrong ones.
NEAR = 0.55
LEAD = 0.03  # another gap that is less than this behind is answered as well
WORDS = 6  # of the gap's wordings that the passage uses, when it has none of the gap's name


def closed_gaps(
    gaps: Sequence[Gap],
    own: Sequence[Document],
    encoder: Encoder,
    vector_of: Callable[[str], Vector],
) -> dict[str, Place]:
    """Ask each gap's questions of the operator's documents.

    Args:
        gaps: What is asked.
        own: The operator's documents; those for staff alone close nothing.
        encoder: For their passages.
        vector_of: For the questions, which may be encoded already.

    Returns:
        By name of each gap that is closed: the section that answers it best.
    """
    asked = [np.stack([vector_of(text) for text in (gap.name, *gap.asked)]) for gap in gaps]
    best: dict[str, tuple[float, Place]] = {}
    for passage in _passages(own, encoder):
        vector = encoder.vector(f"{passage.heading}. {passage.text}")
        for position, near in _answered(gaps, asked, passage, vector):
            name = gaps[position].name
            found = (near, (passage.document, passage.section))
            best[name] = max(best.get(name, found), found)
    return {name: place for name, (_, place) in best.items()}


def adopt_wordings(
    documents: Sequence[Document], gaps: Sequence[Gap], closed: Mapping[str, Place]
) -> tuple[Document, ...]:
    """The documents, in which a section that closes a gap is asked for as the gap was."""
    more: dict[Place, list[str]] = {}
    for gap in gaps:
        if gap.name in closed:
            more.setdefault(closed[gap.name], []).extend((gap.name, *gap.asked))
    return tuple(
        replace(
            document,
            sections=tuple(
                replace(section, asked=(*section.asked, *more.get((document.path, number), ())))
                for number, section in enumerate(document.sections)
            ),
        )
        for document in documents
    )


def _passages(own: Sequence[Document], encoder: Encoder) -> Iterator[Passage]:
    for document in own:
        if document.audience is not Audience.STAFF:
            yield from cut(document, encoder.count_pieces)


def _answered(
    gaps: Sequence[Gap], asked: Sequence[Vector], passage: Passage, vector: Vector
) -> Iterator[tuple[int, float]]:
    """The gaps that a passage closes, each with its nearness."""
    words = term_set(passage.searched)
    scores = [
        _nearness(rows, vector) if _speaks_of(gap, words) else -1.0
        for gap, rows in zip(gaps, asked, strict=True)
    ]
    enough = max(NEAR, max(scores, default=0.0) - LEAD)
    return ((position, score) for position, score in enumerate(scores) if score >= enough)


def _nearness(asked: Vector, passage: Vector) -> float:
    cosines: Scores = asked @ passage
    centre = float(cosines.mean() / np.linalg.norm(asked.mean(axis=0)))
    return (float(cosines.max()) + centre) / 2


def _speaks_of(gap: Gap, words: frozenset[str]) -> bool:
    """Whether a passage uses the gap's words: neighbours lie near, but say other things."""
    if words & term_set(gap.name):
        return True
    return len(words & frozenset[str]().union(*map(term_set, gap.asked))) >= WORDS
