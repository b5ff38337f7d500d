"""Conversations with a real server on a real socket: streams, stops, and kills."""

import random
import signal
import socket
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.databases import fresh_database
from tests.installations import Installation, Server, wait_until
from tests.test_serve import told
from tests.visits import Visit, begin, is_answered, streaming, transcript, write

READY_SECONDS = 30.0
STREAMS = 200
STOP_SECONDS = 10.0
DRAIN_SECONDS = 180.0  # for what is owed at the end; a lease of the dead alone holds for 8
WRITERS = 4
SEED = 20261129

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def server(ingested: Installation, tmp_path: Path) -> Iterator[Server]:
    with ingested.copied_to(tmp_path / "copy").serving() as server:
        wait_until(server.is_ready, READY_SECONDS)
        yield server


def test_a_stream_brings_question_and_answer_as_they_are_stored(server: Server) -> None:
    visit = begin(server.address)
    with streaming(server.address, visit, 0) as events:
        write(server.address, visit, "attempt-1", "How does a town join?")
        brought = [next(events), next(events)]
    assert [one.id for one in brought] == [1, 2]
    texts = [one.message["text"] for one in brought if one.message]
    assert texts[0] == "How does a town join?"
    assert "sending the form" in texts[1]


def test_two_hundred_open_streams_do_not_keep_the_server_from_stopping(server: Server) -> None:
    visits = [begin(server.address) for _ in range(4)]
    port = int(server.address.rpartition(":")[2])
    opened = [_open_stream(port, visits[number % 4]) for number in range(STREAMS)]
    took = server.stop(signal.SIGTERM)
    for one in opened:
        one.settimeout(5)
        while one.recv(65536):  # until the server has closed it
            pass
        one.close()
    log = server.log.read_text()
    told(f"{STREAMS} streams: stopped after {took:.1f} s")
    assert server.process.returncode == 0
    assert took < STOP_SECONDS
    assert "Traceback" not in log


def _open_stream(port: int, visit: Visit) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    lines = (
        f"GET {visit.path}/events HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Authorization: Bearer {visit.token}",
        "Accept: text/event-stream",
    )
    connection.sendall("\r\n".join((*lines, "", "")).encode())
    assert b"200 OK" in connection.recv(65536)
    return connection


@dataclass
class Ledger:
    """What visitors were told is kept."""

    visits: list[Visit]
    accepted: dict[str, list[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Ending:
    """How the writers are told to end: after the message that they are writing, or at once."""

    last_message: threading.Event = field(default_factory=threading.Event)
    at_once: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> None:
        """Nothing is to do."""

    def __exit__(self, *_: object) -> None:
        self.last_message.set()
        self.at_once.set()


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often the server is killed: `--kills`."""
    return int(request.config.getoption("--kills"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_variables(
    request: pytest.FixtureRequest,
) -> Generator[dict[str, str], None, None]:
    if request.param == "sqlite":
        yield {}
        return
    with fresh_database(request.getfixturevalue("postgres_folder")) as url:
        yield {"ASSISTANT_DATABASE_URL": url}


def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(
    ingested: Installation, tmp_path: Path, database_variables: dict[str, str], kills: int
) -> None:
    """Four visitors write all the time, and repeat what they got no answer to, as browsers do."""
    installation = ingested.copied_to(tmp_path / "copy")
    if database_variables:
        published = installation.ingest(**database_variables)
        assert published.returncode == 0, published.stderr
    moments = random.Random(SEED)
    with installation.serving(**database_variables) as server:
        wait_until(server.is_ready, READY_SECONDS)
        ledger = Ledger([begin(server.address) for _ in range(WRITERS)])
        port = server.address.rpartition(":")[2]
        server.stop(signal.SIGKILL)
    ending = Ending()
    address = f"http://127.0.0.1:{port}"
    with ThreadPoolExecutor(WRITERS) as threads, ending:
        writers = [
            threads.submit(_keep_writing, address, ledger, visit, ending) for visit in ledger.visits
        ]
        for _ in range(kills):
            with installation.serving("--port", port, **database_variables) as server:
                wait_until(server.is_ready, READY_SECONDS)
                time.sleep(moments.uniform(0.0, 0.4))
                server.process.send_signal(signal.SIGKILL)
                server.process.wait(10)
        ending.last_message.set()
        with installation.serving("--port", port, **database_variables) as server:
            wait_until(server.is_ready, READY_SECONDS)
            for writer in writers:
                writer.result(60)
            drained = time.monotonic()
            for visit in ledger.visits:
                sent = len(ledger.accepted[visit.id])
                wait_until(partial(is_answered, server.address, visit, sent), DRAIN_SECONDS)
            drained = time.monotonic() - drained
            kept = {visit.id: transcript(server.address, visit) for visit in ledger.visits}
    total = sum(map(len, ledger.accepted.values()))
    told(f"{kills} kills, {total} messages accepted, all answered {drained:.0f} s after the last")
    assert total >= kills
    for visit in ledger.visits:
        messages = kept[visit.id]
        assert [one["seq"] for one in messages] == list(range(1, len(messages) + 1))
        asked = [one for one in messages if one["author"] == "visitor"]
        assert [one["text"] for one in asked] == ledger.accepted[visit.id]
        answered = [one["replies_to"] for one in messages if one["author"] != "visitor"]
        assert answered == [one["seq"] for one in asked]


def _keep_writing(address: str, ledger: Ledger, visit: Visit, ending: Ending) -> None:
    """Write one message after another, each again and again until it is accepted."""
    accepted: list[str] = []
    while not ending.last_message.is_set():
        text = f"Hello {len(accepted)}"
        while not ending.at_once.is_set():
            try:
                sent = write(address, visit, f"attempt-{len(accepted)}", text)
            except httpx.HTTPError:
                time.sleep(0.02)
                continue
            if sent.status_code == 202:
                accepted.append(text)
                break
            time.sleep(0.02)
    with ledger.lock:
        ledger.accepted[visit.id] = accepted
