"""The dues table's file: what is refused and why; every way of saving it reads the same."""

import csv
import io
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path, PosixPath
from random import Random
from typing import Self

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts.dues import Band, DuesTable, MemberType, RateStatus
from assistant.facts.dues_file import find_dues_file, read_bands
from assistant.seams import TableRefused
from tests.broken_dues import ALL, BROKEN, COLUMNS, GOOD, NEXT_YEAR, BrokenTable, row, table

SHIPPED = Path("knowledge/dues.csv")
US = MemberType.US


def bands_of(folder: Path, content: str) -> tuple[Band, ...]:
    path = folder / "dues.csv"
    path.write_text(content, encoding="utf-8")
    return read_bands(path, "dues.csv")


def refusal_of(folder: Path, content: str) -> TableRefused:
    with pytest.raises(TableRefused) as refused:
        bands_of(folder, content)
    return refused.value


def facts(bands: Sequence[Band]) -> list[Band]:
    """The bands without where they stand."""
    return [replace(band, file="", line=0, text="") for band in bands]


# What is refused


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_table_is_refused_with_its_line_and_reason(
    tmp_path: Path, broken: BrokenTable
) -> None:
    refused = refusal_of(tmp_path, broken.content)
    [(line, reason)] = refused.problems
    assert (refused.file, line) == ("dues.csv", broken.line)
    assert broken.words in reason
    assert reason.endswith(".")


def test_the_table_that_the_broken_ones_are_made_of_is_good(tmp_path: Path) -> None:
    assert [band.amount for band in bands_of(tmp_path, GOOD)] == [100, 200]
    assert len(bands_of(tmp_path, table(ALL, NEXT_YEAR))) == 2


def test_all_that_is_wrong_with_the_rows_is_said_at_once(tmp_path: Path) -> None:
    refused = refusal_of(
        tmp_path, table(row(amount="-1", status="x"), row(kinds="town"), row(amount="TBD"))
    )
    assert [line for line, _ in refused.problems] == [2, 2, 3, 4]
    assert "dues.csv, line 4: amount: 'TBD' is no number" in str(refused)


def test_all_that_is_wrong_between_the_rows_is_said_at_once(tmp_path: Path) -> None:
    refused = refusal_of(
        tmp_path,
        table(
            row(population_from="5", population_to="9"),
            row(population_from="11", population_to="20", currency="EUR"),
        ),
    )
    told = [(line, reason.split(":")[0]) for line, reason in refused.problems]
    assert told == [
        (2, "the lowest band starts at 5 people"),
        (3, "its currency is EUR, but line 2 of the same schedule has USD"),
        (3, "the band 11-20 leaves a gap after 5-9 in line 2"),
        (3, "the highest band ends at 20 people"),
    ]


def test_every_missing_column_is_named(tmp_path: Path) -> None:
    refused = refusal_of(tmp_path, "schedule,kinds,amount\n2026,city,100\n")
    assert len(refused.problems) == len(COLUMNS) - 3
    assert {line for line, _ in refused.problems} == {1}


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(TableRefused, match=r"dues\.csv: it cannot be opened"):
            read_bands(path, "dues.csv")


# What is accepted


def test_a_published_rate_of_zero_is_a_rate(tmp_path: Path) -> None:
    [band] = bands_of(tmp_path, table(row(amount="0", status="Published")))
    assert (band.amount, band.status) == (Decimal(0), RateStatus.PUBLISHED)


def test_the_lowest_band_may_start_at_nobody_or_at_one(tmp_path: Path) -> None:
    for lowest in ("", "0", "1"):
        [band] = bands_of(tmp_path, table(row(population_from=lowest)))
        assert band.population_from == int(lowest or 0)


def test_a_band_may_hold_for_one_number_and_a_schedule_for_one_day(tmp_path: Path) -> None:
    days = {"effective_from": "2026-01-01", "effective_to": "2026-01-01"}
    first, second = (
        row(population_from="0", population_to="0", **days),
        row(population_from="1", amount="200", **days),
    )
    assert [band.amount for band in bands_of(tmp_path, table(first, second))] == [100, 200]


