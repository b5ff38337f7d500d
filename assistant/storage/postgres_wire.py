"""Topics between processes by PostgreSQL's NOTIFY.

NOTIFY holds under 8,000 bytes and is lost while nobody listens; a topic is an id, and whoever
follows looks again by itself.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

from assistant.storage.bus import WireBroken

_CHANNEL: Final = "assistant"
_SECONDS: Final = 5.0  # for a connection, or for a notification to be taken
# A listener whose other end is gone without a word notices after 5 + 3 * 2 seconds.
_KEEP_ALIVE: Final = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "connect_timeout": 5,
}


async def connect(url: str) -> AsyncConnection:
    """Open a connection that notices within seconds when its other end is gone."""
    # make_conninfo's own keywords win over those of the address.
    return await AsyncConnection.connect(make_conninfo(url, **_KEEP_ALIVE), autocommit=True)


class PostgresWire:
    """Two connections: one that listens, one that notifies; each is opened when it is needed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._sender: AsyncConnection | None = None
        self._sending = asyncio.Lock()

    async def send(self, topic: str) -> None:
        """Notify every process.

        Raises:
            WireBroken: PostgreSQL does not answer.
        """
        async with self._sending:
            try:
                with _named():
                    async with asyncio.timeout(_SECONDS):
                        if self._sender is None:
                            self._sender = await connect(self._url)
                        await self._sender.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, topic))
            except WireBroken:
                await self._hang_up()
                raise

    async def topics(self) -> AsyncGenerator[str | None, None]:
        """Give None once it listens, then each topic.

        Raises:
            WireBroken: PostgreSQL does not answer.
        """
        with _named():
            async with await connect(self._url) as connection:
                await connection.execute(f"LISTEN {_CHANNEL}")
                yield None
                async for notified in connection.notifies():
                    yield notified.payload

    async def close(self) -> None:
        """Close the connection that notifies."""
        await self._hang_up()

    async def _hang_up(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            await sender.close()


@contextmanager
def _named() -> Generator[None, None, None]:
    try:
        yield
    except (psycopg.Error, TimeoutError, OSError) as error:
        # The driver's words may hold the password: the kind of the fault is enough.
        raise WireBroken(f"PostgreSQL carries no nudges ({type(error).__name__}).") from error
