"""Populations: every wording of a number of people gives the same number, and no other number does.

What a number says, however it is written, is tested in `test_numerals.py`.
"""

import operator
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.answering.exact.turn.days import find_day
from assistant.answering.exact.turn.populations import (
    FEWEST_ALONE,
    find_population,
    is_vague,
    split_population,
)
from assistant.facts.dues import Band, DuesTable, MemberType
from assistant.facts.dues_file import read_bands
from tests.number_words import in_english, in_spanish, spanish_thousands

DUES = DuesTable(read_bands(Path("knowledge/dues.csv"), "dues.csv"))
DAY = date(2026, 6, 1)
MOST = 2_000_000


def grouped(mark: str) -> Callable[[int], str]:
    return lambda number: f"{number:,}".replace(",", mark)


def shortened(number: int, scale: int, mark: str) -> str:
    """48500 in thousands: "48.5"; only where two places are enough."""
    value = Decimal(number) / scale
    return f"{value.normalize():f}".replace(".", mark)


def spellings(number: int) -> Iterator[str]:
    """The ways to write a number that can hold it exactly."""
    yield str(number)
    for mark in (",", ".", " ", "'", "\u00a0", "\u202f"):
        yield grouped(mark)(number)
    for scale, units in ((1_000, ("k", "K", " mil", " thousand")), (10**6, ("M", " million"))):
        if number >= scale and number * 100 % scale == 0:
            yield from (shortened(number, scale, ".") + unit for unit in units)
            yield shortened(number, scale, ",") + units[0]
    yield from round_words(number)


def round_words(number: int) -> Iterator[str]:
    """The words of a round number."""
    thousands, odd = divmod(number, 1_000)
    if not odd and thousands < 1_000:
        yield f"{in_english(thousands)} thousand"
        yield spanish_thousands(thousands)
    if number % 10**6 == 0:
        yield f"{in_english(number // 10**6)} million"
        yield f"{in_spanish(number // 10**6)} {'millón' if number == 10**6 else 'millones'}"
    if number == 500_000:
        yield from ("half a million", "medio millón")


SURE = (
    "{} people",
    "a town of {}",
    "a city of about {}",
    "We are a village with {} residents.",
    "We have {} inhabitants.",
    "population {}",
    "population: {}",
    "Our population is {}, how much would we pay?",
    "What does a county of {} pay in 2027?",
    "{} habitantes",
    "población {}",
    "una población de {}",
    "un pueblo de {} habitantes",
    "Somos un municipio de {} personas, ¿cuánto pagaríamos?",
    "tenemos unos {} habitantes",
)
BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "under {}": operator.lt,
    "fewer than {}": operator.lt,
    "<{}": operator.lt,
    "menos de {}": operator.lt,
    "up to {}": operator.le,
    "at most {}": operator.le,
    "no more than {}": operator.le,
    "{} or less": operator.le,
    "más de {}": operator.gt,
    "more than {}": operator.gt,
    "upwards of {}": operator.gt,
    "at least {}": operator.ge,
    "no less than {}": operator.ge,
    "{} or more": operator.ge,
    ">= {}": operator.ge,
}
BARE = ("{}", "about {}", "it is {}", "unos {}", "son {}", "{}.", "{}?")


