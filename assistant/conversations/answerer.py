"""Answers what visitors wrote: the errand behind every message that the assistant is to answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from assistant.conversation import (
    Author,
    Conversation,
    LooseEndKind,
    Message,
    Reason,
)
from assistant.conversations.alarms import FailureAlarm
from assistant.conversations.deeds import STAFF_TOPIC
from assistant.conversations.handing_over import HandingOver, Saying
from assistant.conversations.rules import MAIL_ALARM, assistant_may_speak
from assistant.storage.bus import Bus
from assistant.storage.conversations import ConversationStore
from assistant.storage.errands import Errand
from assistant.storage.letters import Act, Letter, Owed
from assistant.storage.switches import SwitchStore
from assistant.vocabulary import Answer, Asked, Outcome, Turn

_REASONS = {reason.value: reason for reason in Reason}
_UNHELPFUL = frozenset({Outcome.UNANSWERED, Outcome.FAILED})


@dataclass(frozen=True, slots=True)
class Studying:
    """Where answers come from.

    Attributes:
        answer: The study.
        build: The build of the index in use; empty while there is none.
    """

    answer: Callable[[Asked], Awaitable[Answer]]
    build: Callable[[], str] = lambda: ""


class Answerer:
    """Runs the errands of answers; each may be run twice.

    Failure policy: what the study or the store raises is passed on; the errand is tried again.
    """

    def __init__(
        self,
        stores: tuple[ConversationStore, SwitchStore],
        bus: Bus,
        studying: Studying,
        say: Saying,
        handing_over: HandingOver,
        alarm: FailureAlarm,
    ) -> None:
        """Keep what answering needs.

        Args:
            stores: Keep conversations, and whether the assistant is paused.
            bus: Wakes who follows.
            studying: Where answers come from.
            say: The house's own sentences.
            handing_over: What is done where a person is wanted.
            alarm: Hears of failures.
        """
        self._store, self._switches = stores
        self._bus = bus
        self._studying = studying
        self._say = say
        self._handing_over = handing_over
        self._alarm = alarm

    async def answer(self, errand: Errand) -> tuple[Errand, ...]:
        """Answer a message, unless a person has taken over; gives errands that may be run at once.

        Raises:
            ConversationUnknown: The conversation was erased.
        """
        conversation = await self._store.get(errand.conversation)
        if await self._switches.paused() is not None:
            return await self._say_paused(conversation, errand)
        messages = await self._store.messages(errand.conversation)
        build = self._studying.build()
        answer = await self._studying.answer(asked_in(conversation, messages, errand.seq))
        if answer.outcome in _UNHELPFUL and _was_unhelpful(messages, errand.seq):
            answer = self._offering_person(conversation, answer)
        letter = Letter(
            Author.ASSISTANT,
            answer.text,
            f"answer:{errand.id}",
            replies_to=errand.seq,
            answer=answer.to_json(),
            build=build,
        )
        if await self._switches.paused() is not None:  # meanwhile
            return await self._say_paused(conversation, errand)
        then = await self._wanting_person(conversation, errand, answer)
        return await self._reply(errand, letter, then, _loose_end(answer))

    async def tell_failure(self, errand: Errand) -> tuple[Errand, ...]:
        """Say to the visitor that no answer could be given, and how to reach a person.

        Raises:
            ConversationUnknown: The conversation was erased.
        """
        conversation = await self._store.get(errand.conversation)
        said = self._say(conversation.language, "failed")
        letter = Letter(Author.HOUSE, said, f"failed:{errand.id}", replies_to=errand.seq)
        owed = await self._reply(errand, letter, None)
        if not await self._alarm.note_failure():
            return owed
        await self._bus.nudge(STAFF_TOPIC)
        if not self._handing_over.staffing.mails_staff:
            return owed
        return *owed, *await self._store.owe(errand.conversation, Owed(MAIL_ALARM, in_turn=False))

    async def _say_paused(self, conversation: Conversation, errand: Errand) -> tuple[Errand, ...]:
        is_staffed = self._handing_over.staffing.is_staffed
        said = self._say(conversation.language, "house", "paused_asked" if is_staffed else "paused")
        letter = Letter(Author.HOUSE, said, f"paused:{errand.id}", replies_to=errand.seq)
        then = self._handing_over.asking_silently(Reason.UNANSWERED) if is_staffed else None
        return await self._reply(errand, letter, then)

    def _offering_person(self, conversation: Conversation, answer: Answer) -> Answer:
        """The answer with a person as its first suggestion: the second that was none in a row."""
        offer = self._say(conversation.language, "house", "want_person")
        return replace(answer, suggestions=(offer, *answer.suggestions))

    async def _wanting_person(
        self, conversation: Conversation, errand: Errand, answer: Answer
    ) -> Act | None:
        """Asking for a person, where an answer says that one is needed and staff would hear."""
        if answer.outcome is not Outcome.HANDOFF or not self._handing_over.staffing.is_staffed:
            return None
        reason = _REASONS.get(answer.reason.partition(":")[2], Reason.PERSON)
        return await self._handing_over.asking(conversation, f"errand-{errand.id}", reason)

    async def _reply(
        self,
        errand: Errand,
        letter: Letter,
        then: Act | None,
        leaves: LooseEndKind | None = None,
    ) -> tuple[Errand, ...]:
        answered = await self._store.answer(errand, letter, assistant_may_speak, then, leaves)
        if answered.stored:
            await self._bus.nudge(errand.conversation)
        if not answered.stored or then is not None or leaves is not None:
            await self._bus.nudge(STAFF_TOPIC)
        return tuple(one for one in (answered.following, answered.of_act) if one is not None)


def _loose_end(answer: Answer) -> LooseEndKind | None:
    if answer.outcome is Outcome.UNANSWERED:
        return LooseEndKind.UNANSWERED
    if answer.reason.endswith(":correction"):
        return LooseEndKind.CORRECTION
    return None


def _was_unhelpful(messages: Sequence[Message], seq: int) -> bool:
    """Whether an earlier question of the conversation was not answered either."""
    return any(
        one.replies_to is not None
        and one.replies_to < seq
        and (one.answer or {}).get("outcome") in _UNHELPFUL
        for one in messages
    )


def asked_in(conversation: Conversation, messages: Sequence[Message], seq: int) -> Asked:
    """A visitor's message with the turns before it: each question, then what answered it."""
    (asked,) = (one for one in messages if one.seq == seq)
    before = [
        (one.replies_to or one.seq, one.author is not Author.VISITOR, one)
        for one in messages
        if (one.replies_to or one.seq) < seq and one.text
    ]
    turns = tuple(
        Turn("assistant" if answers else "user", one.text)
        for _, answers, one in sorted(before, key=lambda turn: turn[:2])
    )
    return Asked(asked.text, turns, conversation.language, samples=conversation.samples)
