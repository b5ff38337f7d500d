"""The lines printed on a PDF's page, with the size, weight and height of their letters."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PageObject


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line.

    Attributes:
        size: Of its largest letters, in points.
        bold: Whether all of it is.
        height: Above the foot of the page, in points.
    """

    text: str
    size: float
    bold: bool
    height: float
    page: int


def printed_lines(page: PageObject, number: int) -> Iterator[PrintedLine]:
    """The lines of a page in the order in which the file draws them."""
    pieces: list[PrintedLine] = []

    def keep(text: str, outer: Any, inner: Any, font: Any, size: float) -> None:  # noqa: ANN401 - pypdf's untyped matrices and font
        height = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        scale = math.hypot(inner[2], inner[3]) * math.hypot(outer[2], outer[3])
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        text = text.encode("utf-8", "ignore").decode()  # damaged fonts give half letters
        pieces.append(PrintedLine(text, size * scale, bold, height, number))

    page.extract_text(visitor_text=keep)
    line: list[PrintedLine] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        line.append(replace(piece, text=first))
        for other in others:
            yield from _joined(line)
            line = [replace(piece, text=other)]
    yield from _joined(line)


def _joined(pieces: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    shown = [piece for piece in pieces if piece.text.strip()]
    if shown:
        yield replace(
            shown[0],
            text="".join(piece.text for piece in pieces).strip(),
            size=round(max(piece.size for piece in shown), 1),
            bold=all(piece.bold for piece in shown),
        )
