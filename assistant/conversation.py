"""What a conversation is made of: plain values that every room shares, and nothing that does work.

The nouns of questions and answers stand in `vocabulary.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

ConversationId = NewType("ConversationId", str)


class Author(StrEnum):
    """Who wrote a message."""

    VISITOR = "visitor"
    ASSISTANT = "assistant"
    STAFF = "staff"
    HOUSE = "house"  # the system, where it speaks for itself: "the office opens at 9"


class State(StrEnum):
    """Who has a conversation."""

    WITH_ASSISTANT = "with_assistant"
    WAITING_FOR_STAFF = "waiting_for_staff"  # the assistant goes on answering until a claim
    WITH_STAFF = "with_staff"  # claimed: the assistant says nothing
    CLOSED = "closed"  # until somebody writes again


class Reason(StrEnum):
    """Why a person is wanted; complaints come first on every list."""

    COMPLAINT = "complaint"
    DISTRESS = "distress"
    PAYMENT = "payment"
    CORRECTION = "correction"
    PERSON = "person"  # asked for
    UNANSWERED = "unanswered"
    TAKEN_OVER = "taken_over"  # staff came unasked


class Reminder(StrEnum):
    """The clocks of a handoff: whom they have reminded."""

    UNCLAIMED = "unclaimed"  # all of the staff, that nobody has claimed it
    UNANSWERED = "unanswered"  # whoever claimed it, that the visitor waits
    OVERDUE = "overdue"  # everybody, that the visitor still waits


class LooseEndKind(StrEnum):
    """Why somebody has to see to a message, even when the conversation is over."""

    UNANSWERED = "unanswered"
    CORRECTION = "correction"


class EventKind(StrEnum):
    """What changed so that somebody who follows a conversation sees it."""

    MESSAGE = "message"
    EDIT = "edit"
    REMOVAL = "removal"
    STATE = "state"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        seq: 1, 2, 3 ... in its conversation, in the order in which it was stored.
        name: Of the person, where staff wrote it; empty otherwise.
        text: Empty once it was removed.
        answer: The whole `Answer` as JSON, where the assistant wrote it.
        replies_to: The `seq` of the visitor's message that it answers.
        edited: Whether its text is not the first one.
        removed: Whether it was taken back.
        mailed: Whether it went to the visitor by e-mail.
        origin: What it came from, the same for every attempt to store it: `visitor:` with the
            sender's own id, `overdue:...` of a clock, and the like.
    """

    seq: int
    author: Author
    text: str
    at: datetime
    name: str = ""
    answer: Mapping[str, Any] | None = None
    replies_to: int | None = None
    edited: bool = False
    removed: bool = False
    mailed: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One visible change of a conversation; a stream resumes by its number.

    Attributes:
        number: 1, 2, 3 ... in its conversation.
        message: What was written, edited, removed or delivered, as it is now; else None.
        state: What the conversation's state became; else None.
        claimed_by: Who had claimed it by then; empty for nobody.
    """

    number: int
    kind: EventKind
    at: datetime
    message: Message | None = None
    state: State | None = None
    claimed_by: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands, without its messages.

    Attributes:
        language: In which the visitor is spoken to, BCP 47.
        time_zone: The visitor's, as the browser names it; empty if unknown.
        page_url: The page on which it began; empty if unknown.
        samples: Whether sample rates may be told in it; who may not see them may not see it.
        claimed_by: Who of the staff has it; empty for nobody.
        last_seq: Of the newest message; 0 before the first.
        last_event: Number of the newest event; 0 before the first.
        seen_event: Number of the newest event that the visitor's screen has brought up what
            staff wrote with; 0 before the first.
    """

    id: ConversationId
    language: str
    time_zone: str
    page_url: str
    page_title: str
    samples: bool
    state: State
    claimed_by: str
    last_seq: int
    last_event: int
    created_at: datetime
    seen_event: int = 0


@dataclass(frozen=True, slots=True)
class Staff:
    """Who of the staff acts, and from where: "terminal", "staff page"."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """A conversation that waits for a person, or has one.

    Attributes:
        claimed_by: Who has it; empty for nobody yet.
        claimed_at: When that last changed: claimed, or given up; None before a first claim.
        waits_since: When the visitor wrote what staff have not answered yet; None where they have.
        reminders: Which of the clocks have struck.
        last_words: What the visitor wrote last; empty before anything.
    """

    id: int
    conversation: Conversation
    reason: Reason
    asked_at: datetime
    claimed_by: str = ""
    claimed_at: datetime | None = None
    waits_since: datetime | None = None
    reminders: frozenset[Reminder] = frozenset()
    last_words: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the assistant would have answered where a person had taken over.

    Attributes:
        seq: Of the visitor's message.
        answer: The whole `Answer` as JSON.
    """

    seq: int
    text: str
    answer: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What staff write for each other; no visitor sees it."""

    who: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """Where an answer goes when the visitor has left; given for that alone.

    Attributes:
        name: Empty if not told, as the community.
    """

    email: str
    name: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """A message that somebody has to see to.

    Attributes:
        seq: Of the visitor's message.
        words: What the visitor wrote.
    """

    conversation: ConversationId
    seq: int
    kind: LooseEndKind
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in an answer.

    Attributes:
        question: What was asked; empty where its conversation was erased, as `said`.
        said: What was answered.
        right: What is right instead.
        stands: Where that stands; empty if not told.
        build: Of the index that was answered from; empty if from none.
    """

    question: str
    said: str
    right: str
    stands: str = ""
    build: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake that somebody of the staff has found and nobody has closed yet."""

    id: int
    who: str
    at: datetime
    mistake: Mistake


@dataclass(frozen=True, slots=True)
class Today:
    """What a day has brought so far.

    Attributes:
        questions: Messages of visitors.
        answered: Of them, as far as the sources say it, wholly or in part.
        handed_over: Times that a person was asked for, or came unasked.
        quotes: Of dues that were told.
    """

    questions: int
    answered: int
    handed_over: int
    quotes: int


@dataclass(frozen=True, slots=True)
class Switched:
    """Something that staff have switched on: who did, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """That staff are away: who said so, when, and until when."""

    who: str
    at: datetime
    until: datetime
