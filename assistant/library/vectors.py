"""Keeps a build's vectors in Chroma: one directory a build, written once, then only read.

The only module that knows Chroma. It never uses Chroma's server, embedding functions or telemetry.
Opening a Chroma directory writes into it, so a reader works on a private copy.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings

from assistant.library.encoder import Vector
from assistant.seams import IndexMismatch

_BATCH = 2000  # Chroma refuses more than 5,461 rows at once


@contextmanager
def _client(folder: Path) -> Iterator[Any]:
    settings = Settings(anonymized_telemetry=False, is_persistent=True, allow_reset=False)
    client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)
    try:
        yield client
    finally:
        client.close()


def write_vectors(
    folder: Path, collections: Mapping[str, tuple[Sequence[str], Vector, Sequence[str]]]
) -> None:
    """Write a new vector store.

    Args:
        folder: Must not exist yet; it is made readable by its owner only.
        collections: By name: ids, one vector each, and the text each stands for.
    """
    folder.mkdir(mode=0o700)
    with _client(folder) as client:
        for name, (ids, vectors, texts) in collections.items():
            collection = client.create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            for start in range(0, len(ids), _BATCH):
                part = slice(start, start + _BATCH)
                collection.upsert(
                    ids=list(ids[part]), embeddings=vectors[part], documents=list(texts[part])
                )


class VectorStore:
    """A private, opened copy of a build's vectors. Use as a context manager."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - Chroma ships no usable types
        self._client = client

    @classmethod
    @contextmanager
    def open(cls, folder: Path, scratch: Path) -> Iterator["VectorStore"]:
        """Open a copy of `folder` under `scratch`; the copy is deleted at the end.

        Raises:
            IndexMismatch: The folder is missing or Chroma cannot read it.
        """
        if not folder.is_dir():
            raise IndexMismatch(f"No vectors in {str(folder)!r}: run 'python ingest.py'.")
        scratch.mkdir(parents=True, exist_ok=True)
        copy = Path(tempfile.mkdtemp(prefix="vectors-", dir=scratch))
        try:
            shutil.copytree(folder, copy, dirs_exist_ok=True)
            with _client(copy) as client:
                yield cls(client)
        except (chromadb.errors.ChromaError, ValueError, OSError) as error:
            raise IndexMismatch(
                f"The vectors in {str(folder)!r} cannot be read ({error}): run 'python ingest.py'."
            ) from error
        finally:
            shutil.rmtree(copy, ignore_errors=True)

    def vectors(self, name: str, ids: Sequence[str]) -> Vector:
        """The vectors of a collection, in the order of `ids`.

        Raises:
            IndexMismatch: One is missing.
        """
        found = self._collection(name).get(include=["embeddings"])
        rows = {key: row for row, key in enumerate(found["ids"])}
        if missing := [key for key in ids if key not in rows]:
            raise IndexMismatch(f"{len(missing)} vectors of {name!r} are missing from the build.")
        matrix = np.asarray(found["embeddings"], dtype=np.float32)
        return matrix[[rows[key] for key in ids]] if len(ids) else matrix

    def nearest(self, name: str, vector: Vector, count: int) -> list[str]:
        """Ids of the nearest vectors by Chroma's own graph, best first."""
        found = self._collection(name).query(
            query_embeddings=vector[None, :], n_results=count, include=["distances"]
        )
        return [str(key) for key in found["ids"][0]]

    def _collection(self, name: str) -> Any:  # noqa: ANN401
        try:
            return self._client.get_collection(name, embedding_function=None)
        except (chromadb.errors.ChromaError, ValueError) as error:
            raise IndexMismatch(f"The build has no collection {name!r}.") from error
