"""One look for many streams."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import pytest

from assistant.conversation import ConversationId
from assistant.conversations.lookout import FRESH_SECONDS, Lookout
from assistant.seams import StoreUnavailable

IDS = [ConversationId(f"visit-{number}") for number in range(500)]


class FakeStore:
    """Knows the newest event of each conversation, and how often it was asked."""

    def __init__(self) -> None:
        self.newest_of = dict.fromkeys(IDS, 3)
        self.asked: list[int] = []
        self.is_down = False

    async def newest(self, ids: Sequence[ConversationId]) -> Mapping[ConversationId, int]:
        self.asked.append(len(ids))
        await asyncio.sleep(0)
        if self.is_down:
            raise StoreUnavailable("down")
        return {id: self.newest_of[id] for id in ids if id in self.newest_of}


async def test_five_hundred_streams_are_looked_for_at_once() -> None:
    store = FakeStore()
    lookout = Lookout(store.newest)
    store.newest_of[IDS[7]] = 4
    del store.newest_of[IDS[8]]
    with ExitStack() as streams:
        for id in IDS:
            streams.enter_context(lookout.following(id))
        news = await asyncio.gather(*(lookout.has_news(id, 3) for id in IDS))
    assert store.asked == [500]
    assert [number for number, is_news in enumerate(news) if is_news] == [7, 8]


async def test_an_old_look_serves_nobody() -> None:
    store = FakeStore()
    lookout = Lookout(store.newest)
    with lookout.following(IDS[0]):
        assert not await lookout.has_news(IDS[0], 3)
        store.newest_of[IDS[0]] = 4
        await asyncio.sleep(FRESH_SECONDS + 0.01)
        assert await lookout.has_news(IDS[0], 3)


async def test_whom_nobody_follows_any_more_is_not_looked_for() -> None:
    store = FakeStore()
    lookout = Lookout(store.newest)
    with lookout.following(IDS[0]):
        with lookout.following(IDS[0]), lookout.following(IDS[1]):
            pass
        await lookout.has_news(IDS[0], 3)
    assert store.asked == [1]


async def test_after_a_look_that_failed_the_next_one_looks_again() -> None:
    store = FakeStore()
    lookout = Lookout(store.newest)
    with lookout.following(IDS[0]):
        store.is_down = True
        with pytest.raises(StoreUnavailable):
            await lookout.has_news(IDS[0], 3)
        store.is_down = False
        assert not await lookout.has_news(IDS[0], 3)
