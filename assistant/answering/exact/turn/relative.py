"""Reads a number of people that is told by another one: "another 4,000", "twice that"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.exact.turn.cues import folded
from assistant.answering.exact.turn.numerals import Numeral, find_numerals
from assistant.answering.exact.turn.population_words import population_words
from assistant.answering.exact.turn.populations import Population

_PEOPLE = r"(?: (?:people|persons?|residents|inhabitants|more|of us|habitantes|personas?|vecinos))?"
_OF_PEOPLE = re.compile(
    r"^ (?:more|new|additional|extra|nuev[oa]s|mas)"
    r"(?: (?:people|persons|residents|inhabitants|citizens|habitantes|personas|vecinos))?\W*"
)
_GROW = (
    r"(?:grow(?:s|n|ing)?|grew|increas(?:e[sd]?|ing)|gain(?:s|ed)?|r[io]se|add(?:s|ed)?|up"
    r"|crec\w+|aument\w+|sub\w+)"
)
_SHRINK = (
    r"(?:los[et]|lost|shr[iau]nk|drop(?:s|ped)?|f[ae]ll(?:en)?|declin(?:e[sd]?|ing)|down"
    r"|decreas(?:e[sd]?|ing)|perd\w+|perdieramos|baj\w+|disminu\w+)"
)
_BY = r"(?: (?:by|of|about|around|another|almost|nearly|over|un|en|de))*"
_MORE = re.compile(
    rf"\b(?:another|extra|additional|add|added|gain|gained|plus|otr[oa]s|sumamos|mas"
    r"|(?:merg\w+ with|annex\w*|absorb\w*|anex\w+|fusion\w+ con)(?: [a-z]+){0,4}"
    rf"|{_GROW} (?:by|en)(?: (?:about|around|another|unos|unas))?)\W+$"
)
_MORE_BEHIND = re.compile(rf"^{_PEOPLE} (?:more|extra|additional|mas)\b(?! (?:or|than|que|de))")
_LESS = re.compile(
    rf"\b(?:lose|lost|minus|without|perdemos|perdieramos|menos|{_SHRINK} (?:by|en)"
    r"(?: (?:about|around|another|unos|unas))?)\W+$"
)
_LESS_BEHIND = re.compile(rf"^{_PEOPLE} (?:fewer|less|menos)\b(?! (?:than|que|de))")
_PERSON = r"(?:person|resident|inhabitant|citizen|habitante|persona|vecin[oa])"
_ONE_MORE = re.compile(
    rf"\b(?:one|un|una) (?:more |another |extra ){_PERSON}\b"
    rf"|\b(?:one|un|una) {_PERSON} (?:more|mas)\b"
)
_ONE = re.compile(  # by itself "one" is no number
    rf"\b(?:(?P<grow>{_GROW})|(?P<shrink>{_SHRINK})) (?:by |en )?"
    r"(?:one|an?|a single|un|una|un solo) (?:more )?"
    r"(?:person|resident|inhabitant|citizen|habitante|persona|vecino)\b"
)
_LARGER = (
    r"(?:that|as (?:many|big|large|populous)|the (?:size|population)|our|ours|us|what we"
    r"|bigger|larger|more|mas|eso|mayor|nuestr[oa])"
)
_SMALLER = r"(?:smaller|fewer|less|menos|menor)"
_TIMES = re.compile(
    rf"\b(?P<times>[\w-]+) (?:times|veces) (?:(?P<larger>{_LARGER})|(?P<smaller>{_SMALLER}))\b"
)
_FACTORS = {
    2.0: re.compile(
        r"\b(?:twice(?! (?:a|per|each|every|al|por)\b)|doubl(?:ed?|es|ing)|el doble|duplic\w+)\b"
    ),
    3.0: re.compile(r"\b(?:tripl(?:ed?|es|ing)|thrice|el triple|triplic\w+)\b"),
    0.5: re.compile(
        r"\b(?:halved?|half (?:that|as (?:many|big|large)|the (?:size|population|people)"
        r"|of (?:that|us|what we|our)|our (?:size|population|people)|what we)|la mitad)\b"
    ),
}
_PARTS = {"half": 0.5, "a third": 1 / 3, "a quarter": 0.25, "a fifth": 0.2, "a tenth": 0.1}
_PARTS |= {"la mitad": 0.5, "un tercio": 1 / 3, "un cuarto": 0.25, "una quinta parte": 0.2}
_PART = "|".join((*_PARTS, "two thirds"))
_SHARE = re.compile(
    rf"\b(?:(?P<grow>{_GROW})|(?P<shrink>{_SHRINK}))\b{_BY} "
    rf"(?:(?P<part>{_PART})\b|(?P<percent>\d{{1,3}}(?:\.\d+)?|[a-z]+) ?(?:%|percent\b|per cent\b"
    r"|por ciento\b))"
)
# "Would they pay double?" is about the amount.
_OF_MONEY = re.compile(
    r"\b(?:pay\w*|charge\w*|costs?|price[sd]?|fees?|rates?|dues|amount|pag\w+|cobr\w+|cuotas?)\W+"
    r"(?:\w+\W+)?$"
)
_OF_AN_AMOUNT = re.compile(
    r"^ (?:the |our |la |el |as much )?(?:dues|fees?|rate|price|cost|amount|cuota)"
)


@dataclass(frozen=True, slots=True)
class Change:
    """How a number of people comes of another one.

    Attributes:
        start: Where it stands in the folded text.
        end: The character after it.
        apply: The number that it makes of another.
    """

    start: int
    end: int
    apply: Callable[[int], int]


def is_relative(text: str) -> bool:
    """Whether a text tells a number of people by another one that it does not name."""
    return find_change(folded(text)) is not None


def relative_population(text: str, before: int) -> Population | None:
    """The number that a text tells by the one before it; None where it does not.

    Args:
        text: What the visitor wrote.
        before: How many people were spoken of.
    """
    change = find_change(folded(text))
    return None if change is None else changed(change, before)


def changed(change: Change, before: int) -> Population:
    """What a number of people becomes."""
    people = change.apply(before)
    return Population(people, people, sure=True)


@lru_cache(maxsize=64)  # a turn is asked for it some three times
def find_change(plain: str) -> Change | None:
    """What a folded text makes of a number that stands elsewhere."""
    return _share(plain) or _difference(plain) or _factor(plain)


def _share(plain: str) -> Change | None:
    """A share of it more, or less: "grow by 10 percent", "lost a third"."""
    found = _SHARE.search(plain)
    if found is None:
        return None
    if found["part"]:
        share = _PARTS.get(found["part"], 2 / 3)
    else:
        numerals = find_numerals(found["percent"])
        if not numerals:
            return None
        share = float(numerals[0].low) / 100
    factor = 1 + share if found["grow"] else 1 - share
    return Change(found.start(), found.end(), lambda before: round(before * factor))


def _difference(plain: str) -> Change | None:
    """So many people more, or fewer."""
    if (single := _ONE.search(plain)) is not None:
        people = 1 if single["grow"] else -1
        return Change(single.start(), single.end(), lambda before: before + people)
    if (single := _ONE_MORE.search(plain)) is not None:
        return Change(single.start(), single.end(), lambda before: before + 1)
    for one in find_numerals(plain):
        ahead, behind = plain[: one.start], plain[one.end :]
        if one.low <= 1:
            continue  # "one more: our amount for next year?"
        if population_words().others_after.match(behind) and not _OF_PEOPLE.match(behind):
            continue  # "we add 500 homes"
        if _MORE.search(ahead) or _MORE_BEHIND.match(behind):
            return _added(one, int(one.low))
        if _LESS.search(ahead) or _LESS_BEHIND.match(behind):
            return _added(one, -int(one.low))
    return None


def _added(numeral: Numeral, people: int) -> Change:
    return Change(numeral.start, numeral.end, lambda before: before + people)


def _factor(plain: str) -> Change | None:
    """So many times as many."""
    found, factor = _TIMES.search(plain), 0.0
    if found:
        many = find_numerals(found["times"])
        if many and many[0].low > 0:
            times = float(many[0].low)
            factor = times if found["larger"] else 1 / times
    if not factor:
        told = ((words.search(plain), times) for times, words in _FACTORS.items())
        found, factor = next((one for one in told if one[0]), (None, 0.0))
    if found is None or _OF_MONEY.search(plain[: found.start()]):
        return None
    if _OF_AN_AMOUNT.match(plain[found.end() :]):
        return None
    return Change(found.start(), found.end(), lambda before: round(before * factor))
