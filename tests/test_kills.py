"""Ingestion is killed at any moment: what is published is whole, and the next one works."""

import asyncio
import random
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.library.build import read_build
from assistant.storage.database import open_database
from assistant.storage.migrate import migrate
from assistant.storage.store import BuildStore, PublishedBuild
from tests.knowledge_folders import BENEFITS, JOINING, LOGO_GAP, write_knowledge

ROOT = Path(__file__).parents[1]
KILLS = 40
BEGINS = b"Opening the encoder"  # what comes before is Python importing


@dataclass(frozen=True)
class House:
    """A data folder and a tiny knowledge folder, with the store that says what is published."""

    place: Path
    store: BuildStore

    @property
    def data(self) -> Path:
        return self.place / "data"

    def write(self, version: int) -> None:
        """Change one document: every build says which version it was made of."""
        text = f"{JOINING}\nThis is version {version} of the rules.\n"
        (self.place / "knowledge" / "joining.md").write_text(text)

    def start(self) -> "subprocess.Popen[bytes]":
        """Start an ingestion, and wait until it gets to work."""
        process = subprocess.Popen(
            [sys.executable, "ingest.py"],
            cwd=ROOT,
            env={
                "ASSISTANT_DATA_DIR": str(self.data),
                "ASSISTANT_KNOWLEDGE_DIR": str(self.place / "knowledge"),
            },
            stderr=subprocess.PIPE,
            start_new_session=True,  # its reader of documents must notice by itself
        )
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(BEGINS):
                return process
        raise AssertionError("ingest.py ended before it began")

    async def version(self) -> int:
        """Read the active build as a server would: whole, or this fails; which version it is."""
        active = await self.store.active()
        assert active is not None
        return self._version(active)

    def _version(self, active: PublishedBuild) -> int:
        contents = read_build(self.data / active.build.directory)
        assert len(contents.passages) == len(contents.vectors) == active.build.passages + 1
        assert [one.path for one in contents.documents] == [
            "benefits.md",
            "joining.md",
            "known-gaps.md",
        ]
        (said,) = (p.text for p in contents.passages if "version" in p.text)
        return int(said.split("version ")[1].split()[0])


@pytest.fixture
async def house(tmp_path: Path, encoder_folder: Path) -> AsyncGenerator[House, None]:
    shutil.copytree(encoder_folder, tmp_path / "data" / "encoders" / encoder_folder.name)
    documents = {"joining.md": JOINING, "benefits.md": BENEFITS, "known-gaps.md": LOGO_GAP}
    write_knowledge(tmp_path / "knowledge", documents)
    url = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'assistant.db'}"
    migrate(url)
    database = open_database(url)
    yield House(tmp_path, BuildStore(database, lambda: datetime.now(UTC)))
    await database.close()


def end(process: "subprocess.Popen[bytes]") -> int:
    """Wait for a process; its exit status."""
    with process:
        return process.wait(60)


def moments(seconds: float) -> Iterator[float]:
    """When to kill: spread over the work and chosen by chance, so that every run tries others."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}, {KILLS} kills within {seconds:.2f} s")  # noqa: T201 - to try it again
    chance = random.Random(seed)
    for kill in range(KILLS):
        yield seconds * (kill + chance.random()) / KILLS


@pytest.mark.timeout(400)  # two seconds a kill; most of it is Python starting
async def test_an_ingestion_killed_at_any_moment_leaves_a_whole_build(house: House) -> None:
    house.write(0)
    assert end(house.start()) == 0
    house.write(1)
    process, began = house.start(), time.monotonic()
    assert end(process) == 0
    published, kills = 1, 0
    for number, moment in enumerate(moments(time.monotonic() - began), start=2):
        house.write(number)
        process, began = house.start(), time.monotonic()
        while time.monotonic() - began < moment and process.poll() is None:
            assert await house.version() in {published, number}
            await asyncio.sleep(max(0, min(0.05, began + moment - time.monotonic())))
        kills += process.poll() is None
        process.kill()
        end(process)
        now = await house.version()
        assert now in {published, number}
        published = now
    assert kills >= KILLS * 3 // 4  # the others had just ended

    house.write(1000)
    assert end(house.start()) == 0
    assert await house.version() == 1000
    leftovers = [path.name for path in (house.data / "builds").iterdir() if path.name[0] == "."]
    assert leftovers == []
    assert list((house.data / "scratch").iterdir()) == []
