"""What an answer in the chat window shows, and where its figures, marks and buttons lead."""

import asyncio
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Locator, expect
from sqlalchemy import select

from assistant.storage.schema import feedback
from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from tests.receipts import SAMPLE, SAMPLE_ID
from tests.served import Served, Website
from tests.test_telling import LISTED
from tests.test_web_fakes import FakeQuote
from tests.widget_windows import widget_window

# What is shown is the same on either database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FEES = "city | 100 USD\ncounty | 250 USD\nstate | 900 USD"
SOURCED = Answer(
    Outcome.ANSWERED,
    "The program began in **1956**. [1]\n\n- A county pays 250 USD. [2]\n\nFor 48,210 people.",
    sources=(
        Source(1, "history.md", "History", "How it began", "", "2016", "It began in 1956.", 3),
        Source(2, "fees.csv", "Fees", "Fees", "https://example.org/fees", "2026", FEES, 2),
    ),
    figures=(
        Figure("1956", FigureKind.DATE, "source:1"),
        Figure("250 USD", FigureKind.MONEY, "source:2"),
        Figure("48,210", FigureKind.NUMBER, "visitor"),
    ),
    suggestions=("Who founded it?",),
)
WARNING = "Sample rates for demonstration, not the association's published dues."
_LINES = [step["text"] for step in SAMPLE["steps"]]
QUOTED = Answer(
    Outcome.ANSWERED,
    f"{WARNING} Boise, Idaho would pay USD 650 (sample rate) per calendar year.\n\n"
    + "\n".join(f"- {line}" for line in _LINES)
    + "\n\nThe office confirms it.",
    sources=(Source(1, "dues.csv", "Dues", "line 6", "", "2026", "2025 | 600\n2026 | 650\n", 6),),
    figures=(
        Figure("USD 650", FigureKind.MONEY, "quote:3"),
        Figure("235,684", FigureKind.NUMBER, "quote:1"),
    ),
    quote=SAMPLE,
)
FOLDED = replace(QUOTED, text=f"{WARNING} It is USD 650 a year.")
PARTNERS = replace(
    LISTED,
    text=f"{LISTED.text}\n\nThe oldest is of 1993.",
    figures=(*LISTED.figures, Figure("1994", FigureKind.DATE, "directory:3")),
)
ASKS_BACK = Answer(
    Outcome.CLARIFY,
    "Which Springfield do you mean?",
    suggestions=("Springfield, Ohio", "Springfield, Oregon"),
)
UNKNOWN = Answer(Outcome.UNANSWERED, "The documents do not say.")
SCRIPT = {
    "fees": SOURCED,
    "dues": QUOTED,
    "folded": FOLDED,
    "partners": PARTNERS,
    "Springfield": ASKS_BACK,
    "Zeus": UNKNOWN,
}


@pytest.fixture(autouse=True)
def scripted(served: Served) -> None:
    served.study.script = SCRIPT
    served.fake.quotes = {SAMPLE_ID: FakeQuote(SAMPLE)}


