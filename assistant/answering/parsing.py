"""Takes a chat model's reply apart into lines, or says why it may not be shown.

It never mends a reply: what is not plain sentences with known source marks is refused as a whole.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from assistant.answering.addresses import find_emails, has_address
from assistant.answering.drafts import Line, LineKind
from assistant.library.figures import find_figures
from assistant.library.passages import split_sentences

MOST_WORDS = 250
MOST_LETTERS = 2_500  # for languages that put no spaces between words
LEAD_WORDS = 12

_NUMBERS = r"\[\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*\]"
_MARK = re.compile(rf"\s*{_NUMBERS}")
_MARK_AFTER_STOP = re.compile(
    rf"([.!?][\"')]*)[ \t]*((?:{_NUMBERS}[ \t]*)*{_NUMBERS})(?:[ \t]+|$)(?=[\"'(]?[A-Z0-9À-Þ]|$)"
)
_NONE = re.compile(r"\W*NONE\b(?! of\b)")
_MARKUP = re.compile(r"<[^\s\d$€£]|[\[\]`|\\]|^\s*(?:#|>|={3}|-{3})", re.MULTILINE)
_BULLET = re.compile(r"^[-*•]\s+")
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}


class Refusal(StrEnum):
    """Why a model's words are not used."""

    LIST = "list"  # the model was not asked: a list goes out whole, as it is copied
    RESTING = "resting"  # it was not asked: it failed too often just now
    TIMEOUT = "time-out"  # no reply in time
    ERROR = "error"  # the server or its client failed
    NONE = "none"  # the model says that the passages do not answer
    EMPTY = "empty"  # nothing, or not text
    LONG = "long"  # more than anyone would read
    ADDRESS = "address"  # a web address, or an e-mail address from nowhere
    MARKUP = "markup"  # HTML, links, images, tables, signs that cannot be seen
    UNMARKED = "unmarked"  # a sentence without a source mark
    MARK = "mark"  # a mark of no passage
    UNTRACED = "untraced"  # a figure that its passages do not hold


def read_reply(reply: str, excerpts: Sequence[str]) -> tuple[Line, ...] | Refusal:
    """The lines of a reply, their marks numbering the excerpts.

    Args:
        reply: What the model wrote.
        excerpts: Of the passages it was given; the first is [1].

    Returns:
        Lines that each rest on known passages, or the first reason against the reply. Whether
        their figures are traced is for `checking.is_traced` to say.
    """
    if refusal := _refusal_of(reply):
        return refusal
    lines: list[Line] = []
    for sentence in _sentences(reply):
        line = _line(sentence, excerpts)
        if isinstance(line, Refusal):
            return line
        lines.append(line)
    if any(not line.marks and not after.marks for line, after in pairwise(lines)):
        return Refusal.UNMARKED
    return tuple(lines) if lines[-1].marks else Refusal.UNMARKED


def _refusal_of(reply: str) -> Refusal | None:
    plain = unicodedata.normalize("NFKC", html.unescape(reply))
    if not _says_something(_MARK.sub("", plain)):
        return Refusal.EMPTY
    if _NONE.match(plain):
        return Refusal.NONE
    if len(plain.split()) > MOST_WORDS or len(plain) > MOST_LETTERS:
        return Refusal.LONG
    if has_address(plain):
        return Refusal.ADDRESS
    hidden = any(unicodedata.category(c) in _HIDDEN for c in plain if c not in "\n\r\t")
    if hidden or html.unescape(reply) != reply or _MARKUP.search(_MARK.sub("", plain)):
        return Refusal.MARKUP
    return None


def _sentences(reply: str) -> Iterator[Line]:
    """Every sentence, marks still in it, as a line of the house."""
    opens = False
    for row in reply.splitlines():
        text = row.strip()
        kind = LineKind.ITEM if _BULLET.match(text) else LineKind.SENTENCE
        text = _MARK_AFTER_STOP.sub(r" \2\1 ", _BULLET.sub("", text))
        for sentence in split_sentences(text):
            yield Line(sentence.text, kind=kind, opens=opens)
            opens = False
        opens = opens or not text


def _line(sentence: Line, excerpts: Sequence[str]) -> Line | Refusal:
    text = " ".join(_MARK.sub("", sentence.text).split())
    marks = tuple(dict.fromkeys(_marks(sentence.text)))
    if not marks or not _says_something(text):
        return Line(text, opens=sentence.opens) if _leads(text) else Refusal.UNMARKED
    if not all(1 <= mark <= len(excerpts) for mark in marks):
        return Refusal.MARK
    cited = "\n".join(excerpts[mark - 1] for mark in marks).casefold()
    if not all(email.casefold() in cited for email in find_emails(text)):
        return Refusal.ADDRESS
    if not all(sign in cited for sign in _foreign_numerals(text)):
        return Refusal.UNTRACED
    return Line(text, marks[0], sentence.kind, sentence.opens, marks[1:])


def _marks(text: str) -> Iterator[int]:
    for mark in _MARK.findall(text):
        yield from (int(number) for number in re.findall(r"\d+", mark))


def _says_something(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _leads(text: str) -> bool:
    """Whether a text only leads to what follows: "To join, a community needs:"."""
    short = text.endswith(":") and len(text.split()) <= LEAD_WORDS and _says_something(text)
    return short and not find_figures(text) and not _foreign_numerals(text)


def _foreign_numerals(text: str) -> set[str]:
    """Numerals that the ledger does not read as figures: ½, ², Ⅸ, 五."""
    return {c for c in text if not c.isascii() and unicodedata.numeric(c, None) is not None}
