"""The blocks that Slack's clients make of what a person types (docs.slack.dev, `rich_text` block).

Only as much of it as the tests type: lines with a bullet or behind `>`, and marks within a line.
"""

import html
import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from tests.slack_double.fields import Fields

_STYLES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
_INLINE = re.compile(
    r"<(?P<live>[^<>]+)>|:(?P<emoji>[a-z_]+):|(?<!\w)(?P<mark>[*_~`])(?P<styled>\S[^\n]*?)(?P=mark)(?!\w)"
)
_SIGNS = {"tada": "1f389", "wave": "1f44b"}  # the rest: as pictures that a workspace has made
_QUOTED, _BULLET = "&gt; ", "\u2022 "


def rich_text(text: str) -> list[Fields]:
    """The one block of a message of a person; none where they typed nothing."""
    if not text:
        return []
    parts: list[Fields] = []
    for lead, lines in groupby(text.split("\n"), _lead):
        parts.append(_part(lead, [line.removeprefix(lead) for line in lines]))
    for part, following in pairwise(parts):
        if part["type"] == following["type"] == "rich_text_section":
            part["elements"].append({"type": "text", "text": "\n"})
    return [{"type": "rich_text", "block_id": "typed", "elements": parts}]


def _lead(line: str) -> str:
    return next((lead for lead in (_QUOTED, _BULLET) if line.startswith(lead)), "")


def _part(lead: str, lines: list[str]) -> Fields:
    if lead == _BULLET:
        items = [_section("rich_text_section", line) for line in lines]
        return {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items}
    return _section("rich_text_quote" if lead else "rich_text_section", "\n".join(lines))


def _section(type: str, text: str) -> Fields:
    return {"type": type, "elements": list(_elements(text))}


def _elements(text: str) -> Iterator[Fields]:
    end = 0
    for found in _INLINE.finditer(text):
        yield from _text(text[end : found.start()])
        end = found.end()
        if found["mark"]:
            styled = (
                [*_elements(found["styled"])] if found["mark"] != "`" else [*_text(found["styled"])]
            )
            for one in styled:
                yield {**one, "style": one.get("style", {}) | {_STYLES[found["mark"]]: True}}
        elif found["emoji"]:
            sign = _SIGNS.get(found["emoji"])
            yield {"type": "emoji", "name": found["emoji"]} | ({"unicode": sign} if sign else {})
        else:
            yield _live(found["live"])
    yield from _text(text[end:])


def _text(text: str) -> Iterator[Fields]:
    if text:
        yield {"type": "text", "text": html.unescape(text)}


def _live(inner: str) -> Fields:
    target, _, label = inner.partition("|")
    match target[0]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!" if "^" in target:
            return {"type": "usergroup", "usergroup_id": target.partition("^")[2]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
    url = html.unescape(target)
    return {"type": "link", "url": url} | ({"text": html.unescape(label)} if label else {})