async def test_a_figure_leads_to_the_line_of_its_source(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("fees")
        await expect(answer.locator("strong button.figure")).to_have_text("1956")
        await _figure(answer, "250 USD").click()
        excerpt = chat.find(".excerpt:visible")
        await expect(excerpt).to_have_count(1)
        await expect(excerpt.locator("blockquote")).to_have_text(FEES)
        await expect(excerpt.locator("mark")).to_have_text("250 USD")
        await expect(excerpt.locator("mark")).to_be_in_viewport()
        await expect(excerpt.locator(".line")).to_have_text("county | 250 USD")
        await expect(_source(answer, 2)).to_be_focused()
        await answer.get_by_role("button", name="Source 1", exact=True).click()  # the mark [1]
        await expect(chat.find(".excerpt:visible")).to_have_count(2)
        await expect(_source(answer, 1)).to_be_focused()
    assert seen.watch.seen() == {}


async def test_a_source_opens_and_closes_and_its_page_is_a_link(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("fees")
        first, second = _source(answer, 1), _source(answer, 2)
        await expect(first).to_have_text("Source 1: History, 2016")
        for is_open in (True, False):
            await second.click()
            await expect(second).to_have_attribute("aria-expanded", str(is_open).lower())
            await expect(answer.locator("blockquote:visible")).to_have_count(int(is_open))
        await second.click()
        link = answer.get_by_role("link", name="Open the page (opens in a new tab)")
        await expect(link).to_have_attribute("href", "https://example.org/fees")
        await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
        await expect(link).to_have_attribute("target", "_blank")
        await first.click()
        section = answer.locator(".excerpt:visible .section")
        await expect(section).to_have_text("How it began")  # the other's is its title again
        await expect(link).to_have_count(1)
    assert seen.watch.seen() == {}


async def test_what_a_visitor_said_leads_back_to_their_words(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("fees")
        await chat.asks_and_hears("Something else")
        figure = _figure(answer, "48,210")
        await expect(figure).to_have_attribute("title", "From what you wrote")
        await figure.click()
        await expect(chat.messages("visitor").first).to_be_focused()
        await expect(chat.messages("visitor").first).to_be_in_viewport()
    assert seen.watch.seen() == {}


async def test_a_quote_tells_that_its_rates_are_samples_before_its_amount(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("dues")
        card = answer.get_by_role("region", name="How the dues were worked out")
        shown = (await card.inner_text()).split("\n")
        first, *rest = [line for line in shown if line.strip()]
        assert first.startswith(WARNING)
        assert rest[:-2] == ["USD 650 Sample rate", *_LINES]
        assert rest[-2] == "Receipt to print"
        await expect(answer.locator(".prose > p").last).to_have_text("The office confirms it.")
        async with seen.context.expect_page() as opening:
            await card.get_by_role("link", name="Receipt to print").click()
        receipt = await opening.value
        await expect(receipt).to_have_url(f"{served.address}/quotes/{SAMPLE_ID}")
        await expect(receipt.get_by_text("Boise, Idaho").first).to_be_visible()
        assert await receipt.evaluate("window.opener") is None
    assert seen.watch.seen() == {}


async def test_a_figure_of_a_quote_leads_to_its_step_and_on_to_the_row_of_the_table(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("dues")
        step = answer.locator("li", has_text="Amount:")
        await _figure(answer.locator("p"), "USD 650").click()
        await expect(step).to_be_focused()
        await expect(step).to_have_class("pointed")
        await _figure(step, "USD 650").click()
        await expect(answer.locator(".excerpt:visible .line")).to_have_text("2026 | 650")
        await expect(answer.locator("mark:visible")).to_have_text("650")
        await expect(step).not_to_have_class("pointed")
        population = answer.locator("li", has_text="Population:")
        await _figure(population, "235,684").click()  # no row says it: it stays at its step
        await expect(population).to_be_focused()
    assert seen.watch.seen() == {}


async def test_steps_that_an_answer_does_not_tell_are_folded_until_a_figure_leads_there(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("folded")
        step = answer.locator("li", has_text="Amount:")
        await expect(step).to_be_hidden()
        await _figure(answer.locator("p"), "USD 650").click()
        await expect(step).to_be_focused()
        await answer.locator("summary").click()
        await expect(step).to_be_hidden()
    assert seen.watch.seen() == {}


async def test_partnerships_are_a_table_each_row_with_its_source(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("partners")
        heads = answer.get_by_role("columnheader")
        await expect(heads).to_have_text(["Partner", "Country", "Relation", "Since", "Listed by"])
        rows = answer.get_by_role("row")
        await expect(rows).to_have_count(3)
        await expect(rows.nth(1)).to_contain_text("GernikaSpainsister1993 / 1994one.example, 2020")
        await rows.nth(2).get_by_role("button", name="Source 1").click()
        await expect(_source(answer, 1)).to_be_focused()
        await _figure(answer.locator(".prose > p").last, "1993").click()
        await expect(rows.nth(1)).to_be_focused()
        await _figure(answer.locator(".prose > p").first, "2").click()
        await expect(answer.locator(".prose > p").first).to_be_focused()
    assert seen.watch.seen() == {}


async def test_candidates_are_buttons_that_ask(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("Springfield")
        group = answer.get_by_role("group", name="Which do you mean?")
        await expect(group.get_by_role("button")).to_have_text(list(ASKS_BACK.suggestions))
        await group.get_by_role("button", name="Springfield, Oregon").click()
        await expect(chat.messages("assistant").last).to_contain_text("Re: Springfield, Oregon")
        await expect(chat.messages("visitor").last).to_contain_text("Springfield, Oregon")
        await expect(chat.input).to_be_focused()
        answer = await chat.asks_and_hears("fees")
        further = answer.get_by_role("group", name="You could also ask")
        await further.get_by_role("button", name="Who founded it?").click()
        await expect(chat.messages("assistant").last).to_contain_text("Re: Who founded it?")
    assert seen.watch.seen() == {}


async def test_an_outcome_that_is_no_answer_is_named(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("Zeus")
        await expect(answer.locator(".outcome")).to_have_text("Not in the documents")
        answer = await chat.asks_and_hears("fees")
        await expect(answer.locator(".outcome")).to_have_count(0)
    assert seen.watch.seen() == {}


async def test_thumbs_and_a_comment_reach_the_association(
    browser: Browser, served: Served, website: Website
) -> None:
    async with widget_window(browser, served, website) as (seen, chat):
        await chat.open()
        answer = await chat.asks_and_hears("fees")
        helpful = answer.get_by_role("button", name="Helpful", exact=True)
        unhelpful = answer.get_by_role("button", name="Not helpful")
        await helpful.click()
        await expect(answer.locator(".said")).to_have_text("Thank you, noted.")
        await expect(helpful).to_have_attribute("aria-pressed", "true")
        await _rated_in_the_end(served, 2, True, "")
        await unhelpful.click()
        await expect(helpful).to_have_attribute("aria-pressed", "false")
        await expect(unhelpful).to_have_attribute("aria-pressed", "true")
        await answer.get_by_label("What was wrong or missing?").fill("The year is wrong.")
        await answer.get_by_role("button", name="Send the comment").click()
        await expect(answer.locator("form")).to_have_count(0)
        await expect(chat.find("[role=status]")).to_have_text("Thank you, noted.")
        await _rated_in_the_end(served, 2, False, "The year is wrong.")
        await helpful.click()
        await _rated_in_the_end(served, 2, True, "")
    assert seen.watch.seen() == {}


async def _rated_in_the_end(served: Served, *rating: object) -> None:
    """Wait until the one rating of all answers is that."""
    rows = select(feedback.c.seq, feedback.c.helpful, feedback.c.comment)
    found: list[object] = []
    async with asyncio.timeout(5):
        while found != [rating]:
            async with served.house.database.reading() as sql:
                found = [tuple(row) for row in await sql.execute(rows)]


def _figure(place: Locator, text: str) -> Locator:
    return place.locator("button.figure", has_text=text).first


def _source(answer: Locator, number: int) -> Locator:
    return answer.locator(f"button.source[data-source='{number}']")
