"""The printable page of a quote, for a council's memo, in the quote's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from typing import Final

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from jinja2 import Environment
from starlette.requests import Request

from assistant.web.house import House
from assistant.web.page import read_reach
from assistant.web.problems import root_path
from assistant.web.quote_contract import QuoteJson

_LANGUAGES: Final = ("en", "es")  # the first is spoken where another was asked for


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """Sentences of a receipt by where they are said.

    Attributes:
        page: Labels of the page.
        member_types, kinds, periods: Words of the dues table, as a person says them.
        unknown: What is said where there is no quote.
        hidden: What is said where there is one that may not be shown.
    """

    language: str
    locale: str
    page: Mapping[str, str]
    member_types: Mapping[str, str]
    kinds: Mapping[str, str]
    periods: Mapping[str, str]
    unknown: Mapping[str, str]
    hidden: Mapping[str, str]

    def number(self, value: int | Decimal) -> str:
        """A number with its thousands marked; cents only where there are any."""
        form = "#,##0" if value == int(value) else "#,##0.00"
        return format_decimal(value, form, locale=self.locale)

    def day(self, day: date) -> str:
        """A day in words."""
        return format_date(day, "long", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """A day in words with its time, in UTC."""
        utc = moment.astimezone(UTC)
        time = format_time(utc, "HH:mm", tzinfo=UTC, locale=self.locale)
        return self.page["made_at"].format(day=self.day(utc.date()), time=time)

    def validity(self, start: date, end: date | None) -> str:
        """From when to when; without an end it goes on."""
        if end is None:
            return self.page["from_on"].format(start=self.day(start))
        return self.page["from_to"].format(start=self.day(start), end=self.day(end))


def read_receipt_words(language: str) -> ReceiptWords:
    """Read the sentences of a language that has a file."""
    file = resources.files("assistant.web") / "words" / f"quote_{language}.toml"
    return ReceiptWords(**tomllib.loads(file.read_text(encoding="utf-8")))


class Receipts:
    """Renders receipts, and the page that says why there is none."""

    def __init__(self, house: House, templates: Environment) -> None:
        self._house = house
        self._templates = templates
        self._words = {language: read_receipt_words(language) for language in _LANGUAGES}

    def words(self, language: str = _LANGUAGES[0]) -> ReceiptWords:
        """The words of the language of a tag such as `es-MX`, else English."""
        primary = language.strip().partition("-")[0].lower()
        return self._words.get(primary, self._words[_LANGUAGES[0]])

    def render(self, request: Request, quote: QuoteJson, created_at: datetime) -> str:
        """The receipt of a quote."""
        words = self.words(quote.language)
        association = self._house.association()
        return self._templates.get_template("quote.html").render(
            words=words,
            quote=quote,
            inputs=_inputs(quote, words),
            terms=_terms(quote, words) | {words.page["made"]: words.moment(created_at)},
            amount=_amount(quote, words),
            period=_period(quote, words),
            address=self._address(request, quote.id),
            association=str(association.get("name", "")),
            reach=read_reach(association),
            base=root_path(request),
        )

    def render_none(self, request: Request, *, hidden: bool) -> str:
        """The page that says there is no quote here, or none to be shown."""
        words = self._reader_words(request)
        said = words.hidden if hidden else words.unknown
        return self._templates.get_template("quote_none.html").render(
            words=words, said=said, base=root_path(request)
        )

    def _reader_words(self, request: Request) -> ReceiptWords:
        """The first language of the browser that we speak; browsers send them in order."""
        wanted = request.headers.get("accept-language", "").split(",")
        tags = (part.partition(";")[0].strip() for part in wanted)
        known = (tag for tag in tags if tag.partition("-")[0].lower() in self._words)
        return self.words(next(known, _LANGUAGES[0]))

    def _address(self, request: Request, id: str) -> str:
        """Where the receipt is, for whoever holds the paper; the host was let in by the door."""
        base = self._house.public_url or str(request.base_url)
        return f"{base.rstrip('/')}/quotes/{id}"


def _inputs(quote: QuoteJson, words: ReceiptWords) -> dict[str, str]:
    """What was asked, by its label; what was not needed is left out."""
    people = "" if quote.population is None else words.number(quote.population)
    told = {
        "place": quote.place,
        "kind": words.kinds.get(quote.kind, quote.kind),
        "member_type": words.member_types.get(quote.member_type, quote.member_type),
        "population": people,
        "day": words.day(quote.day),
    }
    return _labelled(told, words)


def _terms(quote: QuoteJson, words: ReceiptWords) -> dict[str, str]:
    """What the amount rests on, by its label."""
    told = {
        "validity": words.validity(quote.effective_from, quote.effective_to),
        "schedule": quote.schedule,
        "row": quote.row,
        "source": quote.source,
    }
    return _labelled(told, words)


def _labelled(told: Mapping[str, str], words: ReceiptWords) -> dict[str, str]:
    return {words.page[name]: text for name, text in told.items() if text}


def _amount(quote: QuoteJson, words: ReceiptWords) -> str:
    amount = words.number(Decimal(str(quote.amount)))
    note = f" ({words.page['sample_rate']})" if quote.is_sample else ""
    return f"{quote.currency} {amount}{note}"


def _period(quote: QuoteJson, words: ReceiptWords) -> str:
    period = words.periods.get(quote.period, quote.period)
    return words.page["per"].format(period=period) if period else ""
