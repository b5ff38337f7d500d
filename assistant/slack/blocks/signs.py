"""The signs of a text: which of them are shown, and how many."""

import unicodedata
from typing import Final

# A joiner makes one emoji of several, and words of Persian; the others hide or turn text.
_JOINERS: Final = "\u200c\u200d"


def tidy(text: str) -> str:
    """What others wrote without signs that hide it or turn it around; line breaks stay."""
    return "".join(sign for sign in text if sign in _JOINERS + "\n\t" or _is_seen(sign))


def tidy_name(text: str) -> str:
    """A name, or what else others gave for one line, without anything that is not seen."""
    return " ".join("".join(sign if _is_seen(sign) else " " for sign in text).split())


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def shorten(text: str, characters: int) -> str:
    """At most that many characters; an ellipsis says that there were more."""
    return text if len(text) <= characters else f"{text[: characters - 1].rstrip()}…"
