"""What every reader hands back, and how text is cleaned on the way."""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePath

from assistant.library.readers.front_matter import FrontMatter
from assistant.vocabulary import Section

# Joiners shape letters in Persian and Hindi; every other invisible character can only hide words.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's title, its sections in order, and what its front matter says about it."""

    title: str
    sections: tuple[Section, ...]
    front: FrontMatter = field(default_factory=FrontMatter)


def clean_text(text: str) -> str:
    """The text on one line: white space squeezed, invisible characters taken out."""
    if not text.isascii():
        text = "".join(
            letter for letter in text if letter in _JOINERS or unicodedata.category(letter) != "Cf"
        )
    return " ".join(text.split())


def readable_name(name: str) -> str:
    """A title made of a file name: `how-to_join.md` becomes `How to join`."""
    words = clean_text(re.sub(r"[-_.]+", " ", PurePath(name).stem))
    return words[:1].upper() + words[1:] if words else name
