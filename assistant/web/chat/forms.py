"""The form of the chat without JavaScript: what it carries, and whether it is one of ours."""

import hashlib
import secrets
import unicodedata
from enum import StrEnum
from typing import Final

from fastapi import HTTPException, Request
from pydantic import BaseModel, Field, ValidationError

from assistant.conversations.reception import id_of, new_token
from assistant.web.forms import read_form

_ORIGIN_BYTES: Final = 12
_ELSEWHERE: Final = frozenset({"cross-site", "same-site"})  # Fetch Metadata, of the W3C


class ChatDeed(StrEnum):
    """What a button of the page does."""

    WRITE = "write"
    REFRESH = "refresh"
    PERSON = "person"
    ASSISTANT = "assistant"  # again, instead of the person who lets the visitor wait
    CONTACT = "contact"
    RATE = "rate"
    SAVE = "save"
    ASK_ERASE = "ask-erase"
    ERASE = "erase"


def new_origin() -> str:
    """What tells one form of the page from every other."""
    return secrets.token_urlsafe(_ORIGIN_BYTES)


class ChatForm(BaseModel):
    """What a form of the page carries.

    Attributes:
        id: Of the conversation; empty before it has begun.
        token: Opens it; it will begin one where there is none.
        client_id: Of this form, made by the page.
    """

    id: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{1,64}$")
    token: str = Field(default_factory=new_token, pattern=r"^[A-Za-z0-9_-]{24}$")
    client_id: str = Field(default_factory=new_origin, pattern=r"^[A-Za-z0-9_-]{8,64}$")
    deed: ChatDeed = ChatDeed.WRITE
    text: str = ""
    email: str = ""
    name: str = ""
    community: str = ""
    seq: int = Field(default=0, ge=0, le=10**9)
    helpful: bool = False

    @property
    def conversation(self) -> str:
        """The id of its conversation, begun or not."""
        return self.id or id_of(self.token)

    def origin(self, text: str) -> str:
        """What makes sending the same words of this form again a no-op, and other words new."""
        digest = hashlib.sha256(f"{self.client_id} {text}".encode("utf-8", "surrogatepass"))
        return f"page-{digest.hexdigest()[:32]}"


async def read_chat_form(request: Request) -> ChatForm:
    """The form that a request sends.

    Raises:
        HTTPException: 415 and 400 for what is no form, 422 for one that the page does not make.
    """
    fields = await read_form(request)
    try:
        return ChatForm.model_validate({name: value for name, value in fields.items() if value})
    except ValidationError as error:
        raise HTTPException(422) from error


def is_from_elsewhere(request: Request) -> bool:
    """Whether the page of another website has sent a form.

    It could have put a visitor into a conversation that others read.
    """
    return request.headers.get("sec-fetch-site", "") in _ELSEWHERE


def readable(text: str) -> str:
    """Text without the control characters that no page may hold."""
    lines = text.replace("\r\n", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc")
