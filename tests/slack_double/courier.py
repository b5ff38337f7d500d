"""Brings parcels to the app as Slack does: again if need be, twice or out of order if so told."""

import asyncio
from dataclasses import dataclass, field
from random import Random

from tests.slack_double.clock import Clock
from tests.slack_double.parcels import Delivery, Parcel, Try, Wire

# How long Slack waits before each retry (docs.slack.dev/apis/events-api, "Retries").
_PAUSES = (0.0, 60.0, 300.0)


@dataclass
class Ways:
    """How events travel; may be changed between two acts.

    Attributes:
        chance: What decides where something is left to chance.
        copies: The fewest and the most copies of each event; all bear the same `event_id`.
        window_seconds: Each copy sets out after a random part of these, so that they overtake each
            other; with it, or with an app that does not answer, `in_background` saves waiting.
        lost: Nothing is brought, as when Slack has switched the subscription off.
        in_background: An act does not wait until its events have arrived.
        withheld: What happens is brought by and by, when a test says so.
    """

    chance: Random = field(default_factory=lambda: Random(0))
    copies: tuple[int, int] = (1, 1)
    window_seconds: float = 0.0
    lost: bool = False
    in_background: bool = False
    withheld: bool = False


class Courier:
    """Goes to the app; keeps what came of each time.

    Attributes:
        withheld: Events that were not brought yet, in the order in which they happened.
    """

    def __init__(self, wire: Wire, ways: Ways, clock: Clock, deliveries: list[Delivery]) -> None:
        self._wire = wire
        self._ways = ways
        self._clock = clock
        self._deliveries = deliveries
        self.withheld: list[Parcel] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def bring_events(self, *parcels: Parcel) -> None:
        """Bring events, each in as many copies and at such times as the ways say."""
        if self._ways.lost:
            return
        if self._ways.withheld:
            self.withheld += parcels
            return
        copies = [parcel for parcel in parcels for _ in range(self._copies())]
        tasks = [asyncio.create_task(self._travel(parcel, self._delay())) for parcel in copies]
        self._under_way.update(tasks)
        for task in tasks:
            task.add_done_callback(self._under_way.discard)
        if not self._ways.in_background:
            await asyncio.gather(*tasks)

    async def bring(self, parcel: Parcel, attempt: Try | None = None) -> Delivery:
        """Bring something once; Slack does not repeat interactions and commands."""
        delivery = await self._wire.bring(parcel, attempt or Try())
        self._deliveries.append(delivery)
        return delivery

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._wire.close()

    async def _travel(self, parcel: Parcel, delay_seconds: float) -> None:
        await asyncio.sleep(delay_seconds)
        delivery = await self.bring(parcel)
        for number, pause in enumerate(_PAUSES, 1):
            if not delivery.failure or delivery.wants_no_retry:
                return
            await self._clock.pause(pause)
            delivery = await self.bring(parcel, Try(number, delivery.failure))

    def _copies(self) -> int:
        return self._ways.chance.randint(*self._ways.copies)

    def _delay(self) -> float:
        return self._ways.chance.uniform(0, self._ways.window_seconds)
