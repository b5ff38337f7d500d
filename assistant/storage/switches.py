"""What holds for all conversations: the assistant's pause, staff who are away, and alarms."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update

from assistant.conversation import Away, ConversationId, Staff, Switched
from assistant.storage.database import Database
from assistant.storage.handoffs import record
from assistant.storage.schema import alarms, switches

_PAUSE: Final = "pause"
_AWAY: Final = "away"
_NONE: Final = ConversationId("")  # on record, for what concerns no conversation


class SwitchStore:
    """The switches and alarms; each method is one transaction.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def paused(self) -> Switched | None:
        """Who has paused the assistant, if somebody has."""
        query = select(switches).where(switches.c.name == _PAUSE)
        async with self._database.reading() as sql:
            row = (await sql.execute(query)).one_or_none()
        return None if row is None else Switched(row.who, row.at)

    async def pause(self, staff: Staff) -> None:
        """Keep the assistant silent until somebody resumes it."""
        async with self._database.writing() as sql:
            await sql.execute(delete(switches).where(switches.c.name == _PAUSE))
            values = {"name": _PAUSE, "who": staff.name, "at": self._now()}
            await sql.execute(insert(switches).values(values))
            await record(sql, staff, "pause", _NONE, self._now())

    async def resume(self, staff: Staff) -> None:
        """Let the assistant answer again."""
        async with self._database.writing() as sql:
            gone = await sql.execute(delete(switches).where(switches.c.name == _PAUSE))
            if gone.rowcount:
                await record(sql, staff, "resume", _NONE, self._now())

    async def away(self) -> Away | None:
        """Who has said that staff are away, if they are."""
        last = await self.last_away()
        return last if last is not None and last.until > self._now() else None

    async def last_away(self) -> Away | None:
        """The last time that staff were away, which may be over; None where there was none."""
        query = select(switches).where(switches.c.name == _AWAY)
        async with self._database.reading() as sql:
            row = (await sql.execute(query)).one_or_none()
        return None if row is None else Away(row.who, row.at, row.until)

    async def leave(self, staff: Staff, until: datetime) -> None:
        """Note that staff are away from now on, instead of what was noted before."""
        async with self._database.writing() as sql:
            await sql.execute(delete(switches).where(switches.c.name == _AWAY))
            values = {"name": _AWAY, "who": staff.name, "at": self._now(), "until": until}
            await sql.execute(insert(switches).values(values))
            await record(sql, staff, "away", _NONE, self._now())

    async def come_back(self, staff: Staff) -> None:
        """Note that staff are away no longer; when they came back stays known."""
        now = self._now()
        lasting = update(switches).where(switches.c.name == _AWAY, switches.c.until > now)
        async with self._database.writing() as sql:
            if (await sql.execute(lasting.values(until=now))).rowcount:
                await record(sql, staff, "back", _NONE, now)

    async def raise_alarm(self, kind: str, quiet: timedelta) -> bool:
        """Raise an alarm unless one of its kind was raised a short while ago.

        Args:
            kind: Of the trouble.
            quiet: For how long one alarm stands for all.

        Returns:
            Whether this one is new.
        """
        since = self._now() - quiet
        recent = select(alarms.c.id).where(alarms.c.kind == kind, alarms.c.at > since)
        async with self._database.writing() as sql:
            if (await sql.execute(recent.limit(1))).first() is not None:
                return False
            await sql.execute(insert(alarms).values(kind=kind, at=self._now()))
            return True

    async def alarms(self, age: timedelta) -> list[tuple[str, datetime]]:
        """Kind and time of the alarms of a recent time, the newest first."""
        query = select(alarms).where(alarms.c.at > self._now() - age).order_by(alarms.c.id.desc())
        async with self._database.reading() as sql:
            return [(row.kind, row.at) for row in await sql.execute(query)]
