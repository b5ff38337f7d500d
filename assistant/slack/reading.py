"""Reads what staff type in Slack as plain words for a visitor."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from assistant.slack.marks import Span, read_marks
from assistant.slack.rich_text import RichText, emoji_name, emoji_sign, say_link

# Also where it is bold, quoted or pasted with what nobody sees: what is meant to stay must stay.
_AROUND: Final = r"[\s*_~`>\u200b-\u200f\u2060\ufeff]*"
# In a list, in brackets, or said to a colleague.
_BEFORE: Final = rf"(?:{_AROUND}(?:[-\u2022\u25e6(\[]|&gt;|\d+[.)]|@\w[\w.\- ]*?[,:]?(?=\s)))*"
NOTE: Final = re.compile(rf"{_BEFORE}{_AROUND}note{_AROUND}[:\uff1a]{_AROUND}", re.IGNORECASE)
# Slack writes what is alive in angle brackets and escapes those that people type.
_ALIVE: Final = re.compile(r"<([^<>]*)>")
_EMOJI: Final = re.compile(r":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):")


def read_message(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The words of a message as a reader sees them in Slack, without its mark-up.

    They are read from its blocks, which say what is bold and what is a star. Where it has none,
    or any that are not known, they are read from its text: no word is lost.

    Args:
        message: As Slack delivers it.
        names: As in `read_words`.
    """
    text = str(message.get("text", ""))
    # The text may give a name that the blocks do not: `<@U1|ana>`.
    inner = {found[1].partition("|")[0]: found[1] for found in _ALIVE.finditer(text)}
    typed = RichText(text, lambda target: _alive(inner.get(target, target), names))
    return typed.read(message.get("blocks")) or read_words(text, names, read_emoji(message))


def read_words(text: str, names: Mapping[str, str], emoji: Mapping[str, str] | None = None) -> str:
    """The words of a text as a reader sees them in Slack, without its mark-up.

    Args:
        text: As Slack delivers it.
        names: Of people, by Slack's id; whoever is not among them is "a colleague".
        emoji: As `read_emoji` gives them; what is not among them stays as it is written.
    """
    told = (_span(span, names, emoji or {}) for span in read_marks(text))
    return html.unescape("".join(told)).strip()


def read_emoji(message: Mapping[str, Any]) -> dict[str, str]:
    """The signs that a message's emoji stand for, by the names that its text gives them.

    Slack names them in the text and spells them in the blocks; those that a workspace has made
    for itself are pictures, and spelled nowhere.
    """
    emoji = (one for one in _elements(message.get("blocks")) if one.get("type") == "emoji")
    return {emoji_name(one): sign for one in emoji if (sign := emoji_sign(one))}


def without_note_mark(text: str) -> tuple[str, bool]:
    """The text without the mark that keeps it among staff, and whether it had one."""
    found = NOTE.match(text)
    return (text[found.end() :], True) if found else (text, False)


def mentioned(text: str) -> list[str]:
    """Slack's ids of the people whom a text mentions."""
    told = (found[1].partition("|")[0] for found in _ALIVE.finditer(text))
    return [one[1:] for one in told if one.startswith("@")]


def _span(span: Span, names: Mapping[str, str], emoji: Mapping[str, str]) -> str:
    if span.is_alive:
        return _alive(span.text, names)
    if span.is_code:
        return span.text
    return _EMOJI.sub(lambda found: emoji.get(found[1], found[0]), span.text)


def _alive(inner: str, names: Mapping[str, str]) -> str:
    """A mention, a channel, a special or a link: `@U1`, `#C1|desk`, `!here`, `https://a|label`."""
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return f"@{label or names.get(target[1:], 'a colleague')}"
    if target.startswith("#"):
        return f"#{label or 'a channel'}"
    if target.startswith("!subteam"):
        return label or "@a group"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return say_link(target, label)


def _elements(node: object) -> Iterator[Mapping[str, Any]]:
    """Every element of blocks, in order."""
    if isinstance(node, Mapping):
        yield node
        yield from _elements(node.get("elements"))
    elif isinstance(node, list):
        for part in node:
            yield from _elements(part)
