"""The product as operators run it: a data folder of its own, on SQLite or on PostgreSQL."""

import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.servers import Server, running
from tests.databases import fresh_database

REPOSITORY = Path(__file__).parents[1]
_PORTS = 20_000, 30_000
_PARTS = ("builds", "encoders", "gazetteers", "assistant.db")


@dataclass(frozen=True, slots=True)
class Product:
    """An installation with a published build.

    Attributes:
        folder: Its data folder, which may be thrown away.
        database_url: Empty for the SQLite file in the folder.
    """

    folder: Path
    database_url: str = ""

    def serving(self, **more: str) -> AbstractContextManager[Server]:
        """A server of it that is ready; with more in its environment."""
        port = free_port()
        command = ("-m", "assistant", "serve", "--port", str(port))
        return running(command, REPOSITORY, {**self.variables(), **more}, port, "/readyz")

    def variables(self) -> dict[str, str]:
        """The environment of its processes."""
        return {
            "PYTHONPATH": str(REPOSITORY),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "ASSISTANT_DATA_DIR": str(self.folder),
            "ASSISTANT_DATABASE_URL": self.database_url,
            "ASSISTANT_LIMITS": "false",
        }


def on_sqlite(ingested: Path, folder: Path) -> Product:
    """A copy of an ingested data folder."""
    folder.mkdir(parents=True)
    for name in _PARTS:
        source = ingested / name
        if source.is_dir():
            shutil.copytree(source, folder / name, symlinks=True)
        else:
            shutil.copy(source, folder / name)
    return Product(folder)


@contextmanager
def on_postgresql(ingested: Path, folder: Path, server: Path) -> Generator[Product, None, None]:
    """The same with a database of its own, in which the documents are published anew."""
    copy = on_sqlite(ingested, folder)
    with fresh_database(server) as url:
        product = Product(copy.folder, url)
        subprocess.run(
            [sys.executable, str(REPOSITORY / "ingest.py")],
            cwd=REPOSITORY,
            env=product.variables(),
            check=True,
            capture_output=True,
        )
        yield product


def free_port() -> int:
    """A port that nobody listens on, of those that the system gives to nobody by itself."""
    while True:
        port = random.SystemRandom().randrange(*_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
