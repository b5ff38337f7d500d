"""What the classifier makes of a question, over the sections that one index holds."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.library.classifier import FOREIGN, Classifier, Place
from assistant.library.encoder import Vector
from assistant.library.groups import Scores
from assistant.library.passages import Passage

Rows = NDArray[np.intp]
_NOTHING = np.zeros((2, 0), np.float32)
FAINT = 8.0  # minus the logarithm of a chance that counts as none


class Choices:
    """Chances of sections and of their documents."""

    def __init__(self, passages: Sequence[Passage], classifier: Classifier | None) -> None:
        here = {(p.document, p.section) for p in passages} | {FOREIGN}
        places = classifier.places if classifier else ()
        self._among = np.array([n for n, place in enumerate(places) if place in here], np.intp)
        self._documents = np.array([places[n][0] for n in self._among], dtype=object)
        self._classifier = classifier if len(self._among) else None
        rows = {places[n]: row for row, n in enumerate(self._among)}
        none = len(rows)  # a row past the last one: a chance of nothing
        self._parted: dict[frozenset[Place], tuple[Rows, Rows]] = {}
        self._of_documents: dict[str, Rows] = {}
        self._last: tuple[Vector | None, Scores, Scores] = (None, *_NOTHING)
        self._of_passage = np.array([rows.get((p.document, p.section), none) for p in passages])

    def _weighed(self, classifier: Classifier, question: Vector) -> tuple[Scores, Scores]:
        """The chances' logarithms, and the chances; the last ones are kept, for more is asked.

        The question itself is kept beside them, so that no other one can have its identity.
        """
        last, logs, chances = self._last
        if last is not question:
            logs = classifier.log_chances(question, self._among)
            chances = np.exp(logs)
            self._last = question, logs, chances
        return logs, chances

    def of_passages(self, question: Vector) -> Scores:
        """Per passage, as `Hit.choice`."""
        if self._classifier is None:
            return np.zeros(len(self._of_passage), np.float32)
        logs, _ = self._weighed(self._classifier, question)
        choices = np.append(np.maximum(0.0, 1.0 + logs / FAINT), 0.0)
        return np.asarray(choices[self._of_passage], dtype=np.float32)

    def likeliest(self, question: Vector) -> tuple[str, float]:
        """The document of the likeliest section, and that section's chance."""
        if self._classifier is None:
            return "", 0.0
        _, chances = self._weighed(self._classifier, question)
        best = int(np.argmax(chances))
        return str(self._documents[best]), float(chances[best])

    def odds(self, question: Vector, places: frozenset[Place]) -> tuple[float, float]:
        """The chance of some sections together, and that of the likeliest of the others."""
        if self._classifier is None:
            return 0.0, 0.0
        _, chances = self._weighed(self._classifier, question)
        if places not in self._parted:  # few sets are ever asked for
            among = [self._classifier.places[n] in places for n in self._among]
            within = np.array(among, dtype=bool)
            self._parted[places] = np.flatnonzero(within), np.flatnonzero(~within)
        theirs, others = self._parted[places]
        return float(chances[theirs].sum()), float(chances[others].max(initial=0.0))

    def of_documents(self, question: Vector, documents: Sequence[str]) -> list[float]:
        """The chance of each document: those of all its sections together."""
        if self._classifier is None:
            return [0.0] * len(documents)
        _, chances = self._weighed(self._classifier, question)
        return [float(chances[self._of_document(one)].sum()) for one in documents]

    def _of_document(self, document: str) -> Rows:
        if document not in self._of_documents:
            self._of_documents[document] = np.flatnonzero(self._documents == document)
        return self._of_documents[document]
