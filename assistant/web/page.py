"""The page with the question box; it also works without JavaScript, as a form."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import ValidationError

from assistant.vocabulary import Answer, Outcome
from assistant.web.asking import Asker
from assistant.web.contract import QuestionJson
from assistant.web.forms import FORM_BYTES, read_form
from assistant.web.house import House
from assistant.web.problems import Problems
from assistant.web.prose import read_prose
from assistant.web.words import Words

SUGGESTIONS = 4
_PERSON_HELPS = {
    Outcome.PARTIAL,
    Outcome.UNANSWERED,
    Outcome.DECLINED,
    Outcome.HANDOFF,
    Outcome.FAILED,
}


class Reach(NamedTuple):
    """How a visitor reaches a person; empty where the association does not say."""

    telephone: str
    telephone_url: str
    email: str
    email_url: str


def make_templates() -> Environment:
    """The templates; every value is escaped."""
    templates = Environment(
        loader=PackageLoader("assistant.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["web_url"] = web_url
    return templates


class Page:
    """Renders the page."""

    def __init__(self, house: House, words: Words, templates: Environment) -> None:
        self._house = house
        self._words = words
        self._templates = templates

    def render(self, question: str = "", answer: Answer | None = None, trouble: str = "") -> str:
        """The page, with an answer or with what is wrong with a question."""
        association = self._house.association()
        return self._templates.get_template("page.html").render(
            words=self._words.page,
            outcomes=self._words.outcomes,
            association=association,
            reach=read_reach(association),
            suggestions=list(self._house.suggestions())[:SUGGESTIONS],
            question=question,
            answer=answer,
            blocks=read_prose(answer) if answer else (),
            person_helps=sorted(outcome.value for outcome in _PERSON_HELPS),
            trouble=trouble,
        )


def page_routes(page: Page, asker: Asker, problems: Problems) -> APIRouter:
    """The page's routes; they are no part of the API's description."""
    router = APIRouter(include_in_schema=False, max_body_size=FORM_BYTES)

    async def answer_form(question: str, request: Request) -> HTMLResponse:
        try:
            asked = QuestionJson(question=question)
        except ValidationError as error:
            wrong = problems.field_errors([dict(entry) for entry in error.errors()])
            return HTMLResponse(page.render(question=question, trouble=wrong[0].detail), 422)
        answer = await asker.ask(asked, request)
        return HTMLResponse(page.render(question=asked.question, answer=answer))

    @router.head("/")
    @router.get("/")
    async def show_page(request: Request, question: str | None = None) -> HTMLResponse:
        if question is None:
            return HTMLResponse(page.render())
        return await answer_form(question, request)

    @router.post("/")
    async def ask_by_form(request: Request) -> HTMLResponse:
        return await answer_form((await read_form(request)).get("question", ""), request)

    return router


def read_reach(association: Mapping[str, Any]) -> Reach:
    """How to reach a person, with links where the text makes one."""
    telephone = str(association.get("telephone", ""))
    email = str(association.get("email", ""))
    digits = re.sub(r"[^0-9+]", "", telephone)
    is_email = re.fullmatch(r"[^@\s]+@[^@\s]+", email)
    return Reach(
        telephone,
        f"tel:{digits}" if digits else "",
        email,
        f"mailto:{quote(email, safe='@')}" if is_email else "",
    )


def web_url(address: str) -> str:
    """The address if it is one of the web, else nothing: no script runs from a link."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""
