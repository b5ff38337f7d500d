"""The text of a section as one string."""

from functools import lru_cache

from assistant.vocabulary import Section


def all_text(title: str, section: Section) -> str:
    """Everything that a question may share words with: title, headings, ways to ask, blocks."""
    return " ".join((title, *section.path, *section.asked, told_text(section)))


@lru_cache(maxsize=4096)
def told_text(section: Section) -> str:
    """What the section says."""
    return " ".join(
        part
        for block in section.blocks
        for part in (block.text, *block.items, *(cell for row in block.rows for cell in row))
    )
