"""Tables as they are saved: lines, cells, numbers and days, and files that cannot be used."""

import csv
import io
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts.tables import (
    MOST_BYTES,
    MOST_LETTERS,
    MOST_ROWS,
    Problems,
    Row,
    Table,
    cleaned,
    count_in,
    date_in,
    fold_column,
    number_in,
    read_table,
)
from assistant.seams import TableRefused


def read(folder: Path, content: bytes | str, name: str = "table.csv") -> Table:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, name)


def refusal(folder: Path, content: bytes | str, name: str = "table.csv") -> tuple[int, str]:
    with pytest.raises(TableRefused) as refused:
        read(folder, content, name)
    [problem] = refused.value.problems
    return problem


def cells(table: Table) -> list[list[str]]:
    return [[row.cell(column) for column in table.columns] for row in table.rows]


# CSV


def test_rows_keep_their_lines_past_blank_ones_and_cells_of_several_lines(tmp_path: Path) -> None:
    table = read(tmp_path, '\n , \nName,Note\nBoise,"two\nlines"\n\n,,\nTulsa,x\n')
    assert table.line == 3
    assert [row.line for row in table.rows] == [4, 8]
    assert table.rows[0].text == "Boise | two lines"
    assert cells(table) == [["Boise", "two lines"], ["Tulsa", "x"]]


def test_letters_that_only_look_like_line_ends_do_not_end_a_row(tmp_path: Path) -> None:
    table = read(tmp_path, "name,note\nBoise,a\u2028b\x0bc\x85d\nTulsa,x\n")
    assert cells(table) == [["Boise", "a b c d"], ["Tulsa", "x"]]
    assert [row.line for row in table.rows] == [2, 3]


def test_a_short_row_lacks_cells_and_a_long_one_may_end_in_empty_ones(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,c\n1\n1,2,3,,\n")
    assert cells(table) == [["1", "", ""], ["1", "2", "3"]]
    assert "b" not in table.rows[0].cells


def test_columns_without_a_name_are_passed_over(tmp_path: Path) -> None:
    table = read(tmp_path, "a,,b,\n1,2,3,4\n")
    assert [dict(row.cells) for row in table.rows] == [{"a": "1", "b": "3"}]


def test_a_file_without_columns_names_can_be_given_them(tmp_path: Path) -> None:
    path = tmp_path / "websites.csv"
    path.write_text("Boise,https://example.org\n", encoding="utf-8")
    table = read_table(path, "websites.csv", columns=["Name", "Web site"])
    assert (table.columns, table.line) == (("name", "web_site"), 0)
    assert [(row.line, row.cell("web_site")) for row in table.rows] == [(1, "https://example.org")]
    path.write_text("", encoding="utf-8")
    assert read_table(path, "websites.csv", columns=["Name"]).rows == ()


def test_a_line_that_names_the_delimiter_counts_as_a_line(tmp_path: Path) -> None:
    table = read(tmp_path, "sep=|\na,b|c\n1|2\n")
    assert table.columns == ("a_b", "c")
    assert [(row.line, row.text) for row in table.rows] == [(3, "1 | 2")]


def test_windows_letters_are_read(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "name\nMünchen – €\n".encode("cp1252"))) == [["München – €"]]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_was_written_is_read(
    folder: Path, rows: list[list[str]], delimiter: str, encoding: str, end: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *rows])
    written = text.getvalue().replace("\0", "")
    expected = [[cleaned(cell) for cell in row] for row in rows]
    found = cells(read(folder, written.encode(encoding)))
    assert found == [row for row in expected if any(row)]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 0, "it is empty: the first row must name the columns"),
        ("a,b\n1,2,3\n", 2, "more cells than the 2 columns"),
        ("a,b,A \n1,2,3\n", 1, "the column 'a' is there twice"),
        ('a,b\n1,2\n3,"4\n5,6\n', 3, "quotation marks do not fit together"),
        ('a,b\n1,"2"3\n', 2, "quotation marks do not fit together"),
        (f"a\n{'x' * (MOST_LETTERS + 1)}\n", 2, "over 2,000 letters"),
        (f'a\n"{"x" * 200_000}"\n', 2, "quotation marks do not fit together (field larger"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", 0, "it is no text: save it as CSV (UTF-8)"),
        ("a\n1\n".encode("utf-16-le"), 0, "it is no text"),
        (b"\xff\xfea", 0, "it is no text"),
        (b"a\n\x81\x8d\n", 0, "it is no text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(
    tmp_path: Path, content: bytes | str, line: int, words: str
) -> None:
    found, reason = refusal(tmp_path, content)
    assert (found, words in reason) == (line, True), reason


def test_a_long_cell_is_no_endless_one(tmp_path: Path) -> None:
    assert cells(read(tmp_path, f"a\n{'x' * MOST_LETTERS}\n")) == [["x" * MOST_LETTERS]]


def test_every_row_with_too_many_cells_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableRefused) as refused:
        read(tmp_path, "a\n1,2\n3\n4,5\n")
    assert [line for line, _ in refused.value.problems] == [2, 4]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match=r"none\.csv: it cannot be opened \(No such file"):
        read_table(tmp_path / "none.csv", "none.csv")


