"""What the routes of staff share: showing a conversation, and doing what a form says."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from assistant.conversation import ConversationId, Staff
from assistant.conversations.desk import Desk
from assistant.seams import AlreadyClaimed, ConversationUnknown, OriginTaken, Overtaken
from assistant.web.contract import tidy_text
from assistant.web.house import House
from assistant.web.problems import Problems, refusals, root_path
from assistant.web.staff.entrance import Entrance, SentForm, SignedIn
from assistant.web.staff.pages import StaffPages
from assistant.web.staff.sessions import Sessions

REPLY_CHARACTERS: Final = 4_000
TIDY: Final = BeforeValidator(tidy_text)
UNKNOWN: Final = {404: "There is no such conversation, or it was erased."}
FORBIDDEN: Final = {403: "The form did not come from a page of this session."}
_NOBODY: Final = {401: "Nobody is signed in."}
_HTML: Final = {"text/html": {"schema": {"type": "string"}}}
_SIGN_IN: Final = {"description": "Done, or sign in first: look at the page."}

Doing = Callable[[ConversationId, Staff, Mapping[str, str]], Awaitable[object]]


class DraftForm(BaseModel):
    """What staff made of a draft."""

    text: Annotated[str, TIDY] = Field(min_length=1, max_length=REPLY_CHARACTERS)


class WrittenForm(DraftForm):
    """What staff wrote, to the visitor or for each other."""

    origin: str = Field(
        pattern=r"^[A-Za-z0-9_-]{8,64}$", description="The same for every attempt to send it."
    )


@dataclass(frozen=True, slots=True)
class StaffDoor:
    """The staff's own door, put together."""

    house: House
    desk: Desk
    sessions: Sessions
    entrance: Entrance
    pages: StaffPages
    problems: Problems
    now: Callable[[], datetime]

    async def show(
        self, request: Request, found: SignedIn, id: str, *, draft: str = "", trouble: str = ""
    ) -> str:
        """The page of a conversation.

        Args:
            request: For the addresses.
            found: Who looks.
            id: Of the conversation; any text.
            draft: What stands in the box of the reply.
            trouble: Why what they did was not done.

        Raises:
            ConversationUnknown: There is none.
        """
        file = await self.desk.case_file(known_id(id))
        return self.pages.case_file(request, found, file, draft=draft, trouble=trouble)

    async def do(self, request: Request, form: SentForm, id: str, doing: Doing) -> Response:
        """Do what a form says, then show the conversation; say why where it is not done.

        Raises:
            ConversationUnknown: There is none.
        """
        written = form.fields.get("text", "")
        try:
            await doing(known_id(id), form.by.staff, form.fields)
        except ValidationError as error:
            trouble = self.wrong(error)
            page = await self.show(request, form.by, id, draft=written, trouble=trouble)
            return HTMLResponse(page, 422)
        except (AlreadyClaimed, OriginTaken, Overtaken) as error:
            page = await self.show(request, form.by, id, draft=written, trouble=str(error))
            return HTMLResponse(page, 409)
        return RedirectResponse(f"{root_path(request)}/staff/conversations/{id}", 303)

    def wrong(self, error: ValidationError) -> str:
        """What is wrong with a form, without what was in it."""
        found = self.problems.field_errors([dict(one) for one in error.errors()])[0]
        return f"{found.field}: {found.detail}."


def known_id(id: str) -> ConversationId:
    """An id that a database can look for.

    Raises:
        ConversationUnknown: No conversation can have it.
    """
    if "\0" in id:  # PostgreSQL refuses it
        raise ConversationUnknown("There is no such conversation, or it was erased.")
    return ConversationId(id)


def of_page(own: Mapping[int, str] | None = None) -> dict[int | str, Any]:
    """The responses of a page, as OpenAPI describes them."""
    page = {200: {"content": _HTML, "description": "The page."}, 303: _SIGN_IN}
    return _also_pages(refusals(_NOBODY | dict(own or {}), of_body=False)) | page


def of_form(own: Mapping[int, str] | None = None) -> dict[int | str, Any]:
    """The responses of a form, as OpenAPI describes them."""
    told = refusals(_NOBODY | FORBIDDEN | dict(own or {}), of_body=True)
    return _also_pages(told) | {303: _SIGN_IN}


def _also_pages(refused: dict[int | str, Any]) -> dict[int | str, Any]:
    """Refusals that are pages for people and problems for programs."""
    return {status: told | {"content": _HTML} for status, told in refused.items()}


def form_body(model: type[BaseModel] | None = None, *, marked: bool = True) -> dict[str, Any]:
    """The body of a form, as OpenAPI describes it.

    Args:
        model: Its fields; None for none.
        marked: Whether it carries the mark of its session.
    """
    schema: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    if model is not None:
        described = model.model_json_schema()
        schema["properties"] |= described["properties"]
        schema["required"] += described["required"]
    if marked:
        schema["properties"]["mark"] = {"type": "string", "title": "Mark of the session"}
        schema["required"].append("mark")
    form = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": form}}
