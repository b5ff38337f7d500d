"""What is noted of one message while it is answered: how long each step took, and what came of it.

Only what is there anyway is held on to, so that noting costs nothing. `explaining.py` tells of it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering.drafts import Draft
from assistant.answering.exact.clerk import Errand
from assistant.answering.finding import Finding
from assistant.answering.reading import Reading
from assistant.library.shelf import Shelf
from assistant.vocabulary import Asked


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked of the documents, and what was found."""

    reading: Reading
    findings: Sequence[Finding]


@dataclass(slots=True)
class Notes:
    """How a message was answered.

    Attributes:
        asked: The message, with what it carries over from the turns before.
        shelf: The build that answered.
        errand: For the exact tools; None for the documents alone.
        searches: Of the documents, in order.
        draft: What was checked; None until then.
        laps: Milliseconds of each step.
    """

    asked: Asked
    shelf: Shelf
    errand: Errand | None = None
    searches: list[Search] = field(default_factory=list)
    draft: Draft | None = None
    laps: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.perf_counter)

    @property
    def said(self) -> list[str]:
        """The visitor's turns before the message."""
        return [turn.text for turn in self.asked.history if turn.role == "user"]

    @property
    def words(self) -> str:
        """Everything the visitor said: what figures may be repeated from."""
        return "\n".join((*self.said, self.asked.message))

    def lap(self, name: str) -> None:
        """Add the time since the last lap to a step."""
        now = time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + (now - self._last) * 1000
        self._last = now
