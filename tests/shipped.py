"""The shipped knowledge, ingested once for the tests that ask it real questions."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import pytest

from assistant.answering.gate import read_gate
from assistant.answering.study import Study
from assistant.library.encoder import Encoder
from assistant.library.shelf import Shelf, open_shelf
from assistant.vocabulary import Answer, Asked, BuildId, Turn
from tests.installations import Installation

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Desk:
    """The study over the shipped knowledge."""

    study: Study
    shelf: Shelf

    def ask(self, message: str, *history: Turn, staff: bool = False) -> Answer:
        return asyncio.run(self.study.answer(Asked(message, history, staff=staff)))


@pytest.fixture(scope="session")
def desk(shipped: Installation, encoder: Encoder) -> Iterator[Desk]:
    (build,) = (shipped.data / "builds").iterdir()
    shelf = open_shelf(BuildId(build.name), build, shipped.data / "scratch", encoder)
    with ThreadPoolExecutor(1) as thread:
        yield Desk(Study(lambda: shelf, read_gate(), lambda: TODAY, thread), shelf)
