"""The librarian changes shelves under load: no question is dropped, nothing is left open."""

import asyncio
import gc
import shutil
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.library.build import MANIFEST
from assistant.library.encoder import Encoder
from assistant.library.index import AskedQuestion
from assistant.library.ingestion import NewBuild
from assistant.library.lexicon import terms
from assistant.library.librarian import Librarian
from assistant.seams import AssistantError, IndexMismatch
from assistant.storage.database import open_database
from assistant.storage.migrate import migrate
from assistant.storage.store import Build, BuildStore
from tests.knowledge_folders import BENEFITS, JOINING, ingest, write_knowledge

SWAPS = 50
QUESTIONS = 200


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> tuple[Path, list[NewBuild]]:
    """A data folder with two builds that say different things."""
    place = tmp_path_factory.mktemp("library")
    made = []
    for answer in ("Monday", "Friday"):
        documents = {"a.md": f"# Office\n\nThe office opens on {answer}.\n", "b.md": JOINING}
        write_knowledge(place / "knowledge", {**documents, "c.md": BENEFITS})
        made.append(ingest(place, encoder))
    return place, made


@asynccontextmanager
async def store_in(folder: Path) -> AsyncGenerator[BuildStore, None]:
    url = f"sqlite+aiosqlite:///{folder / 'assistant.db'}"
    migrate(url)
    database = open_database(url)
    try:
        yield BuildStore(database, lambda: datetime.now(UTC))
    finally:
        await database.close()


async def publish(store: BuildStore, place: Path, made: NewBuild, encoder: str = "") -> None:
    directory = str(made.folder.relative_to(place))
    await store.publish(
        Build(made.id, datetime.now(UTC), directory, 3, 3, encoder or made.encoder, "mark")
    )


def nothing(_: Path) -> None:
    """No other room keeps anything with these builds."""


async def until(true: Callable[[], bool], seconds: float) -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
    return time.monotonic() - began


async def ask(librarian: Librarian[None], thread: ThreadPoolExecutor) -> str:
    """One question, with a pause in the middle, as a chat model would make it."""
    shelf = librarian.shelf()
    question = "When does the office open?"
    encoding = await asyncio.get_running_loop().run_in_executor(
        thread, shelf.encoder.encode, question
    )
    await asyncio.sleep(0.02)
    asked = AskedQuestion(encoding.vector, encoding.tokens, tuple(terms(question)))
    best, *_ = shelf.public.search(asked, 3)
    return shelf.public.passages[best.position].text


