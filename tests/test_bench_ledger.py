"""The load's ledger: the control that it sees a lost, a doubled and a misled message."""

from typing import Any

import pytest

from bench.ledger import Account, Ledger

VISITORS = 20
ACKNOWLEDGED_AFTER, SEEN_AFTER, ANSWERED_AFTER = 0.004, 0.010, 0.100

Delivery = tuple[int, dict[str, Any]]


def a_message(seq: int, text: str) -> dict[str, Any]:
    return {"seq": seq, "author": "visitor", "text": text, "replies_to": None}


def an_answer(seq: int, text: str, replies_to: int) -> dict[str, Any]:
    return {"seq": seq, "author": "assistant", "text": text, "replies_to": replies_to}


def deliveries() -> list[Delivery]:
    """What a faultless server brings to the stream of each visitor: message, then answer."""
    return [
        (visitor, said)
        for visitor in range(VISITORS)
        for said in (a_message(1, f"question {visitor}"), an_answer(2, "An answer.", 1))
    ]


def ledger_of(brought: list[Delivery], unacknowledged: int | None = None) -> Account:
    ledger = Ledger()
    for visitor in range(VISITORS):
        sent = ledger.send(visitor, f"client-{visitor}", f"question {visitor}", at=float(visitor))
        sent.seq = None if visitor == unacknowledged else 1
    for visitor, said in brought:
        after = SEEN_AFTER if said["author"] == "visitor" else ANSWERED_AFTER
        ledger.see(visitor, said, at=visitor + after)
    assert ledger.is_settled() is (ledger.account().unanswered == 0)
    return ledger.account()


def test_a_faultless_delivery_has_no_fault() -> None:
    account = ledger_of(deliveries())
    assert account.acknowledged == VISITORS
    faults = account.unacknowledged, account.lost, account.unanswered
    assert (*faults, account.doubled, account.astray) == (0, 0, 0, 0, 0)
    assert account.message.p95 == pytest.approx(1000 * SEEN_AFTER)
    assert account.answer.median == pytest.approx(1000 * ANSWERED_AFTER)


def test_an_event_that_was_dropped_is_lost() -> None:
    account = ledger_of(deliveries()[1:])
    assert (account.lost, account.unanswered, account.doubled, account.astray) == (1, 0, 0, 0)


def test_a_message_without_its_answer_is_told() -> None:
    account = ledger_of(deliveries()[:-1])
    assert (account.lost, account.unanswered, account.doubled, account.astray) == (0, 1, 0, 0)


def test_an_event_that_came_twice_is_doubled() -> None:
    right = deliveries()
    account = ledger_of([*right, right[0], right[1]])
    assert (account.lost, account.unanswered, account.doubled, account.astray) == (0, 0, 2, 0)


def test_an_event_at_another_visitor_is_astray() -> None:
    _, message = deliveries()[0]
    account = ledger_of([(5, message), *deliveries()[1:]])
    assert (account.lost, account.unanswered, account.doubled, account.astray) == (1, 0, 0, 1)


def test_what_was_not_acknowledged_is_no_loss() -> None:
    account = ledger_of(deliveries()[2:], unacknowledged=0)
    assert (account.acknowledged, account.unacknowledged, account.lost) == (VISITORS - 1, 1, 0)


def test_a_state_that_changed_is_no_message() -> None:
    ledger = Ledger()
    ledger.see(1, None, at=1.0)
    assert ledger.account().astray == 0
