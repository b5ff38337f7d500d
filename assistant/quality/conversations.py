"""Measures whole conversations with the exact tools: dues to the cent, the directory to the row."""

import re
import sys
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.library.figures import find_figures
from assistant.vocabulary import Answer, Asked, FigureKind, Turn

Answering = Callable[[Asked, date], Awaitable[Answer]]

_LABELS = ("sample rate",)  # what every sample amount carries, in any language


@dataclass(frozen=True, slots=True)
class Step:
    """A turn and what a right answer to it holds; the keys of `tests/evals/dues.toml`."""

    ask: str
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns that follow each other."""

    id: str
    kind: str
    language: str
    today: date
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """How a turn was answered: what was wrong with it, or nothing."""

    conversation: Conversation
    step: Step
    answer: Answer
    wrong: tuple[str, ...]


def read_conversations(path: Path) -> list[Conversation]:
    """The conversations of a file.

    Raises:
        ValueError: It holds none.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if not table.get("conversation"):
        raise ValueError("it holds no [[conversation]].")
    return [
        Conversation(
            id=row["id"],
            kind=row["kind"],
            language=row["language"],
            today=date.fromisoformat(row.get("today", table["today"])),
            steps=tuple(Step(turn["ask"], turn) for turn in row["turn"]),
        )
        for row in table["conversation"]
    ]


def grade(conversation: Conversation, step: Step, answer: Answer) -> Grade:
    """Hold an answer against what was expected of its turn."""
    checks = {
        "outcome": answer.outcome.value in step.expected["outcome"],
        "amounts": _amounts_right(answer, step.expected),
        "quote": _quote_right(answer, step.expected),
        "status": _status_right(answer, step.expected),
        "document": _document_right(answer, step.expected),
        "candidates": _candidates_right(answer, step.expected),
        "asked": _asks_right(answer, step.expected),
        "said": _says(answer.text, step.expected.get("must", ())),
        "must not": not _says_any(answer.text, step.expected.get("must_not", ())),
        "labelled": _is_labelled(answer),
    }
    return Grade(
        conversation, step, answer, tuple(name for name, right in checks.items() if not right)
    )


def _amounts_right(answer: Answer, expected: Mapping[str, Any]) -> bool:
    """Whether exactly the expected amounts are told."""
    return "amounts" not in expected or amounts_in(answer.text) == {
        str(amount) for amount in expected["amounts"]
    }


def amounts_in(text: str) -> set[str]:
    """The amounts of money in a text, as plain numbers."""
    money = (figure for figure in find_figures(text) if figure.kind is FigureKind.MONEY)
    return {value for figure in money for value in figure.values}


def _quote_right(answer: Answer, expected: Mapping[str, Any]) -> bool:
    """Whether the expected dues are told, and none beside an expected document."""
    told = answer.quote["amount"] if answer.quote else None
    return told == expected.get("quote") or not {"amounts", "quote", "document"} & set(expected)


def _status_right(answer: Answer, expected: Mapping[str, Any]) -> bool:
    if "status" not in expected:
        return True
    return answer.directory is not None and answer.directory["status"] in expected["status"]


def _document_right(answer: Answer, expected: Mapping[str, Any]) -> bool:
    """Whether one of the expected documents is the first source, if anything is told."""
    if "document" not in expected or answer.outcome.value not in {"answered", "partial"}:
        return True
    first = answer.sources[0].document if answer.sources else ""
    return first in expected["document"]


def _candidates_right(answer: Answer, expected: Mapping[str, Any]) -> bool:
    offered = " ".join(str(one) for one in (answer.directory or {}).get("candidates", ()))
    return all(name in offered for name in expected.get("candidates", ()))


def _asks_right(answer: Answer, expected: Mapping[str, Any]) -> bool:
    asks = expected.get("asks")
    return asks is None or answer.reason.endswith(f"asks {asks}")


def _says(text: str, must: Sequence[Sequence[str]]) -> bool:
    plain = text.casefold()
    return all(any(one.casefold() in plain for one in group) for group in must)


