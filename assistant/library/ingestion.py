"""Turns the knowledge folder into a verified build; publishing it is the caller's last step."""

import hashlib
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.library.build import (
    PASSAGES,
    BuildContents,
    Wording,
    open_vectors,
    read_build,
    write_build,
)
from assistant.library.conflicts import Conflict, find_conflicts
from assistant.library.disk import demand_room, sync, tree_bytes, trouble_named
from assistant.library.encoder import Encoder, Vector
from assistant.library.folder import KnowledgeFile, find_files
from assistant.library.gaps import FILE_NAME, Gap, gap_document, read_gaps
from assistant.library.index import PassageVectors, vectors_of
from assistant.library.lessons import teach
from assistant.library.passages import Passage, cut, heading_of
from assistant.library.sandbox import Sandbox
from assistant.library.yielding import adopt_wordings, closed_gaps
from assistant.seams import DocumentRefused, IndexMismatch
from assistant.vocabulary import Audience, BuildId, Document

ASSOCIATION_FILE = "association.toml"
_SAMPLE = 50  # how many passages a new build is asked for before it is published
_SAME = 0.999  # cosine of a vector with itself, give or take what the graph rounds
_FIRST_BUILD_BYTES = 20 << 20  # the shipped documents make 11 MB


class Progress(Protocol):
    """Told how far an ingestion is."""

    def stage(self, name: str, total: int) -> None:
        """A stage of `total` steps begins."""

    def step(self) -> None:
        """One step of the stage is done."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where an ingestion reads and writes.

    Attributes:
        knowledge: The documents, with `association.toml` and the known gaps.
        own: The operator's documents when they lie elsewhere, else None.
        builds: New builds go here, one directory each.
        scratch: For private copies that live a moment.
    """

    knowledge: Path
    own: Path | None
    builds: Path
    scratch: Path


@dataclass(slots=True)
class IngestReport:
    """What an ingestion did, for people.

    Attributes:
        passages: Of documents; encoded, reused and removed count these, too.
        truncated: Documents with a passage longer than the encoder reads: its end is found by its
            words only.
        gaps_off: By the gap's name: the own document that answers it.
    """

    documents: int = 0
    passages: int = 0
    encoded: int = 0
    reused: int = 0
    removed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    truncated: list[str] = field(default_factory=list)
    gaps_on: int = 0
    gaps_off: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class NewBuild:
    """A verified build on disk that nobody uses yet."""

    id: BuildId
    folder: Path
    encoder: str
    report: IngestReport


def make_build(
    folders: Folders,
    encoder: Encoder,
    previous: Path | None,
    progress: Progress,
    *,
    intents: Mapping[str, Sequence[str]],
    shipped: bool = True,
    now: Callable[[], float] = time.time,
) -> NewBuild:
    """Read, cut, encode, write and verify.

    Args:
        folders: Where things lie.
        encoder: The opened encoder.
        previous: The build in use, whose vectors are taken over for unchanged passages.
        progress: Is told of each stage.
        intents: Example wordings of what visitors want, kept with the build, by intent.
        shipped: Whether documents outside the operator's own folder are used.
        now: Seconds since 1970; names the build.

    Raises:
        DocumentRefused: Nothing can be answered from: no readable document, the own folder is not
            there, or a broken `association.toml` or gap file.
        DiskUnusable: The disk is full, or soon would be.
        IndexMismatch: The new build does not give back what was put in.
    """
    started = now()
    report = IngestReport()
    association = read_association(folders.knowledge)
    gaps = read_gaps(folders.knowledge / FILE_NAME)
    _demand_room(folders, previous)
    documents = _read_documents(folders, report, progress, shipped=shipped)
    memory = _Memory(encoder, _previous(previous, encoder))
    gaps, documents = _close_gaps(gaps, documents, memory, report)
    contents = _encode(documents, gaps, association, intents, memory, report, progress)
    report.conflicts = find_conflicts(contents.passages)
    folder = _write(_name(started, contents), contents, folders, progress)
    report.seconds = now() - started
    return NewBuild(BuildId(folder.name), folder, contents.encoder, report)


