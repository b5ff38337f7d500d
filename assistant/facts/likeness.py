"""Finds the names written most like a name, among a hundred thousand within a few milliseconds."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

LONGEST = 100  # letters of a name that is worth comparing
_LETTERS = " abcdefghijklmnopqrstuvwxyz"  # every other letter counts as one and the same
_ROWS = {letter: row for row, letter in enumerate(_LETTERS)}


class LikeNames:
    """Folded names, to be compared by `fuzz.ratio`.

    A name can only be as alike as it shares letters, wherever they stand, and as its length is
    near. Both bounds hold for every pair, so that leaving out the rest loses nothing; it makes a
    comparison with 100,000 names about ten times faster.
    """

    def __init__(self, names: Iterable[str]) -> None:
        short = {name for name in names if 0 < len(name) <= LONGEST}
        self._names = sorted(short, key=lambda name: (len(name), name))
        self._lengths = np.array([len(name) for name in self._names], np.uint8)
        self._counts = _count_letters(self._names, self._lengths)

    def best(self, name: str, least: int, limit: int) -> list[tuple[str, float]]:
        """The names most like one.

        Args:
            name: Folded.
            least: The least ratio, 1 to 100.
            limit: The most names.

        Returns:
            Names and ratios, the most alike first.
        """
        if not 0 < len(name) <= LONGEST:
            return []
        possible = self._possible(name, least / 100)
        found = process.extract(
            name, possible, scorer=fuzz.ratio, processor=None, score_cutoff=least, limit=limit
        )
        return [(like, ratio) for like, ratio, _ in found]

    def _possible(self, name: str, least: float) -> Sequence[str]:
        """The names that may reach a ratio, 2 * common / (both lengths)."""
        widest = (2 - least) / least
        shortest, longest = math.ceil(len(name) / widest), math.floor(len(name) * widest)
        start, stop = np.searchsorted(self._lengths, (shortest, longest + 1)).tolist()
        common = np.zeros(stop - start, np.uint8)
        for row, count in Counter(map(_row_of, name)).items():
            common += np.minimum(self._counts[row, start:stop], np.uint8(count))
        lengths = self._lengths[start:stop] + np.uint8(len(name))
        (kept,) = np.nonzero(2 * common >= least * lengths)
        return [self._names[start + number] for number in kept.tolist()]


def _row_of(letter: str) -> int:
    return _ROWS.get(letter, len(_LETTERS))


def _count_letters(names: Sequence[str], lengths: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """How often each letter stands in each name: a row for each letter, a column for each name."""
    codes = np.frombuffer("".join(names).encode("utf-32-le"), np.uint32)
    rows = np.full(len(codes), len(_LETTERS))
    for row, letter in enumerate(_LETTERS):
        rows[codes == ord(letter)] = row
    columns = np.repeat(np.arange(len(names)), lengths)
    shape = (len(_LETTERS) + 1, len(names))
    counts = np.bincount(rows * len(names) + columns, minlength=shape[0] * shape[1])
    return counts.reshape(shape).astype(np.uint8)