def test_a_column_that_is_not_known_is_passed_over(tmp_path: Path) -> None:
    lines = GOOD.splitlines()
    wider = "\n".join([f"{lines[0]},approved by", *(f"{line},K. Mayer" for line in lines[1:])])
    assert facts(bands_of(tmp_path, wider)) == facts(bands_of(tmp_path, GOOD))


def test_columns_may_stand_in_any_order_and_be_written_as_people_write_them(tmp_path: Path) -> None:
    rows = [list(reversed(cells)) for cells in csv.reader(io.StringIO(GOOD))]
    rows[0] = [name.replace("_", " ").title() for name in rows[0]]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert facts(bands_of(tmp_path, text.getvalue())) == facts(bands_of(tmp_path, GOOD))


def test_a_band_knows_the_line_it_stands_in_as_it_stands(tmp_path: Path) -> None:
    note = row(population_to="9999", source='Minutes,\n"June" 2025')
    low, high = bands_of(tmp_path, table("", note, "", GOOD.splitlines()[2]))
    assert (low.row, high.row) == ("dues.csv, line 3", "dues.csv, line 6")
    assert low.text.endswith('| Minutes, "June" 2025 | sample')
    assert low.source == 'Minutes, "June" 2025'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1,200", "1200"),
        ("$1,200", "1200"),
        ("US$ 1,200.50", "1200.50"),
        ("USD 1200", "1200"),
        ("1200.00 USD", "1200"),
        ("1.200,50", "1200.50"),
        ("1 200", "1200"),
        ("0.5", "0.5"),
    ],
)
def test_an_amount_is_read_as_people_write_it(tmp_path: Path, written: str, read: str) -> None:
    [band] = bands_of(tmp_path, table(row(amount=written)))
    assert band.amount == Decimal(read)


def test_days_are_read_as_excel_saves_them_and_the_last_may_be_open(tmp_path: Path) -> None:
    [band] = bands_of(tmp_path, table(row(effective_from="1/1/2027", effective_to="")))
    assert (band.effective_from, band.effective_to) == (date(2027, 1, 1), None)


def test_a_schedule_may_leave_days_before_the_next_one(tmp_path: Path) -> None:
    later = NEXT_YEAR.replace("2027-01-01", "2027-03-01")
    bands = DuesTable(bands_of(tmp_path, table(ALL, later)))
    assert bands.bands_at(US, "city", date(2027, 2, 1)) == ()


def test_currencies_may_differ_between_schedules(tmp_path: Path) -> None:
    abroad = row(schedule="2026 global", member_type="global", currency="eur", amount="€90")
    assert [band.currency for band in bands_of(tmp_path, table(ALL, abroad))] == ["USD", "EUR"]


def test_kinds_may_be_parted_by_any_mark_and_are_kept_once(tmp_path: Path) -> None:
    [band] = bands_of(tmp_path, table(row(kinds="City, county / CITY")))
    assert band.kinds == ("city", "county")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "-2+3",
        '<script>alert("x")</script>',
        '=HYPERLINK("https://example.org","x")',
    ],
)
def test_formulas_and_html_in_a_text_stay_text(tmp_path: Path, text: str) -> None:
    [band] = bands_of(tmp_path, table(row(source=text)))
    assert band.source == text
    [kept] = DuesTable.from_json(DuesTable([band]).to_json()).bands
    assert kept.source == text


def test_control_and_direction_marks_are_taken_out_of_cell_and_line(tmp_path: Path) -> None:
    [band] = bands_of(tmp_path, table(row(source="Mi\x07nu\u202etes\x1b[31m of\u2028June")))
    assert band.source == "Minutes[31m of June"
    assert not {"\x07", "\u202e", "\x1b"} & set(band.text)


# Every way of saving the shipped table


def cells_of_shipped() -> list[list[str]]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def saved(delimiter: str, encoding: str, end: str, first: str = "") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerows(
        [cell.replace("Sample", "Sample –") for cell in cells] for cells in cells_of_shipped()
    )
    return (first + text.getvalue()).encode(encoding)


