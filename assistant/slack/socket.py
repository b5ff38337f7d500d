"""Receives by Socket Mode what otherwise comes by HTTP: for trying out, with no public address."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

log = structlog.get_logger(__name__)

PING_SECONDS: Final = 10.0
_SILENT_PINGS: Final = 3  # unanswered, after which a connection is given up
_CONNECT_PINGS: Final = 6  # the SDK may try one address of a socket for ever


class SocketModeDoor:
    """Keeps one socket to Slack open.

    The SDK comes back by itself when Slack closes a socket, but has been seen to hold a dead one,
    or to knock for ever at an address that has run out. So a client whose pings go unanswered is
    thrown away, and another one made.

    Failure policy: while Slack cannot be reached, it is tried again and again. What is not kept is
    not acknowledged, and Slack delivers it again.
    """

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        reconnected: Callable[[], Awaitable[None]],
        *,
        ping_seconds: float = PING_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep what a connection needs.

        Args:
            app: As `create_app` makes it.
            app_token: Of the Slack app, with the scope `connections:write`.
            reconnected: Awaited after each greeting of Slack, the first one too: what was written
                meanwhile has to be read. It should return soon and must not fail.
            ping_seconds: Between two pings.
            now: The time; by the machine's clock, since the SDK notes answers by it.
        """
        self._app = app
        self._app_token = app_token
        self._reconnected = reconnected
        self._ping_seconds = ping_seconds
        self._now = now

    async def run(self) -> None:
        """Receive until cancelled."""
        while True:
            handler = AsyncSocketModeHandler(
                self._app, self._app_token, ping_interval=self._ping_seconds
            )
            try:
                await self._follow(handler.client)
            finally:
                await handler.client.close()  # type: ignore[no-untyped-call] # the SDK's
            log.warning("slack socket silent")

    async def _follow(self, client: SocketModeClient) -> None:
        """Stay with a client until Slack is not heard through it any more."""
        greeted = asyncio.Event()

        async def hear(_: object, message: dict[str, Any], __: str | None) -> None:
            if message.get("type") == "hello":
                greeted.set()

        client.message_listeners.append(hear)
        try:
            async with asyncio.timeout(self._ping_seconds * _CONNECT_PINGS):
                await client.connect()  # type: ignore[no-untyped-call] # the SDK's
        except TimeoutError:
            return
        heard = self._now().timestamp()
        while self._now().timestamp() - heard <= self._ping_seconds * _SILENT_PINGS:
            await self._tell_of(greeted)
            heard = max(heard, client.last_ping_pong_time or 0)

    async def _tell_of(self, greeted: asyncio.Event) -> None:
        """Wait for a greeting, for one ping at most, and tell of it."""
        try:
            async with asyncio.timeout(self._ping_seconds):
                await greeted.wait()
        except TimeoutError:
            return
        greeted.clear()
        await self._reconnected()
