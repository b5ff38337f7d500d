"""Encodes passages and wordings, and takes over what the previous build has encoded already."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.library.build import BuildContents, Wording, read_build
from assistant.library.classifier import Classifier
from assistant.library.encoder import Encoder, Vector
from assistant.library.gaps import FILE_NAME
from assistant.library.index import PassageVectors, vectors_of
from assistant.library.lessons import moved
from assistant.library.passages import Passage
from assistant.library.report import IngestReport, Progress
from assistant.seams import IndexMismatch


class Memory:
    """Encodes what the previous build has not encoded already."""

    def __init__(self, encoder: Encoder, previous: Path | None) -> None:
        """Remember the vectors of a build.

        Args:
            encoder: For everything else.
            previous: The build in use, if there is one; a damaged one or one of another encoder
                is no reason not to make a good one.
        """
        self.encoder = encoder
        old = _read(previous, encoder) if previous is not None else None
        self._passages: dict[str, tuple[Passage, PassageVectors]] = {}
        self._texts: dict[str, Vector] = {}
        self._wordings = old.wordings if old is not None else ()
        self._classifier = old.classifier if old is not None else None
        if old is not None:
            for passage, vectors in zip(old.passages, old.vectors, strict=True):
                self._passages[passage.id] = (passage, vectors)
            rows = np.asarray(old.wording_vectors)  # a row of a mapped array is slow to make
            for wording, vector in zip(old.wordings, rows, strict=True):
                self._texts[wording.text] = vector

    @property
    def passages(self) -> Iterator[Passage]:
        """Those of the previous build."""
        return (passage for passage, _ in self._passages.values())

    def classifier(self, wordings: Sequence[Wording]) -> Classifier | None:
        """That of the previous build, its places called as these ways to ask have them."""
        if self._classifier is None:
            return None
        return moved(self._classifier, self._wordings, wordings)

    def find(self, passage: Passage) -> PassageVectors | None:
        """The vectors of the same passage, cut into the same sentences."""
        before, vectors = self._passages.get(passage.id, (None, None))
        return vectors if before is not None and before.sentences == passage.sentences else None

    def vector(self, text: str) -> Vector:
        """The vector of a heading or question."""
        if text not in self._texts:
            self._texts[text] = self.encoder.vector(text)
        return self._texts[text]


def _read(folder: Path, encoder: Encoder) -> BuildContents | None:
    """A build, if its vectors can be taken over."""
    try:
        old = read_build(folder)
    except IndexMismatch:
        return None
    return old if old.encoder == encoder.card.digest else None


def encode_passages(
    passages: Sequence[Passage], memory: Memory, report: IngestReport, progress: Progress
) -> tuple[PassageVectors, ...]:
    """The vectors of each passage; the report is told how many were new."""
    progress.stage("Encoding passages", len(passages))
    made = []
    for passage in passages:
        vectors = memory.find(passage)
        counts = passage.document != FILE_NAME
        if vectors is None:
            vectors = vectors_of(passage, memory.encoder.encode(passage.text))
            report.encoded += counts
        else:
            report.reused += counts
        made.append(vectors)
        progress.step()
    long = (one.document for one in passages if memory.encoder.truncates(one.text))
    report.truncated = list(dict.fromkeys(long))
    report.passages = report.encoded + report.reused
    report.removed = _count_removed(passages, memory)
    return tuple(made)


def _count_removed(passages: Sequence[Passage], memory: Memory) -> int:
    here = {passage.id for passage in passages}
    return sum(one.id not in here and one.document != FILE_NAME for one in memory.passages)


def encode_wordings(wordings: Sequence[Wording], memory: Memory, progress: Progress) -> Vector:
    """One row for each heading, way to ask and example."""
    progress.stage("Encoding headings and questions", len(wordings))
    rows = np.zeros((len(wordings), memory.encoder.card.dimensions), np.float32)
    for row, wording in zip(rows, wordings, strict=True):
        row[:] = memory.vector(wording.text)
        progress.step()
    return rows
