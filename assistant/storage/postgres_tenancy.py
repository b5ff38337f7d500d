"""The right to serve a PostgreSQL database, as an advisory lock that lives with a connection.

Processes that hear each other share it; one that hears nobody has it alone. The connection is of
its own and must stay the same, so that a pooler in between has to pool by session.

Failure policy: a lost lock is taken again as soon as PostgreSQL answers, and until then `trouble`
says so. Nobody is turned away meanwhile: leases in SQL keep what is owed from being done twice.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import psycopg
import structlog
from psycopg import AsyncConnection

from assistant.seams import StoreUnavailable
from assistant.storage.database import Address
from assistant.storage.postgres_wire import connect

log = structlog.get_logger(__name__)

_KEY: Final = 0x61737372  # "assr"; any number that no other program of the database uses
_LOOK_SECONDS: Final = 2.0
_SECONDS: Final = 5.0  # for an answer of PostgreSQL
# Without these the server believes in a machine that lost its power for two hours.
_NOTICED_SOON: Final = (
    "SELECT set_config('tcp_keepalives_idle', '5', false), "
    "set_config('tcp_keepalives_interval', '2', false), "
    "set_config('tcp_keepalives_count', '3', false)"
)
_LOST = "other server processes cannot be kept from the database: it does not answer"


class PostgresTenancy:
    """An advisory lock, exclusive or shared."""

    def __init__(
        self, address: Address, *, shared: bool, look_seconds: float = _LOOK_SECONDS
    ) -> None:
        """Keep what is needed.

        Args:
            address: Where the database is.
            shared: Whether this process hears others, so that it may serve beside them.
            look_seconds: Between two looks whether the lock is still held.
        """
        self.trouble = ""
        self._address = address
        self._shared = shared
        self._look_seconds = look_seconds
        self._connection: AsyncConnection | None = None

    @property
    def refusal(self) -> str:
        """What is said where the others and this process would not hear each other."""
        if self._shared:
            return (
                f"A server process with ASSISTANT_BUS_URL=memory:// uses the {self._address} "
                "already, and it would not hear of this one's messages: give it a bus of "
                "PostgreSQL or Redis as well, or stop it."
            )
        return (
            f"Another server process uses the {self._address} already, and with "
            "ASSISTANT_BUS_URL=memory:// this one would not hear of its messages: stop that one, "
            "or give each a bus of PostgreSQL or Redis (ASSISTANT_BUS_URL)."
        )

    async def take(self) -> bool:
        """Take the lock; false where another process has one that excludes it.

        Raises:
            StoreUnavailable: PostgreSQL does not answer.
        """
        kind = "pg_try_advisory_lock_shared" if self._shared else "pg_try_advisory_lock"
        try:
            with self._failures_named():
                async with asyncio.timeout(_SECONDS):
                    if self._connection is None:
                        self._connection = await connect(self._address.of_driver)
                        await self._connection.execute(_NOTICED_SOON)
                    asked = await self._connection.execute(f"SELECT {kind}({_KEY})".encode())
                    return (await asked.fetchone()) == (True,)
        except StoreUnavailable:
            await self.leave()
            raise

    async def keep(self) -> None:
        """Look whether the connection lives, and where it does not take the lock again."""
        while True:
            await asyncio.sleep(self._look_seconds)
            try:
                trouble = "" if await self._is_held() or await self.take() else self.refusal
            except StoreUnavailable:
                trouble = _LOST
            if trouble and trouble != self.trouble:
                log.warning("database not held for this process", reason=trouble)
            elif self.trouble and not trouble:
                log.info("database held for this process again")
            self.trouble = trouble

    async def leave(self) -> None:
        """Close the connection, and with it give the lock back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _is_held(self) -> bool:
        """Whether the lock was taken and its connection lives."""
        if self.trouble or self._connection is None:
            return False
        try:
            with self._failures_named():
                async with asyncio.timeout(_SECONDS):
                    await self._connection.execute("SELECT 1")
        except StoreUnavailable:
            await self.leave()
            return False
        return True

    @contextmanager
    def _failures_named(self) -> Generator[None, None, None]:
        try:
            yield
        except (psycopg.Error, TimeoutError, OSError) as error:
            # The driver's words may hold the password: the kind of the fault is enough.
            raise StoreUnavailable(
                f"The database does not answer as it should: {self._address} "
                f"({type(error).__name__}). Check the place and its permissions."
            ) from error
