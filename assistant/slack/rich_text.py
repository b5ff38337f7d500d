"""Reads the blocks in which Slack spells what people type (docs.slack.dev, `rich_text` block)."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_SCHEME: Final = re.compile(r"(?:https?://|mailto:|tel:)")
# What each element says, by the field in which it says it; one without it cannot be read.
_SAID_IN: Final = {
    "text": "text",
    "link": "url",
    "emoji": "name",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "broadcast": "range",
    "color": "value",
    "date": "fallback",
}
_MENTIONS: Final = {"user": "@", "channel": "#", "usergroup": "!subteam^", "broadcast": "!"}
_PARTS: Final = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
_LIST: Final = "rich_text_list"

Element = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RichText:
    """The blocks of one message.

    Attributes:
        text: The same message as Slack words it beside its blocks.
        mention: What a reader sees for `@U1`, `#C1`, `!here` or `!subteam^S1`.
    """

    text: str
    mention: Callable[[str], str]

    def read(self, blocks: object) -> str:
        """The words as a reader sees them; empty where anything in the blocks is unknown.

        Lists become lines with "- " or their number, quoted lines begin with "> ".
        """
        if not (isinstance(blocks, list) and all(map(_is_rich_text, blocks))):
            return ""
        told = ""
        for part in (part for block in blocks for part in block["elements"]):
            words = self._part(part)
            parted = not told or told.endswith("\n") or words.startswith("\n")
            told += words if parted else f"\n{words}"
        return told.strip()

    def _part(self, part: Element) -> str:
        if part["type"] == _LIST:
            return "\n".join(self._items(part))
        words = "".join(map(self._element, part["elements"]))
        if part["type"] == "rich_text_quote":
            return "\n".join(f"> {line}" for line in words.strip("\n").split("\n"))
        return words

    def _items(self, part: Element) -> Iterator[str]:
        margin = "  " * _number(part.get("indent"))
        first = _number(part.get("offset")) + 1
        for number, item in enumerate(part["elements"], first):
            sign = f"{number}." if part.get("style") == "ordered" else "-"
            words = self._part(item).strip("\n").replace("\n", f"\n{margin}  ")
            yield f"{margin}{sign} {words}"

    def _element(self, element: Element) -> str:
        type = element["type"]
        if type in _PARTS:
            return self._part(element)
        said = element[_SAID_IN[type]]
        if type == "emoji":
            return emoji_sign(element) or f":{emoji_name(element)}:"
        if type == "link":
            return say_link(said, self._typed(str(element.get("text") or "")))
        return self.mention(_MENTIONS[type] + said) if type in _MENTIONS else self._typed(said)

    def _typed(self, words: str) -> str:
        """Words as somebody typed them: Slack's reference leaves open whether it escapes here."""
        return words if html.escape(words, quote=False) in self.text else _unescape(words)


def say_link(address: str, label: str) -> str:
    """An address; Slack gives one that was typed without its beginning that as its label."""
    bare = _SCHEME.sub("", address, count=1)
    if label in {bare, address}:
        return label
    shown = address if address.startswith("http") else bare
    return f"{label} ({shown})" if label else shown


def emoji_name(emoji: Element) -> str:
    """The name that a text gives an emoji, with its tone."""
    tone = f"::skin-tone-{emoji['skin_tone']}" if emoji.get("skin_tone") else ""
    return f"{emoji.get('name')}{tone}"


def emoji_sign(emoji: Element) -> str:
    """The sign of which Slack gives the code points, `1f44b-1f3fb`; empty where it gives none."""
    try:
        return "".join(chr(int(point, 16)) for point in str(emoji.get("unicode", "")).split("-"))
    except (ValueError, OverflowError):
        return ""


def _is_rich_text(block: object) -> bool:
    """Whether a block holds nothing but what is known here."""
    return (
        isinstance(block, Mapping)
        and block.get("type") == "rich_text"
        and isinstance(block.get("elements"), list)
        and all(map(_is_part, block["elements"]))
    )


def _is_part(part: object) -> bool:
    if not (isinstance(part, Mapping) and isinstance(part.get("elements"), list)):
        return False
    if part.get("type") == _LIST:
        return all(map(_is_part, part["elements"]))
    return part.get("type") in _PARTS and all(map(_is_known, part["elements"]))


def _is_known(element: object) -> bool:
    if not isinstance(element, Mapping):
        return False
    field = _SAID_IN.get(str(element.get("type")))
    return isinstance(element.get(field), str) if field else _is_part(element)


def _number(told: object) -> int:
    """A number of Slack's, where it gives one that makes sense."""
    return told if isinstance(told, int) and 0 <= told < 10_000 else 0


def _unescape(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
