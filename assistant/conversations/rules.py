"""Which state follows what, and who is owed an answer: pure, as tables that anybody can read."""

from assistant.conversation import State

ANSWER = "answer"  # the kind of errand that answers a visitor's message


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


def assistant_may_speak(state: State) -> bool:
    """Whether the assistant's answers go to the visitor; after a claim they are drafts at most."""
    return state in {State.WITH_ASSISTANT, State.WAITING_FOR_STAFF}


def owed_to_visitor(state: State) -> str:
    """The errand that a visitor's message makes: an answer, unless a person has taken over."""
    return ANSWER if assistant_may_speak(state) else ""