def read_association(knowledge: Path) -> dict[str, Any]:
    """What `association.toml` says; its key `text` holds the file itself, for excerpts.

    Raises:
        DocumentRefused: It is missing or is no TOML.
    """
    path = knowledge / ASSOCIATION_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = tomllib.loads(text)
    except FileNotFoundError as error:
        raise DocumentRefused(
            f"{ASSOCIATION_FILE} is missing from {str(knowledge)!r}: copy the shipped one there."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DocumentRefused(f"{ASSOCIATION_FILE} cannot be read: {error}") from error
    if not str(found.get("name", "")).strip():
        raise DocumentRefused(f"{ASSOCIATION_FILE} lacks `name`, the association's name.")
    return {**found, "text": text}


def _demand_room(folders: Folders, previous: Path | None) -> None:
    with trouble_named(f"The folder {str(folders.builds)!r} cannot be used"):
        folders.builds.mkdir(parents=True, exist_ok=True, mode=0o700)
        needed = tree_bytes(previous) if previous is not None else 0
        demand_room(folders.builds, needed or _FIRST_BUILD_BYTES)


def _read_documents(
    folders: Folders, report: IngestReport, progress: Progress, *, shipped: bool
) -> tuple[Document, ...]:
    files = _files(folders, report, shipped=shipped)
    progress.stage("Reading documents", len(files))
    documents = []
    with Sandbox() as sandbox:
        for file in files:
            try:
                documents.append(sandbox.read(file))
            except DocumentRefused as error:
                report.refused.append((file.name, str(error)))
            progress.step()
    report.documents = len(documents)
    if not any(section.blocks for document in documents for section in document.sections):
        raise DocumentRefused(
            f"No document with text in {str(folders.knowledge)!r}: put at least one there."
        )
    return tuple(documents)


def _files(folders: Folders, report: IngestReport, *, shipped: bool) -> list[KnowledgeFile]:
    files, refused = find_files(folders.knowledge)
    files = [file for file in files if shipped or file.own]
    report.refused += [(one.name, one.reason) for one in refused]
    if folders.own is not None:
        if not folders.own.is_dir():  # a share that is not mounted must not empty the build
            raise DocumentRefused(
                f"The folder of your own documents, {str(folders.own)!r}, is not there: make it, "
                "mount it, or correct ASSISTANT_OWN_DIR."
            )
        more, refused = find_files(folders.own)
        files += [replace(one, own=True, name=f"own/{one.name}") for one in more]
        report.refused += [(f"own/{one.name}", one.reason) for one in refused]
    return files


def _previous(folder: Path | None, encoder: Encoder) -> BuildContents | None:
    """The build in use, if its vectors can be taken over."""
    if folder is None:
        return None
    try:
        old = read_build(folder)
    except IndexMismatch:
        return None  # a damaged build is no reason not to make a good one
    return old if old.encoder == encoder.card.digest else None


class _Memory:
    """Encodes what the previous build has not encoded already."""

    def __init__(self, encoder: Encoder, old: BuildContents | None) -> None:
        self.encoder = encoder
        self._passages: dict[str, tuple[Passage, PassageVectors]] = {}
        self._texts: dict[str, Vector] = {}
        if old is not None:
            for passage, vectors in zip(old.passages, old.vectors, strict=True):
                self._passages[passage.id] = (passage, vectors)
            for wording, vector in zip(old.wordings, old.wording_vectors, strict=True):
                self._texts[wording.text] = vector

    @property
    def passages(self) -> Iterator[Passage]:
        """Those of the previous build."""
        return (passage for passage, _ in self._passages.values())

    def find(self, passage: Passage) -> PassageVectors | None:
        """The vectors of the same passage, cut into the same sentences."""
        before, vectors = self._passages.get(passage.id, (None, None))
        return vectors if before is not None and before.sentences == passage.sentences else None

    def vector(self, text: str) -> Vector:
        """The vector of a heading or question."""
        if text not in self._texts:
            self._texts[text] = self.encoder.vector(text)
        return self._texts[text]


def _close_gaps(
    gaps: Sequence[Gap], documents: Sequence[Document], memory: _Memory, report: IngestReport
) -> tuple[tuple[Gap, ...], tuple[Document, ...]]:
    """The gaps that stay open, and the documents, the operator's asked for as closed gaps were."""
    own = [document for document in documents if document.own]
    closed = closed_gaps(gaps, own, memory.encoder, memory.vector) if own else {}
    report.gaps_off = {name: document for name, (document, _) in closed.items()}
    kept = tuple(gap for gap in gaps if gap.name not in closed)
    report.gaps_on = len(kept)
    return kept, adopt_wordings(documents, gaps, closed)


def _encode(
    documents: Sequence[Document],
    gaps: Sequence[Gap],
    association: Mapping[str, Any],
    intents: Mapping[str, Sequence[str]],
    memory: _Memory,
    report: IngestReport,
    progress: Progress,
) -> BuildContents:
    # The staff's first, so that the public's vectors lie together and need no copy to be read.
    ordered = sorted(documents, key=lambda document: document.audience is not Audience.STAFF)
    everything = (*ordered, gap_document(gaps))
    passages = tuple(
        passage for document in everything for passage in cut(document, memory.encoder.count_pieces)
    )
    wordings = _wordings(everything, intents)
    vectors = _encode_passages(passages, memory, report, progress)
    wording_vectors = _encode_wordings(wordings, memory, progress)
    progress.stage("Learning which section a question is for", 1)
    classifier = teach(passages, vectors, wordings, wording_vectors)
    progress.step()
    return BuildContents(
        documents=everything,
        passages=passages,
        vectors=vectors,
        wordings=wordings,
        wording_vectors=wording_vectors,
        association=association,
        encoder=memory.encoder.card.digest,
        classifier=classifier,
    )


def _encode_passages(
    passages: Sequence[Passage], memory: _Memory, report: IngestReport, progress: Progress
) -> tuple[PassageVectors, ...]:
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


def _count_removed(passages: Sequence[Passage], memory: _Memory) -> int:
    here = {passage.id for passage in passages}
    return sum(one.id not in here and one.document != FILE_NAME for one in memory.passages)


def _wordings(
    documents: Sequence[Document], intents: Mapping[str, Sequence[str]]
) -> tuple[Wording, ...]:
    of_sections = (
        Wording(text, document.path, number)
        for document in documents
        for number, section in enumerate(document.sections)
        for text in dict.fromkeys((heading_of(document, section), section.heading, *section.asked))
        if text
    )
    of_intents = (Wording(text, intent=name) for name, texts in intents.items() for text in texts)
    return (*of_sections, *of_intents)


def _encode_wordings(wordings: Sequence[Wording], memory: _Memory, progress: Progress) -> Vector:
    progress.stage("Encoding headings and questions", len(wordings))
    rows = np.zeros((len(wordings), memory.encoder.card.dimensions), np.float32)
    for row, wording in zip(rows, wordings, strict=True):
        row[:] = memory.vector(wording.text)
        progress.step()
    return rows


def _name(started: float, contents: BuildContents) -> str:
    """When the build was begun, and a mark of what is in it."""
    digest = hashlib.sha256("".join(p.id for p in contents.passages).encode())
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime(started)) + "-" + digest.hexdigest()[:6]


