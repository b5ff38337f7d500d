"""Which state follows what, and what is owed: pure, as tables that anybody can read."""

from typing import Final

from assistant.conversation import State

# The kinds of errands.
ANSWER: Final = "answer"  # a visitor's message
MAIL_WAITING: Final = "mail_waiting"  # to staff: somebody waits
MAIL_UNCLAIMED: Final = "mail_unclaimed"  # to staff: nobody has claimed it
MAIL_UNANSWERED: Final = "mail_unanswered"  # to staff: whoever claimed it has not answered
MAIL_OVERDUE: Final = "mail_overdue"  # to staff: the visitor still waits
MAIL_ALARM: Final = "mail_alarm"  # to staff: answers fail
MAIL_SLACK: Final = "mail_slack"  # to staff: Slack takes nothing
MAIL_REPLY: Final = "mail_reply"  # to a visitor who has left: what staff wrote


def after_visitor(state: State) -> State:
    """A visitor who comes back to a closed conversation is with the assistant again."""
    return State.WITH_ASSISTANT if state is State.CLOSED else state


def after_staff(_: State) -> State:
    """Whoever of the staff writes to the visitor has taken over."""
    return State.WITH_STAFF


def after_request(state: State) -> State:
    """A visitor who asks for a person waits for one, unless a person is there already."""
    return state if state is State.WITH_STAFF else State.WAITING_FOR_STAFF


def after_claim(_: State) -> State:
    """A claim takes over."""
    return State.WITH_STAFF


def after_hand_back(state: State) -> State:
    """Handed back, the assistant answers again."""
    return State.CLOSED if state is State.CLOSED else State.WITH_ASSISTANT


def after_close(_: State) -> State:
    """Closed, until somebody writes again."""
    return State.CLOSED


def after_nothing(state: State) -> State:
    """What changes nothing."""
    return state


def after_reopening(state: State) -> State:
    """Opened again by staff, who have it from then on."""
    return State.WITH_STAFF if state is State.CLOSED else state


def after_giving_up(state: State) -> State:
    """A visitor who waits in vain for whoever claimed has the assistant back, and still waits."""
    return State.WAITING_FOR_STAFF if state is State.WITH_STAFF else state


def assistant_may_speak(state: State) -> bool:
    """Whether the assistant's answers go to the visitor; after a claim they are drafts at most."""
    return state in {State.WITH_ASSISTANT, State.WAITING_FOR_STAFF}
