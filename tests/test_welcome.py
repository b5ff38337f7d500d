"""What a visitor is told before anything is written, by language."""

from typing import Any

import pytest

from assistant.web.introduction import read_introduction
from tests.installations import Installation, Server, wait_until
from tests.test_web_fakes import ASSOCIATION, FakeHouse

SPANISH = {"greeting": "Pregunte.", "suggestions": ["¿Cómo nos unimos?"]}
BOTH = {**ASSOCIATION, "suggestions": ["How does a city join?"], "in": {"es": SPANISH}}


async def welcome(house: FakeHouse, language: str = "en") -> dict[str, Any]:
    async with house.client() as visitor:
        response = await visitor.get("/api/v1/welcome", params={"language": language})
    assert response.status_code == 200
    return dict(response.json())


@pytest.mark.parametrize(
    ("asked", "language", "greeting"),
    [
        ("en", "en", "Ask about membership."),
        ("es", "es", "Pregunte."),
        ("es-MX", "es", "Pregunte."),
        ("ES", "es", "Pregunte."),
        ("fr", "en", "Ask about membership."),
        ("", "en", "Ask about membership."),
        ("\N{SNOWMAN}-x", "en", "Ask about membership."),
    ],
)
def test_an_introduction_is_in_a_language_the_association_wrote(
    asked: str, language: str, greeting: str
) -> None:
    introduction = read_introduction(BOTH, asked)
    assert (introduction.language, introduction.greeting) == (language, greeting)


async def test_a_visitor_is_told_who_answers_and_what_is_kept() -> None:
    told = await welcome(FakeHouse(association={**BOTH, "short_name": "Towns"}))
    assert told == {
        "name": "Sister Towns",
        "short_name": "Towns",
        "language": "en",
        "greeting": "Ask about membership.",
        "suggestions": ["How does a city join?", "Two?", "Three?", "Four?"],
        "answers_in": ["en"],
        "kept_days": 90,
        "privacy_url": "https://example.org/privacy",
        "takes_contact": False,
    }


async def test_a_privacy_page_that_is_no_web_address_is_not_linked() -> None:
    bad = {**ASSOCIATION, "privacy_page": "javascript:alert(1)"}
    assert (await welcome(FakeHouse(association=bad)))["privacy_url"] == ""


async def test_an_association_that_says_nothing_is_introduced_as_nobody() -> None:
    told = await welcome(FakeHouse(association={}, suggestions=()))
    assert (told["name"], told["greeting"], told["suggestions"]) == ("", "", [])


async def test_before_a_build_is_open_a_visitor_is_asked_to_come_again() -> None:
    async with FakeHouse(is_ready=False).client() as visitor:
        response = await visitor.get("/api/v1/welcome")
    assert response.status_code == 503
    assert response.headers["retry-after"]


async def test_no_language_is_too_long_to_be_told() -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.get("/api/v1/welcome", params={"language": "x" * 36})
    assert response.status_code == 422


def told_by(server: Server, language: str = "en") -> dict[str, Any]:
    return dict(server.get(f"/api/v1/welcome?language={language}").json())


@pytest.mark.timeout(180)
def test_every_question_to_start_with_is_answered_by_the_build_in_use(
    shipped: Installation,
) -> None:
    with shipped.serving() as server:
        wait_until(server.is_ready, 60)
        wait_until(lambda: bool(told_by(server)["suggestions"]), 60)  # each was tried by then
        for language in ("en", "es"):
            told = told_by(server, language)
            assert told["language"] == language
            assert 3 <= len(told["suggestions"]) <= 4
            for question in told["suggestions"]:
                answer = server.ask(question, language).json()
                assert answer["outcome"] == "answered", question
