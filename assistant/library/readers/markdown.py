"""Reads Markdown: CommonMark with tables, front matter, and three kinds of mark in comments.

`<!-- source: N -->` names the source of a section, counted from 1 in the front matter;
`<!-- asked: one wording | another -->` gives other ways to ask for it;
`<!-- only: word | word -->` keeps it from questions that have none of these words;
`<!-- exact: directory -->` says which exact tool answers what is asked there, where it can.
"""

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from assistant.library.readers.encoding import decode_text
from assistant.library.readers.front_matter import FrontMatter, split_front_matter
from assistant.library.readers.grid import Row, table_block
from assistant.library.readers.items import Item, list_block
from assistant.library.readers.outline import Outline
from assistant.library.readers.reading import Reading, clean_text, readable_name
from assistant.seams import DocumentRefused
from assistant.vocabulary import Block, BlockKind

_SOURCE_MARK = re.compile(r"<!--\s*source:\s*(\d{1,6})\s*-->", re.IGNORECASE)
_ASKED_MARK = re.compile(r"<!--\s*asked:(.*?)-->", re.IGNORECASE | re.DOTALL)
_EXACT_MARK = re.compile(r"<!--\s*exact:\s*(\w+)\s*-->", re.IGNORECASE)
_ONLY_MARK = re.compile(r"<!--\s*only:(.*?)-->", re.IGNORECASE | re.DOTALL)
_UNSHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)|</?[a-z!?][^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_LISTS = ("bullet_list", "ordered_list")


def read_markdown(content: bytes, name: str) -> Reading:
    """Read a Markdown file.

    Args:
        content: The file.
        name: Its name, for a title if it states none.

    Raises:
        DocumentRefused: It is not UTF-8, its front matter is wrong, or a mark names no source.
    """
    text = decode_text(content)
    front, body = split_front_matter(text)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tree = SyntaxTreeNode(parser.parse(body))
    title = front.title or _first_heading(tree) or readable_name(name)
    walk = _Walk(Outline(title, text.split("\n")), front)
    walk.add_all(tree)
    return Reading(title, walk.outline.sections(), front)


def _first_heading(tree: SyntaxTreeNode) -> str:
    return next(
        (_plain(node) for node in tree.children if node.type == "heading" and node.tag == "h1"), ""
    )


class _Walk:
    """Goes through the tree's blocks once, in order."""

    def __init__(self, outline: Outline, front: FrontMatter) -> None:
        self.outline = outline
        self._front = front

    def add_all(self, parent: SyntaxTreeNode) -> None:
        for node in parent.children:
            match node.type:
                case "heading":
                    self.outline.open_heading(int(node.tag[1:]), _plain(node))
                case "bullet_list" | "ordered_list":
                    self._add_list(node)
                case "table":
                    self._add_table(node)
                case "blockquote":
                    self.add_all(node)
                case "html_block":
                    self._add_html(node)
                case _:
                    self._add_paragraph(node)

    def _add_paragraph(self, node: SyntaxTreeNode) -> None:
        if text := _plain(node):
            first, last = _lines(node)
            self.outline.add(Block(BlockKind.PARAGRAPH, text, raw="", line=first, line_end=last))

    def _add_list(self, node: SyntaxTreeNode) -> None:
        block = list_block(list(_items(node, self.outline, depth=0)))
        if block.items:
            self.outline.add(block)

    def _add_table(self, node: SyntaxTreeNode) -> None:
        rows = [
            Row(tuple(_plain(cell) for cell in row.children), self.outline.cut(*span), *span)
            for part in node.children
            for row in part.children
            for span in [_lines(row)]
        ]
        if block := table_block(rows, has_header=True):
            self.outline.add(block)

    def _add_html(self, node: SyntaxTreeNode) -> None:
        if mark := _SOURCE_MARK.search(node.content):
            self._set_origin(int(mark.group(1)), _lines(node)[0])
        for wordings in _ASKED_MARK.findall(node.content):
            asked = (clean_text(wording) for wording in wordings.split("|"))
            self.outline.set_asked(wording for wording in asked if wording)
        for words in _ONLY_MARK.findall(node.content):
            only = (clean_text(word) for word in words.split("|"))
            self.outline.set_only(word for word in only if word)
        for tool in _EXACT_MARK.findall(node.content):
            self.outline.set_exact(tool.lower())
        self._add_paragraph(node)

    def _set_origin(self, number: int, line: int) -> None:
        known = len(self._front.origins)
        if not 1 <= number <= known:
            raise DocumentRefused(
                f"Line {line} says 'source: {number}', but the front matter lists {known} "
                "sources: correct the number or add the source."
            )
        self.outline.set_origin(number - 1)


def _items(parent: SyntaxTreeNode, outline: Outline, depth: int) -> Iterator[Item]:
    for entry in parent.children:
        nested = [child for child in entry.children if child.type in _LISTS]
        own = [child for child in entry.children if child.type not in _LISTS]
        first, last = _lines(entry)
        own_last = _lines(nested[0])[0] - 1 if nested else last
        text = clean_text(" ".join(_plain(child) for child in own))
        yield Item(text, outline.cut(first, max(first, own_last)), depth, first, last)
        for child in nested:
            yield from _items(child, outline, depth + 1)


def _lines(node: SyntaxTreeNode) -> tuple[int, int]:
    first, last = node.map or (0, 0)
    return first + 1, last


def _plain(node: SyntaxTreeNode) -> str:
    return clean_text("".join(_words(node)))


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    match node.type:
        case "softbreak" | "hardbreak":
            yield " "
        case "html_block":
            yield html.unescape(_UNSHOWN.sub(" ", node.content))
        case "html_inline":
            yield " " if node.content.lower().startswith("<br") else ""
        case "image" | "s":  # words struck out no longer hold
            pass
        case _ if node.children:
            for child in node.children:
                yield from _words(child)
            yield " " if node.type == "paragraph" else ""
        case _:
            yield node.content
