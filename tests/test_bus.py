"""Nudges within a process and between two, over PostgreSQL and over Redis."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assistant.storage.bus import Bus, MemoryBus, WiredBus
from assistant.storage.buses import BusUnusable, open_bus
from assistant.storage.database import read_address
from tests.redis_server import running_redis

LONG = 10.0
SHORT = 0.05
SQLITE = read_address("sqlite+aiosqlite:///assistant.db")


@pytest.fixture(
    params=[
        "memory",
        pytest.param("postgresql", marks=pytest.mark.slow),
        pytest.param("redis", marks=pytest.mark.slow),
    ]
)
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "memory":
        return "memory://"
    fixture = {"postgresql": "postgres_url", "redis": "redis_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@asynccontextmanager
async def running(*buses: Bus) -> AsyncGenerator[None, None]:
    tasks = [asyncio.create_task(bus.run()) for bus in buses]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def took(waiting: asyncio.Task[bool]) -> float:
    start = asyncio.get_running_loop().time()
    await waiting
    return asyncio.get_running_loop().time() - start


async def test_a_nudge_wakes_whoever_watches_its_topic(url: str) -> None:
    bus = open_bus(url, SQLITE)
    async with running(bus), bus.watch("a") as first, bus.watch("a") as second:
        waits = [asyncio.create_task(one.wait(LONG)) for one in (first, second)]
        await asyncio.sleep(SHORT)
        await bus.nudge("a")
        assert await took(asyncio.gather(*waits)) < LONG / 2  # type: ignore[arg-type]


async def test_a_nudge_that_came_before_the_wait_is_not_lost() -> None:
    bus = MemoryBus()
    async with bus.watch("a") as watch:
        await bus.nudge("a")
        assert await took(asyncio.create_task(watch.wait(LONG))) < LONG / 2
        # It counts once.
        assert await took(asyncio.create_task(watch.wait(SHORT))) >= SHORT * 0.9


async def test_a_nudge_wakes_nobody_of_another_topic() -> None:
    bus = MemoryBus()
    async with bus.watch("a") as watch:
        await bus.nudge("b")
        assert await took(asyncio.create_task(watch.wait(SHORT))) >= SHORT * 0.9
    await bus.nudge("a")  # nobody is there any more


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgres_url", "redis_url"])
async def test_a_nudge_reaches_another_process(kind: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(kind)
    here, there = open_bus(url, SQLITE), open_bus(url, SQLITE)
    async with running(here, there), there.watch("a") as watch:
        await watch.wait(LONG)  # until it listens, of which it tells by waking all
        await here.nudge("a")
        assert await took(asyncio.create_task(watch.wait(LONG))) < LONG / 2


@pytest.mark.slow
async def test_a_bus_whose_server_went_and_came_back_carries_again() -> None:
    folder = Path(tempfile.mkdtemp(prefix="assistant-redis-"))
    try:
        with running_redis(folder) as url:
            here, there = open_bus(url, SQLITE), open_bus(url, SQLITE)
        async with running(here, there), there.watch("a") as watch, here.watch("a") as own:
            await here.nudge("a")  # with nobody to carry it
            assert await took(asyncio.create_task(own.wait(LONG))) < LONG / 2
            with running_redis(folder):
                await watch.wait(LONG)  # woken when it is back
                await here.nudge("a")
                assert await took(asyncio.create_task(watch.wait(LONG))) < LONG / 2
    finally:
        shutil.rmtree(folder)


def test_the_address_chooses_the_bus() -> None:
    postgres = read_address("postgresql://user:secret@host/name")
    assert isinstance(open_bus("", SQLITE), MemoryBus)
    assert isinstance(open_bus("memory://", postgres), MemoryBus)
    assert isinstance(open_bus("", postgres), WiredBus)
    assert isinstance(open_bus("redis://localhost", SQLITE), WiredBus)
    with pytest.raises(BusUnusable, match="use memory://"):
        open_bus("kafka://host", SQLITE)
