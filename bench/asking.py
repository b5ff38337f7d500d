"""Questions to `/ask` from clients who ask again as soon as they have an answer."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.wire import Wire

_PATH = "/api/v1/ask"
_WARM = 20  # questions that are not counted


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of questions.

    Attributes:
        median: Milliseconds of one.
        p95: The same of the slowest twentieth.
        a_second: Answers in a second, of all clients.
    """

    clients: int
    median: float
    p95: float
    a_second: float


async def ask(port: int, questions: Sequence[str], clients: int) -> Asked:
    """Ask every question once.

    Raises:
        WireCut: The server did not answer.
    """
    wire = Wire(port)
    for question in questions[:_WARM]:
        await _ask_one(wire, question)
    waiting = iter(questions[_WARM:])
    took: list[float] = []

    async def client() -> None:
        for question in waiting:
            took.append(await _ask_one(wire, question))

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    seconds = time.perf_counter() - start
    wire.close()
    in_order = sorted(1000 * one for one in took)
    p95 = in_order[int(0.95 * len(in_order))]
    return Asked(clients, statistics.median(in_order), p95, len(took) / seconds)


async def _ask_one(wire: Wire, question: str) -> float:
    start = time.perf_counter()
    reply = await wire.request("POST", _PATH, {"question": question})
    assert reply.status == 200, reply
    return time.perf_counter() - start
