"""The chat window by keys alone: everything is reached, and the focus is never lost."""

import pytest
from playwright.async_api import Browser, Locator, Page, TimeoutError, expect

from tests.sample_answers import (
    BOISE,
    QUESTION,
    directory_answer,
)
from tests.served import Served, Website
from tests.widget_states import ANA, REFUSED, let_wait
from tests.widget_windows import DESKTOP, PHONE, calm_chat, embedding

FOCUSED = """() => {
  const { activeElement } = document;
  const one = activeElement.shadowRoot?.activeElement ?? activeElement;
  return one.id || one.classList[0] || one.localName;
}"""
BEFORE = '<button id="before">Before</button>'
THROUGH = [  # the window with one answer, by keys
    *("summary", "close", "log", "a", "delete"),
    *("figure", "mark", "figure", "mark", "mark", "source", "source", "suggestion", "suggestion"),
    *("thumb", "thumb", "input", "send", "person"),
]


# What people see and hear is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(120),
]


async def test_tab_goes_through_the_window_and_on_into_the_page(
    browser: Browser, served: Served, website: Website
) -> None:
    website.pages = {"/": embedding(served, main=BEFORE)}
    async with calm_chat(browser, served, website) as chat:
        page = chat.page
        await chat.find("button.close").click()
        await page.locator("#before").focus()
        assert await _pressed(page, "Tab") == "launcher"
        await page.keyboard.press("Enter")
        await expect(chat.input).to_be_focused()
        await page.keyboard.type(QUESTION)
        await page.keyboard.press("Enter")
        await expect(chat.messages("assistant")).to_have_count(1)
        await expect(chat.input).to_be_focused()
        await page.locator("#before").focus()  # the window is there, and the page is to be used
        assert [await _pressed(page, "Tab") for _ in THROUGH] == THROUGH
        assert await _pressed(page, "Tab") == "launcher"
        assert await _pressed(page, "Tab") == "body"  # the end of the page
        assert await _pressed(page, "Tab") == "before"
        await expect(chat.panel).to_be_visible()


async def test_over_the_page_of_a_telephone_tab_stays_in_the_window(
    browser: Browser, served: Served, website: Website
) -> None:
    website.pages = {"/": embedding(served, main=BEFORE)}
    async with calm_chat(browser, served, website, viewport=PHONE) as chat:
        await expect(chat.find("[part=log]")).to_be_focused()  # no keyboard covers the answer
        await chat.asks_and_hears(QUESTION)
        await chat.find("[part=log]").focus()
        reached = [await _pressed(chat.page, "Tab") for _ in range(2 * len(THROUGH))]
        assert set(reached) == {*THROUGH, "body"}  # the last is the browser's own bar
        assert reached.count("input") == 2
        with pytest.raises(TimeoutError):
            await chat.page.locator("#before").click(timeout=500)
        await chat.page.keyboard.press("Escape")
        await expect(chat.panel).to_be_hidden()
        await expect(chat.launcher).to_be_focused()
        await chat.page.locator("#before").click()


async def test_escape_closes_the_menu_first_and_then_the_window(
    browser: Browser, served: Served, website: Website
) -> None:
    for viewport in (DESKTOP, PHONE):
        async with calm_chat(browser, served, website, viewport=viewport) as chat:
            await chat.menu.focus()
            await chat.page.keyboard.press("Enter")
            await expect(chat.find("button.erase")).to_be_visible()
            assert await _pressed(chat.page, "Tab") == "copy"
            await chat.page.keyboard.press("Escape")
            await expect(chat.find("button.erase")).to_be_hidden()
            await expect(chat.menu).to_be_focused()
            await expect(chat.panel).to_be_visible()
            await chat.page.keyboard.press("Escape")
            await expect(chat.panel).to_be_hidden()
            await expect(chat.launcher).to_be_focused()
            await chat.page.keyboard.press("Space")
            await expect(chat.panel).to_be_visible()


