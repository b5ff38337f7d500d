"""Reads rows of conversations, messages and events into the nouns of the house."""

import hmac
import json
from typing import Any, Final

from sqlalchemy import Integer, Row, Select, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import (
    Author,
    Conversation,
    ConversationId,
    Event,
    EventKind,
    Message,
    State,
)
from assistant.seams import ConversationUnknown
from assistant.storage.schema import conversations, events, messages

# Statements that each message needs are made once: making one takes as long as running it.
_CONVERSATION: Final = select(conversations).where(conversations.c.id == bindparam("of"))
_LOCKED_CONVERSATION: Final = _CONVERSATION.with_for_update()
_UNKNOWN = "There is no such conversation, or it was erased."


async def find_conversation(
    sql: AsyncConnection, id: ConversationId, token_hash: str | None = None, *, lock: bool = False
) -> Row[Any]:
    """The row of a conversation.

    Args:
        sql: The transaction.
        id: Any text.
        token_hash: Of the visitor's token; None where none is needed.
        lock: Whether other transactions are to wait; SQLite's BEGIN IMMEDIATE has done it.

    Raises:
        ConversationUnknown: There is none, or the token is another's.
    """
    query = _LOCKED_CONVERSATION if lock else _CONVERSATION
    row = (await sql.execute(query, {"of": id})).one_or_none()
    if row is None or not (token_hash is None or hmac.compare_digest(row.token_hash, token_hash)):
        raise ConversationUnknown(_UNKNOWN)
    return row


async def last_event(sql: AsyncConnection, id: ConversationId) -> int:
    """The number of a conversation's newest event; 0 before the first.

    Raises:
        ConversationUnknown: There is no such conversation.
    """
    query = select(conversations.c.last_event).where(conversations.c.id == id)
    found = (await sql.execute(query)).scalar_one_or_none()
    if found is None:
        raise ConversationUnknown(_UNKNOWN)
    return int(found)


async def read_events(
    sql: AsyncConnection, id: ConversationId, after: int, limit: int
) -> list[Event]:
    """The events of a conversation after a number, each with the message that it is about."""
    asked = {"of": id, "after": after, "most": limit}
    return [event_of(row) for row in await sql.execute(_EVENTS, asked)]


def _events() -> Select[Any]:
    of_event = and_(
        messages.c.conversation == events.c.conversation, messages.c.seq == events.c.seq
    )
    told = [column for column in messages.c if column.name not in {"conversation", "seq", "at"}]
    return (
        select(
            events.c.number,
            events.c.kind,
            events.c.seq,
            events.c.state,
            events.c.claimed_by,
            events.c.at.label("changed_at"),
            messages.c.at,
            *told,
        )
        .outerjoin_from(events, messages, of_event)
        .where(events.c.conversation == bindparam("of"), events.c.number > bindparam("after"))
        .order_by(events.c.number)
        .limit(bindparam("most", type_=Integer()))
    )


_EVENTS: Final = _events()


def conversation_of(row: Row[Any]) -> Conversation:
    """The conversation that a row is."""
    return Conversation(
        id=ConversationId(row.id),
        language=row.language,
        time_zone=row.time_zone,
        page_url=row.page_url,
        page_title=row.page_title,
        samples=row.samples,
        state=State(row.state),
        claimed_by=row.claimed_by,
        last_seq=row.last_seq,
        last_event=row.last_event,
        created_at=row.created_at,
        seen_event=row.seen_event,
    )


def event_of(row: Row[Any]) -> Event:
    """The event that a row of `read_events` is."""
    return Event(
        number=row.number,
        kind=EventKind(row.kind),
        at=row.changed_at,
        message=None if row.seq is None else message_of(row),
        state=None if row.state is None else State(row.state),
        claimed_by=row.claimed_by,
    )


def message_of(row: Row[Any]) -> Message:
    """The message that a row is."""
    return Message(
        seq=row.seq,
        author=Author(row.author),
        text=row.text,
        at=row.at,
        name=row.name,
        answer=None if row.answer is None else json.loads(row.answer),
        replies_to=row.replies_to,
        edited=row.edited_at is not None,
        removed=row.removed_at is not None,
        mailed=row.mailed_at is not None,
        origin=row.origin_id,
    )
