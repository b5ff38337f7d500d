"""Staff at the staff page, in a window of a real browser."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect

from tests.browsers import Window, window
from tests.served import STAFF_TOKEN, Served


@asynccontextmanager
async def staff_window(
    browser: Browser, served: Served, name: str = "Ana"
) -> AsyncGenerator[Window, None]:
    """A window in which somebody of the staff has signed in."""
    async with window(browser, served.address) as made:
        await sign_in(made.page, served, name)
        yield made


async def sign_in(page: Page, served: Served, name: str) -> None:
    """Sign in by the form of the staff page."""
    await page.goto(f"{served.address}/staff")
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Staff token").fill(STAFF_TOKEN)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def case_address(served: Served, conversation: str) -> str:
    """The staff's page of a conversation."""
    return f"{served.address}/staff/conversations/{conversation}"
