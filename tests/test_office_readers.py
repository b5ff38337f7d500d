"""What the readers of CSV, Excel, Word and PDF keep of a document, and what they leave out."""

from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.parser import parse_xml
from fpdf import FPDF

from assistant.library.readers.cells import show_cell
from assistant.seams import DocumentRefused
from tests.knowledge_files import Reader, a_pdf, a_workbook, blocks, reader_in, saved, write


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return reader_in(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffStadt;Beitrag\r\nKöln;1,5\r\n".encode(),
        "sep=;\nStadt;Beitrag\nKöln;1,5\n".encode(),
        "Stadt\tBeitrag\nKöln\t1,5\n".encode("utf-16"),
        'Stadt,Beitrag\nKöln,"1,5"\n'.encode("cp1252"),
    ],
)
def test_csv_is_read_in_the_ways_in_which_programs_save_it(read: Reader, content: bytes) -> None:
    (table,) = blocks(read("fees.csv", content))
    assert (table.header, table.rows) == (("Stadt", "Beitrag"), (("Köln", "1,5"),))


def test_a_csv_row_on_two_lines_keeps_its_place(read: Reader) -> None:
    (table,) = blocks(read("fees.csv", 'Stadt;Beitrag\nKöln;"1\n2"\nBonn\n'))
    assert table.rows == (("Köln", "1 2"), ("Bonn", ""))
    assert (table.raw_items, table.item_lines) == (('Köln;"1\n2"', "Bonn"), (2, 4))
    assert blocks(read("one.csv", "City\nBonn\n"))[0].rows == (("Bonn",),)


def test_a_workbook_has_a_section_for_each_visible_sheet(read: Reader) -> None:
    book = openpyxl.Workbook()
    dues = book.active
    assert dues is not None
    dues.title = "Dues"
    for row in (["Dues of 2016"], [], ["City", "Fee", "Since"], ["a", 950, date(2016, 5, 1)], []):
        dues.append(row)
    for row in (["b", 1000.5], [], ["Person", "Role"], ["Ann", "Chair"], [], ["All in USD"]):
        dues.append(row)
    dues["B4"].number_format = '"$"#,##0'
    book.create_sheet("Secret")["A1"] = "hidden"
    book["Secret"].sheet_state = "hidden"
    document = read("d.xlsx", saved(book))
    assert [section.path for section in document.sections] == [("Dues",)]
    fees, people, note = blocks(document)
    assert (fees.text, fees.header) == ("Dues of 2016", ("City", "Fee", "Since"))
    assert fees.rows == (("a", "$950", "2016-05-01"), ("b", "1000.5", ""))
    assert (fees.item_lines, people.rows, note.text) == ((4, 6), (("Ann", "Chair"),), "All in USD")


def test_a_formula_without_its_result_is_refused_by_its_cell(read: Reader) -> None:
    with pytest.raises(DocumentRefused, match="Cell B1 of sheet 'Sheet'"):
        read("d.xlsx", a_workbook("Sum", "=1+1"))


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (1234567.0, "General", "1234567"),
        (0.1 + 0.2, "General", "0.3"),
        (950, '"$"#,##0.00', "$950.00"),
        (1950, "[$€-407]#,##0", "€1,950"),
        (-950, '_("$"* #,##0_);[Red]("$"#,##0)', "-$950"),
        (1950, '#,##0\\ "USD"', "1,950 USD"),
        (0.125, "0.0%", "12.5%"),
        (0.5, "# ?/?", "0.5"),
        (95000, "0.0E+00", "95000"),
        (95000, "#,##0,", "95000"),
        (datetime(2016, 5, 1), "yyyy", "2016-05-01"),  # noqa: DTZ001 - sheets know no zones
        (datetime(2016, 5, 1, 9, 30), "yyyy", "2016-05-01 09:30"),  # noqa: DTZ001
        (date(2016, 5, 1), "yyyy", "2016-05-01"),
        ("text", "@", "text"),
    ],
)
def test_a_cell_is_told_as_its_sheet_shows_it(
    value: object, number_format: str, shown: str
) -> None:
    assert show_cell(value, number_format) == shown


