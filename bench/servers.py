"""Servers in processes of their own, and what they hold of the machine's memory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_READY_SECONDS = 600.0  # the tutorial app embeds every document with torch
_STOP_SECONDS = 20.0


@dataclass(slots=True)
class Server:
    """A running server, which can be killed and started again at the same port."""

    command: Sequence[str]
    folder: Path
    variables: Mapping[str, str]
    port: int
    log: Path
    process: "subprocess.Popen[bytes]"

    def resident_megabytes(self) -> float:
        """What it and the processes that it started hold."""
        return sum(_resident(pid) for pid in _family(self.process.pid)) / 1024

    def processor_seconds(self) -> float:
        """What it has taken of a processor so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill_and_restart(self) -> None:
        """End it without a word, and start another in its place; that one is not ready yet."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = _start(self.command, self.folder, self.variables, self.log)


@contextmanager
def running(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], port: int, ready: str
) -> Generator[Server, None, None]:
    """A server that answers.

    Args:
        command: The arguments of our own interpreter.
        folder: Where it is started.
        variables: Its whole environment.
        port: At which the command makes it listen.
        ready: A path that answers 200 once it is ready.
    """
    log = Path(variables["HOME"]) / f"server-{port}.log"
    process = _start(command, folder, variables, log)
    server = Server(command, folder, variables, port, log, process)
    try:
        _wait_until_ready(server, ready)
        yield server
    finally:
        server.process.terminate()
        try:
            server.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def _start(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def _wait_until_ready(server: Server, ready: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        try:
            if httpx.get(f"http://127.0.0.1:{server.port}{ready}", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            assert server.process.poll() is None, server.log.read_text()[-2000:]
        assert time.monotonic() < deadline, server.log.read_text()[-2000:]
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    children = [int(one) for one in path.read_text().split()] if path.exists() else []
    return [pid, *(one for child in children for one in _family(child))]


def _resident(pid: int) -> int:
    """Kilobytes; 0 where the process has ended meanwhile."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    return int(status.split("VmRSS:")[1].split()[0]) if "VmRSS:" in status else 0
