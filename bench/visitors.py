"""Visitors who follow their conversations and write to them; what they see goes into the ledger."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from bench.ledger import Ledger, Sent
from bench.wire import Wire, WireCut

BASE = "/api/v1/conversations"
_OPENINGS = 16  # at once
_AGAIN_SECONDS = 0.2  # after a stream or a post broke off
_TRIES = 300  # of a post
_SETTLE_SECONDS = 60.0  # that the last answers may take


@dataclass(slots=True)
class Visitor:
    """One conversation with its stream.

    Attributes:
        last: The newest event number that the stream brought.
    """

    number: int
    path: str
    token: str
    last: int = 0


@asynccontextmanager
async def visitors_at(
    wire: Wire, number: int, ledger: Ledger
) -> AsyncGenerator[list[Visitor], None]:
    """Visitors who follow their conversations until the context ends."""
    gate = asyncio.Semaphore(_OPENINGS)

    async def begin(one: int) -> Visitor:
        async with gate:
            opened = (await wire.request("POST", BASE, {})).body
        return Visitor(one, f"{BASE}/{opened['id']}", opened["token"])

    visitors = await asyncio.gather(*map(begin, range(number)))
    async with asyncio.TaskGroup() as tasks:
        following = []
        for some in (visitors[start : start + _OPENINGS] for start in range(0, number, _OPENINGS)):
            opened = [asyncio.Event() for _ in some]
            following += [
                tasks.create_task(_follow(wire, one, ledger, event))
                for one, event in zip(some, opened, strict=True)
            ]
            await asyncio.gather(*(event.wait() for event in opened))
        yield visitors
        for task in following:
            task.cancel()


async def _follow(wire: Wire, visitor: Visitor, ledger: Ledger, opened: asyncio.Event) -> None:
    """Follow as browsers do: where a stream breaks off it is opened again behind its last event."""
    while True:
        try:
            stream = wire.events(f"{visitor.path}/events", visitor.token, visitor.last)
            async with aclosing(stream):
                async for told in stream:
                    if told is None:
                        opened.set()
                        continue
                    ledger.see(visitor.number, told.says["message"], time.monotonic())
                    visitor.last = told.number
        except WireCut:
            await asyncio.sleep(_AGAIN_SECONDS)


async def write(
    wire: Wire,
    visitors: Sequence[Visitor],
    ledger: Ledger,
    questions: Iterator[str],
    moments: Sequence[float],
) -> None:
    """Have visitors write by turns at given moments, and wait until all was answered.

    Args:
        wire: To the server.
        visitors: Who write.
        ledger: Where it is noted.
        questions: What they write.
        moments: Seconds from now, in order.
    """
    start = time.monotonic()
    async with asyncio.TaskGroup() as posts:
        for number, moment in enumerate(moments):
            await asyncio.sleep(start + moment - time.monotonic())
            visitor = visitors[number % len(visitors)]
            sent = ledger.send(
                visitor.number, f"message-{len(ledger.sent):06}", next(questions), time.monotonic()
            )
            posts.create_task(_post(wire, visitor, sent))
    deadline = time.monotonic() + _SETTLE_SECONDS
    while not ledger.is_settled() and time.monotonic() < deadline:  # noqa: ASYNC110 - it only notes
        await asyncio.sleep(0.1)


def random_moments(a_second: float, seconds: float, seed: int) -> list[float]:
    """Moments as independent people choose them: their mean is even, their gaps are not."""
    source = random.Random(seed)
    return sorted(source.uniform(0, seconds) for _ in range(round(a_second * seconds)))


async def _post(wire: Wire, visitor: Visitor, sent: Sent) -> None:
    """Post a message; where nothing came back, again under the same client id, as browsers do."""
    for _ in range(_TRIES):
        try:
            reply = await wire.request(
                "POST",
                f"{visitor.path}/messages",
                {"client_id": sent.client_id, "text": sent.text},
                visitor.token,
            )
        except WireCut:
            await asyncio.sleep(_AGAIN_SECONDS)
            continue
        if reply.status in {200, 202}:
            sent.seq = reply.body["seq"]
            return
        await asyncio.sleep(_AGAIN_SECONDS)


async def count_kept(wire: Wire, visitors: Sequence[Visitor], ledger: Ledger) -> int:
    """How many acknowledged messages the server still has."""
    kept = 0
    for visitor in visitors:
        reply = await wire.request("GET", f"{visitor.path}/transcript", token=visitor.token)
        texts = {one["text"] for one in reply.body["messages"]} if reply.status == 200 else set()
        kept += sum(
            one.text in texts
            for one in ledger.sent
            if one.visitor == visitor.number and one.seq is not None
        )
    return kept
