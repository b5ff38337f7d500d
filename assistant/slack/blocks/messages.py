"""Messages of a conversation: who wrote, when, and what.

A visitor is always called visitor, whatever name they go by; what they wrote stands behind a bar,
so that a line of theirs cannot pass for one of ours.
"""

from collections.abc import Iterable, Iterator

from assistant.conversation import Author, Message
from assistant.slack.blocks.elements import (
    Json,
    line,
    moment,
    portions,
    quoted,
    rich,
    section,
    text,
)
from assistant.slack.blocks.posts import deal
from assistant.slack.blocks.prose import draw_prose
from assistant.slack.blocks.signs import tidy_name
from assistant.slack.blocks.site import Site
from assistant.telling.messages import read_message
from assistant.thread import Post

_BETWEEN = " · "


def name_author(message: Message, site: Site) -> str:
    """Who wrote a message."""
    words = site.words.shared
    if message.author is Author.STAFF:
        return words["staff"].format(name=tidy_name(message.name))
    return words[message.author.value]


def name_visitor(name: str, site: Site) -> str:
    """The visitor, with the name that they gave of themselves."""
    words, given = site.words.shared, tidy_name(name)
    if not given:
        return words["visitor"]
    return f"{words['visitor']}, {words['named'].format(name=given)}"


def draw_message(message: Message, site: Site) -> Iterator[Json]:
    """A message with its author and time."""
    head = section(*_head(message, site))
    if message.removed:
        yield rich(head, section(text(site.words.handoff["removed"], italic=True)))
    elif message.answer is None:
        first, *further = portions(site.spans(message.text))
        yield rich(head, quoted(*first))
        yield from (rich(quoted(*portion)) for portion in further)
    else:
        yield rich(head)
        told = read_message(message, site.hosts)
        yield from draw_prose(told, site.words.shared["more-rows"], has_table=True)


def draw_transcript(messages: Iterable[Message], site: Site) -> tuple[Post, ...]:
    """A conversation so far, in as many posts as it needs."""
    title = site.words.handoff["transcript"]
    told = [block for message in messages for block in draw_message(message, site)]
    return deal(title, [line(text(title, bold=True)), *told]) if told else ()


def _head(message: Message, site: Site) -> Iterator[Json]:
    yield text(name_author(message, site), bold=True)
    yield text(_BETWEEN)
    yield moment(message.at)
    told = {"edited": message.edited, "mailed": message.mailed}
    for name, is_so in told.items():
        if is_so:
            yield text(_BETWEEN + site.words.handoff[name])
