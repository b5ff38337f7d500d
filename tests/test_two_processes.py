"""Two server processes behind one address: PostgreSQL keeps, Redis nudges, a kill loses nothing."""

import shutil
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

import httpx
import pytest

from tests.balancers import Balancer, balancing
from tests.databases import fresh_database
from tests.installations import Installation, Server, wait_until
from tests.redis_server import running_redis
from tests.test_serve import told
from tests.visits import (
    Told,
    Visit,
    begin,
    is_answered,
    seen_in,
    streaming,
    transcript,
    view,
    write,
)

READY_SECONDS = 30.0
TRIES = 20
HEARD_SECONDS = 2.0  # after which a stream looks by itself
CROSSED_SECONDS = 0.5  # below it only a nudge can have been
MESSAGES = 30
TAKEN_OVER_SECONDS = 60.0  # a lease of the dead holds for 8

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass
class Pair:
    """Two servers of one database, with what a command beside them needs."""

    first: Server
    second: Server
    installation: Installation
    variables: dict[str, str]


@pytest.fixture(scope="module")
def installations(
    ingested: Installation, postgres_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Installation, str]]:
    """Two copies of an installation that was ingested into one PostgreSQL database."""
    folder = tmp_path_factory.mktemp("pair")
    first = ingested.copied_to(folder / "first")
    with fresh_database(postgres_folder) as url:
        published = first.ingest(ASSISTANT_DATABASE_URL=url)
        assert published.returncode == 0, published.stderr
        yield first, first.copied_to(folder / "second"), url


@contextmanager
def serving(
    installations: tuple[Installation, Installation, str], first_bus: str, second_bus: str
) -> Generator[Pair, None, None]:
    first, second, url = installations
    variables = {
        "ASSISTANT_DATABASE_URL": url,
        "ASSISTANT_REINGEST": "false",
        "ASSISTANT_STAFFED": "true",
    }
    with ExitStack() as servers:
        pair = Pair(
            servers.enter_context(first.serving(**variables, ASSISTANT_BUS_URL=first_bus)),
            servers.enter_context(second.serving(**variables, ASSISTANT_BUS_URL=second_bus)),
            first,
            {**variables, "ASSISTANT_BUS_URL": first_bus},
        )
        for server in (pair.first, pair.second):
            wait_until(server.is_ready, READY_SECONDS)
        yield pair


@pytest.fixture
def pair(installations: tuple[Installation, Installation, str], redis_url: str) -> Iterator[Pair]:
    with serving(installations, redis_url, redis_url) as pair:
        yield pair


@contextmanager
def balanced(pair: Pair) -> Iterator[Balancer]:
    ports = [int(server.address.rpartition(":")[2]) for server in (pair.first, pair.second)]
    with balancing(*ports) as balancer:
        yield balancer


def latency(event: Told) -> float:
    """Seconds since what an event tells was stored; all clocks are this machine's."""
    return time.time() - datetime.fromisoformat(event.content["at"]).timestamp()


def crossings(pair: Pair, tries: int) -> list[float]:
    """How long what the second server stores takes to a stream of the first."""
    visit = begin(pair.second.address)
    took = []
    with streaming(pair.first.address, visit, 0) as events:
        for number in range(tries):
            # At once after the last event: a stream that is not nudged looks as late as it can.
            write(pair.second.address, visit, f"attempt-{number}", f"Hello {number}")
            heard = [(event, latency(event)) for event in (next(events), next(events))]
            assert [event.id for event, _ in heard] == [2 * number + 1, 2 * number + 2]
            took.append(heard[0][1])
    return took


def test_what_one_process_stores_is_heard_at_once_through_the_other(pair: Pair) -> None:
    took = crossings(pair, TRIES)
    median = statistics.median(took)
    told(f"{TRIES} crossings over Redis: median {median:.3f} s, longest {max(took):.3f} s")
    assert median < CROSSED_SECONDS
    assert max(took) < HEARD_SECONDS


def test_without_a_nudge_it_would_be_noticed(
    installations: tuple[Installation, Installation, str], redis_url: str
) -> None:
    """The control: two processes that do not hear each other, each with a Redis of its own."""
    folder = Path(tempfile.mkdtemp(prefix="assistant-redis-"))
    try:
        with running_redis(folder) as other, serving(installations, redis_url, other) as pair:
            took = crossings(pair, 3)
    finally:
        shutil.rmtree(folder)
    told(f"without nudges: median {statistics.median(took):.3f} s")
    assert statistics.median(took) > CROSSED_SECONDS


def hear(events: Iterator[Told], number: int) -> list[tuple[Told, float]]:
    """The next events, each with how long it took."""
    return [(event, latency(event)) for event in islice(events, number)]


