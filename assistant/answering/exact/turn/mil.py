"""Tells the Spanish "mil", a thousand, from the English "mil", which is short for a million."""

import re

# The word is put in the place of another of three letters, so that what stands behind it stays.
_MILLION, _EITHER = "mln", "mxl"
_MIL = re.compile(
    r"(?<![\w.,])(?P<figure>\d{1,3}(?:[.,]\d{3})+|\d*[.,]\d{1,3}|\d+)[ -]?mil\b", re.IGNORECASE
)
_DECIMAL = re.compile(r"\d*(?:[.,]\d{1,2}|(?:\b0)?\.\d{1,3})")


def has_mil(text: str) -> bool:
    """Whether a number with "mil" behind it stands in a text."""
    return bool(_MIL.search(text))


def with_english_mil(text: str) -> str:
    """An English text as long as it was, in which no "mil" is Spanish.

    "9.8 mil" is 9.8 million: nobody writes 9,800 so in English. "48 mil" may be either, so that it
    says only from where to where the number lies.
    """
    return _MIL.sub(_in_english, text)


def _in_english(found: re.Match[str]) -> str:
    word = _MILLION if _DECIMAL.fullmatch(found["figure"]) else _EITHER
    return found[0][: -len(word)] + word
