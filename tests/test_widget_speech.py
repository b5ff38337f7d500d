"""What a screen reader says of the chat window: what is new, once, and nothing else."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.sample_answers import (
    FOR_A_PERSON,
    QUESTION,
    WANTS_A_PERSON,
)
from tests.screen_readers import listen, spoken
from tests.served import Served, Website
from tests.widget_states import ANA, REFUSED, TOO_LONG
from tests.widget_windows import Chat, calm_chat

SPEAK_MS = 400  # in which something would have been spoken

# What people see and hear is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(120),
]


async def test_an_answer_is_spoken_once_with_its_author_and_sources(
    browser: Browser, served: Served, website: Website
) -> None:
    async with listening(browser, served, website) as chat:
        served.study.may_answer.clear()
        await chat.ask(QUESTION)
        await _hears(chat.page, "The assistant is answering")
        served.study.may_answer.set()
        answer = "Automated assistant: A city pays 100 USD a year. 2 sources."
        await _hears(chat.page, "The assistant is answering", answer)
        await chat.messages("assistant").locator("[data-helpful=true]").click()
        await _hears(chat.page, "The assistant is answering", answer, "Thank you, noted.")
        await chat.page.reload()
        await expect(chat.messages("assistant")).to_have_count(1)
        await chat.page.wait_for_timeout(SPEAK_MS)
        assert await spoken(chat.page) == []  # what is old is not told again


async def test_staff_are_heard_also_beside_a_closed_window(
    browser: Browser, served: Served, website: Website
) -> None:
    async with listening(browser, served, website) as chat:
        await chat.person.click()
        asked = "Notice: en house asked en house leave_email"
        await _hears(chat.page, asked)
        visit = await chat.conversation()
        await served.house.desk.claim(visit, ANA)
        claimed = "Notice: en house after_claim Ana"
        await _hears(chat.page, asked, claimed)
        await chat.find("button.close").click()
        await served.house.desk.staff_wrote(visit, ANA, "Good morning. I am Ana.", "reply-0001")
        await _hears(chat.page, asked, claimed, "Ana, staff: Good morning.")
        await expect(chat.find("[role=status]")).to_have_count(1)
        await expect(chat.panel).to_be_hidden()


async def test_what_comes_at_once_is_spoken_together(
    browser: Browser, served: Served, website: Website
) -> None:
    served.study.script = {WANTS_A_PERSON: FOR_A_PERSON}
    async with listening(browser, served, website) as chat:
        served.study.script = {WANTS_A_PERSON: FOR_A_PERSON}
        await chat.asks_and_hears(WANTS_A_PERSON)
        await expect(chat.messages("house")).to_have_count(1)
        await chat.page.wait_for_timeout(SPEAK_MS)
        said = " ".join(await spoken(chat.page))
        assert said.count("Automated assistant: To speak with a person") == 1
        assert said.count("Notice: en house asked") == 1


async def test_failures_are_alerts(browser: Browser, served: Served, website: Website) -> None:
    async with listening(browser, served, website) as chat:
        await chat.ask(REFUSED)
        await expect(chat.find("[data-state=failed]")).to_have_count(1)
        (told,) = await spoken(chat.page, "alert")
        assert told.startswith("Not sent: holds characters that are no text")
        await chat.ask(TOO_LONG)
        await expect(chat.trouble).to_have_text("Shorten your question to 2,000 characters.")
        await expect(chat.input).to_have_value(TOO_LONG)


async def test_a_lost_connection_is_spoken(
    browser: Browser, served: Served, website: Website
) -> None:
    async with listening(browser, served, website) as chat:
        await chat.page.context.set_offline(True)
        await _hears(chat.page, "You are offline. What you write is sent when you are back.")
        await chat.find("button.close").click()
        await chat.page.context.set_offline(False)
        await chat.page.context.set_offline(True)
        await chat.page.wait_for_timeout(SPEAK_MS)
        assert len(await spoken(chat.page)) == 1  # nobody uses it: it does not interrupt


@asynccontextmanager
async def listening(
    browser: Browser, served: Served, website: Website
) -> AsyncGenerator[Chat, None]:
    """An open chat window with a screen reader."""
    async with calm_chat(browser, served, website) as chat:
        await listen(chat.page)
        await chat.page.reload()
        await expect(chat.find("button.suggestion").first).to_be_visible()
        yield chat


async def _hears(page: Page, *texts: str) -> None:
    """Wait until all of this was spoken, and nothing else."""
    for _ in range(50):
        if len(await spoken(page)) >= len(texts):
            break
        await page.wait_for_timeout(100)
    assert await spoken(page) == list(texts)
