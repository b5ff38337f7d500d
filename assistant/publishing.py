"""Ingests and publishes: the work behind `ingest.py`, under a lock so that two never collide."""

import asyncio
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from assistant.answering.intents import example_wordings
from assistant.facts.facts import FORMAT as FACTS_FORMAT
from assistant.facts.facts import GAZETTEERS, FactsReport, compile_facts
from assistant.library.build import FORMAT, MANIFEST
from assistant.library.disk import sweep, trouble_named
from assistant.library.encoder import Encoder, is_exported
from assistant.library.export import clear_exports, ensure_export
from assistant.library.folder import fingerprint
from assistant.library.ingestion import Folders, NewBuild, make_build
from assistant.library.report import IngestReport, Progress
from assistant.seams import IndexMismatch
from assistant.settings import Settings, today
from assistant.storage.store import Build, BuildStatus, BuildStore, ListedBuild, PublishedBuild
from assistant.vocabulary import BuildId

KEPT = 3  # builds that `--prune` leaves besides the active one
INGEST_COMMAND = (sys.executable, "-m", "assistant", "ingest")
_INGEST_SECONDS = 1800.0  # ten times what 10,000 passages take
_RETRY_SECONDS = 15.0  # after a first failure; doubled by each further one
_RETRY_SECONDS_MOST = 3600.0


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
        """Changes whenever a document, a setting or a program does that a build depends on."""
        folders = self.folders
        own = fingerprint(folders.own) if folders.own else ""
        directory = self._settings.directory_dir
        listed = fingerprint(directory.absolute()) if directory else ""
        shipped = "shipped" if self._settings.shipped_documents else "own only"
        return "/".join(
            (
                fingerprint(folders.knowledge),
                own,
                listed,
                shipped,
                self._settings.encoder_model,
                f"format {FORMAT}.{FACTS_FORMAT}",
            )
        )

    async def is_current(self) -> bool:
        """Whether there is nothing to ingest.

        So it is when the published build was made of the documents as they are now, and also when
        one was that has been taken back: a rollback holds until a document changes.
        """
        active = await self._store.active()
        if active is None or not self._is_usable(active.build):
            return False
        mark = await asyncio.to_thread(self.fingerprint)
        taken_back = (
            one.build for one in await self._store.builds() if one.status is BuildStatus.RETIRED
        )
        return mark in {build.fingerprint for build in (active.build, *taken_back)}

    async def is_of_another_folder(self) -> bool:
        """Whether somebody published another folder than that of the settings, which is there."""
        active = await self._store.active()
        place = active.build.report.get("folder", self._place) if active else self._place
        return place != self._place and (self._data / place).is_dir()

    @property
    def _place(self) -> str:
        """The knowledge folder as seen from the data folder, so that both can move together."""
        return os.path.relpath(self.folders.knowledge, self._data)

    def _is_usable(self, build: Build) -> bool:
        return (self._data / build.directory / MANIFEST).is_file() and is_exported(
            self._encoders / build.encoder
        )

    async def ingest(self, progress: Progress) -> tuple[PublishedBuild, IngestReport]:
        """Make a build and publish it; until the last step the old build goes on serving.

        Raises:
            AssistantError: Nothing was published; the message says why.
        """
        with _only_one(self._data, progress):
            self._clear_drafts()
            mark = self.fingerprint()
            active = await self._store.active()
            try:
                facts = self._compile_facts(progress)
                new = make_build(
                    self.folders,
                    self._open_encoder(progress),
                    self._data / active.build.directory if active else None,
                    progress,
                    intents=example_wordings(),
                    shipped=self._settings.shipped_documents,
                    beside=partial(_move_facts, self._facts_draft),
                )
            finally:
                shutil.rmtree(self._facts_draft, ignore_errors=True)
            new.report.beside = list(facts.lines)
            return await self._store.publish(self._described(new, mark)), new.report

    def _compile_facts(self, progress: Progress) -> FactsReport:
        """First of all, for a table that is refused should not have to wait for the documents."""
        progress.stage("Checking dues, places and directory", 1)
        settings, draft = self._settings, self._facts_draft
        shutil.rmtree(draft, ignore_errors=True)
        with trouble_named("The tables of facts cannot be written"):
            draft.mkdir(parents=True)
            report = compile_facts(
                self.folders.knowledge,
                settings.directory_dir.absolute() if settings.directory_dir else None,
                draft,
                self._gazetteers,
                today(settings),
            )
        progress.step()
        return report

    @property
    def _facts_draft(self) -> Path:
        return self.folders.builds / ".facts"

    @property
    def _gazetteers(self) -> Path:
        return self._data / GAZETTEERS

    def _open_encoder(self, progress: Progress) -> Encoder:
        progress.stage("Opening the encoder", 1)
        encoder = Encoder.open(ensure_export(self._settings.encoder_model, self._encoders))
        progress.step()
        return encoder

    def _described(self, new: NewBuild, mark: str) -> Build:
        return Build(
            id=new.id,
            created_at=datetime.now(UTC),
            directory=str(new.folder.relative_to(self._data)),
            documents=new.report.documents,
            passages=new.report.passages,
            encoder=new.encoder,
            fingerprint=mark,
            report=asdict(new.report) | {"folder": self._place},
        )

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
            kept = {one.build.id: one.build.encoder for one in await self._store.builds()}
            _delete(path for path in self.folders.builds.glob("*") if path.name not in kept)
            sweep(self.folders.scratch)
            if kept:
                clear_exports(self._encoders, set(kept.values()))
            return list(forgotten)

    def _clear_drafts(self) -> None:
        """Delete what killed ingestions left behind; only while no other one runs."""
        _delete(path for path in self.folders.builds.glob("*") if path.name.startswith("."))
        sweep(self.folders.scratch)

    @property
    def _encoders(self) -> Path:
        return self._data / "encoders"


