"""Where staff say what is wrong in an answer, and close what is mended."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field, ValidationError

from assistant.web.problems import root_path
from assistant.web.staff.door import (
    TIDY,
    UNKNOWN,
    StaffDoor,
    form_body,
    known_id,
    of_form,
    of_page,
)
from assistant.web.staff.entrance import SentForm, SignedIn

_RIGHT_CHARACTERS = 2_000
_STANDS_CHARACTERS = 500
_ANSWER = "/conversations/{id}/corrections/{seq}"
_Number = Annotated[int, Path(ge=1, le=10**9)]


class MistakeForm(BaseModel):
    """What is right instead of an answer, and where that stands."""

    right: Annotated[str, TIDY] = Field(min_length=1, max_length=_RIGHT_CHARACTERS)
    stands: Annotated[str, TIDY] = Field(default="", max_length=_STANDS_CHARACTERS)
    origin: str = Field(
        pattern=r"^[A-Za-z0-9_-]{8,64}$", description="The same for every attempt to send it."
    )


def add_corrections(router: APIRouter, door: StaffDoor) -> None:
    """The routes of corrections."""
    _add_form(router, door)
    _add_saying(router, door)
    _add_closing(router, door)


def _add_form(router: APIRouter, door: StaffDoor) -> None:
    @router.get(
        _ANSWER,
        operation_id="showMistake",
        summary="An answer that may be wrong",
        responses=of_page(UNKNOWN),
    )
    async def show_mistake(
        id: str,
        seq: _Number,
        request: Request,
        found: Annotated[SignedIn, Depends(door.entrance.admit)],
    ) -> HTMLResponse:
        """Show an answer and ask what is right instead."""
        mistake = await door.desk.corrections.answer(known_id(id), seq)
        return HTMLResponse(door.pages.mistake(request, found, id, mistake))


def _add_saying(router: APIRouter, door: StaffDoor) -> None:
    @router.post(
        _ANSWER,
        operation_id="staff-corrections",
        summary="Say what is wrong in an answer",
        status_code=303,
        responses=of_form(UNKNOWN),
        openapi_extra=form_body(MistakeForm),
    )
    async def say_wrong(
        id: str,
        seq: _Number,
        request: Request,
        form: Annotated[SentForm, Depends(door.entrance.admit_form)],
    ) -> Response:
        """Keep it for whoever mends it; the visitor is told nothing."""
        mistake = await door.desk.corrections.answer(known_id(id), seq)
        try:
            written = MistakeForm.model_validate(dict(form.fields))
        except ValidationError as error:
            kept = {name: form.fields.get(name, "") for name in ("right", "stands")}
            typed = replace(mistake, **kept)
            page = door.pages.mistake(request, form.by, id, typed, door.wrong(error))
            return HTMLResponse(page, 422)
        mistake = replace(mistake, right=written.right, stands=written.stands)
        corrections = door.desk.corrections
        await corrections.say_answer_wrong(known_id(id), form.by.staff, mistake, written.origin)
        return RedirectResponse(f"{root_path(request)}/staff#corrections", 303)


def _add_closing(router: APIRouter, door: StaffDoor) -> None:
    @router.post(
        "/corrections/{number}/close",
        operation_id="staff-close-correction",
        summary="Close what is mended",
        status_code=303,
        responses=of_form(),
        openapi_extra=form_body(),
    )
    async def close(
        number: _Number,
        request: Request,
        form: Annotated[SentForm, Depends(door.entrance.admit_form)],
    ) -> Response:
        """Take a correction off the list; of one that is closed nothing changes."""
        await door.desk.corrections.close(number, form.by.staff)
        return RedirectResponse(f"{root_path(request)}/staff#corrections", 303)
