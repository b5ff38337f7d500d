"""The chat window on small screens, enlarged, mirrored, in the dark, and full of long texts."""

from dataclasses import replace
from typing import Literal

import pytest
from playwright.async_api import Browser, Locator, ViewportSize, expect

from assistant.conversation import Staff
from assistant.vocabulary import Answer, Outcome
from tests.accessibility import faint_texts
from tests.browsers import Manner, window
from tests.sample_answers import ASKED, BOISE, CHICAGO, DOCUMENTS, QUESTION, directory_answer
from tests.served import Served, Website
from tests.widget_states import ANA, Walk
from tests.widget_windows import DESKTOP, Chat, calm_chat, embedding, widget_window

NARROW: ViewportSize = {"width": 320, "height": 640}
ENLARGED: ViewportSize = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %
TALL: ViewportSize = {"width": 390, "height": 9_000}  # shows a whole conversation at once
LINE_PX = 28
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4
LONG_NAME = "Ana Maria del Carmen Fernández de la Cruz y Villanueva-Ortega"  # no more are taken
LONG_TITLE = "The International Association of Twinned Towns, Regions and Communities"
WHITE, DARK = "rgb(255, 255, 255)", "rgb(22, 32, 43)"
# What is wider than what it stands in, tables aside, which scroll by themselves.
SPREAD = """() => {
  const { shadowRoot } = document.querySelector("membership-chat");
  const wide = (one) => one.scrollWidth > one.clientWidth + 1;
  const all = [document.scrollingElement, ...shadowRoot.querySelectorAll("dialog, .log, li, form")];
  return all.filter((one) => one.clientWidth && wide(one)).map((one) => one.outerHTML);
}"""
# Where a text stands, by the middle of its letters from the left.
PLACE = """(node, text) => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(text);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + text.length);
    const { left, width } = range.getBoundingClientRect();
    return left + width / 2;
  }
  return null;
}"""
# Whether a press on the middle of a control would reach it.
REACHED = """(one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  const hit = one.getRootNode().elementFromPoint(left + width / 2, top + height / 2);
  return one === hit || one.contains(hit);
}"""
GLIDES = """
window.glides = [];
const reveal = Element.prototype.scrollIntoView;
Element.prototype.scrollIntoView = function (options) {
  window.glides.push(options.behavior);
  return reveal.call(this, options);
};
"""
MOVES = """
window.moves = 0;
const { shadowRoot } = document.querySelector("membership-chat");
shadowRoot.addEventListener("animationstart", () => { window.moves += 1; });
"""

# What people see is the same on either database.
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.timeout(120),
]


# ---- Room


async def test_on_a_narrow_screen_nothing_is_wider_than_it(
    browser: Browser, served: Served, website: Website
) -> None:
    spread: dict[str, list[str]] = {}
    manner: Manner = {"viewport": NARROW, "reduced_motion": "reduce"}
    async with widget_window(browser, served, website, **manner) as (seen, chat):
        async for state in Walk(served, chat).states():
            if wide := await seen.page.evaluate(SPREAD):
                spread[state] = wide
            if await chat.panel.is_visible():
                assert await _box(chat.panel) == (0, 0, 320, 640)
    assert spread == {}


@pytest.mark.parametrize("viewport", [DESKTOP, NARROW])
async def test_long_words_names_and_titles_stay_in_the_window(
    browser: Browser, served: Served, website: Website, viewport: ViewportSize
) -> None:
    served.fake.association = {**served.fake.association, "name": LONG_TITLE, "short_name": ""}
    served.fake.suggestions = (LONG_WORD,)
    answer = Answer(
        Outcome.PARTIAL,
        f"{LONG_WORD} [1]\n\n- {LONG_WORD}\n\n| {LONG_WORD} | b |\n|---|---|\n| 1 | 2 |",
        sources=(replace(DOCUMENTS.sources[0], title=LONG_WORD, excerpt=LONG_WORD),),
        suggestions=(LONG_WORD, LONG_TITLE),
    )
    served.study.script = {LONG_WORD: answer}
    async with calm_chat(browser, served, website, viewport=viewport) as chat:
        shown = await chat.asks_and_hears(LONG_WORD)
        await shown.locator("button.source").click()
        visit, staff = await chat.conversation(), Staff(LONG_NAME, "staff page")
        await served.house.desk.claim(visit, staff)
        await served.house.desk.staff_wrote(visit, staff, LONG_WORD, "reply-0001")
        await expect(chat.messages("staff")).to_be_visible()
        assert await chat.page.evaluate(SPREAD) == []
        for control in (chat.find("button.close"), chat.input, chat.person, chat.menu):
            await expect(control).to_be_in_viewport(ratio=1)
            assert await control.evaluate(REACHED)
        assert await _height(chat.find(".log")) > 100  # there is room to read


