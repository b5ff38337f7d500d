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
_EACH = r"(?:each|apiece|a piece|cada un[oa])"
_HEDGE = r"(?:(?:about|around|roughly|some|unos|unas) )?"
_JOINT = r"(?:[,;]| and|,? (?:and|or|y|e|o|plus|mas|vs\.?|versus)(?: (?:for|of|para|de))?)"
_IN_A_ROW = re.compile(rf"{_PEOPLE}{_JOINT}? {_HEDGE}")
_A_COMMUNITY = (
    rf"(?:{_COMMUNITIES}|town|city|village|borough|county|community|municipality|township|suburb"
    r"|parish|pueblo|ciudad|villa|municipio|condado|comunidad|localidad|aldea)"
)
_IN_A_SUM = re.compile(  # each with its noun: "four towns of 3,000 each and a city of 80,000"
    rf"{_PEOPLE}(?:,? {_EACH})?{_JOINT} (?:[^\W_]+ ){{0,2}}{_A_COMMUNITY} (?:of|with|de|con|at) "
    rf"{_HEDGE}"
)
_ADDED = re.compile(
    r"\btotal\b(?! (?:population|people|residents|inhabitants|number))"
    r"|\b(?:together|combined|sum|suma|junt[oa]s)\b"
)
_A_RANGE = re.compile(
    r"(?<!difference )(?<!diferencia )\b(?:between|from|anywhere|entre)(?: (?:about|around|los))? $"
)
_OF_SEVERAL = re.compile(rf"\b{_COMMUNITIES}\b[^.;?!\d]{{0,30}}$")
_SEVERAL_BEHIND = re.compile(rf"^{_PEOPLE} {_COMMUNITIES}\b")
_SO_MANY = re.compile(rf"\b(?P<many>(?:[^\W_]+ ){{1,2}}){_COMMUNITIES}\b")
_EACH_BEHIND = re.compile(rf"^{_PEOPLE},? {_EACH}\b")
_EACH_BEFORE = re.compile(r"\b(?:each(?! year)|every one|cada un[oa])\b[^.;?!]{0,30}$")
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
    if not counts:
        return ()
    listed = _alike(plain, counts)
    return _numbers(plain, listed) if len(listed) > 1 and _is_list(plain, counts) else ()


def each_of(plain: str, counts: Sequence[Count]) -> tuple[Party, ...]:
    """Numbers of which each is asked about, whatever they count."""
    exact = all(one.population.exact for one in counts)
    if len(counts) < 2 or not exact or not party_words().each.search(plain):
        return ()
    return _numbers(plain, counts)


def _is_list(plain: str, counts: Sequence[Count]) -> bool:
    """Whether numbers stand in a row: three at least, or two that are said to be those of several.

    "Two towns, 8,000 and 14,000", "dues for 12k and 45k, for each"; of a sum each may have a noun.
    """
    added = _ADDED.search(plain)
    between = [plain[one.end : then.start] for one, then in pairwise(counts)]
    for words in between:
        if not (_IN_A_ROW.fullmatch(words) or (added and _IN_A_SUM.fullmatch(words))):
            return False
    ahead, behind = plain[: counts[0].start], plain[counts[-1].end :]
    enough = len(counts) >= _LEAST_LISTED or len(counts) == 1 or added
    several = enough or party_words().each.search(plain)
    several = several or _OF_SEVERAL.search(ahead) or _SEVERAL_BEHIND.match(behind)
    return bool(several) and not _A_RANGE.search(ahead)


def _alike(plain: str, counts: Sequence[Count]) -> list[Count]:
    """The numbers, each as often as there are communities of it: "five cities of 20,000 each"."""
    found, opens = list[Count](), 0
    for one in counts:
        many = _how_many(plain[opens : one.start], plain[one.end :])
        found += [one] * many
        opens = one.end
    return found


def _how_many(ahead: str, behind: str) -> int:
    """How many communities have one number; one where it does not say."""
    named = _SO_MANY.search(ahead)
    if named is None or not (_EACH_BEHIND.match(behind) or _EACH_BEFORE.search(ahead)):
        return 1
    many = [int(numeral.low) for numeral in find_numerals(named["many"])]
    return many[0] if len(many) == 1 and 1 < many[0] <= _MOST_ALIKE else 1


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
