"""What Slack delivered: stored before Slack hears that it arrived, done in turn by lane."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.storage.leases import NOBODY, Lanes, LeaseStore, WorkStatus
from assistant.storage.once import insert_once
from assistant.storage.schema import inbox
from assistant.thread import Arrival, ArrivalKind

_LANES: Final = Lanes(inbox, ("lane",))
_KINDS: Final = [kind.value for kind in ArrivalKind]


@dataclass(frozen=True, slots=True)
class Delivered:
    """An arrival that is to be worked on.

    Attributes:
        tries: How often it failed.
    """

    id: int
    kind: str
    lane: str
    key: str
    payload: Mapping[str, Any]
    at: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an arrival.

    Attributes:
        is_new: False where it had come before.
        at_once: Where this process may work on it at once.
    """

    is_new: bool
    at_once: Delivered | None = None


class InboxStore(LeaseStore[Delivered]):
    """The inbox.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.
    """

    lanes = _LANES

    def _work(self, row: Row[Any]) -> Delivered:
        return _delivered(row)

    async def keep(self, arrival: Arrival) -> Kept:
        """Store an arrival once."""
        async with self._database.writing() as sql:
            await _queue_up(sql, arrival.lane)
            values = self._values(arrival) | {"leased_until": self._now() + self._lanes.lease}
            if await _waits(sql, arrival.lane):
                values |= NOBODY
            added = insert_once(sql.dialect.name, inbox).values(values).returning(inbox)
            row = (await sql.execute(added)).one_or_none()  # none: it came before
            if row is None:
                return Kept(is_new=False)
            return Kept(is_new=True, at_once=_delivered(row) if row.holder else None)

    async def known(self, messages: Collection[str]) -> frozenset[str]:
        """Which of some messages have come, done or not; named as in `Arrival.message`."""
        came = select(inbox.c.message).where(inbox.c.message.in_(messages))
        async with self._database.reading() as sql:
            return frozenset((await sql.execute(came)).scalars())

    async def finish(self, done: Delivered) -> Delivered | None:
        """End what is done and forget what it said; gives the next of its lane, leased."""
        async with self._database.writing() as sql:
            await self._lanes.end(sql, done.id)
            await self._lanes.change(sql, done.id, payload="{}")
            lane = {"lane": done.lane}
            row = await self._lanes.take_next(sql, lane, _KINDS, self._holder, self._now())
            return None if row is None else _delivered(row)

    async def wait(self, delivered: Delivered, wait: timedelta) -> None:
        """Let a delivery wait for Slack, which is no fault of ours and does not count as one."""
        await self._postpone(delivered, wait)

    async def is_idle(self, lane: str) -> bool:
        """Whether all that was delivered in a lane is done."""
        async with self._database.reading() as sql:
            return not await _waits(sql, lane)

    async def forget(self, before: datetime) -> None:
        """Forget the keys of what was done long ago: no copy of it comes any more."""
        old = delete(inbox).where(inbox.c.status == WorkStatus.DONE, inbox.c.at < before)
        async with self._database.writing() as sql:
            await sql.execute(old)

    def _values(self, arrival: Arrival) -> dict[str, Any]:
        now = self._now()
        return {
            "key": arrival.key,
            "message": arrival.message or None,
            "kind": arrival.kind,
            "lane": arrival.lane,
            "payload": json.dumps(dict(arrival.payload)),
            "at": now,
            "status": WorkStatus.OWED,
            "due_at": now,
            "holder": self._holder,
            "tries": 0,
        }


async def _queue_up(sql: AsyncConnection, lane: str) -> None:
    """Let what comes at once in a lane be stored one after another; SQLite has one writer."""
    if sql.dialect.name != "sqlite":
        await sql.execute(select(func.pg_advisory_xact_lock(func.hashtext(lane))))


async def _waits(sql: AsyncConnection, lane: str) -> bool:
    """Whether something of the lane is not done yet."""
    owed = inbox.c.lane == lane, inbox.c.status == WorkStatus.OWED
    return (await sql.execute(select(inbox.c.id).where(*owed).limit(1))).first() is not None


def _delivered(row: Row[Any]) -> Delivered:
    payload = json.loads(row.payload)
    return Delivered(row.id, row.kind, row.lane, row.key, payload, row.at, row.tries)