def _says_any(text: str, phrases: Sequence[str]) -> bool:
    plain = text.casefold()
    return any(one.casefold() in plain for one in phrases)


def _is_labelled(answer: Answer) -> bool:
    """Whether every amount of a sample schedule says that it is one."""
    if answer.quote is None or answer.quote["status"] != "sample":
        return True
    spelt = re.escape(str(answer.quote["currency"]))
    amounts = list(re.finditer(rf"{spelt} [\d,.]*\d", answer.text))
    return bool(amounts) and all(
        any(label in answer.text[one.end() : one.end() + 40] for label in _LABELS)
        for one in amounts
    )


async def evaluate_conversations(
    path: Path, answer: Answering, *, show: bool = False
) -> dict[str, Any]:
    """Hold every conversation of a file.

    Args:
        path: The file.
        answer: The study, as on a day.
        show: Print each turn that went wrong, to stderr.

    Returns:
        Shares of turns and of whole conversations that were right, by kind and language.
    """
    grades = [
        one
        for conversation in read_conversations(path)
        for one in await _hold(conversation, answer)
    ]
    if show:
        for one in grades:
            if one.wrong:
                print(_shown(one), file=sys.stderr)  # noqa: T201 - asked for
    return summarise(grades)


async def _hold(conversation: Conversation, answer: Answering) -> list[Grade]:
    history: tuple[Turn, ...] = ()
    grades = []
    for step in conversation.steps:
        asked = Asked(step.ask, history, samples=True)
        given = await answer(asked, conversation.today)
        grades.append(grade(conversation, step, given))
        history = (*history, Turn("user", step.ask), Turn("assistant", given.text))
    return grades


def summarise(grades: Sequence[Grade]) -> dict[str, Any]:
    """The figures of a set of grades."""
    failed = {one.conversation.id for one in grades if one.wrong}
    known = {one.conversation.id: one.conversation for one in grades}
    kinds = sorted({one.kind for one in known.values()})
    languages = sorted({one.language for one in known.values()})
    return {
        "conversations": len(known),
        "right": _share(known, failed),
        "turns": len(grades),
        "turns_right": round(sum(not one.wrong for one in grades) / len(grades), 4),
        "wrong_amounts": sum(_tells_wrong_amount(one) for one in grades),
        "unlabelled_samples": sum("labelled" in one.wrong for one in grades),
        "members_beyond_statements": sum(_claims_membership(one) for one in grades),
        "listed_but_not_found": sum(_misses_listed(one) for one in grades),
        "by_language": {
            name: _share({i: c for i, c in known.items() if c.language == name}, failed)
            for name in languages
        },
        "by_kind": {
            name: _share({i: c for i, c in known.items() if c.kind == name}, failed)
            for name in kinds
        },
    }


def _tells_wrong_amount(one: Grade) -> bool:
    """Whether dues were quoted that are not those expected; asking back or silence is no such."""
    return one.answer.quote is not None and "quote" in one.wrong


def _claims_membership(one: Grade) -> bool:
    status = (one.answer.directory or {}).get("status")
    return status == "member" and "member" not in one.step.expected.get("status", ("member",))


def _misses_listed(one: Grade) -> bool:
    """Whether a listed community was said to be missing."""
    expected = one.step.expected.get("status", ())
    status = (one.answer.directory or {}).get("status")
    return status == "not_found" and bool(expected) and "not_found" not in expected


def _share(known: Mapping[str, Conversation], failed: set[str]) -> float:
    return round(sum(one not in failed for one in known) / len(known), 4)


def _shown(one: Grade) -> str:
    expected = {
        key: value for key, value in one.step.expected.items() if key not in {"ask", "must_not"}
    }
    return (
        f"{one.conversation.id} [{', '.join(one.wrong)}] {one.step.ask!r}\n"
        f"   expected {expected}\n"
        f"   got {one.answer.outcome.value} ({one.answer.reason}) "
        f"quote {one.answer.quote and one.answer.quote['amount']} "
        f"{one.answer.directory and one.answer.directory['status']}\n   {one.answer.text[:500]!r}"
    )
