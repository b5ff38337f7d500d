"""`assistant serve`: the web door in front of the rooms."""

import asyncio
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from assistant.commands.tenant import Tenant
from assistant.seams import AssistantError, SettingsRefused
from assistant.settings import read_settings
from assistant.storage.tenancy import choose_tenancy, holding
from assistant.web.app import House, create_app
from assistant.wiring import open_rooms

STOP_SECONDS: Final = 3  # for answers under way when the server is told to stop
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


class PortRefused(AssistantError):
    """The server cannot listen where it should."""


async def serve(host: str | None, port: int | None, *, socket_mode: bool = False) -> int:
    """Serve until a signal comes.

    Raises:
        SettingsRefused: Slack is to be listened to by Socket Mode, without a token for it.
    """
    settings = read_settings()
    host, port = host or settings.host, settings.port if port is None else port
    if socket_mode and not settings.slack_app_token.get_secret_value():
        raise SettingsRefused(
            "Socket Mode needs SLACK_APP_TOKEN beside SLACK_BOT_TOKEN: make one on the Slack app's "
            "page, under Basic Information, with the scope connections:write."
        )
    tenancy = choose_tenancy(settings.database, settings.bus_url)
    with _listen(host, port) as listener:
        # Held before the database is migrated: another process may be using it.
        async with (
            holding(tenancy),
            open_rooms(
                settings,
                log_level=settings.log_level,
                with_slack=True,
                by_socket=socket_mode,
            ) as rooms,
        ):
            name = _name(host)
            tenant = Tenant(rooms, tenancy)
            house = tenant.house(own_hosts=() if host in _EVERYWHERE else (name,))
            address = f"http://{name}:{listener.getsockname()[1]}"
            await _Server(_app(house), address, house.ending).serve([listener])
    return 0


class _Server(uvicorn.Server):
    """Uvicorn that says where it listens, and returns when a signal has stopped it.

    The original raises the signal once more when it has stopped, which ends the process before
    the rooms are closed.
    """

    def __init__(self, app: FastAPI, address: str, ending: asyncio.Event) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,  # addresses of pages hold questions
                log_config=None,  # its lines go where ours go
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
                ws="none",
            )
        )
        self._address = address
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Let streams end at once: the server waits for each of them."""
        self._ending.set()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print where."""
        await super().startup(sockets)
        print(f"Page:      {self._address}/")
        print(f"Interface: {self._address}/api/v1/ask   (described at /openapi.json)")
        print(f"Health:    {self._address}/readyz", flush=True)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Stop at the signals of uvicorn's own list."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for one in signals:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in signals:
                loop.remove_signal_handler(one)


def _app(house: House) -> FastAPI:
    try:
        return create_app(house)
    except ValueError as error:
        raise SettingsRefused(str(error)) from error


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is opened.

    Raises:
        PortRefused: It is in use, not allowed, or the host is none of this machine's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise PortRefused(
            f"Port {port} of {host!r} cannot be listened on ({error.strerror or error}): stop the "
            "program that uses it, or choose another with --port and --host."
        ) from error
    # Connections inherit it. Without it a response's body waits 40 ms for the headers to be
    # acknowledged; asyncio sets it only on sockets whose protocol was named.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _name(host: str) -> str:
    """The host as it stands in an address; for one that means everywhere, this machine."""
    if host in _EVERYWHERE:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