def _write(name: str, contents: BuildContents, folders: Folders, progress: Progress) -> Path:
    """Write beside the other builds, verify, and only then give the whole folder its name."""
    progress.stage("Writing and verifying the build", 2)
    target = _unused(folders.builds / name)
    draft = folders.builds / f".{target.name}"
    with trouble_named("The new build cannot be written; the old one stays"):
        try:
            write_build(draft, contents)
            progress.step()
            _verify(draft, contents, folders.scratch)
            draft.rename(target)
            sync(folders.builds)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    progress.step()
    return target


def _unused(folder: Path) -> Path:
    """The folder, or with a number behind when two builds begin within a second."""
    number = 1
    free = folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


def _verify(folder: Path, contents: BuildContents, scratch: Path) -> None:
    """Ask the new build for what was put in: whole, and through Chroma's own search."""
    if not _is_same(read_build(folder), contents):
        raise IndexMismatch(f"The new build {folder.name!r} lost passages; the old one stays.")
    with open_vectors(folder, scratch) as store:
        for n in range(0, len(contents.passages), max(1, len(contents.passages) // _SAMPLE)):
            asked = contents.vectors[n].vector
            nearest = int(store.nearest(PASSAGES, asked, 1)[0])
            if float(contents.vectors[nearest].vector @ asked) < _SAME:
                raise IndexMismatch(
                    f"The new build {folder.name!r} does not find its passage {n}; the old one "
                    "stays in use."
                )


def _is_same(one: BuildContents, other: BuildContents) -> bool:
    return (
        one.passages == other.passages
        and one.documents == other.documents
        and one.wordings == other.wordings
        and np.array_equal(one.wording_vectors, other.wording_vectors)
        and all(
            np.array_equal(mine.tokens, theirs.tokens)
            and np.array_equal(mine.windows, theirs.windows)
            for mine, theirs in zip(one.vectors, other.vectors, strict=True)
        )
    )
