"""Makes a searchable collection of corpus rows out of the product's own parts.

A row becomes a document, is cut into passages, encoded and indexed as an ingestion does it; its
title becomes a heading. Only reading files and writing a build are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.library.encoder import Encoder, Vector
from assistant.library.index import Index, PassageVectors, vectors_of
from assistant.library.lexicon import count_plain_words
from assistant.library.passages import Passage, cut
from assistant.library.spelling import Speller
from assistant.library.wordings import PlacedVectors
from assistant.quality.entries import Entries, place_entries
from assistant.quality.rows import CorpusRow
from assistant.vocabulary import Audience, Block, BlockKind, Document, Section

CELL_MARK = " | "


@dataclass(frozen=True, slots=True)
class Collection:
    """Rows that are searched together.

    Attributes:
        encoder: What encoded them.
        speller: Mends questions by the words of the rows.
        index: The rows' passages; a passage's `document` is the row's id.
        entries: Where the entries lie among the passages' vectors.
    """

    encoder: Encoder
    speller: Speller
    index: Index
    entries: Entries


class Encodings:
    """Encodes each text once, however many rows share it."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._passages: dict[tuple[str, int], PassageVectors] = {}
        self._headings: dict[str, Vector] = {}

    def of_passage(self, passage: Passage) -> PassageVectors:
        """The vectors of a passage; two of the same text and as many sentences share them."""
        key = (passage.text, len(passage.sentences))
        if key not in self._passages:
            self._passages[key] = vectors_of(passage, self.encoder.encode(passage.text))
        return self._passages[key]

    def of_heading(self, heading: str) -> Vector:
        """The vector of a title."""
        if heading not in self._headings:
            self._headings[heading] = self.encoder.vector(heading)
        return self._headings[heading]


def document_of(row: CorpusRow) -> Document:
    """A row as the readers would give it; underscores in titles are spaces, as in file names."""
    return Document(
        path=row.id,
        title=row.title.replace("_", " ").strip(),
        audience=Audience.BOTH,
        sections=(Section((), (_block(row.text),)),),
    )


def _block(text: str) -> Block:
    lines = [line.split(CELL_MARK) for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and len(lines[0]) > 1 and all(len(line) == len(lines[0]) for line in lines):
        header, *rows = (tuple(cell.strip() for cell in line) for line in lines)
        return Block(BlockKind.TABLE, "", text, header=header, rows=tuple(rows))
    return Block(BlockKind.PARAGRAPH, text, text)


def collect(rows: Sequence[CorpusRow], encodings: Encodings) -> Collection:
    """Cut, encode and index rows.

    Args:
        rows: At least one with text.
        encodings: Keeps what was encoded before.

    Raises:
        ValueError: No row has text.
    """
    documents = [document_of(row) for row in rows]
    passages = [p for one in documents for p in cut(one, encodings.encoder.count_pieces)]
    if not passages:
        raise ValueError("The corpus has no row with text.")
    vectors = [encodings.of_passage(passage) for passage in passages]
    titled = [document for document in documents if document.title]
    headings = PlacedVectors(
        [(document.path, 0) for document in titled],
        np.array([encodings.of_heading(document.title) for document in titled], np.float32),
    )
    titles = {row.id: row.title or row.id for row in rows}
    names = [titles[passage.document] for passage in passages]
    return Collection(
        encoder=encodings.encoder,
        speller=Speller(
            count_plain_words(passage.searched for passage in passages),
            encodings.encoder.knows_word,
        ),
        index=Index(passages, vectors, headings),
        entries=place_entries(names, np.stack([one.vector for one in vectors])),
    )
