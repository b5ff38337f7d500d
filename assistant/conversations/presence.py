"""When staff are there: in the office's hours, unless they have said that they are away."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from assistant.conversation import Away
from assistant.conversations.hours import OfficeHours, open_time_since
from assistant.seams import StoreUnavailable
from assistant.storage.switches import SwitchStore

FRESH_SECONDS: Final = 1.0  # for which one look serves everybody


class Presence:
    """Whether staff are there, and when they will be, as every process sees it within a second.

    Failure policy: with SQL down what was known before holds.
    """

    def __init__(
        self,
        switches: SwitchStore,
        hours: Callable[[], OfficeHours | None],
        zone: ZoneInfo,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep what is needed.

        Args:
            switches: Know whether staff are away.
            hours: Of the office; None where they are not known, then it counts as open.
            zone: By whose clock staff live where the office's hours are not known.
            now: The time, aware.
            clock: Seconds.
        """
        self._switches = switches
        self._hours = hours
        self._zone = zone
        self._now = now
        self._clock = clock
        self._away: Away | None = None
        self._looked_at = -FRESH_SECONDS

    def zone(self) -> ZoneInfo:
        """By whose clock staff live."""
        hours = self._hours()
        return hours.zone if hours else self._zone

    async def next_there(self) -> datetime | None:
        """When somebody of the staff is there again; None while they are, or if nobody knows."""
        hours, now, away = self._hours(), self._now(), await self._look()
        since = max(now, away.until) if away else now
        is_open = hours is None or hours.is_open(since)
        there = since if hours is None or is_open else hours.next_opening(since)
        return None if there == now else there

    async def passed(self) -> Callable[[datetime, datetime], timedelta]:
        """Measures the time between two moments for which somebody of the staff was there.

        It begins anew when staff come back, who have their whole time then for what has come.
        """
        hours, away = self._hours(), await self._look()

        def measured(start: datetime, end: datetime) -> timedelta:
            return open_time_since(hours, max(start, away.until) if away else start, end)

        return measured

    async def _look(self) -> Away | None:
        now = self._clock()
        if now - self._looked_at >= FRESH_SECONDS:
            self._looked_at = now
            with suppress(StoreUnavailable):
                self._away = await self._switches.last_away()
        return self._away
