"""Receipts at the web door: the JSON, and what is said where there is none."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import ValidationError

from assistant.seams import StoreUnavailable
from assistant.storage.database import Database
from assistant.storage.quotes import QuoteStore
from assistant.web.app import create_app
from assistant.web.house import House
from assistant.web.quote_contract import QuoteJson
from tests.receipts import (
    PUBLISHED,
    PUBLISHED_ID,
    SAMPLE,
    SAMPLE_ID,
    api_path,
    house_with,
    page_path,
)
from tests.test_storage import opened
from tests.test_web_fakes import FakeHouse, FakeQuote

BROKEN_IDS = {
    "short": "abc",
    "500 letters": "a" * 500,
    "encoded slashes": f"..%2F..%2F{SAMPLE_ID}",
    "slashes": f"{SAMPLE_ID}/{SAMPLE_ID}",
    "NUL": f"{SAMPLE_ID}%00",
    "emoji": "%F0%9F%8F%9B" * 22,
    "no UTF-8": "%ff" * 22,
    "markup": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "quotation mark": f"{SAMPLE_ID}'--",
}


@pytest.fixture
def house() -> FakeHouse:
    return house_with(SAMPLE, PUBLISHED)


# ---- The JSON


async def test_the_api_gives_the_quote_as_it_was_given_and_when(house: FakeHouse) -> None:
    async with house.client() as visitor:
        response = await visitor.get(api_path())
    assert response.status_code == 200
    assert response.json() == SAMPLE | {"created_at": "2026-06-15T16:20:00Z"}
    assert '"amount":650,' in response.text  # and not 650.0


async def test_a_field_that_a_later_version_adds_is_passed_on() -> None:
    async with house_with(SAMPLE | {"new": [1]}).client() as visitor:
        assert (await visitor.get(api_path())).json()["new"] == [1]


async def test_the_time_is_told_in_utc_whatever_its_zone() -> None:
    tokyo = datetime(2026, 6, 16, 1, 20, tzinfo=timezone(timedelta(hours=9)))
    house = FakeHouse(quotes={SAMPLE_ID: FakeQuote(SAMPLE, tokyo)})
    async with house.client() as visitor:
        program = await visitor.get(api_path())
        page = await visitor.get(page_path())
    assert program.json()["created_at"] == "2026-06-15T16:20:00Z"
    assert "June 15, 2026 at 16:20 UTC" in page.text


async def test_the_description_names_the_receipt_and_its_fields(house: FakeHouse) -> None:
    async with house.client() as reader:
        schema = (await reader.get("/openapi.json")).json()
    operation = schema["paths"]["/api/v1/quotes/{id}"]["get"]
    assert operation["operationId"] == "getQuote"
    assert operation["tags"] == ["quotes"]
    assert set(operation["responses"]) == {"200", "404", "421", "4XX", "500", "503"}
    for status in ("404", "421", "4XX", "500", "503"):
        assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
    described = schema["components"]["schemas"]["KeptQuoteJson"]
    assert set(described["properties"]) == {*SAMPLE, "created_at"}
    assert set(described["examples"][0]) == {*SAMPLE, "created_at"}
    assert "/quotes/{id}" not in schema["paths"]


# ---- No quote


@pytest.mark.parametrize("path", [page_path, api_path])
@pytest.mark.parametrize("id", [PUBLISHED_ID, *BROKEN_IDS.values()])
async def test_an_id_without_a_quote_is_404(id: str, path: Any) -> None:  # noqa: ANN401 - a function
    async with house_with(SAMPLE).client() as visitor:
        response = await visitor.get(path(id), headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "650" not in response.text
    assert "alert(1)" not in response.text


async def test_an_unknown_quote_is_told_in_a_sentence(house: FakeHouse) -> None:
    async with house.client() as visitor:
        program = await visitor.get(api_path("a" * 22))
        page = await visitor.get(page_path("a" * 22))
        spanish = await visitor.get(
            page_path("a" * 22), headers={"Accept-Language": "xx, es-MX;q=0.9, en;q=0.8"}
        )
    assert program.headers["content-type"] == "application/problem+json"
    assert program.json()["status"] == 404
    assert "No quote is kept at this address." in program.json()["detail"]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "No quote is kept at this address." in page.text
    assert '<html lang="en">' in page.text
    assert "No se conserva ninguna cotización" in spanish.text
    assert '<html lang="es">' in spanish.text


@pytest.fixture
async def door(migrated_url: str) -> AsyncGenerator[tuple[FastAPI, QuoteStore], None]:
    """The web door before a real database."""
    async with opened(migrated_url) as database:
        store = quote_store(database)
        yield create_app(rooms_with(store)), store


def quote_store(database: Database) -> QuoteStore:
    return QuoteStore(database, lambda: datetime(2026, 6, 15, 16, 20, tzinfo=UTC))


def rooms_with(store: QuoteStore) -> House:
    fake = FakeHouse()
    return House(
        fake.answer, fake.degraded, lambda: True, dict, list, fake.living, quote=store.find
    )


async def test_the_door_before_a_database_finds_what_was_kept_and_survives_any_id(
    door: tuple[FastAPI, QuoteStore],
) -> None:
    app, store = door
    await store.keep(SAMPLE, "digest")
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as visitor:
        found = await visitor.get(api_path())
        page = await visitor.get(page_path())
        statuses = {
            (await visitor.get(path(id))).status_code
            for path in (page_path, api_path)
            for id in BROKEN_IDS.values()
        }
    assert found.json() == SAMPLE | {"created_at": "2026-06-15T16:20:00Z"}
    assert "USD 650 (sample rate)" in page.text
    assert statuses == {404}


async def test_a_house_that_keeps_no_quotes_has_no_receipts() -> None:
    fake = FakeHouse()
    app = create_app(House(fake.answer, fake.degraded, lambda: True, dict, list, fake.living))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as visitor:
        assert (await visitor.get(api_path())).status_code == 404


@pytest.mark.parametrize("path", [page_path(), api_path()])
async def test_a_database_that_does_not_answer_is_503(path: str) -> None:
    async with FakeHouse(error=StoreUnavailable("down")).client() as visitor:
        response = await visitor.get(path)
    assert response.status_code == 503
    assert response.headers["retry-after"]


@pytest.mark.parametrize("change", [{"status": "draft"}, {"amount": "much"}, {"steps": None}])
async def test_a_kept_quote_that_is_none_is_a_fault_and_shows_nothing(
    change: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError):
        QuoteJson.model_validate(SAMPLE | change)
    async with house_with(SAMPLE | change).client() as visitor:
        response = await visitor.get(page_path())
    assert response.status_code == 500
    assert "Boise" not in response.text
