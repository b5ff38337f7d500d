"""Collects blocks under the headings they stand below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.vocabulary import Block, BlockKind, Section


@dataclass(slots=True)
class _Level:
    rank: int
    heading: str
    origin: int


@dataclass(slots=True)
class _Part:
    path: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)
    asked: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    exact: str = ""


def same_heading(one: str, other: str) -> bool:
    """Whether two headings differ at most in capitals."""
    return one.casefold() == other.casefold()


class Outline:
    """Turns headings and blocks, in the order of the file, into sections.

    Args:
        title: The document's title; a top heading of the same words opens no level of its own.
        lines: The file's lines where it has any: `Block.raw` is then cut from them verbatim.
    """

    def __init__(self, title: str, lines: Sequence[str] = ()) -> None:
        self._title = title
        self._lines = lines
        self._levels = [_Level(0, "", 0)]
        self._parts = [_Part(())]
        self._marks_lead: bool | None = None
        self._marked = 0  # how many blocks of the open section have their origin

    def open_heading(self, rank: int, heading: str) -> None:
        """Begin a section; `rank` is 1 for the outermost heading."""
        while len(self._levels) > 1 and self._levels[-1].rank >= rank:
            self._levels.pop()
        if rank > 1 or not same_heading(heading, self._title):
            self._levels.append(_Level(rank, heading, self._levels[-1].origin))
        self._marks_lead = None
        self.start_section()

    def set_origin(self, origin: int) -> None:
        """Mark what blocks of this heading rest on; headings within it inherit the last mark.

        A heading's first mark shows how its writer sets them: before any block, each mark holds for
        what follows it; after one, each holds for what stands above it, up to the mark before.
        """
        blocks = self._parts[-1].blocks
        if self._marks_lead is None:
            self._marks_lead = not blocks
        self._levels[-1].origin = origin
        if not self._marks_lead:
            blocks[self._marked :] = [
                replace(block, origin=origin) for block in blocks[self._marked :]
            ]
        self._marked = len(blocks)

    def set_asked(self, asked: Iterable[str]) -> None:
        """Note other ways people ask for the section that is open."""
        self._parts[-1].asked += tuple(asked)

    def set_only(self, only: Iterable[str]) -> None:
        """Note words without which a question is never answered by the section that is open."""
        self._parts[-1].only += tuple(only)

    def set_exact(self, tool: str) -> None:
        """Note the exact tool that answers what is asked in the section that is open."""
        self._parts[-1].exact = tool

    def start_section(self) -> None:
        """Begin another section under the same heading."""
        path = tuple(level.heading for level in self._levels if level.heading)
        self._parts.append(_Part(path))
        self._marked = 0

    def add(self, block: Block) -> None:
        """Append a block; a paragraph right before a list or table may become its lead-in."""
        blocks = self._parts[-1].blocks
        if len(blocks) > self._marked and _leads(blocks[-1], block):
            block = self._with_lead(blocks.pop(), block)
        blocks.append(replace(self._verbatim(block), origin=self._levels[-1].origin))

    def cut(self, first: int, last: int) -> str:
        """The file's lines from `first` to `last`, verbatim but for the white space around them."""
        return "\n".join(self._lines[first - 1 : last]).strip()

    def sections(self) -> tuple[Section, ...]:
        """The sections that hold anything."""
        return tuple(
            Section(part.path, tuple(part.blocks), part.asked, part.only, part.exact)
            for part in self._parts
            if part.blocks
        )

    def _with_lead(self, lead: Block, block: Block) -> Block:
        return replace(
            block,
            text=lead.text,
            raw=f"{lead.raw}\n{block.raw}",
            line=lead.line,
            page=lead.page,
        )

    def _verbatim(self, block: Block) -> Block:
        if not self._lines:
            return block
        last = block.line_end
        while last > block.line and not self._lines[last - 1].strip():
            last -= 1
        return replace(block, raw=self.cut(block.line, last), line_end=last)


def _leads(before: Block, block: Block) -> bool:
    if before.kind is not BlockKind.PARAGRAPH or block.text:
        return False
    return block.kind is BlockKind.TABLE or (
        block.kind is BlockKind.LIST and before.text.endswith((":", "\uff1a"))
    )
