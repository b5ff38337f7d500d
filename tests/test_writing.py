"""A new build is asked for what was put in before it gets its name; these are its controls."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from assistant.library.build import BuildContents
from assistant.library.encoder import Vector
from assistant.library.index import PassageVectors
from assistant.library.writing import write_verified
from assistant.seams import IndexMismatch
from tests.test_build import some_contents


class Steps:
    """Progress that counts."""

    def __init__(self) -> None:
        self.done = 0

    def stage(self, name: str, total: int) -> None:
        """Nothing."""

    def step(self) -> None:
        self.done += 1


def written(contents: BuildContents, folder: Path, progress: Steps) -> Path:
    return write_verified("b", contents, folder / "builds", folder / "scratch", progress)


def changed(
    contents: BuildContents, change: Callable[[PassageVectors], PassageVectors]
) -> BuildContents:
    return replace(contents, vectors=tuple(change(one) for one in contents.vectors))


def widened(rows: Vector) -> Vector:
    return cast(Vector, rows.astype(float) + 1e-9)


def test_a_build_gets_its_name_when_it_is_verified(tmp_path: Path) -> None:
    progress = Steps()
    first, second = (written(some_contents(), tmp_path, progress) for _ in range(2))
    assert (first.name, second.name) == ("b", "b-2")
    assert sorted((tmp_path / "builds").iterdir()) == [first, second]
    assert progress.done == 4


# Numbers that a file of 32 bits cannot give back stand for a file that gives back others.
LOSSES: dict[str, Callable[[BuildContents], BuildContents]] = {
    "of a passage": lambda made: changed(
        made, lambda one: replace(one, vector=widened(one.vector))
    ),
    "of a sentence": lambda made: changed(
        made, lambda one: replace(one, windows=widened(one.windows))
    ),
    "of a word piece": lambda made: changed(
        made, lambda one: replace(one, tokens=one.tokens.astype(int) + 256)
    ),
    "of a wording": lambda made: replace(
        made, wording_vectors=np.full_like(made.wording_vectors, np.nan)
    ),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_a_build_that_gives_back_other_vectors_is_not_kept(
    tmp_path: Path, loss: Callable[[BuildContents], BuildContents]
) -> None:
    with pytest.raises(IndexMismatch, match="lost passages; the old one stays"):
        written(loss(some_contents()), tmp_path, Steps())
    assert list((tmp_path / "builds").iterdir()) == []


def test_a_build_that_does_not_find_its_passages_is_not_kept(tmp_path: Path) -> None:
    made = some_contents()
    short = changed(made, lambda one: replace(one, vector=one.vector * np.float32(0.01)))
    with pytest.raises(IndexMismatch, match="does not find its passage 0"):
        written(short, tmp_path, Steps())
    assert list((tmp_path / "builds").iterdir()) == []
    assert list((tmp_path / "scratch").iterdir()) == []
