"""Finds figures in a text - money, percentages, dates, numbers - and says when two are the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.library.lexicon import fold
from assistant.vocabulary import FigureKind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9}

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug"),
    *("sept", "sep", "oct", "nov", "dec"),
)
_MONTH = rf"(?:{'|'.join(_MONTH_NAMES)})\.?"
_YEAR = r"(?:1[5-9]|20)\d{2}"
_ONE_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = rf"{_ONE_DAY}(?:\s?[-–]\s?(?:{_MONTH}\s)?{_ONE_DAY})?"
# Thousands stand in groups of three, behind commas or the narrow or no-break space of other lands.
_NUMBER = r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_START = r"(?<!\d)(?<!\d[.,])"  # else a long number would be tried from each of its digits
_SCALE = r"(?:\s?(?:thousand|million|billion|mn|bn)\b|[km]\b)?"
_SIGN = r"(?:\bUS\$|\$|€|£|\b(?:USD|EUR|GBP))"
_NAME = r"(?:€|£|USD\b|EUR\b|GBP\b|dollars?\b|euros?\b|pounds?\b)"
# In a row of a table the currency stands in the next cell.
_CELL = r"\"?\s?[,;|]\s?\"?(?:USD|EUR|GBP)\b(?!\s?\d)"

_BELOW_100 = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?|{'|'.join((*_TEENS, *_ONES))})\b"
)
_BELOW_1000 = rf"(?:(?:{_BELOW_100}\s)?hundred\b(?:\s(?:and\s)?{_BELOW_100})?|{_BELOW_100})"
_LARGE = rf"(?:{'|'.join(_SCALES)})\b"
_SPOKEN = rf"\b(?:{_BELOW_1000}|{_LARGE})(?:\s{_LARGE}(?:\s(?:and\s)?{_BELOW_1000})?)*"
_ALONE = rf"one\b(?!\s(?:hundred|{'|'.join(_SCALES)})\b)"  # "one" says how many only before these

_PATTERN = re.compile(
    "|".join(
        (
            rf"(?P<money>{_SIGN}\s?{_NUMBER}{_SCALE}|{_START}{_NUMBER}{_SCALE}(?:\s?{_NAME}|{_CELL})"
            rf"|{_SPOKEN}\s(?:dollars?|euros?|pounds?)\b)",
            rf"(?P<percent>{_START}{_NUMBER}\s?(?:%|percent\b|per\scent\b))",
            rf"(?P<date>\b{_MONTH}\s{_DAY}(?:,?\s{_YEAR})?\b"
            rf"|\b{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?\b"
            rf"|\b{_MONTH}\s{_YEAR}\b|\b{_YEAR}-\d{{2}}(?:-\d{{2}})?\b"
            rf"|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b(?:18|19|20)\d{{2}}s?\b)",
            r"(?P<phone>(?:\+\d{1,3}[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b)",
            rf"(?P<number>\b{_NUMBER}{_SCALE}(?:st|nd|rd|th)?\b|(?!{_ALONE}){_SPOKEN})",
        )
    ),
    re.IGNORECASE,
)
# What a figure may begin with: the whole pattern is tried there alone, for it is a slow one.
_BEGINNING = re.compile(r"[^\W\d_]+|[\d$€£+(]")
_FIRST_WORDS = {*_WORDS, *_SCALES, "hundred", "us", "usd", "eur", "gbp", *_MONTH_NAMES}
_MARK = re.compile(r"\[\d+\]")
# Digits that are part of a name: of capitals and a hyphen, "J-1", "COVID-19", or of a paragraph,
# "501(c)(3)". More digits are a year or an amount behind a dash: "FY-2026", "DUES-300". A number
# that stands apart from its word, "Form 990", is a figure: nothing tells it from "Members 990".
_NAMES = re.compile(
    r"(?<![\w-])(?P<letters>[A-Z]+)[-\u2010\u2011](?P<number>(?:(?<=\b[A-Z].)\d)?\d{1,2})\b"
    r"|(?<![\w.,-])(?P<paragraph>\d{1,4})\([a-zA-Z]\)\((?:(?P<point>\d{1,2})|[a-zA-Z]{1,3})\)"
)
_DATE_PART = re.compile(rf"(?P<month>{_MONTH})|(?P<year>\b{_YEAR}\b)|(?P<day>\d{{1,2}})", re.I)
_KINDS = {
    "money": FigureKind.MONEY,
    "percent": FigureKind.PERCENT,
    "date": FigureKind.DATE,
    "phone": FigureKind.NUMBER,
    "number": FigureKind.NUMBER,
}
# Where a figure may be said: a bare number may be that of an amount, a year may be written as one.
_HOLDERS = {
    FigureKind.MONEY: {FigureKind.MONEY},
    FigureKind.PERCENT: {FigureKind.PERCENT},
    FigureKind.DATE: {FigureKind.DATE, FigureKind.NUMBER},
    FigureKind.NUMBER: {FigureKind.NUMBER, FigureKind.DATE, FigureKind.MONEY},
}


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure as it stands in a text.

    Attributes:
        text: Verbatim.
        values: What it says: one number, or for a date its parts ('2017', 'm7', '7-13', ...).
        start: Its first character.
        end: The character after it.
        currency: 'USD', 'EUR' or 'GBP' of an amount.
        years: Those of its values that may be years.
    """

    text: str
    kind: FigureKind
    values: frozenset[str]
    start: int
    end: int
    currency: str = ""
    years: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)  # sentences and excerpts come up again and again
