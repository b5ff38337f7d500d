"""Spares a tool that keeps failing: after some failures close together nobody calls it for a while.

It serves one event loop and takes no lock; each process learns by itself.
"""

import time
from collections import deque
from collections.abc import Callable

FAILURES = 5
WITHIN_SECONDS = 30.0
REST_SECONDS = 30.0


class Breaker:
    """Counts failures; `FAILURES` of them within `WITHIN_SECONDS` begin a rest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._rest_ends = float("-inf")

    def rests(self) -> bool:
        """Whether the tool is left alone just now."""
        return self._clock() < self._rest_ends

    def note_failure(self) -> None:
        """Count one failure."""
        now = self._clock()
        self._failures.append(now)
        if len(self._failures) == FAILURES and now - self._failures[0] <= WITHIN_SECONDS:
            self._rest_ends = now + REST_SECONDS
            self._failures.clear()
