"""Conversations with their messages and events; each method is one transaction.

What a state means is decided by the rules that come in.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select

from assistant.conversation import (
    Author,
    Conversation,
    ConversationId,
    Event,
    LooseEndKind,
    Message,
    Staff,
    State,
)
from assistant.seams import Overtaken
from assistant.storage.corrections import forget_visitors
from assistant.storage.database import Database
from assistant.storage.errands import Errand, finish_errand
from assistant.storage.handoffs import record, rest_clocks
from assistant.storage.letters import (
    Act,
    Acted,
    Answered,
    Letter,
    Opening,
    Owed,
    Rule,
    Written,
)
from assistant.storage.locked import LockedConversation
from assistant.storage.once import insert_once
from assistant.storage.rows import (
    conversation_of,
    find_conversation,
    last_event,
    message_of,
    read_events,
)
from assistant.storage.schema import conversations, events, messages

EVENTS_AT_ONCE: Final = 200  # of one reading
_IDS_AT_ONCE: Final = 500  # of one statement


class ConversationStore:
    """The conversations.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer, and nothing of
    what it should have written is kept.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], holder: str) -> None:
        """Keep what is needed.

        Args:
            database: Opened.
            now: The time, aware.
            holder: Of this process's leases: differs from every other process's.
        """
        self._database = database
        self._now = now
        self._holder = holder

    async def open(self, opening: Opening) -> Conversation:
        """Begin a conversation, once under one id.

        Raises:
            ConversationUnknown: The id is taken, and by another token.
        """
        now = self._now()
        values = {
            "id": opening.id,
            "token_hash": opening.token_hash,
            "language": opening.language,
            "time_zone": opening.time_zone,
            "page_url": opening.page_url,
            "page_title": opening.page_title,
            "samples": opening.samples,
            "state": State.WITH_ASSISTANT,
            "claimed_by": "",
            "last_seq": 0,
            "last_event": 0,
            "created_at": now,
            "touched_at": now,
        }
        async with self._database.writing() as sql:
            await sql.execute(insert_once(sql.dialect.name, conversations).values(values))
            return conversation_of(await find_conversation(sql, opening.id, opening.token_hash))

    async def find(self, id: ConversationId, token_hash: str) -> Conversation:
        """The conversation of whoever holds the token.

        Raises:
            ConversationUnknown: There is none, or the token is another's: nobody can tell which.
        """
        async with self._database.reading() as sql:
            return conversation_of(await find_conversation(sql, id, token_hash))

    async def get(self, id: ConversationId) -> Conversation:
        """A conversation as it stands, for those who need no token: staff, errands.

        Raises:
            ConversationUnknown: There is none.
        """
        async with self._database.reading() as sql:
            return conversation_of(await find_conversation(sql, id))

    async def write(
        self,
        id: ConversationId,
        letter: Letter,
        becomes: Rule,
        owes: Owed | None = None,
        *,
        by: Staff | None = None,
    ) -> Written:
        """Store a message once, let the state follow, and owe an errand for it.

        Args:
            id: Of the conversation.
            letter: The message; one of staff's claims the conversation for its author.
            becomes: The state after it.
            owes: The errand that it makes.
            by: Who of the staff wrote it, and from where.

        Raises:
            ConversationUnknown: There is no such conversation.
            OriginTaken: The origin id came before with another text.
            AlreadyClaimed: It is of staff's, and another of them has the conversation.
            Overtaken: It answers a message of the visitor that was answered meanwhile.
        """
        async with self._locked(id) as locked:
            if (known := await locked.known(letter)) is not None:
                return Written(known, is_new=False, state=locked.state)
            if letter.author is Author.STAFF and letter.replies_to is not None:
                await _check_timely(locked, letter.replies_to)
            seq = await locked.add(letter)
            await locked.become(becomes, letter.name)
            if by is not None:
                await record(locked.sql, by, "reply", id, locked.now)
                await rest_clocks(locked.sql, id)
            errand = await locked.owe(owes, seq, self._holder) if owes else None
            return Written(seq, is_new=True, state=locked.state, errand=errand)

    async def answer(
        self,
        errand: Errand,
        letter: Letter,
        may_speak: Callable[[State], bool],
        then: Act | None = None,
        leaves: LooseEndKind | None = None,
    ) -> Answered:
        """Store what an errand brought, as a draft where the state forbids it, and end the errand.

        Args:
            errand: Leased to this process.
            letter: The answer.
            may_speak: Whether an answer goes to the visitor, by the state.
            then: What is done with it, where the visitor has it.
            leaves: Why somebody has to see to the question, where the visitor has the answer.

        Raises:
            ConversationUnknown: The conversation was erased meanwhile.
        """
        async with self._locked(errand.conversation) as locked:
            stored = await locked.has(letter.origin_id) or await locked.is_answered(errand.seq)
            errand_of_act = None
            if not stored and not may_speak(locked.state):
                if letter.answer is not None:
                    await locked.keep_draft(letter)
            elif not stored:
                await locked.add(letter)
                if leaves is not None:
                    await locked.leave_open(errand.seq, leaves)
                if then is not None:
                    errand_of_act = await locked.do(then, self._holder)
                stored = True
            following = await finish_errand(locked.sql, errand, self._holder, locked.now)
            return Answered(stored, following, errand_of_act)

    async def act(self, id: ConversationId, act: Act) -> Acted:
        """Let the state follow what somebody does, and say so where the act does.

        An act that says what was said before does nothing: it came twice.

        Raises:
            ConversationUnknown: There is no such conversation.
            AlreadyClaimed: Another of the staff has it.
        """
        async with self._locked(id) as locked:
            errand = None
            if act.says is None or not await locked.has(act.says.origin_id):
                errand = await locked.do(act, self._holder)
            return Acted(conversation_of(await find_conversation(locked.sql, id)), errand)

    async def owe(self, id: ConversationId, owed: Owed) -> tuple[Errand, ...]:
        """Owe an errand to a conversation as it is; gives it where it may be run at once.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        async with self._locked(id) as locked:
            errand = await locked.owe(owed, locked.last_seq, self._holder)
            return () if errand is None else (errand,)

    async def edit(
        self, id: ConversationId, origin_id: str, text: str, *, by: Staff | None = None
    ) -> int | None:
        """Give a message another text; an empty one takes it back.

        Args:
            id: Of the conversation.
            origin_id: Of the message.
            text: What it says from now on.
            by: Who of the staff changes it, and from where.

        Returns:
            Its `seq`; None where there is no such message, or it was taken back before.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        async with self._locked(id) as locked:
            seq = await locked.edit(origin_id, text)
            if by is not None and seq is not None:
                await record(locked.sql, by, "edit" if text else "remove", id, locked.now)
            return seq

    async def events(
        self, id: ConversationId, after: int, limit: int = EVENTS_AT_ONCE
    ) -> list[Event]:
        """What changed after an event number, in order; at most `limit`.

        Raises:
            ConversationUnknown: There is no such conversation, or it was erased.
        """
        async with self._database.reading() as sql:
            found = await read_events(sql, id, after, limit)
            if not found:
                await last_event(sql, id)  # raises
            return found

    async def newest(self, ids: Sequence[ConversationId]) -> dict[ConversationId, int]:
        """The number of the newest event of each conversation that exists; 0 before the first."""
        found: dict[ConversationId, int] = {}
        async with self._database.reading() as sql:
            for start in range(0, len(ids), _IDS_AT_ONCE):
                some = ids[start : start + _IDS_AT_ONCE]
                query = select(conversations.c.id, conversations.c.last_event)
                rows = await sql.execute(query.where(conversations.c.id.in_(some)))
                found |= {ConversationId(row.id): row.last_event for row in rows}
        return found

    async def event_of(self, id: ConversationId, seq: int) -> int:
        """The number of the event with which a message came; 1 where there is no such message."""
        query = select(func.min(events.c.number)).where(
            events.c.conversation == id, events.c.seq == seq
        )
        async with self._database.reading() as sql:
            return int((await sql.execute(query)).scalar_one() or 1)

    async def messages(self, id: ConversationId) -> list[Message]:
        """Every message, in order."""
        query = select(messages).where(messages.c.conversation == id).order_by(messages.c.seq)
        async with self._database.reading() as sql:
            return [message_of(row) for row in await sql.execute(query)]

    async def erase(self, id: ConversationId) -> bool:
        """Delete a conversation with all that hangs on it; whether there was one."""
        async with self._database.writing() as sql:
            gone = await sql.execute(delete(conversations).where(conversations.c.id == id))
            await forget_visitors(sql)
        await self._database.overwrite_deleted()
        return bool(gone.rowcount)

    async def erase_untouched_for(self, age: timedelta) -> int:
        """Delete conversations in which nothing has happened for a while; says how many."""
        moment = self._now() - age
        async with self._database.writing() as sql:
            old = delete(conversations).where(conversations.c.touched_at < moment)
            gone = await sql.execute(old)
            await forget_visitors(sql)
        await self._database.overwrite_deleted()
        return int(gone.rowcount)

    @asynccontextmanager
    async def _locked(self, id: ConversationId) -> AsyncGenerator[LockedConversation, None]:
        async with self._database.writing() as sql:
            yield await LockedConversation.lock(sql, id, self._now())


async def _check_timely(locked: LockedConversation, seq: int) -> None:
    """Refuse what answers a message that staff or the assistant have answered meanwhile."""
    if await locked.is_overtaken(seq):
        raise Overtaken("This message was answered meanwhile: read the conversation again.")
