"""An opened build: everything that answering asks of the library, in memory."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from assistant.library.build import BuildContents, open_vectors, read_build, read_words, words_of
from assistant.library.classifier import Place
from assistant.library.encoder import Encoder, Vector
from assistant.library.groups import rows_at
from assistant.library.index import Index
from assistant.library.neighbours import NEAREST, Neighbours
from assistant.library.spelling import Speller
from assistant.library.vectors import VectorStore
from assistant.library.word_counts import WordCounts
from assistant.library.word_index import WordIndex
from assistant.library.wordings import PlacedVectors
from assistant.seams import IndexMismatch
from assistant.vocabulary import Audience, BuildId, Document

EXACT_UP_TO = 20_000  # passages; above, the vector store's graph names those that are scored


@dataclass(frozen=True, eq=False)
class Examples:
    """Vectors of example wordings, each with the name of its intent; those of one name together."""

    names: tuple[str, ...]
    vectors: Vector
    _last: deque[tuple[Vector, dict[str, float]]] = field(
        default_factory=lambda: deque(maxlen=1), repr=False
    )

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        """How many each name has, in their order."""
        return Counter(self.names)

    @cached_property
    def _starts(self) -> Mapping[str, int]:
        """Where each name begins."""
        begins = accumulate(self._counts.values(), initial=0)
        return dict(zip(self._counts, begins, strict=False))

    def best_by_name(self, vector: Vector) -> dict[str, float]:
        """The highest cosine of each name; empty when there are no examples.

        Those of the last vector are kept, for a message is held against the examples twice.
        """
        if self._last and self._last[-1][0] is vector:
            return self._last[-1][1]
        starts = list(self._starts.values())
        best = np.maximum.reduceat(self.vectors @ vector, starts) if starts else ()
        named = dict(zip(self._starts, map(float, best), strict=True))
        self._last.append((vector, named))
        return named

    def best_of(self, name: str, vector: Vector) -> float:
        """The highest cosine of one name alone; 0 when it has no example."""
        if name not in self._starts:
            return 0.0
        start = self._starts[name]
        return float((self.vectors[start : start + self._counts[name]] @ vector).max())

    def nearest(self, vector: Vector) -> tuple[str, float]:
        """The name of the nearest example and its cosine; an empty name when there is none."""
        best = self.best_by_name(vector)
        return max(best.items(), key=lambda one: one[1], default=("", 0.0))


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a build offers to a question. Immutable: a newer build is another shelf.

    Attributes:
        public: Passages that anyone may read.
        everything: Those and the staff's.
        examples: Wordings of the intents.
        terms: Of each section; see `WordCounts`.
        exact: By exact tool, the sections that it answers.
    """

    build: BuildId
    documents: Mapping[str, Document]
    public: Index
    everything: Index
    examples: Examples
    speller: Speller
    terms: Mapping[Place, frozenset[str]]
    association: Mapping[str, Any]
    encoder: Encoder
    exact: Mapping[str, frozenset[tuple[str, int]]] = field(default_factory=dict)

    def exact_odds(self, tool: str, question: Vector) -> tuple[float, float]:
        """How likely a question is for an exact tool, and for the likeliest section beside it.

        The first is the chance of all sections that name the tool.
        """
        return self.public.odds_of_sections(self.exact.get(tool, frozenset()), question)

    def index(self, *, staff: bool) -> Index:
        """The passages that this reader may see."""
        return self.everything if staff else self.public


def open_shelf(
    build: BuildId,
    folder: Path,
    scratch: Path,
    encoder: Encoder,
    *,
    exact_up_to: int = EXACT_UP_TO,
) -> Shelf:
    """Read a build into memory (about 0.2 s for a few hundred passages).

    With more passages than `exact_up_to` Chroma's graph is opened beside it, and closed when nobody
    holds the shelf any more.

    Raises:
        IndexMismatch: The build is missing or damaged, or is of another encoder.
    """
    contents = read_build(folder)
    if contents.encoder != encoder.card.digest:
        raise IndexMismatch(
            f"The build {build!r} was encoded by {contents.encoder!r}, not by "
            f"{encoder.card.digest!r}: run 'python ingest.py'."
        )
    many = len(contents.passages) > exact_up_to
    return shelve(
        build,
        contents,
        encoder,
        words=read_words(folder),
        store=open_vectors(folder, scratch) if many else None,
    )


def shelve(
    build: BuildId,
    contents: BuildContents,
    encoder: Encoder,
    *,
    words: WordCounts | None = None,
    store: VectorStore | None = None,
) -> Shelf:
    """Make the indexes of a build's contents.

    Args:
        build: Its name.
        contents: What it holds.
        encoder: Encodes the questions.
        words: The contents' words, if they have been counted.
        store: Names candidates where passages are too many to score each; None to score all.
    """
    words = words or words_of(contents)
    public = _index(contents, store, words.public, staff=False)
    has_staff = words.everything is not words.public
    return Shelf(
        build=build,
        documents={document.path: document for document in contents.documents},
        public=public,
        everything=_index(contents, store, words.everything, staff=True) if has_staff else public,
        examples=_examples(contents, [w.intent for w in contents.wordings]),
        speller=Speller(
            words.spelling, encoder.knows_word, contents.association.get("abbreviations")
        ),
        terms=words.sections,
        association=contents.association,
        encoder=encoder,
        exact=_exact(contents.documents),
    )


def _exact(documents: Sequence[Document]) -> dict[str, frozenset[tuple[str, int]]]:
    found: dict[str, set[tuple[str, int]]] = {}
    for document in documents:
        for number, section in enumerate(document.sections):
            if section.exact:
                found.setdefault(section.exact, set()).add((document.path, number))
    return {tool: frozenset(places) for tool, places in found.items()}


def _index(
    contents: BuildContents, store: VectorStore | None, words: WordIndex, *, staff: bool
) -> Index:
    chosen = [
        n for n, p in enumerate(contents.passages) if staff or p.audience is not Audience.STAFF
    ]
    documents = {contents.passages[n].document for n in chosen}
    asked = [n for n, w in enumerate(contents.wordings) if w.document in documents]
    return Index(
        [contents.passages[n] for n in chosen],
        [contents.vectors[n] for n in chosen],
        PlacedVectors(
            [(contents.wordings[n].document, contents.wordings[n].section) for n in asked],
            rows_at(contents.wording_vectors, asked),
        ),
        candidates=Neighbours(store, contents, chosen, NEAREST).candidates if store else None,
        classifier=contents.classifier,
        words=words,
    )


def _examples(contents: BuildContents, names: Sequence[str]) -> Examples:
    rows = [n for n, name in enumerate(names) if name]
    vectors = np.asarray(rows_at(contents.wording_vectors, rows))
    return Examples(tuple(names[n] for n in rows), vectors)
