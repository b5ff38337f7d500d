"""The chat window on another website, in a window of a real browser."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from typing import Final, Unpack

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from assistant.conversation import ConversationId
from tests.browsers import Manner, Window, window
from tests.sample_answers import ASKED
from tests.served import Served, Website

DESKTOP: Final[ViewportSize] = {"width": 1200, "height": 860}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Chat:
    """The chat window of a page, as a visitor uses it."""

    page: Page
    endpoint: str

    def find(self, selector: str) -> Locator:
        """Elements of the chat window."""
        return self.page.locator(f"membership-chat {selector}")

    def messages(self, author: str = "") -> Locator:
        """What the server has stored, of one author or of all."""
        return self.find(f"li[data-seq][data-author={author}]" if author else "li[data-seq]")

    @property
    def key(self) -> str:
        """What the names begin with of all that the browser keeps."""
        return f"membership-chat:{self.endpoint}/#"

    @property
    def launcher(self) -> Locator:
        return self.find("button[part=launcher]")

    @property
    def panel(self) -> Locator:
        return self.find("dialog[part=panel]")

    @property
    def input(self) -> Locator:
        return self.find("textarea[part=input]")

    @property
    def standing(self) -> Locator:
        """Who has the conversation."""
        return self.find(".standing")

    @property
    def person(self) -> Locator:
        """The button that asks for a person."""
        return self.find("button[part=person]")

    @property
    def take_back(self) -> Locator:
        """The button that asks for the assistant again."""
        return self.find("button.take-back")

    @property
    def contact(self) -> Locator:
        """The form that asks for an e-mail address."""
        return self.find(".contact")

    @property
    def badge(self) -> Locator:
        """How much is new, on the button in the corner."""
        return self.find("[part=badge]")

    @property
    def menu(self) -> Locator:
        """What opens the menu."""
        return self.find(".menu > summary")

    @property
    def question(self) -> Locator:
        """What is asked before the conversation is deleted."""
        return self.find(".question")

    @property
    def notice(self) -> Locator:
        """What is said below the messages."""
        return self.find(".notice")

    @property
    def trouble(self) -> Locator:
        """What is said to have gone wrong."""
        return self.find("[role=alert]")

    async def open(self) -> None:
        """Press the button in the corner."""
        await self.launcher.click()
        await expect(self.panel).to_be_visible()

    async def ask(self, text: str) -> None:
        """Write a question and send it."""
        await self.input.fill(text)
        await self.find("button[part=send]").click()

    async def asks_and_hears(self, text: str) -> Locator:
        """Ask, and wait for the next answer."""
        heard = await self.messages("assistant").count()
        await self.ask(text)
        await expect(self.messages("assistant")).to_have_count(heard + 1)
        return self.messages("assistant").nth(heard)

    async def conversation(self) -> ConversationId:
        """The conversation that this browser keeps."""
        kept = await self.page.evaluate("(key) => localStorage.getItem(key)", f"{self.key}visit")
        return ConversationId(json.loads(kept)["id"])


def strict_policy(served: Served) -> str:
    """What a website has to allow for the chat window, and nothing more."""
    return (
        f"default-src 'none'; script-src {served.address}; connect-src {served.address}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types"
    )


def embedding(
    served: Served,
    *,
    title: str = "Another website",
    lang: str = "en",
    direction: str = "ltr",
    element: str = "",
    main: str = "",
) -> str:
    """A page of another website with the chat window in it.

    Args:
        served: Whose window.
        title: Of the page.
        lang: Of the page.
        direction: Of the page.
        element: `<membership-chat ...>`; empty: the script puts one there.
        main: What the page shows below its heading.
    """
    return (
        f'<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        f'<script src="{served.address}/widget.js" defer></script></head>'
        "<body><header>Another website</header>"
        f"<main><h1>Another website</h1>{main}</main>"
        f"<footer>Imprint</footer>{element}</body></html>"
    )


async def set_hidden(page: Page, *, is_hidden: bool) -> None:
    """Have a tab look as if another one covers it, or as if it were looked at again.

    A Chromium without a screen takes every tab for visible.
    """
    state = "hidden" if is_hidden else "visible"
    await page.evaluate(
        """(state) => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


@asynccontextmanager
async def widget_window(
    browser: Browser, served: Served, website: Website, **manner: Unpack[Manner]
) -> AsyncGenerator[tuple[Window, Chat], None]:
    """A window on the other website, whose page embeds the chat window under a strict policy."""
    website.policy = website.policy or strict_policy(served)
    website.pages.setdefault("/", embedding(served))
    async with window(browser, served.address, website.address, **manner) as seen:
        await seen.page.goto(website.address)
        chat = Chat(seen.page, served.address)
        await expect(chat.launcher).to_be_visible()
        yield seen, chat


@asynccontextmanager
async def calm_chat(
    browser: Browser, served: Served, website: Website, **manner: Unpack[Manner]
) -> AsyncGenerator[Chat, None]:
    """An open chat window on a desk, in which nothing glides; questions have sample answers."""
    served.study.script = ASKED | served.study.script
    calm: Manner = {"viewport": DESKTOP, "reduced_motion": "reduce", **manner}
    async with widget_window(browser, served, website, **calm) as (seen, chat):
        await chat.open()
        await expect(chat.find("button.suggestion").first).to_be_visible()
        yield chat
        assert seen.watch.seen().keys() <= {"failed_loads"}
