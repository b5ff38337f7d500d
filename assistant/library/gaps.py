"""Known gaps: what the documents do not say, and how people ask for it.

The file is Markdown that a membership desk can edit: a heading names the gap, `Asked:` lists
wordings, `Known:` is what may be said around it, `See:` names documents, `Exact:` the tool that
answers it where its facts may be told ("dues", "directory").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.seams import DocumentRefused
from assistant.vocabulary import Audience, Block, BlockKind, Document, Section

FILE_NAME = "known-gaps.md"
TITLE = "What these documents do not say"

_HEADING = re.compile(r"^## +(?P<name>.+?)\s*$")
_FIELD = re.compile(r"^(?P<field>Asked|Known|See|Exact):\s*(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that people ask and the documents do not say.

    Attributes:
        known: What is known around it; its first sentence says what is missing.
        see: Documents that hold the neighbouring facts.
        exact: As `Section.exact`.
        line: Where it stands in the file, counted from 1.
    """

    name: str
    asked: tuple[str, ...]
    known: str
    see: tuple[str, ...] = ()
    line: int = 0
    exact: str = ""


def gap_document(gaps: Sequence[Gap]) -> Document:
    """The gaps as a document, one section each: a question that is nearest to one lands there."""
    sections = tuple(
        Section(
            (gap.name,),
            (Block(BlockKind.PARAGRAPH, gap.known, gap.known, gap.line, gap.line),),
            asked=gap.asked,
            exact=gap.exact,
        )
        for gap in gaps
    )
    return Document(FILE_NAME, TITLE, Audience.BOTH, sections)


def read_gaps(path: Path) -> tuple[Gap, ...]:
    """The gaps of a file; none when there is no file.

    Raises:
        DocumentRefused: The file cannot be read, two gaps have one name, or one has no wordings or
            does not say what is known.
    """
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DocumentRefused(f"{path.name} is not UTF-8 text: save it as UTF-8.") from error
    except OSError as error:
        raise DocumentRefused(f"{path.name} cannot be read: {error}") from error
    gaps = tuple(_gaps(lines, path.name))
    names = [gap.name for gap in gaps]
    if twice := next((gap for n, gap in enumerate(gaps) if gap.name in names[:n]), None):
        raise DocumentRefused(
            f"{path.name}, line {twice.line}: the gap {twice.name!r} stands there twice: join them."
        )
    return gaps


def _gaps(lines: Sequence[str], file: str) -> list[Gap]:
    starts = [n for n, line in enumerate(lines) if _HEADING.match(line)]
    return [
        _gap(lines[start:end], start + 1, file)
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _gap(lines: Sequence[str], number: int, file: str) -> Gap:
    heading = _HEADING.match(lines[0])
    assert heading
    fields: dict[str, list[str]] = {"Asked": [], "Known": [], "See": [], "Exact": []}
    current: list[str] = []
    for line in lines[1:]:
        if field := _FIELD.match(line):
            current = fields[field["field"]]
            line = field["rest"]
        if line.strip():
            current.append(line.strip())
    name = heading["name"]
    wordings = (line.removeprefix("-").strip() for line in fields["Asked"])
    asked = tuple(wording for wording in wordings if wording)
    known = " ".join(fields["Known"])
    if not asked or not known:
        raise DocumentRefused(
            f"{file}, line {number}: the gap {name!r} needs 'Asked:' with at least one wording "
            "and 'Known:' with a sentence."
        )
    see = tuple(part.strip() for part in " ".join(fields["See"]).split(",") if part.strip())
    return Gap(name, asked, known, see, number, " ".join(fields["Exact"]))
