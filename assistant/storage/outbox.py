"""What Slack is to be told: each parcel is posted once, in turn by lane.

A parcel says what is told and holds no word of it: whoever posts it reads that from SQL.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import ConversationId
from assistant.storage.leases import NOBODY, Lanes, LeaseStore, WorkStatus
from assistant.storage.once import insert_once
from assistant.storage.schema import conversations, outbox, threads
from assistant.thread import ParcelKind, Plan

_LANES: Final = Lanes(outbox, ("lane",))
_KINDS: Final = [kind.value for kind in ParcelKind]
_POSTS: Final = frozenset(
    {
        ParcelKind.ROOT,
        ParcelKind.TRANSCRIPT,
        ParcelKind.LINE,
        ParcelKind.CHANGE,
        ParcelKind.STATE,
        ParcelKind.RETURN,
        ParcelKind.UNCLAIMED,
        ParcelKind.UNANSWERED,
        ParcelKind.OVERDUE,
        ParcelKind.ANSWER,
    }
)
_JOINED_AT_ONCE: Final = 20  # lines of one thread that one post may bring


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something that Slack is to be told.

    Attributes:
        mark: Travels with it; by it Slack is asked whether it has it.
        conversation: Empty for none.
        ref: As its kind says.
        attempted_at: Since when Slack may have it; None before a first attempt.
        tries: How often a fault of ours kept it from being told.
        waits: How often it has waited for Slack.
    """

    id: int
    mark: str
    kind: ParcelKind
    conversation: ConversationId
    ref: int
    channel: str
    lane: str
    payload: Mapping[str, str]
    attempted_at: datetime | None = None
    tries: int = 0
    waits: int = 0


class OutboxStore(LeaseStore[Parcel]):
    """The outbox.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.
    """

    lanes = _LANES

    def _work(self, row: Row[Any]) -> Parcel:
        return _parcel(row)

    async def wait(self, parcel: Parcel, wait: timedelta) -> None:
        """Let a parcel wait for Slack, which is no fault of ours and does not count as one."""
        await self._postpone(parcel, wait, waits=parcel.waits + 1)

    async def is_overtaken(self, parcel: Parcel) -> bool:
        """Whether Slack has certainly nothing of a parcel, and another of its lane is owed."""
        if parcel.attempted_at is not None:
            return False
        later = (
            outbox.c.lane == parcel.lane,
            outbox.c.status == WorkStatus.OWED,
            outbox.c.id > parcel.id,
        )
        async with self._database.reading() as sql:
            found = await sql.execute(select(outbox.c.id).where(*later).limit(1))
            return found.first() is not None

    async def joinable(self, parcel: Parcel) -> list[Parcel]:
        """The lines of the same thread that may go with a parcel's post, in order."""
        if parcel.kind is not ParcelKind.LINE:
            return []
        later = (
            select(outbox)
            .where(
                outbox.c.conversation == parcel.conversation,
                outbox.c.lane == parcel.lane,
                outbox.c.status == WorkStatus.OWED,
                outbox.c.id > parcel.id,
            )
            .order_by(outbox.c.id)
            .limit(_JOINED_AT_ONCE)
        )
        async with self._database.reading() as sql:
            found = [_parcel(row) for row in await sql.execute(later)]
        others = (n for n, one in enumerate(found) if one.kind is not ParcelKind.LINE)
        return found[: next(others, len(found))]

    async def attempt(self, parcels: Sequence[Parcel]) -> bool:
        """Note, before it is tried, that Slack may have parcels from now on, or since earlier.

        Returns:
            Whether all of them are still owed, and the first is still this process's: else nothing
            is noted, and they must not be posted.
        """
        ids = [one.id for one in parcels]
        owed = outbox.c.id.in_(ids), outbox.c.status == WorkStatus.OWED
        held = outbox.c.id == ids[0], outbox.c.holder == self._holder
        first = outbox.c.id.in_(ids), outbox.c.attempted_at.is_(None)
        async with self._database.writing() as sql:
            count = (await sql.execute(select(func.count()).where(*owed))).scalar_one()
            mine = (await sql.execute(select(outbox.c.id).where(*held))).one_or_none()
            if count != len(ids) or mine is None:
                return False
            await sql.execute(update(outbox).where(*first).values(attempted_at=self._now()))
            return True

    async def not_posted(self, parcels: Sequence[Parcel]) -> None:
        """Note that Slack has certainly none of the parcels."""
        if not parcels:
            return
        ids = [one.id for one in parcels]
        async with self._database.writing() as sql:
            await sql.execute(update(outbox).where(outbox.c.id.in_(ids)).values(attempted_at=None))

    async def posted(self, parcels: Sequence[Parcel], ts: str) -> None:
        """Note under which ts Slack has parcels: the first, and those that were joined to it."""
        async with self._database.writing() as sql:
            for number, parcel in enumerate(parcels):
                await self._lanes.end(sql, parcel.id)
                await self._lanes.change(sql, parcel.id, ts=ts, is_joined=number > 0)
            first = parcels[0]
            of = threads.c.conversation == first.conversation
            if first.kind is ParcelKind.ROOT:
                await sql.execute(update(threads).where(of).values(root_ts=ts))
            if first.kind is ParcelKind.DRAFT:
                shown = {"draft_ts": ts, "draft_seq": first.ref}
                await sql.execute(update(threads).where(of).values(shown))

    async def finish(self, parcel: Parcel) -> Parcel | None:
        """End a parcel that is told or needs no telling; gives the next of its lane, leased."""
        async with self._database.writing() as sql:
            await self._lanes.end(sql, parcel.id)
            lane = {"lane": parcel.lane}
            row = await self._lanes.take_next(sql, lane, _KINDS, self._holder, self._now())
            return None if row is None else _parcel(row)

    async def is_behind(self, channel: str) -> bool:
        """Whether posts to a channel are due that are not told yet."""
        due = (
            outbox.c.channel == channel,
            outbox.c.lane == post_lane(channel),
            outbox.c.status == WorkStatus.OWED,
            outbox.c.due_at <= self._now(),
        )
        async with self._database.reading() as sql:
            return (await sql.execute(select(outbox.c.id).where(*due).limit(1))).first() is not None

    async def behind(self, channel: str) -> list[ConversationId]:
        """The conversations of which a channel has still to be told what visitors wrote."""
        owed = (
            outbox.c.lane == post_lane(channel),
            outbox.c.status == WorkStatus.OWED,
            outbox.c.kind.in_((ParcelKind.ROOT, ParcelKind.LINE)),
        )
        async with self._database.reading() as sql:
            rows = await sql.execute(select(outbox.c.conversation).where(*owed).distinct())
            return [ConversationId(one) for one in rows.scalars()]

    async def end(self, parcels: Sequence[Parcel]) -> None:
        """End parcels of which there is nothing to tell."""
        async with self._database.writing() as sql:
            for parcel in parcels:
                await self._lanes.end(sql, parcel.id)

    async def ts_of(self, id: ConversationId, kind: ParcelKind) -> str:
        """Under which ts Slack has the newest parcel of a kind; empty where it has none."""
        of = outbox.c.conversation == id, outbox.c.kind == kind, outbox.c.ts.is_not(None)
        newest = select(outbox.c.ts).where(*of).order_by(outbox.c.id.desc()).limit(1)
        async with self._database.reading() as sql:
            return (await sql.execute(newest)).scalar_one_or_none() or ""

    async def plan_erasures(self) -> None:
        """Owe the deletion of every post of conversations that are no more.

        What Slack never had is forgotten. What it may have is settled first by whoever posts it,
        and deleted afterwards.
        """
        async with self._database.reading() as sql:
            if (await sql.execute(_OF_ERASED.limit(1))).first() is None:
                return
        async with self._database.writing() as sql:
            await sql.execute(_FORGET)
            for row in (await sql.execute(_ORPHANS)).all():
                plan = Plan(ParcelKind.ERASE, row.id, payload={"ts": row.ts})
                of = ConversationId(row.conversation)
                await add_parcels(sql, of, row.channel, [plan], self._now())

    async def forget(self, before: datetime) -> None:
        """Forget answers that were posted long ago: nothing of them is told any more."""
        old = delete(outbox).where(
            outbox.c.conversation == "",
            outbox.c.status == WorkStatus.DONE,
            outbox.c.due_at < before,
        )
        async with self._database.writing() as sql:
            await sql.execute(old)

    async def erased(self, parcel: Parcel) -> None:
        """Forget a post that is deleted, and that it was to be deleted."""
        of_post = outbox.c.conversation == parcel.conversation, outbox.c.ts == parcel.payload["ts"]
        async with self._database.writing() as sql:
            await sql.execute(delete(outbox).where(*of_post))
            await sql.execute(delete(outbox).where(outbox.c.id == parcel.id))


