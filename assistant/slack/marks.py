"""Tells Slack's marks in a text - `*bold*`, `_it_`, `~no~`, backticks - from signs that are meant.

Old clients and apps send no blocks; then the text alone tells what its reader sees.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# What is alive, and code, which shows every sign that stands in it.
_CLOSED: Final = re.compile(
    r"```(?P<fence>(?:(?!```)[\s\S])+)```"
    r"|(?<![^\W_])`(?P<code>(?!\s)[^`\n]+(?<!\s))`(?![^\W_])"
    r"|<(?P<alive>[^<>]*)>"
)
_BULLET: Final = re.compile(r"^([ \t]*)[\u2022\u25e6\u25aa]\ufe0e?[ \t]+", re.MULTILINE)


def _pair(mark: str) -> re.Pattern[str]:
    """Two marks around words: neither within a word, nor beside a space or a bracket inside."""
    sign, letter = re.escape(mark), r"[^\W_]"
    within = rf"(?<={letter}){sign}(?={letter})"
    return re.compile(
        rf"(?<!{letter})(?<!{sign}){sign}(?![\s)\]{sign}])"
        rf"(?:[^\n{sign}]|{within})+"
        rf"(?<![\s(\[]){sign}(?!{letter})(?!{sign})"
    )


_PAIRS: Final = tuple(map(_pair, "*_~"))


@dataclass(frozen=True, slots=True)
class Span:
    """Some of a text, without marks.

    Attributes:
        is_alive: Whether it stood in angle brackets.
        is_code: Whether every sign in it is meant.
    """

    text: str
    is_alive: bool = False
    is_code: bool = False


def read_marks(text: str) -> Iterator[Span]:
    """The spans of a text, in order; the items of a list begin with "- "."""
    text = _BULLET.sub(r"\1- ", text)
    # As long as what it hides, and neither a word nor a mark.
    hidden = _CLOSED.sub(lambda found: "<" * len(found[0]), text)
    marks = {at for pair in _PAIRS for at in _places(pair, hidden)}
    end = 0
    for found in _CLOSED.finditer(text):
        yield Span(_without(text, marks, end, found.start()))
        if found["alive"] is not None:
            yield Span(found["alive"], is_alive=True)
        else:
            yield Span((found["fence"] or found["code"]).strip("\n"), is_code=True)
        end = found.end()
    yield Span(_without(text, marks, end, len(text)))


def _places(pair: re.Pattern[str], text: str) -> Iterator[int]:
    for found in pair.finditer(text):
        yield from (found.start(), found.end() - 1)


def _without(text: str, places: set[int], start: int, end: int) -> str:
    return "".join(text[at] for at in range(start, end) if at not in places)
