"""The threads of conversations in Slack, and what they are to be told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, case, exists, func, insert, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from assistant.conversation import Conversation, ConversationId, Event, State
from assistant.storage.conversations import EVENTS_AT_ONCE
from assistant.storage.database import Database
from assistant.storage.handoffs import FIRST, STAMPS
from assistant.storage.leases import WorkStatus
from assistant.storage.outbox import add_parcels
from assistant.storage.rows import conversation_of, find_conversation, read_events
from assistant.storage.schema import conversations, events, handoffs, lines, outbox, threads
from assistant.thread import ParcelKind, Plan, Telling, Thread

Planning = Callable[[Conversation, Thread, Sequence[Event], State], Telling]

TRANSCRIPT_PAGES: Final = 3  # posts; what does not fit is read on the staff page
_WITH_PEOPLE: Final = (State.WAITING_FOR_STAFF, State.WITH_STAFF)


class ThreadStore:
    """The threads; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer, and
    `ConversationUnknown` where it writes to a conversation that was erased.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        """Keep the database, opened, and the time, aware."""
        self._database = database
        self._now = now

    async def untold(self, limit: int = 100) -> list[ConversationId]:
        """Conversations of which Slack is not told all yet, or has no thread though staff wait."""
        async with self._database.reading() as sql:
            rows = await sql.execute(_UNTOLD.limit(limit))
            return [ConversationId(row.id) for row in rows]

    async def tell(self, id: ConversationId, channel: str, plan: Planning) -> None:
        """Begin a conversation's thread if it has none, and owe what it is to be told.

        Where the staff channel is another one by now, the thread goes on there.

        Args:
            id: Of the conversation.
            channel: Of the staff.
            plan: Says what is to be told of events, given the conversation, its thread, and the
                state before the first of them.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        async with self._database.writing() as sql:
            conversation = conversation_of(await find_conversation(sql, id, lock=True))
            thread = await _of(sql, id)
            if thread is None:
                await self._begin(sql, conversation, channel)
                return
            if thread.channel != channel:
                await self._leave(sql, conversation, thread.channel)
                await self._move(sql, conversation, channel)
                return
            found = await read_events(sql, id, thread.told_event, EVENTS_AT_ONCE)
            before = await _state_at(sql, id, thread.told_event)
            telling = plan(conversation, thread, found, before)
            await add_parcels(sql, id, thread.channel, telling.plans, self._now())
            told: dict[str, object] = {
                "told_event": telling.told_event,
                "told_seq": telling.told_seq,
            }
            if telling.ends_claim:
                told |= {"claimer": "", "draft_ts": None}
            await sql.execute(update(threads).where(threads.c.conversation == id).values(told))

    async def begin_anew(self, id: ConversationId) -> bool:
        """Let a thread hang on a new root, which tells all until now; whether there is one."""
        async with self._database.writing() as sql:
            conversation = conversation_of(await find_conversation(sql, id, lock=True))
            thread = await _of(sql, id)
            if thread is None or not thread.root_ts:
                return thread is not None
            await self._move(sql, conversation, thread.channel)
            return True

    async def _leave(self, sql: AsyncConnection, conversation: Conversation, channel: str) -> None:
        """Tell a channel no more of a conversation: staff are in another one now."""
        owed = update(outbox).where(
            outbox.c.conversation == conversation.id,
            outbox.c.channel == channel,
            outbox.c.status == WorkStatus.OWED,
            outbox.c.kind != ParcelKind.ERASE,
        )
        await sql.execute(owed.values(status=WorkStatus.DONE))

    async def _move(self, sql: AsyncConnection, conversation: Conversation, channel: str) -> None:
        """Let a thread go on in a channel, on a new root that tells all until now."""
        of = threads.c.conversation == conversation.id
        values = {
            "channel": channel,
            "root_ts": None,
            "draft_ts": None,
            "begun_seq": conversation.last_seq,
            "told_event": conversation.last_event,
            "told_seq": conversation.last_seq,
        }
        await sql.execute(update(threads).where(of).values(values))
        before = select(func.max(outbox.c.ref)).where(*_root_of(conversation.id))
        number = int((await sql.execute(before)).scalar_one()) + 1
        await add_parcels(sql, conversation.id, channel, _beginning(number), self._now())

    async def of(self, id: ConversationId) -> Thread | None:
        """The thread of a conversation."""
        async with self._database.reading() as sql:
            return await _of(sql, id)

    async def at(self, channel: str, root_ts: str) -> Thread | None:
        """The thread that hangs on a post, or hung on it until somebody deleted that."""
        where = threads.c.channel == channel, threads.c.root_ts == root_ts
        before = exists().where(*_root_of(threads.c.conversation), outbox.c.ts == root_ts)
        async with self._database.reading() as sql:
            row = (await sql.execute(select(threads).where(*where))).one_or_none()
            if row is None:
                here = select(threads).where(threads.c.channel == channel, before)
                row = (await sql.execute(here)).one_or_none()
        return None if row is None else _thread(row)

    async def of_line(self, channel: str, ts: str) -> Thread | None:
        """The thread of the conversation in which somebody typed a line."""
        query = select(threads).join_from(
            threads, lines, threads.c.conversation == lines.c.conversation
        )
        where = lines.c.channel == channel, lines.c.ts == ts
        async with self._database.reading() as sql:
            row = (await sql.execute(query.where(*where))).one_or_none()
        return None if row is None else _thread(row)

    async def is_beginning(self, channel: str) -> bool:
        """Whether Slack may have the root of a thread of which it is not known yet."""
        unsettled = (
            outbox.c.kind == ParcelKind.ROOT,
            outbox.c.channel == channel,
            outbox.c.attempted_at.is_not(None),
            outbox.c.status == WorkStatus.OWED,
        )
        async with self._database.reading() as sql:
            found = await sql.execute(select(outbox.c.id).where(*unsettled).limit(1))
            return found.first() is not None

    async def open_ones(self) -> list[Thread]:
        """The threads of conversations that wait for staff or are with them."""
        query = select(threads).join_from(
            threads, conversations, threads.c.conversation == conversations.c.id
        )
        of_people = conversations.c.state.in_(_WITH_PEOPLE), threads.c.root_ts.is_not(None)
        async with self._database.reading() as sql:
            return [_thread(row) for row in await sql.execute(query.where(*of_people))]

    async def forget_draft(self, id: ConversationId) -> None:
        """Note that no draft is shown any more: the next one gets a post of its own."""
        of = threads.c.conversation == id
        async with self._database.writing() as sql:
            await sql.execute(update(threads).where(of).values(draft_ts=None))

    async def shows_draft(self, id: ConversationId, seq: int) -> None:
        """Note which message the draft that is shown would answer."""
        of = threads.c.conversation == id
        async with self._database.writing() as sql:
            await sql.execute(update(threads).where(of).values(draft_seq=seq))

    async def claimed(self, id: ConversationId, author: str) -> None:
        """Note who claimed in Slack, by Slack's id."""
        of = threads.c.conversation == id
        async with self._database.writing() as sql:
            await sql.execute(update(threads).where(of).values(claimer=author))

    async def remind(self) -> None:
        """Owe a reminder for each clock that has struck, complaints and distress first."""
        async with self._database.reading() as sql:
            struck = [one for row in await sql.execute(_STRUCK) for one in _strikes(row)]
            known = {tuple(row) for row in await sql.execute(_REMINDED)}
        new = [
            one for one in struck if (one.conversation, one.plan.kind, one.plan.ref) not in known
        ]
        if not new:
            return
        async with self._database.writing() as sql:
            for one in new:
                await add_parcels(sql, one.conversation, one.channel, [one.plan], self._now())

    async def _begin(self, sql: AsyncConnection, conversation: Conversation, channel: str) -> None:
        values = {
            "conversation": conversation.id,
            "channel": channel,
            "begun_seq": conversation.last_seq,
            "told_event": conversation.last_event,
            "told_seq": conversation.last_seq,
            "claimer": "",
            "begun_at": self._now(),
        }
        await sql.execute(insert(threads).values(values))
        await add_parcels(sql, conversation.id, channel, _beginning(0), self._now())


