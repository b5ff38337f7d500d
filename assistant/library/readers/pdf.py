"""Reads PDFs: text page by page, headings by the size and weight of their letters."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from assistant.library.readers.lines import TextLine, join_lines, line_blocks
from assistant.library.readers.outline import Outline
from assistant.library.readers.printed import PrintedLine, printed_lines
from assistant.library.readers.reading import Reading, readable_name
from assistant.seams import DocumentRefused

_LARGER = 1.15  # a heading's letters against the body's: 12.7 points to 11
_GAP = 1.4  # room before a paragraph against the usual room between lines
_HEADING_LEADING = 1.8  # from line to line of one heading, in sizes of its letters
_HEADING_LETTERS = 120
_RUNNING_PAGES = 3  # a line at the edge of so many pages, and of most, is a running head
_PAGE_MARK = re.compile(
    r"(?:page|seite|p\.)\s*\d+(?:\s*(?:of|von|/)\s*\d+)?|\d+\s*(?:of|von|/)\s*\d+", re.IGNORECASE
)
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ",")


@dataclass(slots=True)
class _Heading:
    rank: int
    text: str


def read_pdf(content: bytes, name: str) -> Reading:
    """Read a PDF; its title is its first heading in the largest letters, else its name.

    Without headings there is one section a page. The cells of a table come as words of one line.

    Raises:
        DocumentRefused: It is locked, cut off, damaged, or only pictures of text.
    """
    if b"%%EOF" not in content[-4096:]:
        raise DocumentRefused(
            "The PDF is cut off before its end: copy it again from where it came from."
        )
    try:
        pages = _pages(content)
    except (DependencyError, FileNotDecryptedError) as error:
        raise DocumentRefused("The PDF is locked with a password: save it without one.") from error
    except LimitReachedError as error:
        raise DocumentRefused(
            "Unpacked the PDF would be far too large, like a bomb: print it to a new PDF."
        ) from error
    except PyPdfError as error:
        raise DocumentRefused(
            "The PDF is damaged: copy it again from where it came from."
        ) from error
    if not pages:
        raise DocumentRefused(
            "The PDF is damaged, it has no pages: copy it again from where it came from."
        )
    if not any(pages):
        raise DocumentRefused(
            "The PDF is scanned: no text in it. Run text recognition (OCR) first."
        )
    return _reading(_without_running_heads(pages), readable_name(name))


def _pages(content: bytes) -> list[list[PrintedLine]]:
    reader = PdfReader(io.BytesIO(content))
    # Many PDFs only forbid printing: they open with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError
    return [list(printed_lines(page, number)) for number, page in enumerate(reader.pages, start=1)]


def _without_running_heads(pages: Sequence[list[PrintedLine]]) -> list[PrintedLine]:
    filled = [page for page in pages if page]
    edges = Counter(shape for page in filled for shape in {_shape(page[0]), _shape(page[-1])})
    often = max(_RUNNING_PAGES, len(filled) // 2 + 1)
    return [
        line
        for page in filled
        for place, line in enumerate(page)
        if not (place in (0, len(page) - 1) and _is_running(line, edges, often))
    ]


def _is_running(line: PrintedLine, edges: Counter[str], often: int) -> bool:
    return (
        bool(_PAGE_MARK.fullmatch(line.text))
        or line.text == str(line.page)
        or edges[_shape(line)] >= often
    )


def _shape(line: PrintedLine) -> str:
    return re.sub(r"\d+", "#", line.text)


def _reading(lines: Sequence[PrintedLine], name: str) -> Reading:
    parts = list(_parts(lines))
    headings = [part for part in parts if isinstance(part, _Heading)]
    title = next((heading.text for heading in headings if heading.rank == 1), name)
    outline = Outline(title)
    waiting: list[TextLine] = []
    for part in parts:
        if isinstance(part, TextLine) and (headings or _same_page(waiting, part)):
            waiting.append(part)
            continue
        _add(outline, waiting)
        waiting = []
        if isinstance(part, _Heading):
            outline.open_heading(part.rank, part.text)
        else:
            outline.start_section()
            waiting = [part]
    _add(outline, waiting)
    return Reading(title, outline.sections())


def _same_page(waiting: Sequence[TextLine], line: TextLine) -> bool:
    return not waiting or waiting[-1].page == line.page


def _add(outline: Outline, lines: Sequence[TextLine]) -> None:
    for block in line_blocks(lines):
        outline.add(block)


def _parts(lines: Sequence[PrintedLine]) -> Iterator[_Heading | TextLine]:
    """Tell headings from text; a heading on several lines comes as one."""
    ranks = _ranks(lines)
    usual = _usual_gap(lines)
    open_heading: _Heading | None = None
    for before, line in pairwise([None, *lines]):
        assert line is not None
        apart = _stands_apart(before, line, usual)
        rank = _rank(line, ranks, apart=apart or open_heading is not None)
        if open_heading and before and rank == open_heading.rank and _is_same_run(before, line):
            open_heading.text = join_lines([open_heading.text, line.text])
            continue
        if open_heading:
            yield open_heading
        open_heading = _Heading(rank, join_lines([line.text])) if rank else None
        if not rank:
            yield TextLine(line.text, page=line.page, apart=apart)
    if open_heading:
        yield open_heading


def _ranks(lines: Sequence[PrintedLine]) -> dict[float, int]:
    """Letter size to rank of heading, from 1; the body's size has the rank of bold lines in it."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0]
    larger = sorted((size for size in letters if size > body * _LARGER), reverse=True)
    return {size: rank for rank, size in enumerate([*larger, body], start=1)}


def _rank(line: PrintedLine, ranks: dict[float, int], *, apart: bool) -> int:
    rank = ranks.get(line.size, 0)
    if len(line.text) > _HEADING_LETTERS or not re.search(r"[^\W\d_]", line.text):
        return 0
    if rank < len(ranks):
        return rank
    return rank if line.bold and apart and not line.text.endswith(_SENTENCE_ENDS) else 0


def _usual_gap(lines: Sequence[PrintedLine]) -> float:
    gaps = [
        before.height - line.height
        for before, line in pairwise(lines)
        if before.page == line.page and before.height > line.height
    ]
    return median(gaps) if gaps else 0.0


def _is_same_run(before: PrintedLine, line: PrintedLine) -> bool:
    return before.page == line.page and before.height - line.height < line.size * _HEADING_LEADING


def _stands_apart(before: PrintedLine | None, line: PrintedLine, usual: float) -> bool:
    if before is None or abs(before.size - line.size) > 1:
        return True
    if before.page != line.page:
        return before.text.endswith(_SENTENCE_ENDS[:3])
    return before.height - line.height > usual * _GAP
