"""Keeps Slack and conversations in step: looks for what is to be told, sent, ticked, and erased."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final

import structlog

from assistant.conversation import ConversationId
from assistant.conversations.deeds import STAFF_TOPIC
from assistant.seams import AssistantError, ConversationUnknown
from assistant.slack.catching_up import CatchingUp
from assistant.slack.client import SlackLater, SlackRefused, SlackUnknown
from assistant.slack.planning import plan_telling
from assistant.slack.thread_desk import ThreadDesk
from assistant.storage.bus import Bus
from assistant.storage.inbox import InboxStore
from assistant.storage.lines import LineStore
from assistant.storage.outbox import OutboxStore
from assistant.storage.threads import ThreadStore
from assistant.thread import Line, Thread

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 1.0  # between two looks, should nobody call
ERASE_SECONDS: Final = 5.0  # between two looks for what is to be erased
CATCH_UP_SECONDS: Final = 180.0  # between two readings of every open thread
PATIENCE: Final = timedelta(minutes=2)  # with a thread that cannot be read before words go


class Keeper:
    """Looks, at every nudge and once a second.

    Failure policy: what fails is looked at again; with SQL down everything waits for it.
    """

    def __init__(
        self,
        stores: tuple[ThreadStore, LineStore, InboxStore, OutboxStore],
        bus: Bus,
        channel: str,
        thread_desk: ThreadDesk,
        catching_up: CatchingUp,
        wake: Callable[[], None],
        seconds: tuple[float, float] = (LOOK_SECONDS, CATCH_UP_SECONDS),
    ) -> None:
        """Keep what looking needs.

        Args:
            stores: Know what is told, typed, and delivered, and what Slack is to be told.
            bus: Wakes.
            channel: In which threads begin.
            thread_desk: Sends what is held.
            catching_up: Reads threads.
            wake: Has the outbox looked at.
            seconds: Between two looks, and between two readings of every open thread.
        """
        self._threads, self._lines, self._inbox, self._outbox = stores
        self._bus = bus
        self._channel = channel
        self._thread_desk = thread_desk
        self._catching_up = catching_up
        self._wake = wake
        self._look_seconds, self._catch_up_seconds = seconds
        self._due = asyncio.Event()  # a reading of the threads

    async def run(self) -> None:
        """Keep in step until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look())
            tasks.create_task(self._send())
            tasks.create_task(self._erase())
            tasks.create_task(self._catch_up())

    async def reconnected(self) -> None:
        """Read the threads: Slack may have said something while nobody heard it."""
        self._due.set()

    async def thread_of(self, id: ConversationId) -> Thread | None:
        """The thread of a conversation."""
        return await self._threads.of(id)

    async def look(self) -> None:
        """Plan what threads are to be told.

        Raises:
            StoreUnavailable: SQL does not answer.
        """
        for id in await self._threads.untold():
            try:
                await self._threads.tell(id, self._channel, plan_telling)
            except ConversationUnknown:  # erased meanwhile
                continue
        await self._lines.tick_seen()
        await self._threads.remind()
        self._wake()

    async def send(self) -> None:
        """Send the held lines whose time has come, none before what was typed earlier.

        Raises:
            StoreUnavailable: SQL does not answer.
        """
        for id, lines in _by_conversation(await self._lines.held()):
            is_due = lines[0].due_at <= self._thread_desk.now()
            if is_due and await self._is_whole(lines[0]):
                await self._thread_desk.send_held(id, until=lines[-1].ts)

    async def _is_whole(self, first: Line) -> bool:
        """Whether nothing that belongs before or behind a held line is still on its way.

        Slack delivers out of order, and sometimes not at all. Where it cannot be asked for a while,
        or at all, what is here goes.
        """
        thread = await self._threads.of(first.conversation)
        if thread is None:
            return True
        lane = f"{thread.channel}:{thread.root_ts}"
        if not await self._inbox.is_idle(lane):
            return False
        try:
            missing = await self._catching_up.one(thread, first)
        except SlackRefused as error:
            log.info("thread not read before sending", reason=str(error))
            return True
        except (SlackLater, SlackUnknown) as error:
            log.info("thread not read before sending", reason=str(error))
            return self._thread_desk.now() >= first.due_at + PATIENCE
        # Looked at once more: what comes while a thread is read is known, and not among the lines.
        return not missing and await self._inbox.is_idle(lane)

    async def _look(self) -> None:
        async with self._bus.watch(STAFF_TOPIC) as watch:
            while True:
                await _calmly(self.look())
                await watch.wait(self._look_seconds)

    async def _send(self) -> None:
        while True:
            await asyncio.sleep(self._look_seconds / 2)
            await _calmly(self.send())

    async def _erase(self) -> None:
        while True:
            await _calmly(self._outbox.plan_erasures())
            await asyncio.sleep(ERASE_SECONDS)

    async def _catch_up(self) -> None:
        while True:
            self._due.clear()
            await _calmly(self._catching_up.all())
            try:
                async with asyncio.timeout(self._catch_up_seconds):
                    await self._due.wait()
            except TimeoutError:
                continue


def _by_conversation(lines: Sequence[Line]) -> Iterator[tuple[ConversationId, list[Line]]]:
    for id, some in groupby(lines, key=lambda line: line.conversation):
        yield id, list(some)


async def _calmly(look: Awaitable[object]) -> None:
    """Look, and say so where that fails: it is looked again.

    Whatever it is: one look that fails must not end what works on all the rest.
    """
    try:
        await look
    except AssistantError as error:
        log.warning("Slack not kept in step", reason=str(error))
    except Exception as error:  # a fault of ours; its words may be a visitor's
        log.error("Slack not kept in step", fault=type(error).__name__)
