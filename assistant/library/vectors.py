"""Keeps a build's vectors in Chroma, to be searched by its graph; written once, then only read.

The only module that knows Chroma. It never uses Chroma's server, embedding functions or telemetry.
Opening a Chroma directory writes into it, so a reader works on a private copy.
"""

import shutil
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.library.disk import PrivateFolder
from assistant.library.encoder import Vector
from assistant.seams import IndexMismatch

_BATCH = 2000  # Chroma refuses more than 5,461 rows at once
# Chroma looks at 100 by default; with 400, 99.8 % of the 50 truly nearest of 6,000 are among the
# 200 it gives, instead of 99.3 %, for 0.5 ms more.
_GRAPH = {"space": "cosine", "ef_search": 400}


def write_vectors(
    folder: Path, collections: Mapping[str, tuple[Sequence[str], Vector, Sequence[str]]]
) -> None:
    """Write a new vector store.

    Args:
        folder: Must not exist yet.
        collections: By name: ids, one vector each, and the text each stands for.

    Raises:
        IndexMismatch: Chroma cannot write it.
    """
    folder.mkdir(mode=0o700)
    with _trouble_named(f"The vectors cannot be written to {str(folder)!r}"):
        client = _connect(folder)
        try:
            for name, rows in collections.items():
                _write_collection(client, name, *rows)
        finally:
            client.close()


def _write_collection(
    client: Any,  # noqa: ANN401 - Chroma ships no usable types
    name: str,
    ids: Sequence[str],
    vectors: Vector,
    texts: Sequence[str],
) -> None:
    collection = client.create_collection(
        name, embedding_function=None, configuration={"hnsw": _GRAPH}
    )
    for start in range(0, len(ids), _BATCH):
        part = slice(start, start + _BATCH)
        collection.upsert(
            ids=list(ids[part]), embeddings=vectors[part], documents=list(texts[part])
        )


class VectorStore:
    """A private, opened copy of a build's vectors.

    It is closed by `close`, at the end of a `with`, or with its last reader: whoever drops the
    last reference to it closes it. A client that is merely forgotten would keep 5 MB, 10 handles
    and 6 threads.
    """

    def __init__(self, client: Any, copy: PrivateFolder) -> None:  # noqa: ANN401
        self._client = client
        self.close = weakref.finalize(self, _close, client, copy)

    @classmethod
    def open(cls, folder: Path, scratch: Path) -> "VectorStore":
        """Open a copy of `folder` under `scratch`, which goes when the store is closed.

        Raises:
            IndexMismatch: The folder is missing, cannot be copied, or Chroma cannot read it.
        """
        if not folder.is_dir():
            raise IndexMismatch(f"No vectors in {str(folder)!r}: run 'python ingest.py'.")
        with _trouble_named(f"The vectors in {str(folder)!r} cannot be opened"):
            copy = PrivateFolder.make(scratch)
            try:
                shutil.copytree(folder, copy.path, dirs_exist_ok=True)
                return cls(_connect(copy.path), copy)
            except BaseException:
                copy.release()
                raise

    def __enter__(self) -> "VectorStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def nearest(self, name: str, vector: Vector, count: int) -> list[str]:
        """Ids of the nearest vectors by Chroma's own graph, best first.

        Raises:
            IndexMismatch: Chroma cannot search them.
        """
        with _trouble_named(f"The vectors of {name!r} cannot be searched"):
            found = self._collection(name).query(
                query_embeddings=vector[None, :], n_results=count, include=["distances"]
            )
        return [str(key) for key in found["ids"][0]]

    def _collection(self, name: str) -> Any:  # noqa: ANN401
        return self._client.get_collection(name, embedding_function=None)


def _chroma() -> Any:  # noqa: ANN401
    """The package, when first needed: most servers never open it, and it takes 40 MB."""
    import chromadb  # noqa: PLC0415

    return chromadb


def _connect(folder: Path) -> Any:  # noqa: ANN401
    chroma = _chroma()
    settings = chroma.Settings(anonymized_telemetry=False, is_persistent=True, allow_reset=False)
    return chroma.PersistentClient(path=str(folder), settings=settings)


def _close(client: Any, copy: PrivateFolder) -> None:  # noqa: ANN401
    client.close()
    copy.release()


@contextmanager
def _trouble_named(what: str) -> Iterator[None]:
    """Turn what Chroma and the disk raise into `IndexMismatch`."""
    try:
        yield
    except (_chroma().errors.ChromaError, ValueError, OSError) as error:
        raise IndexMismatch(f"{what} ({error}): run 'python ingest.py'.") from error
