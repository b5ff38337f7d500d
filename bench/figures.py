"""What was measured, beside what it should be, as a table and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Attributes:
        part: Of the load: `SQLite`, `ask` ...
        most: What it should not be above; None where nothing was promised.
        least: What it should not be below.
    """

    part: str
    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether it is as it should be; None where nothing was promised."""
        if self.most is None and self.least is None:
            return None
        over = self.most is not None and self.value > self.most
        under = self.least is not None and self.value < self.least
        return not (over or under)

    def to_json(self) -> dict[str, Any]:
        """As JSON."""
        promised = {"most": self.most, "least": self.least, "met": self.is_met}
        told = {key: value for key, value in promised.items() if value is not None}
        measured = {"part": self.part, "name": self.name, "value": round(self.value, 3)}
        return {**measured, "unit": self.unit, **told}


def table(figures: Sequence[Figure]) -> str:
    """All figures, one a line."""
    rows = [_cells(one) for one in figures]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return "\n".join("  ".join(_padded(row, widths)).rstrip() for row in rows)


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    value = f"{figure.value:,.3g}" if abs(figure.value) < 100 else f"{figure.value:,.0f}"
    limit = ""
    if figure.is_met is not None:
        word, bound = ("at most", figure.most) if figure.most is not None else ("", figure.least)
        limit = f"{word or 'at least'} {bound:,g}: {'met' if figure.is_met else 'MISSED'}"
    return figure.part, figure.name, f"{value} {figure.unit}".rstrip(), limit


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if column == 2 else cell.ljust(width)