@st.composite
def written(draw: st.DrawFn) -> tuple[int, str]:
    """A number of people, and a way to write it."""
    round_one = st.integers(1, MOST // 1_000).map(lambda n: n * 1_000)
    half = st.integers(10, MOST // 500).map(lambda n: n * 500)
    edges = (10_000, 25_000, 50_000, 100_000, 300_000, 500_000)
    edge = st.sampled_from([edge + step for edge in edges for step in (-1, 0, 1)])
    number = draw(st.one_of(st.integers(1, MOST), round_one, half, edge))
    ways = [way for way in spellings(number) if way.strip()]
    return number, draw(st.sampled_from(ways))


def amount_for(people: int) -> Band | None:
    return DUES.band_for(MemberType.US, "city", people, DAY)


# ---- Every wording


@settings(deadline=None, max_examples=400)
@given(case=written(), frame=st.sampled_from(SURE))
@example(case=(49_999, "49.999"), frame=SURE[0])
@example(case=(500_000, "half a million"), frame=SURE[3])
@example(case=(900, "900"), frame=SURE[1])
@example(case=(2_026, "2026"), frame=SURE[0])
def test_a_population_in_any_wording_has_the_band_of_the_plain_number(
    case: tuple[int, str], frame: str
) -> None:
    number, way = case
    found = find_population(frame.format(way))
    assert found is not None
    assert (found.low, found.high, found.sure, found.possible) == (number, number, True, True)
    assert amount_for(found.low) == amount_for(number)


@settings(deadline=None, max_examples=200)
@given(case=written(), frame=st.sampled_from(BARE))
@example(case=(2_026, "2026"), frame="{}")
def test_whoever_was_asked_may_give_the_number_alone(case: tuple[int, str], frame: str) -> None:
    number, way = case
    found = find_population(frame.format(way), asked=True)
    assert found is not None
    assert (found.low, found.high) == (number, number)


@settings(deadline=None, max_examples=100)
@given(
    first=st.integers(11, 900),
    step=st.integers(1, 99),
    frame=st.sampled_from(
        [
            "between {} and {} thousand",
            "{} to {} thousand people",
            "{}-{}k",
            "{}k-{}k",
            "from {} to {} thousand",
            "entre {} y {} mil",
            "entre {} y {} mil habitantes",
            "de {} a {} mil",
            "between {},000 and {},000",
            "{},000-{},000",
            "entre {}.000 y {}.000 habitantes",
        ]
    ),
)
def test_two_numbers_make_a_range_of_thousands(first: int, step: int, frame: str) -> None:
    found = find_population(frame.format(first, first + step))
    assert found is not None
    assert (found.low, found.high) == (first * 1_000, (first + step) * 1_000)
    assert not found.exact
    assert found.possible


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between forty and sixty thousand", 40_000, 60_000),
        ("entre cuarenta y sesenta mil habitantes", 40_000, 60_000),
        ("between 1 and 2 million", 1_000_000, 2_000_000),
        ("one to two thousand people", 1_000, 2_000),
        ("1.5 to 2 million people", 1_500_000, 2_000_000),
        ("500 to 1 million", 500_000, 1_000_000),
        ("900 to 1,200 people", 900, 1_200),
        ("between 40 thousand and 60", 40_000, 60_000),
        ("entre 40 mil y 60 habitantes", 40_000, 60_000),
        ("more than 5,000 but less than 10,000", 5_000, 9_999),
        ("más de 5.000 y menos de 10.000 habitantes", 5_000, 9_999),
        ("The census says 61,300, our planners say 66,000.", 61_300, 66_000),
        ("under 5,000 people", 1, 4_999),
        ("less than ten thousand", 1, 9_999),
        ("fewer than 25,000 residents", 1, 24_999),
        ("menos de 10.000 habitantes", 1, 9_999),
        ("over 500,000 people", 500_000, None),
        ("more than half a million", 500_000, None),
        ("at least 20,000", 20_000, None),
        ("más de 50.000 habitantes", 50_000, None),
    ],
)
def test_bounds_stay_bounds(text: str, low: int, high: int | None) -> None:
    found = find_population(text)
    assert found is not None
    assert (found.low, found.high, found.exact, found.possible) == (low, high, False, True)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("1.2 million", 1_200_000),
        ("1,2 millones de habitantes", 1_200_000),
        ("half of a million", 500_000),
        ("a quarter of a million people", 250_000),
        ("a quarter million", 250_000),
        ("three quarters of a million", 750_000),
        ("medio millón de habitantes", 500_000),
        ("un cuarto de millón", 250_000),
        ("a million and a half", 1_500_000),
        ("un millón y medio", 1_500_000),
        ("a hundred thousand", 100_000),
        ("mil habitantes", 1_000),
        ("50 grand", 50_000),
        ("about fifty thousand", 50_000),
        ("forty-eight thousand two hundred ten", 48_210),
        ("cuarenta y ocho mil doscientos diez", 48_210),
        ("fourty thousnd people", 40_000),
        ("twenty thousnd", 20_000),
        ("48 mil 210 habitantes", 48_210),
        ("48 thousand 210 people", 48_210),
        ("5 hundred thousand people", 500_000),
        ("5 hundred people", 500),
        ("one and a half million people", 1_500_000),
        ("1,200 or so people", 1_200),
        ("1200 full-time residents", 1_200),
        ("pop. 48210", 48_210),
        ("home to 48,210", 48_210),
        ("Our 3 sister cities are fine; 48,210 people live here.", 48_210),
        ("a town of 2000 in 2027", 2_000),
        ("population 2020", 2_020),
        ("We have 12 members and a population of 7,300.", 7_300),
        ("So 450 dollars for 62,000 people?", 62_000),
        ("Call 202-347-8630: we are 48,210 people.", 48_210),
    ],
)
def test_these_are_read_as_people_say_them(text: str, people: int) -> None:
    found = find_population(text)
    assert found is not None
    assert (found.low, found.high) == (people, people)


