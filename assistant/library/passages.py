"""Cuts documents into passages: one paragraph, one list or one table row each.

A passage never spans two blocks, so its excerpt is a verbatim slice of the document.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.vocabulary import Audience, Block, BlockKind, Document, Section

PIECES = 200  # word pieces a passage may hold; the encoder reads 256
LETTERS = 600  # a longer "sentence" is a text without full stops

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9À-Þ$])")
_BEFORE = 16  # letters before a full stop that can tell an abbreviation
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|St|Mr|Mrs|Ms|Dr|No|Nos|Inc|vs|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct"
    r"|Nov|Dec|e\.g|i\.e|a\.m|p\.m)|\bU\.S|\bD\.C)\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or row of a passage, with its place in the passage's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest thing that is found.

    Attributes:
        id: Stable as long as document, section and text stay the same.
        section: Position in the document's sections.
        block: Position in the section's blocks.
        row: Position of the table row, or -1.
        text: What is encoded: the paragraph, lead-in and items, or caption with header and cells.
        excerpt: The same verbatim from the document.
        heading: Title and section path, encoded apart.
    """

    id: str
    document: str
    section: int
    block: int
    row: int
    kind: BlockKind
    audience: Audience
    text: str
    excerpt: str
    heading: str
    sentences: tuple[Sentence, ...]
    line: int = 0
    page: int = 0

    @property
    def searched(self) -> str:
        """The words by which it is found."""
        return f"{self.heading} {self.text}"


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text with their places; abbreviations and initials do not end one."""
    cuts = [0]
    for match in _SENTENCE_END.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start() + 1]
        if not ends_in_abbreviation(before.rstrip("\"')] \n\t")):
            cuts.append(match.end())
    cuts.append(len(text))
    pieces = (_sentence(text[start:end], start) for start, end in pairwise(cuts))
    return tuple(piece for piece in pieces if piece.text)


def ends_in_abbreviation(text: str) -> bool:
    """Whether the last full stop of a text is that of an abbreviation or initial."""
    return bool(_ABBREVIATION.search(text[-_BEFORE:]))


def _sentence(text: str, start: int) -> Sentence:
    """What is left of a text without the space around it, at its place."""
    stripped = text.strip()
    start += len(text) - len(text.lstrip())
    return Sentence(stripped, start, start + len(stripped))


def cut(document: Document, count_pieces: Callable[[str], int]) -> Iterator[Passage]:
    """The passages of a document, in its order.

    Args:
        document: A document as the readers give it.
        count_pieces: Length of a text in the encoder's word pieces.
    """
    for number, section in enumerate(document.sections):
        for position, block in enumerate(section.blocks):
            for row, text, excerpt, line, sentences in _parts(block, count_pieces):
                yield Passage(
                    id=_identity(document.path, section.path, text),
                    document=document.path,
                    section=number,
                    block=position,
                    row=row,
                    kind=block.kind,
                    audience=document.audience,
                    text=text,
                    excerpt=excerpt,
                    heading=heading_of(document, section),
                    sentences=sentences,
                    line=line,
                    page=block.page,
                )


def heading_of(document: Document, section: Section) -> str:
    """Document title and section path as one line."""
    names = [name for name in (document.title, *section.path) if name]
    return ": ".join(dict.fromkeys(names))


def row_text(block: Block, row: int) -> str:
    """A table row that can stand alone: its cells with the header's names."""
    cells = [
        f"{name}: {cell}" if name else cell
        for name, cell in _paired(block.header, block.rows[row])
        if cell
    ]
    return "; ".join(cells)


def _paired(header: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    for position, cell in enumerate(cells):
        yield (header[position] if position < len(header) else "", cell)


def _identity(document: str, path: Sequence[str], text: str) -> str:
    digest = hashlib.sha256("\x1f".join((document, *path, text)).encode())
    return digest.hexdigest()[:16]


_Part = tuple[int, str, str, int, tuple[Sentence, ...]]


def _parts(block: Block, count_pieces: Callable[[str], int]) -> Iterator[_Part]:
    if block.kind is BlockKind.TABLE:
        yield from _rows(block)
    elif block.kind is BlockKind.LIST:
        yield from _list_parts(block, count_pieces)
    else:
        bounded = _bounded(split_sentences(block.text), count_pieces)
        for sentences in _batches(bounded, count_pieces):
            text = block.text[sentences[0].start : sentences[-1].end]
            yield -1, text, block.raw, block.line, _moved(sentences)


def _bounded(
    sentences: Sequence[Sentence], count_pieces: Callable[[str], int]
) -> tuple[Sentence, ...]:
    """Sentences with the endless ones cut, so that nothing lies past what the encoder reads."""
    return tuple(piece for one in sentences for piece in _halved(one, count_pieces))


def _halved(one: Sentence, count_pieces: Callable[[str], int]) -> Iterator[Sentence]:
    """The sentence, cut in two at a space near its middle until each half fits."""
    length = len(one.text)
    # A letter makes three word pieces at most (Korean): what is shorter need not be counted.
    if 3 * length < PIECES or (length <= LETTERS and count_pieces(one.text) <= PIECES):
        yield one
        return
    middle = one.text.find(" ", length // 2) + 1
    if not length // 2 < middle < length * 3 // 4:
        middle = length // 2  # a writing without spaces
    yield from _halved(_sentence(one.text[:middle], one.start), count_pieces)
    yield from _halved(_sentence(one.text[middle:], one.start + middle), count_pieces)


def _moved(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences with their places counted from the first one."""
    shift = sentences[0].start
    return tuple(Sentence(one.text, one.start - shift, one.end - shift) for one in sentences)


def _rows(block: Block) -> Iterator[_Part]:
    for row in range(len(block.rows)):
        own = row_text(block, row)
        text = f"{block.text} {own}".strip()
        raw = block.raw_items[row] if row < len(block.raw_items) else block.raw
        line = block.item_lines[row] if row < len(block.item_lines) else block.line
        yield row, text, raw, line, (Sentence(own, len(text) - len(own), len(text)),)


def _list_parts(block: Block, count_pieces: Callable[[str], int]) -> Iterator[_Part]:
    whole = [Sentence(item, 0, len(item)) for item in block.items]
    items = _bounded(whole, count_pieces)
    room = PIECES - count_pieces(block.text)
    for batch in _batches(items, count_pieces, max(room, PIECES // 4)):
        text = block.text
        sentences = [Sentence(block.text, 0, len(block.text))] if block.text else []
        for item in batch:
            text = f"{text}\n- {item.text}" if text else f"- {item.text}"
            sentences.append(Sentence(item.text, len(text) - len(item.text), len(text)))
        yield -1, text, block.raw, block.line, tuple(sentences)


def _batches(
    sentences: Sequence[Sentence], count_pieces: Callable[[str], int], room: int = PIECES
) -> Iterator[list[Sentence]]:
    batch: list[Sentence] = []
    used = 0
    for sentence in sentences:
        length = count_pieces(sentence.text)
        if batch and used + length > room:
            yield batch
            batch, used = [], 0
        batch.append(sentence)
        used += length
    if batch:
        yield batch
