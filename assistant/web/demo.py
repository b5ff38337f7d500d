"""The demonstration: a membership page with the chat on it, and how to put it on one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from assistant.web.house import House
from assistant.web.page import SUGGESTIONS, read_reach
from assistant.web.widget_files import read_script
from assistant.web.words import Words

_LANGUAGE: Final = "en"  # of the page's own sentences
# The sections of the page, each with the pages of the association to which it leads.
_SECTIONS: Final = {
    "brings": ("join_us",),
    "join": ("join_us", "join_global"),
    "costs": ("join_us",),
    "who": ("city_directory",),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page.

    Attributes:
        question: Asked by its button; empty where the documents do not answer it.
        links: Keys of the association's own pages.
    """

    name: str
    question: str
    links: Sequence[str]


class Demo:
    """Renders the page, which says nothing of its own that could be wrong."""

    def __init__(self, house: House, words: Words, templates: Environment) -> None:
        """Keep what rendering needs.

        Args:
            house: For the association's own data and the questions that are answered.
            words: The door's own sentences.
            templates: Escaping.
        """
        self._house = house
        self._words = words
        self._templates = templates

    def render(self, request: Request) -> str:
        """The page."""
        association = self._house.association()
        answered = list(self._house.suggestions(_LANGUAGE))[:SUGGESTIONS]
        sections = [self._section(name, links, answered) for name, links in _SECTIONS.items()]
        placed = {section.question for section in sections}
        address = self._house.public_url or str(request.base_url)
        return self._templates.get_template("demo.html").render(
            words=self._words.demo,
            shared=self._words.page,
            association=association,
            reach=read_reach(association),
            sections=sections,
            suggestions=[one for one in answered if one not in placed],
            address=address.rstrip("/"),
            script=read_script(),
        )

    def _section(self, name: str, links: Sequence[str], answered: Sequence[str]) -> Section:
        question = self._words.demo[f"{name}-question"]
        return Section(name, question if question in answered else "", links)


def demo_routes(demo: Demo) -> APIRouter:
    """The page's route; it is no part of the API's description."""
    router = APIRouter(include_in_schema=False)

    @router.head("/")
    @router.get("/")
    async def show_demo(request: Request) -> HTMLResponse:
        return HTMLResponse(demo.render(request))

    return router
