"""What was asked in Slack, with its answers."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import ConversationId
from assistant.storage.database import Database
from assistant.storage.once import insert_once
from assistant.storage.outbox import add_parcels
from assistant.storage.schema import asks
from assistant.thread import Ask, ParcelKind, Plan


class AskStore:
    """The asks; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        """Keep the database, opened, and the time, aware."""
        self._database = database
        self._now = now

    async def keep(self, ask: Ask, *, posts: bool) -> Ask:
        """Keep an ask once; gives it with its id and mark.

        Args:
            ask: Without an id and a mark.
            posts: Whether its answer is posted, which is owed at once.
        """
        values = {
            "mark": uuid4().hex,
            "channel": ask.channel,
            "thread_ts": ask.thread_ts,
            "ts": ask.ts,
            "author": ask.author,
            "question": ask.question,
            "answer": json.dumps(dict(ask.answer)),
            "staff_answer": json.dumps(dict(ask.staff_answer)),
            "build": ask.build,
            "at": self._now(),
        }
        async with self._database.writing() as sql:
            await sql.execute(insert_once(sql.dialect.name, asks).values(values))
            found = await _at(sql, ask.channel, ask.ts)
            assert found is not None
            if posts:
                plan = [Plan(ParcelKind.ANSWER, found.id)]
                nobody = ConversationId("")
                await add_parcels(sql, nobody, ask.channel, plan, self._now())
            return found

    async def at(self, channel: str, ts: str) -> Ask | None:
        """What was asked with a message."""
        async with self._database.reading() as sql:
            return await _at(sql, channel, ts)

    async def get(self, id: int) -> Ask | None:
        """The ask of an id."""
        async with self._database.reading() as sql:
            row = (await sql.execute(select(asks).where(asks.c.id == id))).one_or_none()
        return None if row is None else _ask(row)

    async def marked(self, mark: str) -> Ask | None:
        """The ask that a button names."""
        async with self._database.reading() as sql:
            row = (await sql.execute(select(asks).where(asks.c.mark == mark))).one_or_none()
        return None if row is None else _ask(row)

    async def before(self, channel: str, thread_ts: str, ts: str = "~") -> list[Ask]:
        """What was asked in a thread before a message, in order; all of it without one."""
        of = asks.c.channel == channel, asks.c.thread_ts == thread_ts, asks.c.ts < ts
        async with self._database.reading() as sql:
            rows = await sql.execute(select(asks).where(*of).order_by(asks.c.ts))
            return [_ask(row) for row in rows]

    async def forget(self, before: datetime) -> None:
        """Delete what was asked long ago."""
        async with self._database.writing() as sql:
            await sql.execute(delete(asks).where(asks.c.at < before))


async def _at(sql: AsyncConnection, channel: str, ts: str) -> Ask | None:
    of = asks.c.channel == channel, asks.c.ts == ts
    row = (await sql.execute(select(asks).where(*of))).one_or_none()
    return None if row is None else _ask(row)


def _ask(row: Row[Any]) -> Ask:
    return Ask(
        id=row.id,
        mark=row.mark,
        channel=row.channel,
        thread_ts=row.thread_ts,
        ts=row.ts,
        author=row.author,
        question=row.question,
        answer=json.loads(row.answer),
        staff_answer=json.loads(row.staff_answer),
        build=row.build,
    )
