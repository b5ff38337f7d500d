"""The shipped knowledge, ingested once for the tests that ask it real questions."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.gate import read_gate
from assistant.answering.intents import example_wordings
from assistant.answering.study import Study
from assistant.library.encoder import Encoder
from assistant.library.ingestion import Folders, make_build
from assistant.library.shelf import Shelf, open_shelf
from assistant.vocabulary import Answer, Asked, Turn

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
TODAY = date(2026, 11, 24)


class Silence:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int) -> None:
        """Nothing."""

    def step(self) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Desk:
    """The study over the shipped knowledge."""

    study: Study
    shelf: Shelf

    def ask(self, message: str, *history: Turn, staff: bool = False) -> Answer:
        return asyncio.run(self.study.answer(Asked(message, history, staff=staff)))


@pytest.fixture(scope="session")
def desk(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("shipped")
    encoder = Encoder.open(encoder_folder)
    folders = Folders(KNOWLEDGE, None, home / "builds", home / "scratch")
    build = make_build(folders, encoder, None, Silence(), intents=example_wordings())
    shelf = open_shelf(build.id, build.folder, home / "scratch", encoder)
    with ThreadPoolExecutor(1) as thread:
        yield Desk(Study(lambda: shelf, read_gate(), lambda: TODAY, thread), shelf)
