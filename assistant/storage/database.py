"""One door to the database: which one it is, how it is opened, and what its failures are called.

It knows no table. Reads and writes are separate verbs, because SQLite must be told at BEGIN.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from assistant.seams import StoreUnavailable

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_CONNECT_SECONDS = "5"
_TRANSACTION_SECONDS = 15.0  # a connection may be cut without a word
_CONNECTIONS = 15  # of a process, at most
_BUSY_SECONDS = 5  # on SQLite, waiting for a writer of another process
WRITES = "assistant_writes"  # an execution option: this transaction will write


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is; `url` holds the password, `str()` never does."""

    url: URL

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def of_driver(self) -> str:
        """The address as PostgreSQL's own tools write it, with its password."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def __str__(self) -> str:
        """The place in words, made from its parts: a query may hold a password as well."""
        if self.on_sqlite:
            return f"SQLite file {self.url.database!r}"
        host = self.url.host or self.url.query.get("host", "localhost")
        return f"PostgreSQL database {self.url.database!r} at {host}:{self.url.port or 5432}"

    def without_secrets(self, words: str) -> str:
        """Blank the password in a driver's message."""
        for secret in (self.url.password, self.url.query.get("password")):
            if secret:
                words = words.replace(str(secret), "***")
        return words


def read_address(url: str) -> Address:
    """Read a database URL; a bare `postgresql://`, `postgres://` or `sqlite://` gets its driver.

    Raises:
        StoreUnavailable: It is no URL, of another kind, or a database in memory, which the
            connections of a pool could not share.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: the port is not a number
        raise StoreUnavailable(
            "The database URL cannot be read: write it like sqlite+aiosqlite:////folder/file.db "
            "or postgresql+psycopg://user:password@host:5432/name."
        ) from None  # the library's message may repeat the URL with its password
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise StoreUnavailable(
            f"A database of kind {parsed.drivername!r} is not supported: "
            "use sqlite+aiosqlite or postgresql+psycopg."
        )
    address = Address(parsed.set(drivername=driver))
    if address.on_sqlite:
        if parsed.database in (None, "", ":memory:"):
            raise StoreUnavailable("The SQLite database needs a file: sqlite+aiosqlite:///file.db.")
        return address
    if "connect_timeout" in parsed.query:
        return address
    return Address(address.url.update_query_dict({"connect_timeout": _CONNECT_SECONDS}))


@contextmanager
def failures_named(address: Address) -> Generator[None, None, None]:
    """Turn what the driver raises into `StoreUnavailable`.

    A broken constraint or value is a mistake of ours, not the database's, and stays what it is.
    """
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except DBAPIError as error:
        first_line = str(error.orig).strip().partition("\n")[0]
        raise StoreUnavailable(
            f"The database does not answer as it should: {address} "
            f"({address.without_secrets(first_line)}). Check the place and its permissions."
        ) from error
    except (TimeoutError, PoolTimeoutError) as error:
        raise StoreUnavailable(
            f"The database does not answer in time: {address}. Check that it runs and its load."
        ) from error


def prepare_sqlite(engine: Engine, busy_seconds: int = _BUSY_SECONDS) -> None:
    """Make an engine's SQLite connections durable, patient and honest about transactions.

    The driver's own BEGIN is switched off and ours sent instead, as SQLAlchemy documents it
    ("Transactions with SQLite and the sqlite3 driver"). A write transaction begins IMMEDIATE: one
    that reads first and then finds another writer fails at once, however long it may wait.
    """

    @event.listens_for(engine, "connect")
    def settle(connection: Any, record: object) -> None:  # noqa: ANN401 - either driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        # The time-out comes first: the others may have to wait.
        cursor.execute(f"PRAGMA busy_timeout = {busy_seconds * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # NORMAL may lose commits on power loss
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")  # what was erased is overwritten with zeros
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """An opened database. Nothing is connected before the first transaction.

    Failure policy: every method raises `StoreUnavailable`; the door answers 503.
    """

    def __init__(self, engine: AsyncEngine, address: Address, transaction_seconds: float) -> None:
        self._reader = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._address = address
        self._seconds = transaction_seconds
        # SQLite has one writer and wakes the waiting by chance. Queueing them here is fair (with
        # 50 writers in a process the longest wait fell from 2.5 s to 0.1 s) and keeps them from
        # holding every connection of the pool while readers need one.
        self._turn = asyncio.Lock() if address.on_sqlite else None

    @property
    def is_of_one_machine(self) -> bool:
        """Whether it is a SQLite file, which one server process uses and no other."""
        return self._address.on_sqlite

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection, None]:
        """Open a transaction that only reads; on SQLite it waits for no writer."""
        async with self._transaction(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection, None]:
        """Open a transaction that may write: all of it is kept, or on an error none of it.

        Never one within another: on SQLite the inner one would wait for the outer.
        """
        async with self._in_turn(), self._transaction(self._writer) as connection:
            yield connection

    async def overwrite_deleted(self) -> None:
        """Bring a SQLite file's log into it and empty the log: it holds what was deleted.

        As far as readers allow; the next call does what is left. PostgreSQL's vacuum is its own.
        """
        if self._turn is None:
            return
        async with self._in_turn():
            with failures_named(self._address):
                async with self._reader.connect() as connection:
                    # On the driver's own connection: a transaction would stand in the way.
                    driver = (await connection.get_raw_connection()).driver_connection
                    assert driver is not None
                    await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.dispose()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncGenerator[AsyncConnection, None]:
        # SQLite limits its own waiting, and its thread cannot be stopped: no limit of ours.
        limit = self._seconds if self._turn is None else None
        with failures_named(self._address):
            async with asyncio.timeout(limit), engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _in_turn(self) -> AsyncGenerator[None, None]:
        if self._turn is None:
            yield
            return
        with failures_named(self._address):
            async with asyncio.timeout(self._seconds):
                await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()


def open_database(url: str, transaction_seconds: float = _TRANSACTION_SECONDS) -> Database:
    """Open the database at a URL, without connecting yet; `close` it in the end.

    Args:
        url: As in `read_address`.
        transaction_seconds: How long a transaction on PostgreSQL may take, and how long a writer
            on SQLite waits for those of its own process (for other processes 5 s).

    Raises:
        StoreUnavailable: The URL cannot be used.
    """
    address = read_address(url)
    engine = create_async_engine(
        address.url,
        hide_parameters=True,  # no visitor's text in a traceback
        pool_pre_ping=not address.on_sqlite,  # a file does not hang up
        # Whoever finds none free waits. Connections beyond the pool's size would be opened and
        # closed each time, which under load took more than what was done on them.
        pool_size=_CONNECTIONS,
        max_overflow=0,
    )
    if address.on_sqlite:
        prepare_sqlite(engine.sync_engine)
    return Database(engine, address, transaction_seconds)
