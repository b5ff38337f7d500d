"""The blocks in which a message's text is told, drawn in Block Kit."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from assistant.slack.blocks.elements import (
    Json,
    link,
    lists,
    plain,
    portions,
    preformatted,
    remark,
    rich,
    section,
    texts,
)
from assistant.slack.blocks.limits import (
    LINES_CHARACTERS,
    TABLE_CHARACTERS,
    TABLE_COLUMNS,
    TABLE_ROWS,
)
from assistant.slack.blocks.signs import tidy
from assistant.telling.prose import Block, Cell, Row, Span, SpanKind

_BETWEEN: Final = " | "  # cells of one line


def draw_prose(
    blocks: Iterable[Block], more_rows: str, *, has_table: bool = False
) -> Iterator[Json]:
    """Draw a text; what the web shows folded stands here below its caption, if it is new.

    Args:
        blocks: As every door tells them.
        more_rows: Says that so many rows, `{number}`, of a table are left out.
        has_table: Whether the message has a table already; Slack takes one.
    """
    said = ""
    for block in blocks:
        lines = [line_of(row, marks=False).strip() for row in block.rows]
        if block.caption and all(one in said for one in lines):
            continue
        said += "\n".join((*lines, ""))
        if block.caption:
            yield remark(block.caption)
        if block.kind == "table":
            yield from _draw_table(block.rows, more_rows, may_be_table=not has_table)
            has_table = True
        else:
            yield from _draw_lines(block)


def draw_spans(spans: Iterable[Span]) -> list[Json]:
    """Draw a line; a mark is shown as [1]."""
    return [piece for span in spans for piece in _draw_span(span)]


def line_of(row: Row, *, marks: bool = True) -> str:
    """A row as one line of plain text, with its marks or without."""
    told = ([one for one in cell if marks or one.kind is not SpanKind.MARK] for cell in row)
    return _BETWEEN.join("".join(map(_shown, spans)) for spans in told)


def _draw_lines(block: Block) -> Iterator[Json]:
    lines = [draw_spans(cell) for row in block.rows for cell in row]
    if block.kind == "list":
        yield from lists(section(*pieces) for pieces in lines)
    else:
        yield from (rich(section(*portion)) for one in lines for portion in portions(one))


def _draw_span(span: Span) -> Iterator[Json]:
    shown = _shown(span)
    if span.kind is SpanKind.LINK:
        yield link(span.url, shown)
    else:
        yield from texts(shown, bold=span.strong)


def _shown(span: Span) -> str:
    return f"[{span.text}]" if span.kind is SpanKind.MARK else tidy(span.text)


def _draw_table(rows: Sequence[Row], more_rows: str, *, may_be_table: bool) -> Iterator[Json]:
    """As a table where Slack takes it: one a message, and not too wide; else line by line."""
    table = _table(rows)
    fits = len(rows) <= TABLE_ROWS and len(json.dumps(table)) <= TABLE_CHARACTERS
    if may_be_table and fits and max(map(len, rows)) <= TABLE_COLUMNS:
        yield table
        return
    lines = [line_of(row) for row in rows]
    shown = _within(lines, LINES_CHARACTERS)
    yield rich(preformatted(lines[:shown]))
    if shown < len(rows):
        yield remark(more_rows.format(number=len(rows) - shown))


def _table(rows: Iterable[Row]) -> Json:
    return {"type": "table", "rows": [[_cell(cell) for cell in row] for row in rows]}


def _cell(cell: Cell) -> Json:
    shown = plain("".join(_shown(span) for span in cell))
    return {"type": "raw_text", "text": shown["text"]}


def _within(lines: Sequence[str], characters: int) -> int:
    """How many lines fit."""
    used = 0
    for number, words in enumerate(lines):
        used += len(words) + 1
        if used > characters:
            return number
    return len(lines)