@pytest.mark.parametrize("exact_up_to", [1000, 0])
async def test_a_new_build_is_picked_up_under_load_and_no_question_is_dropped(
    library: tuple[Path, list[NewBuild]], encoder_folder: Path, tmp_path: Path, exact_up_to: int
) -> None:
    place, (old, new) = library
    async with store_in(tmp_path) as store:
        librarian = Librarian(store, place, encoder_folder.parent, nothing, exact_up_to=exact_up_to)
        await publish(store, place, old)
        assert await librarian.refresh()
        following = asyncio.create_task(librarian.follow(0.5))
        with ThreadPoolExecutor(1) as thread:
            asking = [asyncio.create_task(ask(librarian, thread)) for _ in range(QUESTIONS // 2)]
            await publish(store, place, new)
            published = asyncio.create_task(until(lambda: librarian.shelf().build == new.id, 10))
            while not published.done():
                asking += [asyncio.create_task(ask(librarian, thread)) for _ in range(2)]
                await asyncio.sleep(0.01)
            asking += [asyncio.create_task(ask(librarian, thread)) for _ in range(QUESTIONS // 2)]
            answers = await asyncio.gather(*asking)
        following.cancel()
    assert published.result() < 2
    assert len(answers) >= QUESTIONS
    assert set(answers) == {"The office opens on Monday.", "The office opens on Friday."}
    assert set(answers[-QUESTIONS // 2 :]) == {"The office opens on Friday."}


def open_handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def resident_megabytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 // 1024


async def swap(
    store: BuildStore, place: Path, builds: list[NewBuild], librarian: Librarian[None]
) -> None:
    with ThreadPoolExecutor(1) as thread:
        for made in builds:
            await publish(store, place, made)
            assert await librarian.refresh()
            await ask(librarian, thread)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads Linux's /proc")
async def test_fifty_swaps_leave_no_handle_no_thread_and_no_copy_behind(
    library: tuple[Path, list[NewBuild]], encoder_folder: Path, tmp_path: Path
) -> None:
    place, builds = library
    async with store_in(tmp_path) as store:
        librarian = Librarian(store, place, encoder_folder.parent, nothing, exact_up_to=0)
        await swap(store, place, builds * 5, librarian)  # until the pools of threads have grown
        before = open_handles(), threads(), resident_megabytes()
        await swap(store, place, builds * (SWAPS // 2), librarian)
        gc.collect()
        after = open_handles(), threads(), resident_megabytes()
        assert len(list((place / "scratch").iterdir())) == 1  # the copy in use
        assert abs(after[0] - before[0]) <= 5
        assert abs(after[1] - before[1]) <= 2
        assert after[2] - before[2] <= 50  # 5 MB a swap would be 250
        del librarian
        gc.collect()  # a frame may still have held it
        assert list((place / "scratch").iterdir()) == []


async def test_a_shelf_lives_as_long_as_a_question_holds_it(
    library: tuple[Path, list[NewBuild]], encoder_folder: Path, tmp_path: Path
) -> None:
    place, (old, new) = library
    async with store_in(tmp_path) as store:
        librarian = Librarian(store, place, encoder_folder.parent, nothing, exact_up_to=0)
        await publish(store, place, old)
        await librarian.refresh()
        held = librarian.shelf()
        encoder = held.encoder
        await publish(store, place, new)
        await librarian.refresh()
        encoding = encoder.encode("When does the office open?")
        question = AskedQuestion(encoding.vector, encoding.tokens, ("offic",))
        assert held.public.search(question, 1)
        assert len(list((place / "scratch").iterdir())) == 2
        del held
        assert len(list((place / "scratch").iterdir())) == 1
        assert librarian.shelf().encoder is encoder  # shared, not loaded again


async def test_without_a_build_there_is_a_sentence(tmp_path: Path) -> None:
    async with store_in(tmp_path) as store:
        librarian = Librarian(store, tmp_path, tmp_path / "encoders", nothing)
        assert not await librarian.refresh()
        assert not librarian.is_open
        assert await librarian.published() is None
        with pytest.raises(IndexMismatch, match=r"run 'python ingest\.py'"):
            librarian.shelf()


async def test_looking_twice_at_once_opens_a_build_once(
    library: tuple[Path, list[NewBuild]], encoder_folder: Path, tmp_path: Path
) -> None:
    place, (old, _) = library
    async with store_in(tmp_path) as store:
        librarian = Librarian(store, place, encoder_folder.parent, nothing)
        await publish(store, place, old)
        changed = await asyncio.gather(*(librarian.refresh() for _ in range(5)))
        assert sorted(changed) == [False] * 4 + [True]


async def test_a_damaged_build_leaves_the_old_shelf_and_its_trouble_is_told_until_it_is_over(
    library: tuple[Path, list[NewBuild]], encoder_folder: Path, tmp_path: Path
) -> None:
    place, (old, new) = library
    shutil.copytree(place / "builds", tmp_path / "builds")
    (tmp_path / "builds" / new.id / MANIFEST).unlink()
    async with store_in(tmp_path) as store:
        librarian = Librarian(store, tmp_path, encoder_folder.parent, nothing)
        await publish(store, place, old)
        await librarian.refresh()
        following = asyncio.create_task(librarian.follow(0.02))
        await publish(store, place, new)
        await until(lambda: "no whole manifest" in librarian.trouble, 10)
        await asyncio.sleep(0.2)
        assert "no whole manifest" in librarian.trouble
        assert librarian.shelf().build == old.id
        await store.rollback()
        await until(lambda: not librarian.trouble, 10)
        following.cancel()


async def test_a_missing_encoder_is_a_sentence(
    library: tuple[Path, list[NewBuild]], tmp_path: Path
) -> None:
    place, (old, _) = library
    async with store_in(tmp_path) as store:
        librarian = Librarian(store, place, tmp_path / "no-encoders", nothing)
        await publish(store, place, old)
        with pytest.raises(AssistantError, match="No encoder in"):
            await librarian.refresh()
        assert not await librarian.refresh()  # not tried again


async def test_trouble_that_passes_is_forgotten(tmp_path: Path) -> None:
    troubles = iter(["The share is away.", "The share is away."])

    async def look() -> None:
        if trouble := next(troubles, None):
            raise IndexMismatch(trouble)

    async with store_in(tmp_path) as store:
        librarian = Librarian(store, tmp_path, tmp_path, nothing)
        following = asyncio.create_task(librarian.follow(0.05, look))
        await until(lambda: librarian.trouble == "The share is away.", 5)
        await until(lambda: not librarian.trouble, 5)
        following.cancel()
