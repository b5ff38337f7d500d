"""The small Markdown of answers, and people's words, as blocks of spans for whoever draws them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from assistant.vocabulary import Answer, Figure


class SpanKind(StrEnum):
    """What a piece of a line is."""

    TEXT = "text"
    MARK = "mark"  # [1]
    FIGURE = "figure"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line.

    Attributes:
        source: Of a mark or a figure, the source's number; 0 where it has none.
        origin: Of a figure, where it comes from: `source:1`, `quote:2`, `directory:3`, `visitor`.
        url: Of a link, its address.
    """

    kind: SpanKind
    text: str
    strong: bool = False
    source: int = 0
    origin: str = ""
    url: str = ""


Cell = tuple[Span, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A `paragraph` (one row, one cell), a `list` (one cell a row) or a `table`.

    The first row of a table is its header.

    Attributes:
        steps: For each row the step that it says (`quote:2`), or an empty text; empty for none.
        caption: What it is shown behind, folded; empty where it is shown at once.
    """

    kind: str
    rows: tuple[Row, ...]
    steps: tuple[str, ...] = ()
    caption: str = ""


class _Place(NamedTuple):
    """Where a figure comes from, and the number of the source if it is one."""

    source: int
    origin: str


_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
_MARK: Final = re.compile(r"\[([0-9]{1,3})\]")
_RULE: Final = re.compile(r"[-: |]+")
# What no address holds as a text has it: spaces, controls, quotes and brackets.
_NO_ADDRESS: Final = (
    r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\"'<>()\[\]|"
)
_ADDRESS: Final = rf"https?://[^{_NO_ADDRESS}]+"
# [1] is a mark, whatever follows it.
_LABEL: Final = r"\[(?![0-9]{1,3}\])([^\[\]]*[^\[\] \t][^\[\]]*)\]"
_LINK: Final = re.compile(rf"{_LABEL}\(({_ADDRESS})\)|({_ADDRESS})")
_HOST: Final = re.compile(r"https?://([A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?:[/?#].*)?")
_TRAILING: Final = ".,;:!?"  # what ends a sentence, not an address


def read_prose(answer: Answer, hosts: Collection[str] = ()) -> tuple[Block, ...]:
    """Read an answer's text; anything that is not known mark-up stays as it is.

    Args:
        answer: Of which text, sources and figures count.
        hosts: To which the text may link, in lower case, with a port where one must be written.
    """
    inline = _Inline({source.n for source in answer.sources}, answer.figures, hosts)
    return tuple(inline.read(kind, rows) for kind, rows in _blocks(answer.text))


def read_plain(text: str, hosts: Collection[str] = ()) -> tuple[Block, ...]:
    """People's words as they are: one paragraph that keeps its line breaks, with links."""
    spans = _Inline((), (), hosts).links(text, strong=False)
    return (Block("paragraph", ((tuple(spans),),)),) if text else ()


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

    def __init__(
        self,
        sources: Iterable[int],
        figures: Sequence[Figure],
        hosts: Collection[str],
    ) -> None:
        self._sources = frozenset(sources)
        self._hosts = frozenset(hosts)
        self._places: dict[str, list[_Place]] = {}
        for figure in figures:
            place = _Place(self._number(figure.origin), figure.origin)
            self._places.setdefault(figure.text, []).append(place)
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
                    place = self._place(span.text, following)
                    spans[position] = replace(span, source=place.source, origin=place.origin)
        return Block(kind, tuple(tuple(tuple(spans) for spans in row) for row in cells))

    def _place(self, figure: str, following: int) -> _Place:
        places = self._places[figure]
        return next((place for place in places if place.source == following), places[0])

    def _spans(self, text: str) -> Iterator[Span]:
        for position, piece in enumerate(_STRONG.split(text)):
            yield from self.links(piece, strong=position % 2 == 1)

    def links(self, text: str, *, strong: bool) -> Iterator[Span]:
        """The spans of a text without bold words in it."""
        end = 0
        for match in _LINK.finditer(text):
            label, address, bare = match.groups()
            url = address or bare.rstrip(_TRAILING)
            if not self._may_link(url):
                continue
            yield from self._marks(text[end : match.start()], strong=strong)
            yield Span(SpanKind.LINK, label or url, strong, url=url)
            end = match.end() if address else match.start() + len(url)
        yield from self._marks(text[end:], strong=strong)

    def _may_link(self, url: str) -> bool:
        match = _HOST.fullmatch(url)
        return match is not None and match[1].lower() in self._hosts

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
