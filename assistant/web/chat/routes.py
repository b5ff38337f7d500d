"""The chat without JavaScript: each form of the page is sent to it, and it draws the page anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import ValidationError

from assistant.conversation import Conversation, State
from assistant.conversations.reception import Reception
from assistant.seams import AssistantError, ConversationUnknown, MessageUnknown
from assistant.web.chat.deeds import ChatDeeds
from assistant.web.chat.forms import (
    ChatDeed,
    ChatForm,
    is_from_elsewhere,
    read_chat_form,
    readable,
)
from assistant.web.chat.page import ChatPage, Sheet
from assistant.web.forms import FORM_BYTES
from assistant.web.problems import RETRY_SECONDS, Problems

log = structlog.get_logger(__name__)

_ATTACHED: Final = {"Content-Disposition": 'attachment; filename="conversation.txt"'}


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a form.

    Attributes:
        trouble: Why it was not done.
        notice: What is told where it was.
    """

    status: int = 200
    trouble: str = ""
    notice: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether nothing went wrong."""
        return self.status == 200


class Chat:
    """Does what a form says, then draws the page."""

    def __init__(
        self, reception: Reception, deeds: ChatDeeds, page: ChatPage, problems: Problems
    ) -> None:
        """Keep what answering needs.

        Args:
            reception: Keeps conversations.
            deeds: Does what the buttons say.
            page: Draws the page, and has its words.
            problems: Words what is wrong with a field.
        """
        self._reception = reception
        self._deeds = deeds
        self._page = page
        self._problems = problems

    async def answer(self, form: ChatForm, request: Request) -> Response:
        """What a form gets."""
        if is_from_elsewhere(request):
            return self._anew(form, Came(403, self._page.words["elsewhere"]))
        came = await self._do(form, request)
        if form.deed is ChatDeed.ERASE and came.is_done:
            return self._anew(form, came)
        try:
            sheet = await self._read(form, came, request)
        except ConversationUnknown:
            return self._anew(form, Came(404, self._page.words["gone"]))
        except AssistantError as error:
            came = self._not_available(error, request)
            sheet = _sheet(form, came)
        return self._draw(form.deed, sheet, came)

    async def _do(self, form: ChatForm, request: Request) -> Came:
        words = self._page.words
        try:
            notice = await self._deeds.do(form, request)
        except ValidationError as error:
            return Came(422, self._wrong_field(error))
        except HTTPException as error:
            headers = dict(error.headers or {})
            return Came(429, words["too-often"].format(seconds=headers["Retry-After"]), "", headers)
        except ConversationUnknown:
            return Came(404, words["gone"])
        except MessageUnknown:
            return Came(404, words["no-answer"])
        except AssistantError as error:
            return self._not_available(error, request)
        return Came(notice=words[notice] if notice else "")

    def _not_available(self, error: AssistantError, request: Request) -> Came:
        log.warning(
            "not available", request_id=request.state.request_id, reason=type(error).__name__
        )
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return Came(503, self._page.words["not-available"], headers=headers)

    def _wrong_field(self, error: ValidationError) -> str:
        wrong = self._problems.field_errors([dict(one) for one in error.errors()])[0]
        return f"{self._page.words[f'field-{wrong.field}']} {wrong.detail}."

    async def _read(self, form: ChatForm, came: Came, request: Request) -> Sheet:
        """The conversation as it is now.

        Raises:
            ConversationUnknown: It was erased, or is another visitor's.
        """
        sheet, found = _sheet(form, came), await self._deeds.find(form, request)
        if found is None:
            return sheet
        return replace(
            sheet,
            id=found.id,
            conversation=found,
            messages=await self._reception.transcript(found),
            may_take_back=await self._may_take_back(found),
        )

    async def _may_take_back(self, found: Conversation) -> bool:
        waits = found.state in {State.WAITING_FOR_STAFF, State.WITH_STAFF}
        return waits and await self._reception.may_take_back(found.id)

    def _draw(self, deed: ChatDeed, sheet: Sheet, came: Came) -> Response:
        if sheet.conversation is not None and came.is_done:
            if deed is ChatDeed.SAVE:
                return PlainTextResponse(self._page.transcript(sheet), headers=_ATTACHED)
            if deed is ChatDeed.ASK_ERASE:
                return HTMLResponse(self._page.ask_erase(sheet))
        return HTMLResponse(self._page.render(sheet), came.status, dict(came.headers))

    def _anew(self, form: ChatForm, came: Came) -> Response:
        """The page without a conversation; what was written stays in the box."""
        text = readable(form.text)
        sheet = Sheet(text=text, trouble=came.trouble, notice=came.notice)
        return HTMLResponse(self._page.render(sheet), came.status)


def _sheet(form: ChatForm, came: Came) -> Sheet:
    """The page before the conversation is read; what was not done can be sent again as it was."""
    sheet = Sheet(id=form.id, token=form.token, trouble=came.trouble, notice=came.notice)
    if came.is_done:
        return replace(sheet, text="" if form.deed is ChatDeed.WRITE else readable(form.text))
    contact = {"email": form.email, "name": form.name, "community": form.community}
    kept = {name: readable(value) for name, value in contact.items()}
    return replace(sheet, client_id=form.client_id, text=readable(form.text), contact=kept)


def chat_routes(chat: Chat, page: ChatPage) -> APIRouter:
    """The page's routes; they are no part of the API's description."""
    router = APIRouter(include_in_schema=False, max_body_size=FORM_BYTES)

    @router.head("/chat")
    @router.get("/chat")
    async def show_chat(question: str = "") -> HTMLResponse:
        """Show an empty page; an address may bring a question for the box, and stores nothing."""
        return HTMLResponse(page.render(Sheet(text=readable(question))))

    @router.post("/chat")
    async def send_form(request: Request) -> Response:
        return await chat.answer(await read_chat_form(request), request)

    return router
