"""Finds figures in a text - money, percentages, dates, numbers - and says when two are the same."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from assistant.library.lexicon import fold
from assistant.vocabulary import FigureKind

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?(?:" + _MONTH + r"\s)?\d{1,2}(?:st|nd|rd|th)?)?"
_NUMBER = r"\d{1,3}(?:[,\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:\s?(?:thousand|million|billion|mn|bn|[km])\b)?"
_CURRENCY = r"(?:US\$|\$|€|£|USD|EUR|GBP)"
_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
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
            "twenty",
        ]
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"], start=3
    )
}
_WORDS |= {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_WORDS |= {"dozen": 12, "half": 0}
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundred|thousand|million|billion)"
)

_PATTERN = re.compile(
    "|".join(
        (
            rf"(?P<money>{_CURRENCY}\s?(?:{_NUMBER}){_SCALE}"
            rf"|(?:{_NUMBER}){_SCALE}\s?(?:€|£|USD|EUR|GBP|dollars?\b|euros?\b|pounds?\b)"
            rf"|{_NUMBER_WORD}(?:[\s-]{_NUMBER_WORD})*\s(?:dollars?|euros?|pounds?)\b)",
            rf"(?P<percent>(?:{_NUMBER})\s?(?:%|percent\b|per\scent\b))",
            rf"(?P<date>\b{_MONTH}\s{_DAY}(?:,?\s\d{{4}})?\b|\b{_DAY}\s{_MONTH}(?:,?\s\d{{4}})?\b"
            rf"|\b{_MONTH}\s\d{{4}}\b|\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b"
            rf"|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b(?:18|19|20)\d{{2}}s?\b)",
            r"(?P<phone>(?:\+\d{1,3}[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b)",
            rf"(?P<number>\b(?:{_NUMBER}){_SCALE}(?:st|nd|rd|th)?\b"
            rf"|\b{_NUMBER_WORD}(?:[\s-](?:and\s)?{_NUMBER_WORD})*\b)",
        )
    ),
    re.IGNORECASE,
)
_MARK = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure as it stands in a text.

    Attributes:
        text: Verbatim.
        values: What it says: one number, or for a date its parts ('2017', '7-13', ...).
        start: Its first character.
        end: The character after it.
    """

    text: str
    kind: FigureKind
    values: frozenset[str]
    start: int
    end: int


@lru_cache(maxsize=8192)  # sentences and excerpts come up again and again
def find_figures(text: str) -> tuple[FoundFigure, ...]:
    """Every figure of a text, in order; source marks such as [1] are none."""
    blanked = _MARK.sub(lambda mark: " " * len(mark.group()), text)
    return tuple(_found(match) for match in _PATTERN.finditer(blanked))


def stands_in(figure: FoundFigure, text: str) -> bool:
    """Whether the figure's value stands in a text, in the same or another spelling."""
    if _flat(figure.text) in _flat(text):
        return _bounded(_flat(figure.text), _flat(text))
    wanted = figure.values
    here = {
        value for other in find_figures(text) if _same_sort(figure, other) for value in other.values
    }
    return bool(wanted) and wanted <= here


def _same_sort(one: FoundFigure, other: FoundFigure) -> bool:
    if one.kind is other.kind:
        return True
    loose = {FigureKind.NUMBER, FigureKind.DATE}
    return {one.kind, other.kind} <= loose


def _bounded(needle: str, text: str) -> bool:
    """Whether the needle stands alone, not inside a longer number."""
    return re.search(rf"(?<![\d.,]){re.escape(needle)}(?![\d]|[.,]\d)", text) is not None


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text).replace("–", "-").replace("—", "-"))


def _found(match: re.Match[str]) -> FoundFigure:
    text = match.group().strip()
    group = match.lastgroup or "number"
    kinds = {"money": FigureKind.MONEY, "percent": FigureKind.PERCENT, "date": FigureKind.DATE}
    kind = kinds.get(group, FigureKind.NUMBER)
    if group == "date":
        values = frozenset(_date_parts(text))
    elif group == "phone":
        values = frozenset({re.sub(r"\D", "", text)})
    else:
        values = frozenset({_amount(text)})
    return FoundFigure(text, kind, values, match.start(), match.start() + len(text))


def _date_parts(text: str) -> Iterator[str]:
    folded = fold(text)
    if iso := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", folded):
        yield iso[1]
        yield f"{int(iso[2])}-{int(iso[3])}" if iso[3] else f"m{int(iso[2])}"
        return
    if year := re.search(r"\b(?:18|19|20)\d{2}\b", folded):
        yield year.group()
    months = [n for n, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name[:3]}", folded)]
    days = [int(day) for day in re.findall(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", folded)]
    yield from _days(months, days)
    if not months and days:
        yield folded


def _days(months: Iterable[int], days: Iterable[int]) -> Iterator[str]:
    numbers = list(days)
    for month in months:
        if not numbers:
            yield f"m{month}"
        for day in numbers:
            yield f"{month}-{day}"


def _amount(text: str) -> str:
    folded = fold(text)
    if digits := re.search(_NUMBER, folded):
        try:
            value = Decimal(re.sub(r"[,\u202f]", "", digits.group()))
        except InvalidOperation:
            return folded
        rest = folded[digits.end() :]
        return _plain(value * _scale(rest))
    return _plain(Decimal(_spoken(re.findall(r"[a-z]+", folded))))


def _scale(rest: str) -> int:
    if match := re.match(r"\s?(thousand|million|billion|mn|bn|k|m)\b", rest):
        return {"t": 10**3, "k": 10**3, "m": 10**6, "b": 10**9}[match[1][0]]
    return 1


def _spoken(words: Iterable[str]) -> int:
    total = current = 0
    for word in words:
        number = _WORDS.get(word)
        if number is None:
            continue
        if number >= 1000:
            total, current = total + max(current, 1) * number, 0
        elif number == 100:
            current = max(current, 1) * 100
        else:
            current += number
    return total + current


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
