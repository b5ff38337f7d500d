"""Writes a build and verifies it before it gets its name; until then nobody can open it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.library.build import (
    PASSAGES,
    BuildContents,
    open_vectors,
    read_build,
    write_build,
)
from assistant.library.disk import sync, trouble_named
from assistant.library.report import Progress
from assistant.seams import IndexMismatch

_SAMPLE = 50  # how many passages a new build is asked for before it is published
_SAME = 0.999  # cosine of a vector with itself, give or take what the graph rounds


def write_verified(
    name: str,
    contents: BuildContents,
    builds: Path,
    scratch: Path,
    progress: Progress,
    beside: Callable[[Path], None] | None = None,
) -> Path:
    """Write beside the other builds, verify, and only then give the whole folder its name.

    Args:
        name: Of the new build; it gets a number behind when there is one of that name.
        contents: What to write.
        builds: The folder of all builds.
        scratch: For a private copy that lives a moment.
        progress: Is told of two steps.
        beside: See `write_build`.

    Returns:
        The build's directory.

    Raises:
        DiskUnusable: It cannot be written.
        IndexMismatch: It does not give back what was put in.
    """
    progress.stage("Writing and verifying the build", 2)
    target = _unused(builds / name)
    draft = builds / f".{target.name}"
    with trouble_named("The new build cannot be written; the old one stays"):
        try:
            write_build(draft, contents, beside)
            progress.step()
            _verify(draft, contents, scratch)
            draft.rename(target)
            sync(builds)
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
            np.array_equal(mine.vector, theirs.vector)
            and np.array_equal(mine.tokens, theirs.tokens)
            and np.array_equal(mine.windows, theirs.windows)
            for mine, theirs in zip(one.vectors, other.vectors, strict=True)
        )
    )
