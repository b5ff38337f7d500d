"""Raises alarms among staff: one for many failures."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from assistant.conversation import ConversationId
from assistant.conversations.deeds import STAFF_TOPIC
from assistant.conversations.handing_over import Staffing
from assistant.conversations.rules import MAIL_SLACK
from assistant.seams import ConversationUnknown
from assistant.storage.bus import Bus
from assistant.storage.conversations import ConversationStore
from assistant.storage.letters import Owed
from assistant.storage.switches import SwitchStore

log = structlog.get_logger(__name__)

MOST_FAILURES: Final = 3  # within the span; one more raises the alarm
SPAN: Final = timedelta(minutes=5)
QUIET: Final = timedelta(minutes=30)  # for which one alarm stands for all
FAILING: Final = "answers_fail"
SLACK: Final = "slack_fails"


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


class SlackAlarm:
    """Tells staff by other ways that Slack does not take what it is told.

    Failure policy: with SQL down it raises `StoreUnavailable`.
    """

    def __init__(
        self, stores: tuple[ConversationStore, SwitchStore], bus: Bus, staffing: Staffing
    ) -> None:
        """Keep what telling needs.

        Args:
            stores: Keep what is owed, and alarms.
            bus: Wakes the staff page.
            staffing: Whether staff are told by e-mail.
        """
        self._conversations, self._switches = stores
        self._bus = bus
        self._staffing = staffing

    async def raise_for(self, id: ConversationId) -> None:
        """Raise the alarm, unless that was done a short while ago.

        Args:
            id: Of a conversation that waits for it; empty for none.
        """
        if not await self._switches.raise_alarm(SLACK, QUIET):
            return
        log.error("Slack fails")
        await self._bus.nudge(STAFF_TOPIC)
        if id and self._staffing.mails_staff:
            with suppress(ConversationUnknown):  # erased: the staff page tells it
                await self._conversations.owe(id, Owed(MAIL_SLACK, in_turn=False))
