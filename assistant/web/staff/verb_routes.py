"""What staff do by the forms of their pages."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from assistant.conversation import ConversationId, Staff
from assistant.web.problems import root_path
from assistant.web.staff.door import (
    UNKNOWN,
    Doing,
    DraftForm,
    StaffDoor,
    WrittenForm,
    form_body,
    of_form,
)
from assistant.web.staff.entrance import SentForm

_REFUSED = UNKNOWN | {409: "Somebody else of the staff has it."}
Plain = Callable[[ConversationId, Staff], Awaitable[object]]
Numbered = Callable[[ConversationId, int, Staff, Mapping[str, str]], Awaitable[object]]


def add_verbs(router: APIRouter, door: StaffDoor) -> None:
    """The routes that do something."""
    desk = door.desk

    async def reply(id: ConversationId, staff: Staff, fields: Mapping[str, str]) -> None:
        written = WrittenForm.model_validate(dict(fields))
        await desk.staff_wrote(id, staff, written.text, written.origin)

    async def note(id: ConversationId, staff: Staff, fields: Mapping[str, str]) -> None:
        written = WrittenForm.model_validate(dict(fields))
        await desk.note(id, staff, written.text, written.origin)

    async def send_edited(
        id: ConversationId, seq: int, staff: Staff, fields: Mapping[str, str]
    ) -> None:
        text = DraftForm.model_validate(dict(fields)).text
        await desk.send_edited_draft(id, seq, staff, text)

    async def send(id: ConversationId, seq: int, staff: Staff, _: Mapping[str, str]) -> None:
        await desk.send_draft(id, seq, staff)

    async def settle(id: ConversationId, seq: int, staff: Staff, _: Mapping[str, str]) -> None:
        await desk.settle(id, seq, staff)

    _add(router, door, "reply", "Write to the visitor", reply, WrittenForm)
    _add(router, door, "note", "Write a note that no visitor sees", note, WrittenForm)
    _add(router, door, "claim", "Take a conversation over", _plainly(desk.claim))
    _add(router, door, "hand-back", "Give it back to the assistant", _plainly(desk.hand_back))
    _add(router, door, "close", "Close a conversation", _plainly(desk.close))
    _add(router, door, "reopen", "Open a closed conversation again", _plainly(desk.reopen))
    _add_numbered(router, door, "drafts", "Send a draft as it is", send)
    _add_numbered(router, door, "edited-drafts", "Send it changed", send_edited, DraftForm)
    _add_numbered(router, door, "loose-ends", "Take a message off the list", settle)
    _add_switch(router, door, "pause", "Keep the assistant silent", desk.pause)
    _add_switch(router, door, "resume", "Let the assistant answer again", desk.resume)
    _add_switch(router, door, "back", "Be away no longer", desk.back)


def _plainly(verb: Plain) -> Doing:
    return lambda id, staff, _: verb(id, staff)


def _add(
    router: APIRouter,
    door: StaffDoor,
    name: str,
    summary: str,
    doing: Doing,
    model: type[BaseModel] | None = None,
) -> None:
    @router.post(
        f"/conversations/{{id}}/{name}",
        operation_id=f"staff-{name}",
        summary=summary,
        status_code=303,
        responses=of_form(_REFUSED),
        openapi_extra=form_body(model),
    )
    async def do(
        id: str, request: Request, form: Annotated[SentForm, Depends(door.entrance.admit_form)]
    ) -> Response:
        return await door.do(request, form, id, doing)


def _add_numbered(
    router: APIRouter,
    door: StaffDoor,
    name: str,
    summary: str,
    verb: Numbered,
    model: type[BaseModel] | None = None,
) -> None:
    @router.post(
        f"/conversations/{{id}}/{name}/{{seq}}",
        operation_id=f"staff-{name}",
        summary=summary,
        status_code=303,
        responses=of_form(_REFUSED),
        openapi_extra=form_body(model),
    )
    async def do(
        id: str,
        seq: Annotated[int, Path(ge=1, le=10**9)],
        request: Request,
        form: Annotated[SentForm, Depends(door.entrance.admit_form)],
    ) -> Response:
        def doing(id: ConversationId, staff: Staff, fields: Mapping[str, str]) -> Awaitable[object]:
            return verb(id, seq, staff, fields)

        return await door.do(request, form, id, doing)


def _add_switch(
    router: APIRouter,
    door: StaffDoor,
    name: str,
    summary: str,
    verb: Callable[[Staff], Awaitable[object]],
) -> None:
    @router.post(
        f"/{name}",
        operation_id=f"staff-{name}",
        summary=summary,
        status_code=303,
        responses=of_form(),
        openapi_extra=form_body(),
    )
    async def switch(
        request: Request, form: Annotated[SentForm, Depends(door.entrance.admit_form)]
    ) -> Response:
        await verb(form.by.staff)
        return RedirectResponse(f"{root_path(request)}/staff", 303)
