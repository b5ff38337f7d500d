"""Topics between processes by Redis' publish and subscribe, which keeps nothing."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from assistant.storage.bus import WireBroken

_CHANNEL: Final = "assistant"
_SECONDS: Final = 5.0  # for a connection, or for a message to be taken
_PING_SECONDS: Final = 5.0  # between two signs that a quiet connection lives


class RedisWire:
    """A client whose pool connects when it is needed."""

    def __init__(self, url: str) -> None:
        self._client: Redis = Redis.from_url(
            url, socket_connect_timeout=_SECONDS, health_check_interval=_PING_SECONDS
        )

    async def send(self, topic: str) -> None:
        """Publish to every process.

        Raises:
            WireBroken: Redis does not answer.
        """
        with _named():
            async with asyncio.timeout(_SECONDS):
                await self._client.publish(_CHANNEL, topic)

    async def topics(self) -> AsyncGenerator[str | None, None]:
        """Give None once it is subscribed, then each topic.

        Raises:
            WireBroken: Redis does not answer.
        """
        with _named():
            async with self._client.pubsub() as heard:
                await heard.subscribe(_CHANNEL)
                while True:
                    message = await heard.get_message(timeout=_PING_SECONDS)
                    if message is None:
                        continue
                    if message["type"] == "subscribe":
                        yield None
                    elif message["type"] == "message":
                        yield message["data"].decode()

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()


@contextmanager
def _named() -> Generator[None, None, None]:
    try:
        yield
    except (RedisError, TimeoutError, OSError) as error:
        raise WireBroken(f"Redis carries no nudges ({type(error).__name__}).") from error
