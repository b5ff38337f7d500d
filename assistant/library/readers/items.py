"""Entries of a list, and how nested ones are told without their indentation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.vocabulary import Block, BlockKind

_SENTENCE_ENDS = (".", "!", "?")


@dataclass(frozen=True, slots=True)
class Item:
    """A list entry; `depth` grows with nesting, by any step."""

    text: str
    raw: str
    depth: int = 0
    line: int = 0
    line_end: int = 0


def flatten_items(items: Sequence[Item]) -> list[Item]:
    """Tell nested entries under their parents: `Dues: small cities: 100 USD`.

    A parent that is a sentence of its own also stays as an entry; a mere label does not.
    """
    flat: list[Item] = []
    parents: list[Item] = []
    for position, item in enumerate(items):
        while parents and parents[-1].depth >= item.depth:
            parents.pop()
        told = replace(item, text=_under(parents, item.text))
        is_parent = position + 1 < len(items) and items[position + 1].depth > item.depth
        if item.text and (not is_parent or item.text.endswith(_SENTENCE_ENDS)):
            flat.append(told)
        parents.append(item)
    return flat


def _under(parents: Sequence[Item], text: str) -> str:
    told = ""
    for words in [*(parent.text for parent in parents), text]:
        if told and words:
            told += " " if told.endswith(_SENTENCE_ENDS) else ": "
        told += words if words is text else words.rstrip(":")
    return told


def list_block(items: Sequence[Item], *, page: int = 0) -> Block:
    """A list without lead-in; `raw` is its entries line by line."""
    flat = flatten_items(items)
    return Block(
        BlockKind.LIST,
        text="",
        raw="\n".join(item.raw for item in items),
        line=min((item.line for item in items), default=0),
        line_end=max((item.line_end for item in items), default=0),
        page=page,
        items=tuple(item.text for item in flat),
        raw_items=tuple(item.raw for item in flat),
        item_lines=tuple(item.line for item in flat),
    )