def test_a_word_file_keeps_headings_lists_and_tables(read: Reader) -> None:
    word = docx.Document()
    word.add_heading("Guide", 0)
    word.add_heading("Join", 1)
    word.add_paragraph("You need:")
    for text, style in (
        ("a form", "List Bullet"),
        ("a fee", "List Bullet"),
        ("$1", "List Bullet 2"),
    ):
        word.add_paragraph(text, style=style)
    table = word.add_table(2, 2)
    for cell, text in zip(table._cells, ("City", "Dues", "a", "$1"), strict=True):
        cell.text = text
    document = read("guide.docx", saved(word))
    assert (document.title, document.sections[0].path) == ("Guide", ("Join",))
    needs, dues = blocks(document)
    assert (needs.text, needs.items) == ("You need:", ("a form", "a fee: $1"))
    assert (dues.header, dues.rows) == (("City", "Dues"), (("a", "$1"),))


def test_a_word_file_is_read_as_printed(read: Reader) -> None:
    word = docx.Document()
    shown = word.add_paragraph("Shown")
    for hide in ("hidden", "strike"):
        setattr(shown.add_run(" never").font, hide, True)
    shown.add_run("\tto\nall")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for change, text in (("ins", "<w:t> now</w:t>"), ("del", "<w:delText> once</w:delText>")):
        shown._p.append(parse_xml(f"<w:{change} {space}><w:r>{text}</w:r></w:{change}>"))
    shown._p.append(parse_xml(f"<w:r {space}><w:noBreakHyphen/></w:r>"))
    for level in (0, 1):
        entry = word.add_paragraph(f"level {level}")
        entry._p.get_or_add_pPr().get_or_add_numPr().get_or_add_ilvl().val = level
    word.add_paragraph("unlevelled")._p.get_or_add_pPr().get_or_add_numPr()
    word.styles.add_style("toc 1", 1)
    word.add_paragraph("Contents 3", style="toc 1")
    printed, entries = blocks(read("the-guide.docx", saved(word)))
    assert printed.text == "Shown to all now-"
    assert entries.items == ("level 0: level 1", "unlevelled")


def test_a_pdf_keeps_pages_headings_and_lists_but_no_running_heads(read: Reader) -> None:
    pdf = FPDF()
    for page in (1, 2, 3):
        pdf.add_page()
        write(pdf, 9, "The handbook")
        if page == 1:
            write(pdf, 24, "A title that is so long that it will take two lines or more")
        write(pdf, 16, f"Chapter {page}")
        write(pdf, 11, f"Dues depend on the population. {'Words fill the line. ' * 5}\n\nYou need:")
        write(pdf, 11, "- a form\n- a fee")
        write(pdf, 11, "")
        write(pdf, 11, "Who pays", style="B")
        write(pdf, 11, "The city pays.")
        write(pdf, 9, f"Page {page} of 3")
    pdf.add_page()
    write(pdf, 16, "The end")
    document = read("handbook.pdf", bytes(pdf.output()))
    assert document.title == "A title that is so long that it will take two lines or more"
    assert [section.path for section in document.sections][:3] == [
        ("Chapter 1",),
        ("Chapter 1", "Who pays"),
        ("Chapter 2",),
    ]
    dues, needs, pays = blocks(document)[-3:]
    assert dues.text.startswith("Dues depend on the population. Words fill")
    assert (needs.text, needs.items) == ("You need:", ("a form", "a fee"))
    assert (pays.text, {block.page for block in blocks(document)}) == ("The city pays.", {1, 2, 3})


def test_a_pdf_without_headings_has_a_section_a_page(read: Reader) -> None:
    document = read("plain-pages.pdf", a_pdf("One.", "Two."))
    assert document.title == "Plain pages"
    assert [section.blocks[0].page for section in document.sections] == [1, 2]
