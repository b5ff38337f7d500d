"""How soon a visitor can use the chat window, and how soon an answer stands on the screen.

Measured inside Chromium, with the browser's own clock: no wire and no driver is in between.
"""

import asyncio
import shutil
import statistics
from collections.abc import Sequence
from typing import Any, Final

from playwright.async_api import Browser, async_playwright

from bench.figures import Figure
from bench.servers import Server
from tests.browsers import CHROMIUM, FLAGS

USABLE_MOST = 100.0  # milliseconds
ANSWER_MOST = 150.0
_QUESTIONS: Final = ("How do we join?", "What would Boise pay?", "Is Fort Worth a member?")
# Until its button can be pressed: from when the script has come and the page has been read, before
# which no deferred script runs.
_USABLE: Final = """() => new Promise((resolve) => {
  const look = () => {
    const chat = document.querySelector("membership-chat");
    if (!chat?.shadowRoot?.querySelector(".launcher")) return requestAnimationFrame(look);
    const [script] = performance.getEntriesByName(new URL("widget.js", location.href).href);
    const [mark] = performance.getEntriesByName("membership-chat:ready");
    const [page] = performance.getEntriesByType("navigation");
    resolve(mark.startTime - Math.max(script.responseEnd, page.domInteractive));
  };
  look();
})"""
# From a key that is pressed until the frame after the answer's has been drawn.
_ANSWERED: Final = """() => new Promise((resolve) => {
  const root = document.querySelector("membership-chat").shadowRoot;
  const count = () => root.querySelectorAll("[data-author=assistant]").length;
  const before = count();
  let pressed = 0;
  addEventListener("keydown", ({ timeStamp }) => { pressed = timeStamp; }, { once: true });
  new MutationObserver((_, observer) => {
    if (count() === before) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame((now) => resolve(now - pressed)));
  }).observe(root, { childList: true, subtree: true });
})"""


async def measure_widget(part: str, server: Server, visitors: int) -> list[Figure]:
    """Visitors, one after the other, each with a browser that has kept nothing.

    Args:
        part: Name of the trial.
        server: Of the product, ready.
        visitors: How many.
    """
    address = f"http://127.0.0.1:{server.port}"
    async with async_playwright() as playwright:
        path = shutil.which(CHROMIUM)
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        await _visit(browser, address)  # what the server loads when first needed
        visits = [await _visit(browser, address) for _ in range(visitors)]
        await browser.close()
    usable = [usable for usable, _ in visits]
    first = [answered[0] for _, answered in visits]
    later = [milliseconds for _, answered in visits for milliseconds in answered[1:]]
    return [
        *_figures(part, "script loaded to usable", usable, USABLE_MOST),
        *_figures(part, "Enter to the first answer on the screen", first, ANSWER_MOST),
        *_figures(part, "Enter to a later answer on the screen", later, ANSWER_MOST),
    ]


async def _visit(browser: Browser, address: str) -> tuple[float, list[float]]:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(address)
    usable = await page.evaluate(_USABLE)
    chat = page.locator("membership-chat")
    await chat.locator(".launcher").click()
    await chat.locator(".starters button").first.wait_for()
    answered = [await _ask(page, question) for question in _QUESTIONS]
    await context.close()
    return float(usable), answered


async def _ask(page: Any, question: str) -> float:  # noqa: ANN401 - Playwright's page
    await page.locator("membership-chat textarea").fill(question)
    waiting = asyncio.ensure_future(page.evaluate(_ANSWERED))
    await page.wait_for_timeout(100)
    await page.keyboard.press("Enter")
    return float(await waiting)


def _figures(part: str, name: str, milliseconds: Sequence[float], most: float) -> list[Figure]:
    """The median is held to what was promised: the machine is shared, and p95 is its worst."""
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    return [
        Figure(part, f"{name}, median", statistics.median(milliseconds), "ms", most=most),
        Figure(part, f"{name}, p95", p95, "ms"),
    ]
