"""Handoffs, which follow a conversation's state, and the record of what staff did."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import ConversationId, Handoff, Reason, Staff, State
from assistant.storage.rows import conversation_of
from assistant.storage.schema import audit, conversations, handoffs

_FIRST = (Reason.COMPLAINT, Reason.DISTRESS)


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
    claim = {"claimed_by": claimed_by, "claimed_at": now if claimed_by else None}
    if not (await sql.execute(open_ones.values(claim))).rowcount:
        values = {"conversation": id, "reason": reason, "asked_at": now, **claim}
        await sql.execute(insert(handoffs).values(values))


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


def open_handoffs(limit: int) -> Select[Any]:
    """Handoffs that have not ended: complaints and distress first, then who waits the longest."""
    return (
        select(
            conversations,
            handoffs.c.reason,
            handoffs.c.asked_at,
            handoffs.c.claimed_by.label("has_it"),
        )
        .join_from(handoffs, conversations, handoffs.c.conversation == conversations.c.id)
        .where(handoffs.c.ended_at.is_(None))
        .order_by(case((handoffs.c.reason.in_(_FIRST), 0), else_=1), handoffs.c.asked_at)
        .limit(limit)
    )


def handoff_of(row: Row[Any]) -> Handoff:
    """The handoff that a row of `open_handoffs` is."""
    return Handoff(conversation_of(row), Reason(row.reason), row.asked_at, row.has_it)
