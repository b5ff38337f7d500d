"""What the words of a build come to: counted when it is made, and only read by a server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from assistant.library.classifier import Place
from assistant.library.lexicon import count_plain_words, terms
from assistant.library.passages import Passage
from assistant.library.sections import all_text
from assistant.library.word_index import WordIndex, index_words
from assistant.vocabulary import Audience, Document


@dataclass(frozen=True, slots=True)
class WordCounts:
    """The words of passages, wordings and sections.

    Attributes:
        public: Of the passages that anyone may read.
        everything: Of those and the staff's; the same where there are none of these.
        spelling: How often each word is written in passages and wordings.
        sections: The terms of each section: of its title, headings, ways to ask and blocks.
    """

    public: WordIndex
    everything: WordIndex
    spelling: Mapping[str, int]
    sections: Mapping[Place, frozenset[str]]


def count_words(
    documents: Sequence[Document], passages: Sequence[Passage], wordings: Sequence[str]
) -> WordCounts:
    """Count the words of a build.

    Args:
        documents: All.
        passages: Theirs.
        wordings: Headings and ways to ask.
    """
    texts = [passage.searched for passage in passages]
    public = [passage.searched for passage in passages if passage.audience is not Audience.STAFF]
    everything = index_words(texts)
    return WordCounts(
        public=everything if len(public) == len(texts) else index_words(public),
        everything=everything,
        spelling=count_plain_words((*texts, *wordings)),
        sections={
            (document.path, number): frozenset(terms(all_text(document.title, section)))
            for document in documents
            for number, section in enumerate(document.sections)
        },
    )


def save_words(file: Path, counts: WordCounts) -> None:
    """Write them as JSON."""
    vocabulary = sorted(frozenset[str]().union(*counts.sections.values()))
    numbers = {term: number for number, term in enumerate(vocabulary)}
    form = _Form(
        public=_columns(counts.public),
        everything=None if counts.everything is counts.public else _columns(counts.everything),
        spelling=counts.spelling,
        vocabulary=tuple(vocabulary),
        sections=tuple(
            (document, section, tuple(numbers[term] for term in sorted(found)))
            for (document, section), found in counts.sections.items()
        ),
    )
    file.write_bytes(_FORM.dump_json(form))


def load_words(file: Path) -> WordCounts:
    """Read them back.

    Raises:
        OSError, ValueError, IndexError: The file is missing or damaged.
    """
    form = _FORM.validate_json(file.read_bytes())
    public = _index(form.public)
    return WordCounts(
        public=public,
        everything=public if form.everything is None else _index(form.everything),
        spelling=form.spelling,
        sections={
            (document, section): frozenset(form.vocabulary[number] for number in found)
            for document, section, found in form.sections
        },
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """A word index as lists."""

    size: int
    rarity: Mapping[str, float]
    plain: tuple[str, ...]
    starts: tuple[int, ...]
    rows: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """The file; a section's terms are numbers of words in the vocabulary."""

    public: _Columns
    everything: _Columns | None
    spelling: Mapping[str, int]
    vocabulary: tuple[str, ...]
    sections: tuple[tuple[str, int, tuple[int, ...]], ...]


_FORM = TypeAdapter(_Form)


def _columns(index: WordIndex) -> _Columns:
    return _Columns(
        index.size,
        index.rarity,
        tuple(sorted(index.plain)),
        tuple(index.starts.tolist()),
        tuple(index.rows.tolist()),
        tuple(index.values.tolist()),
    )


def _index(columns: _Columns) -> WordIndex:
    return WordIndex(
        columns.size,
        columns.rarity,
        frozenset(columns.plain),
        np.array(columns.starts, np.int64),
        np.array(columns.rows, np.int32),
        np.array(columns.values, np.float32),
    )
