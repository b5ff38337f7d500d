"""The shipped knowledge, ingested once for the tests that ask it real questions."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import pytest

from assistant.answering.gate import read_gate
from assistant.answering.study import Study
from assistant.facts.facts import open_facts
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

    def ask(
        self, message: str, *history: Turn, staff: bool = False, samples: bool = False
    ) -> Answer:
        asked = Asked(message, history, staff=staff, samples=samples)
        return asyncio.run(self.study.answer(asked))


@pytest.fixture(scope="session")
def desk(shipped: Installation, encoder: Encoder) -> Iterator[Desk]:
    (build,) = (shipped.data / "builds").iterdir()
    shelf = open_shelf(BuildId(build.name), build, shipped.data / "scratch", encoder)
    facts = open_facts(build, shipped.data / "gazetteers")
    with ThreadPoolExecutor(1) as thread:
        yield Desk(Study(lambda: (shelf, facts), read_gate(), lambda: TODAY, thread), shelf)
    facts.close()
