"""Servers on sockets of this machine, in the loop of the test: our door, and another website."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp

from assistant.conversations.handing_over import Staffing
from assistant.storage.database import Database
from assistant.vocabulary import Answer, Asked
from assistant.web.app import create_app
from assistant.web.limits import Limits
from tests.houses import WRITTEN_TO, FakeStudy, House, living, make_house
from tests.test_web_fakes import FakeHouse

HERE = "127.0.0.1"
ELSEWHERE = "localhost"  # another website to a browser, though the same machine
STAFF_TOKEN = "a staff token of the tests"
_START_SECONDS, _STOP_SECONDS = 10, 5


@dataclass
class ScriptedStudy(FakeStudy):
    """Gives the answer that a test has written for a question; else repeats the question."""

    script: dict[str, Answer] = field(default_factory=dict)

    async def answer(self, asked: Asked) -> Answer:
        repeated = await super().answer(asked)
        return self.script.get(asked.message, repeated)


class Port:
    """A port on which an application is served, stopped, and served again."""

    def __init__(self, host: str) -> None:
        with socket.create_server((HERE, 0)) as found:
            self.number: int = found.getsockname()[1]
        self.address = f"http://{host}:{self.number}"
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self, app: ASGIApp) -> None:
        """Serve an application."""
        assert self._server is None
        listener = socket.create_server((HERE, self.number))
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server = _Server(app)
        self._task = asyncio.create_task(self._server.serve([listener]))
        async with asyncio.timeout(_START_SECONDS):
            await self._server.is_open.wait()

    async def close(self, *, at_once: bool = False) -> None:
        """Stop serving.

        Args:
            at_once: Break every connection off, as when the process dies.
        """
        if self._server is None or self._task is None:
            return
        self._server.should_exit = True
        if at_once:
            self._server.break_off()
        await self._task
        self._server = self._task = None


class _Server(uvicorn.Server):
    """Uvicorn that leaves signals to pytest and says when it listens."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            log_level="warning",
            timeout_graceful_shutdown=_STOP_SECONDS,
            ws="none",
        )
        super().__init__(config)
        self.is_open = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_open.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    def break_off(self) -> None:
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()


class Served:
    """The web door with its rooms, as one process after another serves them on one port.

    Each start makes the house anew, so that nothing is known but what stands in the database.

    Attributes:
        fake: What the door reads beside the house: the association, the suggestions.
        origins: Of the websites that may use it.
        takes_contact: Whether visitors are asked for an address.
        limits: Holds back whoever asks too often; None: nobody.
        study: Answers as the test has written; it outlives a restart.
        house: Of the process that serves now.
    """

    def __init__(self, database: Database, staffing: Staffing = WRITTEN_TO) -> None:
        self.fake = FakeHouse()
        self.study = ScriptedStudy()
        self.study.may_answer.set()
        self.origins: Sequence[str] = ()
        self.takes_contact = True
        self.limits: Limits | None = None
        self._database = database
        self._staffing = staffing
        self._port = Port(HERE)
        self._life = AsyncExitStack()
        self._starts = 0
        self.house = self._make_house()

    @property
    def address(self) -> str:
        return self._port.address

    async def start(self) -> None:
        """Begin to serve, as a process that has just been started."""
        self.house = self._make_house()
        rooms = self.fake.rooms(
            reception=self.house.reception,
            desk=self.house.desk,
            staff_token=STAFF_TOKEN,
            allowed_origins=self.origins,
            public_url=self.address,
            demo=True,
            takes_contact=self.takes_contact,
            limits=self.limits,
        )
        self._ending = rooms.ending
        await self._life.enter_async_context(living(self.house))
        await self._port.open(create_app(rooms))

    async def stop(self) -> None:
        """Stop as at a signal: answers under way are left to the next process."""
        self._ending.set()
        await self._port.close()
        await self._life.aclose()

    async def die(self) -> None:
        """Stop with every connection broken off."""
        await self._life.aclose()
        await self._port.close(at_once=True)

    def _make_house(self) -> House:
        self._starts += 1
        holder = f"process-{self._starts}"
        return make_house(self._database, holder, self.study, alone=True, staffing=self._staffing)


@pytest.fixture
async def served(database: Database, website: "Website") -> AsyncGenerator[Served, None]:
    """Our door on a port, on either database; the other website may use it."""
    made = Served(database)
    made.origins = (website.address,)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


@dataclass
class Website:
    """Another website: the pages that a test gives it, under the policy that a test gives it.

    Attributes:
        pages: HTML by path.
        policy: The Content-Security-Policy of every page; empty: none.
        asked: Paths that were asked for, in order.
    """

    address: str
    pages: dict[str, str] = field(default_factory=dict)
    policy: str = ""
    asked: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        served = Starlette()
        served.add_route("/{path:path}", self._show, include_in_schema=False)
        return served

    def _show(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        page = self.pages.get(path)
        if page is None:
            return Response(status_code=204 if path == "/favicon.ico" else 404)
        headers: Mapping[str, str] = {"Content-Security-Policy": self.policy} if self.policy else {}
        return HTMLResponse(page, headers=headers)


@asynccontextmanager
async def other_website(host: str = ELSEWHERE) -> AsyncGenerator[Website, None]:
    """Serve another website for a while."""
    port = Port(host)
    website = Website(port.address)
    await port.open(website.app())
    try:
        yield website
    finally:
        await port.close()


@pytest.fixture
async def website() -> AsyncGenerator[Website, None]:
    """Another website, to embed our widget in."""
    async with other_website() as website:
        yield website
