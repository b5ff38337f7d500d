"""Quotes as they are kept, and the house that keeps them, for the tests of receipts."""

from typing import Any

from tests.test_web_fakes import FakeHouse, FakeQuote

SAMPLE_ID = "Zk3_x-0pQ7vT1mW9bL5dRa"
PUBLISHED_ID = "Publ-shed_7vT1mW9bL5dR"
WARNING = "Sample rates for demonstration, not the association's published dues"
WARNING_ES = "Tarifas de muestra para demostración; no son las cuotas publicadas por la asociación"
SAMPLE: dict[str, Any] = {
    "id": SAMPLE_ID,
    "member_type": "us",
    "kind": "city",
    "place": "Boise, Idaho",
    "population": 235684,
    "band": "100,000-299,999",
    "population_from": 100000,
    "population_to": 299999,
    "schedule": "2026",
    "row": "dues.csv, line 6",
    "amount": 650,
    "currency": "USD",
    "period": "calendar year",
    "effective_from": "2026-01-01",
    "effective_to": "2026-12-31",
    "status": "sample",
    "day": "2026-06-15",
    "language": "en",
    "source": "A table made up to show how it works",
    "steps": [
        {"n": 1, "text": "Population: 235,684 (GeoNames, 2020-2024; please confirm)"},
        {"n": 2, "text": "Band: 100,000-299,999 (dues.csv, line 6)"},
        {"n": 3, "text": "Amount: USD 650 (sample rate) per calendar year"},
        {"n": 4, "text": "Valid from January 1, 2026 to December 31, 2026"},
    ],
}
PUBLISHED = SAMPLE | {"id": PUBLISHED_ID, "status": "published", "steps": []}


def house_with(*contents: dict[str, Any]) -> FakeHouse:
    return FakeHouse(quotes={content["id"]: FakeQuote(content) for content in contents})


def page_path(id: str = SAMPLE_ID) -> str:
    return f"/quotes/{id}"


def api_path(id: str = SAMPLE_ID) -> str:
    return f"/api/v1/quotes/{id}"
