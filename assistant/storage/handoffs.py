"""Handoffs, which follow a conversation's state, and the record of what staff did."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import (
    Author,
    ConversationId,
    Handoff,
    Reason,
    Reminder,
    Staff,
    State,
)
from assistant.storage.rows import conversation_of
from assistant.storage.schema import Moment, audit, conversations, handoffs, messages

FIRST: Final = (Reason.COMPLAINT, Reason.DISTRESS)
STAMPS: Final = {
    Reminder.UNCLAIMED: "reminded_at",
    Reminder.UNANSWERED: "nudged_at",
    Reminder.OVERDUE: "overdue_at",
}


async def follow_state(
    sql: AsyncConnection,
    id: ConversationId,
    state: State,
    claimed_by: str,
    reason: Reason,
    now: datetime,
) -> None:
    """Let the handoff of a conversation be what its new state says.

    Args:
        sql: The transaction, with the conversation's row locked.
        id: Of the conversation.
        state: The new one.
        claimed_by: Who has it then.
        reason: Why a person is wanted, for a new handoff.
        now: The time.
    """
    of_id = handoffs.c.conversation == id
    open_ones = update(handoffs).where(of_id, handoffs.c.ended_at.is_(None))
    if state not in {State.WAITING_FOR_STAFF, State.WITH_STAFF}:
        await sql.execute(open_ones.values(ended_at=now))
        return
    claim = {
        "claimed_by": claimed_by,
        "claimed_at": now,
        **dict.fromkeys(STAMPS.values()),
    }
    if not (await sql.execute(open_ones.values(claim))).rowcount:
        claim["claimed_at"] = now if claimed_by else None
        values = {"conversation": id, "reason": reason, "asked_at": now, **claim}
        await sql.execute(insert(handoffs).values(values))


async def raise_reason(sql: AsyncConnection, id: ConversationId, reason: Reason) -> bool:
    """Let an open handoff be as urgent as what was said since; whether it became so."""
    less = update(handoffs).where(
        handoffs.c.conversation == id,
        handoffs.c.ended_at.is_(None),
        handoffs.c.reason.not_in(FIRST),
    )
    return bool((await sql.execute(less.values(reason=reason))).rowcount)


async def rest_clocks(sql: AsyncConnection, id: ConversationId) -> None:
    """Let the clocks of whoever claimed begin anew: they have written."""
    open_ones = update(handoffs).where(handoffs.c.conversation == id, handoffs.c.ended_at.is_(None))
    await sql.execute(open_ones.values(nudged_at=None, overdue_at=None))


async def record(
    sql: AsyncConnection, staff: Staff, action: str, id: ConversationId, now: datetime
) -> None:
    """Put on record what one of the staff did."""
    values = {
        "at": now,
        "who": staff.name,
        "action": action,
        "conversation": id,
        "place": staff.place,
    }
    await sql.execute(insert(audit).values(values))


def open_handoffs() -> Select[Any]:
    """Handoffs that have not ended: complaints and distress first, then who waits the longest."""
    urgency = case((handoffs.c.reason.in_(FIRST), 0), else_=1)
    return (
        all_handoffs().where(handoffs.c.ended_at.is_(None)).order_by(urgency, handoffs.c.asked_at)
    )


def ended_handoffs() -> Select[Any]:
    """Handoffs that have ended, the newest first."""
    return all_handoffs().where(handoffs.c.ended_at.is_not(None)).order_by(handoffs.c.id.desc())


def all_handoffs() -> Select[Any]:
    """Handoffs with their conversations, since when somebody waits, and the last words."""
    last_of_staff = (
        select(func.coalesce(func.max(messages.c.seq), 0))
        .where(messages.c.conversation == conversations.c.id, messages.c.author == Author.STAFF)
        .correlate(conversations)
        .scalar_subquery()
    )
    waits_since = (
        select(func.min(messages.c.at, type_=Moment))
        .where(
            messages.c.conversation == conversations.c.id,
            messages.c.author == Author.VISITOR,
            messages.c.seq > last_of_staff,
        )
        .correlate(conversations)
        .scalar_subquery()
    )
    last_words = (
        select(messages.c.text)
        .where(messages.c.conversation == conversations.c.id, messages.c.author == Author.VISITOR)
        .order_by(messages.c.seq.desc())
        .limit(1)
        .correlate(conversations)
        .scalar_subquery()
    )
    told = [column for column in handoffs.c if column.name != "conversation"]
    labels = [column.label(f"handoff_{column.name}") for column in told]
    return select(
        conversations,
        *labels,
        waits_since.label("waits_since"),
        last_words.label("last_words"),
    ).join_from(handoffs, conversations, handoffs.c.conversation == conversations.c.id)


def handoff_of(row: Row[Any]) -> Handoff:
    """The handoff that a row of `open_handoffs` is."""
    struck = [one for one, column in STAMPS.items() if getattr(row, f"handoff_{column}")]
    return Handoff(
        id=row.handoff_id,
        conversation=conversation_of(row),
        reason=Reason(row.handoff_reason),
        asked_at=row.handoff_asked_at,
        claimed_by=row.handoff_claimed_by,
        claimed_at=row.handoff_claimed_at,
        waits_since=row.waits_since,
        reminders=frozenset(struck),
        last_words=row.last_words or "",
    )
