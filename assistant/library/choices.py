"""What the classifier makes of a question, over the sections that one index holds."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.library.classifier import FOREIGN, Classifier, Place
from assistant.library.encoder import Vector
from assistant.library.groups import Scores
from assistant.library.passages import Passage

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
        self._masks: dict[frozenset[Place], NDArray[np.bool_]] = {}
        self._last: tuple[Vector | None, Scores] = (None, np.zeros(0, np.float32))
        self._of_passage = np.array([rows.get((p.document, p.section), none) for p in passages])

    def _logs(self, classifier: Classifier, question: Vector) -> Scores:
        """Logarithms of the chances; those of the last question are kept, for it is asked again.

        The question itself is kept beside them, so that no other one can have its identity.
        """
        last, logs = self._last
        if last is not question:
            logs = classifier.log_chances(question, self._among)
            self._last = question, logs
        return logs

    def of_passages(self, question: Vector) -> Scores:
        """Per passage, as `Hit.choice`."""
        if self._classifier is None:
            return np.zeros(len(self._of_passage), np.float32)
        logs = self._logs(self._classifier, question)
        choices = np.append(np.maximum(0.0, 1.0 + logs / FAINT), 0.0)
        return np.asarray(choices[self._of_passage], dtype=np.float32)

    def likeliest(self, question: Vector) -> tuple[str, float]:
        """The document of the likeliest section, and that section's chance."""
        if self._classifier is None:
            return "", 0.0
        logs = self._logs(self._classifier, question)
        best = int(np.argmax(logs))
        return str(self._documents[best]), float(np.exp(logs[best]))

    def odds(self, question: Vector, places: Collection[Place]) -> tuple[float, float]:
        """The chance of some sections together, and that of the likeliest of the others."""
        if self._classifier is None:
            return 0.0, 0.0
        chances = np.exp(self._logs(self._classifier, question))
        theirs = self._mask(self._classifier, frozenset(places))
        return float(chances[theirs].sum()), float(chances[~theirs].max(initial=0.0))

    def _mask(self, classifier: Classifier, places: frozenset[Place]) -> NDArray[np.bool_]:
        """Which of the sections here are among some; few sets are ever asked for."""
        if places not in self._masks:
            within = [classifier.places[n] in places for n in self._among]
            self._masks[places] = np.array(within, dtype=bool)
        return self._masks[places]

    def of_documents(self, question: Vector, documents: Sequence[str]) -> list[float]:
        """The chance of each document: those of all its sections together."""
        if self._classifier is None:
            return [0.0] * len(documents)
        chances = np.exp(self._logs(self._classifier, question))
        return [float(chances[self._documents == one].sum()) for one in documents]
