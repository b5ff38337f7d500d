"""Keeps the published build open, and changes to a newer one without dropping a question.

Failure policy: with SQL down, or a new build that cannot be opened, the shelf in use stays.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from assistant.library.encoder import Encoder
from assistant.library.shelf import EXACT_UP_TO, Shelf, open_shelf
from assistant.seams import AssistantError, IndexMismatch
from assistant.storage.store import BuildStore, PublishedBuild

log = structlog.get_logger(__name__)


Beside = TypeVar("Beside")


class Librarian(Generic[Beside]):
    """Holds the shelf that answers now, and what another room keeps with its build.

    A shelf that was replaced goes when the last question that holds it is answered: it is only
    let go here, and what it keeps open is closed with the last reference to it.
    """

    def __init__(
        self,
        store: BuildStore,
        data_dir: Path,
        encoders: Path,
        open_beside: Callable[[Path], Beside],
        *,
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        """Keep where things are.

        Args:
            store: Says which build is published.
            data_dir: The builds' directories are relative to it.
            encoders: Exported encoders, one folder per digest.
            open_beside: Opens what another room keeps in a build's directory.
            exact_up_to: See `open_shelf`.
        """
        self._store = store
        self._data_dir = data_dir
        self._encoders = encoders
        self._open_beside = open_beside
        self._exact_up_to = exact_up_to
        self._open_build: tuple[Shelf, Beside] | None = None
        self._generation = -1
        self._refused = -1
        self._refusal = ""
        self._turn = asyncio.Lock()  # else two looks at once would both open a new build
        self.trouble = ""

    @property
    def is_open(self) -> bool:
        """Whether questions can be answered."""
        return self._open_build is not None

    def shelf(self) -> Shelf:
        """The shelf in use. Hold it for one question, not longer.

        Raises:
            IndexMismatch: Nothing has been published yet.
        """
        return self.opened()[0]

    def opened(self) -> tuple[Shelf, Beside]:
        """The shelf in use and what belongs to it. Hold both for one question, not longer.

        Raises:
            IndexMismatch: Nothing has been published yet.
        """
        if self._open_build is None:
            raise IndexMismatch("No documents have been ingested yet: run 'python ingest.py'.")
        return self._open_build

    async def published(self) -> PublishedBuild | None:
        """What SQL says is published."""
        return await self._store.active()

    async def refresh(self) -> bool:
        """Open the published build if it is not the one in use; whether it changed.

        A build that could not be opened is not tried again until another one is published.

        Raises:
            AssistantError: SQL does not answer, or the build cannot be opened.
        """
        async with self._turn:
            published = await self._store.active()
            if published is None or published.generation in {self._generation, self._refused}:
                return False
            try:
                shelf, beside = await asyncio.to_thread(self._open, published, self._open_build)
            except AssistantError as error:
                self._refused, self._refusal = published.generation, str(error)
                raise
            self._open_build, self._generation = (shelf, beside), published.generation
            self._refusal = self.trouble = ""
        log.info("build opened", build=published.build.id, passages=published.build.passages)
        return True

    def _open(
        self, published: PublishedBuild, before: tuple[Shelf, Beside] | None
    ) -> tuple[Shelf, Beside]:
        build = published.build
        folder = self._data_dir / build.directory
        if before is not None and before[0].encoder.card.digest == build.encoder:
            encoder = before[0].encoder  # 130 MB and 0.3 s that both can share
        else:
            encoder = Encoder.open(self._encoders / build.encoder)
        shelf = open_shelf(
            build.id,
            folder,
            self._data_dir / "scratch",
            encoder,
            exact_up_to=self._exact_up_to,
        )
        return shelf, self._open_beside(folder)

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
            troubles = [await _trouble_of(also)] if also is not None else []
            troubles.append(await _trouble_of(self.refresh) or self._refusal)
            trouble = " ".join(one for one in troubles if one)
            if trouble and trouble != self.trouble:
                log.warning("build not changed", reason=trouble)
            self.trouble = trouble


async def _trouble_of(work: Callable[[], Awaitable[object]]) -> str:
    """Do something; what went wrong as far as it was expected to, or an empty string."""
    try:
        await work()
    except AssistantError as error:
        return str(error)
    return ""
