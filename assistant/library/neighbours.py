"""Names candidates for a question by the vector store's graph, where passages are very many.

A passage is a candidate when it, one of its windows, or a wording of its section is near.
"""

from collections.abc import Sequence

import numpy as np

from assistant.library.build import PASSAGES, WINDOWS, BuildContents
from assistant.library.encoder import Vector
from assistant.library.groups import Positions, highest
from assistant.library.vectors import VectorStore

# Of each sort. On 22,000 passages of public sets and 400 questions the first hit was that of the
# exact search for 99.75 % with 200 (and 99.5 % of the first five), for 98.75 % with 50; a question
# took 18 ms instead of 41 (the graph was asked for wordings as well then; these are now scored one
# by one, which is exact). On 4,000 passages nothing differed, and the exact search took half.
NEAREST = 200


class Neighbours:
    """Finds candidates among the passages that one index holds."""

    def __init__(
        self, store: VectorStore, contents: BuildContents, chosen: Sequence[int], nearest: int
    ) -> None:
        """Note which passage each vector speaks for.

        Args:
            store: The build's vectors; kept open as long as this is in use.
            contents: The build.
            chosen: Which of its passages the index holds, in the index's order.
            nearest: How many vectors of each sort to take.
        """
        self._store = store
        self._nearest = nearest
        self._in_index = np.full(len(contents.passages), -1, dtype=np.intp)
        self._in_index[list(chosen)] = np.arange(len(chosen))
        self._of_window = np.repeat(
            np.arange(len(contents.passages)), [len(one.windows) for one in contents.vectors]
        )
        of_section: dict[tuple[str, int], list[int]] = {}
        for position, passage in enumerate(contents.passages):
            of_section.setdefault((passage.document, passage.section), []).append(position)
        self._wordings = np.asarray(contents.wording_vectors)
        self._of_wording = [of_section.get((w.document, w.section), []) for w in contents.wordings]

    def candidates(self, question: Vector) -> Positions:
        """Positions in the index, ascending, each once."""
        passages = self._rows(PASSAGES, question)
        windows = self._of_window[self._rows(WINDOWS, question)]
        near = highest(self._wordings @ question, self._nearest)
        sections = [self._of_wording[row] for row in near]
        found = np.unique(np.concatenate([passages, windows, *sections]).astype(np.intp))
        here = self._in_index[found]
        return np.sort(here[here >= 0])

    def _rows(self, name: str, question: Vector) -> list[int]:
        return [int(key) for key in self._store.nearest(name, question, self._nearest)]
