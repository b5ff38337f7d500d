"""The pieces of Block Kit that the house uses, each within its limit.

Text stands in `text` elements or `plain_text` objects alone, which Slack never reads for mentions
or links; there is no `mrkdwn` here.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from assistant.slack.blocks.limits import (
    BUTTON_TEXT,
    BUTTON_VALUE,
    FIELD_TEXT,
    HEADER,
    LABEL,
    PLAIN,
    PORTION,
)
from assistant.slack.blocks.signs import shorten, tidy

Json = Mapping[str, Any]

DIVIDER: Final[Json] = {"type": "divider"}
_ITEMS: Final = 20  # of a list in one block
_NOTHING: Final = "\u2013"  # Slack refuses an empty text


def text(words: str, *, bold: bool = False, italic: bool = False) -> Json:
    """Words as they are."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    element = {"type": "text", "text": shorten(tidy(words), PLAIN) or _NOTHING}
    return element | ({"style": style} if style else {})


def texts(words: str, *, bold: bool = False) -> list[Json]:
    """Words of any length, in pieces that are each taken."""
    shown = tidy(words)
    pieces = (shown[start : start + PLAIN] for start in range(0, len(shown), PLAIN))
    return [text(piece, bold=bold) for piece in pieces]


def link(url: str, words: str) -> Json:
    """A link to an address that the caller vouches for."""
    return {"type": "link", "url": url, "text": shorten(tidy(words), PLAIN) or url}


def moment(at: datetime) -> Json:
    """A moment in the time of whoever reads; other programs show it in UTC."""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty} {time}",
        "fallback": f"{at:%Y-%m-%d %H:%M} UTC",
    }


def section(*elements: Json) -> Json:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": [*elements] or [text("")]}


def quoted(*elements: Json) -> Json:
    """A paragraph behind a bar: somebody else's words."""
    return {"type": "rich_text_quote", "elements": [*elements] or [text("")]}


def preformatted(lines: Iterable[str]) -> Json:
    """Lines in letters of one width."""
    return {"type": "rich_text_preformatted", "elements": [text(f"{one}\n") for one in lines]}


def listed(items: Iterable[Json], *, ordered: bool = False) -> Json:
    """A list of paragraphs."""
    style = "ordered" if ordered else "bullet"
    return {"type": "rich_text_list", "style": style, "elements": [*items]}


def lists(items: Iterable[Json], *, ordered: bool = False) -> list[Json]:
    """A list of any length as blocks, so that what does not fit is cut between two of them."""
    told = [*items]
    starts = range(0, len(told), _ITEMS)
    parts = [(start, listed(told[start : start + _ITEMS], ordered=ordered)) for start in starts]
    return [rich({**part, "offset": start} if ordered else part) for start, part in parts]


def rich(*parts: Json) -> Json:
    """A block of paragraphs, quotes and lists."""
    return {"type": "rich_text", "elements": [*parts]}


def line(*elements: Json) -> Json:
    """A block of one paragraph."""
    return rich(section(*elements))


def portions(elements: Iterable[Json]) -> Iterator[list[Json]]:
    """The pieces of a paragraph, dealt to as many paragraphs as a message has room for each."""
    portion: list[Json] = []
    used = 0
    for element in elements:
        size = len(json.dumps(element, ensure_ascii=False))
        if portion and used + size > PORTION:
            yield portion
            portion, used = [], 0
        portion.append(element)
        used += size
    yield portion


def plain(words: str, characters: int = PLAIN) -> Json:
    """A text object that shows what it is given."""
    shown = shorten(tidy(words), characters) or _NOTHING
    return {"type": "plain_text", "text": shown, "emoji": False}


def header(words: str) -> Json:
    """A heading."""
    return {"type": "header", "text": plain(words, HEADER)}


def remark(words: str) -> Json:
    """A line in small print."""
    return {"type": "context", "elements": [plain(words)]}


def button(words: str, action: str, value: str, *, style: str = "", url: str = "") -> Json:
    """A button.

    Args:
        words: On it.
        action: One of `actions`.
        value: What it is about; an id of ours.
        style: `primary`, `danger`, or none.
        url: What it opens, if anything; the caller vouches for it.
    """
    assert len(value) <= BUTTON_VALUE
    told = {"value": value, "style": style, "url": url}
    shown = {"type": "button", "text": plain(words, BUTTON_TEXT), "action_id": action}
    return shown | {name: one for name, one in told.items() if one}


def buttons(*elements: Json) -> Json:
    """A row of buttons."""
    return {"type": "actions", "elements": [*elements]}


def field(name: str, label: str, filled: str = "", *, optional: bool = False) -> Json:
    """A field of a form for several lines.

    Args:
        name: Of the block and of the element in it.
        label: Above it.
        filled: What it holds at first.
        optional: Whether it may stay empty.
    """
    element = {"type": "plain_text_input", "action_id": name, "multiline": True}
    element |= {"max_length": FIELD_TEXT}
    if filled:
        element["initial_value"] = shorten(tidy(filled), FIELD_TEXT)
    label_object = plain(label, LABEL)
    told = {"type": "input", "block_id": name, "label": label_object, "element": element}
    return told | {"optional": optional}
