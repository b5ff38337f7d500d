"""Reads the dues table from its file and refuses one that could give a wrong or a second answer."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from babel.core import get_global

from assistant.facts.dues import Band, MemberType, RateStatus
from assistant.facts.dues_checks import check_bands
from assistant.facts.tables import Problems, Row, Table, count_in, date_in, number_in, read_table
from assistant.seams import TableRefused

Word = TypeVar("Word", bound=StrEnum)

OWN_FOLDER = "own"  # of the knowledge folder; outranks what is shipped
FILE_NAMES = ("dues.csv", "dues.xlsx")
KINDS = ("city", "county", "state")  # towns, villages and boroughs pay as cities
COLUMNS = (
    *("schedule", "member_type", "kinds", "population_from", "population_to", "amount"),
    *("currency", "period", "effective_from", "effective_to", "source", "status"),
)
_UNREAD = Decimal(1)  # stands for an amount that was refused, and has nothing else wrong
_SIGNS = {"US$": "USD", "€": "EUR", "£": "GBP"}  # a bare $ is that of many countries


def find_dues_file(knowledge: Path) -> tuple[Path, str] | None:
    """The dues table that counts: the operator's own before the shipped one.

    Args:
        knowledge: The knowledge folder.

    Returns:
        The file and its name within the folder, or None if there is none.

    Raises:
        TableRefused: Two lie side by side, or it is a link that leads out of the folder.
    """
    for folder, before in ((knowledge / OWN_FOLDER, f"{OWN_FOLDER}/"), (knowledge, "")):
        found = [path for path in _inside(folder, before) if path.name.lower() in FILE_NAMES]
        names = [f"{before}{path.name}" for path in found]
        if len(found) > 1:
            reason = f"{names[0]} lies beside it, and only one can count: delete the other."
            raise TableRefused(names[1], [(0, reason)])
        if found:
            _refuse_way_out(found[0], names[0], knowledge)
            return found[0], names[0]
    return None


def read_bands(path: Path, name: str) -> tuple[Band, ...]:
    """Read and check a dues table, CSV or Excel; columns that it does not know are passed over.

    Args:
        path: The file.
        name: As people know it; every band names it.

    Returns:
        The bands in the order of the file, fit for a `DuesTable`.

    Raises:
        TableRefused: It cannot be used; all that is wrong with its rows is said at once, and if
            nothing is, all that is wrong between them.
    """
    table = read_table(path, name)
    problems = Problems(name)
    _check_columns(table, problems)
    bands = [_band(row, name, problems) for row in table.rows]
    problems.refuse()
    check_bands(bands, problems)
    problems.refuse()
    return tuple(bands)


def _inside(folder: Path, name: str) -> list[Path]:
    try:
        return sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        reason = f"the folder cannot be opened ({error.strerror}): check its rights."
        raise TableRefused(name or "the knowledge folder", [(0, reason)]) from error


def _refuse_way_out(path: Path, name: str, knowledge: Path) -> None:
    if not path.resolve().is_relative_to(knowledge.resolve()):
        reason = "it is a link that leads out of the knowledge folder: put the table itself here."
        raise TableRefused(name, [(0, reason)])


def _check_columns(table: Table, problems: Problems) -> None:
    missing = [column for column in COLUMNS if column not in table.columns]
    if len(missing) == len(COLUMNS):
        problems.add(table.line, f"the first row must name the columns: {', '.join(COLUMNS)}.")
        problems.refuse()
    for column in missing:
        problems.add(table.line, f"the column {column!r} is missing: add it to the first row.")
    if not table.rows:
        problems.add(table.line, "no rows follow the columns' names: add one for each band.")
    problems.refuse()


def _band(row: Row, file: str, problems: Problems) -> Band:
    """A row as a band; what cannot be read is noted and stands for nothing."""
    band = Band(
        schedule=problems.read(row, "schedule", _text, ""),
        member_type=problems.read(row, "member_type", _one_of(MemberType), MemberType.US),
        kinds=problems.read(row, "kinds", _kinds, ()),
        population_from=problems.read(row, "population_from", _fewest, 0),
        population_to=problems.read(row, "population_to", _most, None),
        amount=problems.read(row, "amount", _amount, _UNREAD),
        currency=problems.read(row, "currency", _currency, ""),
        period=problems.read(row, "period", _text, ""),
        effective_from=problems.read(row, "effective_from", date_in, date.min),
        effective_to=problems.read(row, "effective_to", _date_or_none, None),
        source=row.cell("source"),
        status=problems.read(row, "status", _one_of(RateStatus), RateStatus.SAMPLE),
        file=file,
        line=row.line,
        text=row.text,
    )
    for reason in (*_money_reasons(band, row), *_order_reasons(band)):
        problems.add(row.line, reason)
    return band


def _money_reasons(band: Band, row: Row) -> Iterator[str]:
    published = band.status is RateStatus.PUBLISHED
    if not band.amount and not published:
        yield "amount: only a published rate can be 0: write an amount."
    mark = re.sub(r"[^A-Z$€£]", "", row.cell("amount"))
    if band.currency and _contradicts(mark, band.currency):
        yield f"amount: it says {mark}, but the currency is {band.currency}: make them agree."
    if published and not band.source:
        yield "source: a published rate needs one: write where the amount was published."


def _contradicts(mark: str, currency: str) -> bool:
    if mark == "$":
        return currency in {"EUR", "GBP"}
    said = _SIGNS.get(mark, mark)
    return said in _currencies() and said != currency


def _order_reasons(band: Band) -> Iterator[str]:
    if band.population_to is not None and band.population_from > band.population_to:
        yield (
            f"population_from {band.population_from:,} is above population_to "
            f"{band.population_to:,}: swap or mend them."
        )
    if band.effective_to and band.effective_to < band.effective_from:
        yield (
            f"effective_to {band.effective_to} is before effective_from {band.effective_from}: "
            "swap or mend them."
        )


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("it is empty: fill it in")
    return cell


def _one_of(words: type[Word]) -> Callable[[str], Word]:
    def read(cell: str) -> Word:
        try:
            return words(cell.casefold())
        except ValueError:
            known = " or ".join(word.value for word in words)
            raise ValueError(f"{cell!r} is not known: write {known}") from None

    return read


def _kinds(cell: str) -> tuple[str, ...]:
    kinds = dict.fromkeys(part.strip().casefold() for part in re.split(r"[;,/|]", cell))
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is not known: write {';'.join(KINDS)} or some of them")
    return tuple(kinds)


def _amount(cell: str) -> Decimal:
    amount = number_in(cell)
    if amount.is_signed():
        raise ValueError(f"{cell!r} is below zero: write what a community pays")
    if -int(amount.as_tuple().exponent) > 2:
        raise ValueError(f"{cell!r} has more than two decimals: round it to cents")
    return amount


def _fewest(cell: str) -> int:
    return count_in(cell) if cell else 0


def _most(cell: str) -> int | None:
    return count_in(cell) if cell else None


def _date_or_none(cell: str) -> date | None:
    return date_in(cell) if cell else None


def _currency(cell: str) -> str:
    if cell.upper() not in _currencies():
        raise ValueError(f"{cell!r} is no currency in use: write its ISO code, such as USD")
    return cell.upper()


@cache
def _currencies() -> frozenset[str]:
    """The ISO 4217 codes of the currencies that are legal tender somewhere today."""
    tenders = get_global("territory_currencies").values()
    return frozenset(
        code for listed in tenders for code, _, until, tender in listed if tender and not until
    )
