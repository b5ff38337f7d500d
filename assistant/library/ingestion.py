"""Turns the knowledge folder into a verified build; publishing it is the caller's last step."""

import hashlib
import shutil
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.library.build import (
    BuildContents,
    Wording,
    read_build,
    write_build,
)
from assistant.library.conflicts import Conflict, find_conflicts
from assistant.library.encoder import Encoder, Vector
from assistant.library.folder import find_files
from assistant.library.gaps import FILE_NAME, Gap, gap_document, read_gaps
from assistant.library.index import PassageVectors, vectors_of
from assistant.library.passages import Passage, cut, heading_of
from assistant.library.sandbox import Sandbox
from assistant.library.vectors import VectorStore
from assistant.library.yielding import closed_gaps
from assistant.seams import DocumentRefused, IndexMismatch
from assistant.vocabulary import BuildId, Document

ASSOCIATION_FILE = "association.toml"
_SAMPLE = 50  # how many passages a new build is asked for before it is published


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
    """What an ingestion did, for people."""

    documents: int = 0
    passages: int = 0
    encoded: int = 0
    reused: int = 0
    removed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
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
        DocumentRefused: Nothing can be answered from: no readable document, or a broken
            `association.toml` or gap file.
        IndexMismatch: The new build does not give back what was put in.
    """
    started = now()
    report = IngestReport()
    association = read_association(folders.knowledge)
    gaps = read_gaps(folders.knowledge / FILE_NAME)
    documents = _read_documents(folders, report, progress, shipped=shipped)
    if not any(document.sections for document in documents):
        raise DocumentRefused(
            f"No document with text in {str(folders.knowledge)!r}: put at least one there."
        )
    old = _previous(previous, encoder, folders.scratch)
    gaps = _open_gaps(gaps, documents, encoder, report)
    documents = (*documents, gap_document(gaps))
    passages = tuple(
        passage for document in documents for passage in cut(document, encoder.count_pieces)
    )
    wordings = _wordings(documents, intents)
    contents = BuildContents(
        documents=documents,
        passages=passages,
        vectors=_encode(passages, old, encoder, report, progress),
        wordings=wordings,
        wording_vectors=_encode_wordings(wordings, old, encoder, progress),
        association=association,
        encoder=encoder.card.digest,
    )
    report.documents, report.passages = len(documents) - 1, len(passages) - len(gaps)
    report.conflicts = find_conflicts(passages)
    identity = BuildId(time.strftime("%Y%m%d-%H%M%S", time.gmtime(started)) + _suffix(contents))
    folder = _write(identity, contents, folders, progress)
    report.seconds = now() - started
    return NewBuild(identity, folder, encoder.card.digest, report)


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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentRefused(f"{ASSOCIATION_FILE} cannot be read: {error}") from error
    if not str(found.get("name", "")).strip():
        raise DocumentRefused(f"{ASSOCIATION_FILE} lacks `name`, the association's name.")
    return {**found, "text": text}


def _read_documents(
    folders: Folders, report: IngestReport, progress: Progress, *, shipped: bool
) -> tuple[Document, ...]:
    files, refused = find_files(folders.knowledge)
    files = [file for file in files if shipped or file.own]
    report.refused += [(one.name, one.reason) for one in refused]
    if folders.own is not None:
        more, refused = find_files(folders.own)
        files += [replace(one, own=True, name=f"own/{one.name}") for one in more]
        report.refused += [(one.name, one.reason) for one in refused]
    progress.stage("Reading documents", len(files))
    documents = []
    with Sandbox() as sandbox:
        for file in files:
            try:
                documents.append(sandbox.read(file))
            except DocumentRefused as error:
                report.refused.append((file.name, str(error)))
            progress.step()
    return tuple(documents)


def _previous(folder: Path | None, encoder: Encoder, scratch: Path) -> BuildContents | None:
    """The build in use, if its vectors can be taken over."""
    if folder is None:
        return None
    try:
        old = read_build(folder, scratch)
    except IndexMismatch:
        return None  # a damaged build is no reason not to make a good one
    return old if old.encoder == encoder.card.digest else None


def _encode(
    passages: Sequence[Passage],
    old: BuildContents | None,
    encoder: Encoder,
    report: IngestReport,
    progress: Progress,
) -> tuple[PassageVectors, ...]:
    known = {p.id: v for p, v in zip(old.passages, old.vectors, strict=True)} if old else {}
    report.removed = len(known.keys() - {p.id for p in passages})
    progress.stage("Encoding passages", len(passages))
    made = []
    for passage in passages:
        if passage.id in known:
            made.append(known[passage.id])
            report.reused += 1
        else:
            made.append(vectors_of(passage, encoder.encode(passage.text)))
            report.encoded += 1
        progress.step()
    return tuple(made)


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


def _encode_wordings(
    wordings: Sequence[Wording], old: BuildContents | None, encoder: Encoder, progress: Progress
) -> Vector:
    known = (
        {w.text: v for w, v in zip(old.wordings, old.wording_vectors, strict=True)} if old else {}
    )
    progress.stage("Encoding headings and questions", len(wordings))
    rows = []
    for wording in wordings:
        vector = known.get(wording.text)
        rows.append(encoder.vector(wording.text) if vector is None else vector)
        progress.step()
    return np.stack(rows)


def _open_gaps(
    gaps: Sequence[Gap], documents: Sequence[Document], encoder: Encoder, report: IngestReport
) -> tuple[Gap, ...]:
    """The gaps that the operator's documents do not close."""
    own = [document for document in documents if document.own]
    report.gaps_off = closed_gaps(gaps, own, encoder) if own else {}
    kept = tuple(gap for gap in gaps if gap.name not in report.gaps_off)
    report.gaps_on = len(kept)
    return kept


def _suffix(contents: BuildContents) -> str:
    digest = hashlib.sha256("".join(p.id for p in contents.passages).encode())
    return "-" + digest.hexdigest()[:6]


def _write(
    identity: BuildId, contents: BuildContents, folders: Folders, progress: Progress
) -> Path:
    progress.stage("Writing and verifying the build", 2)
    folders.builds.mkdir(parents=True, exist_ok=True)
    draft = folders.builds / f".{identity}"
    target = folders.builds / identity
    shutil.rmtree(draft, ignore_errors=True)
    try:
        write_build(draft, contents)
        progress.step()
        _verify(draft, contents, folders.scratch)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    draft.rename(target)
    progress.step()
    return target


def _verify(folder: Path, contents: BuildContents, scratch: Path) -> None:
    """Ask the new build for what was put in: whole, and through Chroma's own search."""
    back = read_build(folder, scratch)
    if back.passages != contents.passages or back.documents != contents.documents:
        raise IndexMismatch(f"The new build {folder.name!r} lost passages; the old one stays.")
    step = max(1, len(contents.passages) // _SAMPLE)
    with VectorStore.open(folder / "vectors", scratch) as store:
        for n in range(0, len(contents.passages), step):
            found = store.nearest("passages", contents.vectors[n].vector, 3)
            if contents.passages[n].text not in {contents.passages[int(i)].text for i in found}:
                raise IndexMismatch(
                    f"The new build {folder.name!r} does not find its passage {n}; the old one "
                    "stays in use."
                )
