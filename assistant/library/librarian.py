"""Keeps the published build open, and changes to a newer one without dropping a question.

Failure policy: with SQL down, or a new build that cannot be opened, the shelf in use stays.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from assistant.library.encoder import Encoder
from assistant.library.shelf import Shelf, open_shelf
from assistant.seams import AssistantError, IndexMismatch
from assistant.storage.store import BuildStore, PublishedBuild

log = structlog.get_logger(__name__)


class Librarian:
    """Holds the shelf that answers now."""

    def __init__(self, store: BuildStore, data_dir: Path, encoders: Path) -> None:
        """Keep where things are.

        Args:
            store: Says which build is published.
            data_dir: The builds' directories are relative to it.
            encoders: Exported encoders, one folder per digest.
        """
        self._store = store
        self._data_dir = data_dir
        self._encoders = encoders
        self._shelf: Shelf | None = None
        self._generation = -1
        self._refused = -1
        self.trouble = ""

    @property
    def is_open(self) -> bool:
        """Whether questions can be answered."""
        return self._shelf is not None

    def shelf(self) -> Shelf:
        """The shelf in use.

        Raises:
            IndexMismatch: Nothing has been published yet.
        """
        if self._shelf is None:
            raise IndexMismatch("No documents have been ingested yet: run 'python ingest.py'.")
        return self._shelf

    async def published(self) -> PublishedBuild | None:
        """What SQL says is published."""
        return await self._store.active()

    async def refresh(self) -> bool:
        """Open the published build if it is not the one in use; whether it changed.

        Raises:
            AssistantError: SQL does not answer, or the build cannot be opened.
        """
        published = await self._store.active()
        if published is None or published.generation in {self._generation, self._refused}:
            return False
        try:
            shelf = await asyncio.to_thread(self._open, published)
        except AssistantError:
            self._refused = published.generation
            raise
        self._shelf, self._generation = shelf, published.generation
        self.trouble = ""
        log.info("build opened", build=published.build.id, passages=published.build.passages)
        return True

    def _open(self, published: PublishedBuild) -> Shelf:
        build = published.build
        encoder = Encoder.open(self._encoders / build.encoder)
        return open_shelf(
            build.id, self._data_dir / build.directory, self._data_dir / "scratch", encoder
        )

    async def follow(
        self, seconds: float, also: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Look for a newer build every so many seconds, until cancelled.

        Args:
            seconds: Between two looks.
            also: Something else to do at each look; its expected failures are noted, too.
        """
        while True:
            await asyncio.sleep(seconds)
            try:
                if also is not None:
                    await also()
                await self.refresh()
            except AssistantError as error:
                if str(error) != self.trouble:
                    log.warning("build not changed", reason=str(error))
                self.trouble = str(error)
