"""No state of the chat window, nor of our pages, is a barrier: by axe, by size, by its roles."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from assistant.conversation import Mistake
from assistant.vocabulary import Answer, Outcome
from tests.accessibility import axe
from tests.browsers import Manner, window
from tests.sample_answers import (
    ASKED,
    BOISE,
    CLARIFY,
    QUESTION,
)
from tests.served import Served, Website
from tests.staff_windows import case_address, staff_window
from tests.widget_states import ANA, Walk
from tests.widget_windows import DESKTOP, PHONE, Chat, calm_chat, embedding, widget_window

STATES = 26
VIEWS: dict[str, Manner] = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE},
    "arabic": {"viewport": DESKTOP},
}
TARGET_PX = 44
MEASURE = """() => {
  const root = document.querySelector("membership-chat").shadowRoot;
  const all = [...root.querySelectorAll("button, a, input, textarea, summary")];
  const isInText = (one) => one.matches(".figure, .mark") || one.closest(".text, .prose li > a");
  return all.filter((one) => one.checkVisibility() && !isInText(one)).map((one) => {
    const { width, height } = one.getBoundingClientRect();
    return [one.className || one.localName, Math.round(width), Math.round(height)];
  });
}"""
LIVE = """() => {
  const { shadowRoot } = document.querySelector("membership-chat");
  const count = (found) => shadowRoot.querySelectorAll(found).length;
  const others = "[aria-live]:not([aria-live=off]), output, marquee, [role=timer]";
  return [count("[role=status]"), count("[role=alert]"), count("[role=log]"), count(others)];
}"""
SPOIL = """(button) => {
  button.removeAttribute("aria-label");
  button.title = "";
  button.style.height = button.style.minHeight = "30px";
}"""

# What people see and hear is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(120),
]


@pytest.mark.parametrize("view", VIEWS)
async def test_no_state_has_a_barrier(
    browser: Browser, served: Served, website: Website, view: str
) -> None:
    if view == "arabic":
        website.pages = {"/": embedding(served, lang="ar", direction="rtl")}
    found: dict[str, list[str]] = {}
    manner: Manner = {"reduced_motion": "reduce", **VIEWS[view]}
    async with widget_window(browser, served, website, **manner) as (seen, chat):
        async for state in Walk(served, chat).states():
            found[state] = await axe(seen.page) + await _too_small(seen.page)
            assert await seen.page.evaluate(LIVE) == [1, 1, 1, 0], state
    assert {state: lines for state, lines in found.items() if lines} == {}
    assert len(found) == STATES


async def test_a_barrier_and_a_small_target_are_noticed(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        await chat.find("button.close").evaluate(SPOIL)
        assert any("button-name" in line for line in await axe(chat.page))
        assert await _too_small(chat.page) == ["close: 44 x 30"]


async def test_the_demonstration_has_no_barrier(browser: Browser, served: Served) -> None:
    served.study.script = ASKED
    for scheme in ("light", "dark"):
        async with window(
            browser, served.address, viewport=DESKTOP, color_scheme=scheme, reduced_motion="reduce"
        ) as seen:
            await seen.page.goto(served.address)
            chat = Chat(seen.page, served.address)
            await expect(chat.launcher).to_be_visible()
            assert await axe(seen.page) == []
            await seen.page.get_by_role("button", name="Ask the assistant", exact=True).click()
            await expect(chat.find("button.suggestion").first).to_be_visible()
            assert await axe(seen.page) == []
            await chat.asks_and_hears(BOISE)
            assert await axe(seen.page) == []


async def test_the_plain_chat_has_no_barrier(browser: Browser, served: Served) -> None:
    served.study.script = ASKED
    async with window(browser, served.address, viewport=PHONE) as seen:
        page = seen.page
        await page.goto(f"{served.address}/chat")
        assert await axe(page) == []
        for question in ASKED:
            await page.get_by_label("Your question").fill(question)
            await page.get_by_role("button", name="Send").click()
            await expect(page.locator("li.message.visitor").last).to_contain_text(question)
        assert await axe(page) == []
        await page.get_by_role("button", name="person").first.click()
        await expect(page.locator("#contact")).to_be_visible()
        assert await axe(page) == []
        await page.get_by_role("button", name="Delete").click()
        await expect(page.locator("h1")).to_be_visible()
        assert await axe(page) == []


async def test_the_staff_page_has_no_barrier(browser: Browser, served: Served) -> None:
    served.study.script = ASKED
    house = served.house
    visit = await house.visit()
    for number, question in enumerate((QUESTION, "Who is the mayor?")):
        await house.reception.visitor_wrote(visit, question, f"attempt-{number}")
    await house.rest()
    await house.reception.ask_for_staff(visit, "wanted-01")
    async with staff_window(browser, served) as seen:
        await expect(seen.find("#waiting .card")).to_have_count(1)
        await house.desk.away(ANA, house.clock() + timedelta(days=2))
        mistake = Mistake(QUESTION, "In 1956.", "In 1957.", "History, page 3")
        await house.desk.corrections.say_wrong(ANA, mistake, "wrong-0001")
        await expect(seen.find("#corrections .card")).to_have_count(1)
        await expect(seen.page.get_by_role("button", name="We are back")).to_be_visible()
        assert await axe(seen.page) == []
        await seen.page.goto(case_address(served, visit))
        assert await axe(seen.page) == []
        await seen.page.get_by_role("link", name="This is wrong").first.click()
        await expect(seen.page.get_by_label("What is right")).to_be_visible()
        assert await axe(seen.page) == []
        await seen.page.get_by_role("link", name="The conversation").click()
        await house.desk.claim(visit, ANA)
        await house.desk.note(visit, ANA, "Call back.", "note-0001")
        await house.reception.visitor_wrote(visit, QUESTION, "attempt-9")
        await expect(seen.find(".draft")).to_be_visible()
        await seen.find("details summary").first.click()
        assert await axe(seen.page) == []


async def test_everything_says_what_it_is(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        log = chat.find("[role=log]")
        await expect(log).to_have_attribute("aria-live", "off")  # only the status is spoken
        await expect(log).to_have_accessible_name("Conversation")
        await expect(chat.panel).to_have_accessible_name("Sister Towns membership assistant")
        await expect(chat.launcher).to_have_attribute("aria-haspopup", "dialog")
        await expect(chat.launcher).to_have_attribute("aria-expanded", "true")
        await expect(chat.input).to_have_accessible_name("Your question")
        await expect(chat.input).to_have_accessible_description(
            "Enter sends, Shift and Enter start a new line."
        )
        await chat.find("button.close").click()
        await expect(chat.launcher).to_have_attribute("aria-expanded", "false")


async def test_each_text_is_in_its_own_language_and_direction(
    browser: Browser, served: Served, website: Website
) -> None:
    arabic = Answer(Outcome.ANSWERED, "تدفع المدينة 100 دولار.", language="ar")
    spanish = replace(CLARIFY, language="es")
    website.pages = {
        "/": embedding(served, element='<membership-chat lang="ar"></membership-chat>')
    }
    async with calm_chat(browser, served, website) as chat:
        served.study.script = {QUESTION: arabic, BOISE: spanish}
        starter = chat.find("button.suggestion").first
        await expect(starter).to_have_attribute("lang", "en")
        await expect(chat.find(".chat")).to_have_attribute("lang", "ar")
        answer = (await chat.asks_and_hears(QUESTION)).locator(".prose")
        await expect(answer).to_have_attribute("lang", "ar")
        await expect(answer).to_have_css("direction", "rtl")
        clarify = await chat.asks_and_hears(BOISE)
        await expect(clarify.locator(".prose")).to_have_attribute("lang", "es")
        await expect(clarify.locator(".prose")).to_have_css("direction", "ltr")
        await expect(clarify.locator("button.choice").first).to_have_attribute("lang", "es")
        asked = chat.messages("visitor").first.locator(".text")
        await expect(asked).to_have_css("direction", "ltr")
        await expect(chat.find(".chat")).to_have_css("direction", "rtl")


async def _too_small(page: Page) -> list[str]:
    """Targets outside of running text that are smaller than a finger."""
    measured = await page.evaluate(MEASURE)
    return [
        f"{name}: {width} x {height}"
        for name, width, height in measured
        if min(width, height) < TARGET_PX
    ]
