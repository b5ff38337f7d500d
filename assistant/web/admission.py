"""Who is let in: which hosts we answer to, which origins may ask, who may read the metrics."""

import hmac
import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.peers import is_loopback
from assistant.web.problems import Problems

OWN_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class HostGuard:
    """Answers 421 to a request for a host that is not ours (DNS rebinding, poisoned links)."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str], problems: Problems) -> None:
        self._app = app
        self._hosts = OWN_HOSTS | {host_name(host) for host in hosts}
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request for one of our hosts through."""
        if scope["type"] == "http" and not self._is_ours(Headers(scope=scope)):
            response = self._problems.respond(Request(scope), 421)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        return len(hosts) == 1 and host_name(hosts[0]) in self._hosts


def host_name(host: str) -> str:
    """The name in a Host header, without its port; empty if it is none."""
    match = _HOST.fullmatch(host)
    return match[1].lower() if match else ""


class ApiCors(CORSMiddleware):
    """CORS for the API only: no other website's script reads the page or the metrics."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Apply CORS to the API's addresses."""
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            await super().__call__(scope, receive, send)
            return
        await self.app(scope, receive, send)


def check_origins(origins: Sequence[str]) -> tuple[str, ...]:
    """The origins, if each is a website.

    Raises:
        ValueError: One is `*`, `null` or no origin, and would let everybody in or nobody.
    """
    for origin in origins:
        if not re.fullmatch(r"https?://[^/\s*]+", origin):
            raise ValueError(
                f"{origin!r} in ASSISTANT_ALLOWED_ORIGINS is no origin: write https://host"
            )
    return tuple(origin.lower() for origin in origins)


def may_read_metrics(request: Request, token: str) -> bool:
    """Whether the peer is this machine itself, or holds the token.

    A request that a proxy on this machine passed on is not from this machine. The Host header
    says nothing: a sender chooses it.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer":
        return hmac.compare_digest(given.strip().encode(), token.encode())
    forwarded = any(name in request.headers for name in _FORWARDED)
    return request.client is not None and not forwarded and is_loopback(request.client.host)
