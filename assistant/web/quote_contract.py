"""The JSON of a quote that crosses the web door, as OpenAPI documents it."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SAMPLE = "sample"

_EXAMPLE: dict[str, Any] = {
    "id": "Zk3_x-0pQ7vT1mW9bL5dRa",
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
    "status": SAMPLE,
    "day": "2026-06-15",
    "language": "en",
    "source": "Sample table for demonstration",
    "steps": [
        {"n": 1, "text": "Population: 235,684 (GeoNames, 2020-2024; please confirm)"},
        {"n": 2, "text": "Band: 100,000-299,999 (dues.csv, line 6)"},
        {"n": 3, "text": "Amount: USD 650 (sample rate) per calendar year"},
        {"n": 4, "text": "Valid from January 1, 2026 to December 31, 2026"},
    ],
}


class StepJson(BaseModel):
    """One step from what was asked to the amount."""

    n: int
    text: str


class QuoteJson(BaseModel):
    """What a membership costs by the dues table, with every step. No invoice and no offer."""

    id: str
    member_type: str = Field(description="`us` or `global`.")
    kind: str = Field(description="`city`, `county` or `state`.")
    place: str = Field(description="Empty where only a population was given.")
    population: int | None = Field(description="Null where it decides nothing.")
    band: str = Field(description="The band of the dues table in words.")
    population_from: int | None
    population_to: int | None = Field(description="Null in a band without an upper end.")
    schedule: str = Field(description="The version of the dues table.")
    row: str = Field(description="Where the amount stands in the table.")
    amount: int | float
    currency: str = Field(description="ISO 4217.")
    period: str = Field(description="What one payment covers, as the dues table says it.")
    effective_from: date
    effective_to: date | None = Field(description="Null where no end is set.")
    status: Literal["sample", "published"] = Field(
        description="`sample`: for demonstration, not the association's published dues."
    )
    day: date = Field(description="The day whose rates these are.")
    language: str = Field(description="Of the steps.")
    source: str = Field(description="Where the row comes from.")
    steps: list[StepJson]

    @property
    def is_sample(self) -> bool:
        """Whether the amount is for demonstration only."""
        return self.status == SAMPLE


class KeptQuoteJson(QuoteJson):
    """A quote with when it was given."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [_EXAMPLE | {"created_at": "2026-06-15T16:20:00Z"}]}
    )

    created_at: datetime
