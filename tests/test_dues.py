"""The arithmetic of dues: every band of the shipped table at its edges, and what hangs on days."""

import csv
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts.dues import Band, DuesTable, MemberType, RateStatus, money
from assistant.facts.dues_file import read_bands
from assistant.seams import IndexMismatch

US, GLOBAL = MemberType.US, MemberType.GLOBAL
DUES = DuesTable(read_bands(Path("knowledge/dues.csv"), "dues.csv"))
CITY_EDGES = (0, 10_000, 25_000, 50_000, 100_000, 300_000, 500_000)
GLOBAL_EDGES = (0, 50_000, 500_000)
# What the association's demonstration rates are, written down apart from the file.
RATES: dict[tuple[int, MemberType, str], tuple[tuple[int, ...], tuple[int, ...]]] = {
    (2026, US, "city"): (CITY_EDGES, (100, 200, 300, 450, 650, 900, 1_200)),
    (2026, US, "county"): (CITY_EDGES, (100, 200, 300, 450, 650, 900, 1_200)),
    (2026, US, "state"): ((0,), (1_500,)),
    (2027, US, "city"): (CITY_EDGES, (110, 220, 330, 495, 715, 990, 1_320)),
    (2027, US, "county"): (CITY_EDGES, (110, 220, 330, 495, 715, 990, 1_320)),
    (2027, US, "state"): ((0,), (1_650,)),
    **{
        (year, GLOBAL, kind): (GLOBAL_EDGES, amounts)
        for year, amounts in ((2026, (150, 300, 500)), (2027, (165, 330, 550)))
        for kind in ("city", "county", "state")
    },
}


def cases() -> list[tuple[int, MemberType, str, int, int]]:
    """Year, type, kind, population and amount: each edge, one below and one above."""
    found = []
    for (year, member_type, kind), (edges, amounts) in RATES.items():
        for place, edge in enumerate(edges):
            below = amounts[max(place - 1, 0)]
            near = {edge - 1: below, edge: amounts[place], edge + 1: amounts[place]}
            found += [(year, member_type, kind, n, near[n]) for n in near if n >= 0]
        found.append((year, member_type, kind, 40_000_000, amounts[-1]))
    return found


def band(**changes: Any) -> Band:  # noqa: ANN401 - of any field
    made = Band(
        schedule="2026",
        member_type=US,
        kinds=("city",),
        population_from=0,
        population_to=None,
        amount=Decimal(100),
        currency="USD",
        period="calendar year",
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 12, 31),
        source="Board minutes",
        status=RateStatus.PUBLISHED,
        file="dues.csv",
        line=2,
        text="2026 | us | ...",
    )
    return replace(made, **changes)


# The shipped table


@pytest.mark.parametrize(("year", "member_type", "kind", "population", "amount"), cases())
def test_every_edge_of_the_shipped_table_has_its_amount_all_year_long(
    year: int, member_type: MemberType, kind: str, population: int, amount: int
) -> None:
    for day in (date(year, 1, 1), date(year, 2, 28), date(year, 12, 31)):
        found = DUES.band_for(member_type, kind, population, day)
        assert found is not None
        assert found.amount == amount
        assert (found.currency, found.schedule) == ("USD", str(year))
        assert (found.status, found.period) == (RateStatus.SAMPLE, "calendar year")
        assert (found.effective_from, found.effective_to) == (
            date(year, 1, 1),
            date(year, 12, 31),
        )
        assert "not the association's published dues" in found.source


def test_the_shipped_table_has_no_other_rows() -> None:
    assert len(DUES.bands) == 2 * (len(CITY_EDGES) + 1 + len(GLOBAL_EDGES))
    assert DUES.is_sample
    assert DUES.kinds(US) == DUES.kinds(GLOBAL) == ("city", "county", "state")


