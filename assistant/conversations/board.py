"""The board of the staff: what waits for them, what is open, and when to look again."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.conversation import (
    Away,
    ConversationId,
    Correction,
    Handoff,
    LooseEnd,
    Switched,
    Today,
)
from assistant.conversations.corrections import Corrections
from assistant.conversations.deeds import LOOK_SECONDS, STAFF_TOPIC
from assistant.conversations.handing_over import Staffing
from assistant.storage.bus import Bus
from assistant.storage.desk import DeskStore
from assistant.storage.switches import SwitchStore

FRESH_SECONDS: Final = 0.2  # for which one look at the list serves every page
_ALARMS: Final = timedelta(days=1)  # for which an alarm is shown


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for staff.

    Attributes:
        paused: Who has paused the assistant; None while it answers.
        away: That staff are away; None while they are not.
        alarms: Kind and time of each, the newest first.
        corrections: Of answers; those that nobody has closed, the newest first.
    """

    handoffs: tuple[Handoff, ...]
    loose_ends: tuple[LooseEnd, ...]
    paused: Switched | None
    away: Away | None
    alarms: tuple[tuple[str, datetime], ...]
    corrections: tuple[Correction, ...]


class Board:
    """What all of the staff look at.

    Failure policy: with SQL down every verb raises `StoreUnavailable`.
    """

    def __init__(
        self,
        stores: tuple[DeskStore, SwitchStore],
        bus: Bus,
        corrections: Corrections,
        staffing: Staffing,
    ) -> None:
        """Keep what looking needs.

        Args:
            stores: Keep what staff work with, and what is switched on.
            bus: Wakes who looks.
            corrections: What staff say is wrong in answers.
            staffing: Knows by whose clock staff live.
        """
        self._desk, self._switches = stores
        self._bus = bus
        self._corrections = corrections
        self._staffing = staffing
        self._looking = asyncio.Lock()
        self._looked_at = -FRESH_SECONDS
        self._overview = 0

    async def overview(self) -> Overview:
        """What waits for staff by now."""
        return Overview(
            tuple(await self._desk.handoffs()),
            tuple(await self._desk.loose_ends()),
            await self._switches.paused(),
            await self._switches.away(),
            tuple(await self._switches.alarms(_ALARMS)),
            tuple(await self._corrections.open()),
        )

    async def today(self, now: datetime) -> Today:
        """What the day has brought so far, as staff's clocks have it.

        Args:
            now: Aware.
        """
        begun = now.astimezone(self._staffing.zone()).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        return await self._desk.day(begun)

    async def follow(
        self, id: ConversationId | None, seconds: float
    ) -> AsyncGenerator[str | None, None]:
        """Give a mark each time that what staff see has changed, until the reader leaves.

        Args:
            id: Of the conversation that is looked at beside the list; None for none.
            seconds: After which None is given where nothing happened.
        """
        clock = asyncio.get_running_loop().time
        told, before = clock(), ""
        async with self._bus.watch(STAFF_TOPIC) as watch:
            while True:
                if (mark := await self._mark(id)) != before:
                    told, before = clock(), mark
                    yield mark
                if await watch.wait(min(LOOK_SECONDS, seconds)):
                    await asyncio.sleep(FRESH_SECONDS)  # what comes at once is one change
                if clock() - told >= seconds:
                    told = clock()
                    yield None

    async def _mark(self, id: ConversationId | None) -> str:
        """Differs whenever what staff see does, and tells nothing of it."""
        seen = [await self._overview_mark(), await self._desk.mark(id) if id else ()]
        return hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    async def _overview_mark(self) -> int:
        """One look at the list serves every page that is open."""
        clock = asyncio.get_running_loop().time
        async with self._looking:
            if clock() - self._looked_at >= FRESH_SECONDS:
                self._looked_at = clock()
                self._overview = hash(await self.overview())
        return self._overview
