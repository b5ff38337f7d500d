"""Reads CSV files and Excel workbooks: rows as people see them."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from openpyxl import load_workbook

from assistant.library.readers.cells import show_cell
from assistant.library.readers.encoding import decode_text
from assistant.library.readers.grid import Row, sheet_blocks
from assistant.library.readers.outline import Outline
from assistant.library.readers.reading import Reading, clean_text, readable_name
from assistant.seams import DocumentRefused

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20


def read_csv(content: bytes, name: str) -> Reading:
    """Read a CSV file in UTF-8, UTF-16 or, as Excel on Windows saves it, Windows-1252.

    Raises:
        DocumentRefused: It is no text, or a quotation mark is never closed.
    """
    title = readable_name(name)
    text = decode_text(content, fallback="cp1252")
    lines = text.split("\n")
    outline = Outline(title, lines)
    try:
        for block in sheet_blocks(_csv_rows(text, lines)):
            outline.add(block)
    except csv.Error as error:
        raise DocumentRefused(
            f"It is no table ({error}): save it again as CSV from the program that made it."
        ) from error
    return Reading(title, outline.sections())


def _csv_rows(text: str, lines: list[str]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(lines), strict=True)
    start = 0
    for cells in reader:
        if not (start == 0 and re.fullmatch(r"sep=.", lines[0])):
            raw = "\n".join(lines[start : reader.line_num])
            yield Row(tuple(clean_text(cell) for cell in cells), raw, start + 1, reader.line_num)
        start = reader.line_num


def _delimiter(lines: list[str]) -> str:
    if stated := re.fullmatch(r"sep=(.)", lines[0]):
        return stated.group(1)
    sample = lines[:_SAMPLE_LINES]
    return max(_DELIMITERS, key=lambda mark: _agreement(sample, mark))


def _agreement(sample: list[str], mark: str) -> tuple[int, int]:
    """How many rows have the same number of cells, and that number; (0, 0) for one column."""
    widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=mark) if len(cells) > 1)
    width, rows = max(widths.items(), key=lambda entry: entry[1], default=(0, 0))
    return rows, width


def read_xlsx(content: bytes, name: str) -> Reading:
    """Read an Excel workbook: one section for each visible sheet, formulas as last computed.

    Raises:
        DocumentRefused: A formula was saved without its result.
    """
    if _has_formulas(content):
        _refuse_uncomputed(content)
    title = readable_name(name)
    outline = Outline(title)
    with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                outline.open_heading(1, clean_text(sheet.title))
                for block in sheet_blocks(_sheet_rows(sheet)):
                    outline.add(block)
    return Reading(title, outline.sections())


def _sheet_rows(sheet: Any) -> Iterator[Row]:  # noqa: ANN401 - read-only sheets have a type of their own
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        shown = tuple(clean_text(show_cell(cell.value, cell.number_format)) for cell in cells)
        yield Row(shown, " | ".join(shown).rstrip(" |"), number, number)


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(
            re.search(rb"<f[ >]", archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/")
        )


def _refuse_uncomputed(content: bytes) -> None:
    with (
        closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as computed,
        closing(load_workbook(io.BytesIO(content), read_only=True)) as written,
    ):
        for sheet in written.worksheets:
            rows = zip(sheet.iter_rows(), computed[sheet.title].iter_rows(), strict=False)
            for formulas, results in rows:
                for formula, result in zip(formulas, results, strict=False):
                    if formula.value is not None and result.value is None:
                        raise DocumentRefused(
                            f"Cell {formula.coordinate} of sheet {sheet.title!r} holds a formula "
                            "without its result: open the file in Excel and save it again."
                        )
