"""Nudges between those who write and those who follow: "look again", never what there is to see.

Failure policy: a nudge may be lost or come twice; whoever waits for one looks again by itself.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from typing import Protocol

import structlog

from assistant.seams import AssistantError

log = structlog.get_logger(__name__)

_AGAIN_SECONDS = 1.0


class Watch(Protocol):
    """Waits for nudges on one topic."""

    async def wait(self, seconds: float) -> bool:
        """Return at the next nudge, or when the time is over; at once if one came meanwhile.

        Returns:
            Whether a nudge came.
        """
        ...


class Bus(Protocol):
    """Carries nudges."""

    async def nudge(self, topic: str) -> None:
        """Wake whoever watches a topic, in every process; never raises."""
        ...

    def watch(self, topic: str) -> AbstractAsyncContextManager[Watch]:
        """Watch a topic until the context ends."""
        ...

    async def run(self) -> None:
        """Hear the nudges of other processes until cancelled."""
        ...


class MemoryWatch:
    """A watch within one process."""

    def __init__(self) -> None:
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Let `wait` return."""
        self._nudged.set()

    async def wait(self, seconds: float) -> bool:
        """Return at the next nudge, or when the time is over; at once if one came meanwhile.

        Returns:
            Whether a nudge came.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._nudged.wait()
        except TimeoutError:
            return False
        self._nudged.clear()
        return True


class MemoryBus:
    """Carries nudges within one process."""

    def __init__(self) -> None:
        self._watches: dict[str, set[MemoryWatch]] = {}

    async def nudge(self, topic: str) -> None:
        """Wake whoever watches a topic."""
        self.wake(topic)

    def wake(self, topic: str) -> None:
        """Wake whoever watches a topic, without waiting for anything."""
        for watch in self._watches.get(topic, ()):
            watch.nudge()

    def wake_all(self) -> None:
        """Wake whoever watches anything: nudges may have been missed."""
        for topic in self._watches:
            self.wake(topic)

    async def run(self) -> None:
        """Hear nobody: there is no other process."""
        await asyncio.Event().wait()

    @asynccontextmanager
    async def watch(self, topic: str) -> AsyncGenerator[MemoryWatch, None]:
        """Watch a topic until the context ends."""
        watch = MemoryWatch()
        self._watches.setdefault(topic, set()).add(watch)
        try:
            yield watch
        finally:
            watches = self._watches[topic]
            watches.discard(watch)
            if not watches:
                del self._watches[topic]


class Wire(Protocol):
    """Carries topics between processes; `PostgresWire` and `RedisWire` are the real ones.

    Both methods raise `WireBroken` when the other end does not answer as it should.
    """

    async def send(self, topic: str) -> None:
        """Send a topic to every process, this one included."""
        ...

    def topics(self) -> AsyncGenerator[str | None, None]:
        """Give None once every topic from now on is heard, then each topic that comes."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...


class WireBroken(AssistantError):
    """The wire does not carry for now; it is tried again."""


class WiredBus:
    """Carries nudges between processes over a wire.

    Failure policy: with the wire down, nudges reach this process alone, and it is tried again
    every second; whoever watches is woken when it is back.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._here = MemoryBus()
        self._broken = False

    async def nudge(self, topic: str) -> None:
        """Wake whoever watches a topic, in every process."""
        self._here.wake(topic)
        try:
            await self._wire.send(topic)
        except WireBroken as error:
            self._note(error)

    def watch(self, topic: str) -> AbstractAsyncContextManager[Watch]:
        """Watch a topic until the context ends."""
        return self._here.watch(topic)

    async def run(self) -> None:
        """Hear the nudges of other processes until cancelled."""
        try:
            while True:
                try:
                    await self._hear()
                except WireBroken as error:
                    self._note(error)
                await asyncio.sleep(_AGAIN_SECONDS)
        finally:
            await self._wire.close()

    async def _hear(self) -> None:
        async with aclosing(self._wire.topics()) as topics:
            async for topic in topics:
                self._broken = False
                if topic is None:
                    self._here.wake_all()
                else:
                    self._here.wake(topic)

    def _note(self, error: WireBroken) -> None:
        if not self._broken:
            log.warning("nudges stay in this process", reason=str(error))
        self._broken = True
