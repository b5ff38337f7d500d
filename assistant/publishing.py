"""Ingests and publishes: the work behind `ingest.py`, under a lock so that two never collide."""

import asyncio
import fcntl
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from assistant.answering.intents import example_wordings
from assistant.library.encoder import Encoder
from assistant.library.export import ensure_export
from assistant.library.folder import fingerprint
from assistant.library.ingestion import Folders, IngestReport, Progress, make_build
from assistant.settings import Settings
from assistant.storage.store import Build, BuildStore, ListedBuild, PublishedBuild
from assistant.vocabulary import BuildId

KEPT = 3  # builds that `--prune` leaves besides the active one


class Publisher:
    """Makes builds of the documents and publishes them."""

    def __init__(self, settings: Settings, store: BuildStore) -> None:
        self._settings = settings
        self._store = store
        self._data = settings.data_dir.absolute()

    @property
    def folders(self) -> Folders:
        """Where an ingestion reads and writes."""
        return Folders(
            knowledge=self._settings.knowledge_dir.absolute(),
            own=self._settings.own_dir.absolute() if self._settings.own_dir else None,
            builds=self._data / "builds",
            scratch=self._data / "scratch",
        )

    def fingerprint(self) -> str:
        """Changes whenever a document or a setting that ingestion depends on does."""
        folders = self.folders
        own = fingerprint(folders.own) if folders.own else ""
        shipped = "shipped" if self._settings.shipped_documents else "own only"
        return "/".join(
            (fingerprint(folders.knowledge), own, shipped, self._settings.encoder_model)
        )

    async def is_current(self) -> bool:
        """Whether the published build was made of the documents as they are now."""
        active = await self._store.active()
        if active is None or not (self._data / active.build.directory).is_dir():
            return False
        return active.build.fingerprint == await asyncio.to_thread(self.fingerprint)

    async def ingest(self, progress: Progress) -> tuple[PublishedBuild, IngestReport]:
        """Make a build and publish it; until the last step the old build goes on serving.

        Raises:
            AssistantError: Nothing was published; the message says why.
        """
        with _only_one(self._data):
            mark = self.fingerprint()
            active = await self._store.active()
            progress.stage("Opening the encoder", 1)
            encoder = Encoder.open(
                ensure_export(self._settings.encoder_model, self._data / "encoders")
            )
            progress.step()
            new = make_build(
                self.folders,
                encoder,
                self._data / active.build.directory if active else None,
                progress,
                intents=example_wordings(),
                shipped=self._settings.shipped_documents,
            )
            build = Build(
                id=new.id,
                created_at=datetime.now(UTC),
                directory=str(new.folder.relative_to(self._data)),
                documents=new.report.documents,
                passages=new.report.passages,
                encoder=new.encoder,
                fingerprint=mark,
                report=_as_json(new.report),
            )
            return await self._store.publish(build), new.report

    async def rollback(self) -> PublishedBuild:
        """Publish the build before the active one.

        Raises:
            AssistantError: There is none.
        """
        return await self._store.rollback()

    async def builds(self) -> list[ListedBuild]:
        """Every build that is known, newest first."""
        return await self._store.builds()

    async def prune(self) -> list[BuildId]:
        """Delete all but the active build and the `KEPT` newest others, and crashes' leftovers."""
        with _only_one(self._data):
            listed = await self._store.builds()
            others = [one.build for one in listed if not one.active]
            others.sort(key=lambda build: build.created_at, reverse=True)
            forgotten = await self._store.forget([build.id for build in others[KEPT:]])
            kept = {one.build.id for one in await self._store.builds()}
            for folder in sorted((self._data / "builds").glob("*")):
                if folder.is_dir() and folder.name not in kept:
                    shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(self._data / "scratch", ignore_errors=True)
            return list(forgotten)


def _as_json(report: IngestReport) -> Mapping[str, object]:
    return asdict(report)


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Wait until no other process ingests into this data folder."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Reingestion:
    """Runs an ingestion in a process of its own when the documents have changed.

    The documents must look the same twice in a row, so that a copy in progress is not taken.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._seen = ""
        self._tried = ""

    async def look(self) -> None:
        """Compare the documents with the published build, and ingest when they differ."""
        mark = await asyncio.to_thread(self._publisher.fingerprint)
        settled, self._seen = mark == self._seen, mark
        if not settled or mark == self._tried or await self._publisher.is_current():
            return
        self._tried = mark
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "assistant",
            "ingest",
            stdin=asyncio.subprocess.DEVNULL,
        )
        try:
            await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
