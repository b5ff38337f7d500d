"""Reads for which day somebody asks: next year, 2027, in March, on 1/15/2027, el año que viene."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from assistant.answering.exact.turn.cues import spoken_language
from assistant.answering.exact.turn.numerals import find_numerals
from assistant.library.lexicon import fold

_MONTHS = (
    ("january", "jan", "enero"),
    ("february", "feb", "febrero"),
    ("march", "mar", "marzo"),
    ("april", "apr", "abril"),
    ("may", "mayo"),
    ("june", "jun", "junio"),
    ("july", "jul", "julio"),
    ("august", "aug", "agosto"),
    ("september", "sept", "sep", "septiembre", "setiembre"),
    ("october", "oct", "octubre"),
    ("november", "nov", "noviembre"),
    ("december", "dec", "diciembre"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAME = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LEAD = (
    r"\b(?:in|by|from|since|until|before|after|next|this|coming|on|for|starting"
    r"|en|para|desde|hasta|el|a partir del?|de)"
)
_MONTH = re.compile(
    rf"(?P<lead>{_LEAD}\s(?:(?:early|mid|late)[ -]|(?:principios|mediados|finales) de )?)?"
    rf"(?:(?P<before>\b\d{{1,2}})(?:st|nd|rd|th)?\s(?P<of>of |de )?)?"
    rf"\b(?P<month>{_NAME})\b\.?"
    rf"(?:\s(?P<after>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]?\d))?"
    rf"(?:(?:,?\s| de | del | of )(?P<year>20\d\d)\b)?"
)
_FIGURES = re.compile(
    r"(?<![\d/.,-])(?:(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)"
    r"|(?P<first>\d\d?)(?P<sign>[-/.])(?P<second>\d\d?)(?P=sign)(?P<end>(?:19|20)?\d\d)"
    r"|(?P<span>(?:19|20)\d\d[-/]\d\d)"
    r"|(?P<only>\d\d?)/(?P<of>20\d\d)"
    r"|(?P<one>\d\d?)/(?P<other>\d\d?)(?! (?:of )?(?:a )?(?:million|thousand|millon)\b))(?![\d/])"
)
_ON = re.compile(
    r"\b(?:from|on|by|since|until|before|after|starting|(?P<spanish>el|del?|desde|hasta|al))\s$"
)
_YEAR = re.compile(
    r"(?:\b(?P<part>mid|late|mediados de|finales de|fines de|end of)[ -])?"
    r"(?:(?<![\w$€£.,/-])|(?<=\bmid-)|(?<=\blate-)|(?<=\bearly-))"
    r"(?P<year>(?:19|20)\d\d)(?:['’]?s)?(?![\d,.]\d|\w|%)"
)
_PARTS = {"mid": 7, "mediados de": 7, "late": 10}  # the month each begins with; else the last one
_AHEAD = re.compile(
    r"\b(?:in|en|dentro de)\s(?!one|an?\b|un\b)(?P<many>[\w-]+)\s(?:years?|anos?)\b"
    r"|\b(?:(?P<one>an?|one)|(?P<from_now>[\w-]+))\syears?\sfrom\snow\b"
)
_NOT_SINCE = re.compile(  # "nobody has answered in three years" looks back
    r"(?:n't|\b(?:not|never|nobody|no one|(?:has|have|had) \w+(?:ed|id|ne|en)|hemos|han?))\b"
    r"[^,.;?!]*$"
)
_MOST_AHEAD = 100  # years; whoever says more does not ask for a rate
_FISCAL = re.compile(
    r"\b(?:fy|fiscal(?: year)?) ?(?:20)?(\d\d)\b"
    r"|(?:\b(?:budget|year|in|for|para|de|fy|ano|presupuesto) ?)['\u2019](\d\d)\b"
)
_YEARS_AHEAD = {
    2: re.compile(r"\byear after next\b"),
    1: re.compile(
        r"\b(next|coming|following) (?:calendar |fiscal |membership |budget )?year\b"
        r"|\byear after\b(?! (?:all|next))"
        r"|\b(ano (que viene|proximo|siguiente|entrante)|(proximo|siguiente|entrante) ano)\b"
        r"|\b(?:ano|ejercicio) fiscal (?:que viene|proximo|siguiente|entrante)\b"
        r"|\b(?:proximo|siguiente) (?:ano|ejercicio) fiscal\b"
        r"|\b(?:an?|one|another) year (?:later|on)\b|\b(?:twelve|12) months (?:later|on)\b"
        r"|\b(?:un ano|doce meses) (?:despues|mas tarde)\b"
    ),
    -1: re.compile(r"\b(last|past|previous) year\b|\b(ano pasado|ano anterior)\b"),
}
_COMPARED = re.compile(r"\b(?:same|than|mism[oa]|igual|como)\b")  # one year is asked about
_THIS_YEAR = re.compile(
    r"\bthis (?:calendar |fiscal )?year\b"
    r"|\b(right now|today|current year|este ano|ahora|hoy|ano en curso)\b"
)
_NEXT_MONTH = re.compile(r"\bnext month\b|\b(proximo mes|mes que viene|mes proximo)\b")
_WORD = re.compile(r"[a-z]+|\d")
_DIGITS = frozenset("0123456789")
_MONTH_NAMES = frozenset(_NUMBERS)
_ALSO_VERBS = {"may", "march"}


def find_day(text: str, today: date) -> date | None:
    """The day that a text asks about; None when it names none.

    A year other than this one means its first day, and a month without a day the first day of the
    next one so named, or today in the month that it is. Of 1/2/2027 the month is the first, in
    Spanish the second.

    Args:
        text: What the visitor wrote.
        today: The date in the association's time zone.
    """
    plain = re.sub(r"\byr\b", "year", re.sub(r"\bnxt\b", "next", fold(text)))
    plain = re.sub(r"\bke\b", "que", plain)
    said = set(_WORD.findall(plain))
    rules = (rule for words, rule in _RULES if not words.isdisjoint(said))
    return next((day for rule in rules if (day := rule(plain, today)) is not None), None)


def first_of_two_years(text: str, today: date) -> date | None:
    """The day for the first of two years, none of them past, that a text asks about; else None.

    "What do 2026 and 2027 come to?", "this year and next year".
    """
    plain = fold(text)
    years = {int(found["year"]) for found in _YEAR.finditer(plain)}
    years |= {today.year} if _THIS_YEAR.search(plain) else set()
    years |= {today.year + n for n, words in _YEARS_AHEAD.items() if words.search(plain)}
    first = min(years, default=0)
    if _COMPARED.search(plain):
        return None
    return _in_year(first, today) if len(years) == 2 and first >= today.year else None


def day_spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where days stand in a folded text whose figures might be taken for those of something else.

    A year alone is none of them.
    """
    for found in _FIGURES.finditer(plain):
        yield found.span()
    for found in _named_days(plain):
        if found["before"] or found["after"]:
            yield found.span()