def test_every_band_of_the_shipped_table_names_its_own_row() -> None:
    lines = Path("knowledge/dues.csv").read_text(encoding="utf-8").splitlines()
    for one in DUES.bands:
        [cells] = csv.reader([lines[one.line - 1]])
        assert one.text == " | ".join(cells)
        assert one.row == f"dues.csv, line {one.line}"
    assert len({one.digest for one in DUES.bands}) == len(DUES.bands)


@settings(deadline=None)
@given(
    member_type=st.sampled_from(MemberType),
    kind=st.sampled_from(("city", "county", "state")),
    population=st.integers(0, 10**11),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_everybody_has_exactly_one_band_on_every_covered_day(
    member_type: MemberType, kind: str, population: int, day: date
) -> None:
    holding = [one for one in DUES.bands_at(member_type, kind, day) if one.holds(population)]
    assert holding == [DUES.band_for(member_type, kind, population, day)]


@given(day=st.dates().filter(lambda day: not 2026 <= day.year <= 2027))
def test_nobody_has_a_band_on_a_day_outside_every_schedule(day: date) -> None:
    assert DUES.band_for(US, "city", 48_210, day) is None
    assert DUES.bands_at(US, "city", day) == ()
    assert DUES.currency(US, "city", day) is None
    nearest = DUES.nearest_day(US, "city", day)
    assert nearest == (date(2026, 1, 1) if day.year < 2026 else date(2027, 12, 31))


def test_a_kind_that_has_no_rate_has_no_band_and_no_days() -> None:
    day = date(2026, 6, 1)
    assert DUES.band_for(US, "country", 48_210, day) is None
    assert DUES.days_covered(US, "country") == ()
    assert DUES.nearest_day(US, "country", day) is None
    assert DUES.next_schedule_day(US, "country", day) is None
    assert DUES.ends_within(US, "country", day) is None


def test_only_a_state_of_the_us_pays_the_same_whatever_its_population() -> None:
    day = date(2026, 6, 1)
    assert not DUES.needs_population(US, "state", day)
    assert DUES.needs_population(US, "county", day)
    assert DUES.needs_population(GLOBAL, "state", day)
    state = DUES.band_for(US, "state", None, day)
    assert state is not None
    assert state.amount == 1_500
    assert DUES.band_for(US, "city", None, day) is None
    assert DUES.currency(US, "state", day) == "USD"


def test_two_bands_are_enough_to_need_the_population() -> None:
    two = DuesTable([band(population_to=9), band(population_from=10)])
    assert two.needs_population(US, "city", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("low", "high", "amounts"),
    [
        (48_000, 49_999, [300]),
        (40_000, 60_000, [300, 450]),
        (60_000, 40_000, [300, 450]),
        (49_999, 50_000, [300, 450]),
        (0, 10**9, [100, 200, 300, 450, 650, 900, 1_200]),
    ],
)
def test_a_range_touches_every_band_it_may_fall_into(
    low: int, high: int, amounts: Sequence[int]
) -> None:
    touched = DUES.bands_touched(US, "city", low, high, date(2026, 6, 1))
    assert [int(one.amount) for one in touched] == amounts


# Days


def test_the_next_schedule_starts_after_the_one_of_the_day() -> None:
    assert DUES.next_schedule_day(US, "city", date(2026, 6, 1)) == date(2027, 1, 1)
    assert DUES.next_schedule_day(US, "city", date(2027, 1, 1)) is None
    assert DUES.next_schedule_day(US, "city", date(2025, 12, 31)) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 10, 1), None),  # 91 days before
        (date(2026, 10, 2), date(2026, 12, 31)),  # 90 days before
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), None),
        (date(2027, 12, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), None),
    ],
)
def test_a_schedule_ends_soon_within_ninety_days_of_its_last(day: date, ends: date | None) -> None:
    assert DUES.ends_within(US, "city", day) == ends


def test_how_soon_is_soon_can_be_said() -> None:
    assert DUES.ends_within(US, "city", date(2026, 12, 1), days=29) is None
    assert DUES.ends_within(US, "city", date(2026, 12, 1), days=30) == date(2026, 12, 31)


