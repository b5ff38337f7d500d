"""Lines of bare text become paragraphs and lists, by what the eye goes by."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.library.readers.items import Item, list_block
from assistant.library.readers.reading import clean_text
from assistant.vocabulary import Block, BlockKind

_BULLET = re.compile(
    r"\s*(?:[-*+\u2013\u2014]|[\u2022\u25aa\u25cf\u25e6\u2023\u00b7]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)"
)
_CERTAIN = re.compile(r"\s*[\u2022\u25aa\u25cf\u25e6\u2023]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line.

    Attributes:
        apart: Whether more room than usual lies before it: an empty line, a gap.
    """

    text: str
    number: int = 0
    page: int = 0
    apart: bool = False


@dataclass(slots=True)
class _Group:
    entries: list[list[TextLine]]
    is_list: bool

    @property
    def last_line(self) -> str:
        return self.entries[-1][-1].text.rstrip()


def line_blocks(lines: Iterable[TextLine]) -> list[Block]:
    """Join lines to paragraphs and lists.

    A line with a bullet or number begins a list entry where one can stand: after a gap, a colon or
    another entry. Elsewhere `12. May` or `- 2016` is a sentence that goes on.
    """
    groups: list[_Group] = []
    for line in lines:
        last = groups[-1] if groups else None
        if _begins_item(line, last):
            if not (last and last.is_list):
                groups.append(_Group([], is_list=True))
            groups[-1].entries.append([line])
        elif last and not line.apart:
            last.entries[-1].append(line)
        else:
            groups.append(_Group([[line]], is_list=False))
    return [_list(group) if group.is_list else _paragraph(group) for group in groups]


def _begins_item(line: TextLine, last: _Group | None) -> bool:
    if not _BULLET.match(line.text):
        return False
    return (
        last is None
        or line.apart
        or last.is_list
        or last.last_line.endswith(":")
        or bool(_CERTAIN.match(line.text))
    )


def _paragraph(group: _Group) -> Block:
    (lines,) = group.entries
    return Block(
        BlockKind.PARAGRAPH,
        text=join_lines([line.text for line in lines]),
        raw="\n".join(line.text for line in lines),
        line=lines[0].number,
        line_end=lines[-1].number,
        page=lines[0].page,
    )


def _list(group: _Group) -> Block:
    return list_block([_item(lines) for lines in group.entries], page=group.entries[0][0].page)


def _item(lines: list[TextLine]) -> Item:
    first = lines[0].text
    return Item(
        text=join_lines([_BULLET.sub("", first, count=1), *(line.text for line in lines[1:])]),
        raw="\n".join(line.text for line in lines).strip(),
        depth=len(first) - len(first.lstrip()),
        line=lines[0].number,
        line_end=lines[-1].number,
    )


def join_lines(lines: Iterable[str]) -> str:
    """One line of text; a soft hyphen at a line's end vanishes, a real one stays without a gap."""
    joined = ""
    for line in lines:
        text = line.strip()
        if joined.endswith("\u00ad") or re.search(r"[^\W\d_]-$", joined):
            joined += text
        else:
            joined += f" {text}"
    return clean_text(joined)
