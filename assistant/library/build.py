"""A build: one directory that holds everything answers need, written once and then only read.

documents.json    documents with sections and blocks, the known gaps that are on as the last one
passages.json     passages in order, public and staff      passages.npy    their vectors
wordings.json     headings and ways to ask                 windows.npy     of sentences and pairs
association.json  the association's data                   tokens.npy      of word pieces, int8
classifier.npz    which section a question is for          wordings.npy    of headings and asked
words.json        counted words                            vectors/        Chroma: passages, windows
manifest.json     digests, written last                    facts/          what `beside` writes

A reader maps the arrays into memory, where processes share them. Chroma's graph is asked when a
build is verified, and by a server with more passages than it can score one by one.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from assistant.library.arrays import Arrays, map_arrays, save_arrays, stack, unstack
from assistant.library.classifier import Classifier
from assistant.library.disk import seal
from assistant.library.encoder import Vector
from assistant.library.index import PassageVectors
from assistant.library.passages import Passage
from assistant.library.vectors import VectorStore, write_vectors
from assistant.library.word_counts import WordCounts, count_words, load_words, save_words
from assistant.seams import IndexMismatch
from assistant.vocabulary import Document

FORMAT = 7  # grows when the files of a build change; then the documents are ingested anew
MANIFEST = "manifest.json"
VECTORS = "vectors"
CLASSIFIER = "classifier.npz"
WORDS = "words.json"
PASSAGES, WINDOWS = "passages", "windows"  # Chroma's collections


@dataclass(frozen=True, slots=True)
class Wording:
    """A heading or a way to ask; it leads to a section or to an intent."""

    text: str
    document: str = ""
    section: int = -1
    intent: str = ""


@dataclass(frozen=True, slots=True)
class BuildContents:
    """What an ingestion made and a build keeps.

    Attributes:
        documents: With the gaps that are on, as the last one.
        association: `association.toml` as it stood, with unknown keys.
        classifier: None where sections have too few ways to ask.
    """

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    vectors: tuple[PassageVectors, ...]
    wordings: tuple[Wording, ...]
    wording_vectors: Vector
    association: Mapping[str, Any]
    encoder: str
    classifier: Classifier | None = None


@dataclass(frozen=True, slots=True)
class _Manifest:
    """How to read the other files.

    Attributes:
        windows: How many each passage has.
        tokens: How many word pieces each passage has.
        digests: SHA-256 of every other file, by its path in the build.
    """

    format: int
    encoder: str
    windows: tuple[int, ...]
    tokens: tuple[int, ...]
    digests: Mapping[str, str]


_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])
_WORDINGS = TypeAdapter(tuple[Wording, ...])
_MANIFEST = TypeAdapter(_Manifest)


def write_build(
    folder: Path, contents: BuildContents, beside: Callable[[Path], None] | None = None
) -> None:
    """Write a whole build into a new folder; its manifest comes last, when the rest is synced.

    Args:
        folder: The new folder.
        contents: What the library keeps.
        beside: Puts into the folder what other rooms keep with a build.

    Raises:
        IndexMismatch: Chroma cannot write it.
        OSError: There is no room, or no right to.
    """
    folder.mkdir(parents=True, mode=0o700)
    (folder / "documents.json").write_bytes(_DOCUMENTS.dump_json(contents.documents))
    (folder / "passages.json").write_bytes(_PASSAGES.dump_json(contents.passages))
    (folder / "wordings.json").write_bytes(_WORDINGS.dump_json(contents.wordings))
    (folder / "association.json").write_text(
        json.dumps(contents.association, default=_iso), encoding="utf-8"
    )
    arrays = stack(contents.vectors, contents.wording_vectors)
    save_arrays(folder, arrays)
    if contents.classifier is not None:
        _save_classifier(folder / CLASSIFIER, contents.classifier)
    save_words(folder / WORDS, words_of(contents))
    write_vectors(folder / VECTORS, _collections(contents, arrays))
    if beside is not None:
        beside(folder)
    seal(folder)
    manifest = _Manifest(
        format=FORMAT,
        encoder=contents.encoder,
        windows=tuple(len(one.windows) for one in contents.vectors),
        tokens=tuple(len(one.tokens) for one in contents.vectors),
        digests=_digests(folder),
    )
    (folder / MANIFEST).write_bytes(_MANIFEST.dump_json(manifest))
    seal(folder)


def open_vectors(folder: Path, scratch: Path) -> VectorStore:
    """Open a private copy of the vectors that Chroma keeps of a whole build.

    A damaged file must never reach Chroma, which may answer it by crashing the process.

    Args:
        folder: The build's directory.
        scratch: The copy lies there until it is closed.

    Raises:
        IndexMismatch: The build is missing, damaged or of another format.
    """
    _checked_manifest(folder)
    return VectorStore.open(folder / VECTORS, scratch)


def read_build(folder: Path) -> BuildContents:
    """Read a build back; its arrays stay in their files, mapped.

    Raises:
        IndexMismatch: It is missing, damaged or of another format.
    """
    manifest = _checked_manifest(folder)
    try:
        passages = _PASSAGES.validate_json((folder / "passages.json").read_bytes())
        wordings = _WORDINGS.validate_json((folder / "wordings.json").read_bytes())
        documents = _DOCUMENTS.validate_json((folder / "documents.json").read_bytes())
        association = json.loads((folder / "association.json").read_bytes())
        classifier = _load_classifier(folder / CLASSIFIER)
        arrays = map_arrays(folder)
        vectors = unstack(arrays, manifest.windows, manifest.tokens)
        if (len(passages), len(wordings)) != (len(vectors), len(arrays.wordings)):
            raise ValueError("the arrays have other rows than there are texts")
    except (OSError, ValueError, EOFError, KeyError) as error:
        raise IndexMismatch(f"The build {str(folder)!r} is damaged ({error}): {_REPAIR}") from error
    return BuildContents(
        documents=documents,
        passages=passages,
        vectors=vectors,
        wordings=wordings,
        wording_vectors=arrays.wordings,
        association=association,
        encoder=manifest.encoder,
        classifier=classifier,
    )


def words_of(contents: BuildContents) -> WordCounts:
    """The words of a build's texts."""
    texts = [wording.text for wording in contents.wordings]
    return count_words(contents.documents, contents.passages, texts)


