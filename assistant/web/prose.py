"""The small Markdown of answers, as blocks of spans for the page without JavaScript.

`static/assistant.js` reads it by the same rules; a test compares the two.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.vocabulary import Answer, Figure


class SpanKind(StrEnum):
    """What a piece of a line is."""

    TEXT = "text"
    MARK = "mark"  # [1]
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; `source` is a source's number, or 0."""

    kind: SpanKind
    text: str
    strong: bool = False
    source: int = 0


Cell = tuple[Span, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A `paragraph` (one row, one cell), a `list` (one cell a row) or a `table`.

    The first row of a table is its header.
    """

    kind: str
    rows: tuple[Row, ...]


_STRONG = re.compile(r"\*\*(.+?)\*\*")
_MARK = re.compile(r"\[([0-9]{1,3})\]")
_RULE = re.compile(r"[-: |]+")


def read_prose(answer: Answer) -> tuple[Block, ...]:
    """Read an answer's text; anything that is not known mark-up stays as it is."""
    inline = _Inline({source.n for source in answer.sources}, answer.figures)
    return tuple(inline.read(kind, rows) for kind, rows in _blocks(answer.text))


def _blocks(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The kind of each block with the text of its cells."""
    kind = ""
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        stripped = line.strip()
        found = _kind(stripped)
        if found != kind and rows:
            yield kind, rows
            rows = []
        kind = found
        if found == "paragraph" and rows:
            rows[0][0] += f" {stripped}"
        elif found and not (found == "table" and _RULE.fullmatch(stripped)):
            rows.append(_cells(found, stripped))


def _kind(line: str) -> str:
    if not line:
        return ""
    if line.startswith("- "):
        return "list"
    return "table" if line.startswith("|") else "paragraph"


def _cells(kind: str, line: str) -> list[str]:
    if kind == "table":
        return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
    return [line.removeprefix("- ") if kind == "list" else line]


class _Inline:
    """Reads lines against the sources and figures of one answer."""

    def __init__(self, sources: Iterable[int], figures: Sequence[Figure]) -> None:
        self._sources = frozenset(sources)
        self._places: dict[str, list[int]] = {}
        for figure in figures:
            self._places.setdefault(figure.text, []).append(self._number(figure.origin))
        self._figure = _figure_pattern(self._places)

    def _number(self, origin: str) -> int:
        kind, _, number = origin.partition(":")
        known = kind == "source" and number.isdecimal() and int(number) in self._sources
        return int(number) if known else 0

    def read(self, kind: str, rows: Sequence[Sequence[str]]) -> Block:
        """The block with its spans; a figure leads to the source that the next mark names."""
        cells = [[list(self._spans(cell)) for cell in row] for row in rows]
        following = 0
        for spans in reversed([cell for row in cells for cell in row]):
            for position in reversed(range(len(spans))):
                span = spans[position]
                if span.kind is SpanKind.MARK:
                    following = span.source
                elif span.kind is SpanKind.FIGURE:
                    places = self._places[span.text]
                    chosen = following if following in places else places[0]
                    spans[position] = replace(span, source=chosen)
        return Block(kind, tuple(tuple(tuple(spans) for spans in row) for row in cells))

    def _spans(self, text: str) -> Iterator[Span]:
        for position, piece in enumerate(_STRONG.split(text)):
            yield from self._marks(piece, strong=position % 2 == 1)

    def _marks(self, text: str, *, strong: bool) -> Iterator[Span]:
        plain = ""
        for position, piece in enumerate(_MARK.split(text)):
            if position % 2 == 0:
                plain += piece
            elif int(piece) in self._sources:
                yield from self._figures(plain, strong=strong)
                yield Span(SpanKind.MARK, piece, strong, int(piece))
                plain = ""
            else:
                plain += f"[{piece}]"
        yield from self._figures(plain, strong=strong)

    def _figures(self, text: str, *, strong: bool) -> Iterator[Span]:
        pieces = self._figure.split(text) if self._figure else [text]
        for position, piece in enumerate(pieces):
            if piece:
                kind = SpanKind.FIGURE if position % 2 else SpanKind.TEXT
                yield Span(kind, piece, strong)


def _figure_pattern(places: Mapping[str, object]) -> re.Pattern[str] | None:
    """Finds whole figures, the longest first: not the 100 in 100,000."""
    texts = sorted((text for text in places if text), key=lambda text: (-len(text), text))
    if not texts:
        return None
    either = "|".join(re.escape(text) for text in texts)
    return re.compile(rf"(?<![A-Za-z0-9])(?<![0-9][.,])({either})(?![A-Za-z0-9])(?![.,][0-9])")
