"""Rows of cells become tables, whatever file they come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from assistant.vocabulary import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Row:
    """One row: cells as plain text, and the line (in a sheet: the row) it stands on."""

    cells: tuple[str, ...]
    raw: str
    line: int = 0
    line_end: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """First column in use and the one after the last; (0, 0) for an empty row."""
        used = [column for column, cell in enumerate(self.cells) if cell]
        return (used[0], used[-1] + 1) if used else (0, 0)

    @property
    def has_digit(self) -> bool:
        """Whether any cell holds a digit, as most rows do and most headers do not."""
        return any(letter.isdigit() for cell in self.cells for letter in cell)

    @property
    def is_title(self) -> bool:
        """Whether it says one thing only, in one cell or in a merged one."""
        return len({cell for cell in self.cells if cell}) == 1


def table_block(
    rows: Sequence[Row], *, caption: str = "", has_header: bool = False
) -> Block | None:
    """One table: title rows become the caption, then one header row, then the cells.

    Args:
        rows: The rows, empty ones included.
        caption: Words that stand with the table in the file.
        has_header: Whether the first row is known to be the header.

    Returns:
        None when no cell holds anything.
    """
    filled = [row for row in rows if row.span[1]]
    if not filled:
        return None
    start, end = _span(filled)
    titles: list[Row] = []
    if end - start > 1 and not has_header:
        titles = list(takewhile(lambda row: row.is_title, filled[:-1]))
    body = [_cut(row, start, end) for row in filled[len(titles) :]]
    header = body[0] if has_header or len(body) > 1 else ()
    shown = filled[len(titles) + bool(header) :]
    captions = [caption, *(max(row.cells) for row in titles)]
    return Block(
        BlockKind.TABLE,
        text=" ".join(words for words in captions if words),
        raw="\n".join(row.raw for row in filled),
        line=filled[0].line,
        line_end=filled[-1].line_end,
        header=header,
        rows=tuple(body[1:] if header else body),
        raw_items=tuple(row.raw for row in shown),
        item_lines=tuple(row.line for row in shown),
    )


def sheet_blocks(rows: Iterable[Row]) -> list[Block]:
    """The tables of a sheet and the lines between them.

    After an empty row a new table begins only if it has a title, reaches into other columns, or
    looks like a header: mostly an empty row inside a table is mere spacing.
    """
    groups = [list(group) for filled, group in groupby(rows, lambda row: row.span[1] > 0) if filled]
    if max((_span(group)[1] for group in groups), default=0) <= 1:
        return _some(table_block([row for group in groups for row in group]))
    blocks: list[Block] = []
    table: list[Row] = []
    for group in groups:
        titles = list(takewhile(lambda row: row.is_title, group))
        body = group[len(titles) :]
        if table and not titles and _goes_on(table, body):
            table += body
            continue
        blocks += _some(table_block(table)) + [_paragraph(row) for row in titles]
        table = body
    return blocks + _some(table_block(table))


def _goes_on(table: Sequence[Row], body: Sequence[Row]) -> bool:
    (start, end), (first, last) = _span(table), _span(body)
    is_header = all(row.has_digit for row in table[1:]) and not body[0].has_digit
    return start <= first and last <= end and not is_header


def _some(block: Block | None) -> list[Block]:
    return [block] if block else []


def _paragraph(row: Row) -> Block:
    return Block(BlockKind.PARAGRAPH, max(row.cells), row.raw, row.line, row.line_end)


def _span(rows: Iterable[Row]) -> tuple[int, int]:
    spans = [row.span for row in rows if row.span[1]]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _cut(row: Row, start: int, end: int) -> tuple[str, ...]:
    cells = row.cells[start:end]
    return cells + ("",) * (end - start - len(cells))
