"""A build: one directory that holds everything answers need, written once and then only read.

documents.json  documents with sections and blocks      gaps.json    known gaps, on and off
passages.json   passages in order, public and staff     tokens.npy   word-piece vectors, int8
vectors/        Chroma: passages, windows, wordings     manifest.json  written last
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from assistant.library.encoder import Vector
from assistant.library.index import PassageVectors
from assistant.library.passages import Passage
from assistant.library.vectors import VectorStore, write_vectors
from assistant.seams import IndexMismatch
from assistant.vocabulary import Document

FORMAT = 1  # grows when the files of a build change

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_PASSAGES = TypeAdapter(tuple[Passage, ...])


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
    """

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    vectors: tuple[PassageVectors, ...]
    wordings: tuple[Wording, ...]
    wording_vectors: Vector
    association: Mapping[str, Any]
    encoder: str


def write_build(folder: Path, contents: BuildContents) -> None:
    """Write a whole build into a new folder; its manifest comes last, when the rest is synced."""
    folder.mkdir(parents=True, mode=0o700)
    (folder / "documents.json").write_bytes(_DOCUMENTS.dump_json(contents.documents))
    (folder / "passages.json").write_bytes(_PASSAGES.dump_json(contents.passages))
    (folder / "association.json").write_text(json.dumps(contents.association), encoding="utf-8")
    (folder / "wordings.json").write_bytes(
        TypeAdapter(tuple[Wording, ...]).dump_json(contents.wordings)
    )
    np.save(folder / "tokens.npy", _stacked([one.tokens for one in contents.vectors], np.int8))
    windows = [one.windows for one in contents.vectors]
    write_vectors(
        folder / "vectors",
        {
            "passages": (
                _row_ids(len(contents.passages)),
                _stacked([one.vector[None, :] for one in contents.vectors], np.float32),
                [one.text for one in contents.passages],
            ),
            "windows": (
                _row_ids(sum(len(group) for group in windows)),
                _stacked(windows, np.float32),
                [contents.passages[n].id for n, group in enumerate(windows) for _ in group],
            ),
            "wordings": (
                _row_ids(len(contents.wordings)),
                contents.wording_vectors,
                [one.text for one in contents.wordings],
            ),
        },
    )
    _sync(folder)
    manifest = {
        "format": FORMAT,
        "encoder": contents.encoder,
        "windows": [len(group) for group in windows],
        "tokens": [len(one.tokens) for one in contents.vectors],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    _sync(folder)


def read_build(folder: Path, scratch: Path) -> BuildContents:
    """Read a build back.

    Args:
        folder: The build's directory.
        scratch: Where the private copy of its vectors may lie for a moment.

    Raises:
        IndexMismatch: It is missing, damaged or of another format.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise IndexMismatch(
                f"The build {folder.name!r} was made by another version: run 'python ingest.py'."
            )
        passages = _PASSAGES.validate_json((folder / "passages.json").read_bytes())
        wordings = TypeAdapter(tuple[Wording, ...]).validate_json(
            (folder / "wordings.json").read_bytes()
        )
        tokens = np.load(folder / "tokens.npy", mmap_mode="r")
        with VectorStore.open(folder / "vectors", scratch) as store:
            matrix = store.vectors("passages", _row_ids(len(passages)))
            windows = store.vectors("windows", _row_ids(sum(manifest["windows"])))
            wording_vectors = store.vectors("wordings", _row_ids(len(wordings)))
        return BuildContents(
            documents=_DOCUMENTS.validate_json((folder / "documents.json").read_bytes()),
            passages=passages,
            vectors=tuple(_unstacked(matrix, windows, tokens, manifest)),
            wordings=wordings,
            wording_vectors=wording_vectors,
            association=json.loads((folder / "association.json").read_text(encoding="utf-8")),
            encoder=manifest["encoder"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise IndexMismatch(
            f"The build in {str(folder)!r} is damaged ({error}): run 'python ingest.py'."
        ) from error


def _unstacked(
    matrix: Vector,
    windows: Vector,
    tokens: Any,
    manifest: Mapping[str, Any],
) -> list[PassageVectors]:
    window_ends = np.cumsum(manifest["windows"])
    token_ends = np.cumsum(manifest["tokens"])
    return [
        PassageVectors(
            matrix[n],
            windows[window_ends[n] - manifest["windows"][n] : window_ends[n]],
            np.asarray(tokens[token_ends[n] - manifest["tokens"][n] : token_ends[n]]),
        )
        for n in range(len(matrix))
    ]


def _row_ids(count: int) -> list[str]:
    return [f"{n:07d}" for n in range(count)]


def _stacked(parts: Sequence[Any], kind: Any) -> Any:  # noqa: ANN401
    return np.concatenate(parts).astype(kind) if parts else np.zeros((0, 1), kind)


def _sync(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
