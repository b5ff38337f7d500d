"""The right of a server process to serve a database: alone, or beside others that hear it.

Two processes that do not hear each other would let visitors wait, and on a SQLite file each would
take over at its start what the other is doing. Commands beside a server need no such right.
"""

import asyncio
import fcntl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Final, Protocol

from assistant.seams import AssistantError, StoreUnavailable
from assistant.storage.buses import crosses_processes, needing_extras
from assistant.storage.database import Address, read_address

_SUFFIX: Final = ".serving"
_WAIT_SECONDS: Final = 2.0  # for a process that has just been stopped
_AGAIN_SECONDS: Final = 0.1


class DatabaseTaken(AssistantError):
    """Another server process uses the database, and both cannot; the message says what to do."""


class Tenancy(Protocol):
    """A right to serve a database; the end of the process gives it back, however it ends."""

    trouble: str
    """Why the right is not held for now; empty where it is."""

    @property
    def refusal(self) -> str:
        """What is said where another process has the right."""
        ...

    async def take(self) -> bool:
        """Take the right; false where another process has it.

        Raises:
            StoreUnavailable: The database does not answer, or its folder cannot be written.
        """
        ...

    async def keep(self) -> None:
        """Take the right again whenever it was lost, until cancelled."""
        ...

    async def leave(self) -> None:
        """Give the right back."""
        ...


class FileTenancy:
    """The lock of a file beside the database; the system gives it back with the process.

    It is never the database's own file: SQLite loses its locks when another handle is closed.
    """

    def __init__(self, address: Address) -> None:
        self.trouble = ""
        self._address = address
        self._file: IO[bytes] | None = None

    @property
    def refusal(self) -> str:
        """What is said where another process has the file."""
        return (
            f"Another server process uses the {self._address} already, and of such a file only "
            "one can, for it would not hear of the other's messages: stop that one, or use "
            "PostgreSQL (ASSISTANT_DATABASE_URL) with a bus of PostgreSQL or Redis "
            "(ASSISTANT_BUS_URL)."
        )

    async def take(self) -> bool:
        """Lock the file; false where another process has it."""
        try:
            self._file = self._file or self._open()
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise StoreUnavailable(
                f"The folder of the {self._address} cannot be written ({error.strerror}): "
                "choose another or correct its permissions."
            ) from error
        return True

    async def keep(self) -> None:
        """Wait: such a lock is never lost."""
        await asyncio.Event().wait()

    async def leave(self) -> None:
        """Close the file, and with it give the lock back."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> IO[bytes]:
        place = Path(str(self._address.url.database)).resolve()  # whatever links lead to it
        place.parent.mkdir(parents=True, exist_ok=True)
        return place.with_name(place.name + _SUFFIX).open("ab")


def choose_tenancy(database: str, bus: str) -> Tenancy:
    """The right that a server process needs, not taken yet.

    Args:
        database: The URL of the database.
        bus: The address of the bus, which decides whether other processes are heard.

    Raises:
        BusUnusable: PostgreSQL's library is not installed.
        StoreUnavailable: The URL cannot be used.
    """
    address = read_address(database)
    if address.on_sqlite:
        return FileTenancy(address)
    with needing_extras("ASSISTANT_DATABASE_URL"):
        from assistant.storage.postgres_tenancy import PostgresTenancy  # noqa: PLC0415 - an extra

    return PostgresTenancy(address, shared=crosses_processes(bus, address))


@asynccontextmanager
async def holding(tenancy: Tenancy) -> AsyncGenerator[Tenancy, None]:
    """Hold a right until the context ends.

    Raises:
        DatabaseTaken: Another process has it, and does not end soon.
        StoreUnavailable: The database does not answer, or its folder cannot be written.
    """
    try:
        deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
        while not await tenancy.take():
            if asyncio.get_running_loop().time() > deadline:
                raise DatabaseTaken(tenancy.refusal)
            await asyncio.sleep(_AGAIN_SECONDS)
        yield tenancy
    finally:
        await tenancy.leave()
