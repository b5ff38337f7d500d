"""Dues tables that must be refused: what they hold, and the line and the words of the reason."""

import csv
import io
from typing import NamedTuple

COLUMNS = (
    *("schedule", "member_type", "kinds", "population_from", "population_to", "amount"),
    *("currency", "period", "effective_from", "effective_to", "source", "status"),
)
_ROW = {
    "schedule": "2026",
    "member_type": "us",
    "kinds": "city;county",
    "amount": "100",
    "currency": "USD",
    "period": "calendar year",
    "effective_from": "2026-01-01",
    "effective_to": "2026-12-31",
    "source": "Board minutes of June 2025",
    "status": "sample",
}


class BrokenTable(NamedTuple):
    """A table with one thing wrong."""

    name: str
    content: str
    line: int
    words: str


def row(**changes: str) -> str:
    """A line of a good table with some cells changed."""
    cells = _ROW | changes
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells.get(column, "") for column in COLUMNS)
    return text.getvalue()


def table(*rows: str) -> str:
    """The columns' names and the rows."""
    return "\n".join((",".join(COLUMNS), *rows, ""))


LOW = row(population_to="9999")
MIDDLE = row(population_from="10000", population_to="24999", amount="200")
HIGH = row(population_from="10000", amount="200")
ALL = row()
NEXT_YEAR = row(schedule="2027", effective_from="2027-01-01", effective_to="2027-12-31")
GOOD = table(LOW, HIGH)


def _one(name: str, words: str, **changes: str) -> BrokenTable:
    """A table whose only row is wrong."""
    return BrokenTable(name, table(row(**changes)), 2, words)


