"""A stream whose reader leaves ends what it reads from, and nothing is reported as a fault."""

import asyncio
from collections.abc import AsyncGenerator

import anyio

from assistant.web.streams import stream, write_news


async def test_a_reader_who_leaves_is_waited_for_until_all_that_was_open_is_closed() -> None:
    reading, closed = asyncio.Event(), asyncio.Event()

    async def happenings() -> AsyncGenerator[str | None, None]:
        try:
            while True:
                reading.set()
                await asyncio.sleep(60)
                yield None
        finally:
            for _ in range(5):  # as a connection to a database is given back
                await asyncio.sleep(0)
            closed.set()

    async def read() -> None:
        async for _ in stream(happenings(), write_news, asyncio.Event()).body_iterator:
            pass

    # As the framework does where a browser goes to another page: it cancels at every turn.
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        await reading.wait()
        tasks.cancel_scope.cancel()
    assert closed.is_set()