async def test_a_long_table_scrolls_by_itself_and_not_the_window(
    browser: Browser, served: Served, website: Website
) -> None:
    served.study.script = {CHICAGO: directory_answer(48)}
    async with calm_chat(browser, served, website, viewport=NARROW) as chat:
        answer = await chat.asks_and_hears(CHICAGO)
        await expect(answer.locator("tbody tr")).to_have_count(48)
        assert await chat.page.evaluate(SPREAD) == []
        await answer.locator("tbody tr").last.locator("button.mark").click()
        await expect(answer.locator(".excerpt")).to_be_in_viewport()
        table = answer.locator(".table")
        await table.focus()
        await expect(table).to_be_focused()  # so that keys can scroll it
    async with calm_chat(browser, served, website) as chat:
        answer = await chat.asks_and_hears(CHICAGO)
        wide = await answer.locator(".table").evaluate("(one) => one.scrollWidth - one.clientWidth")
        assert wide <= 0  # beside a page it fits


async def test_enlarged_to_400_percent_everything_can_be_reached_and_used(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website, viewport=ENLARGED) as chat:
        await chat.asks_and_hears(QUESTION)
        await chat.person.click()
        await expect(chat.contact).to_be_visible()
        controls = chat.find("dialog :is(button, a, input, textarea, summary)")
        for control in await controls.all():
            if not await control.is_visible():
                continue
            await control.scroll_into_view_if_needed()
            assert await control.evaluate(REACHED), await control.evaluate("(one) => one.outerHTML")
        assert await chat.page.evaluate(SPREAD) == []
        await chat.contact.locator("input[type=email]").fill("dana@example.org")
        await chat.contact.locator("button").click()
        await expect(chat.contact).to_have_count(0)
        await chat.asks_and_hears(BOISE)
        await expect(chat.messages("assistant").last.locator(".head")).to_be_in_viewport()
        await chat.find("button.close").click()
        await expect(chat.panel).to_be_hidden()