def test_a_short_schedule_ends_soon_from_its_first_day() -> None:
    short = DuesTable([band(effective_to=date(2026, 1, 31))])
    assert short.ends_within(US, "city", date(2026, 1, 1)) == date(2026, 1, 31)
    assert short.ends_within(US, "city", date(2025, 12, 31)) is None


def test_a_schedule_without_an_end_never_ends_soon() -> None:
    open_ended = DuesTable([band(effective_to=None)])
    assert open_ended.days_covered(US, "city") == ((date(2026, 1, 1), None),)
    assert open_ended.ends_within(US, "city", date.max) is None
    assert open_ended.nearest_day(US, "city", date(2090, 5, 5)) == date(2090, 5, 5)
    assert open_ended.band_for(US, "city", 5, date.max) is not None


def test_between_two_schedules_the_nearest_day_is_of_the_nearer_one_and_else_of_the_later() -> None:
    summer = band(schedule="summer", effective_from=date(2027, 1, 11), effective_to=None)
    dues = DuesTable([summer, band()])
    assert dues.days_covered(US, "city") == (
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2027, 1, 11), None),
    )
    assert dues.nearest_day(US, "city", date(2027, 1, 3)) == date(2026, 12, 31)
    assert dues.nearest_day(US, "city", date(2027, 1, 9)) == date(2027, 1, 11)
    even = DuesTable([replace(summer, effective_from=date(2027, 1, 10)), band()])
    assert even.nearest_day(US, "city", date(2027, 1, 5)) == date(2027, 1, 10)
    assert even.nearest_day(US, "city", date(2026, 3, 3)) == date(2026, 3, 3)


# Edges


@pytest.mark.parametrize(
    ("population", "neighbour"),
    [
        (48_499, None),
        (48_500, 450),  # 3 % below 50,000
        (49_999, 450),
        (50_000, 300),
        (51_500, 300),  # 3 % above
        (51_501, None),
        (0, None),
        (9_700, 200),
        (485_000, 1_200),
        (515_000, 900),
        (900_000_000, None),
    ],
)
def test_a_number_close_to_an_edge_has_a_neighbouring_band(
    population: int, neighbour: int | None
) -> None:
    own = DUES.band_for(US, "county", population, date(2026, 6, 1))
    assert own is not None
    found = DUES.near_edge(own, population)
    assert (found.amount if found else None) == neighbour
    assert found is None or found.schedule == "2026"


def test_how_near_an_edge_is_near_can_be_said() -> None:
    own = DUES.band_for(US, "city", 45_000, date(2027, 6, 1))
    assert own is not None
    assert DUES.near_edge(own, 45_000, 0.09) is None
    wider = DUES.near_edge(own, 45_000, 0.1)
    assert wider is not None
    assert wider.amount == 495


def test_a_neighbour_is_one_of_the_same_kind() -> None:
    both = band(kinds=("city", "county"), population_to=999)
    city = band(kinds=("city",), population_from=1_000, line=3)
    county = band(kinds=("county",), population_from=1_000, line=4)
    dues = DuesTable([both, city, county])
    assert dues.near_edge(both, 990) == city
    assert dues.near_edge(both, 990, kind="county") == county
    assert dues.near_edge(county, 1_010) == both


# Values


@pytest.mark.parametrize(
    ("low", "high", "label"),
    [
        (0, 9_999, "up to 9,999"),
        (1, 9_999, "up to 9,999"),
        (2, 9_999, "2-9,999"),
        (25_000, 49_999, "25,000-49,999"),
        (500_000, None, "500,000 and over"),
        (0, None, "any population"),
    ],
)
def test_a_band_is_called_by_its_people(low: int, high: int | None, label: str) -> None:
    assert band(population_from=low, population_to=high).label == label


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("1200", "USD 1,200"),
        ("1200.00", "USD 1,200"),
        ("1200.5", "USD 1,200.50"),
        ("0.05", "USD 0.05"),
        ("0", "USD 0"),
        ("1E+6", "USD 1,000,000"),
    ],
)
def test_money_is_told_with_cents_only_where_there_are_any(amount: str, told: str) -> None:
    assert money(Decimal(amount), "USD") == told


