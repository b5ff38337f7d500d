"""Reads HTML pages: what a visitor of the page sees, without its menus and scripts.

lxml and not trafilatura: its search for the main text leaves out short lists and tables, which are
where an association's facts stand, and importing it takes 2.5 s.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree  # lxml ships no types

from assistant.library.readers.encoding import decode_text
from assistant.library.readers.grid import Row, table_block
from assistant.library.readers.items import Item, list_block
from assistant.library.readers.outline import Outline
from assistant.library.readers.reading import Reading, clean_text, readable_name
from assistant.seams import DocumentRefused
from assistant.vocabulary import Block, BlockKind

_Element: TypeAlias = Any  # lxml ships no types

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")
_LISTS = ("ul", "ol", "dl", "menu")
# Struck-out words no longer hold, so they are not read either.
_UNSHOWN = {
    *("script", "style", "noscript", "template", "head", "nav", "footer", "dialog"),
    *("button", "select", "option", "textarea", "input", "del", "s", "strike"),
    *("iframe", "object", "svg", "canvas", "audio", "video", "img"),
}
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em"),
    *("font", "i", "ins", "kbd", "label", "mark", "q", "ruby", "samp", "small", "span", "strong"),
    *("sub", "sup", "time", "tt", "u", "var", "wbr"),
}
_HIDING_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MAX_SPAN = 100  # of a cell; the standard allows 1,000 columns and 65,534 rows


def read_html(content: bytes, name: str) -> Reading:
    """Read an HTML page; its title is its first `h1`, else its `title`, else its name.

    Raises:
        DocumentRefused: It holds no mark-up or its letters are not in the encoding it names.
    """
    declared = _CHARSET.search(content[:4096])
    text = decode_text(content, declared=declared.group(1).decode() if declared else "")
    if not re.search(r"<[a-zA-Z!]", text):
        raise DocumentRefused("There is no HTML in it: give it the ending .txt.")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    page = etree.fromstring(text.encode(), parser)
    if page is None:
        return Reading(readable_name(name), ())
    main = _main_part(page)
    title = _title(page, main) or readable_name(name)
    walk = _Walk(Outline(title))
    walk.enter(main)
    return Reading(title, walk.outline.sections())


def _main_part(page: _Element) -> _Element:
    for path in ("//main | //*[@role='main']", "//article", "//body"):
        found = page.xpath(path)
        if len(found) == 1:
            return found[0]
    return page


def _title(page: _Element, main: _Element) -> str:
    for element in [*main.iter("h1"), *page.iter("h1"), *page.iter("title")]:
        if not _is_hidden(element) and (title := _text(element)):
            return title
    return ""


class _Walk:
    """Goes through the elements once, in order, and gathers words until a block ends."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self._words: list[str] = []

    def enter(self, element: _Element) -> None:
        tag = element.tag
        if tag in _INLINE:
            self._walk(element)
        elif tag == "br":
            self._words.append(" ")
        elif _HEADING.fullmatch(tag):
            self.outline.open_heading(int(tag[1]), _text(element))
        elif tag in _LISTS:
            self._add(list_block(list(_items(element, depth=0))))
        elif tag == "table" and not _is_layout(element):
            self._add(_table(element))
        else:
            self._walk(element)
            self._end_paragraph(element.sourceline)

    def _walk(self, element: _Element) -> None:
        self._words.append(element.text or "")
        for child in element:
            if child.tag not in _INLINE and child.tag != "br" and not _is_hidden(child):
                self._end_paragraph(element.sourceline)
            if not _is_hidden(child):
                self.enter(child)
            self._words.append(child.tail or "")

    def _end_paragraph(self, line: int) -> None:
        text = clean_text("".join(self._words))
        self._words.clear()
        if text:
            self.outline.add(Block(BlockKind.PARAGRAPH, text, text, line, line))

    def _add(self, block: Block | None) -> None:
        if block and (block.items or block.rows):
            self.outline.add(block)


def _is_hidden(element: _Element) -> bool:
    return (
        element.tag in _UNSHOWN
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or element.get("role") == "navigation"
        or bool(_HIDING_STYLE.search(element.get("style", "")))
    )


def _is_layout(table: _Element) -> bool:
    return bool(table.xpath(".//table | .//h1 | .//h2 | .//h3 | .//h4 | .//ul | .//ol"))


def _text(element: _Element, *, without_lists: bool = False) -> str:
    return clean_text("".join(_strings(element, without_lists)))


def _strings(element: _Element, without_lists: bool) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not (_is_hidden(child) or (without_lists and child.tag in _LISTS)):
            room = "" if child.tag in _INLINE else " "
            yield room
            yield from _strings(child, without_lists)
            yield room
        yield child.tail or ""


def _items(parent: _Element, depth: int) -> Iterator[Item]:
    for child in parent:
        if _is_hidden(child):
            continue
        if child.tag in _LISTS or child.tag == "div":
            yield from _items(child, depth + (child.tag != "div"))
            continue
        own_depth = depth + (child.tag == "dd")
        text = _text(child, without_lists=True)
        yield Item(text, text, own_depth, child.sourceline, child.sourceline)
        for nested in _nested_lists(child):
            yield from _items(nested, own_depth + 1)


def _nested_lists(element: _Element) -> Iterator[_Element]:
    for child in element:
        if child.tag in _LISTS:
            yield child
        else:
            yield from _nested_lists(child)


def _table(table: _Element) -> Block | None:
    captions = [_text(caption) for caption in table.iter("caption")]
    return table_block(list(_rows(table)), caption=" ".join(captions))


def _rows(table: _Element) -> Iterator[Row]:
    """Rows with every merged cell repeated in each place that it covers."""
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _take_hanging(cells, hanging)
            text, wide, high = _text(cell), _span(cell, "colspan"), _span(cell, "rowspan")
            if high > 1:
                places = range(len(cells), len(cells) + wide)
                hanging.update(dict.fromkeys(places, (high - 1, text)))
            cells += [text] * wide
        _take_hanging(cells, hanging)
        yield Row(tuple(cells), " | ".join(cells), row.sourceline, row.sourceline)


def _take_hanging(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(cells) in hanging:
        left, text = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: _Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), _MAX_SPAN) if value.isdecimal() and int(value) else 1
