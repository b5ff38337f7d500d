"""Reads a number of people that is told by the one before: "another 4,000", "twice that"."""

import re

from assistant.answering.exact.cues import folded
from assistant.answering.exact.numerals import find_numerals
from assistant.answering.exact.populations import Population

_PEOPLE = r"(?: (?:people|residents|inhabitants|more|of us|habitantes|personas|vecinos))?"
_MORE = re.compile(r"\b(?:another|extra|additional|add|added|gain|gained|otr[oa]s|sumamos)\W+$")
_MORE_BEHIND = re.compile(rf"^{_PEOPLE} (?:more|extra|additional|mas)\b")
_LESS = re.compile(r"\b(?:lose|lost|minus|without|perdemos|perdieramos|menos)\W+$")
_LESS_BEHIND = re.compile(rf"^{_PEOPLE} (?:fewer|less|menos)\b")
_LARGER = r"(?:that|as (?:many|big|large)|the size|bigger|larger|more|mas|eso|mayor)"
_SMALLER = r"(?:smaller|fewer|less|menos|menor)"
_TIMES = re.compile(
    rf"\b(?P<times>[\w-]+) (?:times|veces) (?:(?P<larger>{_LARGER})|(?P<smaller>{_SMALLER}))\b"
)
_FACTORS = {
    2.0: re.compile(r"\b(?:twice|doubled?|double that|el doble)\b"),
    3.0: re.compile(r"\b(?:tripled?|thrice|el triple)\b"),
    0.5: re.compile(
        r"\b(?:halved?|half (?:that|as many|as big|the size|of that|of us)|la mitad)\b"
    ),
}


def is_relative(text: str) -> bool:
    """Whether a text tells a number of people by another one that it does not name."""
    plain = folded(text)
    return _factor(plain) is not None or _difference(plain) is not None


def relative_population(text: str, before: int) -> Population | None:
    """The number that a text tells by the one before it; None where it does not.

    Args:
        text: What the visitor wrote.
        before: How many people were spoken of.
    """
    plain = folded(text)
    difference, factor = _difference(plain), _factor(plain)
    if difference is not None:
        people = before + difference
    elif factor is not None:
        people = round(before * factor)
    else:
        return None
    return Population(people, people, sure=True)


def _difference(plain: str) -> int | None:
    """How many people more, or fewer as a negative number."""
    for one in find_numerals(plain):
        ahead, behind = plain[: one.start], plain[one.end :]
        if _MORE.search(ahead) or _MORE_BEHIND.match(behind):
            return int(one.low)
        if _LESS.search(ahead) or _LESS_BEHIND.match(behind):
            return -int(one.low)
    return None


def _factor(plain: str) -> float | None:
    found = _TIMES.search(plain)
    if found:
        many = find_numerals(found["times"])
        if many and many[0].low > 0:
            times = float(many[0].low)
            return times if found["larger"] else 1 / times
    return next((factor for factor, words in _FACTORS.items() if words.search(plain)), None)
