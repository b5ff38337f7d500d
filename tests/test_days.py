"""Days: for which day a text asks, in English and Spanish, as seen from a day of this year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.exact.days import find_day

TODAY = date(2026, 11, 24)
NEXT = date(2027, 1, 1)
MONTHS = {
    1: ("January", "Jan", "enero"),
    2: ("February", "Feb", "febrero"),
    3: ("March", "mar", "marzo"),
    4: ("April", "Apr.", "abril"),
    5: ("May", "May", "mayo"),
    6: ("June", "Jun", "junio"),
    7: ("July", "Jul", "julio"),
    8: ("August", "Aug", "agosto"),
    9: ("September", "Sept", "setiembre"),
    10: ("October", "Oct", "octubre"),
    11: ("November", "Nov.", "noviembre"),
    12: ("December", "Dec", "diciembre"),
}


@pytest.mark.parametrize(
    "text",
    [
        "and next year?",
        "What would it be the following year?",
        "for the coming year",
        "next calendar year",
        "next fiscal year",
        "next membership year",
        "nxt yr",
        "in 2027",
        "2027?",
        "FY27",
        "FY 2027",
        "fy2027",
        "January 2027",
        "Jan 1, 2027",
        "January 15, 2027",
        "by early 2027",
        "from next January",
        "2027-01-01",
        "between 2026 and 2027",
        "¿y el año que viene?",
        "el ano que viene",
        "el año ke viene",
        "el próximo año",
        "el año próximo",
        "el año siguiente",
        "para 2027",
        "a partir de enero",
        "el 1 de enero de 2027",
    ],
)
def test_next_year_is_asked_about_in_many_words(text: str) -> None:
    assert find_day(text, TODAY) == NEXT


@pytest.mark.parametrize(
    "text",
    [
        "today",
        "right now",
        "this year",
        "the current year",
        "in 2026",
        "fy2026",
        "in November",
        "this November 2026",
        "hoy",
        "ahora",
        "este año",
        "en noviembre",
        "el año en curso",
    ],
)
def test_this_year_means_today(text: str) -> None:
    assert find_day(text, TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("last year", date(2025, 1, 1)),
        ("the previous year", date(2025, 1, 1)),
        ("el año pasado", date(2025, 1, 1)),
        ("in 2025", date(2025, 1, 1)),
        ("in two years", date(2028, 1, 1)),
        ("the year after next", date(2028, 1, 1)),
        ("en dos años", date(2028, 1, 1)),
        ("in 2099", date(2099, 1, 1)),
        ("back in 1999", date(1999, 1, 1)),
        ("in December", date(2026, 12, 1)),
        ("next month", date(2026, 12, 1)),
        ("el mes que viene", date(2026, 12, 1)),
        ("in March", date(2027, 3, 1)),
        ("next March", date(2027, 3, 1)),
        ("en marzo de 2028", date(2028, 3, 1)),
        ("in October", date(2027, 10, 1)),
        ("first 2027, then 2028", date(2028, 1, 1)),
    ],
)
def test_other_days_are_the_first_of_their_year_or_month(text: str, day: date) -> None:
    assert find_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How much would we pay?",
        "We may join, may we not?",
        "March on!",
        "2,027 people",
        "$2027",
        "2027%",
        "20270",
        "48,210",
        "the membership year",
        "How long does it take?",
        "¿Cuánto pagaríamos?",
        "cuarenta mil",
    ],
)
def test_no_day_is_found_where_none_is_named(text: str) -> None:
    assert find_day(text, TODAY) is None


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_means_the_next_one_so_named_in_both_languages(month: int) -> None:
    year = 2026 if month >= TODAY.month else 2027
    expected = TODAY if month == TODAY.month else date(year, month, 1)
    full, short, spanish = MONTHS[month]
    for text in (f"in {full}", f"from {short}", f"en {spanish}", f"desde {spanish}"):
        assert find_day(text, TODAY) == expected
    for text in (f"{full} 2028", f"in {full} of 2028", f"en {spanish} del 2028"):
        assert find_day(text.replace(" of ", " "), TODAY) == date(2028, month, 1)


@given(today=st.dates(date(2024, 1, 1), date(2090, 12, 31)))
def test_seen_from_any_day_the_words_fit_the_calendar(today: date) -> None:
    assert find_day("next year", today) == date(today.year + 1, 1, 1)
    assert find_day("last year", today) == date(today.year - 1, 1, 1)
    assert find_day(f"in {today.year}", today) == today
    following = find_day("next month", today)
    assert following is not None
    months = (following.year - today.year) * 12 + following.month - today.month
    assert (months, following.day) == (1, 1)
    march = find_day("in March", today)
    assert march is not None
    assert march.month == 3
    assert today <= march
    assert (march - today).days <= 366


@pytest.mark.xfail(strict=True, reason="not read yet")
@pytest.mark.parametrize("text", ["from 1/1/2027", "on 01/15/2027", "mid-2027", "in three years"])
def test_these_days_are_not_read_yet(text: str) -> None:
    day = find_day(text, TODAY)
    assert day is not None
    assert day.year > TODAY.year
