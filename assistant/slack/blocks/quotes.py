"""Dues as staff see them: what an answer's quote comes to, and the receipt of a kept one."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote as percent

from babel.numbers import format_decimal

from assistant.slack.blocks.elements import (
    Json,
    line,
    link,
    lists,
    moment,
    section,
    text,
)
from assistant.slack.blocks.facts import draw_facts
from assistant.slack.blocks.posts import post
from assistant.slack.blocks.signs import tidy_name
from assistant.slack.blocks.site import Site
from assistant.thread import Post

_SAMPLE: Final = "sample"


def draw_warning(quote: Mapping[str, Any], site: Site, said: str = "") -> Iterator[Json]:
    """That the rates are a sample, unless that was said in the text that follows."""
    warning = site.words.quote["sample"]
    if quote.get("status") == _SAMPLE and warning not in said:
        yield line(text(warning, bold=True))


def draw_amount(quote: Mapping[str, Any], site: Site) -> Iterator[Json]:
    """What a quote comes to, with the way to its receipt; its steps stand elsewhere."""
    if quote.get("amount") is not None:
        yield line(text(_amount(quote, site), bold=True), *_receipt(quote, site))


def draw_receipt(quote: Mapping[str, Any], made_at: datetime, site: Site) -> Post:
    """A kept quote with every step.

    Args:
        quote: As it is kept.
        made_at: When it was given, aware.
        site: Where it is read.
    """
    words = site.words.quote
    title = words["receipt"].format(id=tidy_name(str(quote.get("id", ""))))
    steps = [section(text(str(step["text"]))) for step in quote.get("steps", ())]
    blocks = [
        line(text(title, bold=True)),
        *draw_warning(quote, site),
        *draw_amount(quote, site),
        *draw_facts(_facts(quote, site)),
        *lists(steps, ordered=True),
        line(text(site.words.shared["item"].format(label=words["made"])), moment(made_at)),
    ]
    return post(title, blocks, site.words.shared["more-parts"])


def draw_no_receipt(site: Site) -> Post:
    """There is none with that number."""
    said = site.words.quote["none"]
    return Post(said, (line(text(said)),))


def _facts(quote: Mapping[str, Any], site: Site) -> dict[str, str]:
    words = site.words.quote
    people = quote.get("population")
    status = str(quote.get("status", ""))
    return {
        words["place"]: tidy_name(str(quote.get("place", ""))),
        words["population"]: "" if people is None else _number(people),
        words["valid"]: _validity(quote, words),
        words["status"]: words.get(f"status-{status}", status),
    }


def _validity(quote: Mapping[str, Any], words: Mapping[str, str]) -> str:
    start, end = quote.get("effective_from"), quote.get("effective_to")
    if not start:
        return ""
    return words["from-to" if end else "from-on"].format(start=start, end=end)


def _amount(quote: Mapping[str, Any], site: Site) -> str:
    words = site.words.quote
    amount = words["amount"].format(currency=quote["currency"], amount=_number(quote["amount"]))
    period = quote.get("period")
    return f"{amount} {words['per'].format(period=period)}" if period else amount


def _receipt(quote: Mapping[str, Any], site: Site) -> list[Json]:
    """The way to the receipt, where it can be reached."""
    address = site.address(f"quotes/{percent(str(quote.get('id') or ''), safe='')}")
    if not (address and quote.get("id")):
        return []
    return [text(" · "), link(address, site.words.quote["print"])]


def _number(value: float) -> str:
    """A number with its thousands marked; cents only where there are any."""
    exact = Decimal(str(value))
    form = "#,##0" if exact == exact.to_integral_value() else "#,##0.00"
    return str(format_decimal(exact, form, locale="en_US"))
