"""Documents as tests write them, whole and broken."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import IO, Protocol

import docx
import openpyxl
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from assistant.library.readers import read_document
from assistant.vocabulary import Block, Document

Reader = Callable[[str, str | bytes], Document]


class Savable(Protocol):
    """A workbook, a Word document, an archive."""

    def save(self, stream: IO[bytes], /) -> None: ...


def reader_in(folder: Path) -> Reader:
    """Writes a file into the folder and reads it."""

    def read(name: str, content: str | bytes) -> Document:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path, name)

    return read


def blocks(document: Document) -> list[Block]:
    return [block for section in document.sections for block in section.blocks]


def write(pdf: FPDF, size: int, text: str, style: str = "") -> None:
    pdf.set_font("Helvetica", style=style, size=size)
    pdf.multi_cell(0, size / 2, text, new_x="LMARGIN", new_y="NEXT")


def saved(file: Savable) -> bytes:
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def a_pdf(*pages: str) -> bytes:
    pdf = FPDF()
    for words in pages:
        pdf.add_page()
        write(pdf, 11, words)
    return bytes(pdf.output())


def a_locked_pdf(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf("Secret words."))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def a_swollen_pdf(unpacked_bytes: int) -> bytes:
    """A PDF whose only page is small in the file and huge when it is unpacked."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf("Words."))))
    stream = StreamObject()
    stream.set_data(zlib.compress(b" " * unpacked_bytes, 9))
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def a_word_file(words: str) -> bytes:
    word = docx.Document()
    word.add_paragraph(words)
    return saved(word)


def a_long_word_file(paragraphs: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(a_word_file("Words."))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chance = Random(1)  # words that do not repeat, or it would pass for a zip bomb
    text = b"".join(
        b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % chance.randbytes(32_768).hex().encode()
        for _ in range(paragraphs)
    )
    name = "word/document.xml"
    parts[name] = parts[name].replace(b"<w:body>", b"<w:body>" + text)
    return a_zip(parts)


def a_workbook(*row: object) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(row))
    return saved(book)


def a_zip(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()
