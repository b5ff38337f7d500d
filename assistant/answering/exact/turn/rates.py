"""Tells amounts of the dues table, where no sign says that they are money, from numbers of people.

"At what size does it go from 300 to 450?" and "is it 450 or 650 for 120k?" name nobody's number.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.answering.exact.turn.cues import folded, has_cue
from assistant.answering.exact.turn.population_words import population_words
from assistant.answering.exact.turn.sums import named_sums

_BARE = re.compile(
    r"(?<![\w.,$€£#/-])(?<!usd )(?:\d{2,4}|\d,\d{3})(?![\w%/-]|[.,]\d| ?(?:k|mil|thousand)\b)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d.,]*")
_OF_TOWNS = re.compile(
    r"\b(?:towns|cities|villages|counties|communities|places|pueblos|ciudades|municipios|condados)"
    r" (?:of|with|having|under|over|below|above|de|con|bajo|sobre)(?: (?:about|around|unos))? ?$"
)
_OR = re.compile(r",? (?:or|vs\.?|versus|o|u) ", re.IGNORECASE)
_TO = re.compile(r" (?:up |down )?(?:to|a) ", re.IGNORECASE)
_FEE = re.compile(
    r"\b(?:fees?|dues|membership|rate|costs?|price|invoice|bill|cuota|tarifa|membresia|precio)\W{1,2}$",
    re.IGNORECASE,
)
_IT_IS = re.compile(r"\b(?:it|it's|is|that's|be|es|son|sea|sean|seria|serian)\W$", re.IGNORECASE)


def asks_whose_rate(text: str, rates: Collection[Decimal]) -> bool:
    """Whether it is asked how many people communities have that pay some amount.

    Args:
        text: What the visitor wrote.
        rates: The amounts of the table.
    """
    plain = folded(text)
    if not has_cue(plain, "dues", "size") or has_cue(plain, "dues", "elsewhere"):
        return False
    return bool(named_sums(text)) or any(True for _ in _bare_rates(text, rates))


def without_rates(text: str, rates: Collection[Decimal]) -> str:
    """A text as long as it was, with blanks for numbers that stand for amounts of the table.

    So they do where it is asked who pays them, and where one or the other of two is held against
    a number of people.

    Args:
        text: What the visitor wrote.
        rates: The amounts of the table.
    """
    found = list(_bare_rates(text, rates))
    if found and not asks_whose_rate(text, rates):
        others = len(_FIGURE.findall(text)) > len(found)
        found = [*_pairs(text, found, others=others), *_claims(text, found, others=others)]
    kept = text
    for one in found:
        kept = kept[: one.start()] + " " * len(one[0]) + kept[one.end() :]
    return kept


def _bare_rates(text: str, rates: Collection[Decimal]) -> Iterator[re.Match[str]]:
    """Numbers that are amounts of the table, and of which nothing says that they count people."""
    words = population_words()
    for found in _BARE.finditer(text):
        if Decimal(found[0].replace(",", "")) not in rates:
            continue
        before, after = folded(text[: found.start()]), folded(text[found.end() :])
        counts = words.people_before.search(f"{before} ") or words.people_after.match(after)
        if not counts and not _OF_TOWNS.search(before):
            yield found


def _pairs(text: str, found: Sequence[re.Match[str]], *, others: bool) -> Iterator[re.Match[str]]:
    """One or the other of two, "450 or 650"; and "from 450 to 650" beside another number."""
    for one, other in pairwise(found):
        between = text[one.end() : other.start()]
        if _OR.fullmatch(between) or (others and _TO.fullmatch(between)):
            yield from (one, other)


def _claims(text: str, found: Sequence[re.Match[str]], *, others: bool) -> Iterator[re.Match[str]]:
    """What the fee is said to be: "membership 650", "is it 450 for 120k?"."""
    for one in found:
        before = text[: one.start()]
        if _FEE.search(before) or (others and _IT_IS.search(before)):
            yield one
