"""What the cells of a table hold: a number, a count, a day, or a text that may be shown."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

_NUMBER = re.compile(
    r"(?P<sign>[-\u2212])? *(?:US\$|[$€£]|[A-Z]{3})? *(?(sign)|(?P<minus>[-\u2212])?)"
    r"(?P<digits>[0-9](?:[0-9.,'’\u00a0\u202f ]*[0-9])?) *(?:[$€£]|[A-Z]{3})?"
)
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<mark>[,.'’\u00a0\u202f ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?!(?P=mark))[.,](?P<rest>[0-9]{1,2}))?"
)
_UNGROUPED = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<rest>[0-9]+)|,(?P<comma>[0-9]{1,2}))?")
_HOUR = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?(?: ?AM|Z)?$|[ T]12:00(?::00)? ?AM$")
_NUMERIC_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%Y")
_NAMED_DAYS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")


def number_in(cell: str) -> Decimal:
    """The number of a cell: 1200, 1,200, "1 200", 1.200,50, $1,200 or USD 1,200.

    Raises:
        ValueError: It is no number, or one such as 1.200 that may be read in two ways.
    """
    plain = cell.strip()
    if not plain:
        raise ValueError("it is empty: write a number such as 1200")
    if plain.startswith(("=", "+", "@")):
        raise ValueError(f"{_quoted(cell)} is a formula: write its result")
    found = _NUMBER.fullmatch(plain)
    digits = found["digits"] if found else ""
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", digits):
        whole = digits.replace(".", "")
        raise ValueError(f"{_quoted(cell)} may mean {digits} or {whole}: write it without the dot")
    parts = _GROUPED.fullmatch(digits) or _UNGROUPED.fullmatch(digits)
    if found is None or parts is None:
        raise ValueError(f"{_quoted(cell)} is no number: write one such as 1200")
    named = parts.groupdict()
    rest = named["rest"] or named.get("comma")
    sign = "-" if found["sign"] or found["minus"] else ""
    whole = re.sub(r"[^0-9]", "", named["whole"])
    return Decimal(f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}")


def count_in(cell: str) -> int:
    """The whole number of a cell that counts something, 0 or more.

    Raises:
        ValueError: It is none.
    """
    number = number_in(cell)
    if number < 0 or number != number.to_integral_value():
        raise ValueError(f"{_quoted(cell)} is no count: write a whole number such as 25000")
    return int(number)


def date_in(cell: str) -> date:
    """The day of a cell: 2027-01-01, 1/31/2027 (month first), 31.1.2027 or January 31, 2027.

    Raises:
        ValueError: It is no day, or one that does not exist.
    """
    plain = _HOUR.sub("", " ".join(cell.split()))
    if not plain:
        raise ValueError("it is empty: write a date such as 2027-01-31")
    for form in (*_NUMERIC_DAYS, *_NAMED_DAYS):
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"{_quoted(cell)} is no date: write it as 2027-01-31")


def cleaned(cell: str) -> str:
    """A cell as it may be shown: without control and direction marks, with single spaces."""
    if not cell.isprintable():
        cell = "".join(
            " " if letter.isspace() else letter
            for letter in cell
            if letter.isspace() or unicodedata.category(letter)[0] != "C"
        )
    return " ".join(cell.split())


def _quoted(cell: str) -> str:
    return repr(cell if len(cell) <= 60 else f"{cell[:60]}...")
