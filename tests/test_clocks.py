"""Which clocks of a handoff strike, and what they do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation import Conversation, ConversationId, Handoff, Reason, Reminder, State
from assistant.conversations.clocks import Patience, strikes

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE = Patience(claim=10 * MINUTE, reply=5 * MINUTE)
CONVERSATION = Conversation(
    ConversationId("c"), "en", "", "", "", False, State.WAITING_FOR_STAFF, "", 1, 1, NOON
)
WAITING = Handoff(1, CONVERSATION, Reason.PERSON, NOON, waits_since=NOON)
CLAIMED = replace(WAITING, claimed_by="Ana", claimed_at=NOON + 3 * MINUTE)
ALL = frozenset(Reminder)


@pytest.mark.parametrize(
    ("handoff", "minutes", "struck"),
    [
        (WAITING, 9, []),
        (WAITING, 10, [Reminder.UNCLAIMED]),
        (replace(WAITING, reminders=ALL), 60, []),
        (CLAIMED, 7, []),
        (CLAIMED, 8, [Reminder.UNANSWERED]),
        (CLAIMED, 13, [Reminder.UNANSWERED, Reminder.OVERDUE]),
        (replace(CLAIMED, waits_since=NOON + 20 * MINUTE), 24, []),
        (replace(CLAIMED, waits_since=NOON + 20 * MINUTE), 25, [Reminder.UNANSWERED]),
        (replace(CLAIMED, waits_since=None), 60, []),
        (replace(CLAIMED, reminders=frozenset({Reminder.UNANSWERED})), 13, [Reminder.OVERDUE]),
    ],
)
def test_a_clock_strikes_when_it_is_due_and_once(
    handoff: Handoff, minutes: int, struck: list[Reminder]
) -> None:
    assert list(strikes(handoff, NOON + minutes * MINUTE, PATIENCE)) == struck


def test_the_night_does_not_count() -> None:
    asleep = replace(PATIENCE, passed=lambda start, end: timedelta())
    assert list(strikes(WAITING, NOON + timedelta(days=2), asleep)) == []