def test_only_a_number_that_says_so_counts_people_for_sure() -> None:
    bare, said = find_population("48,210"), find_population("48,210 people")
    assert bare is not None
    assert said is not None
    assert (bare.sure, said.sure) == (False, True)
    both = find_population("800 or so we pay for 48,210 residents")
    assert both is not None
    assert both.low == 48_210


# ---- No population


@pytest.mark.parametrize(
    "text",
    [
        "2027",
        "in 2027",
        "What do we pay in 2027?",
        "¿Y en 2027?",
        "founded in 1987",
        "$450",
        "$1,200",
        "1,000 dollars",
        "USD 450",
        "450 USD",
        "€300",
        "£2,000",
        "12000 pesos",
        "500 euros",
        "mil dólares",
        "3%",
        "30 percent",
        "12 por ciento",
        "the one in Illinois",
        "once we join",
        "202-347-8630",
        "(202) 347-8630",
        "202 347 8630",
        "202.347.8630",
        "call 555-1234",
        "My number is 555-1234.",
        "1200 K Street",
        "800 North Main Street",
        "Avenida Juárez 1200",
        "room 1200",
        "ext. 1234",
        "PO Box 4821",
        "We are a 501(c)(3).",
        "20,000 families",
        "zip 20005",
        "zip code 20005",
        "Denver, CO 80202",
        "Denver, CO 80202-1234",
        "1/1/2027",
        "3/15/27",
        "2027-01-01",
        "the 2026-27 dues",
        "at 10:30 am",
        "120 students",
        "our 150 delegates",
        "150 members",
        "200 km away",
        "200 miles away",
        "for 100 years",
        "365 days",
        "12 sister cities",
        "our 7 sister cities",
        "500 estudiantes",
        "hace 120 años",
        "5",
        "-5",
        "",
        "How much is it?",
        "¿Cuánto cuesta?",
        "the 3rd option",
    ],
)
def test_no_other_number_is_a_population(text: str) -> None:
    assert find_population(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "in 2027",
        "$450",
        "450 dollars",
        "202-347-8630",
        "3%",
        "12 km",
        "2026-27",
        "501(c)(3)",
        "the one in Ohio",
    ],
)
def test_not_even_after_the_question_for_it(text: str) -> None:
    assert find_population(text, asked=True) is None


@settings(max_examples=100)
@given(number=st.integers(1, MOST), form=st.sampled_from(["${}", "{} dollars", "USD {}", "{} %"]))
def test_money_and_shares_of_any_size_are_no_people(number: int, form: str) -> None:
    for way in (str(number), f"{number:,}"):
        assert find_population(form.format(way)) is None


@given(year=st.integers(1900, 2100))
def test_a_bare_year_is_a_year(year: int) -> None:
    assert find_population(f"What would it cost in {year}?") is None
    assert find_population(f"¿y para {year}?") is None


@pytest.mark.parametrize("thousands", [*range(1, 100), *range(100, 1_000, 37), 115, 120, 999])
def test_round_thousands_are_read_in_the_words_of_both_languages(thousands: int) -> None:
    english, spanish = in_english(thousands), spanish_thousands(thousands)
    for text in (f"{english} thousand people", f"{spanish} habitantes"):
        found = find_population(text)
        assert found is not None
        assert (found.low, found.high, found.sure) == (thousands * 1_000, thousands * 1_000, True)


