"""`python -m tests.screenshots ADDRESS`: takes the README's pictures of a running server.

The server is one of the shipped documents with a staff token, which is read from the environment as
the server reads it.
"""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from assistant.settings import read_settings
from tests.browsers import CHROMIUM, FLAGS

DOCS: Final = Path(__file__).parents[1] / "docs"
_DESKTOP: Final = ViewportSize(width=1180, height=800)
_PHONE: Final = ViewportSize(width=390, height=780)


async def main(address: str) -> None:
    """Take them all."""
    async with async_playwright() as playwright:
        path = shutil.which(CHROMIUM)
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        await _desktop(browser, address)
        await _phone(browser, address)
        await _person(browser, address)
        await _plain(browser, address)
        await browser.close()


async def _desktop(browser: Browser, address: str) -> None:
    page = await browser.new_page(viewport=_DESKTOP)
    await page.goto(address)
    chat = await _opened(page)
    await _ask(chat, "What would Boise pay?")
    await page.screenshot(path=DOCS / "widget-desktop.png")


async def _phone(browser: Browser, address: str) -> None:
    page = await browser.new_page(viewport=_PHONE, color_scheme="dark", has_touch=True)
    await page.goto(address)
    chat = await _opened(page)
    await _ask(chat, "What would Boise pay?")
    await page.screenshot(path=DOCS / "widget-phone.png")
    await chat.locator("li li .figure", has_text="USD 650").click()
    await _still(page)
    await page.screenshot(path=DOCS / "widget-quote.png")


async def _person(browser: Browser, address: str) -> None:
    page = await browser.new_page(viewport=_PHONE)
    await page.goto(address)
    chat = await _opened(page)
    await _ask(chat, "Can the dues be paid back?")
    await chat.locator("[part=person]").click()
    await expect(chat.locator("[data-author=house]")).to_have_count(1)
    staff = await browser.new_page(viewport=_DESKTOP)
    await staff.goto(f"{address}/staff")
    await staff.fill("input[name=name]", "Ana")
    await staff.fill("input[name=token]", read_settings().staff_token.get_secret_value())
    await staff.click("main button")
    await staff.locator(".cards").first.locator("a").last.click()
    await staff.fill("#text", "Not by our rules, but tell me what happened: we find a way.")
    await staff.click("button:has-text('Send to the visitor')")
    await expect(chat.locator("[data-author=staff]")).to_have_count(1)
    await _still(page)
    await page.screenshot(path=DOCS / "widget-handoff.png")
    await staff.reload()
    await staff.screenshot(path=DOCS / "staff.png")


async def _plain(browser: Browser, address: str) -> None:
    context = await browser.new_context(viewport=_DESKTOP, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{address}/chat")
    await page.fill("#question", "How do we join?")
    await page.click("#ask button:has-text('Send')")
    await page.screenshot(path=DOCS / "chat.png")


async def _opened(page: Page) -> Locator:
    chat = page.locator("membership-chat")
    await chat.locator(".launcher").click()
    await chat.locator(".starters button").first.wait_for()
    return chat


async def _ask(chat: Locator, question: str) -> None:
    await chat.locator("textarea").fill(question)
    await chat.locator("textarea").press("Enter")
    await expect(chat.locator("[data-author=assistant]")).to_have_count(1)
    await _still(chat.page)


async def _still(page: Page) -> None:
    """Wait until nothing glides any more."""
    await page.wait_for_timeout(800)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].rstrip("/")))
