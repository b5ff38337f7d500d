"""How fast one may post: one message a second in each channel, whichever thread it is in."""

import math
from dataclasses import dataclass

from tests.slack_double.clock import Clock
from tests.slack_double.fields import RateLimited


@dataclass
class _Bucket:
    level: float
    filled_at: float


class Rates:
    """A bucket of messages for each channel (docs.slack.dev/apis/web-api/rate-limits).

    Slack lets short bursts through without saying how long they may be.

    Attributes:
        enforced: Whether anybody is refused.
        refused: How often somebody was.
    """

    def __init__(self, clock: Clock, burst: int, *, enforced: bool) -> None:
        self.enforced = enforced
        self.refused = 0
        self._clock = clock
        self._burst = burst
        self._buckets: dict[str, _Bucket] = {}

    def admit(self, channel: str) -> None:
        """Let one message into a channel.

        Raises:
            RateLimited: It came too soon.
        """
        if not self.enforced:
            return
        now = self._clock.seconds()
        bucket = self._buckets.setdefault(channel, _Bucket(self._burst, now))
        bucket.level = min(self._burst, bucket.level + now - bucket.filled_at)
        bucket.filled_at = now
        if bucket.level < 1:
            self.refused += 1
            raise RateLimited(math.ceil(1 - bucket.level))
        bucket.level -= 1
