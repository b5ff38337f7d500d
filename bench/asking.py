"""Questions to `/ask` from clients who ask again as soon as they have an answer."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.wire import Wire

_PATH = "/api/v1/ask"


@dataclass
class Asked:
    """What came of questions.

    Attributes:
        took: Seconds of each.
        seconds: Of all together.
    """

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def median(self) -> float:
        """Milliseconds of one."""
        return statistics.median(self.took) * 1000

    @property
    def p95(self) -> float:
        """Milliseconds that one in twenty takes longer than."""
        return sorted(self.took)[int(0.95 * len(self.took))] * 1000

    @property
    def a_second(self) -> float:
        """Answers in a second, of all clients."""
        return len(self.took) / self.seconds


async def ask(wire: Wire, questions: Sequence[str], clients: int, asked: Asked) -> None:
    """Ask every question once, and note it.

    Raises:
        WireCut: The server did not answer.
    """
    waiting = iter(questions)

    async def client() -> None:
        for question in waiting:
            start = time.perf_counter()
            reply = await wire.request("POST", _PATH, {"question": question})
            assert reply.status == 200, reply
            asked.took.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    asked.seconds += time.perf_counter() - start
