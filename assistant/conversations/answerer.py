"""Answers what visitors wrote: the errand behind every message that the assistant is to answer."""

from collections.abc import Awaitable, Callable, Sequence

from assistant.conversation import Author, Conversation, Message, Reason
from assistant.conversations.handing_over import STAFF_TOPIC, Saying, asking_for_staff
from assistant.conversations.rules import assistant_may_speak
from assistant.storage.bus import Bus
from assistant.storage.conversations import Act, ConversationStore, Letter
from assistant.storage.errands import Errand
from assistant.vocabulary import Answer, Asked, Outcome, Turn

_REASONS = {reason.value: reason for reason in Reason}


class Answerer:
    """Runs the errands of answers; each may be run twice.

    Failure policy: what the study or the store raises is passed on; the errand is tried again.
    """

    def __init__(
        self,
        store: ConversationStore,
        bus: Bus,
        answer: Callable[[Asked], Awaitable[Answer]],
        say: Saying,
        *,
        is_staffed: bool = False,
    ) -> None:
        """Keep what answering needs.

        Args:
            store: Keeps conversations.
            bus: Wakes who follows.
            answer: The study.
            say: The house's own sentences.
            is_staffed: Whether staff hear of visitors who wait.
        """
        self._store = store
        self._bus = bus
        self._answer = answer
        self._say = say
        self._is_staffed = is_staffed

    async def answer(self, errand: Errand) -> Errand | None:
        """Answer a message, unless a person has taken over; gives the conversation's next errand.

        Raises:
            ConversationUnknown: The conversation was erased.
        """
        conversation = await self._store.get(errand.conversation)
        messages = await self._store.messages(errand.conversation)
        answer = await self._answer(_asked(conversation, messages, errand.seq))
        letter = Letter(
            Author.ASSISTANT,
            answer.text,
            f"answer:{errand.seq}",
            replies_to=errand.seq,
            answer=answer.to_json(),
        )
        return await self._reply(errand, letter, self._handing_over(conversation, errand, answer))

    async def tell_failure(self, errand: Errand) -> Errand | None:
        """Say to the visitor that no answer could be given, and how to reach a person.

        Raises:
            ConversationUnknown: The conversation was erased.
        """
        conversation = await self._store.get(errand.conversation)
        said = self._say(conversation.language, "failed")
        letter = Letter(Author.HOUSE, said, f"answer:{errand.seq}", replies_to=errand.seq)
        return await self._reply(errand, letter, None)

    def _handing_over(
        self, conversation: Conversation, errand: Errand, answer: Answer
    ) -> Act | None:
        """Asking for a person, where an answer says that one is needed and staff would hear."""
        if answer.outcome is not Outcome.HANDOFF or not self._is_staffed:
            return None
        reason = _REASONS.get(answer.reason.removeprefix("intent:"), Reason.PERSON)
        return asking_for_staff(self._say, conversation, str(errand.seq), reason)

    async def _reply(self, errand: Errand, letter: Letter, then: Act | None) -> Errand | None:
        answered = await self._store.answer(errand, letter, assistant_may_speak, then)
        if answered.stored:
            await self._bus.nudge(errand.conversation)
        if answered.stored and then is not None:
            await self._bus.nudge(STAFF_TOPIC)
        return answered.following


def _asked(conversation: Conversation, messages: Sequence[Message], seq: int) -> Asked:
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
