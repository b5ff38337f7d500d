"""Measures whole answers against a file of questions with what a right answer must hold."""

import statistics
import sys
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.library.figures import find_figures, stands_in
from assistant.vocabulary import Answer, Asked, Source


@dataclass(frozen=True, slots=True)
class Expectation:
    """A question and what a right answer holds; the fields of `tests/evals/questions.toml`."""

    id: str
    kind: str
    ask: str
    outcome: tuple[str, ...]
    document: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """How an answer did; a part that was not expected is None."""

    expected: Expectation
    answer: Answer
    outcome: bool
    document: bool | None
    facts: bool | None
    untraced: int
    words: int

    @property
    def right(self) -> bool:
        """Whether everything that was expected is there."""
        return self.outcome and self.document is not False and self.facts is not False


def read_expectations(path: Path) -> list[Expectation]:
    """The questions of a file.

    Raises:
        ValueError: It holds none.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if not table.get("question"):
        raise ValueError("it holds no [[question]].")
    return [
        Expectation(
            id=row["id"],
            kind=row["kind"],
            ask=row["ask"],
            outcome=tuple(row["outcome"]),
            document=tuple(row["document"]),
            must=tuple(tuple(one) for one in row["must"]),
            must_not=tuple(row["must_not"]),
        )
        for row in table["question"]
    ]


def grade(expected: Expectation, answer: Answer) -> Grade:
    """Hold an answer against what was expected of it."""
    text = answer.text.casefold()
    said = all(any(one.casefold() in text for one in group) for group in expected.must)
    wrong = any(one.casefold() in text for one in expected.must_not)
    answered = answer.outcome.value in {"answered", "partial"}
    first = answer.sources[0].document if answer.sources else ""
    return Grade(
        expected=expected,
        answer=answer,
        outcome=answer.outcome.value in expected.outcome,
        document=(first in expected.document) if expected.document and answered else None,
        facts=(said and not wrong) if expected.must or expected.must_not else None,
        untraced=count_untraced(answer, expected.ask),
        words=len(answer.text.split()),
    )


def count_untraced(answer: Answer, asked: str) -> int:
    """Figures of the text that stand in no source or step and were not the visitor's own.

    Written apart from the ledger in `answering/checking.py`, so that one can catch the other.
    """
    places = (asked, *map(_excerpt, answer.sources), *_worked_out(answer))
    return sum(
        not any(stands_in(figure, place) for place in places)
        for figure in find_figures(answer.text)
    )


def _worked_out(answer: Answer) -> list[str]:
    """The steps of what code worked out."""
    tools = (tool for tool in (answer.quote, answer.directory) if tool is not None)
    return [str(step["text"]) for tool in tools for step in tool["steps"]]


def _excerpt(source: Source) -> str:
    return source.excerpt


async def evaluate_answers(
    path: Path, answer: Callable[[Asked], Awaitable[Answer]], *, show: bool = False
) -> dict[str, Any]:
    """Ask every question of a file.

    Args:
        path: The file.
        answer: The study.
        show: Print each question that went wrong, to stderr.

    Returns:
        Shares right by part and by kind, untraced figures, words.
    """
    grades = [grade(one, await answer(Asked(one.ask))) for one in read_expectations(path)]
    if show:
        for one in grades:
            if not one.right:
                print(_shown(one), file=sys.stderr)  # noqa: T201 - asked for
    return summarise(grades)


def summarise(grades: Sequence[Grade]) -> dict[str, Any]:
    """The figures of a set of grades."""
    words = [one.words for one in grades]
    kinds = sorted({one.expected.kind for one in grades})
    return {
        "questions": len(grades),
        "outcome": _share([one.outcome for one in grades]),
        "document": _share([one.document for one in grades if one.document is not None]),
        "facts": _share([one.facts for one in grades if one.facts is not None]),
        "untraced_figures": sum(one.untraced for one in grades),
        "words_median": statistics.median(words),
        "words_p95": statistics.quantiles(words, n=20)[-1] if len(words) > 1 else words[0],
        "by_kind": {kind: _of_kind(grades, kind) for kind in kinds},
    }


def _of_kind(grades: Sequence[Grade], kind: str) -> Mapping[str, float | int]:
    some = [one for one in grades if one.expected.kind == kind]
    return {
        "questions": len(some),
        "outcome": _share([one.outcome for one in some]),
        "document": _share([one.document for one in some if one.document is not None]),
        "facts": _share([one.facts for one in some if one.facts is not None]),
    }


def _share(values: Sequence[bool | None]) -> float:
    return round(sum(map(bool, values)) / len(values), 4) if values else 1.0


def _shown(one: Grade) -> str:
    answer, expected = one.answer, one.expected
    wrong = [
        name
        for name, value in (
            ("outcome", one.outcome),
            ("document", one.document),
            ("facts", one.facts),
        )
        if value is False
    ]
    first = answer.sources[0] if answer.sources else None
    place = f"{first.document}#{first.section}" if first else "-"
    return (
        f"{expected.id} [{', '.join(wrong)}] {expected.ask}\n"
        f"   expected {expected.outcome} {expected.document} {expected.must} "
        f"not {expected.must_not}\n"
        f"   got {answer.outcome.value} {place} ({answer.reason}, {answer.confidence:.2f})\n"
        f"   {answer.text[:400]!r}"
    )
