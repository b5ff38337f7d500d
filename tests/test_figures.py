"""Figures are found with their values, and only what is truly said counts as said."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.library import figures
from assistant.library.figures import FoundFigure, find_figures, stands_in
from assistant.vocabulary import FigureKind

MONEY, NUMBER = FigureKind.MONEY, FigureKind.NUMBER
PERCENT, DATE = FigureKind.PERCENT, FigureKind.DATE
BELOW_20 = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
MONTHS = "January February March April May June July August September October November December"

amounts = st.integers(0, 10**12)
cents = st.integers(0, 99)
days = st.dates(date(1900, 1, 1), date(2099, 12, 28))
frames = st.sampled_from(
    ["{}", "Pay {} now.", "({})", "It is {}, not less", "a {}; b", "to\n{}\nby"]
)
groups = st.sampled_from([",", "\u00a0", "\u202f"])


def the_figure(text: str) -> FoundFigure:
    (figure,) = find_figures(text)
    return figure


def grouped(value: int, by: str) -> str:
    return f"{value:,}".replace(",", by)


def spoken(value: int) -> str:
    """A number below a million in English words, as a grammar book has it."""
    if value < 20:
        return BELOW_20[value]
    if value < 100:
        return TENS[value // 10] + (f"-{BELOW_20[value % 10]}" if value % 10 else "")
    if value < 1000:
        rest = f" and {spoken(value % 100)}" if value % 100 else ""
        return f"{BELOW_20[value // 100]} hundred{rest}"
    rest = f" {spoken(value % 1000)}" if value % 1000 else ""
    return f"{spoken(value // 1000)} thousand{rest}"


@given(
    amounts, cents, groups, frames, st.sampled_from(["$", "US$", "$ ", "€", "£", "USD ", "EUR "])
)
def test_any_amount_is_found_with_its_value(
    value: int, part: int, by: str, frame: str, sign: str
) -> None:
    figure = the_figure(frame.format(f"{sign}{grouped(value, by)}.{part:02}"))
    exact = f"{value}.{part:02}".rstrip("0").rstrip(".")
    assert (figure.kind, *figure.values) == (MONEY, exact)
    assert figure.text in frame.format(f"{sign}{grouped(value, by)}.{part:02}")


@given(amounts, frames, st.sampled_from(["%", " %", " percent", " per cent"]))
def test_any_percentage_is_found_with_its_value(value: int, frame: str, sign: str) -> None:
    figure = the_figure(frame.format(f"{value:,}{sign}"))
    assert (figure.kind, *figure.values) == (PERCENT, str(value))


@given(amounts, groups, frames)
def test_any_number_is_found_with_its_value(value: int, by: str, frame: str) -> None:
    written = grouped(value, by)
    figure = the_figure(frame.format(written))
    assert figure.values == {str(value)}
    assert figure.kind in {NUMBER, DATE}  # 1956 may be a year


@given(st.integers(2, 999_999), frames)
def test_any_number_in_words_is_found_with_its_value(value: int, frame: str) -> None:
    figure = the_figure(frame.format(spoken(value)))
    assert (figure.text, figure.kind, *figure.values) == (spoken(value), NUMBER, str(value))


styles = st.sampled_from(
    ["{m} {d}, {y}", "{d} {m} {y}", "{m} {d}{th}, {y}", "{d}{th} of {m} {y}", "{s} {d}, {y}",
     "{s}. {d} {y}", "{iso}"]
)  # fmt: skip


@given(days, frames, styles)
def test_any_date_is_found_with_its_parts(day: date, frame: str, style: str) -> None:
    month = MONTHS.split()[day.month - 1]
    written = style.format(
        m=month, s=month[:3], d=day.day, y=day.year, th=ordinal(day.day), iso=day.isoformat()
    )
    figure = the_figure(frame.format(written))
    assert figure.kind is DATE
    assert figure.values == {str(day.year), f"m{day.month}", f"{day.month}-{day.day}"}


def ordinal(day: int) -> str:
    if day in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


@given(amounts, amounts, st.sampled_from(["{}", "${}", "{}%", "{} members"]))
def test_a_number_never_stands_in_another_one(one: int, other: int, style: str) -> None:
    assume(one != other)
    figure = the_figure(style.format(f"{one:,}").removesuffix(" members"))
    assert not stands_in(figure, style.format(f"{other:,}"))
    assert stands_in(figure, style.format(f"{one:,}"))


@given(st.text(max_size=300))
def test_every_figure_of_a_text_stands_in_it(text: str) -> None:
    for figure in find_figures(text):
        assert text[figure.start : figure.end] == figure.text or "[" in text
        assert stands_in(figure, text)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("$1,545", "The dues are $1545."),
        ("$1,545", "1,545 dollars"),
        ("$1.5 million", "US$1,500,000"),
        ("5 million dollars", "It raised $5 million."),
        ("five hundred forty-five", "545 members"),
        ("545", "There are 545. Last year 1,545."),
        ("1,545", "1\u202f545 members"),
        ("twenty-one", "21 days"),
        ("101", "one hundred and one towns"),
        ("15%", "fifteen of 100, that is 15 percent"),
        ("545", "dues of $545"),  # the amount without its sign
        ("May 5, 2017", "on 5 May 2017"),
        ("May 5, 2017", "2017-05-05"),
        ("May 5, 2017", "the 5th of May, 2017"),
        ("May 5, 2017", "The conference of 2017 begins on May 5."),  # the only year
        ("May 2017", "May 5, 2017"),
        ("May 5", "May 5-7, 2017"),
        ("July 2", "June 28 - July 2, 2017"),
        ("1956", "founded in 1956"),
        ("2,000", "2000 people"),
        ("1990s", "in the 1990s"),
        ("5/12/2017", "by 5/12/2017"),
        ("(202) 347-8630", "Call +1 202-347-8630"),
        ("$1,545", "dues: **$1,545**"),
        ("May 5, 2017", "May\n   5, 2017"),
    ],
)
def test_the_same_value_stands_in_another_spelling(figure: str, text: str) -> None:
    assert stands_in(the_figure(figure), text)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("545", "1,545 members"),
        ("545", "5,450 members"),
        ("545", "545,000 members"),
        ("545", "1545"),
        ("545", "545.5"),
        ("545", "0.545"),
        ("1", "1,545"),
        ("$5", "$5 million"),
        ("5", "5 million people"),
        ("5", "5k runners"),
        ("$50", "€50"),
        ("50 euros", "50 dollars"),
        ("$545", "545 members"),
        ("$545", "545%"),
        ("50", "50% off"),
        ("50%", "50 members"),
        ("20", "2017"),
        ("17", "2017"),
        ("20", "twenty-one"),
        ("100", "one hundred and one"),
        ("5", "on May 5, 2017"),
        ("12", "by 5/12/2017"),
        ("May 5, 2017", "May 5, 2016; June 5, 2017"),
        ("May 5, 2017", "May 6, 2017"),
        ("May 5", "May 2017"),
        ("June 2", "June 28 - July 2, 2017"),
        ("July 28", "June 28 - July 2, 2017"),
        ("May 5, 2017", "In 2016 and 2017 it began on May 5"),
        ("2016", "$2,016"),
        ("1990s", "1990"),
        ("(202) 347-8630", "Call 202-347-8631"),
        ("$1,545", ""),
        ("$1,545", "one two three"),
        ("3000", "On May 5, 2017"),
    ],
)
def test_another_value_is_not_traced(figure: str, text: str) -> None:
    assert not stands_in(the_figure(figure), text)


def test_source_marks_are_no_figures() -> None:
    assert [one.text for one in find_figures("Dues are $180 [1] or $420 [12].")] == ["$180", "$420"]


def test_what_only_looks_like_a_figure_is_none() -> None:
    for text in ("one of them", "no one", "the mayor may sign", "R2D2", "A4", "second to none"):
        assert find_figures(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "the J-1 rules",
        "F-1 or J-1?",
        "(W-9)",
        "a 501(c)(3) body",
        "501(c)(3)(A)",
        "COVID-19",
        "B\u20112",
    ],
)
def test_a_digit_of_a_name_is_no_figure(text: str) -> None:
    assert find_figures(text) == ()
    assert not stands_in(the_figure("1"), text)
    assert not stands_in(the_figure("501"), text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$1 for a J-1", "$1"),
        ("1 year on a J-1", "1"),
        ("a 5-year plan", "5"),
        ("the J-1 year 2017", "2017"),
        ("Form 990", "990"),
        ("FY-2026", "2026"),
        ("DS-2019", "2019"),
        ("DUES-300", "300"),
        ("USD-30", "30"),
        ("US-30", "30"),
        ("MAY-5", "5"),
        ("A-5%", "5%"),
        ("A-5,000", "5,000"),
        ("A-5.5", "5.5"),
        ("A-5 million", "5 million"),
        ("A-5 dollars", "5 dollars"),
        ("A-1234", "1234"),
        ("Mid-20", "20"),
        ("pre-19", "19"),
        ("300(a) towns", "300"),
        ("$300(a)(1)", "$300"),
        ("1,300(a)(b)", "1,300"),
        ("12,345(a)(b)", "12,345"),
        ("50%(a)(b)", "50%"),
        ("12345(a)(b)", "12345"),
    ],
)
def test_a_figure_beside_or_within_what_looks_like_a_name_is_one(text: str, said: str) -> None:
    assert said in [one.text for one in find_figures(text)]


def test_a_list_of_figures_is_read_one_by_one() -> None:
    text = "Between 2 and 4 towns, two and four counties, $5-7, 10-20% and 1,000,000 people in 1956"
    said = [(one.kind, *one.values) for one in find_figures(text)]
    assert said == [
        (NUMBER, "2"), (NUMBER, "4"), (NUMBER, "2"), (NUMBER, "4"), (MONEY, "5"), (NUMBER, "7"),
        (NUMBER, "10"), (PERCENT, "20"), (NUMBER, "1000000"), (DATE, "1956"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["1" * 50_000 + "a", "1,111" * 10_000, "$" * 50_000, "ten " * 20_000]
)
@pytest.mark.timeout(10)
def test_a_hostile_text_is_read_in_no_time(text: str) -> None:
    find_figures(text)


written = st.sampled_from(
    ["5", "12", "1,200", "3.5", "555", "2017", "+1", "x", "th", "%", "k", "m"]
)
between = st.sampled_from([" ", ", ", "-", "/", "(", ") ", " and "])
named = st.sampled_from(["$", "US$", "€", " USD ", " dollars", " percent", "May ", "June", "sept."])
counted = st.sampled_from(["one", "two ", "twenty", "Seven", "hundred", " million"])
pieces = written | between | named | counted


@given(st.lists(pieces, min_size=1, max_size=12).map("".join))
def test_trying_only_where_a_figure_may_begin_misses_none(text: str) -> None:
    everywhere = [match.span() for match in figures._PATTERN.finditer(text)]
    assert [match.span() for match in figures._matches(text)] == everywhere
