"""Conversations against a model: whatever is done in whatever order, both come to the same."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assistant.conversation import Author, ConversationId, EventKind, Reason, Staff, State
from assistant.conversations.rules import (
    after_claim,
    after_close,
    after_hand_back,
    after_request,
    after_staff,
    after_visitor,
    assistant_may_speak,
)
from assistant.seams import AlreadyClaimed, OriginTaken
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import Database, open_database
from assistant.storage.errands import Errand
from assistant.storage.letters import Act, Letter, Opening, Owed
from assistant.storage.migrate import migrate

NAMES = st.sampled_from(("Ana", "Ben"))
ORIGINS = st.integers(0, 7)
TEXTS = st.sampled_from(("hello", "dues?", "a person, please"))
T = TypeVar("T")


@dataclass
class Said:
    """A message of the model."""

    author: Author
    text: str
    origin: str
    replies_to: int | None = None
    removed: bool = False


@dataclass
class Model:
    """What a conversation should be, without any database."""

    state: State = State.WITH_ASSISTANT
    claimed_by: str = ""
    said: list[Said] = field(default_factory=list)
    told: list[EventKind] = field(default_factory=list)
    owed: list[int] = field(default_factory=list)
    claimed_when_answered: int = 0

    def become(self, state: State, name: str = "") -> None:
        claimed_by = (name or self.claimed_by) if state is State.WITH_STAFF else ""
        if (state, claimed_by) != (self.state, self.claimed_by):
            self.state, self.claimed_by = state, claimed_by
            self.told.append(EventKind.STATE)

    def say(self, said: Said) -> int:
        self.said.append(said)
        self.told.append(EventKind.MESSAGE)
        return len(self.said)

    def known(self, origin: str) -> Said | None:
        return next((one for one in self.said if one.origin == origin), None)


class Conversations(RuleBasedStateMachine):
    """Visitor, staff and assistant act on one conversation of the database."""

    database: ClassVar[Database]
    run: ClassVar[Callable[[Coroutine[Any, Any, Any]], Any]]
    numbers: ClassVar["itertools.count[int]"] = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.leased: dict[int, Errand] = {}
        self.store = ConversationStore(self.database, lambda: datetime.now(UTC), "here")
        self.id = ConversationId(f"c{next(self.numbers):021}")
        self.do(self.store.open(Opening(self.id, "hash")))

    def do(self, action: Coroutine[Any, Any, T]) -> T:
        done: T = type(self).run(action)
        return done

    def may_speak(self, state: State) -> bool:
        return assistant_may_speak(state)

    def lease(self, errand: Errand | None) -> None:
        if errand is not None:
            assert errand.seq == self.model.owed[0]  # nothing overtakes
            self.leased[errand.seq] = errand

    @rule(origin=ORIGINS, text=TEXTS)
    def visitor_writes(self, origin: int, text: str) -> None:
        letter = Letter(Author.VISITOR, text, f"visitor:{origin}")
        write = self.store.write(self.id, letter, after_visitor, Owed("answer"))
        known = self.model.known(letter.origin_id)
        if known is not None and known.text != text:
            with pytest.raises(OriginTaken):
                self.do(write)
            return
        written = self.do(write)
        assert written.is_new is (known is None)
        if known is None:
            seq = self.model.say(Said(Author.VISITOR, text, letter.origin_id))
            self.model.become(after_visitor(self.model.state))
            self.model.owed.append(seq)
            self.lease(written.errand)

    @precondition(lambda self: self.model.owed)
    @rule()
    def assistant_answers(self) -> None:
        errand = self.leased.pop(self.model.owed[0])
        letter = Letter(Author.ASSISTANT, "Re", f"answer:{errand.seq}", replies_to=errand.seq)
        answered = self.do(self.store.answer(errand, letter, self.may_speak))
        assert answered.stored is assistant_may_speak(self.model.state)
        if answered.stored:
            said = Said(Author.ASSISTANT, "Re", letter.origin_id, replies_to=errand.seq)
            self.model.say(said)
        self.model.owed.pop(0)
        self.lease(answered.following)

    @rule(name=NAMES, origin=ORIGINS, text=TEXTS)
    def staff_writes(self, name: str, origin: int, text: str) -> None:
        letter = Letter(Author.STAFF, text, f"staff:{origin}", name=name)
        write = self.store.write(self.id, letter, after_staff)
        known = self.model.known(letter.origin_id)
        if known is not None:
            if known.removed or known.text == text:
                self.do(write)
            else:
                self.refused(write, OriginTaken)
        elif self.model.claimed_by not in {"", name}:
            self.refused(write, AlreadyClaimed)
        else:
            self.do(write)
            self.model.say(Said(Author.STAFF, text, letter.origin_id))
            self.model.become(State.WITH_STAFF, name)

    @rule(origin=ORIGINS)
    def staff_take_back(self, origin: int) -> None:
        seq = self.do(self.store.edit(self.id, f"staff:{origin}", ""))
        known = self.model.known(f"staff:{origin}")
        assert (seq is None) is (known is None or known.removed)
        if known is not None and not known.removed:
            known.text, known.removed = "", True
            self.model.told.append(EventKind.REMOVAL)

    @rule(name=NAMES, becomes=st.sampled_from((after_claim, after_hand_back, after_close)))
    def staff_act(self, name: str, becomes: Callable[[State], State]) -> None:
        change = self.store.act(self.id, Act("act", becomes, by=Staff(name, "test")))
        if self.model.claimed_by not in {"", name}:
            self.refused(change, AlreadyClaimed)
            return
        self.do(change)
        self.model.become(becomes(self.model.state), name)

    @rule()
    def visitor_asks_for_a_person(self) -> None:
        self.do(self.store.act(self.id, Act("ask", after_request, reason=Reason.PERSON)))
        self.model.become(after_request(self.model.state))

    def refused(self, action: Coroutine[Any, Any, object], error: type[Exception]) -> None:
        with pytest.raises(error):
            self.do(action)

    @invariant()
    def both_are_the_same(self) -> None:
        conversation = self.do(self.store.get(self.id))
        assert (conversation.state, conversation.claimed_by) == (
            self.model.state,
            self.model.claimed_by,
        )
        assert conversation.last_seq == len(self.model.said)
        assert conversation.last_event == len(self.model.told)

    def teardown(self) -> None:
        messages = self.do(self.store.messages(self.id))
        kept = [(one.author, one.text, one.replies_to, one.removed) for one in messages]
        assert kept == [(s.author, s.text, s.replies_to, s.removed) for s in self.model.said]
        assert [one.seq for one in messages] == list(range(1, len(messages) + 1))
        events = self.do(self.store.events(self.id, 0, 1_000))
        assert [one.kind for one in events] == self.model.told
        assert [one.number for one in events] == list(range(1, len(events) + 1))
        self.no_assistant_after_a_claim(events)

    def no_assistant_after_a_claim(self, events: Any) -> None:  # noqa: ANN401 - of the store
        """Between a claim and its end nothing of the assistant's was told."""
        claimed = False
        for event in events:
            if event.kind is EventKind.STATE:
                claimed = event.state is State.WITH_STAFF
            elif event.message.author is Author.ASSISTANT and event.kind is EventKind.MESSAGE:
                assert not claimed


class Careless(Conversations):
    """The control: an assistant that speaks after a claim."""

    def may_speak(self, state: State) -> bool:
        return True


def play(
    machine: type[Conversations], url: str, runs: int, phases: Sequence[Phase] = tuple(Phase)
) -> None:
    migrate(url)
    with asyncio.Runner() as runner:
        database = open_database(url)
        machine.database, machine.run = database, runner.run
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=runs,
                    stateful_step_count=50,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                    report_multiple_bugs=False,
                    phases=phases,
                ),
            )
        finally:
            runner.run(database.close())


@pytest.mark.timeout(1800)
def test_whatever_is_done_in_whatever_order(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    play(Conversations, database_url, request.config.getoption("--runs"))


def test_the_model_notices_an_assistant_that_speaks_after_a_claim(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        play(Careless, f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}", 200, [Phase.generate])
