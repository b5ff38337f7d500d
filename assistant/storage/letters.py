"""What is to be done to a conversation, and what became of it, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assistant.conversation import (
    Author,
    Conversation,
    ConversationId,
    LooseEndKind,
    Reason,
    Staff,
    State,
)
from assistant.storage.errands import Errand

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
        if_unanswered: Whether it is owed for each message that nobody has answered, and only so.
        in_turn: Whether it waits for what was owed earlier of its kind to the conversation.
    """

    kind: str
    wait: timedelta = timedelta()
    if_unanswered: bool = False
    in_turn: bool = True


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
        leaves: Why somebody has to see to the visitor's last words, where nobody has answered.
    """

    action: str
    becomes: Rule
    by: Staff | None = None
    says: Letter | None = None
    reason: Reason = Reason.TAKEN_OVER
    owes: Owed | None = None
    leaves: LooseEndKind | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new conversation begins with.

    Attributes:
        token_hash: SHA-256 of the visitor's token.
    """

    id: ConversationId
    token_hash: str
    language: str = "en"
    time_zone: str = ""
    page_url: str = ""
    page_title: str = ""
    samples: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a letter.

    Attributes:
        is_new: False where it had been stored before.
        errand: What is owed for it and may be done at once by whoever wrote; None where nothing
            is, or where something else of the conversation comes first.
    """

    seq: int
    is_new: bool
    state: State
    errand: Errand | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer.

    Attributes:
        stored: Whether the visitor has it; a second time counts as the first.
        following: The next errand of the conversation, leased to this process.
        of_act: The errand of what was done with the answer, leased to this process.
    """

    stored: bool
    following: Errand | None
    of_act: Errand | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of an act.

    Attributes:
        conversation: As it stands now.
        errand: What is owed for it and may be done at once.
    """

    conversation: Conversation
    errand: Errand | None = None
