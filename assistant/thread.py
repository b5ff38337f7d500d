"""What goes to and fro between a handoff and its thread in Slack: plain values, no work.

The nouns of conversations stand in `conversation.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from assistant.conversation import ConversationId


class ArrivalKind(StrEnum):
    """What Slack delivers."""

    MESSAGE = "message"  # somebody wrote, in a thread or to the assistant directly
    EDIT = "edit"  # of a message; may come before it
    REMOVAL = "removal"  # of a message; may come before it
    MENTION = "mention"  # the assistant is named in a channel: in a handoff's thread, a message
    PRESS = "press"  # a button
    FORM = "form"  # a modal was sent in
    COMMAND = "command"  # /membership
    HOME = "home"  # somebody opened the assistant's own page
    MEMBERS = "members"  # who belongs to a channel has changed


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that Slack delivered, as it came; it may come many times, and in any order.

    Attributes:
        key: The same for every copy of one delivery, different for any two: `event:Ev123`, or
            what a person did: `press:U1:claim:C1:1727.1:1727.2`.
        message: `team:channel:ts` of the message that it brings, which Slack may deliver under two
            event ids; empty where it brings none.
        lane: What shares one is done in the order of its arrival: `C1:1727.1`, a thread.
        payload: The event, or the whole of an interaction, as Slack words it.
    """

    key: str
    kind: ArrivalKind
    lane: str
    payload: Mapping[str, Any]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What is posted: blocks, and the text that notifications show instead of them."""

    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()


class ParcelKind(StrEnum):
    """What Slack is told, and what a parcel's `ref` names."""

    ROOT = "root"  # the post on which a conversation's thread hangs; how many hung before
    TRANSCRIPT = "transcript"  # what was said before the root; a number of the page for each root
    LINE = "line"  # a message; its seq
    CHANGE = "change"  # an edit or a removal of a message; the event's number
    STATE = "state"  # somebody claimed, handed back, closed; the event's number
    RETURN = "return"  # the visitor is back after the end; the event's number
    UNCLAIMED = "unclaimed"  # that nobody has claimed it; the second in which the clock struck
    UNANSWERED = "unanswered"  # that whoever has it has not answered; the same
    OVERDUE = "overdue"  # that the visitor still waits; the same
    TOUCH = "touch"  # the root, drawn anew; the event's number
    DRAFT = "draft"  # the assistant's proposal; the seq that it would answer
    REDRAFT = "redraft"  # the draft that is shown, drawn anew; the seq of what staff wrote
    SENT = "sent"  # a tick at what staff typed; the seq that it became
    SEEN = "seen"  # the same
    MAILED = "mailed"  # the same
    UNTICKED = "unticked"  # all of them taken away: it was taken back; the same
    ANSWER = "answer"  # to what was asked in Slack; the ask's id
    ERASE = "erase"  # a post, after the conversation; the id of the parcel that brought it


class Fate(StrEnum):
    """What becomes of a line that staff typed."""

    HELD = "held"  # goes to the visitor in a moment
    SENT = "sent"
    NOTE = "note"  # stays among staff
    CANCELLED = "cancelled"
    REMOVED = "removed"  # deleted in Slack, perhaps before we saw it


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation's thread in the staff channel.

    Attributes:
        root_ts: Of the post that it hangs on; empty until Slack has it.
        begun_seq: Messages up to it stand with the root.
        told_event: Number of the event up to which it is known what to tell there.
        told_seq: Of the last message that is told there, or will be.
        claimer: Slack's id of who claimed in Slack; empty for nobody.
        draft_ts: Of the post that shows a draft; empty for none.
        draft_seq: Of the message that the draft would answer.
    """

    conversation: ConversationId
    channel: str
    root_ts: str
    begun_seq: int
    told_event: int
    told_seq: int
    claimer: str = ""
    draft_ts: str = ""
    draft_seq: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What one of the staff typed into a thread.

    Attributes:
        author: Slack's id of the person.
        edited_ts: Of its last edit; empty for never.
        root_ts: Below which it stands; empty if nobody told.
        seq: Of the message that it became; 0 for none.
        due_at: When it goes to the visitor, where it is held.
    """

    conversation: ConversationId
    channel: str
    ts: str
    author: str
    name: str
    text: str
    fate: Fate
    due_at: datetime
    edited_ts: str = ""
    root_ts: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Something that Slack is to be told; told once, however often it is planned.

    Attributes:
        ref: As its kind says.
        wait: After which it is due.
        payload: Who, where the kind does not say it; never a word that anybody wrote.
    """

    kind: ParcelKind
    ref: int
    wait: timedelta = timedelta()
    payload: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a thread is to be told next.

    Attributes:
        told_event: As in the thread, once the plans are owed.
        told_seq: The same.
        ends_claim: Whether nobody has the conversation any more.
    """

    plans: tuple[Plan, ...]
    told_event: int
    told_seq: int
    ends_claim: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asked the assistant in Slack, and what it answered.

    Attributes:
        mark: Names it in buttons.
        thread_ts: Of the thread that its follow-ups share; empty for what a command asked.
        ts: Of the question; of a command, what tells it from others.
        author: Slack's id of the person.
        answer: The `Answer` as JSON, as anybody may see it.
        staff_answer: The same as staff may see it; empty where the person is none of them.
    """

    id: int
    mark: str
    channel: str
    thread_ts: str
    ts: str
    author: str
    question: str
    answer: Mapping[str, Any]
    staff_answer: Mapping[str, Any]
    build: str = ""
