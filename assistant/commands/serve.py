"""`assistant serve`: the web door in front of the rooms."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from assistant import __version__
from assistant.publishing import Reingestion
from assistant.seams import AssistantError
from assistant.settings import Settings
from assistant.storage.store import PublishedBuild
from assistant.vocabulary import Answer, Asked, Outcome
from assistant.web.app import House, create_app
from assistant.wiring import Rooms, open_rooms

STOP_SECONDS = 3  # for answers under way when the server is told to stop


async def serve(host: str | None, port: int | None) -> int:
    """Serve until a signal comes."""
    settings = Settings()
    host, port = host or settings.host, settings.port if port is None else port
    async with open_rooms(settings) as rooms:
        tenant = Tenant(rooms)
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(tenant.house()),
                host=host,
                port=port,
                access_log=False,  # addresses of pages hold questions
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        _announce(host, port)
        await server.serve()
    return 0


def _announce(host: str, port: int) -> None:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    print(f"Page:      http://{shown}:{port}/")
    print(f"Interface: http://{shown}:{port}/api/v1/ask   (described at /openapi.json)")
    print(f"Health:    http://{shown}:{port}/readyz", flush=True)


class Tenant:
    """Lives in the house while the server runs: opens builds, follows new ones, knows its state."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._suggestions: tuple[str, ...] = ()
        self._published: PublishedBuild | None = None

    def house(self) -> House:
        """What the web door needs."""
        settings = self._rooms.settings
        public = urlsplit(settings.public_url).hostname
        return House(
            answer=self._rooms.study.answer,
            degraded=self.degraded,
            ready=lambda: self._rooms.librarian.is_open,
            association=self._association,
            suggestions=lambda: self._suggestions,
            living=self.living,
            allowed_origins=settings.allowed_origins,
            allowed_hosts=(*settings.allowed_hosts, *([public] if public else [])),
            metrics_token=settings.metrics_token.get_secret_value(),
            version=__version__,
        )

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Follow the published build in the background."""
        task = asyncio.create_task(self._live())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _live(self) -> None:
        settings, librarian = self._rooms.settings, self._rooms.librarian
        again = Reingestion(self._rooms.publisher) if settings.reingest else None

        async def look() -> None:
            if again is not None:
                await again.look()
            if librarian.is_open and librarian.shelf().build != self._build:
                await self._moved_in()

        try:
            await librarian.refresh()
        except AssistantError as error:
            librarian.trouble = str(error)
        if librarian.is_open:
            await self._moved_in()
        if settings.watch_seconds:
            await librarian.follow(settings.watch_seconds, look)

    @property
    def _build(self) -> str:
        return self._published.build.id if self._published else ""

    async def _moved_in(self) -> None:
        """After a build was opened: which suggested questions does it answer?"""
        self._published = await self._rooms.librarian.published()
        kept = []
        for question in self._association().get("suggestions", ()):
            answer: Answer = await self._rooms.study.answer(Asked(str(question)))
            if answer.outcome is Outcome.ANSWERED:
                kept.append(str(question))
        self._suggestions = tuple(kept)

    def _association(self) -> Mapping[str, Any]:
        librarian = self._rooms.librarian
        return librarian.shelf().association if librarian.is_open else {}

    async def degraded(self) -> list[str]:
        """What works worse than it should."""
        found = []
        if self._rooms.librarian.trouble:
            found.append(self._rooms.librarian.trouble)
        report = self._published.build.report if self._published else {}
        found += [f"document refused: {name}" for name, _ in report.get("refused", ())]
        if not self._suggestions and self._rooms.librarian.is_open:
            found.append("no suggested question is answered by this build")
        return found
