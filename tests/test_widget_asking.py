"""How a visitor asks in the chat window, what is kept of it, and how it is deleted."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect

from assistant.vocabulary import Answer, Outcome, Source
from tests.plain_pages import kept
from tests.served import Served, Website
from tests.widget_windows import Chat, widget_window

# What is shown is the same on either database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SOURCED = Answer(
    Outcome.ANSWERED,
    "In 1956. [1]",
    sources=(Source(1, "h.md", "History", "Start", "https://example.org/h", "2016", "1956"),),
)
TRANSCRIPT = re.compile(
    r"You \((?P<asked>[^)]+)\)\nWhen did it begin\?\n\n"
    r"Automated assistant \([^)]+\)\nIn 1956\. \[1\]\n"
    r"\[1\] History, Start, 2016, https://example\.org/h\n\n"
    r"You \([^)]+\)\nIs that\nall\?\n\nAutomated assistant \([^)]+\)\nRe: Is that\nall\?"
)
# Browsers tell of an input method's Enter in the first way, Safari in the second.
COMPOSING = ({"isComposing": True}, {"keyCode": 229})
PRESS = """(field, keys) => field.dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...keys }))"""


async def test_a_question_is_typed_and_answered_by_who_says_to_be_automated(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(
        browser, served, website, timezone_id="America/Denver", locale="en-US"
    ) as (seen, chat):
        await chat.launcher.click()
        await expect(chat.input).to_be_focused()
        await seen.page.keyboard.type("How do we join?")
        await seen.page.keyboard.press("Enter")
        answer = chat.messages("assistant")
        await expect(answer.locator(".prose")).to_have_text("Re: How do we join?")
        await expect(answer.locator(".author")).to_have_text("Automated assistant")
        await expect(chat.find(".standing")).to_have_text("Automated assistant")
        await expect(chat.messages("visitor").locator(".text")).to_have_text("How do we join?")
        stored = await served.house.store.messages(await chat.conversation())
        for message, at in zip(await chat.find("time").all(), stored, strict=True):
            there = at.at.astimezone(ZoneInfo("America/Denver"))
            await expect(message).to_have_text(f"{there:%-I:%M\u202f%p}")
            told = str(await message.get_attribute("datetime"))
            assert datetime.fromisoformat(told) == at.at
        await expect(chat.input).to_have_value("")
        await expect(chat.find("[role=status]")).to_have_text(
            "Automated assistant: Re: How do we join?"
        )
    assert seen.watch.seen() == {}


async def test_shift_and_enter_break_the_line_and_an_unfinished_word_is_not_sent(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.input.fill("one")
        await chat.input.press("Shift+Enter")
        await chat.input.press_sequentially("two")
        await expect(chat.input).to_have_value("one\ntwo")
        for composing in COMPOSING:
            await chat.input.evaluate(PRESS, composing)
        await expect(chat.input).to_have_value("one\ntwo")
        await chat.input.press("Enter")
        await expect(chat.messages("visitor").locator(".text")).to_have_text("one\ntwo")
        await expect(chat.messages("assistant")).to_have_count(1)
    assert seen.watch.seen() == {}


async def test_a_text_that_is_too_long_is_kept_in_the_box(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        trouble = chat.find("[role=alert]")
        await chat.ask("𝄞" * 2_001)
        await expect(trouble).to_have_text("Shorten your question to 2,000 characters.")
        await expect(chat.input).to_have_value("𝄞" * 2_001)
        await chat.input.press("Backspace")
        await chat.input.press("Enter")
        await expect(chat.messages("assistant")).to_have_count(1)
        await expect(trouble).to_be_hidden()
        await chat.ask(" \n ")
        await expect(chat.input).to_have_value(" \n ")
        assert await kept(served.house) == (1, 2)
    assert seen.watch.seen() == {}


async def test_nothing_is_kept_of_who_only_looks(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        line = "Automated assistant. Kept 90 days. If you ask for a person, staff read this."
        await expect(chat.find(".kept")).to_contain_text(line)
        privacy = chat.find(".kept a")
        await expect(privacy).to_have_attribute("href", "https://example.org/privacy")
        starters = chat.find(".starters button")
        await expect(starters).to_have_text(list(served.fake.suggestions)[:4])
        await chat.find("button.close").click()
        await expect(chat.panel).to_be_hidden()
        await expect(chat.launcher).to_be_focused()
        await chat.open()
        await seen.page.keyboard.press("Escape")
        await expect(chat.panel).to_be_hidden()
        await seen.page.reload()
        await expect(chat.launcher).to_be_visible()
        assert await _stored(seen.page) == []
        assert await kept(served.house) == (0, 0)
        await chat.open()
        await starters.first.click()
        await expect(chat.messages("assistant")).to_have_text(re.compile("Re: How does a city"))
        await expect(starters.first).to_be_hidden()
        names = await _stored(seen.page)
        assert names == [f"{chat.key}{part}" for part in ("seen", "used", "visit")]
    assert seen.watch.seen() == {}


async def test_deleting_asks_first_and_then_leaves_nothing_anywhere(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        await _menu(chat, "Delete the conversation")
        question = chat.find("[role=group].question")
        await expect(question).to_contain_text("Delete this conversation for good")
        await expect(question.get_by_role("button", name="Keep it")).to_be_focused()
        await question.get_by_role("button", name="Keep it").click()
        await expect(question).to_have_count(0)
        assert await kept(served.house) == (1, 2)
        await chat.find(".kept button.delete").click()
        await question.get_by_role("button", name="Delete for good").click()
        await expect(chat.find(".notice")).to_have_text("The conversation is deleted.")
        await expect(chat.messages()).to_have_count(0)
        assert await kept(served.house) == (0, 0)
        assert await _stored(seen.page) == []
        await seen.page.reload()
        await chat.open()
        await expect(chat.messages()).to_have_count(0)
        await chat.asks_and_hears("again")
        await expect(chat.messages()).to_have_count(2)
    assert seen.watch.seen() == {}


async def test_forgetting_on_a_device_leaves_the_association_its_copy(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        await _menu(chat, "Forget on this device")
        notice = "Forgotten here. The association keeps it until it is deleted."
        await expect(chat.find(".notice")).to_have_text(notice)
        await expect(chat.messages()).to_have_count(0)
        assert await _stored(seen.page) == []
        assert await kept(served.house) == (1, 2)
    assert seen.watch.seen() == {}


async def test_a_conversation_is_copied_and_saved_with_its_sources(
    browser: Browser, served: Served, website: Website
) -> None:
    served.study.script = {"When did it begin?": SOURCED}
    async with widget_window(browser, served, website, locale="en-US") as (seen, chat):
        await seen.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await chat.open()
        await chat.asks_and_hears("When did it begin?")
        await chat.asks_and_hears("Is that\nall?")
        await _menu(chat, "Copy the conversation")
        await expect(chat.find(".notice")).to_have_text("Copied.")
        copied = await seen.page.evaluate("navigator.clipboard.readText()")
        assert TRANSCRIPT.fullmatch(copied), copied
        async with seen.page.expect_download() as saving:
            await _menu(chat, "Save the conversation")
        download = await saving.value
        assert download.suggested_filename == "conversation.txt"
        assert (await download.path()).read_text(encoding="utf-8") == copied
    assert seen.watch.seen() == {}


async def _menu(chat: Chat, name: str) -> None:
    """Open the menu and do something of it."""
    await chat.find("summary").first.click()
    await chat.find(".menu").get_by_role("button", name=name).click()
    await expect(chat.find(".menu ul")).to_be_hidden()


async def _stored(page: Page) -> list[str]:
    """The names of what the browser keeps for this website beyond the window."""
    names: list[str] = await page.evaluate("Object.keys(localStorage).sort()")
    assert await page.context.cookies() == []
    return names
