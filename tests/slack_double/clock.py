"""What time it is in the double, and the stamps that it puts on messages."""

import asyncio
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation


class Clock:
    """A clock whose seconds may be shorter than ours.

    It measures what Slack alone decides: how often one may post, how long it waits before it
    delivers again. What the app is given (3 s for an acknowledgement or a trigger) stays in real
    seconds, for the app does not become faster.
    """

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale

    def seconds(self) -> float:
        """Seconds of this clock since some moment."""
        return time.monotonic() * self._scale

    async def pause(self, seconds: float) -> None:
        """Wait for seconds of this clock."""
        await asyncio.sleep(seconds / self._scale)


class Stamps:
    """Makes `ts` strings: the time of day in microseconds, no two alike, each above the last."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._last = 0

    def next(self) -> str:
        """A stamp for what happens now."""
        self._last = max(self._last + 1, int(self._now() * 1_000_000))
        seconds, rest = divmod(self._last, 1_000_000)
        return f"{seconds}.{rest:06d}"


def moment(ts: str) -> Decimal:
    """A `ts` as a number to compare by; whole seconds are taken too, and nonsense is the start."""
    try:
        return Decimal(ts or 0)
    except InvalidOperation:
        return Decimal(0)
