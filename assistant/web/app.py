"""Puts the web door together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Route

from assistant.seams import AssistantError
from assistant.web.admission import ApiCors, HostGuard, check_origins
from assistant.web.asking import Asker, asking_routes
from assistant.web.chat.deeds import ChatDeeds
from assistant.web.chat.page import ChatPage
from assistant.web.chat.routes import Chat, chat_routes
from assistant.web.conversations import conversation_routes
from assistant.web.demo import Demo, demo_routes
from assistant.web.health import health_routes
from assistant.web.house import House
from assistant.web.meters import Meters
from assistant.web.page import make_templates
from assistant.web.porch import Porch, SafetyNet
from assistant.web.problems import MEDIA_TYPE, Problems
from assistant.web.quotes import quote_routes
from assistant.web.receipt import Receipts
from assistant.web.staff.routes import staff_routes
from assistant.web.welcome import welcome_routes
from assistant.web.widget_files import widget_routes
from assistant.web.words import read_words

__all__ = ["House", "create_app"]

_TAGS = [
    {"name": "asking", "description": "Questions and answers."},
    {"name": "conversations", "description": "Conversations that are kept."},
    {"name": "quotes", "description": "Receipts of quotes."},
    {"name": "staff", "description": "The pages of staff."},
    {"name": "operation", "description": "For those who run the server."},
]


class Door(FastAPI):
    """FastAPI whose description says that errors are `application/problem+json`."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description."""
        schema = super().openapi()
        _name_problems(schema)
        return schema


def _name_problems(schema: dict[str, Any]) -> None:
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if status >= "400" and "application/json" in content:
                    content[MEDIA_TYPE] = content.pop("application/json")


def create_app(house: House) -> FastAPI:
    """The web door of a house.

    Raises:
        ValueError: An allowed origin is no origin.
    """
    words, templates, meters = read_words(), make_templates(), Meters()
    problems = Problems(words, templates)

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        async with house.living():
            yield

    app = Door(
        title="Membership assistant",
        summary="Answers membership questions from an association's own documents.",
        version=house.version,
        lifespan=live,
        openapi_tags=_TAGS,
        docs_url=None,  # the documentation pages load scripts from another host
        redoc_url=None,
        redirect_slashes=False,  # a redirect would be built from the Host header
    )
    app.add_exception_handler(HTTPException, problems.from_http)
    app.add_exception_handler(RequestValidationError, problems.from_validation)
    app.add_exception_handler(AssistantError, problems.from_house)
    _add_layers(app, house, meters, problems)
    app.include_router(asking_routes(Asker(house, meters)))
    if house.reception is not None:
        app.include_router(conversation_routes(house, house.reception))
        page = ChatPage(house, words, templates)
        chat = Chat(house.reception, ChatDeeds(house, house.reception), page, problems)
        app.include_router(chat_routes(chat, page))
    if house.desk is not None and house.staff_token:
        app.include_router(staff_routes(house, house.desk, problems, words, templates, _now))
    app.include_router(welcome_routes(house))
    app.include_router(widget_routes())
    app.include_router(quote_routes(house, Receipts(house, templates)))
    app.include_router(health_routes(house, meters))
    app.include_router(demo_routes(Demo(house, words, templates)))
    if house.slack is not None:
        app.router.routes.append(Route("/slack/events", house.slack))
    files = resources.files("assistant.web") / "static"
    app.mount("/static", StaticFiles(directory=str(files)), name="static")
    return app


def _now() -> datetime:
    return datetime.now(UTC)


def _add_layers(app: FastAPI, house: House, meters: Meters, problems: Problems) -> None:
    """From the innermost to the outermost."""
    app.add_middleware(SafetyNet, problems=problems)
    app.add_middleware(
        ApiCors,
        allow_origins=check_origins(house.allowed_origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "X-Request-ID"],
        expose_headers=["Retry-After", "Server-Timing", "X-Request-ID"],
    )
    app.add_middleware(HostGuard, hosts=tuple(house.allowed_hosts), problems=problems)
    app.add_middleware(Porch, meters=meters, problems=problems)
