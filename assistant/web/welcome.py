"""What the chat window says before anything is written; nothing is kept of who reads it."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

from assistant.web.house import House
from assistant.web.introduction import read_introduction
from assistant.web.page import SUGGESTIONS, web_url
from assistant.web.problems import refusals


class WelcomeJson(BaseModel):
    """What a visitor is told first."""

    name: str = Field(description="Of the association.")
    short_name: str = Field(description="For where room is narrow; may be empty.")
    language: str = Field(description="Of the greeting and the suggestions.")
    greeting: str
    suggestions: list[str] = Field(description="Questions that the documents answer.")
    answers_in: list[str] = Field(description="Languages in which answers are given.")
    kept_days: int = Field(description="Days after which an untouched conversation is erased.")
    privacy_url: str = Field(description="Empty where there is no such page.")
    takes_contact: bool = Field(description="Whether an answer may go to an e-mail address.")


def welcome_routes(house: House) -> APIRouter:
    """The one route."""
    router = APIRouter(tags=["conversations"])

    @router.get(
        "/api/v1/welcome",
        operation_id="readWelcome",
        summary="What a visitor is told first",
        responses=refusals(of_body=False),
    )
    async def read_welcome(
        language: Annotated[
            str, Query(max_length=35, description="Of the visitor, BCP 47.")
        ] = "en",
    ) -> WelcomeJson:
        """Give greeting, first questions, and what is kept; it begins no conversation."""
        if not house.ready():
            raise HTTPException(503)
        association = house.association()
        introduction = read_introduction(association, language)
        return WelcomeJson(
            name=str(association.get("name", "")),
            short_name=str(association.get("short_name", "")),
            language=introduction.language,
            greeting=introduction.greeting,
            suggestions=list(house.suggestions(introduction.language))[:SUGGESTIONS],
            answers_in=list(house.languages),
            kept_days=house.kept_days,
            privacy_url=web_url(str(association.get("privacy_page", ""))),
            takes_contact=house.takes_contact,
        )

    return router
