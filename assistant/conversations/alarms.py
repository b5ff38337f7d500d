"""Notices that answers fail: one alarm for many failures."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from assistant.storage.switches import SwitchStore

log = structlog.get_logger(__name__)

MOST_FAILURES: Final = 3  # within the span; one more raises the alarm
SPAN: Final = timedelta(minutes=5)
QUIET: Final = timedelta(minutes=30)  # for which one alarm stands for all
FAILING: Final = "answers_fail"


class FailureAlarm:
    """Counts the failures of this process, and raises an alarm with all others."""

    def __init__(self, store: SwitchStore, now: Callable[[], datetime]) -> None:
        """Keep what counting needs.

        Args:
            store: Keeps alarms.
            now: The time, aware.
        """
        self._store = store
        self._now = now
        self._failures: deque[datetime] = deque(maxlen=MOST_FAILURES + 1)

    async def note_failure(self) -> bool:
        """Count a failure; says whether it raised the alarm, which somebody has to be told.

        Raises:
            StoreUnavailable: SQL does not answer.
        """
        now = self._now()
        self._failures.append(now)
        if len(self._failures) <= MOST_FAILURES or now - self._failures[0] > SPAN:
            return False
        raised = await self._store.raise_alarm(FAILING, QUIET)
        if raised:
            log.error("answers fail", failures=len(self._failures))
        return raised
