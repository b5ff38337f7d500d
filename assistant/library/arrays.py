"""Every vector of a build as few large arrays, which lie in files and are mapped when read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.library.encoder import Vector
from assistant.library.index import PassageVectors


class Arrays(NamedTuple):
    """Stacked in the order of the build's passages and wordings; a file for each.

    Attributes:
        passages: n rows.
        windows: Those of each passage after those of the one before.
        tokens: Likewise.
        wordings: m rows.
    """

    passages: Vector
    windows: Vector
    tokens: NDArray[np.int8]
    wordings: Vector


def stack(vectors: Sequence[PassageVectors], wordings: Vector) -> Arrays:
    """Join the vectors of passages."""
    return Arrays(
        passages=_joined([one.vector[None, :] for one in vectors], np.float32),
        windows=_joined([one.windows for one in vectors], np.float32),
        tokens=_joined([one.tokens for one in vectors], np.int8),
        wordings=wordings,
    )


def unstack(
    arrays: Arrays, windows: Sequence[int], tokens: Sequence[int]
) -> tuple[PassageVectors, ...]:
    """The vectors of each passage, where they lie.

    Args:
        arrays: As they were stacked.
        windows: How many each of n passages has.
        tokens: How many word pieces each has.

    Raises:
        ValueError: The arrays have other rows.
    """
    counts = [len(windows), sum(windows), sum(tokens)]
    if len(windows) != len(tokens) or [len(one) for one in arrays[:3]] != counts:
        raise ValueError("the arrays have other rows than the manifest counts")
    rows = zip(
        np.asarray(arrays.passages),  # as plain arrays: a view of a mapped one costs 5 us to make
        _split(np.asarray(arrays.windows), windows),
        _split(np.asarray(arrays.tokens), tokens),
        strict=True,
    )
    return tuple(PassageVectors(*row) for row in rows)


def save_arrays(folder: Path, arrays: Arrays) -> None:
    """Write one file for each."""
    for name, rows in arrays._asdict().items():
        np.save(folder / f"{name}.npy", rows)


def map_arrays(folder: Path) -> Arrays:
    """Map the files into memory, where processes share them.

    Raises:
        OSError, ValueError, EOFError: One is missing or is no array.
    """
    return Arrays(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in Arrays._fields))


def _split(rows: Any, counts: Sequence[int]) -> list[Any]:  # noqa: ANN401 - of any number type
    """As many rows for each as its count says."""
    return np.split(rows, np.cumsum(counts)[:-1]) if counts else []


def _joined(parts: Sequence[Any], kind: Any) -> Any:  # noqa: ANN401
    return np.concatenate(parts).astype(kind) if parts else np.zeros((0, 1), kind)