# ---- Nonsense


@pytest.mark.parametrize(
    "text",
    [
        "0 people",
        "zero people",
        "less than 1 person",
        "2 mil millones de habitantes",
        "-500 people",
        "30 billion people",
        "30 billion",
        "8 billion inhabitants",
        "300 million people",
        "0 habitantes",
        "un pueblo de 0 habitantes",
        "300 millones de habitantes",
        "201,000,000 people",
        "between 0 and 500 people",
    ],
)
def test_a_number_that_no_community_has_comes_back_as_impossible(text: str) -> None:
    found = find_population(text)
    assert found is not None
    assert not found.possible


@pytest.mark.parametrize("text", ["0", "-5", "30000000000"])
def test_nonsense_in_answer_to_the_question_is_told_as_such(text: str) -> None:
    found = find_population(text, asked=True)
    assert found is not None
    assert not found.possible


@pytest.mark.parametrize("number", [1, 200_000_000])
def test_the_smallest_and_the_largest_community_are_possible(number: int) -> None:
    found = find_population(f"{number} people")
    assert found is not None
    assert found.possible


@pytest.mark.parametrize(
    "text",
    [
        "a lot",
        "A lot of people!",
        "lots",
        "many",
        "not many",
        "quite a few",
        "we have plenty",
        "no idea",
        "I don't know",
        "not sure",
        "muchos",
        "muchas personas",
        "pocos",
        "no sé",
        "No lo sé.",
        "ni idea",
        "un montón de gente",
        "somos muchos",
    ],
)
def test_an_answer_without_a_number_is_vague(text: str) -> None:
    assert is_vague(text)
    assert find_population(text, asked=True) is None


@pytest.mark.parametrize(
    "text", ["48,210", "a lot of sister cities", "many thanks", "small towns", "muchas gracias", ""]
)
def test_what_answers_or_asks_something_else_is_not_vague(text: str) -> None:
    assert not is_vague(text)


# ---- Bounds, and numbers of which only the size is said


@settings(max_examples=300)
@given(
    number=st.integers(10, MOST),
    people=st.integers(1, 2 * MOST),
    bound=st.sampled_from(list(BOUNDS)),
    way=st.sampled_from(["{}", "{} people", "{} residents"]),
)
@example(number=10_000, people=9_999, bound="under {}", way="{}")
@example(number=10_000, people=10_000, bound="up to {}", way="{}")
def test_every_population_that_a_bound_allows_lies_within_it(
    number: int, people: int, bound: str, way: str
) -> None:
    found = find_population(bound.format(way.format(f"{number:,}")))
    if number < FEWEST_ALONE and way == "{}":
        return
    assert found is not None
    assert not found.exact
    assert not BOUNDS[bound](people, number) or (
        found.low <= people <= (people if found.high is None else found.high)
    )


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("<10000", 1, 9_999),
        ("<= 10,000", 1, 10_000),
        ("up to 10,000", 1, 10_000),
        ("no more than 10,000", 1, 10_000),
        ("10,000 people or less", 1, 10_000),
        ("hasta 10.000 habitantes", 1, 10_000),
        ("48k+", 48_000, None),
        ("50,000+ people", 50_000, None),
        ("upwards of 20,000", 20_000, None),
        ("no less than 20,000", 20_000, None),
        ("no menos de 20.000 habitantes", 20_000, None),
        ("20,000 or more", 20_000, None),
        ("≥20k", 20_000, None),
        ("nearly 50,000", 48_500, 49_999),
        ("just under 50,000 people", 48_500, 49_999),
        ("casi 50.000", 48_500, 49_999),
        ("just over 50,000", 50_000, 51_500),
    ],
)
def test_bounds_are_kept_however_they_are_written(text: str, low: int, high: int | None) -> None:
    found = find_population(text)
    assert found is not None
    assert (found.low, found.high, found.possible, found.rough) == (low, high, True, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a few thousand people", 2_000, 9_999),
        ("a couple hundred people", 100, 399),
        ("forty-something thousand people", 40_000, 49_999),
        ("somos cuarenta y pico mil", 40_000, 49_999),
        ("we are a town of several hundred", 200, 999),
        ("we are under a few thousand", 1, 9_998),
        ("un pueblo de varios miles de habitantes", 2_000, 9_999),
        ("thousands of residents", 1_000, 999_999),
    ],
)
def test_a_rough_number_is_a_range_that_says_so(text: str, low: int, high: int) -> None:
    found = find_population(text)
    assert found is not None
    assert (found.low, found.high, found.rough) == (low, high, True)


