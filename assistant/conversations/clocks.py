"""Clocks of handoffs: staff are reminded of who waits, and the visitor is told as it is."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.conversation import Author, Handoff, Reminder
from assistant.conversations.deeds import STAFF_TOPIC
from assistant.conversations.handing_over import Saying, Staffing
from assistant.conversations.rules import MAIL_OVERDUE, MAIL_UNANSWERED, MAIL_UNCLAIMED
from assistant.seams import ConversationUnknown
from assistant.storage.bus import Bus
from assistant.storage.desk import DeskStore
from assistant.storage.errands import Errand
from assistant.storage.letters import Letter, Owed

_MAILS: Final = {
    Reminder.UNCLAIMED: MAIL_UNCLAIMED,
    Reminder.UNANSWERED: MAIL_UNANSWERED,
    Reminder.OVERDUE: MAIL_OVERDUE,
}
_OVERDUE: Final = 2  # times the patience for a reply, after which everybody is told


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a visitor is let wait before somebody is reminded.

    Attributes:
        claim: For somebody to claim.
        reply: For whoever claimed to answer.
        passed: The time between two moments that counts: that in which staff are there.
    """

    claim: timedelta
    reply: timedelta
    passed: Callable[[datetime, datetime], timedelta] = lambda start, end: end - start


def strikes(handoff: Handoff, now: datetime, patience: Patience) -> Iterator[Reminder]:
    """The clocks of a handoff that strike now and have not struck before."""
    if not handoff.claimed_by:
        since = max(handoff.asked_at, handoff.claimed_at or handoff.asked_at)
        due = {Reminder.UNCLAIMED: (since, patience.claim)}
    elif handoff.waits_since is not None:
        since = max(handoff.waits_since, handoff.claimed_at or handoff.waits_since)
        due = {
            Reminder.UNANSWERED: (since, patience.reply),
            Reminder.OVERDUE: (since, _OVERDUE * patience.reply),
        }
    else:
        due = {}
    for reminder, (since, wait) in due.items():
        if reminder not in handoff.reminders and patience.passed(since, now) >= wait:
            yield reminder


class Clocks:
    """The clocks of all handoffs.

    Failure policy: with SQL down `look` raises `StoreUnavailable`, and they strike later.
    """

    def __init__(
        self,
        desk: DeskStore,
        bus: Bus,
        hand: Callable[[Errand | None], None],
        say: Saying,
        staffing: Staffing,
        patience: Callable[[], Awaitable[Patience]],
        now: Callable[[], datetime],
    ) -> None:
        """Keep what reminding needs.

        Args:
            desk: Knows who waits.
            bus: Wakes who follows.
            hand: Has an errand run at once.
            say: The house's own sentences.
            staffing: Whether staff are told by e-mail.
            patience: How long somebody is let wait, as it is by now.
            now: The time, aware.
        """
        self._desk = desk
        self._bus = bus
        self._hand = hand
        self._say = say
        self._staffing = staffing
        self._patience = patience
        self._now = now

    async def look(self) -> None:
        """Let every clock strike that is due.

        Raises:
            StoreUnavailable: SQL does not answer.
        """
        patience = await self._patience()
        for handoff in await self._desk.handoffs():
            for reminder in strikes(handoff, self._now(), patience):
                await self._strike(handoff, reminder)

    async def _strike(self, handoff: Handoff, reminder: Reminder) -> None:
        owes = Owed(_MAILS[reminder], in_turn=False) if self._staffing.mails_staff else None
        try:
            errand = await self._desk.remind(handoff, reminder, self._told(handoff, reminder), owes)
        except ConversationUnknown:  # erased meanwhile
            return
        self._hand(errand)
        await self._bus.nudge(handoff.conversation.id)
        await self._bus.nudge(STAFF_TOPIC)

    def _told(self, handoff: Handoff, reminder: Reminder) -> Letter | None:
        """What the visitor is told; a reminder of one of the staff is between us."""
        if reminder is Reminder.UNANSWERED:
            return None
        text = self._say(
            handoff.conversation.language, "house", reminder.value, staff=handoff.claimed_by
        )
        # Each time that somebody waits is told once.
        since = (handoff.claimed_at or handoff.asked_at, handoff.waits_since or handoff.asked_at)
        told = ":".join(one.isoformat() for one in since)
        return Letter(Author.HOUSE, text, f"{reminder.value}:{handoff.id}:{told}")
