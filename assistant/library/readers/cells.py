"""A cell's value as the sheet shows it: 950 in the format `"$"#,##0` is `$950`."""

import re
from datetime import date, datetime, time

_PLACE = re.compile(r"[0#?][0#?,.]*")
_MARKUP = re.compile(r'\[\$(?P<currency>[^\]-]*)[^\]]*\]|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)')
_UNSHOWN = re.compile(r"\[[^\]]*\]|[_*].")  # colours and conditions, room and filling


def show_cell(value: object, number_format: str) -> str:
    """The words a reader of the sheet sees; dates as 2026-12-31, nothing as an empty string."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return _show_number(value, number_format)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _show_number(value: float, number_format: str) -> str:
    """Follow the simple formats; any other shows the bare number, never a wrong one."""
    shape = _UNSHOWN.sub("", _MARKUP.sub(_literal, number_format.split(";")[0]))
    place = _PLACE.search(shape)
    if not place or re.search(r"E[+-]|/", shape) or place.group().endswith(","):
        return _bare(value)
    before, after = shape[: place.start()].strip(), shape[place.end() :].rstrip()
    digits = _digits(abs(value) * (100 if "%" in after else 1), place.group())
    return f"{'-' if value < 0 else ''}{before}{digits}{after}"


def _literal(match: re.Match[str]) -> str:
    # Letters that are quoted are shown as they are; they must not pass for digits' places.
    literal = match["currency"] or match["quoted"] or match["escaped"] or ""
    return re.sub(r"[0#?_*\[/]", "", literal)


def _digits(value: float, place: str) -> str:
    decimals = len(place.partition(".")[2])
    return f"{value:{',' if ',' in place else ''}.{decimals}f}"


def _bare(value: float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return repr(round(value, 10))
