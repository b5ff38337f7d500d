"""Reads Word documents: headings by their style, lists by their numbering, tables, tracked text.

Words that a reader of the page does not see (hidden, struck out, deleted, moved away, tables of
contents) are left out, and so are page headers, footers, comments and notes.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import docx
from docx.document import Document as WordFile
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from assistant.library.readers.grid import Row, table_block
from assistant.library.readers.items import Item, list_block
from assistant.library.readers.outline import Outline
from assistant.library.readers.reading import Reading, clean_text, readable_name
from assistant.vocabulary import Block, BlockKind

_PARTS = (
    ".//w:p[not(ancestor::w:tbl or ancestor::w:txbxContent)]"
    " | .//w:tbl[not(ancestor::w:tbl or ancestor::w:txbxContent)]"
)
# Text boxes are stored twice, the second time as a picture for old programs.
_SHOWN = (
    "not(ancestor::w:pict or ancestor::w:moveFrom)"
    " and not(ancestor::w:r/w:rPr[w:vanish or w:strike or w:dstrike])"
)
_STRINGS = f".//w:t[{_SHOWN}] | .//w:tab[parent::w:r] | .//w:br | .//w:noBreakHyphen"


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph of the file: heading of a rank (0 for the title), list entry or bare text."""

    text: str
    rank: int | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style's names, those it is based on included: a house style counts as heading."""

    names: tuple[str, ...]

    def has_name(self, start: str) -> bool:
        return any(name.startswith(start) for name in self.names)

    @property
    def rank(self) -> int | None:
        """Of a heading: 0 for the title, else from 1."""
        if "title" in self.names:
            return 0
        ranks = [name[8:] for name in self.names if name.startswith("heading ")]
        return next((int(rank) for rank in ranks if rank.isdecimal()), None)

    @property
    def depth(self) -> int | None:
        """Of a list entry, from 1: `List Bullet 2` has 2."""
        for name in self.names:
            if name.startswith(("list bullet", "list number")):
                last = name.rsplit(" ", 1)[-1]
                return int(last) if last.isdecimal() else 1
        return None


def _ancestry(style: BaseStyle | None) -> Iterator[str]:
    while isinstance(style, ParagraphStyle):
        yield (style.name or "").lower()
        style = style.base_style


def read_word(content: bytes, name: str) -> Reading:
    """Read a .docx file; its title is its `Title` paragraph, else its first heading, else its name.

    Args:
        content: The file; it must have passed the gate, as parsing does not limit unpacking.
        name: Its name.
    """
    word = docx.Document(io.BytesIO(content))
    parts = list(_parts(word))
    title = _title(parts) or readable_name(name)
    outline = Outline(title)
    items: list[Item] = []
    for part in [*parts, None]:
        if isinstance(part, _Line) and part.depth is not None:
            items.append(Item(part.text, part.text, part.depth))
            continue
        if items:
            outline.add(list_block(items))
            items = []
        _add(outline, part)
    return Reading(title, outline.sections())


def _add(outline: Outline, part: _Line | Block | None) -> None:
    match part:
        case Block():
            outline.add(part)
        case _Line(text, rank) if rank is not None:
            outline.open_heading(max(rank, 1), text)
        case _Line(text):
            outline.add(Block(BlockKind.PARAGRAPH, text, text))
        case None:
            pass


def _title(parts: list[_Line | Block]) -> str:
    ranked = [part for part in parts if isinstance(part, _Line) and part.rank in (0, 1)]
    return min(ranked, key=lambda line: line.rank or 0).text if ranked else ""


def _parts(word: WordFile) -> Iterator[_Line | Block]:
    styles = {
        style.style_id: _Style(tuple(_ancestry(style)))
        for style in word.styles
        if isinstance(style, ParagraphStyle)
    }
    for element in word.element.body.xpath(_PARTS):
        if element.tag.endswith("}tbl"):
            if block := table_block(list(_rows(Table(element, word)))):
                yield block
        elif line := _line(Paragraph(element, word._body), styles):
            yield line


def _line(paragraph: Paragraph, styles: Mapping[str, _Style]) -> _Line | None:
    text = _text(paragraph)
    # `paragraph.style` searches all styles each time: 0.6 ms a paragraph.
    style = styles.get(paragraph._p.style or "", _Style(()))
    if not text or style.has_name("toc "):
        return None
    if style.rank is not None:
        return _Line(text, rank=style.rank)
    levels = paragraph._p.xpath("./w:pPr/w:numPr/w:ilvl/@w:val")
    if levels:
        return _Line(text, depth=int(levels[0]))
    numbered = paragraph._p.xpath("./w:pPr/w:numPr")
    return _Line(text, depth=style.depth or 0 if numbered else style.depth)


def _text(paragraph: Paragraph) -> str:
    return clean_text("".join(_strings(paragraph)))


def _strings(paragraph: Paragraph) -> Iterator[str]:
    for element in paragraph._p.xpath(_STRINGS):
        if element.tag.endswith("}t"):
            yield element.text or ""
        else:
            yield "-" if element.tag.endswith("}noBreakHyphen") else " "


def _rows(table: Table) -> Iterator[Row]:
    for number, row in enumerate(table.rows, start=1):
        cells = tuple(
            clean_text(" ".join(_text(paragraph) for paragraph in cell.paragraphs))
            for cell in row.cells
        )
        yield Row(cells, " | ".join(cells), number, number)
