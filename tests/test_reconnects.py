"""A visitor who comes back all the time, while messages come, are edited and are taken back."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.conversation import Author, ConversationId, State
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import open_database
from assistant.storage.letters import Letter
from tests.installations import Installation, Server, wait_until
from tests.test_serve import told
from tests.visits import VERIFY, Told, Visit, begin, seen_in, streaming, transcript, view, write

READY_SECONDS = 30.0
SEED = 20261129
LOOK_SECONDS = 3.0  # a stream that nobody nudges has looked by then
RESUMED = 20  # streams that are resumed somewhere and followed to the end
CHECKED = 200  # points at which that is checked with what the streams have told

pytestmark = pytest.mark.timeout(900)


@dataclass(frozen=True)
class Place:
    """A server, and the file of its database."""

    server: Server
    database_url: str


@pytest.fixture
def place(ingested: Installation, tmp_path: Path) -> Iterator[Place]:
    installation = ingested.copied_to(tmp_path / "copy")
    url = f"sqlite+aiosqlite:///{installation.data / 'assistant.db'}"
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS)
        yield Place(server, url)


@pytest.fixture
def reconnects(request: pytest.FixtureRequest) -> int:
    """How often the visitor comes back, at least: `--reconnects`."""
    return int(request.config.getoption("--reconnects"))


def visitor_writes(address: str, visit: Visit, messages: int) -> None:
    """Two events each."""
    for number in range(messages):
        write(address, visit, f"attempt-{number}", f"Hello {number}")


def house_writes(url: str, visit: Visit, rounds: int, pause: float = 0.0) -> None:
    """Five events a round: a message that is edited, another that is edited and taken back."""
    asyncio.run(_write_and_edit(url, ConversationId(visit.id), rounds, pause))


async def _write_and_edit(url: str, id: ConversationId, rounds: int, pause: float) -> None:
    database = open_database(url)
    store = ConversationStore(database, lambda: datetime.now(UTC), "another process")
    try:
        for number in range(rounds):
            kept, gone = f"kept:{number}", f"gone:{number}"
            await store.write(id, Letter(Author.STAFF, "Draft", kept, name="Ana"), _unchanged)
            await store.write(id, Letter(Author.HOUSE, "Mistake", gone), _unchanged)
            await store.edit(id, gone, "A mistake")
            await asyncio.sleep(pause)
            await store.edit(id, kept, f"Final {number}")
            await store.edit(id, gone, "")
    finally:
        await database.close()


def _unchanged(state: State) -> State:
    return state


def come_and_go(address: str, visit: Visit, total: int) -> tuple[list[Told], int]:
    """Every event, heard one to three a connection; and how many connections it took."""
    moments = random.Random(SEED)
    seen: list[Told] = []
    connections = 0
    while len(seen) < total:
        connections += 1
        with streaming(address, visit, seen[-1].id if seen else 0) as events:
            for _ in range(min(moments.randint(1, 3), total - len(seen))):
                seen.append(next(events))
    return seen, connections


def read_events(address: str, visit: Visit) -> list[Told]:
    """Every event as it is told in the end, by one reading after the other."""
    read: list[Told] = []
    while True:
        page = httpx.get(
            f"{address}{visit.path}/events",
            params={"after": len(read)},
            headers=visit.headers,
            timeout=10,
            verify=VERIFY,
        ).json()["events"]
        if not page:
            return read
        read += [Told(one["number"], one) for one in page]


def is_whole(seen: Sequence[Told], kept: dict[int, Any]) -> bool:
    """Whether nothing was missed, nothing came twice, and what is seen is what is kept."""
    return (
        all(event.id == number for number, event in enumerate(seen, start=1)) and view(seen) == kept
    )


def test_whoever_comes_back_all_the_time_misses_nothing(place: Place, reconnects: int) -> None:
    address = place.server.address
    visit = begin(address)
    rounds = reconnects // 4
    total = 2 * reconnects + 5 * rounds
    with ThreadPoolExecutor(2) as threads:
        writing = [
            threads.submit(visitor_writes, address, visit, reconnects),
            threads.submit(house_writes, place.database_url, visit, rounds),
        ]
        seen, connections = come_and_go(address, visit, total)
        for one in writing:
            one.result(60)
    kept = seen_in(transcript(address, visit))
    told(f"{connections} connections, {total} events, {5 * rounds} of them with edits: 0 gaps")
    assert connections >= reconnects
    assert is_whole(seen, kept)
    kinds = [event.content["kind"] for event in seen]
    assert (kinds.count("edit"), kinds.count("removal")) == (2 * rounds, rounds)
    _check_resuming(address, visit, seen, kept)
    _check_the_check(seen, kept)


def _check_resuming(address: str, visit: Visit, seen: Sequence[Told], kept: dict[int, Any]) -> None:
    """Wherever a stream is resumed, with what was seen until there, it ends with what is kept."""
    now = read_events(address, visit)
    assert [event.id for event in now] == [event.id for event in seen]
    for point in range(0, len(seen), max(1, len(seen) // CHECKED)):
        assert view(now[point:], view(seen[:point])) == kept
    for point in random.Random(SEED).sample(range(len(seen)), RESUMED):
        with streaming(address, visit, point) as events:
            resumed = [next(events) for _ in range(len(seen) - point)]
        assert resumed == now[point:]


def _check_the_check(seen: Sequence[Told], kept: dict[int, Any]) -> None:
    """The control: a stream that skips, doubles or swaps events is noticed."""
    for point in range(0, len(seen) - 1, max(1, len(seen) // CHECKED)):
        skipped = [*seen[:point], *seen[point + 1 :]]
        doubled = [*seen[: point + 1], *seen[point:]]
        swapped = [*seen[:point], seen[point + 1], seen[point], *seen[point + 2 :]]
        for wrong in (skipped, doubled, swapped):
            assert not is_whole(wrong, kept)


def test_an_edit_that_is_not_heard_is_noticed(place: Place) -> None:
    """The control of the view: whoever misses the last change of a message sees another one."""
    address = place.server.address
    visit = begin(address)
    with ThreadPoolExecutor(1) as threads, streaming(address, visit, 0) as events:
        writing = threads.submit(house_writes, place.database_url, visit, 1, pause=LOOK_SECONDS)
        seen = [next(events) for _ in range(5)]
        writing.result(10)
    kept = seen_in(transcript(address, visit))
    assert is_whole(seen, kept)
    assert view(seen[:3]) != kept  # "A mistake" is not taken back
    assert view([*seen[:3], seen[4]]) != kept  # the draft is not final