def test_staff_at_a_terminal_are_heard_on_every_process(pair: Pair) -> None:
    commands = (
        ("reply", "Ana here."),  # claims: two events
        ("reply", "By 31 May."),
        ("hand-back",),  # says so: two events
    )
    with balanced(pair) as balancer, ThreadPoolExecutor(2) as threads:
        visit = begin(balancer.address)
        with (
            streaming(pair.first.address, visit, 0) as here,
            streaming(pair.second.address, visit, 0) as there,
        ):
            hearing = [threads.submit(hear, events, 7) for events in (here, there)]
            write(balancer.address, visit, "attempt-1", "How does a town join?", wait=20)
            for verb, *text in commands:
                words = (verb, visit.id, *text, "--name", "Ana")
                done = pair.installation.run(*words, **pair.variables)
                assert done.returncode == 0, done.stderr
            heard = [one.result(30) for one in hearing]
        kept = seen_in(transcript(balancer.address, visit))
    for events in heard:
        assert [event.id for event, _ in events] == list(range(1, 8))
        assert view(event for event, _ in events) == kept
    took = [seconds for events in heard for _, seconds in events]
    told(f"staff at a terminal: median {statistics.median(took):.3f} s, longest {max(took):.3f} s")
    assert max(took) < HEARD_SECONDS


# ---- One of them is killed


@dataclass
class Follower:
    """A visitor's browser: it comes back behind the last event that it has, wherever it is let."""

    address: str
    visit: Visit
    seen: list[Told] = field(default_factory=list)
    breaks: int = 0

    def follow(self, last: int) -> None:
        """Follow until an event."""
        while self.last < last:
            try:
                with streaming(self.address, self.visit, self.last) as events:
                    for event in events:
                        self.seen.append(event)
                        if event.id >= last:
                            return
            except httpx.HTTPError:
                self.breaks += 1
                time.sleep(0.05)

    @property
    def last(self) -> int:
        return self.seen[-1].id if self.seen else 0


def write_all(address: str, visit: Visit, written: threading.Semaphore) -> None:
    """Write one message after the other, each until it is accepted, as browsers do."""
    for number in range(MESSAGES):
        while True:
            try:
                sent = write(address, visit, f"attempt-{number}", f"Hello {number}")
            except httpx.HTTPError:
                time.sleep(0.05)
                continue
            if sent.status_code == 202:
                break
            time.sleep(0.05)
        written.release()


def test_when_one_process_is_killed_the_other_goes_on_and_no_stream_misses_anything(
    pair: Pair,
) -> None:
    total = 2 * MESSAGES
    with balanced(pair) as balancer, ThreadPoolExecutor(4) as threads:
        visits = [begin(balancer.address), begin(balancer.address)]
        followers = [Follower(balancer.address, visit) for visit in visits]
        streams = []
        for follower in followers:  # one after the other: each on a process of its own
            streams.append(threads.submit(follower.follow, total))
            wait_until(lambda: len(balancer.took) >= 2 + len(streams), 10)
        assert balancer.took[2] != balancer.took[3]
        written = threading.Semaphore(0)
        writers = [threads.submit(write_all, balancer.address, one, written) for one in visits]
        for _ in range(MESSAGES):  # half of all
            written.acquire()
        pair.first.stop(signal.SIGKILL)
        killed = time.monotonic()
        for writer in writers:
            writer.result(60)
        wrote = time.monotonic() - killed
        for visit in visits:
            wait_until(partial(is_answered, balancer.address, visit, MESSAGES), TAKEN_OVER_SECONDS)
        answered = time.monotonic() - killed
        for stream in streams:
            stream.result(10)
        kept = [transcript(balancer.address, visit) for visit in visits]
    told(
        f"killed at {MESSAGES} of {2 * MESSAGES} messages: all written {wrote:.1f} s later, all "
        f"answered {answered:.1f} s later, streams resumed {[one.breaks for one in followers]}"
    )
    assert sorted(one.breaks > 0 for one in followers) == [False, True]
    for follower, messages in zip(followers, kept, strict=True):
        assert [event.id for event in follower.seen] == list(range(1, total + 1))
        assert view(follower.seen) == seen_in(messages)
        assert [one["seq"] for one in messages] == list(range(1, total + 1))
        asked = [one["text"] for one in messages if one["author"] == "visitor"]
        assert asked == [f"Hello {number}" for number in range(MESSAGES)]
        replies = [one["replies_to"] for one in messages if one["replies_to"]]
        assert len(replies) == len(set(replies)) == MESSAGES
