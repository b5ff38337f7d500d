"""A time of day that passes faster than ours, the same in every process that is told its start."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.storage.leases import LEASE
from assistant.wiring.slack import SlackTimes

SCALE = 50.0
_LOOK_SECONDS = 0.1  # real ones: looking more often would only keep the machine busy


@dataclass(frozen=True)
class FastClock:
    """From its start on, a second of ours is many of its.

    Attributes:
        scale: How many.
        start: When it showed the real time, in seconds since 1970.
    """

    scale: float = SCALE
    start: float = field(default_factory=time.time)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def seconds(self) -> float:
        """Since 1970."""
        return self.start + (time.time() - self.start) * self.scale

    def times(self) -> SlackTimes:
        """What a server goes by whose Slack has this clock.

        Only leases are as long as ever: they are renewed by real seconds, like the machine's own.
        """
        return SlackTimes(
            post_seconds=1 / self.scale,
            look_seconds=_LOOK_SECONDS,
            catch_up_seconds=180 / self.scale,
            call_seconds=1,
            lease=LEASE * self.scale,
            now=self,
        )
