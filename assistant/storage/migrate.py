"""Brings a database to the tables of this program: forward only, safely when two start at once.

Everything happens in one transaction under one lock, and both databases take tables in a
transaction: whoever is killed half-way leaves the database as it was.
"""

import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from assistant.seams import StoreUnavailable
from assistant.storage.database import (
    WRITES,
    Address,
    failures_named,
    prepare_sqlite,
    read_address,
)
from assistant.storage.schema import REVISION

_MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT_SECONDS = 60  # for another process that migrates
_ADVISORY_LOCK = 0x61737369  # "assi": any number that no other program of the server uses


def migrate(url: str) -> bool:
    """Bring the database to the newest revision; a SQLite file and its folder are made if missing.

    Blocks (a thread in async code). With nothing to do it costs one connection and two reads;
    Alembic (0.3 s) is imported only for work.

    Returns:
        Whether anything had to be done.

    Raises:
        StoreUnavailable: The database cannot be reached or written, or is newer than the program.
    """
    address = read_address(url)
    with failures_named(address):
        engine = _open(address)
        try:
            with engine.connect() as connection:
                revision = _revision(connection)
            return revision != REVISION and _upgrade(engine, address)
        finally:
            engine.dispose()


def _open(address: Address) -> Engine:
    if not address.on_sqlite:
        return create_engine(address.url, poolclass=NullPool, hide_parameters=True)
    folder = Path(str(address.url.database)).absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder of the {address} cannot be made ({error.strerror}): "
            "choose another or correct its permissions."
        ) from error
    file = address.url.set(drivername="sqlite")
    engine = create_engine(file, poolclass=NullPool, hide_parameters=True)
    prepare_sqlite(engine, busy_seconds=_WAIT_SECONDS)
    _wait_for_first_start(engine)
    return engine


def _wait_for_first_start(engine: Engine) -> None:
    """Connect until it succeeds: the first switch of a file to WAL does not wait by itself.

    When two do it, SQLite answers one "database is locked" at once, whatever its busy_timeout
    (7 of 400 on a bare file with four processes).
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return engine.connect().close()
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(engine: Engine, address: Address) -> bool:
    """Take the lock, look again, and run what is missing."""
    from alembic.command import upgrade  # noqa: PLC0415 - 0.3 s that most starts can do without
    from alembic.config import Config  # noqa: PLC0415 - the same
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        _lock(connection)
        revision = _revision(connection)
        if revision == REVISION:
            return False
        if revision is not None and revision not in known:
            raise StoreUnavailable(
                f"The {address} was made by a newer version of this program (revision "
                f"{revision!r}, this one knows up to {REVISION!r}): start that version, or "
                "restore the copy made before the upgrade."
            )
        config.attributes["connection"] = connection
        upgrade(config, "head")
    return True


def _lock(connection: Connection) -> None:
    """Wait for our turn; the end of the transaction gives it on. SQLite's BEGIN has done it."""
    if connection.dialect.name == "sqlite":
        return
    connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