BROKEN = (
    # The file
    BrokenTable("an empty file", "", 0, "it is empty"),
    BrokenTable("only blank lines", "\n,,,\n , \n", 0, "it is empty"),
    BrokenTable("no rows", table(), 1, "no rows follow"),
    BrokenTable("no columns' names", f"{LOW}\n{HIGH}\n", 1, "must name the columns: schedule, "),
    BrokenTable("no amounts", GOOD.replace("amount", "remarks"), 1, "column 'amount' is missing"),
    BrokenTable(
        "its column lower down", f"\n\n{GOOD}".replace("kinds", "sorts"), 3, "'kinds' is missing"
    ),
    BrokenTable("a column twice", GOOD.replace("period", "amount"), 1, "'amount' is there twice"),
    BrokenTable("a comma not in quotes", table(LOW, f"{HIGH},more"), 3, "comma not in quotes"),
    BrokenTable("a quote never closed", table(LOW, f'"{HIGH}'), 3, "quotation marks"),
    BrokenTable("letters after a quote", table(f'"2026"x{LOW[4:]}', HIGH), 2, "quotation marks"),
    BrokenTable("bytes that are no text", "PK\3\4\0\0\0", 0, "it is no text"),
    _one("an endless cell", "over 2,000 letters", source="x" * 2_001),
    # The bands of a schedule
    BrokenTable(
        "a gap", table(LOW, row(population_from="10001")), 3, "gap after up to 9,999 in line 2"
    ),
    BrokenTable(
        "a gap between distant lines",
        table(row(population_from="30000"), LOW, MIDDLE),
        2,
        "after 10,000-24,999 in line 4: start it at 25,000",
    ),
    BrokenTable("an overlap by one", table(LOW, row(population_from="9999")), 3, "overlaps with"),
    BrokenTable("an open band below another", table(ALL, HIGH), 3, "overlaps with any population"),
    BrokenTable(
        "a band with two amounts",
        table(LOW, row(population_to="9999", amount="1"), HIGH),
        3,
        "would have two amounts",
    ),
    BrokenTable(
        "a kind with two bands", table(ALL, row(kinds="county", amount="7")), 3, "overlaps with"
    ),
    BrokenTable("small towns left out", table(HIGH), 2, "starts at 10,000 people: start it at 0"),
    BrokenTable("great cities left out", table(LOW, MIDDLE), 3, "ends at 24,999 people: leave"),
    BrokenTable("a row twice", table(LOW, HIGH, LOW), 4, "same as line 2"),
    BrokenTable(
        "a row twice, written otherwise",
        table(LOW, HIGH, row(population_to="9,999", amount="$100.00")),
        4,
        "same as line 2",
    ),
    BrokenTable(
        "two validities in a schedule",
        table(LOW, row(population_from="10000", effective_to="2026-06-30")),
        3,
        "but line 2 of the same schedule from 2026-01-01 to 2026-12-31",
    ),
    BrokenTable(
        "two currencies in a schedule",
        table(LOW, row(population_from="10000", currency="CAD")),
        3,
        "its currency is CAD, but line 2",
    ),
    # The schedules of a kind
    BrokenTable(
        "two schedules on one day",
        table(ALL, NEXT_YEAR.replace("2027-01-01", "2026-12-31")),
        3,
        "a day can have only one",
    ),
    BrokenTable(
        "a schedule after one without an end",
        table(row(effective_to=""), NEXT_YEAR),
        3,
        "with no end",
    ),
    BrokenTable(
        "a schedule within another, the longer one below",
        table(row(schedule="summer", effective_from="2026-06-01", effective_to="2026-08-31"), ALL),
        2,
        "schedule 'summer' holds from 2026-06-01 to 2026-08-31, but '2026' in line 3",
    ),
    # Single cells
    _one("no schedule", "schedule: it is empty", schedule=""),
    _one("no period", "period: it is empty", period=""),
    _one("an unknown member type", "member_type: 'canada' is not known", member_type="canada"),
    _one("no member type", "write us or global", member_type=""),
    _one("an unknown kind", "kinds: 'town' is not known", kinds="city;town"),
    _one("no kinds", "write city;county;state or some of them", kinds=""),
    _one("an unknown status", "write sample or published", status="draft"),
    _one("no status", "status: '' is not known", status=""),
    _one("no currency", "is no currency in use", currency=""),
    _one("a currency by its name", "'dollars' is no currency in use", currency="dollars"),
    _one("a currency of the past", "'DEM' is no currency in use", currency="DEM"),
    _one("a code that is no currency", "'XXX' is no currency in use", currency="XXX"),
    _one("no amount", "amount: it is empty", amount=""),
    _one("an amount to come", "amount: 'TBD' is no number", amount="TBD"),
    _one("an amount below zero", "amount: '-100' is below zero", amount="-100"),
    _one("an amount below zero by a sign", "is below zero", amount="\u2212$100"),
    _one("an amount in parentheses", "'(100)' is no number", amount="(100)"),
    _one("a free sample", "only a published rate can be 0", amount="0"),
    _one("an amount below cents", "more than two decimals", amount="1200.125"),
    _one("an amount read two ways", "may mean 1.200 or 1200", amount="1.200"),
    _one("an amount grouped twice", "is no number", amount="1,200,50"),
    _one("an amount in euros", "it says €, but the currency is USD", amount="€100"),
    _one("an amount in another code", "it says CAD", amount="CAD 100"),
    _one("euros with a dollar sign", "it says $", amount="$100", currency="EUR"),
    _one("a formula for an amount", "amount: '=F2*1.1' is a formula", amount="=F2*1.1"),
    _one("a formula with a plus", "is a formula", amount="+cmd|' /C calc'!A0"),
    _one("a formula with an at", "is a formula", population_to="@SUM(A1)"),
    _one("a broken reference", "'#REF!' is no number", amount="#REF!"),
    _one("a formula for people", "population_from: '=A1' is a formula", population_from="=A1"),
    _one("half a person", "is no count", population_from="0.5"),
    _one("fewer than no people", "is no count", population_from="-1"),
    _one("people in words", "population_to: 'and over' is no number", population_to="and over"),
    _one(
        *("bounds swapped", "population_from 10,000 is above population_to 9,999"),
        population_from="10000",
        population_to="9999",
    ),
    _one("no first day", "effective_from: it is empty", effective_from=""),
    _one("a day that is not", "'2026-02-30' is no date", effective_to="2026-02-30"),
    _one("a day before the month", "'31/12/2026' is no date", effective_to="31/12/2026"),
    _one("a date as a number", "'46023' is no date", effective_from="46023"),
    _one("a formula for a day", "effective_to: '=TODAY()' is no date", effective_to="=TODAY()"),
    _one("days swapped", "is before effective_from 2026-01-01", effective_to="2025-12-31"),
    _one(
        "published by nobody", "source: a published rate needs one", status="published", source=""
    ),
    _one("published by a space", "source: a published rate", status="published", source="\u200b "),
)
