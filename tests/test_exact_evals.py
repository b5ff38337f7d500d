"""Conversations with the exact tools: what was right stays right, and nothing wrong is told."""

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.quality.conversations import (
    Conversation,
    Step,
    evaluate_conversations,
    grade,
    read_conversations,
)
from assistant.vocabulary import Answer, Asked, Outcome, Source
from tests.shipped import Desk

EVALS = Path(__file__).parent / "evals"
# File, and the least share of its conversations that is right in every turn. The held-out and the
# unseen ones were never looked at when they went wrong; the hard and the fresh ones were written to
# find weaknesses.
FLOORS = {
    "dues": 0.98,
    "dues_held_out": 0.92,
    "dues_hard": 0.93,
    "dues_fresh": 0.76,
    "dues_unseen": 0.75,
    "dues_clerks": 0.91,
    "directory": 0.97,
    "directory_held_out": 0.87,
    "directory_hard": 0.9,
    "directory_fresh": 0.94,
    "directory_unseen": 0.81,
    "directory_clerks": 0.96,
}
DIALOGUE_TURNS = 0.94  # the least share of all their turns that is right
# What is still told wrongly, or not found though it is listed; nowhere else is anything.
WRONG_AMOUNTS = {"dues_held_out": 1, "dues_fresh": 1, "dues_unseen": 2}
NOT_FOUND = {"directory_unseen": 2}


def hold(desk: Desk, name: str) -> Mapping[str, Any]:
    async def answer(asked: Asked, day: date) -> Answer:
        return await desk.study.on(day).answer(asked)

    return asyncio.run(evaluate_conversations(EVALS / f"{name}.toml", answer))


@pytest.mark.parametrize("name", FLOORS)
def test_conversations_stay_right_and_tell_nothing_wrong(desk: Desk, name: str) -> None:
    found = hold(desk, name)
    assert found["right"] >= FLOORS[name]
    assert found["unlabelled_samples"] == 0
    assert found["members_beyond_statements"] == 0
    assert found["wrong_amounts"] <= WRONG_AMOUNTS.get(name, 0)
    assert found["listed_but_not_found"] <= NOT_FOUND.get(name, 0)


def test_dialogues_stay_right_turn_by_turn_and_tell_no_wrong_amount(desk: Desk) -> None:
    found = hold(desk, "dialogues")
    assert found["turns_right"] >= DIALOGUE_TURNS
    assert found["wrong_amounts"] == 0
    assert found["unlabelled_samples"] == 0
    assert found["members_beyond_statements"] == 0
    assert found["listed_but_not_found"] == 0


def test_the_files_hold_what_they_should() -> None:
    dues = read_conversations(EVALS / "dues.toml")
    assert len(dues) >= 120
    assert sum(one.language == "es" for one in dues) >= 40
    assert len(read_conversations(EVALS / "directory.toml")) >= 120
    dialogues = read_conversations(EVALS / "dialogues.toml")
    assert len(dialogues) >= 80
    assert all(2 <= len(one.steps) <= 6 for one in dialogues)
    assert 0.1 <= sum(one.language == "es" for one in dialogues) / len(dialogues) <= 0.15


def answered(
    text: str,
    quote: Mapping[str, object] | None = None,
    directory: Mapping[str, object] | None = None,
) -> Answer:
    return Answer(Outcome.ANSWERED, text, quote=quote, directory=directory)


QUOTE = {"amount": 300, "currency": "USD", "status": "sample", "steps": []}
STEP = Step("?", {"outcome": ["answered"], "amounts": [300], "quote": 300, "must": [["2026"]]})
TALK = Conversation("a", "stated", "en", date(2026, 6, 15), (STEP,))


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (answered("For 2026: USD 300 (sample rate).", quote=QUOTE), ()),
        (answered("For 2026: USD 300.", quote=QUOTE), ("labelled",)),
        (answered("USD 300 (sample rate).", quote=QUOTE), ("said",)),
        (
            answered("For 2026: USD 450 (sample rate).", quote={**QUOTE, "amount": 450}),
            ("amounts", "quote"),
        ),
        (answered("For 2026: USD 300 or USD 450 (sample rate)."), ("amounts", "quote")),
    ],
)
def test_a_wrong_answer_is_found_out(answer: Answer, wrong: tuple[str, ...]) -> None:
    assert grade(TALK, STEP, answer).wrong == wrong


@pytest.mark.parametrize(
    ("document", "quote", "wrong"),
    [
        ("a.md", None, ()),
        ("b.md", None, ("document",)),
        ("a.md", QUOTE, ("quote",)),
    ],
)
def test_a_turn_that_went_to_the_wrong_desk_is_found_out(
    document: str, quote: Mapping[str, object] | None, wrong: tuple[str, ...]
) -> None:
    step = Step("?", {"outcome": ["answered"], "document": ["a.md"]})
    source = Source(1, document, "A", "B", "", "2026", "USD 300 (sample rate).")
    answer = Answer(Outcome.ANSWERED, "USD 300 (sample rate).", (source,), quote=quote)
    assert grade(TALK, step, answer).wrong == wrong


def test_membership_beyond_the_statements_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(
        'today = "2026-06-15"\n[[conversation]]\nid = "a"\nkind = "listed"\nlanguage = "en"\n'
        '[[conversation.turn]]\nask = "Is X in?"\noutcome = ["answered"]\nstatus = ["listed"]\n',
        encoding="utf-8",
    )

    async def answer(_: Asked, __: date) -> Answer:
        return answered("Yes.", directory={"status": "member", "steps": []})

    found = asyncio.run(evaluate_conversations(tmp_path / "one.toml", answer))
    assert found["members_beyond_statements"] == 1
    assert found["right"] == 0
