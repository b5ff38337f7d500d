"""Turns the knowledge folder into a verified build; publishing it is the caller's last step."""

import hashlib
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.library.build import BuildContents, Wording
from assistant.library.conflicts import find_conflicts
from assistant.library.disk import demand_room, tree_bytes, trouble_named
from assistant.library.encoder import Encoder
from assistant.library.encoding import Memory, encode_passages, encode_wordings
from assistant.library.folder import KnowledgeFile, find_files
from assistant.library.gaps import FILE_NAME, Gap, gap_document, read_gaps
from assistant.library.lessons import teach
from assistant.library.passages import cut, heading_of
from assistant.library.report import IngestReport, Progress
from assistant.library.sandbox import Sandbox
from assistant.library.writing import write_verified
from assistant.library.yielding import adopt_wordings, closed_gaps
from assistant.seams import DocumentRefused
from assistant.vocabulary import Audience, BuildId, Document

ASSOCIATION_FILE = "association.toml"
_FIRST_BUILD_BYTES = 50 << 20  # the shipped documents make 45 MB


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
    beside: Callable[[Path], None] | None = None,
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
        beside: Puts into the build what other rooms keep with it.
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
    memory = Memory(encoder, previous)
    gaps, documents = _close_gaps(gaps, documents, memory, report)
    contents = _encode(documents, gaps, association, intents, memory, report, progress)
    report.conflicts = find_conflicts(contents.passages)
    name = _name(started, contents)
    folder = write_verified(name, contents, folders.builds, folders.scratch, progress, beside)
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


def _close_gaps(
    gaps: Sequence[Gap], documents: Sequence[Document], memory: Memory, report: IngestReport
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
    memory: Memory,
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
    vectors = encode_passages(passages, memory, report, progress)
    wording_vectors = encode_wordings(wordings, memory, progress)
    progress.stage("Learning which section a question is for", 1)
    classifier = teach(passages, vectors, wordings, wording_vectors, memory.classifier(wordings))
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


def _name(started: float, contents: BuildContents) -> str:
    """When the build was begun, and a mark of what is in it."""
    digest = hashlib.sha256("".join(p.id for p in contents.passages).encode())
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime(started)) + "-" + digest.hexdigest()[:6]
