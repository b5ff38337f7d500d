"""Lets staff in, and the forms of their own pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import HTTPException, Request

from assistant.conversation import Staff
from assistant.web.forms import read_form
from assistant.web.problems import root_path, wants_page
from assistant.web.staff.sessions import COOKIE, Sessions


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody of the staff, and the mark that their forms carry."""

    staff: Staff
    mark: str


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form of one of our pages, and who sent it."""

    by: SignedIn
    fields: Mapping[str, str]


class Entrance:
    """Lets staff in, and their own forms."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def find(self, request: Request) -> SignedIn | None:
        """Who sends a request, if they are signed in."""
        cookie = request.cookies.get(COOKIE, "")
        staff = self._sessions.read(cookie) if cookie else None
        return None if staff is None else SignedIn(staff, self._sessions.form_mark(cookie))

    async def admit(self, request: Request) -> SignedIn:
        """Who sends a request.

        Raises:
            HTTPException: 401 for nobody of ours; a browser that wants a page is sent to sign in.
        """
        found = self.find(request)
        if found is None and request.method in {"GET", "HEAD"} and wants_page(request):
            raise HTTPException(303, headers={"Location": f"{root_path(request)}/staff"})
        if found is None:
            raise HTTPException(401)
        return found

    async def admit_form(self, request: Request) -> SentForm:
        """A form of one of our pages.

        Raises:
            HTTPException: 401 for nobody of ours, 403 for a form of another page, 415 and 400 for
                what is no form.
        """
        found = await self.admit(request)
        fields = await read_form(request)
        if not self._sessions.is_own_form(request.cookies.get(COOKIE, ""), fields.get("mark", "")):
            raise HTTPException(403)
        return SentForm(found, fields)
