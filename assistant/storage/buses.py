"""Opens the bus at an address: memory, PostgreSQL or Redis."""

from collections.abc import Generator
from contextlib import contextmanager

from assistant.seams import AssistantError
from assistant.storage.bus import Bus, MemoryBus, WiredBus
from assistant.storage.database import Address, read_address


class BusUnusable(AssistantError):
    """The address of the bus cannot be used; the message says what to write instead."""


def crosses_processes(url: str, database: Address) -> bool:
    """Whether the bus at an address carries nudges between processes; as in `open_bus`."""
    return _kind(url) != "memory" and not (not url and database.on_sqlite)


def _kind(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


@contextmanager
def needing_extras(variable: str) -> Generator[None, None, None]:
    """Say what to install where an import finds no library.

    Raises:
        BusUnusable: A library is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise BusUnusable(
            f"{variable} needs the package {error.name!r}: install "
            f"membership-assistant[{'redis' if error.name == 'redis' else 'postgres'}]."
        ) from error


def open_bus(url: str, database: Address) -> Bus:
    """The bus at an address, without connecting yet.

    Args:
        url: `memory://`, `postgresql://...` or `redis://...`; empty for memory where the database
            is a SQLite file, and for the database itself where it is PostgreSQL.
        database: Where the database is.

    Raises:
        BusUnusable: The address is of another kind, or its library is not installed.
    """
    if not crosses_processes(url, database):
        return MemoryBus()
    kind = _kind(url)
    with needing_extras("ASSISTANT_BUS_URL"):
        if kind in {"postgres", "postgresql"} or not url:
            from assistant.storage.postgres_wire import PostgresWire  # noqa: PLC0415 - an extra

            address = read_address(url) if url else database
            return WiredBus(PostgresWire(address.of_driver))
        if kind in {"redis", "rediss", "unix"}:
            from assistant.storage.redis_wire import RedisWire  # noqa: PLC0415 - an extra

            return WiredBus(RedisWire(url))
    raise BusUnusable(
        f"ASSISTANT_BUS_URL cannot be of the kind {kind!r}: use memory://, postgresql:// or redis://."
    )