_GONE: Final = and_(
    outbox.c.conversation != "",
    outbox.c.kind != ParcelKind.ERASE,
    ~exists().where(conversations.c.id == outbox.c.conversation),
)
_ERASURES: Final = outbox.alias("erasures")
_UNPLANNED: Final = and_(
    _GONE,
    outbox.c.ts.is_not(None),
    outbox.c.is_joined.is_(False),
    ~exists().where(
        _ERASURES.c.conversation == outbox.c.conversation,
        _ERASURES.c.kind == ParcelKind.ERASE,
        _ERASURES.c.ref == outbox.c.id,
    ),
)
_ORPHANS: Final = select(outbox).where(_UNPLANNED)
_FORGOTTEN: Final = and_(
    _GONE,
    outbox.c.ts.is_(None),
    or_(outbox.c.status == WorkStatus.DONE, outbox.c.attempted_at.is_(None)),
)
_OF_ERASED: Final = select(outbox.c.id).where(or_(_UNPLANNED, _FORGOTTEN))
_FORGET: Final = delete(outbox).where(_FORGOTTEN)


async def add_parcels(
    sql: AsyncConnection,
    id: ConversationId,
    channel: str,
    plans: Iterable[Plan],
    now: datetime,
) -> None:
    """Owe what is planned within a transaction; what was planned before is not owed again."""
    for plan in plans:
        values = {
            "mark": uuid4().hex,
            "conversation": id,
            "kind": plan.kind,
            "ref": plan.ref,
            "channel": channel,
            "payload": json.dumps(dict(plan.payload)),
            "lane": _lane(plan.kind, id, channel),
            "status": WorkStatus.OWED,
            "due_at": now + plan.wait,
            "tries": 0,
            "waits": 0,
            **NOBODY,
        }
        await sql.execute(insert_once(sql.dialect.name, outbox).values(values))


def post_lane(channel: str) -> str:
    """The lane of what is posted to a channel, which takes about one post a second."""
    return f"posts:{channel}"


def _lane(kind: ParcelKind, id: ConversationId, channel: str) -> str:
    """Posts of a channel go one after another; what changes them, by conversation."""
    return post_lane(channel) if kind in _POSTS else f"{kind}:{channel}:{id}"


def _parcel(row: Row[Any]) -> Parcel:
    return Parcel(
        id=row.id,
        mark=row.mark,
        kind=ParcelKind(row.kind),
        conversation=ConversationId(row.conversation),
        ref=row.ref,
        channel=row.channel,
        lane=row.lane,
        payload=json.loads(row.payload),
        attempted_at=row.attempted_at,
        tries=row.tries,
        waits=row.waits,
    )
