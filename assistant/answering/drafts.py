"""What composing hands to checking: lines, each with the source it was copied from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from assistant.vocabulary import Outcome, Source

HOUSE = 0  # the source of a line that the assistant says by itself
VISITOR = "visitor"  # where a figure comes from that the visitor said


class LineKind(StrEnum):
    """How a line is set."""

    SENTENCE = "sentence"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table, already as Markdown


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, list item or table row; `source` counts from 1, or is `HOUSE`."""

    text: str
    source: int = HOUSE
    kind: LineKind = LineKind.SENTENCE
    opens: bool = False  # begins a paragraph
    also: tuple[int, ...] = ()  # further sources, of a sentence that joins several

    @property
    def marks(self) -> tuple[int, ...]:
        """Every source it rests on; none when the assistant says it by itself."""
        return () if self.source == HOUSE else (self.source, *self.also)

    def renumbered(self, numbers: Mapping[int, int]) -> "Line":
        """The same line with other numbers for its sources."""
        if self.source == HOUSE:
            return self
        also = tuple(numbers[mark] for mark in self.also)
        return replace(self, source=numbers[self.source], also=also)


@dataclass(frozen=True, slots=True)
class Trace:
    """What code worked out, in words, and where that stands: `quote:2`, `directory:1`, `source:1`.

    A figure of an exact answer is traced to the first of these that states it.
    """

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is checked.

    Attributes:
        quote: How dues were worked out, as the contract has it.
        directory: What the directory says, as the contract has it.
        traces: What the figures of the assistant's own lines may be traced to.
    """

    outcome: Outcome
    lines: tuple[Line, ...] = ()
    sources: tuple[Source, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.0
    reason: str = ""
    quote: Mapping[str, Any] | None = None
    directory: Mapping[str, Any] | None = None
    traces: tuple[Trace, ...] = ()

    def followed_by(self, other: "Draft") -> "Draft":
        """Both, one after the other, with the sources of the second numbered on."""
        numbers: dict[int, int] = {}
        sources = list(self.sources)
        for source in other.sources:
            same = next(
                (
                    s
                    for s in sources
                    if (s.document, s.excerpt) == (source.document, source.excerpt)
                ),
                None,
            )
            if same is None:
                same = replace(source, n=len(sources) + 1)
                sources.append(same)
            numbers[source.n] = same.n
        moved = [line.renumbered(numbers) for line in other.lines]
        if moved:
            moved[0] = replace(moved[0], opens=True)
        said = {line.text for line in self.lines}
        fresh = [line for line in moved if line.text not in said]
        return replace(
            self,
            lines=(*self.lines, *fresh),
            sources=tuple(sources),
            quote=self.quote or other.quote,
            directory=self.directory or other.directory,
            traces=(*self.traces, *other.traces),
        )


@dataclass(slots=True)
class SourceList:
    """Numbers sources as they are used; the same excerpt keeps its number."""

    sources: list[Source] = field(default_factory=list)

    def cite(self, source: Source) -> int:
        """The number of a source, new or known."""
        for known in self.sources:
            if (known.document, known.excerpt) == (source.document, source.excerpt):
                return known.n
        self.sources.append(replace(source, n=len(self.sources) + 1))
        return len(self.sources)


def render(lines: Sequence[Line]) -> str:
    """The lines as Markdown; a mark such as [1] closes each run of lines from the same sources."""
    parts: list[str] = []
    for position, line in enumerate(lines):
        after = lines[position + 1] if position + 1 < len(lines) else None
        text = line.text
        if line.marks and _ends_run(line, after):
            text = f"{text} {''.join(f'[{mark}]' for mark in line.marks)}"
        parts.append(
            _gap_before(line, lines[position - 1] if position else None) + _set(line, text)
        )
    return "".join(parts).strip()


def _ends_run(line: Line, after: Line | None) -> bool:
    if line.kind is LineKind.ROW:
        return False
    if after is None or after.marks != line.marks or after.opens:
        return True
    return after.kind is not line.kind


def _set(line: Line, text: str) -> str:
    return f"- {text}" if line.kind is LineKind.ITEM else text


def _gap_before(line: Line, before: Line | None) -> str:
    if before is None:
        return ""
    if line.kind is LineKind.ITEM and before.kind is LineKind.ITEM and not line.opens:
        return "\n"
    if line.kind is LineKind.ROW and before.kind is LineKind.ROW:
        return "\n"
    if line.opens or LineKind.SENTENCE not in {line.kind, before.kind}:
        return "\n\n"
    return " " if line.kind is before.kind else "\n\n"
