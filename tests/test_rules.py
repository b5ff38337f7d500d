"""Which state follows what."""

import pytest

from assistant.conversation import State
from assistant.conversations.rules import (
    after_claim,
    after_close,
    after_giving_up,
    after_hand_back,
    after_reopening,
    after_request,
    after_staff,
    after_visitor,
    assistant_may_speak,
)

ASSISTANT, WAITING = State.WITH_ASSISTANT, State.WAITING_FOR_STAFF
STAFF, CLOSED = State.WITH_STAFF, State.CLOSED


@pytest.mark.parametrize(
    ("rule", "becomes"),
    [
        (after_visitor, (ASSISTANT, WAITING, STAFF, ASSISTANT)),
        (after_staff, (STAFF, STAFF, STAFF, STAFF)),
        (after_request, (WAITING, WAITING, STAFF, WAITING)),
        (after_claim, (STAFF, STAFF, STAFF, STAFF)),
        (after_hand_back, (ASSISTANT, ASSISTANT, ASSISTANT, CLOSED)),
        (after_close, (CLOSED, CLOSED, CLOSED, CLOSED)),
        (after_giving_up, (ASSISTANT, WAITING, WAITING, CLOSED)),
        (after_reopening, (ASSISTANT, WAITING, STAFF, STAFF)),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_the_state_that_follows(rule: object, becomes: tuple[State, ...]) -> None:
    assert callable(rule)
    assert tuple(map(rule, (ASSISTANT, WAITING, STAFF, CLOSED))) == becomes


def test_the_assistant_speaks_until_somebody_has_claimed() -> None:
    assert [state for state in State if assistant_may_speak(state)] == [ASSISTANT, WAITING]