def _in_figures(plain: str, today: date) -> date | None:
    """A day in figures: ISO, 1/15/2027, 15.1.2027, 1/2027, and after "from" or "on" 1/15."""
    for found in _FIGURES.finditer(plain):
        if found["span"]:  # 2026-27, whose first year is meant
            continue
        on = _ON.search(plain[: found.start()])
        spanish = bool(on and on["spanish"]) or spoken_language(plain, (), "en") == "es"
        orders = _orders(found, spanish=spanish)
        if named := found["year"] or found["of"] or found["end"]:
            year = int(named) + 2000 * (len(named) == 2)
            return _dated(year, orders) or date(year, 1, 1)
        if on:
            return _coming(orders, today)
    return None


def _orders(found: re.Match[str], *, spanish: bool) -> list[tuple[int, int]]:
    """Month and day of a day in figures; of two readings the likelier first."""
    if found["year"]:
        return [(int(found["month"]), int(found["day"]))]
    if found["of"]:
        return [(int(found["only"]), 1)]
    first, second = int(found["first"] or found["one"]), int(found["second"] or found["other"])
    orders = [(first, second), (second, first)]
    return orders[::-1] if spanish or found["sign"] == "." else orders


def _dated(year: int, orders: Iterable[tuple[int, int]]) -> date | None:
    """The first of some months and days that the calendar has."""
    for month, day in orders:
        with suppress(ValueError):
            return date(year, month, day)
    return None


