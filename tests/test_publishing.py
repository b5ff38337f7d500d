"""Publishing: one build answers at a time, a rollback holds, and what is old is cleared away."""

import asyncio
import fcntl
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.library.build import MANIFEST
from assistant.publishing import KEPT, Publisher, Reingestion
from assistant.seams import DocumentRefused, IndexMismatch
from assistant.settings import Settings
from assistant.storage.database import open_database
from assistant.storage.migrate import migrate
from assistant.storage.store import BuildStore, NoEarlierBuild
from tests.knowledge_folders import BENEFITS, JOINING, Quiet, write_knowledge

# A command that changes nothing, but leaves a line to count by.
COUNTED = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('x')"


@pytest.fixture
def place(tmp_path: Path, encoder_folder: Path) -> Path:
    """A data folder with the encoder in it, and a knowledge folder."""
    shutil.copytree(encoder_folder, tmp_path / "data" / "encoders" / encoder_folder.name)
    write_knowledge(tmp_path / "knowledge", {"joining.md": JOINING})
    return tmp_path


@asynccontextmanager
async def publishing(
    place: Path, database_url: str = "", **changes: object
) -> AsyncGenerator[Publisher, None]:
    settings = Settings.model_validate(
        {
            "data_dir": place / "data",
            "knowledge_dir": place / "knowledge",
            "database_url": database_url,
            **changes,
        }
    )
    migrate(settings.database)
    database = open_database(settings.database)
    try:
        yield Publisher(settings, BuildStore(database, lambda: datetime.now(UTC)))
    finally:
        await database.close()


def change(place: Path, text: str) -> None:
    (place / "knowledge" / "joining.md").write_text(text)


def build_names(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "data" / "builds").iterdir())


async def test_builds_are_published_listed_taken_back_and_pruned(
    place: Path, database_url: str
) -> None:
    async with publishing(place, database_url) as publisher:
        assert not await publisher.is_current()
        ids = []
        for number in range(KEPT + 3):
            change(place, f"{JOINING}\nVersion {number}.\n")
            published, report = await publisher.ingest(Quiet())
            ids.append(published.build.id)
            assert report.documents == published.build.documents == 1
        assert await publisher.is_current()
        assert [one.build.id for one in await publisher.builds()] == ids[::-1]

        assert (await publisher.rollback()).build.id == ids[-2]
        assert [one.build.id for one in await publisher.builds() if one.active] == [ids[-2]]

        (place / "data" / "builds" / ".half").mkdir()
        (place / "data" / "builds" / "nobody-knows").mkdir()
        (place / "data" / "scratch" / "left").mkdir(parents=True)
        (place / "data" / "encoders" / "unused").mkdir()
        forgotten = await publisher.prune()
        kept = sorted({*ids[-(KEPT + 1) :]})
        assert sorted(forgotten) == sorted(set(ids) - set(kept))
        assert build_names(place) == kept
        assert list((place / "data" / "scratch").iterdir()) == []
        assert len(list((place / "data" / "encoders").iterdir())) == 1


async def test_going_back_needs_an_earlier_build(place: Path) -> None:
    async with publishing(place) as publisher:
        with pytest.raises(NoEarlierBuild):
            await publisher.rollback()
        await publisher.ingest(Quiet())
        with pytest.raises(NoEarlierBuild):
            await publisher.rollback()


async def test_a_failed_ingestion_leaves_what_was_published(place: Path) -> None:
    async with publishing(place) as publisher:
        published, _ = await publisher.ingest(Quiet())
        (place / "knowledge" / "joining.md").unlink()
        with pytest.raises(DocumentRefused):
            await publisher.ingest(Quiet())
        assert [one.build.id for one in await publisher.builds()] == [published.build.id]
        assert build_names(place) == [published.build.id]


async def test_a_rollback_holds_until_a_document_changes(place: Path) -> None:
    async with publishing(place) as publisher:
        await publisher.ingest(Quiet())
        change(place, BENEFITS)
        await publisher.ingest(Quiet())
        await publisher.rollback()
        assert await publisher.is_current()
        change(place, JOINING + "\nBetter.\n")
        assert not await publisher.is_current()


