"""Who may serve a database beside whom, with real processes on both databases."""

import asyncio
import signal
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from assistant.seams import StoreUnavailable
from assistant.storage.database import read_address
from assistant.storage.postgres_tenancy import PostgresTenancy
from assistant.storage.tenancy import DatabaseTaken, Tenancy, choose_tenancy, holding
from tests.installations import Installation, wait_until
from tests.test_serve import told

AT_ONCE_SECONDS = 15.0  # a start takes two on a quiet machine
LOOK_SECONDS = 0.05
MEMORY = {"ASSISTANT_BUS_URL": "memory://"}

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def place(fresh: Installation) -> Installation:
    """An installation that ingests nothing: whether it may serve is all that counts here."""
    return fresh


def serving(url: str = "", **variables: str) -> dict[str, str]:
    database = {"ASSISTANT_DATABASE_URL": url} if url else {}
    return {"ASSISTANT_REINGEST": "false", **database, **variables}


def refusal(place: Installation, variables: Mapping[str, str]) -> str:
    """What a further process says that is not let in; it says one sentence."""
    done = place.run("serve", "--port", "0", **variables)
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    return sentence


def start_again_after_a_kill(place: Installation, variables: dict[str, str]) -> float:
    with place.serving(**variables) as first:
        first.stop(signal.SIGKILL)
        start = time.monotonic()
        with place.serving(**variables) as second:
            took = time.monotonic() - start
            assert second.get("/healthz").status_code == 200
    return took


def test_a_sqlite_file_is_served_by_one_process(place: Installation) -> None:
    with place.serving(**serving()) as first:
        for variables in (serving(), serving(ASSISTANT_BUS_URL="redis://localhost")):
            said = refusal(place, variables)
            assert "use PostgreSQL (ASSISTANT_DATABASE_URL) with a bus of PostgreSQL or" in said
        link = place.folder / "link"
        link.symlink_to(place.data)
        refusal(place, serving(f"sqlite+aiosqlite:///{link / 'assistant.db'}"))
        other = serving(f"sqlite+aiosqlite:///{place.folder / 'other.db'}")
        assert first.get("/healthz").status_code == 200
    with place.copied_to(place.folder / "copy").serving(**other):
        pass  # the control: another file is not taken


def test_commands_work_beside_a_server(installation: Installation) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, 30)
        for words in (["handoffs"], ["purge", "--older-than", "90d"], ["migrate"]):
            done = installation.run(*words)
            assert done.returncode == 0, done.stderr
        assert installation.ingest().returncode == 0
        assert server.degraded() == []


@pytest.mark.slow
def test_with_a_memory_bus_postgresql_is_served_by_one_process(
    place: Installation, postgres_url: str
) -> None:
    alone, wired = serving(postgres_url, **MEMORY), serving(postgres_url)
    with place.serving(**alone):
        said = refusal(place, alone)
        assert "give each a bus of PostgreSQL or Redis (ASSISTANT_BUS_URL)" in said
        said = refusal(place, wired)
        assert "give it a bus of PostgreSQL or Redis as well" in said
    with place.serving(**wired):
        said = refusal(place, alone)
        assert "give each a bus of PostgreSQL or Redis (ASSISTANT_BUS_URL)" in said


@pytest.mark.slow
def test_wired_processes_share_postgresql(
    place: Installation, postgres_url: str, redis_url: str, tmp_path: Path
) -> None:
    copy = place.copied_to(tmp_path / "copy")
    for bus in ("", postgres_url, redis_url):
        variables = serving(postgres_url, ASSISTANT_BUS_URL=bus)
        with place.serving(**variables) as first, copy.serving(**variables) as second:
            for server in (first, second):
                assert server.get("/healthz").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_after_a_kill_the_next_one_starts_at_once(
    place: Installation, on: str, request: pytest.FixtureRequest
) -> None:
    url = "" if on == "sqlite" else request.getfixturevalue("postgres_url")
    took = start_again_after_a_kill(place, serving(url, **MEMORY))
    told(f"{on}: after kill -9 the next server was up after {took:.1f} s")
    assert took < AT_ONCE_SECONDS


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    url = f"sqlite+aiosqlite:///{tmp_path / 'file' / 'assistant.db'}"
    with pytest.raises(StoreUnavailable, match=r"assistant\.db.* cannot be written \("):
        await choose_tenancy(url, "").take()


