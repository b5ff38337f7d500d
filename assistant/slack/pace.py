"""Keeps to the pace at which Slack takes posts: about one a second in a channel."""

import asyncio
from collections import defaultdict
from collections.abc import Callable


class Pace:
    """When something may next be posted, by channel, in this process.

    Another process keeps a pace of its own: where both are too fast together Slack says so, and
    is asked later.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        """Keep the seconds between two posts to a channel, and a clock in seconds."""
        self._seconds = seconds
        self._clock = clock
        self._next: dict[str, float] = defaultdict(float)

    async def turn(self, channel: str) -> bool:
        """Wait until something may be posted to a channel; whoever comes later waits longer.

        Returns:
            Whether it had to be waited for.
        """
        now = self._clock()
        turn = max(self._next[channel], now)
        self._next[channel] = turn + self._seconds
        await asyncio.sleep(turn - now)
        return turn > now
