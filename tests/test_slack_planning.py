"""What a thread is told of its conversation: everything once and in order, or kept back."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation import (
    Author,
    Conversation,
    ConversationId,
    Event,
    EventKind,
    Message,
    State,
)
from assistant.slack.planning import plan_telling
from assistant.thread import ParcelKind, Plan, Thread

NOW: Final = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
ID: Final = ConversationId("conversation-1")
OPEN: Final = {State.WAITING_FOR_STAFF, State.WITH_STAFF}
FRESH: Final = Conversation(ID, "en", "", "", "", False, State.WAITING_FOR_STAFF, "", 0, 0, NOW)


@dataclass
class Talk:
    """A conversation that waits for staff and has a thread, as it goes on.

    Attributes:
        kept_back: The visitor's messages that no thread need be told of for now.
    """

    conversation: Conversation = FRESH
    thread: Thread = field(default_factory=lambda: Thread(ID, "C1", "1727.1", 0, 0, 0))
    events: list[Event] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    before: State = State.WAITING_FOR_STAFF

    def writes(self, author: Author, origin: str = "") -> int:
        """Somebody writes; what it does to the state follows."""
        seq = self.conversation.last_seq + 1
        self.conversation = replace(self.conversation, last_seq=seq)
        message = Message(seq, author, "x", NOW, origin=origin)
        self._happens(EventKind.MESSAGE, message=message)
        if author is Author.STAFF:
            self.becomes(State.WITH_STAFF)
        elif author is Author.VISITOR and self.conversation.state is State.CLOSED:
            self.becomes(State.WITH_ASSISTANT)
        return seq

    def ends(self, act: str) -> None:
        """Staff close it or hand it back, which the house tells the visitor."""
        state = {"close": State.CLOSED, "hand_back": State.WITH_ASSISTANT}[act]
        if self.becomes(state):
            self.writes(Author.HOUSE, f"{act}:Ana: Ruiz:{self.conversation.last_event}")

    def becomes(self, state: State) -> bool:
        """The state changes, if it is another one."""
        if state is self.conversation.state:
            return False
        claimed_by = "Ana" if state is State.WITH_STAFF else ""
        self.conversation = replace(self.conversation, state=state, claimed_by=claimed_by)
        self._happens(EventKind.STATE, state=state)
        return True

    def changes(self, kind: EventKind, seq: int, author: Author = Author.STAFF) -> None:
        """A message is edited, taken back, or sent by mail."""
        self._happens(kind, message=Message(seq, author, "y", NOW))

    def is_told(self) -> list[Plan]:
        """Plan what the thread is to be told by now; gives what is new."""
        events = [one for one in self.events if one.number > self.thread.told_event]
        telling = plan_telling(self.conversation, self.thread, events, self.before)
        states = [one.state for one in events if one.state is not None]
        self.before = states[-1] if states else self.before
        event, seq = telling.told_event, telling.told_seq
        self.thread = replace(self.thread, told_event=event, told_seq=seq)
        self.plans += telling.plans
        return list(telling.plans)

    def lines(self) -> list[int]:
        """The messages that were told, in the order of telling."""
        return [one.ref for one in self.plans if one.kind is ParcelKind.LINE]

    def _happens(
        self, kind: EventKind, message: Message | None = None, state: State | None = None
    ) -> None:
        number = self.conversation.last_event + 1
        self.conversation = replace(self.conversation, last_event=number)
        claimed_by = self.conversation.claimed_by
        self.events.append(Event(number, kind, NOW, message, state, claimed_by))


def kinds(plans: list[Plan]) -> list[str]:
    return [one.kind.value for one in plans]


def test_what_a_visitor_writes_is_told_and_a_draft_waits_for_their_pause() -> None:
    talk = Talk()
    talk.writes(Author.VISITOR)
    line, draft = talk.is_told()
    assert (line.kind, line.ref) == (ParcelKind.LINE, 1)
    assert (draft.kind, draft.ref, draft.wait.total_seconds()) == (ParcelKind.DRAFT, 1, 5)
    assert talk.is_told() == []


def test_what_was_typed_in_the_thread_itself_is_not_told_there() -> None:
    talk = Talk()
    talk.writes(Author.STAFF, "staff:slack:C1:1727.2")
    assert kinds(talk.is_told()) == ["redraft", "state", "touch"]


def test_what_staff_write_on_their_page_is_told() -> None:
    talk = Talk()
    talk.writes(Author.STAFF, "staff:page-1")
    assert kinds(talk.is_told()) == ["line", "redraft", "state", "touch"]


def test_who_closed_or_handed_back_is_told_though_nobody_has_it_any_more() -> None:
    for act in ("close", "hand_back"):
        talk = Talk()
        talk.ends(act)
        turn = next(one for one in talk.is_told() if one.kind is ParcelKind.STATE)
        assert turn.payload["by"] == "Ana: Ruiz"


def test_a_name_in_what_a_visitor_sends_is_nobodys() -> None:
    talk = Talk()
    talk.becomes(State.CLOSED)
    talk.writes(Author.VISITOR, "close:Ana:1")
    turn = next(one for one in talk.is_told() if one.kind is ParcelKind.STATE)
    assert turn.payload["by"] == ""


def test_after_the_end_the_thread_hears_that_the_visitor_is_back_and_no_word() -> None:
    talk = Talk()
    talk.ends("close")
    talk.is_told()
    for _ in range(2):
        talk.writes(Author.VISITOR)
    assert kinds(talk.is_told()) == ["return", "touch"]
    assert talk.lines() == []


def test_a_visitor_who_comes_back_twice_is_told_of_twice() -> None:
    talk = Talk()
    for _ in range(2):
        talk.ends("close")
        talk.writes(Author.VISITOR)
    assert kinds(talk.is_told()).count("return") == 2


def test_a_visitor_who_comes_back_has_not_been_handed_back() -> None:
    talk = Talk()
    talk.ends("close")
    talk.writes(Author.VISITOR)
    assert kinds(talk.is_told()).count("state") == 1  # that it was closed


def test_what_was_kept_back_is_made_up_for_before_the_turn() -> None:
    talk = Talk()
    talk.ends("close")
    talk.writes(Author.VISITOR)
    talk.is_told()
    talk.writes(Author.ASSISTANT)
    talk.becomes(State.WAITING_FOR_STAFF)
    assert kinds(talk.is_told()) == ["line", "line", "line", "state", "touch"]
    assert talk.lines() == [1, 2, 3]


def test_a_change_is_told_of_what_is_told_and_of_nothing_else() -> None:
    talk = Talk()
    talk.ends("hand_back")
    seq = talk.writes(Author.STAFF, "staff:page-1")
    talk.is_told()
    talk.changes(EventKind.EDIT, seq)
    talk.changes(EventKind.EDIT, seq + 5)
    talk.changes(EventKind.EDIT, seq, Author.HOUSE)
    (change,) = talk.is_told()
    assert (change.kind, change.payload) == (ParcelKind.CHANGE, {"seq": str(seq)})


def test_a_message_that_went_by_mail_is_ticked() -> None:
    talk = Talk()
    seq = talk.writes(Author.STAFF, "staff:slack:C1:1727.2")
    talk.is_told()
    talk.changes(EventKind.DELIVERY, seq)
    assert [(one.kind, one.ref) for one in talk.is_told()] == [(ParcelKind.MAILED, seq)]


def test_nothing_new_is_nothing_to_tell() -> None:
    assert Talk().is_told() == []


ACTS: Final = st.sampled_from(
    ["visitor", "assistant", "page", "slack", "close", "hand_back", "ask", "claim", "tell"]
)


def act_on(talk: Talk, act: str) -> None:
    """Let something happen that may happen then."""
    match act:
        case "visitor":
            talk.writes(Author.VISITOR)
        case "assistant":
            talk.writes(Author.ASSISTANT)
        case "page" | "slack":
            talk.writes(Author.STAFF, f"staff:{act}:{talk.conversation.last_seq}")
        case "close" | "hand_back":
            talk.ends(act)
        case "ask":
            talk.becomes(State.WAITING_FOR_STAFF)
        case "claim":
            talk.becomes(State.WITH_STAFF)
        case _:
            talk.is_told()


UNHURRIED = settings(deadline=None)  # a busy machine is no fault of theirs


@UNHURRIED
@given(st.lists(ACTS, max_size=30))
def test_every_message_is_told_once_and_in_order_or_kept_back(acts: list[str]) -> None:
    talk = Talk()
    for act in acts:
        act_on(talk, act)
    talk.is_told()
    lines = talk.lines()
    assert lines == sorted(set(lines))
    talk.becomes(State.WAITING_FOR_STAFF)  # unless it is so: then nothing may be kept back
    talk.is_told()
    of_visitor = [
        one.message.seq
        for one in talk.events
        if one.message is not None and one.message.author is Author.VISITOR
    ]
    assert talk.lines() == sorted(set(talk.lines()))
    assert set(of_visitor) <= set(talk.lines())


@UNHURRIED
@given(st.lists(ACTS, max_size=30), st.sampled_from([State.CLOSED, State.WITH_ASSISTANT]))
def test_what_is_written_while_nobody_is_asked_for_is_kept_back(
    acts: list[str], ended: State
) -> None:
    talk = Talk()
    for act in acts:
        act_on(talk, act)
    talk.becomes(ended)
    talk.is_told()
    told = talk.lines()
    talk.writes(Author.VISITOR)
    talk.writes(Author.ASSISTANT)
    talk.is_told()
    assert talk.lines() == told


@UNHURRIED
@given(st.lists(ACTS, max_size=30))
def test_each_turn_is_told_once(acts: list[str]) -> None:
    talk = Talk()
    for act in acts:
        act_on(talk, act)
    talk.is_told()
    turns = [one for one in talk.events if one.state is not None]
    told = [one.ref for one in talk.plans if one.kind in {ParcelKind.STATE, ParcelKind.RETURN}]
    assert told == [one.number for one in turns]
