"""The chat window on its demonstration page, with the product as it is shipped behind it."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.browsers import window
from tests.installations import Installation, Server, wait_until
from tests.widget_windows import Chat

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("shipped")]

TODAY = "2026-06-15"
READY_SECONDS = 60
SAMPLES = "Sample rates for demonstration, not the association's published dues."
AMOUNT = re.compile(r"^USD [0-9,]+ Sample rate$")
FIRST = "How do we join?"
PERSON = "Can I speak with a person?"


@pytest.fixture
def server(shipped: Installation) -> Iterator[Server]:
    with shipped.serving(ASSISTANT_TODAY=TODAY) as server:
        # Questions are offered once they are known to be answered.
        wait_until(lambda: FIRST in server.get("/").text, READY_SECONDS)
        yield server


async def test_a_visitor_of_the_demonstration_asks_about_everything(
    browser: Browser, server: Server
) -> None:
    async with window(browser, server.address) as seen:
        chat = Chat(seen.page, server.address)
        await seen.page.goto(server.address)
        await seen.page.get_by_role("button", name=FIRST).click()
        await expect(chat.messages("assistant")).to_have_count(1)

        joining = await chat.asks_and_hears("How does a city join?")
        await expect(joining.locator(".prose")).to_contain_text("US membership")
        await joining.locator("button.mark").first.click()
        await expect(joining.locator("blockquote:visible")).to_contain_text("US membership")
        await expect(joining.locator(".excerpt:visible a")).to_have_attribute(
            "href", re.compile("^https?://")
        )

        dues = await chat.asks_and_hears("What are the dues for Boise, Idaho?")
        await expect(dues.locator(".quote > p").first).to_contain_text(SAMPLES)
        await expect(dues.locator(".amount")).to_have_text(AMOUNT)
        async with seen.context.expect_page() as opening:
            await dues.get_by_role("link", name="Receipt to print").click()
        receipt = await opening.value
        await expect(receipt.get_by_text("Boise, Idaho").first).to_be_visible()
        await receipt.close()

        ambiguous = await chat.asks_and_hears("What are the dues for Springfield?")
        await ambiguous.get_by_role("button", name="Springfield, Oregon").click()
        chosen = chat.messages("assistant").nth(4)
        await expect(chosen.locator(".amount")).to_have_text(AMOUNT)
        await expect(chosen.locator(".quote")).to_contain_text("Springfield, Oregon")

        directory = await chat.asks_and_hears("Which sister cities does Denver have?")
        rows = directory.get_by_role("row")
        await expect(rows).to_have_count(11)
        await expect(rows.nth(2)).to_contain_text("Brest")
        await rows.nth(2).locator("button.figure", has_text="1948").click()
        await expect(directory.locator(".excerpt:visible a")).to_have_count(1)

        unanswered = await chat.asks_and_hears("Can members pay in installments?")
        await expect(unanswered.locator(".outcome")).to_have_text("Not in the documents")
        person = await chat.asks_and_hears(PERSON)
        await expect(person.locator(".outcome")).to_have_text("For a person")
        await expect(person.locator(".prose")).to_contain_text("(202) 347-8630")

        await seen.page.reload()
        await expect(chat.messages()).to_have_count(16)
        await expect(chat.messages("visitor").last).to_contain_text(PERSON)
    assert seen.watch.seen() == {}
