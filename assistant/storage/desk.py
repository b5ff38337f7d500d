"""What staff work with beside the messages: who waits, notes, drafts, contacts, loose ends."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import (
    Author,
    Contact,
    ConversationId,
    Draft,
    Handoff,
    LooseEnd,
    LooseEndKind,
    Note,
    Reminder,
    Staff,
    Today,
)
from assistant.storage.database import Database
from assistant.storage.errands import Errand, finish_errand
from assistant.storage.handoffs import (
    STAMPS,
    all_handoffs,
    ended_handoffs,
    handoff_of,
    open_handoffs,
    record,
)
from assistant.storage.letters import Letter, Owed
from assistant.storage.locked import LockedConversation
from assistant.storage.schema import (
    contacts,
    conversations,
    drafts,
    handoffs,
    loose_ends,
    messages,
    notes,
    quotes,
)

_HELPFUL: Final = ("answered", "partial")  # outcomes


class DeskStore:
    """The desk of the staff; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer, and
    `ConversationUnknown` where it writes to a conversation that was erased.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], holder: str) -> None:
        """Keep what is needed; the arguments are those of `ConversationStore`."""
        self._database = database
        self._now = now
        self._holder = holder

    async def handoffs(self) -> list[Handoff]:
        """Who waits for a person or has one: complaints first, then by how long they wait."""
        async with self._database.reading() as sql:
            return [handoff_of(row) for row in await sql.execute(open_handoffs())]

    async def last_handoff(self, id: ConversationId) -> Handoff | None:
        """The newest handoff of a conversation, whether it has ended or not."""
        newest = all_handoffs().where(conversations.c.id == id).order_by(handoffs.c.id.desc())
        async with self._database.reading() as sql:
            row = (await sql.execute(newest.limit(1))).first()
        return None if row is None else handoff_of(row)

    async def earlier(self, limit: int = 200) -> list[Handoff]:
        """The handoffs that have ended, the newest first."""
        async with self._database.reading() as sql:
            return [handoff_of(row) for row in await sql.execute(ended_handoffs().limit(limit))]

    async def handoff(self, id: ConversationId) -> Handoff | None:
        """The handoff of a conversation that waits or has somebody."""
        async with self._database.reading() as sql:
            return await _handoff(sql, id)

    async def remind(
        self, handoff: Handoff, reminder: Reminder, says: Letter | None, owes: Owed | None
    ) -> Errand | None:
        """Let a clock of a handoff strike, once, if all is still as it was seen.

        Args:
            handoff: As it was when the clock was found to strike.
            reminder: Which clock.
            says: What the visitor is told.
            owes: The errand that tells staff.

        Returns:
            The errand that may be run at once.
        """
        id = handoff.conversation.id
        async with self._database.writing() as sql:
            locked = await LockedConversation.lock(sql, id, self._now())
            now = await _handoff(sql, id)
            if now is None or _waits(now) != _waits(handoff) or reminder in now.reminders:
                return None
            stamp = {STAMPS[reminder]: self._now()}
            await sql.execute(update(handoffs).where(handoffs.c.id == now.id).values(stamp))
            seq = await locked.add(says) if says else locked.last_seq
            return await locked.owe(owes, seq, self._holder) if owes else None

    async def deliver(self, errand: Errand) -> Errand | None:
        """Note that an errand's message went to the visitor by e-mail, tell of it, and end it."""
        async with self._database.writing() as sql:
            locked = await LockedConversation.lock(sql, errand.conversation, self._now())
            await locked.deliver(errand.seq)
            return await finish_errand(sql, errand, self._holder, self._now())

    async def note_seen(self, id: ConversationId, event: int) -> None:
        """Note how far the visitor's screen has come; mostly it is known: nothing is written."""
        behind = conversations.c.id == id, conversations.c.seen_event < event
        async with self._database.reading() as sql:
            if (await sql.execute(select(conversations.c.id).where(*behind))).first() is None:
                return
        async with self._database.writing() as sql:
            await sql.execute(update(conversations).where(*behind).values(seen_event=event))

    async def add_note(self, id: ConversationId, staff: Staff, text: str, origin_id: str) -> None:
        """Keep a note; the same origin id twice is one note."""
        known = notes.c.conversation == id, notes.c.origin_id == origin_id
        async with self._database.writing() as sql:
            await LockedConversation.lock(sql, id, self._now())
            if (await sql.execute(select(notes.c.id).where(*known))).first() is None:
                await sql.execute(
                    insert(notes).values(
                        conversation=id,
                        who=staff.name,
                        text=text,
                        origin_id=origin_id,
                        at=self._now(),
                    )
                )
                await record(sql, staff, "note", id, self._now())

    async def change_note(
        self, id: ConversationId, staff: Staff, text: str, origin_id: str
    ) -> None:
        """Give a note another text; an empty one takes it back."""
        of = notes.c.conversation == id, notes.c.origin_id == origin_id
        changing = update(notes).where(*of).values(text=text) if text else delete(notes).where(*of)
        async with self._database.writing() as sql:
            if (await sql.execute(changing)).rowcount:
                await record(sql, staff, "edit_note" if text else "remove_note", id, self._now())

    async def notes(self, id: ConversationId) -> list[Note]:
        """The notes on a conversation, the oldest first."""
        query = select(notes).where(notes.c.conversation == id).order_by(notes.c.id)
        async with self._database.reading() as sql:
            return [Note(row.who, row.text, row.at) for row in await sql.execute(query)]

    async def drafts(self, id: ConversationId) -> list[Draft]:
        """The drafts of a conversation, the oldest first."""
        query = select(drafts).where(drafts.c.conversation == id).order_by(drafts.c.seq)
        async with self._database.reading() as sql:
            return [
                Draft(row.seq, row.text, json.loads(row.answer), row.at)
                for row in await sql.execute(query)
            ]

    async def note_edits(self, id: ConversationId, seq: int, letters: int) -> None:
        """Note by how many letters a draft was changed before it was sent; the first counts."""
        sent = update(drafts).where(
            drafts.c.conversation == id, drafts.c.seq == seq, drafts.c.edits.is_(None)
        )
        async with self._database.writing() as sql:
            await sql.execute(sent.values(edits=letters))

    async def keep_contact(self, id: ConversationId, contact: Contact, told: str) -> bool:
        """Keep where an answer goes, instead of what was given before, and tell it.

        Args:
            id: Of the conversation.
            contact: Where.
            told: What the visitor reads.

        Returns:
            Whether it is another than before.
        """
        async with self._database.writing() as sql:
            locked = await LockedConversation.lock(sql, id, self._now())
            if await _contact(sql, id) == contact:
                return False
            await sql.execute(delete(contacts).where(contacts.c.conversation == id))
            values = asdict(contact) | {"conversation": id, "at": self._now()}
            await sql.execute(insert(contacts).values(values))
            await locked.add(Letter(Author.HOUSE, told, f"contact:{locked.last_seq}"))
            return True

    async def contact(self, id: ConversationId) -> Contact | None:
        """Where an answer goes, if the visitor has said it."""
        async with self._database.reading() as sql:
            return await _contact(sql, id)

    async def mark(self, id: ConversationId) -> tuple[int, ...]:
        """Differs whenever what staff see of a conversation does."""
        conversation = select(
            conversations.c.last_event,
            conversations.c.seen_event,
            _count(notes, id),
            _count(drafts, id),
        ).where(conversations.c.id == id)
        async with self._database.reading() as sql:
            row = (await sql.execute(conversation)).one_or_none()
        return () if row is None else tuple(row)

    async def loose_ends(self, limit: int = 100) -> list[LooseEnd]:
        """What somebody still has to see to: corrections first, then the newest first."""
        of_seq = (messages.c.conversation == loose_ends.c.conversation) & (
            messages.c.seq == loose_ends.c.seq
        )
        query = (
            select(loose_ends, messages.c.text)
            .join_from(loose_ends, messages, of_seq)
            .where(loose_ends.c.settled_at.is_(None))
            .order_by(loose_ends.c.kind, loose_ends.c.at.desc())
            .limit(limit)
        )
        async with self._database.reading() as sql:
            return [
                LooseEnd(
                    ConversationId(row.conversation),
                    row.seq,
                    LooseEndKind(row.kind),
                    row.text,
                    row.at,
                )
                for row in await sql.execute(query)
            ]

    async def day(self, since: datetime) -> Today:
        """What has come since a moment."""
        visitors = messages.c.author == Author.VISITOR, messages.c.at >= since
        answered = (
            messages.c.author == Author.ASSISTANT,
            messages.c.at >= since,
            or_(*(messages.c.answer.startswith(f'{{"outcome": "{one}"') for one in _HELPFUL)),
        )
        counts = (
            _number_of(messages, *visitors),
            _number_of(messages, *answered),
            _number_of(handoffs, handoffs.c.asked_at >= since),
            _number_of(quotes, quotes.c.created_at >= since),
        )
        async with self._database.reading() as sql:
            row = (await sql.execute(select(*counts))).one()
        return Today(*(int(one) for one in row))

    async def settle(self, id: ConversationId, seq: int, staff: Staff) -> None:
        """Note that somebody has seen to a message."""
        open_one = update(loose_ends).where(
            loose_ends.c.conversation == id,
            loose_ends.c.seq == seq,
            loose_ends.c.settled_at.is_(None),
        )
        async with self._database.writing() as sql:
            if (await sql.execute(open_one.values(settled_at=self._now()))).rowcount:
                await record(sql, staff, "settle", id, self._now())


async def _handoff(sql: AsyncConnection, id: ConversationId) -> Handoff | None:
    row = (await sql.execute(open_handoffs().where(conversations.c.id == id))).first()
    return None if row is None else handoff_of(row)


def _waits(handoff: Handoff) -> tuple[object, ...]:
    """Who waits for whom since when."""
    return handoff.id, handoff.claimed_by, handoff.claimed_at, handoff.waits_since


async def _contact(sql: AsyncConnection, id: ConversationId) -> Contact | None:
    row = (await sql.execute(select(contacts).where(contacts.c.conversation == id))).one_or_none()
    return None if row is None else Contact(row.email, row.name, row.community)


def _number_of(table: Table, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(*which).scalar_subquery()


def _count(table: Table, id: ConversationId) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(table).where(table.c.conversation == id)
    return counted.scalar_subquery()