def find_figures(text: str) -> tuple[FoundFigure, ...]:
    """Every figure of a text, in order; source marks such as [1] are none."""
    blanked = _MARK.sub(lambda mark: " " * len(mark.group()), text)
    return tuple(_found(match) for match in _matches(blanked))


def _matches(text: str) -> Iterator[re.Match[str]]:
    """As `_PATTERN.finditer` gives them, without the digits of names."""
    end = 0
    named = set(_named(text))
    for beginning in _BEGINNING.finditer(text):
        start, word = beginning.start(), beginning.group()
        if start < end or (word[0].isalpha() and word.lower() not in _FIRST_WORDS):
            continue
        if match := _PATTERN.match(text, start):
            end = match.end()
            if match.span() not in named:  # "A-5%" and "A-5 million" say more than the name
                yield match


def _named(text: str) -> Iterator[tuple[int, int]]:
    """Where the digits of names stand."""
    for name in _NAMES.finditer(text):
        if (name["letters"] or "").lower() not in _FIRST_WORDS:  # "USD-30", "MAY-5"
            yield from (name.span(group) for group in ("number", "paragraph", "point"))


def stands_in(figure: FoundFigure, text: str) -> bool:
    """Whether a text states the figure, in the same or another spelling.

    Currencies must agree, and the parts of a date stand together: only its year may stand apart,
    when it is the only one in the text.
    """
    stated = [one for one in _stated(text) if one.kind in _HOLDERS[figure.kind]]
    if figure.kind is FigureKind.DATE:
        return _date_stands_in(figure, stated)
    return any(
        figure.values <= one.values and figure.currency in {"", one.currency} for one in stated
    )


@lru_cache(maxsize=8192)  # every figure of an answer is looked for in the same texts
def _stated(text: str) -> tuple[FoundFigure, ...]:
    """The figures of a text, whose mark-up and line ends part none of them."""
    return find_figures(re.sub(r"[ \t\r\n]+", " ", re.sub(r"[*`]", "", text)))


def _date_stands_in(date: FoundFigure, stated: Sequence[FoundFigure]) -> bool:
    every_year = frozenset(year for one in stated for year in one.years)
    apart = every_year if len(every_year) == 1 else frozenset()
    parts = date.values - date.years
    return bool(date.values) and any(
        parts <= one.values and date.years <= (one.years or apart) for one in stated
    )


def _found(match: re.Match[str]) -> FoundFigure:
    text, group = match.group(), match.lastgroup or "number"
    values = {
        "date": lambda: frozenset(_date_parts(text)),
        "phone": lambda: frozenset({re.sub(r"\D", "", text)[-10:]}),
    }.get(group, lambda: frozenset({_amount(text)}))()
    currency = _currency(text) if group == "money" else ""
    years = frozenset(value for value in values if re.fullmatch(_YEAR, value))
    return FoundFigure(text, _KINDS[group], values, match.start(), match.end(), currency, years)


def _currency(text: str) -> str:
    folded = fold(text)
    if "€" in folded or "eur" in folded:
        return "EUR"
    return "GBP" if any(sign in folded for sign in ("£", "gbp", "pound")) else "USD"


def _date_parts(text: str) -> Iterator[str]:
    folded = fold(text)
    if numeric := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", folded):
        yield from _numeric_parts(numeric[1], int(numeric[2]), int(numeric[3] or 0))
        return
    found = [(match.lastgroup, match.group()) for match in _DATE_PART.finditer(text)]
    months = [_MONTHS.index(fold(name)[:3]) + 1 for part, name in found if part == "month"]
    yield from (year for part, year in found if part == "year")
    yield from (f"m{month}" for month in months)
    if not months and not re.fullmatch(r"\d{4}", text):
        yield folded  # 5/6/2017 and 1990s say only what they say
    elif months:
        yield from _days(found, months)


def _numeric_parts(year: str, month: int, day: int) -> Iterator[str]:
    """Of 2017-07-13 or 2017-07; 2016-17 is a span of years."""
    yield year
    if month > 12:
        yield f"{year}-{month}"
    else:
        yield f"m{month}"
        if day:
            yield f"{month}-{day}"


def _days(found: Iterable[tuple[str | None, str]], months: Sequence[int]) -> Iterator[str]:
    """Each day with its month: the last one named before it, or the first."""
    coming = iter(months)
    month = months[0]
    for part, text in found:
        if part == "month":
            month = next(coming)
        elif part == "day":
            yield f"{month}-{int(text)}"


def _amount(text: str) -> str:
    if digits := re.search(_NUMBER, text):
        value = Decimal(re.sub(r"[,\u00a0\u202f]", "", digits.group()))
        return _plain(value * _scale(text[digits.end() :]))
    return _plain(Decimal(_spoken(re.findall(r"[a-z]+", fold(text)))))


def _scale(rest: str) -> int:
    match = re.match(r"\s?([a-z]+)", fold(rest))
    return (_SCALES | _SHORT_SCALES).get(match[1], 1) if match else 1


def _spoken(words: Iterable[str]) -> int:
    total = current = 0
    for word in words:
        if word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            current += _WORDS.get(word, 0)
    return total + current


def _plain(value: Decimal) -> str:
    whole, _, rest = format(value, "f").partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".")