def _move_facts(draft: Path, build: Path) -> None:
    """Put what was compiled first into the build that is now there."""
    for path in draft.iterdir():
        path.rename(build / path.name)
    draft.rmdir()


def _delete(folders: Iterable[Path]) -> None:
    for folder in list(folders):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _only_one(data: Path, progress: Progress | None = None) -> Iterator[None]:
    """Wait until no other process ingests into this data folder."""
    with trouble_named(f"The data folder {str(data)!r} cannot be written"):
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "ingest.lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if progress is not None:
                progress.stage("Waiting for another ingestion", 1)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Reingestion:
    """Runs an ingestion in a process of its own when the documents have changed.

    The documents must look the same twice in a row, so that a copy in progress is not taken. When
    it fails it is tried again after growing pauses, for memory or SQL may only have been short, and
    at once when the documents have changed.
    """

    def __init__(
        self,
        publisher: Publisher,
        command: Sequence[str] = INGEST_COMMAND,
        wait_seconds: float = _INGEST_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep what to run.

        Args:
            publisher: Knows what is published.
            command: Ingests and publishes.
            wait_seconds: After these it is killed.
            now: Seconds; tells when to try again.
        """
        self._publisher = publisher
        self._command = command
        self._wait_seconds = wait_seconds
        self._now = now
        self._seen = ""
        self._tried = ""
        self._pause = 0.0  # before the next try with the same documents
        self._again_at = 0.0

    async def look(self) -> None:
        """Compare the documents with the published build, and ingest when they differ.

        Raises:
            IndexMismatch: These documents could not be ingested.
        """
        mark = await asyncio.to_thread(self._publisher.fingerprint)
        settled, self._seen = mark == self._seen, mark
        if not settled or await self._publisher.is_current():
            return
        if mark != self._tried:
            self._tried, self._pause = mark, _RETRY_SECONDS
            await self._run()
        elif self._now() >= self._again_at:
            self._pause = min(2 * self._pause, _RETRY_SECONDS_MOST)
            await self._run()
        changed = await asyncio.to_thread(self._publisher.fingerprint) != mark
        if not changed and not await self._publisher.is_current():
            raise IndexMismatch(
                "The documents have changed but could not be ingested: run 'python ingest.py' to "
                "see why. The ones published before stay in use, and it is tried again."
            )

    async def _run(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(self._wait_seconds):
                await process.wait()
        except TimeoutError:
            pass  # `look` sees that nothing was published
        finally:
            if process.returncode is None:
                process.kill()  # a build is published whole or not at all
                await process.wait()
            self._again_at = self._now() + self._pause
