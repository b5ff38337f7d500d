"""A conversation lasts: from page to page, in every tab, and where the browser keeps nothing."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from assistant.web.limits import MOST_STREAMS, Limits
from tests.houses import ANA
from tests.plain_pages import kept
from tests.served import Served, Website
from tests.widget_windows import Chat, embedding, widget_window

# What is shown is the same on either database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ASK = "(text) => document.querySelector('membership-chat').ask(text)"
# As a browser does that is told to keep nothing.
REFUSE = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
LockManager.prototype.request = () => Promise.reject(new DOMException("no", "SecurityError"));
"""
DAY_MS = 86_400_000
TOGETHER = 12  # messages that two tabs send in the same moments


async def test_a_conversation_goes_on_after_a_reload_and_on_another_page(
    browser: Browser, served: Served, website: Website
) -> None:
    website.pages = {"/other": embedding(served, title="Other")}
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        await chat.input.fill("half a thou")
        for address in (website.address, f"{website.address}/other"):
            await seen.page.goto(address)
            await expect(chat.panel).to_be_visible()
            await expect(chat.input).not_to_be_focused()
            await expect(chat.messages()).to_have_count(2)
            await expect(chat.messages("visitor").locator(".text")).to_have_text("hello")
            await expect(chat.input).to_have_value("half a thou")
        await chat.input.press_sequentially("ght")
        await chat.input.press("Enter")
        await expect(chat.messages()).to_have_count(4)
        await chat.find("button.close").click()
        await seen.page.goto(website.address)
        await expect(chat.launcher).to_be_visible()
        await expect(chat.panel).to_be_hidden()
        await chat.open()
        await expect(chat.messages()).to_have_count(4)
        await expect(chat.input).to_have_value("")
        assert await kept(served.house) == (1, 4)
    assert seen.watch.seen() == {}


async def test_two_tabs_show_the_same(browser: Browser, served: Served, website: Website) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        other = await _open_tab(await seen.another_tab(), served, website)
        await chat.open()
        await chat.asks_and_hears("from the first")
        await expect(other.messages()).to_have_count(2)
        await other.asks_and_hears("from the second")
        for tab in (chat, other):
            texts = tab.find("li[data-seq] :is(.text, .prose)")
            await expect(texts).to_have_text([
                "from the first",
                "Re: from the first",
                "from the second",
                "Re: from the second",
            ])  # fmt: skip
        assert await kept(served.house) == (1, 4)
        await seen.page.bring_to_front()
        await chat.find(".menu summary").click()
        await chat.find("button.forget").click()
        await expect(other.messages()).to_have_count(0)
    assert seen.watch.seen() == {}


async def test_what_tabs_send_at_the_same_moment_is_one_conversation_that_lacks_nothing(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        other = await _open_tab(await seen.another_tab(), served, website)
        await chat.open()
        for n in range(TOGETHER // 2):
            sending = (tab.page.evaluate(ASK, f"{name}{n}") for name, tab in _named(chat, other))
            await asyncio.gather(*sending)
        for tab in (chat, other):
            await expect(tab.messages("visitor")).to_have_count(TOGETHER)
            await expect(tab.messages("assistant")).to_have_count(TOGETHER)
            texts = await tab.messages("visitor").locator(".text").all_text_contents()
            assert sorted(texts) == sorted(f"{a}{n}" for a in "ab" for n in range(TOGETHER // 2))
        assert await kept(served.house) == (1, 2 * TOGETHER)
    assert seen.watch.seen() == {}


async def test_more_tabs_than_may_follow_at_once_are_all_told(
    browser: Browser, served: Served, website: Website
) -> None:
    await served.stop()
    served.limits = Limits()
    await served.start()
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        tabs = [chat]
        for _ in range(MOST_STREAMS):
            tabs.append(await _open_tab(await seen.another_tab(), served, website))
            await expect(tabs[-1].messages()).to_have_count(2)
        last = tabs[-1]
        await last.ask("from the last")
        await expect(last.messages("assistant")).to_have_count(2)
        visit = await chat.conversation()
        await served.house.desk.staff_wrote(visit, ANA, "I am here.", "reply-0001")
        for tab in tabs:
            await expect(tab.messages("staff").locator(".text")).to_have_text(
                "I am here.", timeout=10_000
            )
            await expect(tab.find(".notice")).to_be_hidden()
    # The browser itself writes of the refused streams to the console.
    assert seen.watch.seen().keys() <= {"failed_loads"}


async def test_where_the_browser_keeps_nothing_a_conversation_lasts_as_long_as_the_page(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await seen.context.add_init_script(REFUSE)
        await seen.page.reload()
        await chat.open()
        await chat.asks_and_hears("hello")
        await chat.input.fill("half")
        await chat.find("button.close").click()
        await chat.open()
        await expect(chat.input).to_have_value("half")
        await chat.asks_and_hears("again")
        await chat.find(".kept button.delete").click()
        await chat.find(".question button.danger").click()
        await expect(chat.messages()).to_have_count(0)
        assert await kept(served.house) == (0, 0)
        await chat.asks_and_hears("anew")
        await seen.page.reload()
        await expect(chat.launcher).to_be_visible()
        await expect(chat.panel).to_be_hidden()
        await chat.open()
        await expect(chat.find(".starters button").first).to_be_visible()
        await expect(chat.messages()).to_have_count(0)
    assert seen.watch.seen() == {}


@pytest.mark.parametrize(("days", "messages"), [(6.9, 2), (7.1, 0)])
async def test_after_seven_days_without_use_the_browser_forgets(
    browser: Browser, served: Served, website: Website, days: float, messages: int
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        await _age(chat, days)
        await seen.page.reload()
        if not messages:
            await chat.open()
        await expect(chat.find(".kept")).to_be_visible()
        await expect(chat.messages()).to_have_count(messages)
        await chat.asks_and_hears("again")
        await expect(chat.messages()).to_have_count(messages + 2)
    assert seen.watch.seen() == {}


async def test_what_another_tab_has_only_begun_to_write_is_left_alone(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        await seen.page.evaluate("(key) => localStorage.removeItem(key)", f"{chat.key}used")
        await seen.page.reload()
        await expect(chat.messages()).to_have_count(2)
    assert seen.watch.seen() == {}


async def test_of_a_conversation_that_was_deleted_elsewhere_every_tab_tells(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        other = await _open_tab(await seen.another_tab(), served, website)
        await expect(other.messages()).to_have_count(2)
        await served.house.reception.erase(await chat.conversation())
        gone = "The earlier conversation is no longer kept. What you write begins a new one."
        for tab in (chat, other):
            await expect(tab.find(".notice")).to_have_text(gone)
            await expect(tab.messages()).to_have_count(0)
        await other.asks_and_hears("anew")
        for tab in (chat, other):
            await expect(tab.messages()).to_have_count(2)
        assert await kept(served.house) == (1, 2)
    assert seen.watch.seen().keys() <= {"failed_loads"}


def _named(first: Chat, second: Chat) -> list[tuple[str, Chat]]:
    return [("a", first), ("b", second)]


async def _open_tab(page: Page, served: Served, website: Website) -> Chat:
    """The chat window in another tab, open."""
    await page.goto(website.address)
    chat = Chat(page, served.address)
    await chat.open()
    return chat


async def _age(chat: Chat, days: float) -> None:
    """Make what the browser keeps older."""
    before = "([key, ms]) => localStorage.setItem(key, localStorage.getItem(key) - ms)"
    await chat.page.evaluate(before, [f"{chat.key}used", days * DAY_MS])