def as_people_write(column: str, cell: str) -> str:
    if column in {"population_from", "population_to", "amount"} and cell:
        return f"${int(cell):,}" if column == "amount" else f"{int(cell):,}"
    if column.startswith("effective"):
        day = date.fromisoformat(cell)
        return f"{day.month}/{day.day}/{day.year}"
    return cell


SAVED = {
    "plain": saved(",", "utf-8", "\n"),
    "BOM and semicolons": saved(";", "utf-8-sig", "\r\n"),
    "a line that names the semicolon": saved(";", "utf-8-sig", "\r\n", first="sep=;\r\n"),
    "tabs": saved("\t", "utf-8", "\n"),
    "bars": saved("|", "utf-8", "\n"),
    "Windows-1252": saved(",", "cp1252", "\r\n"),
    "UTF-16 with tabs": saved("\t", "utf-16", "\r\n"),
    "UTF-16 from a Mac": saved(";", "utf-16-be", "\n", first="\ufeff"),
    "lines of an old Mac": saved(",", "utf-8", "\r"),
}


@pytest.mark.parametrize("how", SAVED)
def test_the_shipped_table_reads_the_same_however_it_was_saved(tmp_path: Path, how: str) -> None:
    path = tmp_path / "dues.csv"
    path.write_bytes(SAVED[how])
    expected = [
        replace(band, source=band.source.replace("Sample", "Sample –"))
        for band in facts(read_bands(SHIPPED, "dues.csv"))
    ]
    assert facts(read_bands(path, "dues.csv")) == expected


def test_the_shipped_table_reads_the_same_as_people_write_numbers_and_days(tmp_path: Path) -> None:
    header, *rows = cells_of_shipped()
    text = io.StringIO()
    written = [[as_people_write(*pair) for pair in zip(header, r, strict=True)] for r in rows]
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([header, *written])
    assert facts(bands_of(tmp_path, text.getvalue())) == facts(read_bands(SHIPPED, "dues.csv"))


def test_the_shipped_table_reads_the_same_from_excel(tmp_path: Path) -> None:
    def value(column: str, cell: str) -> object:
        if column.startswith("effective"):
            return date.fromisoformat(cell)
        return float(cell) if cell.isdigit() else cell or None

    header, *rows = cells_of_shipped()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(header)
    for cells in rows:
        sheet.append([value(*pair) for pair in zip(header, cells, strict=True)])
    sheet.cell(row=400, column=20).number_format = "0.00"  # an empty cell that somebody formatted
    book.save(tmp_path / "Dues.XLSX")
    shipped = read_bands(SHIPPED, "dues.csv")
    bands = read_bands(tmp_path / "Dues.XLSX", "dues.xlsx")
    assert facts(bands) == facts(shipped)
    assert [band.line for band in bands] == [band.line for band in shipped]
    assert bands[6].text.startswith("2026 | us | city;county | 500000 |  | 1200 | USD | ")


