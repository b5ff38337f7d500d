"""What staff type into the threads of conversations, and what became of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, and_, case, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import ConversationId, EventKind
from assistant.seams import ConversationUnknown
from assistant.storage.database import Database
from assistant.storage.once import insert_once
from assistant.storage.outbox import add_parcels
from assistant.storage.rows import find_conversation
from assistant.storage.schema import conversations, events, lines, outbox
from assistant.thread import Fate, Line, ParcelKind, Plan, Thread


class LineStore:
    """The lines; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer, and
    `ConversationUnknown` where it writes to a conversation that was erased.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        """Keep the database, opened, and the time, aware."""
        self._database = database
        self._now = now

    async def keep(self, line: Line) -> Line:
        """Keep what somebody typed, once; gives it as it is kept: an edit may have come before."""
        values = _values(line) | {"at": self._now()}
        async with self._database.writing() as sql:
            await find_conversation(sql, line.conversation)  # raises
            await sql.execute(insert_once(sql.dialect.name, lines).values(values))
            found = await _find(sql, line.channel, line.ts)
            assert found is not None
            return found

    async def at(self, channel: str, ts: str) -> Line | None:
        """What somebody typed."""
        async with self._database.reading() as sql:
            return await _find(sql, channel, ts)

    async def of(self, id: ConversationId, seq: int) -> Line | None:
        """The line that a message of the conversation was."""
        of = lines.c.conversation == id, lines.c.seq == seq
        async with self._database.reading() as sql:
            row = (await sql.execute(select(lines).where(*of))).first()
        return None if row is None else _read_line(row)

    async def edit(self, channel: str, ts: str, text: str, edited_ts: str) -> Line | None:
        """Give a line another text, unless a later edit came before; None where there is none."""
        newer = lines.c.channel == channel, lines.c.ts == ts, lines.c.edited_ts < edited_ts
        values = {"text": text, "edited_ts": edited_ts}
        async with self._database.writing() as sql:
            await sql.execute(update(lines).where(*newer).values(values))
            return await _find(sql, channel, ts)

    async def decide(self, line: Line, fate: Fate, *, among: Sequence[Fate]) -> Line | None:
        """Let a line have a fate if it still has one of some others; None if it has not.

        Args:
            line: The line.
            fate: What becomes of it.
            among: What it may have been until now.
        """
        now_so = (
            lines.c.channel == line.channel,
            lines.c.ts == line.ts,
            lines.c.fate.in_(among),
        )
        chosen = update(lines).where(*now_so).values(fate=fate).returning(lines)
        async with self._database.writing() as sql:
            row = (await sql.execute(chosen)).one_or_none()
            if row is None:
                return None
            decided = _read_line(row)
            if decided.seq and fate is Fate.NOTE:  # a message that was removed has no ticks left
                untick = [Plan(ParcelKind.UNTICKED, decided.seq)]
                of = decided.conversation, decided.channel
                await add_parcels(sql, *of, untick, self._now())
            return decided

    async def held(self, id: ConversationId | None = None) -> list[Line]:
        """Held lines, by conversation and in the order in which they were typed.

        Args:
            id: Of one conversation; None for all.
        """
        query = select(lines).where(lines.c.fate == Fate.HELD)
        if id is not None:
            query = query.where(lines.c.conversation == id)
        in_order = query.order_by(lines.c.conversation, lines.c.channel, lines.c.ts)
        async with self._database.reading() as sql:
            return [_read_line(row) for row in await sql.execute(in_order)]

    async def standing(self, thread: Thread) -> list[Line]:
        """What staff typed below the root of a thread, to the visitor, and nobody took back."""
        of_visitor = (
            lines.c.conversation == thread.conversation,
            lines.c.channel == thread.channel,
            lines.c.root_ts == thread.root_ts,
            lines.c.fate.in_((Fate.HELD, Fate.SENT)),
        )
        async with self._database.reading() as sql:
            return [_read_line(row) for row in await sql.execute(select(lines).where(*of_visitor))]

    async def is_late(self, line: Line) -> bool:
        """Whether what was typed after a line came before it."""
        later = lines.c.conversation == line.conversation, lines.c.ts > line.ts
        of_visitor = lines.c.fate.in_((Fate.HELD, Fate.SENT))
        query = select(lines.c.ts).where(*later, of_visitor).limit(1)
        async with self._database.reading() as sql:
            return (await sql.execute(query)).first() is not None

    async def sent(self, line: Line, seq: int) -> Line:
        """Note as which message a line went to the visitor; gives it as it is by then.

        Where somebody decided otherwise in that moment, that stands.

        Raises:
            ConversationUnknown: The conversation was erased in that moment.
        """
        of = lines.c.channel == line.channel, lines.c.ts == line.ts
        fate = case((lines.c.fate == line.fate, Fate.SENT), else_=lines.c.fate)
        values = {"fate": fate, "seq": seq}
        async with self._database.writing() as sql:
            changed = await sql.execute(update(lines).where(*of).values(values).returning(lines))
            row = changed.one_or_none()
            if row is None:
                raise ConversationUnknown("The conversation was erased, and the line with it.")
            sent = _read_line(row)
            tick = [Plan(ParcelKind.SENT, seq)] if sent.fate is Fate.SENT else []
            await add_parcels(sql, line.conversation, line.channel, tick, self._now())
            return sent

    async def tick_seen(self) -> None:
        """Owe a tick for each line that a visitor has seen by now."""
        async with self._database.reading() as sql:
            seen = (await sql.execute(_SEEN)).all()
        if not seen:
            return
        async with self._database.writing() as sql:
            for row in seen:
                of = ConversationId(row.conversation)
                tick = [Plan(ParcelKind.SEEN, row.seq)]
                await add_parcels(sql, of, row.channel, tick, self._now())


_SEEN: Final = (
    select(lines.c.conversation, lines.c.seq, lines.c.channel)
    .join_from(lines, conversations, lines.c.conversation == conversations.c.id)
    .join(
        events,
        and_(
            events.c.conversation == lines.c.conversation,
            events.c.seq == lines.c.seq,
            events.c.kind == EventKind.MESSAGE,
        ),
    )
    .where(
        lines.c.fate == Fate.SENT,
        events.c.number <= conversations.c.seen_event,
        ~exists().where(
            outbox.c.conversation == lines.c.conversation,
            outbox.c.kind == ParcelKind.SEEN,
            outbox.c.ref == lines.c.seq,
        ),
    )
)


async def _find(sql: AsyncConnection, channel: str, ts: str) -> Line | None:
    of = lines.c.channel == channel, lines.c.ts == ts
    row = (await sql.execute(select(lines).where(*of))).one_or_none()
    return None if row is None else _read_line(row)


def _values(line: Line) -> dict[str, Any]:
    return {
        "conversation": line.conversation,
        "channel": line.channel,
        "ts": line.ts,
        "root_ts": line.root_ts,
        "author": line.author,
        "name": line.name,
        "text": line.text,
        "edited_ts": line.edited_ts,
        "fate": line.fate,
        "due_at": line.due_at,
    }


def _read_line(row: Row[Any]) -> Line:
    return Line(
        conversation=ConversationId(row.conversation),
        channel=row.channel,
        ts=row.ts,
        author=row.author,
        name=row.name,
        text=row.text,
        fate=Fate(row.fate),
        due_at=row.due_at,
        edited_ts=row.edited_ts,
        root_ts=row.root_ts,
        seq=row.seq or 0,
    )
