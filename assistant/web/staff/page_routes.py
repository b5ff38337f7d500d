"""The pages of staff, and the stream that says when to look again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from assistant.web.problems import refusals
from assistant.web.staff.door import UNKNOWN, StaffDoor, known_id, of_page
from assistant.web.staff.entrance import SignedIn
from assistant.web.streams import QUIET_SECONDS, stream, write_news


def add_pages(router: APIRouter, door: StaffDoor) -> None:
    """The routes that show something."""
    _add_overview(router, door)
    _add_conversation(router, door)
    _add_news(router, door)


def _add_overview(router: APIRouter, door: StaffDoor) -> None:
    @router.get("", operation_id="showStaff", summary="Who waits", responses=of_page())
    async def show_staff(request: Request) -> HTMLResponse:
        """Show who waits; to who is not signed in, the form that asks for the token."""
        found = door.entrance.find(request)
        if found is None:
            return HTMLResponse(door.pages.sign_in(request))
        return HTMLResponse(door.pages.overview(request, found, await door.desk.board.overview()))


def _add_conversation(router: APIRouter, door: StaffDoor) -> None:
    @router.get(
        "/conversations/{id}",
        operation_id="showConversation",
        summary="A conversation",
        responses=of_page(UNKNOWN),
    )
    async def show_conversation(
        id: str,
        request: Request,
        found: Annotated[SignedIn, Depends(door.entrance.admit)],
        edit: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> HTMLResponse:
        """Show a conversation with its sources; `edit` puts a draft into the box of the reply."""
        file = await door.desk.case_file(known_id(id))
        draft = next((one.text for one in file.drafts if one.seq == edit), "")
        edited = edit if draft else 0
        page = door.pages.case_file(request, found, file, draft=draft, edited=edited)
        return HTMLResponse(page)


def _add_news(router: APIRouter, door: StaffDoor) -> None:
    @router.get(
        "/events",
        operation_id="followStaff",
        summary="When to look again",
        response_class=Response,
        responses=refusals({401: "Nobody is signed in."}, of_body=False)
        | {200: {"content": {"text/event-stream": {}}, "description": "Something has changed."}},
    )
    async def follow_staff(
        _: Annotated[SignedIn, Depends(door.entrance.admit)],
        conversation: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Say that something has changed, never what; the page is read again."""
        id = known_id(conversation) if conversation else None
        return stream(door.desk.board.follow(id, QUIET_SECONDS), write_news, door.house.ending)
