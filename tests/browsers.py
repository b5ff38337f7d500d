"""A real Chromium for tests, and what happens on its pages that must not.

Each test starts its own: that takes half a second, and no test finds what another has left. The
asynchronous interface is used, in the loop of the test: the synchronous one keeps a loop running
in its thread, and pytest-asyncio could start none beside it.
"""

import os
import re
import shutil
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, TypedDict, Unpack
from urllib.parse import urlsplit

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    ViewportSize,
    WebError,
    WebSocket,
    async_playwright,
)

CHROMIUM: Final = "chromium"
_ABSENT: Final = "Chromium is not installed. On Debian: apt-get install chromium"
FLAGS: Final = (
    "--no-sandbox",  # CI runs as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--no-proxy-server",
    # No name leads off this machine. Playwright's routes could stop requests, too, but with one
    # the browser keeps no cache.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_REPORT_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) => window.__violated(
  `${event.violatedDirective}: ${event.blockedURI} ${event.sample}`.trim()));
"""
EVIL_HOST: Final = "evil.test"  # that the payloads of `payloads.py` name
_NUMBER: Final = re.compile(r"\d+")
_NETWORK: Final = frozenset({"http", "https", "ws", "wss", "ftp"})
_POLICY: Final = ("Content Security Policy", "Content-Security-Policy", "TrustedHTML", "Trusted")


class Manner(TypedDict, total=False):
    """How a visitor sees pages; the words are Playwright's."""

    viewport: ViewportSize
    locale: str
    timezone_id: str
    color_scheme: Literal["dark", "light", "no-preference"]
    forced_colors: Literal["active", "none"]
    reduced_motion: Literal["no-preference", "reduce"]
    java_script_enabled: bool
    has_touch: bool


@dataclass
class Watch:
    """What the pages of a context did that they should not.

    Attributes:
        hosts: `host:port` of the servers under test.
        fired: Payloads that ran, each by its number.
        dialogs: What alerts and prompts said.
        outside: Addresses of other hosts that were asked for; none is reached.
        violations: Of a content security policy.
        errors: Of scripts, and what they wrote to the console as errors.
        failed_loads: What the console says of requests that came to nothing.
    """

    hosts: frozenset[str]
    fired: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed_loads: list[str] = field(default_factory=list)

    def seen(self) -> dict[str, list[str]]:
        """Everything that there is, by its kind; empty if nothing happened."""
        kinds = [one.name for one in fields(self) if one.name != "hosts"]
        return {kind: getattr(self, kind) for kind in kinds if getattr(self, kind)}

    def noticed(self) -> set[int]:
        """Payloads that ran, or had their address asked for, by their numbers."""
        asked = [url for url in self.outside if urlsplit(url).hostname == EVIL_HOST]
        return {int(found[0]) for found in map(_NUMBER.search, self.fired + asked) if found}

    async def keep(self, context: BrowserContext) -> None:
        """Watch every page of a context, from now on."""
        await context.expose_binding("__fired", _keeping(self.fired))
        await context.expose_binding("__violated", _keeping(self.violations))
        await context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._hear_console)
        context.on("weberror", self._hear_error)
        context.on("dialog", self._hear_dialog)
        context.on("request", self._see_request)
        context.on("page", self._meet_page)

    def _hear_console(self, message: ConsoleMessage) -> None:
        text = message.text
        if any(word in text for word in _POLICY):
            self.violations.append(text)
        elif message.type == "error" and text.startswith("Failed to load resource"):
            self.failed_loads.append(f"{text} {message.location['url']}")
        elif message.type in {"error", "assert"}:
            self.errors.append(text)

    def _hear_error(self, error: WebError) -> None:
        self.errors.append(str(error.error))

    async def _hear_dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            await dialog.accept()
            return
        self.dialogs.append(dialog.message)
        await dialog.dismiss()

    def _see_request(self, request: Request) -> None:
        self._see_address(request.url)

    def _meet_page(self, page: Page) -> None:
        page.on("websocket", self._see_socket)

    def _see_socket(self, socket: WebSocket) -> None:
        self._see_address(socket.url)

    def _see_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in _NETWORK and parts.netloc not in self.hosts:
            self.outside.append(url)


def _keeping(told: list[str]) -> Callable[..., None]:
    def keep(_: Mapping[str, Any], *words: object) -> None:
        told.append(" ".join(map(str, words)))

    return keep


@dataclass(frozen=True)
class Window:
    """A browser's window with storage of its own, and what is seen of it."""

    context: BrowserContext
    page: Page
    watch: Watch

    async def another_tab(self) -> Page:
        """A second page that shares cookies and local storage with the first."""
        return await self.context.new_page()

    def find(self, selector: str) -> Locator:
        """Elements of the page; CSS reaches into open shadow roots."""
        return self.page.locator(selector)


@pytest.fixture
async def browser() -> AsyncGenerator[Browser, None]:
    """A Chromium of the test's own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def window(
    browser: Browser, *addresses: str, **manner: Unpack[Manner]
) -> AsyncGenerator[Window, None]:
    """A window that may speak with the servers at some addresses."""
    context = await browser.new_context(**manner)
    watch = Watch(frozenset(urlsplit(address).netloc for address in addresses))
    await watch.keep(context)
    try:
        yield Window(context, await context.new_page(), watch)
    finally:
        await context.close()


def _chromium() -> str:
    """Where Chromium is; without it the test is skipped, and fails where CI runs it."""
    path = shutil.which(CHROMIUM)
    if path is not None:
        return path
    if os.environ.get("CI"):  # noqa: TID251 - every CI sets it; it is no setting of ours
        pytest.fail(_ABSENT)
    pytest.skip(_ABSENT)