@pytest.mark.parametrize("text", ["a few thousand", "hundreds of thousands", "twenty-odd thousand"])
def test_a_rough_number_that_says_of_nothing_is_no_population_unless_it_was_asked_for(
    text: str,
) -> None:
    assert find_population(text) is None
    assert find_population(f"{text} dollars", asked=True) is None
    found = find_population(text, asked=True)
    assert found is not None
    assert found.rough


# ---- Several numbers, of which one stands


@given(
    first=st.integers(1_000, MOST),
    second=st.integers(1_000, MOST),
    frame=st.sampled_from(
        [
            "{:,}, sorry, {:,}",
            "{:,}, no wait, {:,}",
            "{:,} people. No, I mean {:,}",
            "we are {:,} - actually {:,}",
            "not {:,} but {:,}",
            "grew from {:,} to {:,}",
            "{:,} in 2020 and {:,} now",
            "used to be {:,}, now it's {:,}",
            "{:,} in 2020 and {:,}",
            "{:,} people in 2010, {:,} in 2020",
            "{:,} habitantes, perdón, {:,}",
            "{:,}, lo siento, {:,}",
            "{:,}, digo {:,}",
            "{:,} en 2020 y {:,} ahora",
        ]
    ),
    asked=st.booleans(),
)
def test_the_number_that_was_put_right_or_is_of_today_is_meant(
    first: int, second: int, frame: str, *, asked: bool
) -> None:
    found = find_population(frame.format(first, second), asked=asked)
    assert found is not None
    assert (found.low, found.high) == (second, second)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("84,000, not 48,000", 84_000),
        ("no wait, 12k", 12_000),
        ("no, 290,000", 290_000),
        ("48,000 more or less", 48_000),
        ("OUR POPULATION IS 48210", 48_210),
        ("It had 1,900 people in the 1990s", 1_900),
        ("10,200, up from 9,800 in 2010", 10_200),
        ("48,000 rather than 84,000", 48_000),
        ("population: 48,000 (2020 census)", 48_000),
        ("We have 3 offices and 48,000 residents.", 48_000),
    ],
)
def test_of_several_numbers_one_stands(text: str, people: int) -> None:
    found = find_population(text, asked=True)
    assert found is not None
    assert (found.low, found.high) == (people, people)


# ---- Any text


SOUP = (
    *("48", "48,000", "2020", "1/1/2027", "may", "5", "k", "+", "<", "-", ",", "$", "%", ".5", "s"),
    *(
        "a",
        "an",
        "one",
        "two",
        "un",
        "veintiún",
        "ciento",
        "hundred",
        "thousand",
        "mil",
        "millones",
    ),
    *("and", "y", "of", "de", "half", "medio", "few", "odd", "tens", "thousands", "no", "sorry"),
    *("to", "between", "under", "over", "from", "in", "people", "habitantes", "years", "now"),
)


@settings(deadline=None, max_examples=300)
@given(words=st.lists(st.sampled_from(SOUP), max_size=9), asked=st.booleans())
def test_any_words_are_read_and_nothing_is_counted_twice(words: list[str], *, asked: bool) -> None:
    population, rest = split_population(" ".join(words), asked=asked)
    find_day(rest, DAY)
    if population is not None and population.possible:
        assert population.high is None or population.low <= population.high


def test_a_list_without_end_is_read_in_no_time() -> None:
    for word in ("1 and ", "twenty-", "48,000, ", "may 5 ", "sorry ", "mil "):
        start = time.perf_counter()
        find_population(word * 1_000, asked=True)
        assert time.perf_counter() - start < 2
