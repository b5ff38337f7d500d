"""Reads for which day somebody asks: next year, 2027, in March, el año que viene."""

import re
from datetime import date, timedelta

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
_MONTH = re.compile(
    rf"(?:\b(?:in|by|from|since|until|next|this|coming|on|for|en|para|desde|a partir de|de)\s)"
    rf"(?:early |mid |late |mid-|principios de |finales de )?(?P<month>{_NAME})\b\.?"
    rf"(?:(?:,? | de | del )(?P<year>20\d\d))?"
    rf"|\b(?P<month2>{_NAME})\.?(?:,? | \d{{1,2}},? | de | del )(?P<year2>20\d\d)\b"
)
_YEAR = re.compile(r"(?<![\w$€£.,/-])(?P<year>(?:19|20)\d\d)(?:['’]?s)?(?![\d,.]\d|\w|%)")
_FISCAL = re.compile(
    r"\bfy ?(?:20)?(\d\d)\b"
    r"|(?:\b(?:budget|year|in|for|para|de|fy|ano|presupuesto) ?)['\u2019](\d\d)\b"
)
_NEXT_YEAR = re.compile(
    r"\b(next|coming|following) (?:calendar |fiscal |membership |budget )?year\b"
    r"|\byear after\b(?! (?:all|next))"
    r"|\b(ano (que viene|proximo|siguiente|entrante)|(proximo|siguiente|entrante) ano)\b"
)
_YEAR_AFTER_NEXT = re.compile(
    r"\bin two years\b|\btwo years from now\b|\byear after next\b|\ben dos anos\b"
)
_THIS_YEAR = re.compile(
    r"\bthis (?:calendar |fiscal )?year\b"
    r"|\b(right now|today|current year|este ano|ahora|hoy|ano en curso)\b"
)
_LAST_YEAR = re.compile(r"\b(last|past|previous) year\b|\b(ano pasado|ano anterior)\b")
_NEXT_MONTH = re.compile(r"\bnext month\b|\b(proximo mes|mes que viene|mes proximo)\b")


def find_day(text: str, today: date) -> date | None:
    """The day that a text asks about; None when it names none.

    A year other than this one means its first day, and a month the first day of the next one so
    named, or today in the month that it is.

    Args:
        text: What the visitor wrote.
        today: The date in the association's time zone.
    """
    plain = re.sub(r"\byr\b", "year", re.sub(r"\bnxt\b", "next", fold(text)))
    plain = re.sub(r"\bke\b", "que", plain)
    if found := _MONTH.search(plain):
        return _in_month(found, today)
    if _YEAR_AFTER_NEXT.search(plain):
        return date(today.year + 2, 1, 1)
    if years := [int(one["year"]) for one in _YEAR.finditer(plain)]:
        return _in_year(years[-1], today)
    if fiscal := _FISCAL.search(plain):
        return _in_year(2000 + int(fiscal[1] or fiscal[2]), today)
    if _NEXT_YEAR.search(plain):
        return date(today.year + 1, 1, 1)
    if _LAST_YEAR.search(plain):
        return date(today.year - 1, 1, 1)
    if _NEXT_MONTH.search(plain):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return today if _THIS_YEAR.search(plain) else None


def _in_year(year: int, today: date) -> date:
    return today if year == today.year else date(year, 1, 1)


def _in_month(found: re.Match[str], today: date) -> date:
    month = _NUMBERS[found["month"] or found["month2"]]
    named = found["year"] or found["year2"]
    year = int(named) if named else today.year + (month < today.month)
    if (year, month) == (today.year, today.month):
        return today
    return date(year, month, 1)
