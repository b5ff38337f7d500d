"""What is to be done to a conversation, as values: a message, an act, an errand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assistant.conversation import Author, Reason, Staff, State

Rule = Callable[[State], State]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is to be stored.

    Attributes:
        origin_id: Tells it from every other of the conversation, however often it is sent.
        name: Of the person, where staff wrote it.
        replies_to: The `seq` of the message that it answers.
        answer: The whole `Answer` as JSON.
        build: Of the index that it was answered from; empty if from none.
    """

    author: Author
    text: str
    origin_id: str
    name: str = ""
    replies_to: int | None = None
    answer: Mapping[str, Any] | None = None
    build: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """An errand that is to be owed.

    Attributes:
        kind: Of the errand.
        wait: After which it is due.
        if_unanswered: Whether it is owed only where the visitor has the last word.
    """

    kind: str
    wait: timedelta = timedelta()
    if_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does to a conversation beside a visitor's writing.

    Attributes:
        action: Its name, for the record.
        becomes: The state after it.
        by: Who of the staff; None where it is no one of them.
        says: What is written with it, to the visitor.
        reason: Why a person is wanted, where the act asks for one.
        owes: The errand that it makes, if it changes anything.
    """

    action: str
    becomes: Rule
    by: Staff | None = None
    says: Letter | None = None
    reason: Reason = Reason.TAKEN_OVER
    owes: Owed | None = None
