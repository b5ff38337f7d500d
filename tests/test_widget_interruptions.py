"""Whatever breaks on the way to the server, nothing is lost and nothing comes twice."""

import pytest
from playwright.async_api import Browser, Locator, Route, expect

from assistant.web.limits import Limits
from tests.houses import ANA, until
from tests.plain_pages import kept
from tests.served import Served, Website
from tests.widget_windows import Chat, widget_window

# What is shown is the same on either database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LOST = "The connection is lost and tried again."
OFFLINE = "You are offline. What you write is sent when you are back."
BACK_MS = 15_000  # within which everything is as it was: the waits between attempts are doubled
WAITS_MS = 3_500  # after which the next attempt is three seconds away
AT_ONCE_MS = 2_000
CUT_OFF = 230  # messages: more than one reading of the server brings
# What the console says of what came to nothing is the browser's own.
QUIETLY = {"failed_loads"}


async def test_what_is_written_offline_waits_and_is_sent_once_in_its_order(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("first")
        await seen.context.set_offline(True)
        await expect(chat.find(".notice")).to_have_text(OFFLINE)
        await chat.ask("second")
        await chat.ask("third")
        waiting = chat.find("li[data-state=waiting]")
        await expect(waiting.locator(".text")).to_have_text(["second", "third"])
        await expect(waiting.first).to_contain_text("Waits for the connection")
        await seen.page.wait_for_timeout(WAITS_MS)
        assert await kept(served.house) == (1, 2)
        await seen.context.set_offline(False)  # which is noticed, and not waited for
        await expect(chat.find("li[data-client]")).to_have_count(0, timeout=AT_ONCE_MS)
        await expect(chat.messages("assistant")).to_have_count(3)
        await expect(_texts(chat, "visitor")).to_have_text(["first", "second", "third"])
        await expect(chat.find(".notice")).to_be_hidden()
        assert await kept(served.house) == (1, 6)
    assert seen.watch.seen().keys() <= QUIETLY


async def test_what_the_server_did_not_get_outlives_a_reload_and_is_sent_once(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await served.die()
        await chat.ask("the very first")
        await expect(chat.find("li[data-state=waiting]")).to_have_count(1)
        await expect(chat.find(".notice")).to_have_text(LOST)
        await seen.page.reload()  # the script is in the browser's cache
        waiting = chat.find("li[data-state=waiting] .text")
        await expect(waiting).to_have_text("the very first")
        await chat.find("button.close").click()
        await seen.page.reload()
        await expect(chat.launcher).to_be_visible()
        await served.start()
        await expect(chat.find("[part=badge]")).to_have_text("1", timeout=BACK_MS)
        await chat.open()
        await expect(chat.messages("assistant")).to_have_count(1)
        await expect(_texts(chat, "visitor")).to_have_text("the very first")
        await expect(chat.find("li[data-client]")).to_have_count(0)
        assert await kept(served.house) == (1, 2)
        await chat.asks_and_hears("and now?")
        await expect(chat.find(".kept")).to_be_visible(timeout=BACK_MS)
    assert seen.watch.seen().keys() <= QUIETLY


@pytest.mark.parametrize("end", ["stop", "die"])
async def test_an_answer_that_a_restart_broke_off_comes_by_itself(
    browser: Browser, served: Served, website: Website, end: str
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        served.study.may_answer.clear()
        await chat.ask("hello")
        await until(lambda: bool(served.study.asked))
        await expect(chat.find(".thinking")).to_be_visible()
        await (served.stop() if end == "stop" else served.die())
        await expect(chat.find(".notice")).to_have_text(LOST)
        await expect(chat.find(".thinking")).to_be_hidden()
        await expect(_texts(chat, "visitor")).to_have_text("hello")
        await served.start()
        await expect(chat.find(".thinking")).to_be_visible(timeout=BACK_MS)
        served.study.may_answer.set()
        await expect(chat.messages("assistant")).to_have_count(1)
        await expect(chat.find(".notice")).to_be_hidden()
        assert await kept(served.house) == (1, 2)
    assert seen.watch.seen().keys() <= QUIETLY


async def test_a_message_stays_on_the_screen_from_the_moment_it_is_sent(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        await seen.context.route("**/events?*", _refuse)
        await served.die()
        await served.start()
        await expect(chat.find(".notice")).to_have_text(LOST)
        await chat.ask("Are you there?")  # it is stored, but nothing comes back yet
        await expect(chat.find("li[data-state=sent] .text")).to_have_text("Are you there?")
        assert (await kept(served.house))[1] >= 3
        await seen.page.wait_for_timeout(1_000)
        await expect(chat.find("li[data-client] .text")).to_have_text("Are you there?")
        await seen.context.unroute("**/events?*")
        await chat.ask("Hello?")  # what is taken shows that the server is there
        await expect(_texts(chat, "visitor")).to_have_text(
            ["hello", "Are you there?", "Hello?"], timeout=AT_ONCE_MS
        )
        await expect(chat.find("li[data-client]")).to_have_count(0)
        await expect(chat.messages("assistant")).to_have_count(3)
    assert seen.watch.seen().keys() <= QUIETLY


async def test_a_stream_that_was_cut_goes_on_without_a_gap(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        visit = await chat.conversation()
        desk = served.house.desk
        await desk.staff_wrote(visit, ANA, "0", "reply-0000")
        await expect(chat.messages("staff")).to_have_count(1)
        await served.die()
        for n in range(1, CUT_OFF):
            await desk.staff_wrote(visit, ANA, str(n), f"reply-{n:04}")
        await served.start()
        await expect(chat.messages("staff")).to_have_count(CUT_OFF, timeout=BACK_MS)
        texts = await _texts(chat, "staff").all_text_contents()
        assert texts == [str(n) for n in range(CUT_OFF)]
    assert seen.watch.seen().keys() <= QUIETLY


async def test_whoever_writes_too_often_is_told_and_sent_later(
    browser: Browser, served: Served, website: Website
) -> None:
    await served.stop()
    served.limits = Limits()
    await served.start()
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        for n in range(16):  # one more than a visitor may in a minute
            await chat.ask(str(n))
        slow = "Too many messages in a short time. Yours is sent in a moment."
        await expect(chat.find(".notice")).to_have_text(slow)
        await expect(chat.find("li[data-state=waiting] .text")).to_have_text("15")
        await expect(chat.messages("assistant")).to_have_count(15)
        served.limits = None
        await served.stop()
        await served.start()
        await chat.find("li[data-state=waiting] button.retry").click()
        await expect(chat.messages("assistant")).to_have_count(16, timeout=BACK_MS)
        await expect(chat.find(".notice")).to_be_hidden()
    assert seen.watch.seen().keys() <= QUIETLY


async def test_a_refused_message_says_why_and_can_be_sent_again_or_discarded(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        failed = chat.find("li[data-state=failed]")
        await chat.ask("not\1sendable")
        await expect(failed).to_contain_text("Not sent: ")
        await expect(failed.locator(".text")).to_have_text("not\1sendable")
        reason = (await failed.locator(".state").inner_text()).split(" Try again")[0]
        await expect(chat.find("[role=alert]")).to_have_text(reason)
        await chat.asks_and_hears("sendable")  # what was refused holds nothing up
        await failed.get_by_role("button", name="Try again").click()
        await expect(failed).to_have_count(1)
        await failed.get_by_role("button", name="Discard").click()
        await expect(failed).to_have_count(0)
        await expect(chat.input).to_be_focused()
        await seen.context.route("**/messages", _refuse)
        await chat.ask("refused on the way")
        await expect(failed.locator(".text")).to_have_text("refused on the way")
        await expect(failed.locator(".state")).to_contain_text("Not sent: Said before.")
        await seen.page.reload()
        await expect(failed.locator(".text")).to_have_text("refused on the way")
        await seen.context.unroute("**/messages")
        await failed.get_by_role("button", name="Try again").click()
        await expect(chat.messages("assistant")).to_have_count(2)
        await expect(failed).to_have_count(0)
        assert await kept(served.house) == (1, 4)
    assert seen.watch.seen().keys() <= QUIETLY


async def test_a_message_to_a_conversation_that_was_deleted_begins_a_new_one(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        before = await chat.conversation()
        await served.die()
        await served.house.reception.erase(before)
        await chat.ask("still there?")
        await served.start()
        await expect(_texts(chat, "visitor")).to_have_text("still there?", timeout=BACK_MS)
        await expect(chat.messages("assistant")).to_have_count(1)
        assert await chat.conversation() != before
        assert await kept(served.house) == (1, 2)
    assert seen.watch.seen().keys() <= QUIETLY


async def test_a_server_that_does_not_answer_is_not_asked_without_a_pause(
    browser: Browser, served: Served, website: Website
) -> None:
    asked: list[str] = []

    async def refuse(route: Route) -> None:
        asked.append(route.request.url)
        await route.abort()

    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        await chat.find(".menu summary").click()
        await chat.find("button.forget").click()
        await seen.context.route("**/events?*", refuse)
        await chat.ask("again")
        await seen.page.wait_for_timeout(1_500)
        assert 1 <= len(asked) <= 3
        await seen.context.unroute("**/events?*")
        await expect(chat.messages("assistant")).to_have_count(1, timeout=BACK_MS)
    assert seen.watch.seen().keys() <= QUIETLY


async def _refuse(route: Route) -> None:
    """Answer in the server's place."""
    origin = route.request.headers.get("origin", "*")
    headers = {"Access-Control-Allow-Origin": origin, "Content-Type": "application/problem+json"}
    await route.fulfill(status=409, headers=headers, body='{"detail": "Said before."}')


def _texts(chat: Chat, author: str) -> Locator:
    return chat.messages(author).locator(".text")
