"""Reads several communities that are told by their numbers alone: "5k, 8k and 40k towns"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.answering.exact.turn.numerals import find_numerals
from assistant.answering.exact.turn.party import Party, nouns_in
from assistant.answering.exact.turn.party_words import party_words
from assistant.answering.exact.turn.populations import Count, find_counts

_LEAST_LISTED = 3  # numbers in a row are a list; two may be an estimate
_MOST_ALIKE = 12  # of so many communities each still has a row of its own
_PEOPLE = r"(?: (?:people|residents|inhabitants|habitantes|personas))?"
_COMMUNITIES = (
    r"(?:towns|cities|villages|boroughs|counties|communities|municipalities|townships|suburbs"
    r"|places|parishes|pueblos|ciudades|villas|municipios|condados|comunidades|localidades"
    r"|aldeas|suburbios)"
)
_IN_A_ROW = re.compile(
    rf"{_PEOPLE}(?:[,;]| and|,? (?:and|or|y|e|o|plus|mas|vs\.?|versus)(?: (?:for|of|para|de))?)?"
    r" (?:(?:about|around|roughly|some|unos|unas) )?"
)
_A_RANGE = re.compile(
    r"(?<!difference )(?<!diferencia )\b(?:between|from|anywhere|entre)(?: (?:about|around|los))? $"
)
_OF_SEVERAL = re.compile(rf"\b{_COMMUNITIES}\b[^.;?!\d]{{0,30}}$")
_SEVERAL_BEHIND = re.compile(rf"^{_PEOPLE} {_COMMUNITIES}\b")
_SO_MANY = re.compile(rf"\b(?P<many>(?:[^\W_]+ ){{1,2}}){_COMMUNITIES}\b")
_EACH_BEHIND = re.compile(
    rf"^{_PEOPLE},? (?:each|apiece|a piece|respectively|cada un[oa]|por cabeza)\b"
)
_EACH_BEFORE = re.compile(r"\b(?:each|every one|cada un[oa])\b[^.;?!\d]{0,20}$")
# Of a plural the noun, with blanks behind it so that everything stands where it stood.
_PLURAL = re.compile(r"\b(?:town|village|borough|suburb|pueblo|municipio|condado)s\b")
_OTHER_PLURALS = {"cities": "city  ", "counties": "county  ", "ciudades": "ciudad  "}


def read_list(plain: str, *, asked: bool) -> tuple[Party, ...]:
    """The communities of a list of numbers, or so many that are alike; none where it is no list.

    Args:
        plain: The text, folded, without names of places.
        asked: Whether it answers the question for a population.
    """
    plain, counts = find_counts(plain, asked=asked, apart=True)
    return _alike(plain, counts) or _row(plain, counts)


def each_of(plain: str, counts: Sequence[Count]) -> tuple[Party, ...]:
    """Numbers of which each is asked about, whatever they count."""
    exact = all(one.population.exact for one in counts)
    if len(counts) < 2 or not exact or not party_words().each.search(plain):
        return ()
    return _numbers(plain, counts)


def _row(plain: str, counts: Sequence[Count]) -> tuple[Party, ...]:
    """Numbers in a row: three at least, or two that are said to be those of several.

    "Two towns, 8,000 and 14,000", "dues for 12k and 45k, for each".
    """
    between = [plain[one.end : then.start] for one, then in pairwise(counts)]
    if not between or not all(_IN_A_ROW.fullmatch(words) for words in between):
        return ()
    ahead, behind = plain[: counts[0].start], plain[counts[-1].end :]
    listed = len(counts) >= _LEAST_LISTED or party_words().each.search(plain)
    several = listed or _OF_SEVERAL.search(ahead) or _SEVERAL_BEHIND.match(behind)
    return _numbers(plain, counts) if several and not _A_RANGE.search(ahead) else ()


def _alike(plain: str, counts: Sequence[Count]) -> tuple[Party, ...]:
    """So many communities of one number: "five cities of 20,000 each"."""
    if len(counts) != 1 or (found := _SO_MANY.search(plain[: counts[0].start])) is None:
        return ()
    (one,) = counts
    each = _EACH_BEHIND.match(plain[one.end :]) or _EACH_BEFORE.search(plain[: one.start])
    many = [int(numeral.low) for numeral in find_numerals(found["many"])]
    if not each or len(many) != 1 or not 1 < many[0] <= _MOST_ALIKE:
        return ()
    return _numbers(plain, [one] * many[0])


def _numbers(plain: str, counts: Sequence[Count]) -> tuple[Party, ...]:
    """A community for each number, of the kind that is named last before it, else behind it."""
    plain = _PLURAL.sub(lambda found: f"{found[0][:-1]} ", plain)
    for plural, noun in _OTHER_PLURALS.items():
        plain = plain.replace(plural, noun)
    nouns = [noun for noun in nouns_in(plain) if noun.kind]
    nouns = [one for one in nouns if not party_words().aside.search(plain[: one.start])]
    found = []
    for number, one in enumerate(counts, 1):
        ahead = [noun for noun in nouns if noun.end <= one.start]
        kind = next((noun.kind for noun in (*reversed(ahead), *nouns)), None)
        found.append(Party(one.population, f"{number}.", kind=kind, direct=True))
    return tuple(found)
