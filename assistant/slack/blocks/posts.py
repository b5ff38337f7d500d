"""A message of Slack as a value, and how many blocks go into one."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from assistant.slack.blocks.elements import Json, plain, remark
from assistant.slack.blocks.limits import (
    BLOCK_CHARACTERS,
    MESSAGE_BLOCKS,
    MESSAGE_CHARACTERS,
    METADATA,
    NOTICE,
    VIEW_BLOCKS,
    VIEW_TITLE,
)
from assistant.slack.blocks.signs import shorten, tidy
from assistant.thread import Post

_NOTICE_WORDS: Final = 300  # of a notification; more is not shown
# Where an address or a domain would become a link by itself: a space behind it keeps it dead.
_BARE: Final = re.compile(r"(?i)\b(?:mailto|tel):(?=\S)|(?<=[\w-])\.(?=[a-z]{2,})")
_ROOM: Final = 500  # for the line that says what is left out


def escape(words: str) -> str:
    """Words for where Slack reads mark-up: no mention, link or special of theirs is one."""
    safe = tidy(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BARE.sub(lambda found: f"{found[0]} ", safe.replace("://", ": //"))


def post(notice: str, blocks: Iterable[Json], more: str, *, tail: Sequence[Json] = ()) -> Post:
    """One message; what does not fit is left out, and a line says so.

    Args:
        notice: For the notification, as written.
        blocks: In their order.
        more: Says that so many parts, `{number}`, are left out, and where they are.
        tail: Blocks that are never left out, such as buttons.
    """
    shown = fit([*blocks], more, MESSAGE_BLOCKS - len(tail), MESSAGE_CHARACTERS - _size(tail))
    return Post(notify(notice), (*shown, *tail))


def notify(notice: str) -> str:
    """The text beside the blocks."""
    return shorten(escape(shorten(notice, _NOTICE_WORDS)), NOTICE)


def fit(blocks: Sequence[Json], more: str, count: int, characters: int) -> tuple[Json, ...]:
    """As many blocks from the first on as there is room for, and a line for those that are not."""
    if len(blocks) <= count and _size(blocks) <= characters:
        return tuple(blocks)
    kept = 0
    while kept < min(len(blocks), count - 1) and _size(blocks[: kept + 1]) <= characters - _ROOM:
        kept += 1
    return (*blocks[:kept], remark(more.format(number=len(blocks) - kept)))


def deal(notice: str, parts: Iterable[Json]) -> tuple[Post, ...]:
    """As many messages as the blocks need; none is left out, and their order is kept."""
    dealt = groupby(_numbered(parts), key=lambda pair: pair[0])
    return tuple(Post(notify(notice), tuple(block for _, block in pairs)) for _, pairs in dealt)


def _numbered(parts: Iterable[Json]) -> Iterator[tuple[int, Json]]:
    """Each block with the number of the message in which it still has room."""
    number = count = characters = 0
    for block in parts:
        size = _size([block])
        if count == MESSAGE_BLOCKS or (count and characters + size > MESSAGE_CHARACTERS):
            number, count, characters = number + 1, 0, 0
        count, characters = count + 1, characters + size
        yield number, block


def form(name: str, labels: Sequence[str], blocks: Iterable[Json], carries: str) -> Json:
    """A form in a window of its own.

    Args:
        name: One of `actions`.
        labels: Its title, what sends it in, what closes it.
        blocks: Its fields.
        carries: What comes back with it, unseen.
    """
    assert len(carries) <= METADATA
    title, submit, close = (plain(label, VIEW_TITLE) for label in labels)
    told = {"type": "modal", "callback_id": name, "title": title, "submit": submit, "close": close}
    return told | {"private_metadata": carries, "blocks": [*blocks]}


def home(blocks: Sequence[Json], more: str) -> Json:
    """The assistant's own page."""
    shown = fit(blocks, more, VIEW_BLOCKS, 2 * MESSAGE_CHARACTERS)
    return {"type": "home", "blocks": [*shown]}


def _size(blocks: Iterable[Json]) -> int:
    return sum(len(json.dumps(one, ensure_ascii=False)) + BLOCK_CHARACTERS for one in blocks)