async def test_figures_and_marks_are_no_higher_than_their_line(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        for question in (QUESTION, BOISE, CHICAGO):
            answer = await chat.asks_and_hears(question)
            for one in await answer.locator("button:is(.figure, .mark)").all():
                assert await _height(one) <= LINE_PX


async def test_the_newest_is_in_view_whatever_is_said_below_it(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website) as chat:
        await chat.asks_and_hears(QUESTION)
        await chat.person.click()
        await expect(chat.contact.locator("button")).to_be_in_viewport()
        await expect(chat.find("button.news")).to_be_hidden()
        await chat.ask("Spring\1field")
        await expect(chat.trouble).not_to_be_empty()
        await expect(chat.find("button.retry")).to_be_in_viewport(ratio=1)


async def test_the_window_opens_where_the_page_has_its_corner(
    browser: Browser, served: Served, website: Website
) -> None:
    element = '<membership-chat position="start"></membership-chat>'
    website.pages = {"/": embedding(served, element=element)}
    async with calm_chat(browser, served, website) as chat:
        for part in (chat.launcher, chat.panel):
            left, top, right, bottom = await _box(part)
            assert left == 20
            assert 0 < top < bottom <= 860
            assert right < 600


# ---- Right to left


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
async def test_in_arabic_the_window_is_mirrored_and_names_and_numbers_are_not(
    browser: Browser, served: Served, website: Website, direction: str
) -> None:
    element = '<membership-chat lang="ar"></membership-chat>'
    website.pages = {"/": embedding(served, lang="ar", direction=direction, element=element)}
    async with calm_chat(browser, served, website) as chat:
        for part in (chat.launcher, chat.panel):
            left, top, right, _ = await _box(part)
            assert left == 20  # the end of a line is at the left
            assert top > 0
            assert right < 600
        assert await _middle(chat.find("button.close")) < await _middle(chat.find("h2"))
        assert await _middle(chat.find("button.send")) < await _middle(chat.input)
        quote = await chat.asks_and_hears(BOISE)
        assert await _runs_to_the_right(quote.locator(".amount"), "USD", "650")
        assert await _runs_to_the_right(quote.locator(".prose p").first, "Boise", "650")
        assert await _runs_to_the_right(chat.find("h2"), "Sister", "Towns")
        assert not await _runs_to_the_right(chat.find("h2"), "مساعد", "Sister")
        asked = chat.messages("visitor").last
        assert await _runs_to_the_right(asked, "What", "Boise")
        assert await _middle(asked) < await _middle(chat.find(".log"))
        assert await chat.page.evaluate(SPREAD) == []


async def test_in_arabic_it_covers_a_telephone_as_well(
    browser: Browser, served: Served, website: Website
) -> None:
    website.pages = {"/": embedding(served, lang="ar", direction="rtl")}
    async with calm_chat(browser, served, website, viewport=NARROW) as chat:
        await chat.asks_and_hears(BOISE)
        assert await _box(chat.panel) == (0, 0, 320, 640)
        assert await chat.page.evaluate(SPREAD) == []


# ---- Light, colours, motion, paper


@pytest.mark.parametrize(
    ("theme", "scheme", "colour"),
    [
        ("", "light", WHITE),
        ("", "dark", DARK),
        ("light", "dark", WHITE),
        ("dark", "light", DARK),
    ],
)
async def test_it_is_as_dark_as_the_system_unless_the_page_says_otherwise(
    browser: Browser,
    served: Served,
    website: Website,
    theme: str,
    scheme: Literal["light", "dark"],
    colour: str,
) -> None:
    element = f'<membership-chat theme="{theme}"></membership-chat>'
    website.pages = {"/": embedding(served, element=element)}
    async with calm_chat(browser, served, website, color_scheme=scheme) as chat:
        await expect(chat.panel).to_have_css("background-color", colour)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_what_is_behind_it(
    browser: Browser, served: Served, website: Website, scheme: Literal["light", "dark"]
) -> None:
    async with calm_chat(browser, served, website, viewport=TALL, color_scheme=scheme) as chat:
        for question in ASKED:
            await chat.asks_and_hears(question)
        documents = chat.messages("assistant").first
        await documents.locator("button.figure").first.click()
        await documents.locator("[data-helpful=false]").click()
        await expect(documents.locator(".said")).not_to_be_empty()
        await chat.person.click()
        visit = await chat.conversation()
        await served.house.desk.claim(visit, ANA)
        await served.house.desk.staff_wrote(visit, ANA, "Hello.", "reply-0001")
        await served.house.desk.staff_wrote(visit, ANA, "Well.", "reply-0002")
        await served.house.store.edit(visit, "staff:reply-0001", "")
        await expect(chat.find(".removed")).to_be_visible()
        await chat.ask("Spring\1field")
        await expect(chat.trouble).not_to_be_empty()
        await chat.find("button.delete").click()
        await expect(chat.question).to_be_visible()
        assert [line for line in await faint_texts(chat.page) if not _is_overlapped(line)] == []
        for overlapped, like in (("h2", ".standing"), (".kept", ".messages .head")):
            assert await _colour(chat.find(overlapped)) == await _colour(chat.find(like).first)
        await documents.locator(".head").evaluate("(one) => { one.style.color = '#888'; }")
        assert any("contrast" in line for line in await faint_texts(chat.page))


async def test_it_takes_over_the_colours_of_the_demonstration(
    browser: Browser, served: Served
) -> None:
    async with window(browser, served.address, viewport=DESKTOP, color_scheme="light") as seen:
        await seen.page.goto(served.address)
        chat = Chat(seen.page, served.address)
        await seen.find("h1").evaluate("(one) => { one.style.color = 'var(--accent)'; }")
        accent = await seen.find("h1").evaluate("(one) => getComputedStyle(one).color")
        await expect(chat.launcher).to_have_css("background-color", accent)


async def test_in_forced_colours_edges_and_the_focus_are_seen(
    browser: Browser, served: Served, website: Website
) -> None:
    async with calm_chat(browser, served, website, forced_colors="active") as chat:
        answer = await chat.asks_and_hears(QUESTION)
        for edged in (
            *(chat.launcher, chat.panel, chat.input, chat.find("button.send")),
            *(chat.menu, chat.find("button.close"), chat.messages("visitor").first),
            *(answer.locator(name).first for name in ("button.source", "button.mark")),
            answer.locator(".thumb").first,
        ):
            await expect(edged).to_have_css("border-block-end-style", "solid")
            assert (
                await edged.evaluate("(one) => parseFloat(getComputedStyle(one).borderWidth)") > 0
            )
        await expect(answer.locator("button.figure").first).to_have_css(
            "border-block-end-style", "dotted"
        )
        await answer.locator("[data-helpful=true]").focus()
        await chat.page.keyboard.press("Enter")
        await expect(answer.locator("[data-helpful=true]")).to_have_css("outline-style", "solid")
        for key in ("Shift+Tab", "Shift+Tab"):
            await chat.page.keyboard.press(key)
            focused = chat.find(":focus-visible")
            await expect(focused).to_have_css("outline-style", "solid")
            await expect(focused).to_have_css("outline-width", "3px")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_nothing_moves_for_who_likes_no_motion(
    browser: Browser, served: Served, website: Website, motion: Literal["reduce", "no-preference"]
) -> None:
    async with calm_chat(browser, served, website, reduced_motion=motion) as chat:
        await chat.page.add_init_script(GLIDES)
        await chat.page.reload()
        await expect(chat.panel).to_be_visible()
        await chat.page.evaluate(f"() => {{{MOVES}}}")
        await chat.launcher.click()
        await expect(chat.panel).to_be_hidden()
        await chat.launcher.click()
        answer = await chat.asks_and_hears(QUESTION)
        await answer.locator("button.figure").first.click()
        glides = set(await chat.page.evaluate("window.glides"))
        moves = await chat.page.evaluate("window.moves")
        if motion == "reduce":
            assert (moves, glides) == (0, {"auto"})
        else:
            assert (moves, glides) == (1, {"smooth"})


async def test_it_is_not_printed(browser: Browser, served: Served, website: Website) -> None:
    async with calm_chat(browser, served, website) as chat:
        await chat.page.emulate_media(media="print")
        await expect(chat.panel).to_be_hidden()
        await expect(chat.launcher).to_be_hidden()
        await expect(chat.page.locator("h1")).to_be_visible()


# ---- What the tests do


async def _box(part: Locator) -> tuple[int, int, int, int]:
    """Left, top, right and bottom, in CSS pixels."""
    box = await part.bounding_box()
    assert box is not None
    left, top = box["x"], box["y"]
    return round(left), round(top), round(left + box["width"]), round(top + box["height"])


def _is_overlapped(line: str) -> bool:
    """Of which axe cannot tell because a box that is not drawn lies over a part of it."""
    return "overlap" in line and ('id="title"' in line or 'class="kept"' in line)


async def _colour(part: Locator) -> str:
    colour: str = await part.evaluate("(one) => getComputedStyle(one).color")
    return colour


async def _height(part: Locator) -> int:
    _, top, _, bottom = await _box(part)
    return bottom - top


async def _middle(part: Locator) -> float:
    left, _, right, _ = await _box(part)
    return (left + right) / 2


async def _runs_to_the_right(part: Locator, first: str, then: str) -> bool:
    """Whether one text stands at the left of another."""
    places = [await part.evaluate(PLACE, text) for text in (first, then)]
    assert None not in places
    return bool(places[0] < places[1])
