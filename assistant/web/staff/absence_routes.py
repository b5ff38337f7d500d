"""What staff do by the form that says until when they are away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from assistant.conversations.moments import read_until
from assistant.seams import MomentRefused
from assistant.web.problems import root_path
from assistant.web.staff.door import StaffDoor, form_body, of_form
from assistant.web.staff.entrance import SentForm


class AwayForm(BaseModel):
    """Until when staff are away, as people write it."""

    until: str = Field(description="Monday 9:00, tomorrow, 2026-12-24, 3 days ...")


def add_absence(router: APIRouter, door: StaffDoor) -> None:
    """The route by which staff leave; they come back by a switch."""

    @router.post(
        "/away",
        operation_id="staff-away",
        summary="Be away until a moment",
        status_code=303,
        responses=of_form(),
        openapi_extra=form_body(AwayForm),
    )
    async def leave(
        request: Request, form: Annotated[SentForm, Depends(door.entrance.admit_form)]
    ) -> Response:
        """Have visitors told when staff are back, by the clock of the office."""
        words = form.fields.get("until", "")
        try:
            until = read_until(words, door.now(), door.desk.zone())
        except MomentRefused as refused:
            overview = await door.desk.board.overview()
            page = door.pages.overview(
                request, form.by, overview, until=words, trouble=str(refused)
            )
            return HTMLResponse(page, 422)
        await door.desk.away(form.by.staff, until)
        return RedirectResponse(f"{root_path(request)}/staff", 303)