CHANGES: dict[str, object] = {
    "schedule": "2027",
    "member_type": GLOBAL,
    "kinds": ("county",),
    "population_from": 1,
    "population_to": 9,
    "amount": Decimal("100.01"),
    "currency": "CAD",
    "period": "month",
    "effective_from": date(2026, 1, 2),
    "effective_to": None,
    "status": RateStatus.SAMPLE,
}
MOVES: dict[str, object] = {
    "source": "Other minutes",
    "file": "own/dues.csv",
    "line": 9,
    "text": "2026 | us | ...",
}


def test_each_field_of_a_band_decides_its_amount_or_only_where_it_stands() -> None:
    assert {field.name for field in fields(Band)} == {*CHANGES, *MOVES}


@pytest.mark.parametrize("field", CHANGES)
def test_the_digest_changes_with_what_decides_an_amount(field: str) -> None:
    assert band(**{field: CHANGES[field]}).digest != band().digest


@pytest.mark.parametrize("field", MOVES)
def test_the_digest_stays_when_a_row_only_moves(field: str) -> None:
    assert band(**{field: MOVES[field]}).digest == band().digest


def test_the_digest_stays_when_an_amount_or_kinds_are_written_otherwise() -> None:
    assert band(amount=Decimal("100.00")).digest == band(amount=Decimal(100)).digest
    both, turned = ("city", "county"), ("county", "city")
    assert band(kinds=both).digest == band(kinds=turned).digest


def test_a_row_is_found_by_its_digest_until_it_is_changed() -> None:
    assert DUES.find_row(DUES.bands[4].digest) == DUES.bands[4]
    assert DUES.find_row(band().digest) is None


def test_one_sample_makes_the_table_a_sample() -> None:
    assert not DuesTable([band()]).is_sample
    assert DuesTable([band(), band(kinds=("state",), status=RateStatus.SAMPLE)]).is_sample


# Keeping the table in a build


def kept(dues: DuesTable) -> dict[str, Any]:
    text = json.dumps(dues.to_json(), ensure_ascii=False)
    read: dict[str, Any] = json.loads(text)
    return read


def test_a_table_that_was_kept_is_the_same_to_the_cent() -> None:
    odd = band(
        amount=Decimal("0.10"), effective_to=None, source="\u201cŁódź\u201d", population_to=7
    )
    for dues in (DUES, DuesTable([odd]), DuesTable([])):
        again = DuesTable.from_json(kept(dues))
        assert again.bands == dues.bands
        assert kept(again) == kept(dues)
        assert [one.digest for one in again.bands] == [one.digest for one in dues.bands]
    [amount] = [row["amount"] for row in kept(DuesTable([odd]))["bands"]]
    assert amount == "0.10"


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "ten"},
        {"amount": None},
        {"effective_from": "soon"},
        {"status": "draft"},
        {"kinds": None},
        {"surprise": 1},
    ],
    ids=str,
)
def test_a_damaged_table_of_a_build_is_refused(change: dict[str, Any]) -> None:
    damaged = kept(DUES)
    damaged["bands"][3] |= change
    with pytest.raises(IndexMismatch, match="ingest again"):
        DuesTable.from_json(damaged)


@pytest.mark.parametrize("damaged", [{}, {"format": 0, "bands": []}, {"format": 1}, []], ids=str)
def test_a_table_of_another_version_is_refused(damaged: Any) -> None:  # noqa: ANN401 - of any form
    with pytest.raises(IndexMismatch, match="ingest again"):
        DuesTable.from_json(damaged)
