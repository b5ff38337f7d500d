"""Puts the staff's own door together."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response
from jinja2 import Environment

from assistant.conversations.desk import Desk
from assistant.web.house import House
from assistant.web.problems import Problems
from assistant.web.staff.absence_routes import add_absence
from assistant.web.staff.correction_routes import add_corrections
from assistant.web.staff.door import StaffDoor
from assistant.web.staff.entrance import Entrance
from assistant.web.staff.page_routes import add_pages
from assistant.web.staff.pages import StaffPages
from assistant.web.staff.session_routes import add_session
from assistant.web.staff.sessions import Sessions
from assistant.web.staff.verb_routes import add_verbs
from assistant.web.words import Words

_REPLY_BYTES: Final = 64 * 1024  # 4,000 characters of four bytes, each written as %XX, are 48,000


def staff_routes(
    house: House,
    desk: Desk,
    problems: Problems,
    words: Words,
    templates: Environment,
    now: Callable[[], datetime],
) -> APIRouter:
    """The routes of staff; a part of the API's description, so that tests see each of them."""
    sessions = Sessions(house.staff_token, now)
    pages = StaffPages(templates, words, house.association, now)
    door = StaffDoor(house, desk, sessions, Entrance(sessions), pages, problems, now)
    router = APIRouter(
        prefix="/staff",
        tags=["staff"],
        max_body_size=_REPLY_BYTES,
        default_response_class=Response,
    )
    add_session(router, door)
    add_pages(router, door)
    add_verbs(router, door)
    add_corrections(router, door)
    add_absence(router, door)
    return router
