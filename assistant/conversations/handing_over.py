"""Asking for a person: what it does to a conversation, and what the visitor is told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol
from zoneinfo import ZoneInfo

from assistant.conversation import Author, Conversation, Reason, State
from assistant.conversations.rules import MAIL_WAITING, after_request
from assistant.storage.letters import Act, Letter, Owed


class Saying(Protocol):
    """Says a sentence of the house in the visitor's language."""

    def __call__(self, language: str, section: str, name: str = "text", /, **values: str) -> str:
        """The sentence, its gaps filled."""
        ...


async def _open(_: Conversation) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Staffing:
    """How staff hear of visitors who wait, and visitors of staff.

    Attributes:
        is_staffed: Whether staff hear of them at all: else nobody is said to come.
        mails_staff: Whether staff are told by e-mail.
        mails_visitors: Whether an answer reaches a visitor who has left.
        next_opening: When staff are there again, in words for the visitor of a conversation;
            empty while they are, and where nobody knows.
        zone: By whose clock staff live.
    """

    is_staffed: bool = False
    mails_staff: bool = False
    mails_visitors: bool = False
    next_opening: Callable[[Conversation], Awaitable[str]] = _open
    zone: Callable[[], ZoneInfo] = lambda: ZoneInfo("UTC")


class HandingOver:
    """What is done and said where a person is wanted."""

    def __init__(self, say: Saying, staffing: Staffing) -> None:
        """Keep the house's own sentences, and how staff hear of visitors."""
        self._say = say
        self.staffing = staffing

    async def asking(self, conversation: Conversation, origin: str, reason: Reason) -> Act:
        """The act of asking for a person.

        Args:
            conversation: Of the visitor.
            origin: The same whenever it is asked for again by the same step.
            reason: Why a person is wanted.
        """
        says = Letter(Author.HOUSE, await self._asked(conversation), f"asked:{origin}")
        return replace(self.asking_silently(reason), says=says)

    def asking_silently(self, reason: Reason) -> Act:
        """The act where something else that is said with it tells the visitor."""
        owes = Owed(MAIL_WAITING, in_turn=False) if self.staffing.mails_staff else None
        return Act("ask_for_staff", after_request, reason=reason, owes=owes)

    def reply(self, conversation: Conversation, origin: str) -> Letter:
        """What a visitor hears who asks for a person where nothing more can be done for now."""
        values = {}
        if not self.staffing.is_staffed:
            name = "unstaffed"
        elif conversation.state is State.WITH_STAFF:
            name, values = "with_staff", {"staff": conversation.claimed_by}
        else:
            name = "still_waiting"
        text = self._say(conversation.language, "house", name, **values)
        return Letter(Author.HOUSE, text, f"asked:{origin}")

    async def _asked(self, conversation: Conversation) -> str:
        opening = await self.staffing.next_opening(conversation)
        said = [
            self._say(conversation.language, "house", "asked_closed", opening=opening)
            if opening
            else self._say(conversation.language, "house", "asked")
        ]
        if self.staffing.mails_visitors:
            said.append(self._say(conversation.language, "house", "leave_email"))
        return " ".join(said)
