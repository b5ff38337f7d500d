"""Measures look-ups in the directory: `assistant evaluate lookups`, part of `make bench`.

Each sampled community is looked up as it is written, by its bare name, misspelt, and under a name
that nobody bears, all in one process, in milliseconds of CPU.
"""

import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.exact.directory.by_name import standing_of
from assistant.answering.exact.directory.looking_up import LookUp
from assistant.answering.exact.dues.phrases import Phrases
from assistant.answering.replies import Replies, read_sentences
from assistant.facts.communities import Community
from assistant.facts.directory_cells import us_states
from assistant.facts.facts import Facts, compile_facts, open_facts

LOOK_UP_MOST = 20.0  # milliseconds at the 95th percentile
SAMPLE = 500
_SEED = 5
_SYLLABLES = (
    *("ka", "lo", "mi", "ren", "to", "vas", "el", "dor", "an", "ber"),
    *("ton", "ville", "ham", "stead", "wick", "lan", "sul", "pra", "no"),
)
_SOURCE = "https://example.org/list"

_WAYS: Mapping[str, Callable[[Community], str]] = {
    "as written": lambda one: f"{one.name}, {one.region}",
    "bare name": lambda one: one.name,
    "misspelt": lambda one: f"{_swapped(one.name)}, {one.region}",
    "unknown": lambda one: f"Zq{one.name[::-1].lower()}",
}


def run(
    knowledge: Path,
    directory: Path | None,
    communities: int,
    gazetteers: Path,
    association: Mapping[str, Any],
    *,
    most: float = LOOK_UP_MOST,
) -> int:
    """Print the times; 1 when one is over the limit.

    Args:
        knowledge: Its dues table and, without another folder, its directory are compiled.
        directory: A folder with a directory.
        communities: How many made-up ones are looked up instead; 0 for none.
        gazetteers: Where compiled gazetteers lie.
        association: For the words of replies.
        most: The limit, in milliseconds at the 95th percentile.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if communities:
            directory = write_synthetic(folder / "directory", communities)
        (folder / "build").mkdir()
        compile_facts(knowledge, directory, folder / "build", gazetteers, date.today())  # noqa: DTZ011
        facts = open_facts(folder / "build", gazetteers)
        try:
            times = measure(facts, Replies(read_sentences("en"), association))
        finally:
            facts.close()
    slow = False
    for way, taken in times.items():
        median, late = np.percentile(taken, [50, 95])
        sys.stdout.write(f"{way}: median {median:.1f} ms, 95th percentile {late:.1f} ms\n")
        slow = slow or bool(late > most)
    return int(slow)


def measure(facts: Facts, replies: Replies) -> dict[str, list[float]]:
    """Milliseconds of each look-up, by the way of asking."""
    listed = [one for state in sorted(us_states()) for one in facts.directory.in_state(state)]
    chosen = random.Random(_SEED).sample(listed, min(SAMPLE, len(listed)))  # noqa: S311
    look_up = LookUp(facts.directory, replies, Phrases(replies, "en"))
    times: dict[str, list[float]] = {}
    for way, written in _WAYS.items():
        for community in chosen:
            start = time.process_time()
            look_up.answer(standing_of(written(community), facts.books))
            times.setdefault(way, []).append((time.process_time() - start) * 1000)
    return times


def write_synthetic(folder: Path, count: int) -> Path:
    """A directory of made-up communities all over the states, with one partner each."""
    chance = random.Random(_SEED)  # noqa: S311
    states = sorted(us_states())
    names: dict[tuple[str, str], None] = {}
    while len(names) < count:
        name = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 5)))
        names[name.capitalize(), chance.choice(states)] = None
    folder.mkdir()
    _write(
        folder / "communities.csv",
        ("name", "kind", "region", "country", "source", "vintage"),
        [(name, "city", state, "US", _SOURCE, "2026-02") for name, state in names],
    )
    _write(
        folder / "partnerships.csv",
        ("community", "region", "partner", "partner_country", "relation", "source", "vintage"),
        [(name, state, "Kyoto", "JP", "sister", _SOURCE, "2026-02") for name, state in names],
    )
    return folder


def _write(file: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])


def _swapped(name: str) -> str:
    """The name with its last two letters the wrong way round."""
    return name[:-2] + name[:-3:-1]
