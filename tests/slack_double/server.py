"""The HTTP door: reads a call, lets a fault strike, answers as Slack answers."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from tests.slack_double.accounts import Accounts
from tests.slack_double.calls import Call, Method, read_call
from tests.slack_double.faults import RESPONSE_URL, Fault, Faults, Kind
from tests.slack_double.fields import Fields, RateLimited, Refused
from tests.slack_double.response_urls import ResponseUrls

HERE = "127.0.0.1"


class Door:
    """What is asked of Slack over HTTP."""

    def __init__(
        self,
        methods: Mapping[str, Method],
        accounts: Accounts,
        urls: ResponseUrls,
        faults: Faults,
    ) -> None:
        self._methods = methods
        self._accounts = accounts
        self._urls = urls
        self._faults = faults

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of the Web API."""
        call = await read_call(request)
        return await self._answer(request, call.method, lambda: self._perform(call))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Answer what is posted to a response_url."""
        body: Fields = await request.json()
        key = request.match_info["key"]
        return await self._answer(request, RESPONSE_URL, lambda: self._take(key, body))

    async def _answer(
        self, request: web.Request, method: str, perform: Callable[[], web.Response]
    ) -> web.StreamResponse:
        fault = self._faults.take(method)
        if fault is None:
            return perform()
        answer = perform() if fault.is_done_anyway else _failure(fault)
        if fault.meanwhile is not None:
            fault.meanwhile()
        if fault.kind is Kind.LATE:
            await asyncio.sleep(fault.seconds)
        if fault.kind in {Kind.DROP_BEFORE, Kind.DROP_AFTER} and request.transport:
            request.transport.abort()
        return answer

    def _perform(self, call: Call) -> web.Response:
        try:
            if call.method not in self._methods:
                raise Refused("unknown_method")
            self._accounts.check_token(call)
            return web.json_response({"ok": True, **self._methods[call.method](call)})
        except Refused as refusal:
            return web.json_response(_refusal(refusal))
        except RateLimited as limit:
            return _rate_limited(limit.seconds)

    def _take(self, key: str, body: Fields) -> web.Response:
        try:
            self._urls.answer(key, body)
        except Refused as refusal:
            return web.json_response(_refusal(refusal), status=404)
        return web.Response(text="ok")


class Port:
    """A port on which the door stands, which can be shut and opened again at the same number."""

    def __init__(self) -> None:
        self._listener = socket.create_server((HERE, 0))
        self.number: int = self._listener.getsockname()[1]
        self.address = f"http://{HERE}:{self.number}"
        self._runner: web.AppRunner | None = None
        self._site: web.SockSite | None = None

    async def open(
        self, door: Door, link: Callable[[web.Request], Awaitable[web.WebSocketResponse]]
    ) -> None:
        """Let people in: by HTTP, and by WebSocket to `/link`."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", door.call)
        app.router.add_post("/hooks/{key}", door.respond)
        app.router.add_get("/link", link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._listen()

    async def shut(self) -> None:
        """Refuse every connection, and cut those that stand."""
        if self._site:
            await self._site.stop()
        self._site = None
        self.cut()

    async def reopen(self) -> None:
        """Take connections again, at the same port."""
        self._listener = socket.create_server((HERE, self.number))
        await self._listen()

    def cut(self) -> None:
        """Cut every connection that stands."""
        server = self._runner.server if self._runner else None
        for connection in list(server.connections) if server else []:
            if connection.transport:
                connection.transport.abort()

    async def close(self) -> None:
        """Go for good."""
        await self.shut()
        if self._runner:
            await self._runner.cleanup()

    async def _listen(self) -> None:
        assert self._runner
        self._site = web.SockSite(self._runner, self._listener)
        await self._site.start()


def _failure(fault: Fault) -> web.Response:
    match fault.kind:
        case Kind.RATE_LIMITED:
            return _rate_limited(int(fault.seconds))
        case Kind.REFUSED:
            return web.json_response({"ok": False, "error": fault.error})
        case Kind.GARBAGE:
            return web.Response(text='{"ok": tr', content_type="application/json")
        case Kind.HTML_503:
            page = "<html><body>Service Unavailable</body></html>"
            return web.Response(status=503, text=page, content_type="text/html")
        case _:
            return web.Response(status=500, text="Internal Server Error", content_type="text/html")


def _rate_limited(seconds: int) -> web.Response:
    headers = {"Retry-After": str(seconds)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _refusal(refusal: Refused) -> Fields:
    said: Fields = {"ok": False, "error": refusal.error}
    return said | ({"response_metadata": {"messages": refusal.reasons}} if refusal.reasons else {})
