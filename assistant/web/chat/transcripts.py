"""A conversation as a text file for the visitor."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from assistant.conversation import Author, Message
from assistant.web.contract import AnswerJson

_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")


def write_transcript(
    messages: Sequence[Message], words: Mapping[str, str], association: str
) -> str:
    """The whole conversation, each answer with its sources.

    Args:
        messages: In their order.
        words: Labels of the page.
        association: Its name; may be empty.
    """
    title = f"{words['title']}, {association}" if association else words["title"]
    return "\n\n".join((title, *(_entry(one, words) for one in messages))) + "\n"


def _entry(message: Message, words: Mapping[str, str]) -> str:
    who = message.name if message.author is Author.STAFF else words[message.author.value]
    head = f"{who}, {message.at:%Y-%m-%d %H:%M} UTC"
    if message.removed:
        return f"{head}\n{words['removed']}"
    text = _STRONG.sub(r"\1", message.text) if message.answer else message.text
    return "\n".join((head, text, *_sources(message)))


def _sources(message: Message) -> Iterable[str]:
    if message.answer is None:
        return
    for source in AnswerJson.model_validate(message.answer).sources:
        about = (source.title, source.section, source.as_of, source.url)
        yield f"[{source.n}] " + ", ".join(dict.fromkeys(part for part in about if part))
