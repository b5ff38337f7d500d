"""Errors as RFC 9457 problems: a sentence and what to do next, never what was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant.seams import (
    AlreadyClaimed,
    AssistantError,
    ConversationUnknown,
    MessageUnknown,
    OriginTaken,
    Overtaken,
)
from assistant.web.words import Words

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5  # a build opens in about a second; twice that leaves room for a slow disk
_KNOWN_FIELDS = frozenset(
    {
        *("question", "history", "language", "role", "text"),
        *("client_id", "time_zone", "page_url", "page_title", "after", "wait", "seq"),
        *("email", "name", "community", "helpful", "comment"),
    }
)
_STATUS = {  # of what was expected
    AlreadyClaimed: 409,
    Overtaken: 409,
    ConversationUnknown: 404,
    MessageUnknown: 404,
    OriginTaken: 409,
}


class FieldErrorJson(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str


class ProblemJson(BaseModel):
    """An RFC 9457 problem. It never repeats anything that was sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Request not accepted",
                    "status": 422,
                    "detail": "Something in the request does not have the form it needs. Correct "
                    "what is listed under errors and send it again.",
                    "errors": [{"field": "question", "detail": "must not be empty"}],
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="What happened and what to do next.")
    errors: list[FieldErrorJson] | None = Field(None, description="With status 422.")


_REFUSALS = {
    400: "The body is no JSON.",
    404: "There is nothing at this address.",
    405: "This method is not taken here.",
    413: "The body is over 16 KiB.",
    415: "The body is not sent as application/json.",
    421: "The server does not answer to this host name.",
    422: "A field does not have the form it needs.",
    429: "Too often; see Retry-After.",
    500: "A fault of ours.",
    503: "Not able to do it now; see Retry-After.",
}
_OF_A_BODY = frozenset({400, 413, 415})


def refusals(own: Mapping[int, str] | None = None, *, of_body: bool) -> dict[int | str, Any]:
    """The refusals of a route, as OpenAPI describes them.

    Args:
        own: What some of them mean there, by status.
        of_body: Whether the route takes a body.
    """
    told = {n: what for n, what in _REFUSALS.items() if of_body or n not in _OF_A_BODY}
    both = sorted((told | dict(own or {})).items())
    return {status: {"model": ProblemJson, "description": what} for status, what in both}


class ProblemResponse(JSONResponse):
    """A problem on its way out."""

    media_type = MEDIA_TYPE


class Problems:
    """Words a status, as JSON for programs and as a page for people."""

    def __init__(self, words: Words, templates: Environment) -> None:
        self._words = words
        self._templates = templates

    def respond(
        self,
        request: Request,
        status: int,
        errors: Sequence[FieldErrorJson] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The response for a status; a page only where a browser asked outside the API."""
        title, detail = self._words.problem(status)
        sent = dict(headers or {}) | ({"Retry-After": str(RETRY_SECONDS)} if status == 503 else {})
        if wants_page(request):
            page = self._templates.get_template("problem.html").render(
                words=self._words.page, title=title, detail=detail, base=root_path(request)
            )
            return HTMLResponse(page, status, sent)
        problem = ProblemJson(
            title=title, status=status, detail=detail, errors=list(errors) if errors else None
        )
        return ProblemResponse(problem.model_dump(exclude_none=True), status, sent)

    def field_errors(self, errors: Sequence[Mapping[str, Any]]) -> list[FieldErrorJson]:
        """Pydantic's errors without the values, and without names that a sender made up."""
        return [
            FieldErrorJson(
                field=_field_name(error["loc"]),
                detail=self._words.field_error(error["type"], error.get("ctx", {})),
            )
            for error in errors
        ]

    async def from_http(self, request: Request, error: Exception) -> Response:
        """For what the framework refuses."""
        assert isinstance(error, HTTPException)
        if error.status_code == 303:
            return Response(status_code=303, headers=error.headers)
        return self.respond(request, error.status_code, headers=error.headers)

    async def from_validation(self, request: Request, error: Exception) -> Response:
        """For a body that is no JSON (400) or not as the contract says (422)."""
        assert isinstance(error, RequestValidationError)
        errors = error.errors()
        if any(entry["type"] == "json_invalid" for entry in errors):
            return self.respond(request, 400)
        return self.respond(request, 422, self.field_errors(errors))

    async def from_house(self, request: Request, error: Exception) -> Response:
        """For what the house expects can happen: mostly that it cannot answer for now."""
        assert isinstance(error, AssistantError)
        if (status := _STATUS.get(type(error))) is not None:
            return self.respond(request, status)
        log.warning(
            "not available", request_id=request.state.request_id, reason=type(error).__name__
        )
        return self.respond(request, 503)


def wants_page(request: Request) -> bool:
    """Whether a browser shows the response to a person."""
    if request.url.path.startswith(f"{root_path(request)}/api/"):
        return False
    return "text/html" in request.headers.get("accept", "")


def root_path(request: Request) -> str:
    """The path under which a proxy serves us, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def _field_name(location: Sequence[str | int]) -> str:
    parts = [part for part in location if isinstance(part, int) or part in _KNOWN_FIELDS]
    return ".".join(str(part) for part in parts) or "body"
