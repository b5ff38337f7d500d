"""Builds the chat model's prompt: the file's words around numbered passages and the question.

What others wrote - passages, names, the visitor's text - goes in as data: without addresses,
and without anything that reads like a delimiter or a source mark of ours.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.answering.addresses import without_addresses

TEXT_LETTERS = 2_000  # of one passage, and of the question
_PART = re.compile(r"^# (System|Passage|User)\s*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"\[(\s*\d+(?:\s*[,;]\s*\d+)*\s*)\]")
_TAG_OPENS = re.compile(r"<(?!\s*[\d$€£])")  # "< 25,000" stays a comparison
_ANGLE = "\u2039"  # looks like "<" and opens nothing
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}

Messages = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Prompt:
    """The parts of the prompt file, with their `{gaps}`."""

    system: str
    passage: str
    user: str

    def fill(self, name: str, question: str, passages: Sequence["Shown"]) -> Messages:
        """The messages for one question.

        Args:
            name: The association's.
            question: In the visitor's words.
            passages: Numbered from 1 in this order.
        """
        blocks = [
            self.passage.format(
                n=number,
                title=_in_quotes(passage.title),
                as_of=_in_quotes(passage.as_of),
                text=disarm(passage.text),
            )
            for number, passage in enumerate(passages, start=1)
        ]
        user = self.user.format(passages="\n\n".join(blocks), question=disarm(question))
        return [("system", self.system.format(name=_in_quotes(name))), ("user", user)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the model is to see it; it has no address."""

    title: str
    as_of: str
    text: str


@cache
def read_prompt() -> Prompt:
    """The prompt file."""
    file = resources.files("assistant.answering") / "prompts" / "compose.md"
    _, *pieces = _PART.split(file.read_text(encoding="utf-8"))
    parts = dict(zip(pieces[::2], (piece.strip() for piece in pieces[1::2]), strict=True))
    return Prompt(parts["System"], parts["Passage"], parts["User"])


def disarm(text: str) -> str:
    """A text as data for the prompt: no addresses, comments, delimiters, marks or unseen signs."""
    short = _shortened(text)
    seen = "".join(c for c in short if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    bare = _LINK.sub(r"\1", _IMAGE.sub("", _COMMENT.sub("", seen)))
    bare = _MARK.sub(r"(\1)", without_addresses(bare))
    return _TAG_OPENS.sub(_ANGLE, bare).strip()


def _in_quotes(text: str) -> str:
    return " ".join(disarm(text).replace('"', "'").split())


def _shortened(text: str) -> str:
    if len(text) <= TEXT_LETTERS:
        return text
    return text[:TEXT_LETTERS].rsplit(maxsplit=1)[0] + " ..."
