"""Reads plain text: paragraphs between empty lines, and lists."""

from assistant.library.readers.encoding import decode_text
from assistant.library.readers.lines import TextLine, line_blocks
from assistant.library.readers.outline import Outline
from assistant.library.readers.reading import Reading, readable_name


def read_plain(content: bytes, name: str) -> Reading:
    """Read a text file; its title is its name.

    Raises:
        DocumentRefused: It is not UTF-8.
    """
    title, lines = readable_name(name), decode_text(content).split("\n")
    outline = Outline(title, lines)
    for block in line_blocks(_text_lines(lines)):
        outline.add(block)
    return Reading(title, outline.sections())


def _text_lines(lines: list[str]) -> list[TextLine]:
    return [
        TextLine(line, number, apart=number == 1 or not lines[number - 2].strip())
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
