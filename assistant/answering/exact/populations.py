"""Reads how many people somebody says live in a community, in English and Spanish.

Numbers in words are read by text2num; what people do besides (48k, half a million, "between 40
and 60 thousand", 48.210 for 48,210) is read here.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz, process
from text_to_num import alpha2digit

from assistant.library.lexicon import fold

MOST_PEOPLE = 200_000_000  # no community has more; the largest Chinese province has 127 million
FEWEST_ALONE = 100  # a smaller number counts people only where it says so, or was asked for
_YEARS = range(1600, 2101)  # without a thousands mark such a number is a year unless it says people

_DIGITS = r"\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+(?![\d])|\d+(?:[.,]\d{1,2})?(?![\d.,]\d)|\d+"
_VAGUE_SCALE = re.compile(  # they say no number
    r"\b(?:several|some|a few|few|many|varios|varias|algunos|algunas|pocos|unos cuantos)"
    r" (?:thousands?|hundreds?|millions?|mil|miles|cientos|millones)\b"
)
_HEDGES = re.compile(r"[ -]odd\b|\bun[oa]s\b")  # "forty-odd thousand"; "unos" is no "uno"
_NUMBER = re.compile(rf"(?<![\w$€£#./'])(?<!\d,)-?(?P<digits>{_DIGITS})")
_NO_COUNT = re.compile(
    r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"  # a telephone number
    r"|\b(?:[A-Z]{2}|(?i:zip(?: code)?(?: is)?)) \d{5}(?:-\d{4})?\b"  # a postal code
    r"|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}(?::\d{2})? ?[ap]\.?m\b"
)
_MONEY_BEFORE = re.compile(r"(?:\$|€|£|usd|eur|mxn|us\$)\s?$")
_LOOK_BACK = 80  # letters before a number that may say what it counts


class _Words:
    """The patterns made of the words in `populations.toml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        people, between = _any(words["people"]), _any(words["between"])
        holders = _any(words["holders"])
        self.scales: Mapping[str, int] = words["scales"]
        longest_first = sorted(self.scales, key=len, reverse=True)
        self.scaled = re.compile(rf"(?P<digits>{_DIGITS})\s?(?P<scale>{_any(longest_first)})\b")
        self.shares = tuple(
            (re.compile(pattern), Decimal(str(share))) for pattern, share in words["shares"].items()
        )
        self.people_after = re.compile(
            rf"^[\s-]{{0,2}}(?:or so |odd |plus |full-?time |permanent |de )?{people}\b"
        )
        self.people_before = re.compile(rf"\b(?:{people}|{holders})(?: {between}){{0,4}}\W{{0,3}}$")
        self.others = re.compile(rf"^\W{{0,2}}{_any(words['others'])}")
        self.now_after = re.compile(rf"^ (?!y\b|and\b|but\b)(?:\w+ ){{0,2}}{_any(words['now'])}\b")
        self.ours_before = re.compile(rf"\b{_any(words['ours'])}(?: {between}){{0,3}} $")
        joints = _any(map(re.escape, words["joints"]))
        self.joint = re.compile(rf"^\s?{joints}\s?(?:about |around |unos |unas )?$")
        self.under = re.compile(rf"\b{_any(words['under'])}\W{{0,2}}(?:the )?$")
        self.over = re.compile(rf"\b{_any(words['over'])}\W{{0,2}}$")
        self.vague = re.compile(
            rf"^\W*(?:{_any(words['vague_before'])} )*{_any(words['vague'])}\b"
            rf"(?: (?:of |de )?{people})?\W*$"
        )
        self.number_words: tuple[str, ...] = tuple(words["number_words"])
        self.misspelt: Mapping[str, str] = words["misspelt"]


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


@cache
def _words() -> _Words:
    file = resources.files("assistant.answering.exact") / "populations.toml"
    return _Words(tomllib.loads(file.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Population:
    """How many people somebody named.

    Attributes:
        low: The fewest it may be.
        high: The most; None when it has no upper end ("more than 500,000").
        sure: Whether it says that it counts people, rather than standing there as a number.
    """

    low: int
    high: int | None
    sure: bool

    @property
    def exact(self) -> bool:
        """Whether one number was named, rounded or not."""
        return self.low == self.high

    @property
    def possible(self) -> bool:
        """Whether a community can have so many people."""
        return 0 < self.low <= (self.high or self.low) <= MOST_PEOPLE


@dataclass(frozen=True, slots=True)
class _Count:
    value: int
    start: int
    end: int
    grouped: bool


def find_population(text: str, *, asked: bool = False) -> Population | None:
    """The population that a text names, or None.

    A number that cannot be a population (0, 30 billion) comes back as well, so that it can be
    asked about.

    Args:
        text: What the visitor wrote.
        asked: Whether the visitor was just asked for it: then any number is one.
    """
    plain = in_digits(_NO_COUNT.sub(" ", text))
    named = list(_counts(plain))
    counts = [one for one in named if _is_population(one, plain, asked)]
    if not counts:
        return None
    if (ranged := _range(named, counts, plain) or _two_figures(counts, plain)) is not None:
        return ranged
    sure = [one for one in counts if _says_people(one, plain)]
    return _bounded((sure or counts)[0], plain, sure=bool(sure))


def is_vague(text: str) -> bool:
    """Whether a text answers the question for a number without one: "a lot", "no idea"."""
    return bool(_words().vague.match(fold(text)))


def in_digits(text: str) -> str:
    """The folded text with its numbers written in digits.

    >>> in_digits("between forty and sixty thousand")
    'between 40 and 60000'
    """
    plain = re.sub(r"\s+", " ", fold(text)).replace("\u2019", "'")
    plain = _VAGUE_SCALE.sub(" ", _HEDGES.sub("", plain))
    for pattern, share in _words().shares:
        plain = pattern.sub(partial(_shared, share=share), plain)
    plain = re.sub(r"\ba (million|thousand|hundred thousand)\b", r"one \1", plain)
    plain = " ".join(_mended(word) for word in plain.split(" "))
    plain = _words().scaled.sub(_product, plain)
    for language in ("en", "es"):
        plain = alpha2digit(plain, language)
    return plain


def _shared(found: re.Match[str], share: Decimal) -> str:
    return str(int(share * _words().scales[found[1]]))


def _product(found: re.Match[str]) -> str:
    return str(int(_value(found["digits"]) * _words().scales[found["scale"]]))


def _mended(word: str) -> str:
    """A number word without its typing error."""
    known = _words().number_words
    if word in _words().misspelt:
        return _words().misspelt[word]
    if len(word) < 5 or not word.isalpha() or word in known:
        return word
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=88)
    return found[0] if found and word[0] == found[0][0] else word


def _counts(plain: str) -> Iterator[_Count]:
    for match in _NUMBER.finditer(plain):
        digits, value = match["digits"], _value(match["digits"])
        if match.group().startswith("-") and not re.search(r"\d\s?$", plain[: match.start()]):
            value = -value
        grouped = bool(re.search(r"\d[,.' \u00a0\u202f]\d{3}", digits))
        yield _Count(int(value), match.start(), match.end(), grouped)


def _value(digits: str) -> Decimal:
    if re.fullmatch(r"\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+", digits):
        return Decimal(re.sub(r"\D", "", digits))
    return Decimal(digits.replace(",", "."))


def _says_people(one: _Count, plain: str) -> bool:
    return bool(
        _words().people_after.match(plain[one.end :])
        or _words().people_before.search(plain[: one.start][-_LOOK_BACK:])
    )


def _is_population(one: _Count, plain: str, asked: bool) -> bool:
    after, before = plain[one.end :], plain[: one.start]
    if _MONEY_BEFORE.search(before):
        return False
    if _words().people_after.match(after):
        return True
    if _words().others.match(after):
        return False
    if _is_year(one, plain, asked):
        return False
    if _words().people_before.search(before[-_LOOK_BACK:]) or asked:
        return True
    return one.value >= FEWEST_ALONE


def _is_year(one: _Count, plain: str, asked: bool) -> bool:
    if one.grouped or one.value not in _YEARS:
        return False
    alone = re.fullmatch(r"\W*\d+\W*", plain)
    counted = _words().people_before.search(plain[: one.start][-_LOOK_BACK:])
    return not (counted or (asked and alone))


def _range(named: Sequence[_Count], counts: Sequence[_Count], plain: str) -> Population | None:
    """Two numbers with "and", "to" or a dash between them, of which the second counts people."""
    for first, second in pairwise(named):
        between = plain[first.end : second.start]
        if second not in counts or not _words().joint.match(between):
            continue
        low, high = first.value, second.value
        if low < 1000 <= high and low * 1000 < high * 10:
            low *= 1000 if high < 10**6 or low >= 100 else 10**6  # "40 and 60 thousand"
        if low < high:
            return Population(low, high, sure=True)
    return None


def _two_figures(counts: Sequence[_Count], plain: str) -> Population | None:
    """Two that were both said to count people: "the census says 61,300, our planners 66,000"."""
    sure = [one for one in counts if one.grouped or one.value >= 10**4 or _says_people(one, plain)]
    values = sorted({one.value for one in sure if one.value >= FEWEST_ALONE})
    if (now := _meant(sure, plain)) is not None:
        return Population(now.value, now.value, sure=True)
    if len(values) == 2 and values[1] <= 3 * values[0]:
        return Population(values[0], values[1], sure=True)
    return None


def _meant(counts: Sequence[_Count], plain: str) -> _Count | None:
    """The one of several that is said of today, or of the visitor's own community."""
    words = _words()
    if len(counts) < 2:
        return None
    ours = [one for one in counts if words.ours_before.search(plain[: one.start])]
    now = [one for one in counts if words.now_after.match(plain[one.end :])]
    return next(iter(ours + now), None)


def _bounded(one: _Count, plain: str, *, sure: bool) -> Population:
    before = plain[: one.start]
    if _words().under.search(before):
        return Population(1, max(one.value - 1, 0), sure=sure)
    if _words().over.search(before):
        return Population(one.value, None, sure=sure)
    return Population(one.value, one.value, sure=sure)
