"""Decides which known gaps the operator's own documents close."""

from collections.abc import Sequence

import numpy as np

from assistant.library.encoder import Encoder
from assistant.library.gaps import Gap
from assistant.library.index import vectors_of
from assistant.library.lexicon import terms
from assistant.library.passages import Passage, cut
from assistant.vocabulary import Document

# A passage answers a gap's question when it is as near to it as this and shares a word with the
# gap's name. Set on policies written as an office would, and on own documents off the topic.
NEAR = 0.55


def closed_gaps(gaps: Sequence[Gap], own: Sequence[Document], encoder: Encoder) -> dict[str, str]:
    """Ask each gap's questions of the operator's documents.

    Returns:
        By name of each gap that is closed: the document that answers it.
    """
    passages = [passage for document in own for passage in cut(document, encoder.count_pieces)]
    windows = [vectors_of(one, encoder.encode(one.text)).windows for one in passages]
    closed: dict[str, str] = {}
    for gap in gaps:
        asked = np.stack([encoder.vector(text) for text in (gap.name, *gap.asked)])
        best = (NEAR, "")
        for passage, rows in zip(passages, windows, strict=True):
            near = float(np.max(asked @ rows.T))
            if near > best[0] and _speaks_of(gap, passage):
                best = (near, passage.document)
        if best[1]:
            closed[gap.name] = best[1]
    return closed


def _speaks_of(gap: Gap, passage: Passage) -> bool:
    """Whether the passage uses a word of the gap's name: neighbours lie near, but say others."""
    return bool(set(terms(gap.name)) & set(terms(f"{passage.heading} {passage.text}")))