def read_words(folder: Path) -> WordCounts:
    """The same as they were counted when a build was made that `read_build` has read.

    Raises:
        IndexMismatch: The file is missing or damaged.
    """
    try:
        return load_words(folder / WORDS)
    except (OSError, ValueError, IndexError) as error:
        raise IndexMismatch(f"The build {str(folder)!r} is damaged ({error}): {_REPAIR}") from error


_REPAIR = "delete it and run 'python ingest.py'."


def _save_classifier(file: Path, classifier: Classifier) -> None:
    np.savez(
        file,
        documents=np.array([document for document, _ in classifier.places]),
        sections=np.array([section for _, section in classifier.places]),
        weights=classifier.weights,
        offsets=classifier.offsets,
    )


def _load_classifier(file: Path) -> Classifier | None:
    if not file.is_file():
        return None
    with np.load(file) as found:
        places = zip(found["documents"].tolist(), found["sections"].tolist(), strict=True)
        return Classifier(tuple(places), found["weights"], found["offsets"])


def _checked_manifest(folder: Path) -> _Manifest:
    """The manifest of a build each of whose files is as it was written."""
    manifest = _read_manifest(folder)
    if _digests(folder) != manifest.digests:
        raise IndexMismatch(f"A file of the build {str(folder)!r} is damaged: {_REPAIR}")
    return manifest


def _read_manifest(folder: Path) -> _Manifest:
    try:
        text = (folder / MANIFEST).read_bytes()
        if json.loads(text)["format"] != FORMAT:
            raise IndexMismatch(
                f"The build {folder.name!r} was made by another version: run 'python ingest.py'."
            )
        return _MANIFEST.validate_json(text)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexMismatch(
            f"The build {str(folder)!r} is missing or has no whole manifest ({error}): {_REPAIR}"
        ) from error


def _digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file but the manifest (about 1 ms for 1 MB); unreadable ones are left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == MANIFEST or not path.is_file():
            continue
        try:
            with path.open("rb") as stream:
                found[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            continue
    return found


def _iso(value: object) -> str:
    """TOML has dates and times, JSON has not."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in the association's data")


def _collections(
    contents: BuildContents, arrays: Arrays
) -> dict[str, tuple[Sequence[str], Vector, Sequence[str]]]:
    texts = [one.text for one in contents.passages]
    owners = [
        passage.id
        for passage, one in zip(contents.passages, contents.vectors, strict=True)
        for _ in one.windows
    ]
    return {
        PASSAGES: (_row_ids(len(texts)), arrays.passages, texts),
        WINDOWS: (_row_ids(len(owners)), arrays.windows, owners),
    }


def _row_ids(count: int) -> list[str]:
    return [f"{position:07d}" for position in range(count)]
