"""What every response passes on its way out: headers, a request id, counting, and a safety net."""

import re
import traceback
from typing import Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.meters import Meters
from assistant.web.problems import MEDIA_TYPE, Problems

log = structlog.get_logger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_PLACES = 4  # innermost frames that a log line of a fault names
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Porch:
    """The outermost layer: whatever is inside, what leaves is complete."""

    def __init__(self, app: ASGIApp, meters: Meters, problems: Problems) -> None:
        self._app = app
        self._meters = meters
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = choose_request_id(Headers(scope=scope).get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = request_id
        departure = _Departure(scope, receive, send, self._problems)
        try:
            await self._app(scope, receive, departure.send)
        finally:
            route = getattr(scope.get("route"), "path", "") or "other"
            self._meters.count_request(scope["method"], route, departure.status)


class _Departure:
    """Adds headers to one response, and words an error that came without a problem."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, problems: Problems) -> None:
        self.status = 500
        self._scope = scope
        self._receive = receive
        self._send = send
        self._problems = problems
        self._replaced = False

    async def send(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            await self._start(message)
        elif not self._replaced:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        self.status = message["status"]
        headers = MutableHeaders(scope=message)
        # The framework words two errors itself, as plain text: a body whose declared length is
        # over the limit, and a CORS preflight that fails.
        if self.status >= 400 and not _is_worded(headers):
            self._replaced = True
            kept = {k: v for k, v in headers.items() if k not in {"content-length", "content-type"}}
            response = self._problems.respond(Request(self._scope), self.status, headers=kept)
            await response(self._scope, self._receive, self._complete)
            return
        await self._complete(message)

    async def _complete(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._dress(MutableHeaders(scope=message))
        await self._send(message)

    def _dress(self, headers: MutableHeaders) -> None:
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        headers["X-Request-ID"] = self._scope["state"]["request_id"]
        is_file = self._scope["path"].startswith("/static/") and self.status < 400
        headers.setdefault("Cache-Control", "no-cache" if is_file else "no-store")


def _is_worded(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith((MEDIA_TYPE, "text/html"))


class SafetyNet:
    """Turns a fault nobody expected into a 500, and logs where it happened but not its words.

    The message of a fault may hold what a visitor wrote, so the framework and the server, which
    would log it, never see the fault.
    """

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        self._app = app
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a fault becomes a 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:  # the door's one catch-all: see the docstring
            log.error(
                "request failed",
                request_id=scope["state"]["request_id"],
                fault=type(error).__name__,
                places=_places(error),
            )
            if started:
                raise ConnectionAbortedError("a response broke off: see the log") from None
            await self._problems.respond(Request(scope), 500)(scope, receive, send)


def _places(error: Exception) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def choose_request_id(given: str) -> str:
    """The sender's id if it has the form of one, else a new one."""
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex
