"""No text of others runs in the chat window, asks for anything, or becomes an element of it."""

import pytest
from playwright.async_api import Browser, expect

from tests.payloads import PAYLOADS
from tests.plantings import HARMLESS, Spot, script_for, words_of
from tests.served import Served, Website
from tests.shapes import poke
from tests.widget_windows import Chat, widget_window

BEGIN_ANEW = """(text) => {
  const chat = document.querySelector("membership-chat");
  chat.shadowRoot.querySelector("button.forget").click();
  document.title = text;
  const path = encodeURIComponent(text);
  history.replaceState(null, "", `/${path}?${path}#${path}`);
  return chat.ask("Springfield");
}"""
OPENING = ("button.source", "button.mark", "button.figure", "summary")
REFUSED = [one for one in PAYLOADS if set(one.text) & set("\0\1")]  # it is no text

# What is shown is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(240),
]


@pytest.mark.parametrize("spot", [Spot.PLACE, Spot.DOCUMENT, Spot.DIRECTORY])
async def test_no_payload_runs_in_an_answer(
    browser: Browser, served: Served, website: Website, spot: Spot
) -> None:
    served.study.script = script_for(spot, (HARMLESS, *PAYLOADS))
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears(words_of(spot, HARMLESS))
        harmless = await _opened_and_closed(chat)
        visit = await chat.conversation()
        for answers, payload in enumerate(PAYLOADS, start=2):
            origin = f"payload-{payload.number}"
            await served.house.reception.visitor_wrote(visit, words_of(spot, payload), origin)
            await expect(chat.messages("assistant")).to_have_count(answers)
        assert await _opened_and_closed(chat) <= harmless
        await seen.page.reload()
        await expect(chat.messages("assistant")).to_have_count(1 + len(PAYLOADS))
        assert await _opened_and_closed(chat) <= harmless
    assert seen.watch.seen() == {}


async def test_no_payload_runs_in_a_visitors_own_message(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        harmless = await _shapes_of_sending(chat, HARMLESS.text, "Spring\1field")
        for payload in PAYLOADS:
            await seen.page.evaluate(
                "(text) => document.querySelector('membership-chat').ask(text)", payload.text
            )
        count = 1 + len(PAYLOADS) - len(REFUSED)
        await expect(chat.messages("visitor")).to_have_count(count)
        await expect(chat.find("li[data-state=failed]")).to_have_count(1 + len(REFUSED))
        assert await poke(seen.page) <= harmless
        await seen.page.reload()
        await expect(chat.messages("visitor")).to_have_count(count)
        assert await poke(seen.page) <= harmless
        shown = await chat.messages("visitor").locator(".text").all_text_contents()
        sent = [one.text for one in (HARMLESS, *PAYLOADS) if one not in REFUSED]
        assert [_plain(text) for text in shown] == [_plain(text) for text in sent]
    # The browser itself writes of each refusal to the console.
    assert seen.watch.seen().keys() <= {"failed_loads"}


async def test_no_payload_runs_where_it_is_the_title_and_the_address_of_the_page(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("Springfield")
        harmless = await poke(seen.page)
        for payload in PAYLOADS:
            await seen.page.evaluate(BEGIN_ANEW, payload.text)
            await expect(chat.messages("assistant")).to_have_count(1)
            assert await poke(seen.page) <= harmless, payload
    assert seen.watch.seen() == {}
    assert len(served.study.asked) == 1 + len(PAYLOADS)


async def _shapes_of_sending(chat: Chat, taken: str, refused: str) -> set[str]:
    """The kinds of elements while messages are taken, and after one was refused."""
    await chat.asks_and_hears(taken)
    await chat.ask(refused)
    await expect(chat.find("li[data-state=failed]")).to_have_count(1)
    return await poke(chat.page)


async def _opened_and_closed(chat: Chat) -> set[str]:
    """The kinds of elements of the page, as each source and table is opened and closed."""
    return await poke(chat.page, *OPENING) | await poke(chat.page, *OPENING)


def _plain(text: str) -> str:
    """A text without what the way to the server changes: the kinds of its spaces."""
    return " ".join(text.replace("\ufeff", " ").split())
