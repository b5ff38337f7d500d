"""Reads and writes the rows that measurements are made of: one JSON object a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.vocabulary import Turn


@dataclass(frozen=True, slots=True)
class CorpusRow:
    """One text of a corpus; rows with the same title speak of the same entry."""

    id: str
    title: str
    text: str
    domain: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question.

    Attributes:
        gold: Ids of the corpus rows that answer it; empty when none does.
        domain: The corpus part it was asked of, when the row says so.
        label: `answerable`, `partial` and `in_scope` can be answered; other labels cannot.
        answer: The entry's title in intent sets, else the answer or an empty string.
    """

    id: str
    question: str
    history: tuple[Turn, ...]
    gold: tuple[str, ...]
    domain: str
    label: str
    answer: str

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds an answer."""
        return self.label in {"answerable", "partial", "in_scope"} or (
            not self.label and bool(self.gold)
        )


def read_objects(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, blank lines left out.

    Raises:
        ValueError: A line is no JSON object; the message names file and line.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _object(line, f"{path.name}, line {number}")


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{place} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{place} is no JSON object.")
    return found


def read_corpus(path: Path) -> list[CorpusRow]:
    """The rows of a corpus file."""
    return [
        CorpusRow(
            str(row["id"]),
            str(row.get("title") or ""),
            str(row.get("text") or ""),
            str(row.get("domain") or ""),
        )
        for row in read_objects(path)
    ]


def read_questions(path: Path) -> list[QuestionRow]:
    """The rows of a question file."""
    return [question_of(row) for row in read_objects(path)]


def question_of(row: Mapping[str, Any]) -> QuestionRow:
    """A question from its object; only `id` and `question` are required."""
    return QuestionRow(
        id=str(row["id"]),
        question=str(row["question"]),
        history=tuple(Turn(turn["role"], turn["text"]) for turn in row.get("history") or ()),
        gold=tuple(map(str, row.get("gold_passages") or ())),
        domain=str(row.get("domain") or ""),
        label=str(row.get("label") or ""),
        answer=str(row.get("answer") or ""),
    )


def write_objects(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one object a line; the folder is made when it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
