"""Runs what is owed: at once where this process wrote it, else by looking for it.

It knows nothing of what an errand does; the runners come in. Errands of conversations are one
table of owed work, what Slack delivered and what it is to be told are two more.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Generic

import structlog

from assistant.seams import AssistantError, ConversationUnknown
from assistant.storage.leases import LEASE, LeaseStore, SomeWork

log = structlog.get_logger(__name__)

Runner = Callable[[SomeWork], Awaitable[tuple[SomeWork, ...]]]
SOON: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 4, 15, 60))
LATER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
WORKERS = 8  # errands at once: with a chat model most of them wait
POLL_SECONDS = 2.0  # between two looks for what another process left


@dataclass(frozen=True, slots=True)
class Duty(Generic[SomeWork]):
    """How errands of a kind are done.

    Attributes:
        run: Does an errand, ends it, and gives those that may be run at once, leased; it may be
            run twice.
        give_up: Tells whom it concerns that an errand will not be done; ends it as well.
        waits: Before each further try; after the last it is given up.
    """

    run: Runner[SomeWork]
    give_up: Runner[SomeWork]
    waits: Sequence[timedelta] = SOON


class Errands(Generic[SomeWork]):
    """The errands of one process.

    Failure policy: what fails is tried again later, each time after a longer while, and given up
    in the end, which is told; with SQL down everything waits for it.
    """

    def __init__(
        self,
        store: LeaseStore[SomeWork],
        duties: Mapping[str, Duty[SomeWork]],
        *,
        alone: bool = False,
        workers: int = WORKERS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        """Keep what running needs.

        Args:
            store: Where errands are kept.
            duties: By kind of errand.
            alone: Whether no other process uses the database: what is leased at the start was
                leased by one that has ended.
            workers: How many errands are run at once.
            poll_seconds: Between two looks.
        """
        self._store = store
        self._duties = duties
        self._alone = alone
        self._workers = workers
        self._poll_seconds = poll_seconds
        self._clock = time.monotonic
        self._waiting: asyncio.Queue[tuple[SomeWork, float]] = asyncio.Queue()
        self._held: set[int] = set()
        self._wake = asyncio.Event()

    def hand(self, errand: SomeWork | None) -> None:
        """Run an errand that is leased to this process as soon as a worker is free."""
        if errand is not None and errand.id not in self._held:
            self._held.add(errand.id)
            self._waiting.put_nowait((errand, self._clock()))

    def wake(self) -> None:
        """Look at once: something may be owed that nobody handed over."""
        self._wake.set()

    async def run(self) -> None:
        """Run errands until cancelled; then the leases are given back."""
        try:
            if self._alone:
                kinds = list(self._duties)
                await self._quietly(lambda: self._store.release_all(kinds), "leases not taken over")
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._collect())
                tasks.create_task(self._renew())
                for _ in range(self._workers):
                    tasks.create_task(self._work())
        finally:
            await self._quietly(self._store.release, "leases not given back")

    async def leave(self) -> None:
        """Leave what was handed to a process that runs no errands to one that does."""
        if self._held:
            await self._quietly(self._store.release, "leases not given back")
            self._held.clear()

    async def _collect(self) -> None:
        while True:
            try:
                while (errand := await self._store.take(list(self._duties))) is not None:
                    self.hand(errand)
            except AssistantError as error:
                log.warning("errands not looked for", reason=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._wake.wait()
            self._wake.clear()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            await self._quietly(lambda: self._store.renew(self._held), "leases not renewed")

    async def _work(self) -> None:
        while True:
            errand, since = await self._waiting.get()
            done: tuple[SomeWork, ...] = ()
            try:
                if await self._is_held(errand, since):
                    done = await self._run(errand)
            finally:
                self._held.discard(errand.id)
            for one in done:
                self.hand(one)

    async def _is_held(self, errand: SomeWork, since: float) -> bool:
        """Whether an errand is still leased to this process: not all that waited long are."""
        if self._clock() - since < LEASE.total_seconds() / 3:
            return True
        try:
            return await self._store.hold(errand)
        except AssistantError as error:
            log.warning("lease not looked at", reason=str(error))
            return False

    async def _run(self, errand: SomeWork) -> tuple[SomeWork, ...]:
        try:
            return await self._duties[errand.kind].run(errand)
        except ConversationUnknown:  # it was erased, and the errand with it
            return ()
        except Exception as error:  # the room's one catch-all: nothing owed may end in silence
            log.warning(
                "errand failed",
                kind=errand.kind,
                tries=errand.tries + 1,
                fault=type(error).__name__,
            )
            return await self._fail(errand, self._duties[errand.kind])

    async def _fail(self, errand: SomeWork, duty: Duty[SomeWork]) -> tuple[SomeWork, ...]:
        """Put an errand off; after the last try it ends, but only once that could be told."""
        if errand.tries >= len(duty.waits):
            log.error("errand given up", kind=errand.kind)
            try:
                return await duty.give_up(errand)
            except ConversationUnknown:
                return ()
            except Exception as error:  # as above: what is not told is told later
                log.warning("giving up not told", fault=type(error).__name__)
        # Where it cannot be put off either, its lease ends by itself.
        wait = duty.waits[min(errand.tries, len(duty.waits) - 1)]
        await self._quietly(lambda: self._store.put_off(errand, wait), "errand not put off")
        return ()

    async def _quietly(self, act: Callable[[], Awaitable[None]], trouble: str) -> None:
        """Do what can wait for another time where SQL does not answer."""
        try:
            await act()
        except AssistantError as error:
            log.warning(trouble, reason=str(error))
