"""Questions that differ from each other: dues, the directory and the documents by turns."""

import csv
import random
import tomllib
from collections.abc import Iterator
from itertools import chain, count, product
from pathlib import Path

from assistant.conversations.masking import mask_private

_DUES = (
    "What would a city of {people:,} people pay?",
    "We're a town with {people:,} residents. What does membership cost us per year?",
    "How much are the dues for a county of {people:,} people?",
    "Our village has {people} inhabitants - what would we owe next year?",
    "what is the annual fee for {people:,} people",
)
_LOOKUPS = (
    "Is {name}, {region} a member?",
    "Who are the sister cities of {name}, {region}?",
    "How many partners does {name} in {region} have?",
    "Which partner of {name}, {region} is the oldest?",
    "Does {name}, {region} have a friendship city?",
)
_GREETINGS = ("", "Hello! ", "Good morning. ", "Dear all, ", "Hi there, ", "Quick question: ")
_SETS = ("questions.toml", "tuning.toml")  # those that nothing is held out in
_PEOPLE = range(900, 900_000)


def read_questions(repository: Path, seed: int) -> Iterator[str]:
    """Questions without end, none of them twice.

    Args:
        repository: With `knowledge/` and `tests/evals/`.
        seed: The same seed gives the same questions.
    """
    kinds = (_dues(seed), _lookups(repository, seed), _document_questions(repository, seed))
    seen: set[str] = set()
    for turn in count():
        text = next(kinds[turn % len(kinds)])
        if text not in seen and mask_private(text) == text:  # it comes back as it was sent
            seen.add(text)
            yield text


def read_document_questions(repository: Path, seed: int) -> Iterator[str]:
    """The same, for the documents alone."""
    return _document_questions(repository, seed)


def _dues(seed: int) -> Iterator[str]:
    source = random.Random(seed)
    for people in source.sample(_PEOPLE, len(_PEOPLE)):
        yield source.choice(_DUES).format(people=people)


def _lookups(repository: Path, seed: int) -> Iterator[str]:
    path = repository / "knowledge" / "directory" / "communities.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        places = [(row["name"], row["region"]) for row in csv.DictReader(rows)]
    texts = [
        wording.format(name=name, region=region)
        for (name, region), wording in product(places, _LOOKUPS)
    ]
    return _greeted(texts, seed)


def _document_questions(repository: Path, seed: int) -> Iterator[str]:
    texts = chain.from_iterable(
        tomllib.loads((repository / "tests" / "evals" / name).read_text(encoding="utf-8"))[
            "question"
        ]
        for name in _SETS
    )
    return _greeted(list(dict.fromkeys(one["ask"] for one in texts)), seed)


def _greeted(texts: list[str], seed: int) -> Iterator[str]:
    """All of them in a shuffled order, then again with a greeting, then with a number."""
    random.Random(seed).shuffle(texts)
    for letter in count(1):
        for greeting, text in product(_GREETINGS, texts):
            yield f"{greeting}{text}" if letter == 1 else f"{greeting}{text} (letter {letter})"
