"""Reads tables as a membership department keeps them: CSV and Excel files, as they were saved.

It knows nothing about what a table means. Whatever stands in a cell is text: no formula is ever
worked out.
"""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice, repeat, starmap, zip_longest
from pathlib import Path
from typing import NamedTuple, TypeVar

from assistant.facts.cells import cleaned, count_in, date_in, number_in
from assistant.seams import TableRefused

__all__ = [
    "Problems",
    "Row",
    "Table",
    "cleaned",
    "count_in",
    "date_in",
    "fold_column",
    "number_in",
    "read_table",
]
Read = TypeVar("Read")

MOST_ROWS = 500_000
MOST_LETTERS = 2_000  # in a cell; longer ones are no fact but a text that slipped in
MOST_BYTES = 300_000_000  # of a file, and of what a workbook unpacks to
_DELIMITERS = ",;\t|"
# Whatever damaged workbooks were seen to raise; both XML parsers' errors are SyntaxErrors.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, ArithmeticError, AttributeError, EOFError),
    *(LookupError, NotImplementedError, OSError, RuntimeError, TypeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        line: In the file, counted from 1; that of a sheet for Excel files.
        cells: By folded column name; a column that the row is too short for is missing.
    """

    line: int
    cells: Mapping[str, str]

    @property
    def text(self) -> str:
        """The cells with bars between: with commas two numbers side by side may read as one."""
        return " | ".join(self.cells.values()).rstrip(" |")

    def cell(self, column: str) -> str:
        """What stands in a column, or an empty string."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file.

    Attributes:
        file: The name that people know the file by.
        columns: Folded: lower case, with underscores.
        line: That of the columns' names; 0 if the file has none.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int = 1


class _Line(NamedTuple):
    number: int
    cells: list[str]


def read_table(path: Path, name: str, *, columns: Sequence[str] = ()) -> Table:
    """Read a CSV or Excel file whose first row that is not empty names the columns.

    Args:
        path: The file. Of a workbook, the first sheet that is not hidden is read.
        name: How messages call it.
        columns: The columns of a file that does not name them.

    Raises:
        TableRefused: It cannot be read, has no column names, or a row has too many cells.
    """
    lines = _lines(path, name)
    top = 0
    if not columns:
        if not lines:
            raise TableRefused(name, [(0, "it is empty: the first row must name the columns.")])
        header = lines.pop(0)
        top, columns = header.number, header.cells
    folded = tuple(fold_column(column) for column in columns)
    _refuse_columns(name, top, folded)
    return Table(name, folded, _rows(name, folded, lines), top)


def fold_column(cell: str) -> str:
    """A column's name in lower case with underscores."""
    return "_".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", cell).casefold()))


class Problems:
    """Collects what is wrong with a table, so that all of it is said at once."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, reason: str) -> None:
        """Note what is wrong with a line."""
        self._found.append((line, reason))

    def read(self, row: Row, column: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        """What a cell holds; when it cannot be read, that is noted."""
        try:
            return read(row.cell(column))
        except ValueError as error:
            self.add(row.line, f"{column}: {error}.")
            return otherwise

    def refuse(self) -> None:
        """Refuse the table if anything was noted, each thing once, in the order of the lines.

        Raises:
            TableRefused: Something was.
        """
        if self._found:
            found = dict.fromkeys(self._found)
            raise TableRefused(self._file, sorted(found, key=lambda problem: problem[0]))


def _lines(path: Path, name: str) -> list[_Line]:
    """The lines of which any cell is filled."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TableRefused(name, [(0, f"it has over {MOST_BYTES:,} bytes: split it.")])
        content = path.read_bytes()
    except OSError as error:
        reason = f"it cannot be opened ({error.strerror}): check that it is a file you may read."
        raise TableRefused(name, [(0, reason)]) from error
    if path.suffix.lower() != ".xlsx":
        return _filled(_csv_lines(content, name), name)
    try:
        return _workbook_lines(content, name)
    except _DAMAGED as error:
        reason = "it is no Excel workbook that can be read: save it again as .xlsx, unprotected."
        raise TableRefused(name, [(0, reason)]) from error


def _filled(lines: Iterable[_Line], name: str) -> list[_Line]:
    found = list(islice((line for line in lines if any(line.cells)), MOST_ROWS + 2))
    if len(found) > MOST_ROWS + 1:
        raise TableRefused(name, [(0, f"it has over {MOST_ROWS:,} rows: split it.")])
    return found


def _csv_lines(content: bytes, name: str) -> Iterator[_Line]:
    lines = list(io.StringIO(_text(content, name), newline=""))
    stated = (
        re.fullmatch(r"sep=([,;|\t])\s*", lines[0]) if lines else None
    )  # Excel's own first line
    first = next((line for line in lines if line.strip(" ;,\t|\r\n")), "")
    delimiter = stated[1] if stated else max(_DELIMITERS, key=first.count)
    before = 1 if stated else 0
    start = before
    reader = csv.reader(lines[before:], delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield _Line(start + 1, [cleaned(cell) for cell in cells])
            start = before + reader.line_num
    except csv.Error as error:
        reason = f"its quotation marks do not fit together ({error}): one may be missing."
        raise TableRefused(name, [(start + 1, reason)]) from error


def _text(content: bytes, name: str) -> str:
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableRefused(name, [(0, "it is no text: save it as CSV (UTF-8) or as .xlsx.")])


def _workbook_lines(content: bytes, name: str) -> list[_Line]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a server reads no workbooks

    computed = _has_formulas(content, name)
    load = partial(load_workbook, read_only=True)
    with (
        warnings.catch_warnings(action="ignore"),  # of styles and validations that nobody reads
        closing(load(io.BytesIO(content), data_only=True)) as results,
        closing(load(io.BytesIO(content)) if computed else results) as formulas,
    ):
        sheet = next((one for one in results.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise ValueError("it has no sheet")
        values = sheet.iter_rows(values_only=True)
        written = formulas[sheet.title].iter_rows(values_only=True) if computed else repeat(())
        return _filled(starmap(_sheet_line, enumerate(zip(values, written), start=1)), name)  # noqa: B905 - repeat never ends


def _sheet_line(number: int, row: tuple[Sequence[object], Sequence[object]]) -> _Line:
    """A row of a sheet; a formula that was saved without its result stays as its text."""
    pairs = zip_longest(*row)
    cells = [cleaned(_shown(formula if value is None else value)) for value, formula in pairs]
    return _Line(number, cells)


def _has_formulas(content: bytes, name: str) -> bool:
    """Whether any sheet has formulas: reading a workbook once more for them doubles the time."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise TableRefused(name, [(0, f"it unpacks to over {MOST_BYTES:,} bytes: split it.")])
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/")]
        return any(re.search(rb"<(?:\w+:)?f[ />]", archive.read(sheet)) for sheet in sheets)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):  # as many digits as Excel shows: 100 * 1.1 is 110
        return format(value, ".15g" if abs(value) < 1e15 else ".0f")
    return str(value)


def _refuse_columns(name: str, line: int, columns: Sequence[str]) -> None:
    named = [column for column in columns if column]
    doubled = sorted({column for column in named if named.count(column) > 1})
    if doubled:
        reason = f"the column {doubled[0]!r} is there twice: delete or rename one."
        raise TableRefused(name, [(line, reason)])


def _rows(name: str, columns: Sequence[str], body: Sequence[_Line]) -> tuple[Row, ...]:
    problems = Problems(name)
    width = len(columns)
    for line in body:
        if any(line.cells[width:]):
            reason = (
                f"it has more cells than the {width} columns: a comma not in quotes parts a cell, "
                'so write 1200 or "1,200".'
            )
            problems.add(line.number, reason)
        if any(len(cell) > MOST_LETTERS for cell in line.cells):
            problems.add(line.number, f"a cell has over {MOST_LETTERS:,} letters: shorten it.")
    problems.refuse()
    return tuple(
        Row(
            line.number,
            {c: cell for c, cell in zip(columns, line.cells, strict=False) if c},
        )
        for line in body
    )