async def test_sources_figures_choices_and_thumbs_work_by_keys(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        press = chat.page.keyboard.press
        answer = await chat.asks_and_hears(QUESTION)
        source = answer.locator("button.source").first
        await source.focus()
        await press("Enter")
        await expect(source).to_have_attribute("aria-expanded", "true")
        await press("Space")
        await expect(source).to_have_attribute("aria-expanded", "false")
        for way in ("button.figure", "button.mark"):
            await answer.locator(way).first.focus()
            await press("Enter")
            await expect(source).to_be_focused()
            await expect(source).to_have_attribute("aria-expanded", "true")
            await press("Enter")
        await answer.locator("[data-helpful=true]").focus()
        await press("Space")
        await expect(answer.locator("[data-helpful=true]")).to_have_attribute(
            "aria-pressed", "true"
        )
        await expect(answer.locator(".said")).to_have_text("Thank you, noted.")
        quote = await chat.asks_and_hears(BOISE)
        await quote.locator("button.figure").first.focus()
        await press("Enter")
        assert await chat.page.evaluate(FOCUSED) == "pointed"  # the step that says it
        await quote.get_by_role("button", name="235,684").last.focus()
        await press("Enter")
        await expect(chat.messages("visitor").last).to_be_focused()
        choices = await chat.asks_and_hears("What does Springfield pay?")
        await choices.locator("button.choice").first.focus()
        await press("Enter")
        await expect(chat.messages("visitor").last).to_contain_text("Springfield, Illinois")


async def test_the_focus_stays_in_the_window_when_what_had_it_goes(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        await _press(chat.find("button.suggestion").first)
        await expect(chat.messages("assistant")).to_have_count(1)
        await expect(chat.input).to_be_focused()
        answer = await chat.asks_and_hears("What does Springfield pay?")
        await _press(answer.locator("button.choice").first)
        await expect(chat.messages("assistant")).to_have_count(3)
        await expect(chat.input).to_be_focused()
        await _press(answer.locator("[data-helpful=false]"))
        await answer.locator("form.comment textarea").fill("It is old.")
        await _press(answer.locator("form.comment button"))
        await expect(answer.locator("form.comment")).to_have_count(0)
        await expect(answer.locator("[data-helpful=false]")).to_be_focused()
        await _press(chat.menu)
        await _press(chat.find("button.copy"))
        await expect(chat.menu).to_be_focused()


async def test_the_focus_stays_in_the_window_when_a_message_is_tried_again_or_discarded(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        await chat.asks_and_hears(QUESTION)
        visit = await chat.conversation()
        for number, way in enumerate(("button.retry", "button.discard"), 1):
            await chat.ask(f"{REFUSED} {number}")
            await expect(chat.find("[data-state=failed]")).to_have_count(1)
            await chat.find(way).focus()
            await served.house.reception.visitor_wrote(visit, "Meanwhile", f"attempt-{number}")
            await expect(chat.messages("visitor")).to_have_count(1 + number)
            await expect(chat.find(way)).to_be_focused()  # what comes takes it from nobody
            await chat.page.keyboard.press("Enter")
            await expect(chat.input).to_be_focused()
            await expect(chat.find("button.discard")).to_have_count(2 - number)
            if number == 1:
                await chat.find("button.discard").click()


async def test_the_focus_stays_in_the_window_on_the_way_to_a_person(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        await _press(chat.person)
        await expect(chat.contact).to_be_visible()
        await expect(chat.person).to_be_focused()
        visit = await chat.conversation()
        email = chat.contact.locator("input[type=email]")
        await email.fill("dana@example.org")
        await served.house.desk.claim(visit, ANA)
        await expect(chat.standing).to_have_text("Ana is here")
        await expect(email).to_be_focused()
        await served.house.desk.hand_back(visit, ANA)  # the form goes
        await expect(chat.contact).to_have_count(0)
        await expect(chat.input).to_be_focused()
        await served.house.desk.claim(visit, ANA)
        await chat.contact.locator("input[type=email]").fill("dana@example.org")
        await _press(chat.contact.locator("button"))
        await expect(chat.contact).to_have_count(0)
        await expect(chat.input).to_be_focused()
        await chat.ask(QUESTION)
        await expect(chat.messages("visitor")).to_have_count(1)
        await let_wait(served)
        await chat.take_back.focus()
        await served.house.desk_store.note_seen(visit, 1)
        await _press(chat.take_back)
        await expect(chat.take_back).to_have_count(0)
        await expect(chat.input).to_be_focused()


async def test_the_focus_stays_in_the_window_when_the_conversation_is_deleted(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        await chat.asks_and_hears(QUESTION)
        for opener in (chat.find("button.delete"), chat.find("button.erase")):
            if await opener.is_hidden():
                await chat.menu.click()
            await _press(opener)
            await expect(chat.question.get_by_role("button", name="Keep it")).to_be_focused()
            await chat.page.keyboard.press("Enter")
            await expect(chat.question).to_have_count(0)
            await expect(chat.input).to_be_focused()
        await _press(chat.find("button.delete"))
        await _press(chat.question.locator(".danger"))
        await expect(chat.notice).to_have_text("The conversation is deleted.")
        await expect(chat.input).to_be_focused()


async def test_the_focus_follows_to_the_news_below(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        served.study.script = {QUESTION: directory_answer(48)}
        await chat.asks_and_hears(QUESTION)
        await chat.find("[part=log]").evaluate("(log) => log.scrollTo(0, 0)")
        await chat.page.wait_for_timeout(100)  # the browser tells of it
        visit = await chat.conversation()
        await served.house.desk.staff_wrote(visit, ANA, "Here I am.", "reply-0001")
        news = chat.find("button.news")
        await expect(news).to_have_text("1 new message")
        await _press(news)
        await expect(news).to_be_hidden()
        await expect(chat.find("[part=log]")).to_be_focused()
        await expect(chat.messages("staff").last).to_be_in_viewport()


async def _press(button: Locator) -> None:
    """Press a button by keys: a mouse does not always put the focus on it."""
    await button.focus()
    await button.press("Enter")


async def _pressed(page: Page, key: str) -> str:
    """Press a key; gives what has the focus then."""
    await page.keyboard.press(key)
    name: str = await page.evaluate(FOCUSED)
    return name