# Two statements, for which each there is an index: looked at once a second.
_BEHIND: Final = (
    select(conversations.c.id)
    .join_from(threads, conversations, threads.c.conversation == conversations.c.id)
    .where(threads.c.told_event < conversations.c.last_event)
)
_WITHOUT_THREAD: Final = (
    select(conversations.c.id)
    .outerjoin_from(conversations, threads, threads.c.conversation == conversations.c.id)
    .where(conversations.c.state.in_(_WITH_PEOPLE), threads.c.conversation.is_(None))
)
_UNTOLD: Final = union(_BEHIND, _WITHOUT_THREAD)


def _root_of(id: ConversationId | ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    """The parcels of all the roots that a thread has had."""
    return outbox.c.conversation == id, outbox.c.kind == ParcelKind.ROOT


def _beginning(number: int) -> list[Plan]:
    """The root of a thread, by how many were there before, and what was said until then."""
    first = number * TRANSCRIPT_PAGES
    pages = range(first, first + TRANSCRIPT_PAGES)
    return [
        Plan(ParcelKind.ROOT, number),
        *(Plan(ParcelKind.TRANSCRIPT, page) for page in pages),
    ]


_STRUCK: Final = (
    select(
        handoffs.c.conversation,
        threads.c.channel,
        *(handoffs.c[column] for column in STAMPS.values()),
    )
    .join_from(handoffs, threads, handoffs.c.conversation == threads.c.conversation)
    .where(
        handoffs.c.ended_at.is_(None),
        or_(*(handoffs.c[column].is_not(None) for column in STAMPS.values())),
    )
    .order_by(case((handoffs.c.reason.in_(FIRST), 0), else_=1), handoffs.c.asked_at)
)
_REMINDED: Final = (
    select(outbox.c.conversation, outbox.c.kind, outbox.c.ref)
    .join_from(outbox, handoffs, outbox.c.conversation == handoffs.c.conversation)
    .where(
        handoffs.c.ended_at.is_(None),
        outbox.c.kind.in_([one.value for one in STAMPS]),
    )
)


async def _of(sql: AsyncConnection, id: ConversationId) -> Thread | None:
    row = (await sql.execute(select(threads).where(threads.c.conversation == id))).one_or_none()
    return None if row is None else _thread(row)


async def _state_at(sql: AsyncConnection, id: ConversationId, number: int) -> State:
    """The state of a conversation after an event."""
    until = events.c.conversation == id, events.c.number <= number, events.c.state.is_not(None)
    newest = select(events.c.state).where(*until).order_by(events.c.number.desc()).limit(1)
    return State((await sql.execute(newest)).scalar_one_or_none() or State.WITH_ASSISTANT)


class _Strike(NamedTuple):
    """A clock that has struck for a conversation that has a thread."""

    conversation: ConversationId
    channel: str
    plan: Plan


def _strikes(row: Row[Any]) -> Iterator[_Strike]:
    for reminder, column in STAMPS.items():
        at: datetime | None = getattr(row, column)
        if at is not None:
            plan = Plan(ParcelKind(reminder.value), int(at.timestamp()))
            yield _Strike(ConversationId(row.conversation), row.channel, plan)


def _thread(row: Row[Any]) -> Thread:
    return Thread(
        conversation=ConversationId(row.conversation),
        channel=row.channel,
        root_ts=row.root_ts or "",
        begun_seq=row.begun_seq,
        told_event=row.told_event,
        told_seq=row.told_seq,
        claimer=row.claimer,
        draft_ts=row.draft_ts or "",
        draft_seq=row.draft_seq,
    )
