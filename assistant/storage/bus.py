"""Nudges between those who write and those who follow: "look again", never what there is to see.

Failure policy: a nudge may be lost or come twice; whoever waits for one looks again by itself.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol


class Watch(Protocol):
    """Waits for nudges on one topic."""

    async def wait(self, seconds: float) -> None:
        """Return at the next nudge, or when the time is over; at once if one came meanwhile."""
        ...


class Bus(Protocol):
    """Carries nudges."""

    async def nudge(self, topic: str) -> None:
        """Wake whoever watches a topic, in every process; never raises."""
        ...

    def watch(self, topic: str) -> AbstractAsyncContextManager[Watch]:
        """Watch a topic until the context ends."""
        ...


class MemoryWatch:
    """A watch within one process."""

    def __init__(self) -> None:
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Let `wait` return."""
        self._nudged.set()

    async def wait(self, seconds: float) -> None:
        """Return at the next nudge, or when the time is over; at once if one came meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await self._nudged.wait()
        except TimeoutError:
            return
        self._nudged.clear()


class MemoryBus:
    """Carries nudges within one process."""

    def __init__(self) -> None:
        self._watches: dict[str, set[MemoryWatch]] = {}

    async def nudge(self, topic: str) -> None:
        """Wake whoever watches a topic."""
        for watch in self._watches.get(topic, ()):
            watch.nudge()

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
