"""Socket Mode keeps one living socket, whatever becomes of it, and tells of each new one."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from structlog.testing import capture_logs

from assistant.seams import StoreUnavailable
from assistant.slack.app import create_app
from assistant.slack.socket import SocketModeDoor
from assistant.thread import Arrival
from tests.mail_server import free_port
from tests.slack_envelopes import TEAM, envelope, said

PING = 0.1
PATIENCE = 10.0


class Sockets:
    """The other end: gives addresses of sockets, opens them, and hears what is acknowledged.

    Attributes:
        opened: Sockets in the order of their opening.
        acknowledged: Envelopes.
        is_deaf: Whether pings are answered with nothing in the answer, as of a connection that
            lives and leads nowhere.
        troubles: What the next calls for an address get instead of one.
        is_stale: Whether the next address leads nowhere.
    """

    def __init__(self) -> None:
        self.opened: list[web.WebSocketResponse] = []
        self.acknowledged: list[str] = []
        self.is_deaf = False
        self.troubles: list[int] = []
        self.is_stale = False
        self._port = free_port()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/"

    async def give_address(self, _: web.Request) -> web.Response:
        if self.troubles:
            return web.Response(status=self.troubles.pop(), headers={"Retry-After": "0"})
        path, self.is_stale = "gone" if self.is_stale else "link", False
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self._port}/{path}"})

    async def open_socket(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse(autoping=False)
        await line.prepare(request)
        self.opened.append(line)
        await line.send_json({"type": "hello"})
        async for message in line:
            if message.type is WSMsgType.PING:
                await line.pong(b"" if self.is_deaf else message.data)
            elif message.type is WSMsgType.TEXT:
                self.acknowledged.append(json.loads(message.data)["envelope_id"])
        return line

    async def deliver(self, envelope_id: str, payload: dict[str, Any]) -> None:
        wrapped = {"type": "events_api", "envelope_id": envelope_id, "payload": payload}
        await self.opened[-1].send_json(wrapped)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self.give_address)
        app.router.add_get("/link", self.open_socket)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        yield
        await runner.cleanup()


class Desk:
    """What was kept, and how often somebody was told to catch up."""

    def __init__(self) -> None:
        self.kept: list[Arrival] = []
        self.reconnections = 0
        self.trouble: Exception | None = None

    async def keep(self, arrival: Arrival) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.kept.append(arrival)

    async def reconnected(self) -> None:
        self.reconnections += 1


@pytest.fixture
async def sockets() -> AsyncIterator[Sockets]:
    made = Sockets()
    async with made.serving():
        yield made


@pytest.fixture
async def desk(sockets: Sockets) -> AsyncIterator[Desk]:
    """The desk of a door that is connected."""
    made = Desk()
    async with running(sockets, made):
        await until(lambda: made.reconnections == 1)
        yield made


@asynccontextmanager
async def running(sockets: Sockets, desk: Desk) -> AsyncIterator[None]:
    app = create_app("xoxb-1", sockets.api_url, desk.keep, lambda: TEAM)
    door = SocketModeDoor(app, "xapp-1", desk.reconnected, ping_seconds=PING)
    task = asyncio.create_task(door.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0)  # the SDK's own tasks hear of their end


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - what it waits for sets no event
            await asyncio.sleep(0.01)


async def test_an_event_is_kept_and_then_acknowledged(sockets: Sockets, desk: Desk) -> None:
    await sockets.deliver("one", envelope(said()))
    await until(lambda: sockets.acknowledged == ["one"])
    assert [arrival.key for arrival in desk.kept] == ["event:Ev1"]


async def test_what_cannot_be_kept_is_not_acknowledged(sockets: Sockets, desk: Desk) -> None:
    desk.trouble = StoreUnavailable("down")
    with capture_logs() as lines:
        await sockets.deliver("one", envelope(said()))
        await until(lambda: bool(lines))
    desk.trouble = None
    await sockets.deliver("two", envelope(said()))
    await until(lambda: sockets.acknowledged == ["two"])


async def test_what_is_of_another_team_is_acknowledged_and_not_kept(
    sockets: Sockets, desk: Desk
) -> None:
    await sockets.deliver("one", envelope(said(), authorizations=[{"team_id": "T9"}]))
    await until(lambda: sockets.acknowledged == ["one"])
    assert not desk.kept


async def test_while_pings_are_answered_one_socket_is_enough(sockets: Sockets, desk: Desk) -> None:
    await asyncio.sleep(10 * PING)
    assert (len(sockets.opened), desk.reconnections) == (1, 1)


async def test_a_socket_that_slack_closes_is_replaced_and_told_of(
    sockets: Sockets, desk: Desk
) -> None:
    await sockets.opened[0].close()
    await until(lambda: desk.reconnections == 2)
    await sockets.deliver("one", envelope(said()))
    await until(lambda: sockets.acknowledged == ["one"])


async def test_a_socket_that_slack_wants_replaced_is_replaced_and_told_of(
    sockets: Sockets, desk: Desk
) -> None:
    await sockets.opened[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await until(lambda: desk.reconnections == 2)
    assert len(sockets.opened) == 2


async def test_a_deaf_socket_is_thrown_away(sockets: Sockets, desk: Desk) -> None:
    with capture_logs() as lines:
        sockets.is_deaf = True
        await until(lambda: len(sockets.opened) >= 2)
        sockets.is_deaf = False
    assert lines[0]["event"] == "slack socket silent"
    await until(lambda: desk.reconnections >= 2)
    await sockets.deliver("one", envelope(said()))
    await until(lambda: sockets.acknowledged == ["one"])


async def test_an_address_that_leads_nowhere_is_not_tried_for_ever(sockets: Sockets) -> None:
    sockets.is_stale = True
    desk = Desk()
    async with running(sockets, desk):
        await until(lambda: desk.reconnections == 1)
    assert len(sockets.opened) == 1


@pytest.mark.parametrize("status", [429, 500])
async def test_while_slack_gives_no_address_it_is_asked_again(
    sockets: Sockets, status: int
) -> None:
    sockets.troubles = [status, status]
    desk = Desk()
    async with running(sockets, desk):
        await until(lambda: desk.reconnections == 1)
    assert not sockets.troubles