async def test_who_ends_soon_is_waited_for(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}"
    first, second = choose_tenancy(url, ""), choose_tenancy(url, "")
    assert await first.take()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(leave_soon(first))
        async with holding(second):
            with pytest.raises(DatabaseTaken):
                async with holding(choose_tenancy(url, "")):
                    raise AssertionError


async def leave_soon(tenancy: Tenancy) -> None:
    await asyncio.sleep(0.3)
    await tenancy.leave()


# ---- A lock that is lost


@asynccontextmanager
async def kept(url: str, *, shared: bool) -> AsyncGenerator[PostgresTenancy, None]:
    tenancy = PostgresTenancy(read_address(url), shared=shared, look_seconds=LOOK_SECONDS)
    async with holding(tenancy):
        task = asyncio.create_task(tenancy.keep())
        try:
            yield tenancy
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def cut(url: str) -> int:
    """End every connection that holds an advisory lock in the database; says how many."""
    with psycopg.connect(read_address(url).of_driver, autocommit=True) as sql:
        ended = sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return len(ended.fetchall())


async def until_trouble(tenancy: PostgresTenancy, words: str) -> None:
    async with asyncio.timeout(20):
        while words not in tenancy.trouble or (not words and tenancy.trouble):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(LOOK_SECONDS / 5)


@pytest.mark.slow
@pytest.mark.parametrize("shared", [True, False])
async def test_a_lock_that_is_lost_is_taken_again(postgres_url: str, shared: bool) -> None:
    async with kept(postgres_url, shared=shared) as tenancy:
        assert await asyncio.to_thread(cut, postgres_url) == 1
        await asyncio.sleep(10 * LOOK_SECONDS)
        await until_trouble(tenancy, "")
        other = PostgresTenancy(read_address(postgres_url), shared=not shared)
        assert not await other.take()
        await other.leave()


@pytest.mark.slow
async def test_who_lost_the_lock_to_another_says_so_until_it_has_it_again(
    postgres_url: str,
) -> None:
    address = read_address(postgres_url)
    async with kept(postgres_url, shared=True) as tenancy:
        intruder = PostgresTenancy(address, shared=False)
        assert not await intruder.take()
        await asyncio.to_thread(cut, postgres_url)
        while not await intruder.take():
            await asyncio.to_thread(cut, postgres_url)
        await until_trouble(tenancy, "would not hear of this one's messages")
        await intruder.leave()
        await until_trouble(tenancy, "")


def admit(url: str, *, allowed: bool) -> None:
    """Let PostgreSQL take connections to the database, or none."""
    address = read_address(url)
    with psycopg.connect(address.of_driver, dbname="postgres", autocommit=True) as sql:
        word = "true" if allowed else "false"
        sql.execute(f'ALTER DATABASE "{address.url.database}" ALLOW_CONNECTIONS {word}'.encode())


@pytest.mark.slow
async def test_with_postgresql_away_it_is_told_and_tried_again(postgres_url: str) -> None:
    async with kept(postgres_url, shared=True) as tenancy:
        await asyncio.to_thread(cut_and_refuse, postgres_url)
        await until_trouble(tenancy, "it does not answer")
        with pytest.raises(StoreUnavailable, match=r"PostgreSQL database .*OperationalError"):
            await PostgresTenancy(read_address(postgres_url), shared=True).take()
        await asyncio.to_thread(admit, postgres_url, allowed=True)
        await until_trouble(tenancy, "")


def cut_and_refuse(url: str) -> None:
    admit(url, allowed=False)
    address = read_address(url)
    with psycopg.connect(address.of_driver, dbname="postgres", autocommit=True) as sql:
        sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (address.url.database,),
        )
