"""What comes to life in Slack, and what Slack would refuse, told from the outside.

Strict: whatever is not known to be dead or allowed counts. It shows our reading of Slack's
documents, not Slack.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from assistant.slack.blocks.elements import Json
from assistant.thread import Post

OWN_HOSTS: Final = ("assistant.example", "workspace.slack.example")
_DEAD: Final = frozenset({
    *("actions", "button", "context", "divider", "header", "input", "plain_text_input"),
    *("plain_text", "raw_text", "rich_text", "rich_text_list", "rich_text_preformatted"),
    *("rich_text_quote", "rich_text_section", "table", "text", "date", "modal", "home"),
})  # fmt: skip
_MARK_UP: Final = re.compile(r"[<>]|&(?!amp;|lt;|gt;)|://")


def live(shown: Post | Json, hosts: Collection[str] = ()) -> list[str]:
    """All in it that Slack would read as more than text.

    Args:
        shown: A message or a view.
        hosts: To which texts may link; our own and Slack's are always allowed.
    """
    if isinstance(shown, Post):
        found = [f"text: {one}" for one in _MARK_UP.findall(shown.text)]
        return found + [one for block in shown.blocks for one in _live(block, hosts)]
    return [*_live(shown, hosts)]


def _live(value: object, hosts: Collection[str]) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _live_object(value, hosts)
        value = [*value.values()]
    if isinstance(value, list | tuple):
        for one in value:
            yield from _live(one, hosts)


def _live_object(value: Mapping[str, Any], hosts: Collection[str]) -> Iterator[str]:
    kind = value.get("type", "")
    if kind and kind not in _DEAD and kind != "link":
        yield f"type: {kind}"
    if kind == "plain_text" and value.get("emoji") is not False:
        yield "emoji"
    address = value.get("url", "")
    if address and not (address.startswith("http") and _host(address) in (*OWN_HOSTS, *hosts)):
        yield f"url: {address}"


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def visible(value: object) -> str:
    """The words that are seen, in their order."""
    if isinstance(value, Post):
        return visible(value.blocks)
    if isinstance(value, Mapping):
        told = value.get("text") or value.get("initial_value") or ""
        words = told if isinstance(told, str) else ""
        return words + "".join(visible(one) for one in value.values() if not isinstance(one, str))
    return "".join(visible(one) for one in value) if isinstance(value, list | tuple) else ""


def refused(shown: Post | Json) -> list[str]:
    """What Slack's own models and documents refuse in it."""
    if isinstance(shown, Post):
        wrong = [f"{len(shown.text)} characters"] if len(shown.text) > 40_000 else []
        wrong += [f"{len(shown.blocks)} blocks"] if not 0 < len(shown.blocks) <= 50 else []
        # Others saw messages refused from 13,300 characters on.
        wrong += ["too long"] if len(json.dumps(shown.blocks, ensure_ascii=False)) > 13_000 else []
        blocks: Any = shown.blocks
    else:
        wrong, blocks = [], shown["blocks"]
        View(**shown).validate_json()
    tables = [one for one in blocks if one["type"] == "table"]
    wrong += ["tables"] if len(tables) > 1 else []
    for block in blocks:
        parsed = Block.parse(dict(block))
        assert parsed is not None
        parsed.validate_json()
        wrong += _too_much(block)
    return wrong


def _too_much(value: object) -> list[str]:
    """Empty texts, empty lists, tables that are too big."""
    wrong = []
    if isinstance(value, Mapping):
        if value.get("text") == "" or value.get("elements") == []:
            wrong.append(f"empty: {value['type']}")
        if len(str(value.get("value", ""))) > 2_000 or len(str(value.get("action_id", ""))) > 255:
            wrong.append("id")
        rows = value.get("rows", [])
        if len(rows) > 100 or any(len(row) > 20 for row in rows):
            wrong.append("rows")
        value = [*value.values()]
    if isinstance(value, list | tuple):
        wrong += [one for part in value for one in _too_much(part)]
    return wrong