def test_a_file_of_too_many_bytes_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(TableRefused, match=r"^table\.csv: it has over 300,000,000 bytes"):
        read_table(path, "table.csv")


def test_a_file_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    found = refusal(tmp_path, b"a\n" + b"1\n" * (MOST_ROWS + 1))
    assert found == (0, "it has over 500,000 rows: split it.")


# Excel


def workbook(
    *rows: list[object], change: Callable[[openpyxl.Workbook], None] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if change:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def patched(content: bytes, parts: Mapping[str, tuple[str, str]]) -> bytes:
    """The workbook with a pattern in some of its parts replaced; an empty pattern drops a part."""
    patched = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(patched, "w") as new:
        for name in old.namelist():
            pattern, by = parts.get(name, ("$^", ""))
            if pattern:
                text, count = re.subn(pattern, by, old.read(name).decode())
                assert count or name not in parts
                new.writestr(name, text)
    return patched.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_of_a_workbook_are_read_as_excel_shows_them(tmp_path: Path) -> None:
    shown: list[tuple[object, str]] = [
        (1200, "1200"),
        (1200.0, "1200"),
        (1200.5, "1200.5"),
        (100 * 1.1, "110"),  # the float is 110.00000000000001
        (0.1 + 0.2, "0.3"),
        (4e16, "40000000000000000"),
        (date(2027, 1, 31), "2027-01-31"),
        (datetime(2027, 1, 31, 9, 30), "2027-01-31"),  # noqa: DTZ001 - Excel knows no zones
        (time(9, 30), "09:30:00"),
        (True, "True"),
        ("  two \n lines\u200b ", "two lines"),
        ("1,200", "1,200"),
        (None, ""),
    ]
    values, texts = zip(*shown, strict=True)
    names: list[object] = [f"c{number}" for number in range(len(values))]
    table = read(tmp_path, workbook(names, list(values)), "table.xlsx")
    assert cells(table) == [list(texts)]


def test_a_workbook_has_the_lines_of_its_sheet(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([], ["a", "b"], [None, 1], [], [2, None]), "table.xlsx")
    assert (table.line, [row.line for row in table.rows]) == (2, [3, 5])
    assert [row.text for row in table.rows] == [" | 1", "2"]


def test_a_formula_has_the_result_that_excel_saved(tmp_path: Path) -> None:
    content = workbook(["a", "b"], [1, "=A2*2"])
    result = patched(content, {SHEET: (r"<v ?/>|<v></v>", "<v>2</v>")})
    assert cells(read(tmp_path, result, "table.xlsx")) == [["1", "2"]]


def test_a_formula_without_a_result_stays_as_its_text(tmp_path: Path) -> None:
    assert cells(read(tmp_path, workbook(["a", "b"], [1, "=A2*2"]), "t.xlsx")) == [["1", "=A2*2"]]


def test_the_first_sheet_that_is_not_hidden_is_read(tmp_path: Path) -> None:
    def hide_first(book: openpyxl.Workbook) -> None:
        book.worksheets[0].sheet_state = "hidden"
        for value in ("name", "Boise"):
            book.create_sheet("seen") if len(book.worksheets) == 1 else None
            book.worksheets[1].append([value])
        book.create_sheet("later").append(["other"])

    table = read(tmp_path, workbook(["secret"], ["x"], change=hide_first), "t.xlsx")
    assert (table.columns, cells(table)) == (("name",), [["Boise"]])


def test_what_excel_adds_and_nobody_reads_gives_no_warning(tmp_path: Path) -> None:
    content = workbook(["a"], [1])
    plain = patched(content, {"xl/styles.xml": (r"<cellStyles.*?</cellStyles>", "")})
    with pytest.warns(UserWarning, match="default style"):
        openpyxl.load_workbook(io.BytesIO(plain))
    assert cells(read(tmp_path, plain, "table.xlsx")) == [["1"]]


def without_sheets() -> bytes:
    def only_a_chart(book: openpyxl.Workbook) -> None:
        book.create_chartsheet("chart")
        book.remove(book.worksheets[0])

    return workbook(change=only_a_chart)


GOOD = workbook(["a"], ["text"], [1])
DAMAGED = {
    "nothing": b"",
    "a CSV file": b"a\n1\n",
    "a file with a password, or of Excel 97": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "half a file": GOOD[: len(GOOD) // 2],
    "no list of parts": patched(GOOD, {"[Content_Types].xml": ("", "")}),
    "no sheet": patched(GOOD, {SHEET: ("", "")}),
    "half a sheet": patched(GOOD, {SHEET: (r"</row>.*", "")}),
    "a text that is not there": patched(GOOD, {SHEET: ('t="n"><v>1<', 't="s"><v>99<')}),
    "a number that is none": patched(GOOD, {SHEET: ("<v>1</v>", "<v>one</v>")}),
    "half a book": patched(GOOD, {"xl/workbook.xml": (r"<sheets>.*", "")}),
    "only a chart": without_sheets(),
    "damaged bytes": patched(GOOD, {}).replace(b"<sheetData>", b"<sheetDate>"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_workbook_is_refused(tmp_path: Path, damage: str) -> None:
    line, reason = refusal(tmp_path, DAMAGED[damage], "table.xlsx")
    assert (line, reason.startswith("it is no Excel workbook that can be read")) == (0, True)


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    entry = GOOD.index(b"PK\1\2")  # the list at the end of a zip; 24 bytes on stands a size
    bomb = GOOD[: entry + 24] + struct.pack("<I", MOST_BYTES + 1) + GOOD[entry + 28 :]
    found = refusal(tmp_path, bomb, "table.xlsx")
    assert found == (0, "it unpacks to over 300,000,000 bytes: split it.")


# Numbers


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1200", "1200"),
        (" 1200 ", "1200"),
        ("1,200", "1200"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200", "1200"),
        ("1'200", "1200"),
        ("1’200.50", "1200.50"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("1.200,50", "1200.50"),
        ("1200,5", "1200.5"),
        ("0.125", "0.125"),
        ("1200.125", "1200.125"),
        ("007", "7"),
        ("$1,200", "1200"),
        ("US$1,200", "1200"),
        ("€ 1.200,00", "1200"),
        ("1 200 €", "1200"),
        ("USD 1,200", "1200"),
        ("1200USD", "1200"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("$-5", "-5"),
        ("-$5", "-5"),
        ("0", "0"),
        ("9" * 40, "9" * 40),
    ],
)
def test_a_number_is_read_as_people_write_it(cell: str, number: str) -> None:
    assert number_in(cell) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "it is empty: write a number such as 1200"),
        ("  ", "it is empty"),
        ("=1+1", "is a formula: write its result"),
        ("+5", "is a formula"),
        ("@SUM(A1)", "is a formula"),
        ("25.000", "may mean 25.000 or 25000: write it without the dot"),
        ("$1.200", "may mean 1.200 or 1200"),
        ("1,200.125", "is no number"),
        ("1,200,5", "is no number"),
        ("1.200.50", "is no number"),
        ("1,2000", "is no number"),
        ("12,34,567", "is no number"),
        ("0,125", "is no number"),
        ("1,200 500", "is no number"),
        ("1 2", "is no number"),
        ("--5", "is no number"),
        ("5-", "is no number"),
        ("1e5", "is no number"),
        ("1_000", "is no number"),
        ("٣", "is no number"),
        ("\uff11\uff12", "is no number"),
        ("NaN", "is no number"),
        ("Infinity", "is no number"),
        ("48k", "is no number"),
        ("$", "is no number"),
        (".5", "is no number"),
        ("5.", "is no number"),
        ("10%", "is no number"),
        ("x" * 500, f"'{'x' * 60}...' is no number"),
    ],
)
def test_what_is_no_number_is_told_what_to_write(cell: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        number_in(cell)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_a_number_with_commas_and_cents_is_read_back(number: Decimal) -> None:
    assert number_in(f"{number:,.2f}") == number
    turned = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    assert number_in(turned) == number


@given(st.text(st.sampled_from("0123456789.,' $€USD-=+") | st.characters(), max_size=30))
def test_any_text_is_a_number_or_a_day_or_told_not_to_be(text: str) -> None:
    for reader in (number_in, count_in, date_in):
        with suppress(ValueError):
            assert reader(text) is not None


@pytest.mark.parametrize(("cell", "count"), [("0", 0), ("25,000", 25_000), ("25000.00", 25_000)])
def test_a_count_is_a_whole_number(cell: str, count: int) -> None:
    assert count_in(cell) == count


@pytest.mark.parametrize("cell", ["-1", "0.5", "1,200.50"])
def test_less_or_other_than_whole_things_are_no_count(cell: str) -> None:
    with pytest.raises(ValueError, match="is no count: write a whole number such as 25000"):
        count_in(cell)


# Days


@pytest.mark.parametrize(
    "cell",
    [
        *("2027-01-05", "2027-1-5", "1/5/2027", "01/05/2027", "2027/01/05", "5.1.2027"),
        *("05.01.2027", "January 5, 2027", "jan 5, 2027", "5 January 2027", "5 Jan 2027"),
        *("5-Jan-2027", "  January   5,  2027 ", "2027-01-05 00:00:00", "2027-01-05T00:00:00Z"),
        *("2027-01-05 00:00:00.000", "1/5/2027 0:00", "1/5/2027 12:00:00 AM", "1/5/2027 12:00 AM"),
    ],
)
def test_a_day_is_read_as_people_and_programs_write_it(cell: str) -> None:
    assert date_in(cell) == date(2027, 1, 5)


@pytest.mark.parametrize(
    "cell",
    [
        *("", "2027", "soon", "13/1/2027", "2026-02-29", "1/5/27", "46023", "2027-01-05 09:30"),
        *("=DATE(2027,1,5)", "1/5/20277", "0000-01-01", "12:00"),
    ],
)
def test_what_is_no_day_is_told_what_to_write(cell: str) -> None:
    with pytest.raises(ValueError, match="2027-01-31"):
        date_in(cell)


# Texts


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("  two   words ", "two words"),
        ("a\tb\nc\r\nd\u2028e\u00a0f", "a b c d e f"),
        ("\ufeffBoise\u200b\x07\x1b", "Boise"),
        ("\u202eesioB\u2066", "esioB"),
        ("São José – 台北 'ñ'", "São José – 台北 'ñ'"),
        ("=1+1", "=1+1"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_a_text_may_be_shown_once_it_is_clean(cell: str, shown: str) -> None:
    assert cleaned(cell) == shown


@given(st.text())
def test_a_clean_text_has_no_marks_and_stays_as_it_is(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert not [letter for letter in once if unicodedata.category(letter)[0] == "C"]


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("Population From", "population_from"),
        ("population-from", "population_from"),
        (" MEMBER type: ", "member_type"),
        ("\uff21mount", "amount"),
        ("***", ""),
    ],
)
def test_a_column_is_known_however_its_name_is_written(cell: str, column: str) -> None:
    assert fold_column(cell) == column


# Problems


def test_problems_are_told_once_and_in_the_order_of_the_lines() -> None:
    problems = Problems("table.csv")
    problems.add(7, "z.")
    problems.add(3, "b.")
    problems.add(3, "a.")
    problems.add(7, "z.")
    with pytest.raises(TableRefused) as refused:
        problems.refuse()
    assert refused.value.problems == ((3, "b."), (3, "a."), (7, "z."))


def test_a_cell_that_cannot_be_read_is_noted_under_its_column() -> None:
    problems = Problems("table.csv")
    row = Row(4, {"amount": "5", "people": "many"})
    assert problems.read(row, "amount", count_in, 0) == 5
    problems.refuse()
    assert problems.read(row, "people", count_in, 9) == 9
    with pytest.raises(TableRefused, match=r"line 4: people: 'many' is no number: .* 1200\."):
        problems.refuse()


def test_of_many_problems_the_first_are_told_and_the_others_counted() -> None:
    problems = Problems("table.csv")
    for line in range(2, 22):
        problems.add(line, "no.")
    with pytest.raises(TableRefused, match=r"line 9: no\.\n\.\.\. and 12 more in table\.csv\."):
        problems.refuse()
