"""Days: for which day a text asks, in English and Spanish, as seen from a day of this year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.exact.turn.days import find_day
from assistant.answering.exact.turn.populations import (
    Population,
    find_population,
    split_population,
)

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
        "and a year later?",
        "12 months on",
        "¿y un año después?",
        "nxt yr",
        "in 2027",
        "2027?",
        "FY27",
        "FY 2027",
        "fy2027",
        "January 2027",
        "Jan 1, 2027",
        "1/1/2027",
        "from 01/01/27",
        "from 1/2027",
        "starting 1/1",
        "el 1.1.2027",
        "in one year from now",
        "a year from now",
        "fiscal 27",
        "el próximo año fiscal",
        "early-2027",
        "by early 2027",
        "from next January",
        "2027-01-01",
        "the 2027-28 dues",
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
        ("in three years", date(2029, 1, 1)),
        ("in 3 years' time", date(2029, 1, 1)),
        ("ten years from now", date(2036, 1, 1)),
        ("dentro de cinco años", date(2031, 1, 1)),
        ("January 15, 2027", date(2027, 1, 15)),
        ("from Jan 15", date(2027, 1, 15)),
        ("on 30 November", date(2026, 11, 30)),
        ("el 15 de enero", date(2027, 1, 15)),
        ("from March 3 to March 5 of 2028", date(2028, 3, 3)),
        ("What do we pay in 2028 if we join on March 3?", date(2028, 3, 3)),
        ("on February 30", date(2027, 2, 1)),
        ("on 01/15/2027", date(2027, 1, 15)),
        ("on 15/01/2027", date(2027, 1, 15)),
        ("on 2/3/2027", date(2027, 2, 3)),
        ("a partir del 2/3/2027", date(2027, 3, 2)),
        ("2.3.2027", date(2027, 3, 2)),
        ("on 2027-03-02", date(2027, 3, 2)),
        ("on 2027/3/2", date(2027, 3, 2)),
        ("on 13/13/2027", date(2027, 1, 1)),
        ("by 3/15", date(2027, 3, 15)),
        ("by 12/15", date(2026, 12, 15)),
        ("since 3/1/2026", date(2026, 3, 1)),
        ("mid-2027", date(2027, 7, 1)),
        ("in mid 2027", date(2027, 7, 1)),
        ("a mediados de 2027", date(2027, 7, 1)),
        ("late 2027", date(2027, 10, 1)),
        ("by the end of 2027", date(2027, 12, 1)),
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
        "How much do we pay in a year?",
        "¿Cuánto se paga en un año?",
        "in recent years",
        "We haven't paid in three years",
        "Nobody has answered in fifteen years.",
        "in 1000 years",
        "may 12 cities join?",
        "a group of 12 may join",
        "march 5 miles",
        "1/2 of our people",
        "1/2 million",
        "on 13/45",
        "call 555-2027-12",
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


@given(day=st.dates(date(2024, 1, 1), date(2090, 12, 31)))
def test_a_day_in_figures_is_read_in_every_order_and_is_no_population(day: date) -> None:
    for text in (
        f"How much is it from {day.month}/{day.day}/{day.year}?",
        f"How much is it from {day:%m/%d/%Y}?",
        f"How much is it on {day:%m-%d-%Y}?",
        f"What will it be on {day:%d.%m.%Y}?",
        f"What will it be on {day.isoformat()}?",
        f"¿Cuánto pagaríamos el {day:%d/%m/%Y}?",
        f"¿Y desde el {day:%d/%m/%y}?",
    ):
        assert find_day(text, TODAY) == day
        assert find_population(text) is None
        assert find_population(text, asked=True) is None


@given(
    day=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    people=st.integers(100, 2_000_000),
    order=st.sampled_from(["{people} people from {day}", "from {day} for {people} people"]),
)
def test_a_day_and_a_population_in_one_sentence_are_told_apart(
    day: date, people: int, order: str
) -> None:
    text = order.format(people=people, day=f"{day:%m/%d/%Y}")
    population, rest = split_population(text)
    assert population == Population(people, people, sure=True)
    assert find_day(rest, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "a town of 1950 people",
        "population 2027",
        "2027 habitantes",
        "48,210 by the 2020 census",
        "48.210 según el censo de 2020",
    ],
)
def test_a_population_is_no_year(text: str) -> None:
    assert find_day(split_population(text)[1], TODAY) is None
