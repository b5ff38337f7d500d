"""Work that is owed, as rows of a table: leased to one process at a time, the oldest first.

A lease that its process does not renew ends, and another process takes the work over. Within a
lane nothing begins before what was owed earlier is done.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    false,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.storage.database import Database
from assistant.storage.schema import Moment

# A literal, not a value that is bound: SQLite takes an index of the owed rows only for that.
OWED: Final[ColumnElement[str]] = literal_column("'owed'")
LEASE: Final = timedelta(seconds=8)  # as `now` counts them; renewed three times meanwhile
NOBODY: Final[Mapping[str, Any]] = {"holder": "", "leased_until": None}


class WorkStatus(StrEnum):
    """What may still become of work."""

    OWED = "owed"
    DONE = "done"


class Work(Protocol):
    """Something that is owed."""

    @property
    def id(self) -> int:
        """Of its row."""

    @property
    def kind(self) -> str:
        """What sort of work it is."""

    @property
    def tries(self) -> int:
        """How often it failed."""


SomeWork = TypeVar("SomeWork", bound=Work)


class Lanes:
    """The statements about one table of work, made once: making them takes as long as running.

    The table has the columns `id`, `kind`, `status`, `due_at`, `holder`, `leased_until`, `tries`,
    and those of its lane.

    Attributes:
        lease: How long one lasts, unless it is renewed.
    """

    def __init__(
        self, table: Table, lane: Sequence[str], overtakes: ColumnElement[bool] | None = None
    ) -> None:
        """Make the statements.

        Args:
            table: Of the work.
            lane: The columns that are the same within a lane.
            overtakes: Which work waits for nothing before it; none, if it is not given.
        """
        self.table = table
        self.lease = LEASE
        self.due = self._due(lane, false() if overtakes is None else overtakes)
        self._first = _first(self.due)
        of_lane = [table.c[name] == bindparam(f"of_{name}") for name in lane]
        self._first_of_lane = _first(self.due.where(*of_lane))
        self._update = update(table).where(table.c.id == bindparam("work"))

    def leased_for(self, lease: timedelta) -> "Lanes":
        """The same statements, with leases that last for another while."""
        other = copy(self)
        other.lease = lease
        return other

    def _due(self, lane: Sequence[str], overtakes: ColumnElement[bool]) -> Select[Any]:
        """What may be run: due, leased to nobody, and nothing owed that comes before it."""
        table, now = self.table, bindparam("now", type_=Moment())
        earlier = table.alias("earlier")
        blocked = select(earlier.c.id).where(
            and_(
                *(earlier.c[name] == table.c[name] for name in lane),
                earlier.c.status == OWED,
                earlier.c.id < table.c.id,
            )
        )
        return (
            select(table)
            .where(
                table.c.status == OWED,
                table.c.due_at <= now,
                or_(table.c.leased_until.is_(None), table.c.leased_until < now),
                table.c.kind.in_(bindparam("kinds", expanding=True)),
                or_(overtakes, ~blocked.exists()),
            )
            .order_by(table.c.due_at, table.c.id)
        )

    async def take(
        self, sql: AsyncConnection, kinds: Sequence[str], holder: str, now: datetime
    ) -> Row[Any] | None:
        """Lease the work that has been due the longest."""
        asked = {"now": now, "kinds": list(kinds)}
        return await self._lease(sql, (await sql.execute(self._first, asked)).first(), holder, now)

    async def take_next(
        self,
        sql: AsyncConnection,
        lane: Mapping[str, str],
        kinds: Sequence[str],
        holder: str,
        now: datetime,
    ) -> Row[Any] | None:
        """Lease what comes next in a lane."""
        of = {f"of_{name}": value for name, value in lane.items()}
        asked = {"now": now, "kinds": list(kinds), **of}
        row = (await sql.execute(self._first_of_lane, asked)).first()
        return await self._lease(sql, row, holder, now)

    async def change(self, sql: AsyncConnection, id: int, **values: object) -> None:
        """Change the row of some work."""
        await sql.execute(self._update, {"work": id, **values})

    async def end(self, sql: AsyncConnection, id: int) -> None:
        """Note that work is done."""
        await self.change(sql, id, status=WorkStatus.DONE, **NOBODY)

    async def _lease(
        self, sql: AsyncConnection, row: Row[Any] | None, holder: str, now: datetime
    ) -> Row[Any] | None:
        if row is not None:
            await self.change(sql, row.id, holder=holder, leased_until=now + self.lease)
        return row


def _first(due: Select[Any]) -> Select[Any]:
    """The first of what is due that nobody else is taking."""
    return due.limit(1).with_for_update(skip_locked=True)


class LeaseStore(ABC, Generic[SomeWork]):
    """One table of owed work; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.

    Attributes:
        lanes: The statements about the table.
    """

    lanes: ClassVar[Lanes]

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        holder: str,
        lease: timedelta = LEASE,
    ) -> None:
        """Keep what is needed.

        Args:
            database: Opened.
            now: The time, aware.
            holder: Of this process's leases: differs from every other process's.
            lease: How long one lasts by `now`.
        """
        self._database = database
        self._now = now
        self._holder = holder
        self._lanes = self.lanes.leased_for(lease)

    @abstractmethod
    def _work(self, row: Row[Any]) -> SomeWork:
        """What a row is."""

    async def take(self, kinds: Sequence[str]) -> SomeWork | None:
        """Lease the work that has been due the longest; None where nothing is due.

        Asked every two seconds, and mostly nothing is: that costs nobody a write.

        Args:
            kinds: What this process can do; the rest is left to others.
        """
        now = self._now()
        async with self._database.reading() as sql:
            asked = {"now": now, "kinds": list(kinds)}
            if (await sql.execute(self._lanes.due.limit(1), asked)).one_or_none() is None:
                return None
        async with self._database.writing() as sql:
            row = await self._lanes.take(sql, kinds, self._holder, now)
            return None if row is None else self._work(row)

    async def hold(self, work: SomeWork) -> bool:
        """Renew the lease of work that has waited; whether it is still this process's."""
        return bool(await self._renew([work.id]))

    async def renew(self, ids: Collection[int]) -> None:
        """Keep the leases of work that is still being done."""
        if ids:
            await self._renew(ids)

    async def release(self) -> None:
        """Give back every lease of this process: it stops."""
        await self._give_back(self._lanes.table.c.holder == self._holder)

    async def release_all(self, kinds: Sequence[str]) -> None:
        """Give back every lease at the start of the only process that uses the database.

        Args:
            kinds: Of the work; others of the same process may have begun with theirs.
        """
        await self._give_back(self._lanes.table.c.kind.in_(kinds))

    async def put_off(self, work: SomeWork, wait: timedelta) -> None:
        """Let work that failed be tried again after a while."""
        await self._postpone(work, wait, tries=work.tries + 1)

    async def _postpone(self, work: SomeWork, wait: timedelta, **values: object) -> None:
        again = self._now() + wait
        async with self._database.writing() as sql:
            await self._lanes.change(sql, work.id, due_at=again, **NOBODY, **values)

    async def _renew(self, ids: Collection[int]) -> int:
        table = self._lanes.table
        mine = update(table).where(
            table.c.id.in_(ids),
            table.c.holder == self._holder,
            table.c.status == WorkStatus.OWED,
        )
        async with self._database.writing() as sql:
            renewed = await sql.execute(mine.values(leased_until=self._now() + self._lanes.lease))
            return renewed.rowcount

    async def _give_back(self, *which: ColumnElement[bool]) -> None:
        table = self._lanes.table
        owed = update(table).where(table.c.status == WorkStatus.OWED, *which)
        async with self._database.writing() as sql:
            await sql.execute(owed.values(NOBODY))
