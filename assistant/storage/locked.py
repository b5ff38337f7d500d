"""A conversation whose row is locked: all that may be written to it while nobody else writes.

`seq` and event numbers are given out under the lock, so that they have no gaps and are seen in
their order: a sequence of the database's own would show a later number first.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import Row, bindparam, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import (
    Author,
    ConversationId,
    EventKind,
    LooseEndKind,
    Reason,
    State,
)
from assistant.seams import AlreadyClaimed, OriginTaken
from assistant.storage.errands import Errand
from assistant.storage.handoffs import FIRST, follow_state, raise_reason, record
from assistant.storage.leases import LEASE, WorkStatus
from assistant.storage.letters import Act, Letter, Owed, Rule
from assistant.storage.rows import find_conversation
from assistant.storage.schema import (
    conversations,
    drafts,
    errands,
    events,
    loose_ends,
    messages,
)

# Made once: making a statement takes as long as running it.
_KNOWN: Final = select(
    messages.c.seq, messages.c.text, messages.c.edited_at, messages.c.removed_at
).where(messages.c.conversation == bindparam("of"), messages.c.origin_id == bindparam("origin"))
_ADD_MESSAGE: Final = insert(messages)
_ADD_EVENT: Final = insert(events)
_STAND: Final = update(conversations).where(conversations.c.id == bindparam("of"))
_WAITS: Final = select(
    exists().where(
        errands.c.conversation == bindparam("of"),
        errands.c.kind == bindparam("kind"),
        errands.c.status == WorkStatus.OWED,
    )
)
_OWE: Final = insert(errands).returning(errands.c.id)


class LockedConversation:
    """The conversation of one transaction; the lock ends with it."""

    def __init__(
        self, sql: AsyncConnection, id: ConversationId, now: datetime, row: Row[Any]
    ) -> None:
        self.sql = sql
        self.now = now
        self._id = id
        self._state = State(row.state)
        self._claimed_by: str = row.claimed_by
        self._last_seq: int = row.last_seq
        self._last_event: int = row.last_event

    @property
    def state(self) -> State:
        """As it is by now."""
        return self._state

    @property
    def last_seq(self) -> int:
        """Of the newest message; 0 before the first."""
        return self._last_seq

    async def known(self, letter: Letter) -> int | None:
        """The `seq` of a letter that was stored before.

        Raises:
            OriginTaken: It came with another text.
        """
        row = await self._find(letter.origin_id)
        if row is None:
            return None
        changed = row.edited_at is not None or row.removed_at is not None
        if not changed and row.text != letter.text:
            raise OriginTaken("This message was sent before with other words: give it a new id.")
        return int(row.seq)

    async def has(self, origin_id: str) -> bool:
        """Whether a letter came before, whatever it said: what is worded twice may differ."""
        return await self._find(origin_id) is not None

    async def _find(self, origin_id: str) -> Row[int, str, datetime | None, datetime | None] | None:
        asked = {"of": self._id, "origin": origin_id}
        return (await self.sql.execute(_KNOWN, asked)).one_or_none()

    async def add(self, letter: Letter) -> int:
        """Store a message and tell of it; gives its `seq`."""
        self._last_seq += 1
        values = {
            "conversation": self._id,
            "seq": self._last_seq,
            "author": letter.author,
            "name": letter.name,
            "text": letter.text,
            "origin_id": letter.origin_id,
            "replies_to": letter.replies_to,
            "answer": None if letter.answer is None else json.dumps(dict(letter.answer)),
            "build": letter.build,
            "at": self.now,
        }
        await self.sql.execute(_ADD_MESSAGE, values)
        await self._tell(EventKind.MESSAGE, seq=self._last_seq)
        return self._last_seq

    async def become(
        self, becomes: Rule, name: str = "", reason: Reason = Reason.TAKEN_OVER
    ) -> bool:
        """Let the state follow a rule; a claim ends where it leads away from staff.

        Args:
            becomes: The rule.
            name: Who of the staff acts; empty where nobody of them does.
            reason: Why a person is wanted, where the state asks for one.

        Returns:
            Whether anything changed.

        Raises:
            AlreadyClaimed: Another of the staff has it.
        """
        if name and self._claimed_by not in {"", name}:
            raise AlreadyClaimed(self._claimed_by)
        state = becomes(self._state)
        claimed_by = (name or self._claimed_by) if state is State.WITH_STAFF else ""
        if (state, claimed_by) == (self._state, self._claimed_by):
            return False
        self._state, self._claimed_by = state, claimed_by
        await follow_state(self.sql, self._id, state, claimed_by, reason, self.now)
        await self._tell(EventKind.STATE, state=state)
        return True

    async def do(self, act: Act, holder: str) -> Errand | None:
        """Let the state follow an act, say what it says, and put on record who did it.

        One that changes nothing was done before: it says nothing and is not on record again.

        Args:
            act: What is done.
            holder: Who may run at once what is owed for it.

        Returns:
            The errand that may be run at once.

        Raises:
            AlreadyClaimed: Another of the staff has the conversation.
        """
        if not await self.become(act.becomes, act.by.name if act.by else "", act.reason):
            grown = act.reason in FIRST and await raise_reason(self.sql, self._id, act.reason)
            return await self._owe_for(act.owes, [], holder) if grown and act.owes else None
        unanswered = await self._unanswered()
        if act.says is not None:
            await self.add(act.says)
        if act.by is not None:
            await record(self.sql, act.by, act.action, self._id, self.now)
        if act.leaves is not None and unanswered:
            await self.leave_open(unanswered[-1], act.leaves)
        return await self._owe_for(act.owes, unanswered, holder) if act.owes else None

    async def _owe_for(self, owed: Owed, unanswered: Sequence[int], holder: str) -> Errand | None:
        """Owe what an act makes; gives the first that may be run at once."""
        seqs = unanswered if owed.if_unanswered else [self._last_seq]
        made = [await self.owe(owed, seq, holder) for seq in seqs]
        return next((one for one in made if one is not None), None)

    async def _unanswered(self) -> list[int]:
        """The visitor's messages that nobody has answered, and nobody is answering."""
        spoken = select(func.coalesce(func.max(messages.c.seq), 0)).where(
            messages.c.conversation == self._id,
            messages.c.author.in_((Author.ASSISTANT, Author.STAFF)),
        )
        owed = select(errands.c.seq).where(
            errands.c.conversation == self._id,
            errands.c.in_turn,
            errands.c.status == WorkStatus.OWED,
        )
        left = select(messages.c.seq).where(
            messages.c.conversation == self._id,
            messages.c.author == Author.VISITOR,
            messages.c.seq > spoken.scalar_subquery(),
            messages.c.seq.not_in(owed),
        )
        return [int(row.seq) for row in await self.sql.execute(left.order_by(messages.c.seq))]

    async def is_answered(self, seq: int) -> bool:
        """Whether the assistant has answered a message."""
        answers = select(messages.c.seq).where(
            messages.c.conversation == self._id,
            messages.c.author == Author.ASSISTANT,
            messages.c.replies_to == seq,
        )
        return (await self.sql.execute(answers.limit(1))).first() is not None

    async def is_overtaken(self, seq: int) -> bool:
        """Whether staff or the assistant have written after a message."""
        later = select(messages.c.seq).where(
            messages.c.conversation == self._id,
            messages.c.author.in_((Author.ASSISTANT, Author.STAFF)),
            messages.c.seq > seq,
        )
        return (await self.sql.execute(later.limit(1))).first() is not None

    async def keep_draft(self, letter: Letter) -> None:
        """Keep an answer that may not be told as a proposal to staff, the first of its message."""
        assert letter.replies_to is not None
        kept = select(drafts.c.seq).where(
            drafts.c.conversation == self._id, drafts.c.seq == letter.replies_to
        )
        if (await self.sql.execute(kept)).one_or_none() is None:
            values = {
                "conversation": self._id,
                "seq": letter.replies_to,
                "text": letter.text,
                "answer": json.dumps(dict(letter.answer or {})),
                "build": letter.build,
                "at": self.now,
            }
            await self.sql.execute(insert(drafts).values(values))

    async def leave_open(self, seq: int, kind: LooseEndKind) -> None:
        """Note that somebody has to see to a message; it is noted once."""
        known = select(loose_ends.c.seq).where(
            loose_ends.c.conversation == self._id, loose_ends.c.seq == seq
        )
        if (await self.sql.execute(known)).one_or_none() is None:
            values = {"conversation": self._id, "seq": seq, "kind": kind, "at": self.now}
            await self.sql.execute(insert(loose_ends).values(values))

    async def deliver(self, seq: int) -> None:
        """Note that a message went to the visitor by e-mail, and tell of it."""
        of_seq = messages.c.conversation == self._id, messages.c.seq == seq
        await self.sql.execute(update(messages).where(*of_seq).values(mailed_at=self.now))
        await self._tell(EventKind.DELIVERY, seq=seq)

    async def edit(self, origin_id: str, text: str) -> int | None:
        """Give a message another text, an empty one to take it back; None where there is none."""
        moment = {"edited_at": self.now} if text else {"removed_at": self.now}
        changed = await self.sql.execute(
            update(messages)
            .where(
                messages.c.conversation == self._id,
                messages.c.origin_id == origin_id,
                messages.c.removed_at.is_(None),
            )
            .values(text=text, **moment)
            .returning(messages.c.seq)
        )
        row = changed.one_or_none()
        if row is None:
            return None
        await self._tell(EventKind.EDIT if text else EventKind.REMOVAL, seq=row.seq)
        return int(row.seq)

    async def owe(self, owed: Owed, seq: int, holder: str) -> Errand | None:
        """Owe an errand for a message, leased to a process unless something else comes first.

        Returns:
            The errand where the process may run it at once.
        """
        asked = {"of": self._id, "kind": owed.kind}
        waits = owed.in_turn and (await self.sql.execute(_WAITS, asked)).scalar_one()
        first = not owed.wait and not waits
        values = {
            "kind": owed.kind,
            "conversation": self._id,
            "seq": seq,
            "status": WorkStatus.OWED,
            "due_at": self.now + owed.wait,
            "holder": holder if first else "",
            "leased_until": self.now + LEASE if first else None,
            "tries": 0,
            "in_turn": owed.in_turn,
        }
        added = await self.sql.execute(_OWE, values)
        return Errand(added.scalar_one(), owed.kind, self._id, seq) if first else None

    async def _tell(
        self, kind: EventKind, *, seq: int | None = None, state: State | None = None
    ) -> None:
        self._last_event += 1
        values = {
            "conversation": self._id,
            "number": self._last_event,
            "kind": kind,
            "seq": seq,
            "state": state,
            "claimed_by": self._claimed_by,
            "at": self.now,
        }
        await self.sql.execute(_ADD_EVENT, values)
        standing = {
            "of": self._id,
            "state": self._state,
            "claimed_by": self._claimed_by,
            "last_seq": self._last_seq,
            "last_event": self._last_event,
            "touched_at": self.now,
        }
        await self.sql.execute(_STAND, standing)

    @classmethod
    async def lock(cls, sql: AsyncConnection, id: ConversationId, now: datetime) -> Self:
        """Wait for whoever writes to the conversation, and keep others from it.

        Raises:
            ConversationUnknown: There is no such conversation.
        """
        return cls(sql, id, now, await find_conversation(sql, id, lock=True))
