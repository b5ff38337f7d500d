"""Lives in the house while the server runs: opens builds, follows new ones, knows its state."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog

from assistant import __version__
from assistant.answering.replies import spoken_languages
from assistant.publishing import INGEST_COMMAND, Reingestion
from assistant.seams import AssistantError
from assistant.settings import Settings
from assistant.storage.store import PublishedBuild
from assistant.storage.tenancy import Tenancy
from assistant.vocabulary import Asked, Outcome
from assistant.web.app import House
from assistant.web.introduction import read_introduction
from assistant.web.limits import Limits
from assistant.wiring import Rooms

_PURGE_SECONDS = 3600.0
_CLOCK_SECONDS = 10.0
_BUILD_SECONDS = 30.0  # that conversations wait for a build at the start

log = structlog.get_logger(__name__)


class Tenant:
    """Follows builds and documents, each in a task of its own: an ingestion takes a while.

    Failure policy: with SQL down, a damaged build or documents that cannot be ingested the build
    in use goes on answering, and `/readyz` says so.
    """

    def __init__(self, rooms: Rooms, tenancy: Tenancy) -> None:
        """Keep the rooms, and the right to serve their database, which is held already."""
        self._rooms = rooms
        self._tenancy = tenancy
        self._suggestions: dict[str, tuple[str, ...]] = {}
        self._published: PublishedBuild | None = None
        self._stale = ""  # why the documents could not be ingested
        self._ended = ""  # what has stopped for good
        self._opened = asyncio.Event()  # a build

    def house(self, own_hosts: Sequence[str] = ()) -> House:
        """What the web door needs.

        Args:
            own_hosts: Names under which the server listens.
        """
        settings = self._rooms.settings
        public = urlsplit(settings.public_url).hostname
        return House(
            answer=self._rooms.conversations.answer,
            degraded=self.degraded,
            ready=lambda: self._rooms.librarian.is_open,
            association=self._association,
            suggestions=lambda language: self._suggestions.get(language, ()),
            living=self.living,
            allowed_origins=settings.allowed_origins,
            allowed_hosts=(*settings.allowed_hosts, *own_hosts, *([public] if public else [])),
            metrics_token=settings.metrics_token.get_secret_value(),
            version=__version__,
            quote=self._rooms.quotes.find,
            demo=settings.demo,
            languages=spoken_languages(),
            kept_days=settings.retention_days,
            takes_contact=bool(settings.smtp_url.get_secret_value()),
            public_url=settings.public_url,
            reception=self._rooms.conversations.reception,
            desk=self._rooms.conversations.desk,
            staff_token=settings.staff_token.get_secret_value(),
            slack=self._rooms.slack.door if self._rooms.slack else None,
            limits=_limits(settings) if settings.limits else None,
        )

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Follow builds and documents in the background."""
        tasks = [
            asyncio.create_task(self._follow_builds(), name="following builds"),
            asyncio.create_task(self._answer_conversations(), name="answering conversations"),
            asyncio.create_task(self._rooms.bus.run(), name="hearing other processes"),
            asyncio.create_task(self._tenancy.keep(), name="holding the database"),
            asyncio.create_task(self._purge(), name="erasing old conversations"),
            asyncio.create_task(self._look_at_clocks(), name="reminding of who waits"),
        ]
        if (slack := self._rooms.slack) is not None:
            tasks.append(asyncio.create_task(slack.run(), name="speaking with Slack"))
        if self._rooms.settings.reingest and self._rooms.settings.watch_seconds:
            tasks.append(asyncio.create_task(self._follow_documents(), name="following documents"))
        for task in tasks:
            task.add_done_callback(self._note_end)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def degraded(self) -> list[str]:
        """What works worse than it should."""
        found = [self._ended, self._tenancy.trouble, self._rooms.librarian.trouble, self._stale]
        if self._rooms.slack is not None:
            found += self._rooms.slack.reasons()
        if self._published is not None:
            refused = self._published.build.report.get("refused", ())
            found += [f"document refused: {name}" for name, _ in refused]
            if self._quotes_samples():
                found.append("dues: only sample rates are loaded, and visitors are not told them")
            if not self._suggestions.get(spoken_languages()[0]):
                found.append("no suggested question is answered by this build")
        return [one for one in found if one]

    def _quotes_samples(self) -> bool:
        """Whether the dues table holds rates that visitors may not be told."""
        librarian = self._rooms.librarian
        if not librarian.is_open or self._rooms.settings.demo:
            return False
        _, facts = librarian.opened()
        return facts.dues.is_sample

    def _note_end(self, task: asyncio.Task[None]) -> None:
        """Say that a fault of ours has stopped a task: the server answers on, but is not whole."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.error("background work stopped", task=task.get_name(), exc_info=error)
        self._ended = f"{task.get_name()} has stopped: restart the server"

    async def _answer_conversations(self) -> None:
        """Answer once a build is open; without one each visitor hears soon that we cannot."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_BUILD_SECONDS):
                await self._opened.wait()
        await self._rooms.conversations.errands.run()

    async def _purge(self) -> None:
        """Erase old conversations, at the start and then every hour."""
        age = timedelta(days=self._rooms.settings.retention_days)
        while True:
            try:
                if self._rooms.slack is not None:
                    await self._rooms.slack.forget(age)
                if erased := await self._rooms.conversations.reception.purge(age):
                    log.info("old conversations erased", number=erased)
            except AssistantError as error:
                log.warning("old conversations not erased", reason=str(error))
            await asyncio.sleep(_PURGE_SECONDS)

    async def _look_at_clocks(self) -> None:
        """Remind staff of who waits, and tell visitors as it is."""
        while True:
            await asyncio.sleep(_CLOCK_SECONDS)
            try:
                await self._rooms.conversations.clocks.look()
            except AssistantError as error:
                log.warning("clocks not looked at", reason=str(error))

    async def _follow_builds(self) -> None:
        librarian = self._rooms.librarian
        try:
            await librarian.refresh()
            await self._move_in()
        except AssistantError as error:
            librarian.trouble = str(error)
            log.warning("build not opened", reason=str(error))
        if seconds := self._rooms.settings.watch_seconds:
            await librarian.follow(seconds, self._move_in)

    async def _move_in(self) -> None:
        """After a build was opened: which suggested questions does it answer?"""
        librarian = self._rooms.librarian
        if not librarian.is_open or self._is_at_home():
            return
        self._opened.set()
        published = await librarian.published()
        self._suggestions = {
            language: await self._answered(
                read_introduction(self._association(), language).suggestions, language
            )
            for language in spoken_languages()
        }
        self._published = published

    async def _answered(self, questions: Sequence[str], language: str) -> tuple[str, ...]:
        """The questions that the build in use answers."""
        answer = self._rooms.plain_study.answer
        outcomes = [(await answer(Asked(one, language=language))).outcome for one in questions]
        told = zip(questions, outcomes, strict=True)
        return tuple(one for one, outcome in told if outcome is Outcome.ANSWERED)

    def _is_at_home(self) -> bool:
        return (
            self._published is not None
            and self._published.build.id == self._rooms.librarian.shelf().build
        )

    async def _follow_documents(self) -> None:
        seconds = self._rooms.settings.watch_seconds
        command = (*INGEST_COMMAND, "--if-changed", "--log")
        publisher = self._rooms.publisher
        reingestion = Reingestion(publisher, command)
        while True:
            try:
                if not await publisher.is_of_another_folder():  # published by hand: it stays
                    await reingestion.look()
                stale = ""
            except AssistantError as error:
                stale = str(error)
            except OSError as error:  # no process can be started
                stale = f"The documents cannot be ingested: {error.strerror or error}."
            if stale and stale != self._stale:
                log.warning("documents not ingested", reason=stale)
            self._stale = stale
            await asyncio.sleep(seconds)

    def _association(self) -> Mapping[str, Any]:
        librarian = self._rooms.librarian
        return librarian.shelf().association if librarian.is_open else {}


def _limits(settings: Settings) -> Limits:
    """The limits, counted where processes meet: in the Redis of the bus, if there is one."""
    shared = settings.bus_url.startswith(("redis://", "rediss://"))
    storage = f"async+{settings.bus_url}" if shared else "async+memory://"
    return Limits(storage, settings.limits_exempt, settings.trusted_proxies)
