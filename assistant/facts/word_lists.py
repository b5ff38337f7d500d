"""The lists of words that tell a place from something else, read from the data folder."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_FILES = ("common_words.txt", "cues.txt")


def is_word(key: str) -> bool:
    """Whether a folded name is an ordinary word, never a place by itself."""
    return key in word_list("words")


def is_person(key: str) -> bool:
    """Whether people bear it, as Jackson and Madison."""
    return key in word_list("people")


def is_doubtful(key: str) -> bool:
    """Whether it is a place only where its capital and its neighbours say so, as Reading."""
    return key in word_list("both") or is_person(key)


@cache
def word_list(name: str) -> frozenset[str]:
    """The folded words of a list; what the lists are for stands in the files."""
    return frozenset(_lists()[name])


@cache
def _lists() -> dict[str, set[str]]:
    lists: dict[str, set[str]] = {}
    current: set[str] = set()
    for file in _FILES:
        for line in (_DATA / file).read_text(encoding="utf-8").splitlines():
            if line.startswith("= "):
                current = lists.setdefault(line[2:], set())
            elif not line.startswith("#"):
                current.update(word.replace("_", " ") for word in line.split())
    return lists
