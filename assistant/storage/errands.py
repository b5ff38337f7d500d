"""Work that is owed to conversations: leased to one process at a time, the oldest first.

A lease that its process does not renew ends, and another process takes the errand over. Within a
conversation nothing that is done in turn begins before what was owed earlier of its kind is done.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, Select, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import ConversationId
from assistant.storage.database import Database
from assistant.storage.schema import Moment, errands

LEASE: Final = timedelta(seconds=8)


class ErrandStatus(StrEnum):
    """What may still become of an errand."""

    OWED = "owed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that is owed to a conversation.

    Attributes:
        seq: Of the message that it is about.
        tries: How often it failed.
    """

    id: int
    kind: str
    conversation: ConversationId
    seq: int
    tries: int = 0


class ErrandStore:
    """The errands; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], holder: str) -> None:
        """Keep what is needed; the arguments are those of `ConversationStore`."""
        self._database = database
        self._now = now
        self._holder = holder

    async def take(self, kinds: Sequence[str]) -> Errand | None:
        """Lease the errand that has been due the longest; None where nothing is due.

        Asked every two seconds, and mostly nothing is: that costs nobody a write.

        Args:
            kinds: Of the errands that this process can do; others are left to others.
        """
        now = self._now()
        asked = {"now": now, "kinds": list(kinds)}
        async with self._database.reading() as sql:
            if (await sql.execute(_DUE.limit(1), asked)).one_or_none() is None:
                return None
        async with self._database.writing() as sql:
            row = (await sql.execute(_FIRST_DUE, asked)).one_or_none()
            return None if row is None else await _lease(sql, row, self._holder, now)

    async def hold(self, errand: Errand) -> bool:
        """Renew the lease of an errand that has waited; whether it is still this process's."""
        mine = (
            errands.c.id == errand.id,
            errands.c.holder == self._holder,
            errands.c.status == ErrandStatus.OWED,
        )
        renewed = update(errands).where(*mine).values(leased_until=self._now() + LEASE)
        async with self._database.writing() as sql:
            return bool((await sql.execute(renewed)).rowcount)

    async def renew(self, ids: Collection[int]) -> None:
        """Keep the leases of errands that are still being run."""
        if not ids:
            return
        mine = errands.c.id.in_(ids), errands.c.holder == self._holder
        async with self._database.writing() as sql:
            await sql.execute(update(errands).where(*mine).values(leased_until=self._now() + LEASE))

    async def release(self) -> None:
        """Give back every lease of this process: it stops."""
        mine = errands.c.holder == self._holder, errands.c.status == ErrandStatus.OWED
        async with self._database.writing() as sql:
            await sql.execute(update(errands).where(*mine).values(_NOBODY))

    async def release_all(self) -> None:
        """Give back every lease at the start of the only process that uses the database."""
        async with self._database.writing() as sql:
            owed = errands.c.status == ErrandStatus.OWED
            await sql.execute(update(errands).where(owed).values(_NOBODY))

    async def finish(self, errand: Errand) -> Errand | None:
        """End an errand that is done; gives the next of its conversation and kind, leased."""
        async with self._database.writing() as sql:
            return await finish_errand(sql, errand, self._holder, self._now())

    async def put_off(self, errand: Errand, wait: timedelta) -> None:
        """Let an errand that failed be tried again after a while."""
        again = self._now() + wait
        values = {"tries": errand.tries + 1, "due_at": again, **_NOBODY}
        async with self._database.writing() as sql:
            await sql.execute(_UPDATE, {"errand": errand.id, **values})


async def finish_errand(
    sql: AsyncConnection, errand: Errand, holder: str, now: datetime
) -> Errand | None:
    """End an errand within a transaction; gives the next of its conversation and kind, leased."""
    await sql.execute(_UPDATE, {"errand": errand.id, "status": ErrandStatus.DONE, **_NOBODY})
    of_conversation = {"now": now, "of": errand.conversation, "kinds": [errand.kind]}
    row = (await sql.execute(_FIRST_DUE_OF_CONVERSATION, of_conversation)).one_or_none()
    return None if row is None else await _lease(sql, row, holder, now)


_NOBODY: Final[dict[str, Any]] = {"holder": "", "leased_until": None}


def _due() -> Select[Any]:
    """What may be run: due, leased to nobody, and nothing owed that comes before it."""
    now = bindparam("now", type_=Moment())
    earlier = errands.alias("earlier")
    blocked = select(earlier.c.id).where(
        and_(
            earlier.c.conversation == errands.c.conversation,
            earlier.c.kind == errands.c.kind,
            earlier.c.status == ErrandStatus.OWED,
            earlier.c.id < errands.c.id,
        )
    )
    return (
        select(errands)
        .where(
            errands.c.status == ErrandStatus.OWED,
            errands.c.due_at <= now,
            or_(errands.c.leased_until.is_(None), errands.c.leased_until < now),
            errands.c.kind.in_(bindparam("kinds", expanding=True)),
            or_(errands.c.in_turn.is_(False), ~blocked.exists()),
        )
        .order_by(errands.c.due_at, errands.c.id)
    )


def _first(due: Select[Any]) -> Select[Any]:
    """The first of what is due that nobody else is taking."""
    return due.limit(1).with_for_update(skip_locked=True)


# Made once: making these took a tenth of what is done in SQL for a message.
_DUE: Final = _due()
_FIRST_DUE: Final = _first(_DUE)
_FIRST_DUE_OF_CONVERSATION: Final = _first(_DUE.where(errands.c.conversation == bindparam("of")))
_UPDATE: Final = update(errands).where(errands.c.id == bindparam("errand"))


async def _lease(sql: AsyncConnection, row: Row[Any], holder: str, now: datetime) -> Errand:
    values = {"holder": holder, "leased_until": now + LEASE}
    await sql.execute(_UPDATE, {"errand": row.id, **values})
    return Errand(row.id, row.kind, ConversationId(row.conversation), row.seq, row.tries)
