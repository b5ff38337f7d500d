"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field, ValidationError

from assistant.web.forms import read_form
from assistant.web.limits import Deed
from assistant.web.problems import root_path
from assistant.web.staff.door import TIDY, StaffDoor, form_body, of_form
from assistant.web.staff.entrance import SentForm
from assistant.web.staff.sessions import COOKIE, LASTS


class SignInForm(BaseModel):
    """The staff token, and the name that visitors see."""

    token: str = Field(min_length=1, max_length=400)
    name: Annotated[str, TIDY] = Field(min_length=1, max_length=60, pattern=r"^[^\n\t]+$")


def add_session(router: APIRouter, door: StaffDoor) -> None:
    """The routes of a session."""
    _add_sign_in(router, door)
    _add_sign_out(router, door)


def _add_sign_in(router: APIRouter, door: StaffDoor) -> None:
    @router.post(
        "/sign-in",
        operation_id="signIn",
        summary="Sign in",
        status_code=303,
        responses=of_form({403: "The token is another."}),
        openapi_extra=form_body(SignInForm, marked=False),
        dependencies=door.house.held_back(Deed.SIGN_IN),
    )
    async def sign_in(request: Request) -> Response:
        """Sign in with the staff token and a name that visitors see."""
        try:
            given = SignInForm.model_validate(dict(await read_form(request)))
        except ValidationError:
            return HTMLResponse(door.pages.sign_in(request, "unnamed"), 422)
        if not door.sessions.opens(given.token):
            return HTMLResponse(door.pages.sign_in(request, "wrong_token"), 403)
        here = f"{root_path(request)}/staff"
        response = RedirectResponse(here, 303)
        response.set_cookie(
            COOKIE,
            door.sessions.seal(given.name),
            max_age=int(LASTS.total_seconds()),
            path=here,
            secure=request.url.scheme == "https" or door.house.public_url.startswith("https:"),
            httponly=True,
            samesite="strict",
        )
        return response


def _add_sign_out(router: APIRouter, door: StaffDoor) -> None:
    @router.post(
        "/sign-out",
        operation_id="signOut",
        summary="Sign out",
        status_code=303,
        responses=of_form(),
        openapi_extra=form_body(),
    )
    async def sign_out(
        request: Request, _: Annotated[SentForm, Depends(door.entrance.admit_form)]
    ) -> Response:
        """Sign out; the cookie goes."""
        here = f"{root_path(request)}/staff"
        response = RedirectResponse(here, 303)
        response.delete_cookie(COOKIE, path=here)
        return response