@pytest.mark.parametrize("lost", [f"builds/*/{MANIFEST}", "builds/*", "encoders/*"])
async def test_a_build_that_was_lost_is_not_current(place: Path, lost: str) -> None:
    async with publishing(place) as publisher:
        await publisher.ingest(Quiet())
        (path,) = (place / "data").glob(lost)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        assert not await publisher.is_current()
        await publisher.ingest(Quiet())
        assert await publisher.is_current()


async def test_another_setting_makes_another_fingerprint(place: Path) -> None:
    marks = set()
    (place / "share").mkdir()
    for changes in (
        {},
        {"shipped_documents": False},
        {"own_dir": place / "share"},
        {"encoder_model": "elsewhere"},
    ):
        async with publishing(place, **changes) as publisher:
            marks.add(publisher.fingerprint())
    assert len(marks) == 4


async def test_an_ingestion_waits_for_another_one_and_says_so(place: Path) -> None:
    script = (
        "import fcntl, sys, time\n"
        "lock = open(sys.argv[1], 'w'); fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "print('held', flush=True); time.sleep(1)\n"
    )
    lock = place / "data" / "ingest.lock"
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, lock, stdout=asyncio.subprocess.PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"held\n"
    progress = Quiet()
    async with publishing(place) as publisher:
        await publisher.ingest(progress)
    assert progress.stages[0] == "Waiting for another ingestion"
    assert await other.wait() == 0
    with lock.open("w") as free:
        fcntl.flock(free, fcntl.LOCK_EX | fcntl.LOCK_NB)


async def test_drafts_of_killed_ingestions_go_with_the_next_one(place: Path) -> None:
    (place / "data" / "builds" / ".20261124-000000-abcdef" / "vectors").mkdir(parents=True)
    async with publishing(place) as publisher:
        published, _ = await publisher.ingest(Quiet())
    assert build_names(place) == [published.build.id]


async def test_changed_documents_are_ingested_when_they_have_settled(place: Path) -> None:
    tries = place / "tries"
    async with publishing(place) as publisher:
        await publisher.ingest(Quiet())
        again = Reingestion(publisher, [sys.executable, "-c", COUNTED, str(tries)])
        await again.look()
        await again.look()
        assert not tries.exists()  # nothing has changed
        change(place, BENEFITS)
        await again.look()
        assert not tries.exists()  # it may still be changing
        for _ in range(3):
            with pytest.raises(IndexMismatch, match="could not be ingested"):
                await again.look()
        assert tries.read_text() == "x"  # one try, since the command did not publish
        await publisher.ingest(Quiet())
        await again.look()  # trouble is over


async def test_a_failed_ingestion_is_tried_again_after_growing_pauses(place: Path) -> None:
    tries, clock = place / "tries", [0.0]
    async with publishing(place) as publisher:
        command = [sys.executable, "-c", COUNTED, str(tries)]
        again = Reingestion(publisher, command, now=lambda: clock[0])
        await again.look()
        tried = {}
        for seconds in (0, 14, 16, 44, 46, 10_000):
            clock[0] = float(seconds)
            with pytest.raises(IndexMismatch, match="tried again"):
                await again.look()
            tried[seconds] = len(tries.read_text())
        assert tried == {0: 1, 14: 1, 16: 2, 44: 2, 46: 3, 10_000: 4}


async def test_an_ingestion_that_hangs_is_killed(place: Path) -> None:
    async with publishing(place) as publisher:
        again = Reingestion(publisher, [sys.executable, "-c", "import time; time.sleep(60)"], 0.2)
        await again.look()
        with pytest.raises(IndexMismatch, match="could not be ingested"):
            await asyncio.wait_for(again.look(), 10)


async def test_an_ingestion_under_way_ends_with_the_server(place: Path) -> None:
    script = f"import time\nopen({str(place / 'began')!r}, 'w')\ntime.sleep(60)"
    async with publishing(place) as publisher:
        again = Reingestion(publisher, [sys.executable, "-c", script])
        await again.look()
        looking = asyncio.create_task(again.look())
        while not (place / "began").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.05)
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(looking, 10)
