"""The printable page of a quote: whole, in two languages, and with nothing let through."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from jinja2 import Environment
from starlette.requests import Request

from assistant.web.page import make_templates
from assistant.web.quote_contract import QuoteJson
from assistant.web.receipt import Receipts, read_receipt_words
from tests.receipts import (
    PUBLISHED,
    PUBLISHED_ID,
    SAMPLE,
    SAMPLE_ID,
    WARNING,
    WARNING_ES,
    api_path,
    house_with,
    page_path,
)
from tests.skeletons import PAYLOADS, Skeleton
from tests.test_web_fakes import LOCAL, FakeHouse


@pytest.fixture
def house() -> FakeHouse:
    return house_with(SAMPLE, PUBLISHED)


async def page_of(content: dict[str, Any], **settings: Any) -> str:  # noqa: ANN401 - of the door
    async with house_with(content).client(**settings) as visitor:
        response = await visitor.get(page_path(content["id"]))
    assert response.status_code == 200
    return response.text


def texts(page: str) -> str:
    return " ".join(Skeleton(page).words.split())


# ---- The page


async def test_the_page_holds_what_a_memo_needs(house: FakeHouse) -> None:
    page = await page_of(SAMPLE)
    assert page.startswith('<!doctype html>\n<html lang="en">')
    said = texts(page)
    for words in (
        "Sister Towns Membership dues quote",
        "Community Boise, Idaho",
        "Kind of community City, town or village",
        "Membership United States",
        "Population 235,684",
        "Rates as of June 15, 2026",
        "USD 650 (sample rate) per calendar year",
        "Valid January 1, 2026 to December 31, 2026",
        "Schedule 2026",
        "Row of the dues table dues.csv, line 6",
        "Source A table made up to show how it works",
        "Made on June 15, 2026 at 16:20 UTC",
        "This is not an invoice or an offer.",
        f"Receipt {SAMPLE_ID}",
        f"Address http://testserver/quotes/{SAMPLE_ID}",
        "Call (202) 555-0100",
        "Write to office@example.org",
    ):
        assert words in said
    steps = re.findall(r'<li value="(\d)">([^<]*)</li>', page)
    assert steps == [(str(step["n"]), step["text"]) for step in SAMPLE["steps"]]


async def test_a_spanish_quote_is_printed_in_spanish() -> None:
    steps = [{"n": 1, "text": "Población: 1,200"}]
    changes = {"language": "es", "amount": 1200.5, "population": 1200, "steps": steps}
    page = await page_of(SAMPLE | changes)
    said = texts(page)
    assert '<html lang="es">' in page
    for words in (
        "Cotización de la cuota de membresía",
        "Población 1,200",
        "Tarifas al 15 de junio de 2026",
        "USD 1,200.50 (tarifa de muestra) por año calendario",
        "Vigencia del 1 de enero de 2026 al 31 de diciembre de 2026",
        "Fecha de emisión 15 de junio de 2026, 16:20 UTC",
        "Esto no es una factura ni una oferta.",
        "Escriba a office@example.org",
    ):
        assert words in said
    assert page.count(WARNING_ES) == 2
    for english in (WARNING, "sample rate", "invoice", "Population"):
        assert english not in page


@pytest.mark.parametrize(("language", "spoken"), [("es-MX", "es"), ("ES", "es"), ("fr", "en")])
async def test_a_language_without_words_is_english(language: str, spoken: str) -> None:
    assert f'<html lang="{spoken}">' in await page_of(SAMPLE | {"language": language})


async def test_a_sample_says_so_before_its_first_amount_and_across_the_sheet() -> None:
    page = await page_of(SAMPLE)
    escaped = WARNING.replace("'", "&#39;")
    watermark = f'<p class="watermark" aria-hidden="true">{escaped}</p>'
    assert page.count(watermark) == 1
    read_aloud = texts(page.replace(watermark, ""))
    assert read_aloud.count(WARNING) == 1
    assert read_aloud.index(WARNING) < read_aloud.index("USD")
    amounts = re.findall(r"USD [0-9.,]+(?: \(sample rate\))?", read_aloud)
    assert amounts == ["USD 650 (sample rate)"] * 2


async def test_published_rates_carry_no_mark_of_a_sample() -> None:
    page = await page_of(PUBLISHED)
    assert "USD 650" in page
    assert "watermark" not in page
    assert "sample" not in page.lower()


async def test_what_was_not_asked_or_is_not_set_is_left_out() -> None:
    bare = {"place": "", "population": None, "effective_to": None, "period": "", "source": ""}
    said = texts(await page_of(SAMPLE | bare | {"steps": [], "kind": "state"}))
    assert "Kind of community State" in said
    assert "Valid from January 1, 2026 on Schedule" in said
    for left_out in ("Community", "Population", "per ", "Source", "None"):
        assert left_out not in said.replace("Kind of community", "")


async def test_words_of_the_table_that_are_new_to_us_are_shown_as_they_are() -> None:
    new = {"kind": "parish", "member_type": "youth", "period": "membership year"}
    said = texts(await page_of(SAMPLE | new))
    assert "Kind of community parish Membership youth" in said
    assert "per membership year" in said


async def test_a_bare_association_still_makes_a_receipt() -> None:
    house = house_with(SAMPLE)
    house.association = {}
    async with house.client() as visitor:
        page = (await visitor.get(page_path())).text
    assert "USD 650" in page
    assert "tel:" not in page
    assert "Questions about this quote" not in page


async def test_the_public_address_is_printed_where_one_is_set() -> None:
    page = await page_of(PUBLISHED, public_url="https://example.org/assistant")
    address = f"https://example.org/assistant/quotes/{PUBLISHED_ID}"
    assert f'<a href="{address}">{address}</a>' in page


# ---- Nothing let through, nothing loaded from elsewhere


def page_with(payload: str, templates: Environment) -> str:
    """The receipt with a payload wherever words of others stand."""
    texts_of_others = ("place", "kind", "member_type", "schedule", "row", "period", "source")
    content = SAMPLE | dict.fromkeys((*texts_of_others, "currency", "band", "id"), payload)
    content["steps"] = [{"n": 1, "text": payload}]
    house = FakeHouse(association={"name": payload, "telephone": f"1 {payload}"})
    receipts = Receipts(house.rooms(), templates)
    quote = QuoteJson.model_validate(content)
    return receipts.render(request(), quote, datetime(2026, 6, 15, tzinfo=UTC))


def request() -> Request:
    server = {"scheme": "http", "server": ("localhost", 80), "path": "/", "query_string": b""}
    return Request({"type": "http", "headers": []} | server)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nobodys_words_become_markup(payload: str) -> None:
    drawn = Skeleton(page_with(payload, make_templates()))
    assert drawn.parts == Skeleton(page_with("harmless", make_templates())).parts
    assert drawn.words.count(payload) >= 9


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_detector_sees_what_a_template_without_escaping_lets_through(payload: str) -> None:
    unescaped = make_templates()
    unescaped.autoescape = False
    drawn = Skeleton(page_with(payload, unescaped))
    assert drawn.parts != Skeleton(page_with("harmless", unescaped)).parts


async def test_html_in_place_and_source_stays_text_at_the_door() -> None:
    payload = "<img src=x onerror=alert(1)>"
    page = await page_of(SAMPLE | {"place": payload, "source": payload})
    assert payload not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 3  # the title, place and source


@pytest.mark.parametrize("path", [page_path(), api_path(), page_path("a" * 22), api_path("a")])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_every_response_stays_out_of_search_engines_caches_and_referrers(
    house: FakeHouse, method: str, path: str
) -> None:
    async with house.client() as visitor:
        response = await visitor.request(method, path)
    assert response.headers["x-robots-tag"] == "noindex"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_the_pages_load_only_files_of_their_own_and_no_script(house: FakeHouse) -> None:
    async with house.client() as visitor:
        for path in (page_path(), page_path("a" * 22)):
            page = (await visitor.get(path)).text
            assert '<meta name="robots" content="noindex">' in page
            assert not re.search(r"\sstyle=|<style|<script|\son[a-z]+=|<img", page)
            files = re.findall(r'<link [^>]*href="([^"]+)"', page)
            assert len(files) == 2
            for file in files:
                assert file.startswith("/static/")
                assert (await visitor.get(file)).status_code == 200


async def test_behind_a_path_of_a_proxy_the_pages_find_their_files(house: FakeHouse) -> None:
    transport = ASGITransport(house.app(), root_path="/assistant", client=(LOCAL, 4711))
    async with AsyncClient(transport=transport, base_url="http://localhost") as visitor:
        receipt = (await visitor.get(f"/assistant{page_path()}")).text
        none = (await visitor.get(f"/assistant{page_path('a' * 22)}")).text
    assert 'href="/assistant/static/quote.css"' in receipt
    assert f"http://localhost/assistant/quotes/{SAMPLE_ID}" in receipt
    assert 'href="/assistant/static/page.css"' in none
    assert 'class="pill" href="/assistant/"' in none


def test_the_watermark_is_drawn_on_paper_and_is_in_nobodys_way() -> None:
    style = (resources.files("assistant.web") / "static/quote.css").read_text("utf-8")
    watermark = style.split(".watermark {")[1].split("}")[0]
    assert "position: fixed" in watermark  # on every printed page
    assert "print-color-adjust: exact" in watermark
    assert "pointer-events: none" in watermark
    printed = style.split("@media print {")[1]
    assert "display: none" not in printed
    assert "url(" not in style  # no image
    assert "size:" not in style.split("@page {")[1].split("}")[0]  # A4 and Letter alike


def words_of(language: str) -> Iterator[tuple[str, str]]:
    words = read_receipt_words(language)
    for part in ("page", "member_types", "kinds", "periods", "unknown", "hidden"):
        for name, text in getattr(words, part).items():
            yield f"{part}.{name}", text


def test_both_languages_say_everything_and_fill_the_same_gaps() -> None:
    english, spanish = dict(words_of("en")), dict(words_of("es"))
    assert english.keys() == spanish.keys()
    for name, text in english.items():
        assert text
        assert spanish[name]
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", spanish[name])), name
    assert english["page.sample"] == WARNING
    assert spanish["page.sample"] == WARNING_ES
