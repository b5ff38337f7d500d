"""What staff say is wrong in answers, until somebody has mended it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import Author, ConversationId, Correction, Mistake, Staff
from assistant.seams import MessageUnknown
from assistant.storage.database import Database
from assistant.storage.handoffs import record
from assistant.storage.once import insert_once
from assistant.storage.schema import conversations, corrections, messages

_OF_ANSWER: Final = "answer:"  # begins the origin of what was answered in a conversation
_NONE: Final = ConversationId("")  # on record, for what concerns no conversation


class CorrectionStore:
    """The corrections; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def keep(self, staff: Staff, mistake: Mistake, origin_id: str) -> bool:
        """Keep a correction, the first under an origin id; whether this one is new."""
        own = {"origin_id": origin_id, "who": staff.name, "at": self._now(), "closed_by": ""}
        async with self._database.writing() as sql:
            adding = insert_once(sql.dialect.name, corrections).values(asdict(mistake) | own)
            if (await sql.execute(adding.returning(corrections.c.id))).first() is None:
                return False
            await record(sql, staff, "correct", _NONE, self._now())
            return True

    async def open(self, limit: int = 100) -> list[Correction]:
        """Those that nobody has closed, the newest first."""
        query = (
            select(corrections)
            .where(corrections.c.closed_at.is_(None))
            .order_by(corrections.c.at.desc(), corrections.c.id.desc())
            .limit(limit)
        )
        async with self._database.reading() as sql:
            return [_correction_of(row) for row in await sql.execute(query)]

    async def close(self, id: int, staff: Staff) -> None:
        """Note that a correction was seen to, and by whom; the first who says so counts."""
        open_one = update(corrections).where(
            corrections.c.id == id, corrections.c.closed_at.is_(None)
        )
        closed = {"closed_by": staff.name, "closed_at": self._now()}
        async with self._database.writing() as sql:
            if (await sql.execute(open_one.values(closed))).rowcount:
                await record(sql, staff, "close_correction", _NONE, self._now())

    async def answer(self, id: ConversationId, seq: int) -> Mistake:
        """An answer in which something is wrong; what is right is left empty.

        Raises:
            MessageUnknown: The conversation has no answer of that number.
        """
        asked = messages.alias()
        query = (
            select(messages.c.text, messages.c.build, asked.c.text.label("question"))
            .outerjoin(
                asked,
                (asked.c.conversation == messages.c.conversation)
                & (asked.c.seq == messages.c.replies_to),
            )
            .where(
                messages.c.conversation == id,
                messages.c.seq == seq,
                messages.c.author == Author.ASSISTANT,
            )
        )
        async with self._database.reading() as sql:
            row = (await sql.execute(query)).one_or_none()
        if row is None:
            raise MessageUnknown("The conversation has no answer of that number.")
        return Mistake(row.question or "", row.text, "", build=row.build)


def origin_of_answer(id: ConversationId, origin: str) -> str:
    """The origin id of a correction of an answer that a visitor had."""
    return f"{_OF_ANSWER}{id}:{origin}"


async def forget_visitors(sql: AsyncConnection) -> None:
    """Take the words of erased conversations out of corrections; what staff wrote stays.

    What staff quote of a visitor in their own words cannot be known, and stays, too.
    """
    begins = literal(_OF_ANSWER) + conversations.c.id + ":"
    kept = select(conversations.c.id).where(
        func.substr(corrections.c.origin_id, 1, func.length(begins)) == begins
    )
    erased = update(corrections).where(
        corrections.c.origin_id.startswith(_OF_ANSWER),
        corrections.c.said != "",
        ~kept.correlate(corrections).exists(),
    )
    await sql.execute(erased.values(question="", said=""))


def _correction_of(row: Row[Any]) -> Correction:
    mistake = Mistake(row.question, row.said, row.right, row.stands, row.build)
    return Correction(row.id, row.who, row.at, mistake)
