"""Says what a thread in Slack is to be told of what happens in its conversation: pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from assistant.conversation import Author, Conversation, Event, EventKind, Message, State
from assistant.thread import ParcelKind, Plan, Telling, Thread

FROM_SLACK: Final = "staff:slack:"  # begins the origin of what was typed in the thread itself
PAUSE: Final = timedelta(seconds=5)  # after the visitor's last words, before a draft is shown
_CONTACT: Final = "contact:"  # begins the origin of what reads back an address
_WITH_PEOPLE: Final = frozenset({State.WAITING_FOR_STAFF, State.WITH_STAFF})
_ENDINGS: Final = frozenset({"close", "hand_back"})  # acts of staff after which nobody has it


def plan_telling(
    conversation: Conversation, thread: Thread, events: Sequence[Event], before: State
) -> Telling:
    """What a thread is to be told of events that followed one another.

    While nobody of the staff is asked for, what is written is kept back: the thread only hears
    that the visitor is back. Where a person is asked for again, it is made up for.

    Args:
        conversation: As it is by now.
        thread: As it was told until then.
        events: What happened since, in order.
        before: The state before the first of them.
    """
    told_seq = thread.told_seq
    plans: list[Plan] = []
    state = before
    for event, following in zip(events, [*events, None][1:], strict=True):
        is_open = state in _WITH_PEOPLE
        if event.state is not None:
            newest = conversation.last_seq if event.state in _WITH_PEOPLE else told_seq
            plans += _lines(told_seq, newest)
            told_seq = max(told_seq, newest)
            plans += _of_state(event, following, state)
            state = event.state
        elif event.message is not None and event.kind is EventKind.MESSAGE:
            if is_open:
                plans += _of_message(event, event.message, told_seq)
                told_seq = max(told_seq, event.message.seq)
        elif event.message is not None:
            plans += _of_change(event, event.message, told_seq)
    return Telling(
        tuple(plans),
        told_event=events[-1].number if events else thread.told_event,
        told_seq=told_seq,
        ends_claim=not conversation.claimed_by,
    )


def _lines(after: int, until: int) -> Iterator[Plan]:
    """Messages in order. What staff need not be told, whoever posts leaves out."""
    for seq in range(after + 1, until + 1):
        yield Plan(ParcelKind.LINE, seq)


def _of_state(event: Event, following: Event | None, before: State) -> Iterator[Plan]:
    assert event.state is not None
    if before is State.CLOSED and event.state is State.WITH_ASSISTANT:
        yield Plan(ParcelKind.RETURN, event.number)
    else:
        by = event.claimed_by or _by_whom(following)
        payload = {"state": event.state.value, "by": by, "before": before.value}
        yield Plan(ParcelKind.STATE, event.number, payload=payload)
    yield Plan(ParcelKind.TOUCH, event.number)


def _by_whom(following: Event | None) -> str:
    """Who ended it, which the notice to the visitor tells: `close:Ana Ruiz:12`; empty for nobody.

    The event itself tells who has the conversation after it: nobody.
    """
    if following is None or following.message is None:
        return ""
    act, _, rest = following.message.origin.partition(":")
    is_notice = following.message.author is Author.HOUSE and act in _ENDINGS
    return rest.rpartition(":")[0] if is_notice else ""


def _of_message(event: Event, message: Message, told_seq: int) -> Iterator[Plan]:
    yield from _lines(told_seq, message.seq if is_told(message) else message.seq - 1)
    if message.origin.startswith(_CONTACT):  # the root shows it, too
        yield Plan(ParcelKind.TOUCH, event.number)
    elif message.author is Author.VISITOR:
        yield Plan(ParcelKind.DRAFT, message.seq, wait=PAUSE)
    elif message.author is Author.STAFF:
        yield Plan(ParcelKind.REDRAFT, message.seq)


def _of_change(event: Event, message: Message, told_seq: int) -> Iterator[Plan]:
    """Of what went by mail, or was changed."""
    if event.kind is EventKind.DELIVERY:
        yield Plan(ParcelKind.MAILED, message.seq)
    elif is_told(message) and message.seq <= told_seq:
        yield Plan(ParcelKind.CHANGE, event.number, payload={"seq": str(message.seq)})


def is_told(message: Message) -> bool:
    """Whether a thread is told of a message: not of what was typed in it, nor of the house's.

    Of the house's only where it reads back how the visitor can be reached.
    """
    if message.author is Author.HOUSE:
        return message.origin.startswith(_CONTACT)
    return not message.origin.startswith(FROM_SLACK)
