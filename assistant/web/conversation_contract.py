"""The JSON of conversations that crosses the web door, as OpenAPI documents it."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from assistant.conversation import Author, Event, EventKind, Message, State
from assistant.mail import EMAIL_PATTERN, is_email
from assistant.web.block_contract import BlockJson, write_blocks
from assistant.web.contract import (
    QUESTION_CHARACTERS,
    TEXT,
    WRITTEN_TEXT,
    AnswerJson,
    tidy_text,
)

_Tidy = BeforeValidator(tidy_text)


def _checked_email(text: str) -> str:
    if not is_email(text):
        raise PydanticCustomError("email", "no e-mail address")
    return text


def moment(at: datetime) -> str:
    """A moment as every response writes it: pydantic ends it with a Z, and so do streams."""
    return at.isoformat().replace("+00:00", "Z")


class ArrivalJson(BaseModel):
    """Who begins a conversation; everything may be left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "language": "en",
                    "time_zone": "America/Denver",
                    "page_url": "https://example.org/membership",
                    "page_title": "Membership",
                }
            ]
        }
    )

    language: str = Field(
        default="en",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        description="Language of the answers (BCP 47).",
    )
    time_zone: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9_+/-]{0,64}$",
        description="The visitor's, as the browser names it.",
    )
    page_url: Annotated[str, _Tidy] = Field(
        default="",
        max_length=2_000,
        json_schema_extra=TEXT,
        description="The page on which it begins.",
    )
    page_title: Annotated[str, _Tidy] = Field(default="", max_length=300, json_schema_extra=TEXT)


class OpenedJson(BaseModel):
    """A new conversation."""

    id: str
    token: str = Field(
        description="Opens the conversation and nothing else: send it as `Authorization: Bearer`. "
        "It is told only here."
    )
    greeting: str = Field(description="The first words; they are not stored.")
    state: State
    language: str


class MessageToSendJson(BaseModel):
    """What a visitor wrote."""

    client_id: str = Field(
        pattern=r"^[A-Za-z0-9_-]{8,64}$",
        description="Made by the sender, the same for every attempt: sent twice, stored once.",
    )
    text: Annotated[str, _Tidy] = Field(
        min_length=1, max_length=QUESTION_CHARACTERS, json_schema_extra=WRITTEN_TEXT
    )


class WantedJson(BaseModel):
    """A person is asked for."""

    client_id: str = Field(
        pattern=r"^[A-Za-z0-9_-]{8,64}$",
        description="Made by the sender, the same for every attempt.",
    )


class ContactJson(BaseModel):
    """Where an answer goes when the visitor has left; used for that alone."""

    email: Annotated[str, AfterValidator(_checked_email)] = Field(
        max_length=254, json_schema_extra={"pattern": EMAIL_PATTERN}
    )
    name: Annotated[str, _Tidy] = Field(default="", max_length=200, json_schema_extra=TEXT)
    community: Annotated[str, _Tidy] = Field(default="", max_length=200, json_schema_extra=TEXT)


class FeedbackJson(BaseModel):
    """What a visitor thinks of an answer."""

    helpful: bool
    comment: Annotated[str, _Tidy] = Field(
        default="", max_length=QUESTION_CHARACTERS, json_schema_extra=TEXT
    )


class StandingJson(BaseModel):
    """Who has a conversation."""

    state: State
    claimed_by: str = Field(description="Who of the staff has it; empty for nobody.")


class MessageJson(BaseModel):
    """One message as it is now."""

    seq: int = Field(description="1, 2, 3 ... in its conversation.")
    author: Author
    name: str = Field(description="Of the person, where staff wrote it.")
    text: str = Field(
        description="Markdown of the assistant's, plain text of people; empty once "
        "it was removed. Show it as text, never as HTML."
    )
    blocks: list[BlockJson] = Field(description="The same text, read for who draws it.")
    at: datetime
    replies_to: int | None = Field(description="The `seq` of the message that it answers.")
    answer: AnswerJson | None = Field(description="Where the assistant wrote it.")
    edited: bool
    removed: bool
    mailed: bool = Field(description="Whether it went to the visitor by e-mail.")
    client_id: str = Field(description="Of the visitor's message, as it was sent; else empty.")
    notice: str = Field(
        description="Of the house's own: `asked`, `claim`, `hand_back`, `overdue`, `paused` ...; "
        "after `overdue` the visitor may have the assistant back; else empty."
    )

    @classmethod
    def of(cls, message: Message, hosts: Collection[str]) -> dict[str, Any]:
        """A message as this JSON; its text may link to the hosts."""
        kind, _, origin = message.origin.partition(":")
        return {
            "seq": message.seq,
            "author": message.author.value,
            "name": message.name,
            "text": message.text,
            "blocks": write_blocks(message, hosts),
            "at": moment(message.at),
            "replies_to": message.replies_to,
            "answer": message.answer,
            "edited": message.edited,
            "removed": message.removed,
            "mailed": message.mailed,
            "client_id": origin if message.author is Author.VISITOR else "",
            "notice": kind if message.author is Author.HOUSE else "",
        }


class EventJson(BaseModel):
    """One visible change of a conversation."""

    number: int = Field(description="1, 2, 3 ...; what a stream resumes by (`Last-Event-ID`).")
    kind: EventKind
    at: datetime
    message: MessageJson | None
    state: State | None = Field(description="What the state became.")
    claimed_by: str = Field(description="Who of the staff has the conversation; empty for nobody.")

    @classmethod
    def of(cls, event: Event, hosts: Collection[str]) -> dict[str, Any]:
        """An event as this JSON; texts in it may link to the hosts."""
        return {
            "number": event.number,
            "kind": event.kind.value,
            "at": moment(event.at),
            "message": None if event.message is None else MessageJson.of(event.message, hosts),
            "state": event.state,
            "claimed_by": event.claimed_by,
        }


class AcceptedJson(BaseModel):
    """A message is stored; what follows it comes as events."""

    seq: int


class RepliedJson(AcceptedJson):
    """A message with what followed it."""

    events: list[EventJson] = Field(description="From the message itself on.")


class EventsJson(BaseModel):
    """What changed after an event number."""

    events: list[EventJson]


class TranscriptJson(BaseModel):
    """A conversation as it is now."""

    id: str
    state: State
    claimed_by: str
    language: str
    created_at: datetime
    last_event: int = Field(description="Follow the conversation from here.")
    messages: list[MessageJson]