@pytest.mark.parametrize("column", ["population_to", "effective_to"])
def test_a_formula_without_its_result_is_not_taken_for_an_open_end(
    tmp_path: Path, column: str
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(COLUMNS)
    sheet.append(next(csv.reader([row(**{column: "=1+1"})])))
    book.save(tmp_path / "dues.xlsx")
    with pytest.raises(TableRefused, match=f"line 2: {column}: '=1\\+1' is "):
        read_bands(tmp_path / "dues.xlsx", "dues.xlsx")


# Which file counts


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_without_a_table_there_is_none_to_read(tmp_path: Path) -> None:
    assert find_dues_file(tmp_path) is None
    assert find_dues_file(tmp_path / "nowhere") is None
    put(tmp_path / "archive" / "dues.csv")
    assert find_dues_file(tmp_path) is None


@pytest.mark.parametrize("name", ["dues.csv", "dues.xlsx", "Dues.CSV"])
def test_the_operators_own_table_outranks_the_shipped_one(tmp_path: Path, name: str) -> None:
    shipped = put(tmp_path / "dues.csv")
    assert find_dues_file(tmp_path) == (shipped, "dues.csv")
    own = put(tmp_path / "own" / name)
    assert find_dues_file(tmp_path) == (own, f"own/{name}")


@pytest.mark.parametrize("folder", ["", "own/"])
def test_of_two_tables_side_by_side_neither_counts(tmp_path: Path, folder: str) -> None:
    put(tmp_path / folder / "dues.csv")
    put(tmp_path / folder / "dues.xlsx")
    with pytest.raises(TableRefused, match=f"{folder}dues.xlsx: {folder}dues.csv lies beside it"):
        find_dues_file(tmp_path)


def test_a_link_counts_only_within_the_knowledge_folder(tmp_path: Path) -> None:
    knowledge = tmp_path / "knowledge"
    inside = put(knowledge / "archive" / "rates.csv")
    link = knowledge / "dues.csv"
    link.symlink_to(inside)
    assert find_dues_file(knowledge) == (link, "dues.csv")
    link.unlink()
    link.symlink_to(put(tmp_path / "secrets.csv"))
    with pytest.raises(TableRefused, match="leads out of the knowledge folder"):
        find_dues_file(knowledge)


class LockedFolder(PosixPath):
    """A folder that may not be looked into."""

    def iterdir(self) -> Generator[Self, None, None]:
        raise PermissionError(13, "Permission denied")


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    with pytest.raises(TableRefused, match=r"own/: .* \(Permission denied\)"):
        find_dues_file(LockedFolder(tmp_path))


# Tables of any shape


@st.composite
def schedules(draw: st.DrawFn) -> list[tuple[date, list[int]]]:
    """Schedules that start on days of June 2026, each with the edges between its bands."""
    days = draw(st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True))
    edges = st.lists(st.integers(2, 10_000_000), max_size=6, unique=True)
    return [(date(2026, 6, day), sorted(draw(edges))) for day in sorted(days)]


def rows_of(made: Sequence[tuple[date, Sequence[int]]]) -> list[dict[str, str]]:
    rows = []
    for index, (first, edges) in enumerate(made):
        following = made[index + 1][0] if index + 1 < len(made) else None
        last = date.fromordinal(following.toordinal() - 1).isoformat() if following else ""
        for place, low in enumerate([0, *edges]):
            high = str(edges[place] - 1) if place < len(edges) else ""
            rows.append(
                {
                    "schedule": f"from {first}",
                    "population_from": str(low),
                    "population_to": high,
                    "amount": str(100 + place),
                    "effective_from": first.isoformat(),
                    "effective_to": last,
                }
            )
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generated")


@settings(deadline=None, max_examples=60)
@given(made=schedules(), people=st.integers(0, 20_000_000), order=st.randoms(use_true_random=False))
def test_a_table_that_is_accepted_has_one_band_for_everybody_on_every_day_of_the_month(
    folder: Path, made: list[tuple[date, list[int]]], people: int, order: Random
) -> None:
    rows = [row(**cells) for cells in rows_of(made)]
    order.shuffle(rows)
    dues = DuesTable(bands_of(folder, table(*rows)))
    for day in (date(2026, 6, number) for number in range(1, 31)):
        bands = dues.bands_at(US, "city", day)
        assert bool(bands) == (day >= made[0][0])
        starts = [band.population_from for band in bands]
        ends = [band.population_to for band in bands]
        assert not bands or (starts[0], ends[-1]) == (0, None)
        assert [end + 1 for end in ends[:-1] if end is not None] == starts[1:]
        assert len([band for band in bands if band.holds(people)]) == bool(bands)


@settings(deadline=None, max_examples=60)
@given(made=schedules(), pick=st.integers(0, 99), shift=st.sampled_from([-2, -1, 2, 3]))
def test_a_table_with_one_edge_moved_is_refused(
    folder: Path, made: list[tuple[date, list[int]]], pick: int, shift: int
) -> None:
    rows = rows_of(made)
    moved = rows[pick % len(rows)]
    moved["population_from"] = str(int(moved["population_from"]) + shift)
    refusal_of(folder, table(*(row(**cells) for cells in rows)))
