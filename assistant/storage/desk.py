"""What staff work with beside the messages: who waits, notes, drafts, contacts, loose ends."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from assistant.conversation import (
    Contact,
    ConversationId,
    Draft,
    Handoff,
    LooseEnd,
    LooseEndKind,
    Note,
    Reminder,
    Staff,
)
from assistant.storage.database import Database
from assistant.storage.errands import Errand
from assistant.storage.handoffs import STAMPS, handoff_of, open_handoffs, record
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
)


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

    async def handoffs(self, limit: int = 100) -> list[Handoff]:
        """Who waits for a person or has one: complaints first, then by how long they wait."""
        async with self._database.reading() as sql:
            return [handoff_of(row) for row in await sql.execute(open_handoffs(limit))]

    async def remind(
        self, handoff: Handoff, reminder: Reminder, says: Letter | None, owes: Owed | None
    ) -> Errand | None:
        """Let a clock of a handoff strike, once, whoever looks at it.

        Args:
            handoff: Open when it was read.
            reminder: Which clock.
            says: What the visitor is told.
            owes: The errand that tells staff.

        Returns:
            The errand that may be run at once.
        """
        stamp = handoffs.c[STAMPS[reminder]]
        struck = (
            update(handoffs)
            .where(
                handoffs.c.id == handoff.id,
                handoffs.c.ended_at.is_(None),
                handoffs.c.claimed_by == handoff.claimed_by,
                stamp.is_(None),
            )
            .values({stamp: self._now()})
        )
        async with self._database.writing() as sql:
            locked = await LockedConversation.lock(sql, handoff.conversation.id, self._now())
            if not (await sql.execute(struck)).rowcount:
                return None
            seq = await locked.add(says) if says else handoff.conversation.last_seq
            return await locked.owe(owes, seq, self._holder) if owes else None

    async def deliver(self, id: ConversationId, seq: int) -> None:
        """Note that a message went to the visitor by e-mail, and tell of it."""
        async with self._database.writing() as sql:
            locked = await LockedConversation.lock(sql, id, self._now())
            await locked.deliver(seq)

    async def note_seen(self, id: ConversationId, event: int) -> None:
        """Note how far the visitor's screen has come."""
        seen = update(conversations).where(
            conversations.c.id == id, conversations.c.seen_event < event
        )
        async with self._database.writing() as sql:
            await sql.execute(seen.values(seen_event=event))

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

    async def keep_contact(self, id: ConversationId, contact: Contact) -> None:
        """Keep where an answer goes, instead of what was given before."""
        async with self._database.writing() as sql:
            await LockedConversation.lock(sql, id, self._now())
            await sql.execute(delete(contacts).where(contacts.c.conversation == id))
            values = asdict(contact) | {"conversation": id, "at": self._now()}
            await sql.execute(insert(contacts).values(values))

    async def contact(self, id: ConversationId) -> Contact | None:
        """Where an answer goes, if the visitor has said it."""
        query = select(contacts).where(contacts.c.conversation == id)
        async with self._database.reading() as sql:
            row = (await sql.execute(query)).one_or_none()
        return None if row is None else Contact(row.email, row.name, row.community)

    async def loose_ends(self, limit: int = 50) -> list[LooseEnd]:
        """What somebody still has to see to: corrections first, then the oldest first."""
        of_seq = (messages.c.conversation == loose_ends.c.conversation) & (
            messages.c.seq == loose_ends.c.seq
        )
        query = (
            select(loose_ends, messages.c.text)
            .join_from(loose_ends, messages, of_seq)
            .where(loose_ends.c.settled_at.is_(None))
            .order_by(loose_ends.c.kind, loose_ends.c.at)
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