def _coming(orders: Sequence[tuple[int, int]], today: date) -> date | None:
    days = (_dated(year, orders) for year in (today.year, today.year + 1))
    return next((day for day in days if day is not None and day >= today), None)


def _named_days(plain: str) -> Iterator[re.Match[str]]:
    """Months that stand there as such: "may" and "march" say other things as well."""
    if _MONTH_NAMES.isdisjoint(_WORD.findall(plain)):
        return
    for found in _MONTH.finditer(plain):
        plainly = found["after"] and found["month"] not in _ALSO_VERBS
        if found["lead"] or found["year"] or plainly or found["of"]:
            yield found


def _in_a_month(plain: str, today: date) -> date | None:
    found = next(_named_days(plain), None)
    if found is None:
        return None
    month, day = _NUMBERS[found["month"]], int(found["before"] or found["after"] or 1)
    named = found["year"] or next((one["year"] for one in _YEAR.finditer(plain)), None)
    year = int(named) if named else None
    if found["before"] or found["after"]:
        orders = ((month, day), (month, 1))
        return _dated(year, orders) if year else _coming(orders, today)
    year = year or today.year + (month < today.month)
    return today if (year, month) == (today.year, today.month) else date(year, month, 1)


def _ahead(plain: str, today: date) -> date | None:
    """In three years, dentro de tres años."""
    found = _AHEAD.search(plain)
    if found is None or _NOT_SINCE.search(plain[: found.start()]):
        return None
    many = find_numerals(found["many"] or found["from_now"] or "")
    years = 1 if found["one"] else int(many[0].low) if many else 0
    return date(today.year + years, 1, 1) if 0 < years < _MOST_AHEAD else None


def _in_a_year(plain: str, today: date) -> date | None:
    """The last year that is named, or a part of it: mid-2027."""
    found = list(_YEAR.finditer(plain))
    if not found:
        return None
    year, part = int(found[-1]["year"]), found[-1]["part"]
    return date(year, _PARTS.get(part, 12), 1) if part else _in_year(year, today)


def _in_a_fiscal_year(plain: str, today: date) -> date | None:
    """FY27, for '27."""
    found = _FISCAL.search(plain)
    return _in_year(2000 + int(found[1] or found[2]), today) if found else None


def _in_year(year: int, today: date) -> date:
    return today if year == today.year else date(year, 1, 1)


def _in_another_year(plain: str, today: date) -> date | None:
    ahead = (years for years, words in _YEARS_AHEAD.items() if words.search(plain))
    return next((date(today.year + years, 1, 1) for years in ahead), None)


def _in_the_next_month(plain: str, today: date) -> date | None:
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following if _NEXT_MONTH.search(plain) else None


def _in_this_year(plain: str, today: date) -> date | None:
    return today if _THIS_YEAR.search(plain) else None


# In the order they are tried, each with words of which one must stand there: most messages name no
# day, and then nothing else is looked for.
_RULES: tuple[tuple[frozenset[str], Callable[[str, date], date | None]], ...] = (
    (_DIGITS, _in_figures),
    (_MONTH_NAMES, _in_a_month),
    (frozenset({"years", "year", "anos"}), _ahead),
    (_DIGITS, _in_a_year),
    (_DIGITS, _in_a_fiscal_year),
    (frozenset({"year", "months", "ano", "meses", "ejercicio"}), _in_another_year),
    (frozenset({"month", "mes"}), _in_the_next_month),
    (frozenset({"year", "ano", "now", "today", "ahora", "hoy"}), _in_this_year),
)
