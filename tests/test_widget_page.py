"""The chat window and the page around it: what the page says to it, and what it tells the page."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Unpack

import pytest
from playwright.async_api import Browser, Page, Request, Route, expect

from assistant.web.widget_files import read_script
from tests.browsers import Manner, Window, window
from tests.houses import ANA
from tests.served import Served, Website
from tests.widget_windows import Chat, embedding, strict_policy, widget_window

# What is shown is the same on either database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LISTEN = """() => {
  window.told = [];
  for (const name of ["open", "close", "message", "handoff"])
    document.body.addEventListener(`membership-chat:${name}`, (event) => window.told.push(
      [name, event.detail, event.composed && event.target.localName]));
}"""
DEFINED = "customElements.get('membership-chat') !== undefined"
CALL = "([name, ...given]) => document.querySelector('membership-chat')[name](...given)"
STYLES = "(node) => { const { %s } = getComputedStyle(node); return [%s]; }"
ENGLISH, SPANISH, JAPANESE = (
    "Ask about membership",
    "Preguntar sobre la membresía",
    "会員について質問する",
)


async def test_the_page_hears_what_happens(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await seen.page.evaluate(LISTEN)
        await chat.open()
        await chat.asks_and_hears("hello")
        await served.house.desk.claim(await chat.conversation(), ANA)
        await expect(chat.find(".standing")).to_have_text("Ana is here")
        await chat.find("button.close").click()
        heard = await seen.page.evaluate("window.told")
        assert {target for *_, target in heard} == {"membership-chat"}
        happened: list[tuple[str, object]] = [
            ("open", None),
            ("message", {"seq": 1, "author": "visitor", "outcome": None}),
            ("message", {"seq": 2, "author": "assistant", "outcome": "answered"}),
            ("handoff", {"state": "with_staff", "claimed_by": "Ana"}),
            ("message", {"seq": 3, "author": "house", "outcome": None}),
            ("close", None),
        ]
        assert [(name, detail) for name, detail, _ in heard] == happened
        await seen.page.reload()  # what is read again is nothing new
        await seen.page.evaluate(LISTEN)
        await chat.open()
        await expect(chat.messages()).to_have_count(3)
        assert [name for name, *_ in await seen.page.evaluate("window.told")] == ["open"]
    assert seen.watch.seen() == {}


async def test_the_page_opens_asks_and_closes(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await seen.page.evaluate(CALL, ["open"])
        await expect(chat.panel).to_be_visible()
        await expect(chat.input).to_be_focused()
        await seen.page.evaluate(CALL, ["close"])
        await expect(chat.panel).to_be_hidden()
        await seen.page.evaluate(CALL, ["ask", "How do we join?"])
        await expect(chat.messages("assistant")).to_contain_text("Re: How do we join?")
        element = seen.find("membership-chat")
        await element.evaluate("(chat) => chat.removeAttribute('open')")
        await expect(chat.panel).to_be_hidden()
        await element.evaluate("(chat) => chat.setAttribute('open', '')")
        await expect(chat.panel).to_be_visible()
        await expect(chat.input).not_to_be_focused()
    assert seen.watch.seen() == {}


async def test_attributes_of_the_element_or_of_the_script_say_how_it_is_shown(
    browser: Browser, served: Served, website: Website
) -> None:
    elsewhere = served.address.replace("127.0.0.1", "localhost")  # only the script comes from there
    given = {"theme": "dark", "position": "start", "open": "", "endpoint": served.address}
    element = " ".join(f'{name}="{value}"' for name, value in given.items())
    script = " ".join(f'data-{name}="{value}"' for name, value in given.items())
    website.pages = {
        "/": embedding(served),
        "/element": embedding(served, element=f"<membership-chat {element}></membership-chat>"),
        "/script": _page(f'<script src="{elsewhere}/widget.js" {script} defer></script>'),
    }
    website.policy = strict_policy(served).replace("script-src", f"script-src {elsewhere}")
    async with window(browser, served.address, elsewhere, website.address) as seen:
        chat = Chat(seen.page, served.address)
        await seen.page.goto(website.address)
        await chat.open()
        assert await _shown(chat) == ("end", "rgb(255, 255, 255)")
        for path in ("/element", "/script"):
            await seen.page.goto(website.address + path)
            await expect(chat.panel).to_be_visible()
            await expect(chat.input).not_to_be_focused()  # the focus stays where it was
            assert await _shown(chat) == ("start", "rgb(22, 32, 43)")
            await expect(seen.find("membership-chat")).to_have_count(1)
            await seen.page.evaluate("localStorage.clear(); sessionStorage.clear()")
    assert seen.watch.seen() == {}


async def test_it_stays_closed_where_the_visitor_has_closed_it(
    browser: Browser, served: Served, website: Website
) -> None:
    opened = embedding(served, element="<membership-chat open></membership-chat>")
    website.pages = {"/": opened, "/other": opened}
    async with widget_window(browser, served, website) as (seen, chat):
        await expect(chat.panel).to_be_visible()
        await chat.find("button.close").click()
        await seen.page.goto(f"{website.address}/other")
        await expect(chat.launcher).to_be_visible()
        await seen.page.wait_for_timeout(300)
        await expect(chat.panel).to_be_hidden()
    assert seen.watch.seen() == {}


async def test_a_script_that_is_there_twice_shows_one_window(
    browser: Browser, served: Served, website: Website
) -> None:
    twice = f'<script src="{served.address}/widget.js"></script>' * 2
    website.pages = {"/": _page(twice), "/late": _page("")}
    async with widget_window(browser, served, website) as (seen, chat):
        await expect(seen.find("membership-chat")).to_have_count(1)
        await chat.open()
        await chat.asks_and_hears("hello")
        website.policy = strict_policy(served).partition("require-trusted-types-for")[0]
        await seen.page.goto(f"{website.address}/late")
        for _ in range(2):  # as a tag manager does, long after the page has loaded
            await seen.page.add_script_tag(url=f"{served.address}/widget.js")
        await expect(chat.messages()).to_have_count(2)
        await expect(seen.find("membership-chat")).to_have_count(1)
    assert seen.watch.seen() == {}


async def test_a_preview_is_shown_to_who_asks_for_it_and_on_their_next_pages(
    browser: Browser, served: Served, website: Website
) -> None:
    tried = embedding(served, element="<membership-chat preview></membership-chat>")
    website.pages = {"/": tried, "/other": tried}
    website.policy = strict_policy(served)
    async with window(browser, served.address, website.address) as seen:
        chat = Chat(seen.page, served.address)
        await seen.page.goto(website.address)
        await seen.page.wait_for_function(DEFINED)
        await seen.page.evaluate(CALL, ["ask", "hello"])
        await expect(chat.launcher).to_have_count(0)
        await seen.page.goto(f"{website.address}/?a=b&membership-chat=preview")
        await expect(chat.launcher).to_be_visible()
        await seen.page.goto(f"{website.address}/other")
        await expect(chat.launcher).to_be_visible()
        await expect(chat.find(".preview")).to_have_text("Preview: visitors do not see this.")
    async with window(browser, served.address, website.address) as stranger:
        await stranger.page.goto(f"{website.address}/other")
        await stranger.page.wait_for_function(DEFINED)
        await expect(Chat(stranger.page, served.address).launcher).to_have_count(0)
    assert seen.watch.seen() == stranger.watch.seen() == {}
    assert served.study.asked == []


async def test_it_speaks_the_language_of_the_page_and_changes_with_it(
    browser: Browser, served: Served, website: Website
) -> None:
    served.fake.association = {
        **served.fake.association,
        "in": {"es": {"greeting": "Pregunte lo que quiera.", "suggestions": ["¿Cómo?"]}},
    }
    served.fake.suggestions_in = {"es": ["¿Cómo se une una ciudad?"]}
    website.pages = {"/": embedding(served, lang="es-MX")}
    async with widget_window(browser, served, website) as (seen, chat):
        await expect(chat.launcher).to_have_text(SPANISH)
        await chat.open()
        await expect(chat.find(".welcome")).to_contain_text("Pregunte lo que quiera.")
        await expect(chat.find(".starters button")).to_have_text(["¿Cómo se une una ciudad?"])
        await chat.asks_and_hears("hola")
        await chat.input.fill("medio")
        visit = await chat.conversation()
        assert (await served.house.store.get(visit)).language == "es"
        for lang, name in (("ja", JAPANESE), ("en", ENGLISH), ("sw", ENGLISH)):
            await seen.page.evaluate("(lang) => { document.documentElement.lang = lang }", lang)
            await expect(chat.launcher).to_have_text(name)
            await expect(chat.panel).to_be_visible()
            await expect(chat.messages()).to_have_count(2)
            await expect(chat.input).to_have_value("medio")
        await expect(chat.find(".welcome")).to_contain_text("Ask about membership.")
        element = seen.find("membership-chat")
        await element.evaluate("(chat) => { chat.lang = 'ar' }")
        await expect(element).to_have_attribute("dir", "rtl")
        await expect(chat.messages()).to_have_count(2)
    assert seen.watch.seen() == {}


async def test_the_language_that_was_wished_last_is_spoken(
    browser: Browser, served: Served, website: Website
) -> None:
    async def slowly(route: Route) -> None:
        await seen.page.wait_for_timeout(300)
        await route.continue_()

    async with widget_window(browser, served, website) as (seen, chat):
        await seen.context.route("**/words/es.json", slowly)
        await seen.page.evaluate("document.documentElement.lang = 'es'")
        await seen.page.evaluate("document.documentElement.lang = 'ja'")
        await expect(chat.launcher).to_have_text(JAPANESE)
        await seen.page.wait_for_timeout(600)
        await expect(chat.launcher).to_have_text(JAPANESE)
    assert seen.watch.seen() == {}


async def test_a_window_that_is_taken_away_follows_nothing_and_goes_on_when_it_is_back(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        streams = Streams()
        streams.watch(seen.page)
        await chat.open()
        await chat.asks_and_hears("hello")
        assert len(streams.open) == 1
        await seen.page.evaluate(
            "window.chat = document.querySelector('membership-chat'); window.chat.remove()"
        )
        await expect(chat.launcher).to_have_count(0)
        await seen.page.wait_for_timeout(200)
        assert streams.open == set()
        await seen.page.evaluate("document.body.append(window.chat)")
        await expect(chat.messages()).to_have_count(2)
        await chat.asks_and_hears("again")
        assert len(streams.open) == 1
    assert seen.watch.seen() == {}


async def test_a_window_that_is_taken_away_while_it_sends_follows_nothing(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        streams = Streams()
        streams.watch(seen.page)

        async def take_away(route: Route) -> None:
            await seen.page.evaluate(
                "window.chat = document.querySelector('membership-chat'); window.chat.remove()"
            )
            await route.continue_()

        await seen.context.route("**/api/v1/conversations", take_away)
        await chat.open()
        await chat.ask("hello")
        await expect(chat.launcher).to_have_count(0)
        await seen.page.wait_for_timeout(500)
        assert streams.open == set()
        await seen.page.evaluate("document.body.append(window.chat)")
        await expect(chat.messages("assistant")).to_contain_text("Re: hello")
        await expect(chat.find("li[data-client]")).to_have_count(0)
        assert len(streams.open) == 1
    assert seen.watch.seen() == {}


async def test_the_page_sets_its_colours_and_the_look_of_parts(
    browser: Browser, served: Served, website: Website
) -> None:
    style = """<style>
      membership-chat {
        --mc-accent: rgb(1, 2, 3); --mc-on-accent: rgb(4, 5, 6); --mc-surface: rgb(7, 8, 9);
        --mc-text: rgb(250, 251, 252); --mc-radius: 3px; --mc-font: monospace; --mc-gap: 40px;
        --mc-z-index: 7;
      }
      membership-chat::part(panel) { border-top: 5px solid rgb(9, 9, 9); }
      membership-chat::part(message visitor) { opacity: 0.5; }
    </style>"""
    async with _styled(browser, served, website, style) as (seen, chat):
        await chat.open()
        await chat.asks_and_hears("hello")
        launcher = await chat.launcher.evaluate(STYLES % (("backgroundColor, color",) * 2))
        assert launcher == ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]
        panel = await chat.panel.evaluate(
            STYLES % (("backgroundColor, color, fontFamily, borderTopWidth, borderRadius",) * 2)
        )
        assert panel == ["rgb(7, 8, 9)", "rgb(250, 251, 252)", "monospace", "5px", "3px"]
        assert await chat.messages("visitor").evaluate(STYLES % (("opacity",) * 2)) == ["0.5"]
        box, size = await chat.launcher.bounding_box(), seen.page.viewport_size
        assert box is not None
        assert size is not None
        assert size["width"] - box["x"] - box["width"] == 40
        assert size["height"] - box["y"] - box["height"] == 40
    assert seen.watch.seen() == {}


@pytest.mark.parametrize(
    "rules",
    [
        "* { all: unset }",
        "html { font-size: 62.5% } body { font: italic 300 30px/3 serif; color: red }",
        "button, dialog, textarea, section, div, ol, p, details { display: none !important }",
        "* { letter-spacing: 9px; text-transform: uppercase; text-align: right; word-spacing: 9px;"
        " line-height: 4; white-space: pre; visibility: visible; text-indent: 3em; cursor: wait }",
        "body > * { position: relative; margin: 2em auto; padding: 1em; max-width: 20em;"
        " z-index: 1; border: 1px solid; opacity: 0.9; float: left; width: 50% }",
    ],
)
async def test_rules_of_the_page_do_not_reach_in(
    browser: Browser, served: Served, website: Website, rules: str
) -> None:
    website.pages = {"/untouched": embedding(served)}
    async with _styled(browser, served, website, f"<style>{rules}</style>") as (seen, chat):
        touched = await _looks(chat)
        await seen.page.goto(f"{website.address}/untouched")
        await seen.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        await seen.page.reload()
        assert touched == await _looks(chat)
    assert seen.watch.seen() == {}


@pytest.mark.parametrize("is_right", [True, False])
async def test_a_release_with_its_integrity_is_loaded_and_no_other(
    browser: Browser, served: Served, website: Website, is_right: bool
) -> None:
    script = read_script()
    integrity = script.integrity if is_right else script.integrity.replace("sha384-", "sha384-AAAA")
    source = f"{served.address}/widget/{script.digest}.js"
    tag = f'<script src="{source}" integrity="{integrity}" crossorigin="anonymous"></script>'
    website.pages = {"/": _page(tag)}
    website.policy = strict_policy(served)
    async with window(browser, served.address, website.address) as seen:
        await seen.page.goto(website.address)
        chat = Chat(seen.page, served.address)
        if is_right:
            await chat.open()
            await chat.asks_and_hears("hello")
        else:
            await expect(seen.find("h1")).to_be_visible()
            await expect(seen.find("membership-chat")).to_have_count(0)
        assert await seen.context.cookies() == []
    assert bool(seen.watch.seen()) is not is_right  # the browser says why


@dataclass
class Streams:
    """The event streams that a page has open, by their requests."""

    open: set[Request] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        if "/events" in request.url:
            self.open.add(request)

    def _end(self, request: Request) -> None:
        self.open.discard(request)


async def _shown(chat: Chat) -> tuple[str, str]:
    """At which side of the page the window is, and its background; it works."""
    await chat.asks_and_hears("hello")
    box, size = await chat.panel.bounding_box(), chat.page.viewport_size
    assert box is not None
    assert size is not None
    side = "start" if box["x"] < size["width"] / 2 else "end"
    return side, (await chat.panel.evaluate(STYLES % (("backgroundColor",) * 2)))[0]


@asynccontextmanager
async def _styled(
    browser: Browser, served: Served, website: Website, style: str, **manner: Unpack[Manner]
) -> AsyncGenerator[tuple[Window, Chat], None]:
    """The chat window on a page with a style of its own."""
    website.pages["/"] = embedding(served, element=style)
    website.policy = f"{strict_policy(served)}; style-src 'unsafe-inline'"
    async with widget_window(browser, served, website, **manner) as (seen, chat):
        yield seen, chat


def _page(head: str) -> str:
    """A page of another website with these scripts."""
    return f'<!doctype html><html lang="en"><title>x</title>{head}<h1>Another website</h1></html>'


async def _looks(chat: Chat) -> list[Any]:
    """Where everything is, and how its text is set."""
    await chat.open()
    await chat.asks_and_hears("hello")
    await chat.page.evaluate(
        "document.querySelector('membership-chat').shadowRoot.activeElement.blur()"
    )
    return list(
        await chat.page.evaluate(
            """() => {
          const root = document.querySelector("membership-chat").shadowRoot;
          return [...root.querySelectorAll("*")].map((node) => {
            const { x, y, width, height } = node.getBoundingClientRect();
            const style = getComputedStyle(node);
            const set = ["font", "color", "letterSpacing", "wordSpacing", "textTransform",
              "textAlign", "textIndent", "whiteSpace", "cursor", "visibility", "display"];
            return [node.localName, node.className.toString(), x, y, width, height,
              ...set.map((name) => style[name])].join(" ");
          });
        }"""
        )
    )
