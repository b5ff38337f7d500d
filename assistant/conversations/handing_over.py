"""Asking for a person: what it does to a conversation, and what the visitor is told."""

from typing import Protocol

from assistant.conversation import Author, Conversation, Reason
from assistant.conversations.rules import after_request
from assistant.storage.conversations import Act, Letter

STAFF_TOPIC = "staff"  # of the bus: something on the list of handoffs has changed


class Saying(Protocol):
    """Says a sentence of the house in the visitor's language."""

    def __call__(self, language: str, section: str, name: str = "text", /, **values: str) -> str:
        """The sentence, its gaps filled."""
        ...


def asking_for_staff(say: Saying, conversation: Conversation, origin: str, reason: Reason) -> Act:
    """The act of asking for a person.

    Args:
        say: The house's own sentences.
        conversation: Of the visitor.
        origin: The same whenever it is asked for again by the same step.
        reason: Why a person is wanted.
    """
    text = say(conversation.language, "house", "asked")
    says = Letter(Author.HOUSE, text, f"asked:{origin}")
    return Act("ask_for_staff", after_request, says=says, reason=reason)
