"""Numerals: what a number says, in digits, in words, in both, and where it stands."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answering.exact.turn.numerals import Numeral, find_numerals, folded, in_digits
from tests.number_words import in_english, whole_in_english, whole_in_spanish

MOST = 10**9 - 1
numbers = st.one_of(
    st.integers(2, MOST),  # one may be an article
    st.integers(2, 999_999),
    st.integers(1, 999).map(lambda n: n * 1_000),
)


def read(text: str) -> list[Numeral]:
    return find_numerals(folded(text))


def values(text: str) -> list[int]:
    return [int(one.low) for one in read(text)]


@given(number=numbers, joint=st.sampled_from(["", "and"]))
@example(number=105_302, joint="and")
@example(number=1_000_001, joint="")
def test_any_number_in_english_words_is_read(number: int, joint: str) -> None:
    assert values(f"we count {whole_in_english(number, joint=joint)} here") == [number]


@given(number=numbers)
@example(number=21_000)
@example(number=123_000)
@example(number=100_000)
@example(number=1_001)
def test_any_number_in_spanish_words_is_read(number: int) -> None:
    assert values(f"hay {whole_in_spanish(number)} habitantes") == [number]


@given(thousands=st.integers(1, 999), rest=st.integers(100, 999))
def test_words_and_figures_may_mix(thousands: int, rest: int) -> None:
    number = thousands * 1_000 + rest
    for text in (
        f"{thousands} mil {rest}",
        f"{thousands} thousand {rest}",
        f"{thousands} thousand {in_english(rest)}",
        f"{in_english(thousands)} thousand and {in_english(rest)}",
    ):
        assert values(text) == [number]


@given(first=st.integers(1, 999), second=st.integers(1, 999))
def test_two_numbers_with_an_and_between_them_stay_two(first: int, second: int) -> None:
    text = f"{in_english(first)} thousand and {in_english(second)} thousand"
    assert values(text) == [first * 1_000, second * 1_000]


@given(text=st.text(alphabet="0123456789 .,-/'kmaé½ordspuntehil", max_size=40))
def test_any_text_is_read_and_numerals_stand_apart_and_in_order(text: str) -> None:
    plain, end = folded(text), 0
    for one in find_numerals(plain):
        assert end <= one.start < one.end <= len(plain)
        assert one.low <= one.high
        end = one.end
    in_digits(plain, find_numerals(plain))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("48k", 48_000),
        ("forty k", 40_000),
        ("50 grand", 50_000),
        ("1.2M", 1_200_000),
        ("5 hundred", 500),
        ("twelve hundred", 1_200),
        ("a hundred thousand", 100_000),
        ("one and a half million", 1_500_000),
        ("a million and a half", 1_500_000),
        ("dos millones y medio", 2_500_000),
        ("half of a million", 500_000),
        ("three quarters of a million", 750_000),
        ("un cuarto de millón", 250_000),
        ("½ million", 500_000),
        (".5 million", 500_000),
        ("pop.48210", 48_210),
        ("1½ million", 1_500_000),
        ("1 1/2 million", 1_500_000),
        ("1.234 million", 1_234_000),
        ("1.234.567", 1_234_567),
        ("48.210k", 48_210),
        ("2 mil millones", 2_000_000_000),
        ("tres mil doscientos millones", 3_200_000_000),
        ("two thousand twenty-seven", 2_027),
        ("cincuenta y dos mil", 52_000),
        ("fourty thousnd", 40_000),
        ("one hunderd twenty thousnd", 120_000),
        ("sinco mil", 5_000),
        ("zero", 0),
        ("-5", -5),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, number: int) -> None:
    [one] = read(text)
    assert (int(one.low), one.is_loose) == (number, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("forty-odd thousand", 40_000, 49_999),
        ("forty-something thousand", 40_000, 49_999),
        ("20-some thousand", 20_000, 29_999),
        ("1,200-odd", 1_200, 1_299),
        ("cuarenta y pico mil", 40_000, 49_999),
        ("cuarenta mil y pico", 40_000, 40_999),
        ("a few thousand", 2_000, 9_999),
        ("several hundred thousand", 200_000, 999_999),
        ("a couple hundred", 100, 399),
        ("a couple of thousand", 1_000, 3_999),
        ("varios miles", 2_000, 9_999),
        ("unos cuantos miles", 2_000, 9_999),
        ("thousands", 1_000, 999_999),
        ("tens of thousands", 10_000, 9_999_999),
        ("several tens of thousands", 20_000, 99_999),
        ("the 40,000s", 40_000, 49_999),
    ],
)
def test_some_say_only_how_great_the_number_is(text: str, low: int, high: int) -> None:
    [one] = read(text)
    assert (int(one.low), int(one.high), one.is_loose) == (low, high, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("between one hundred and two hundred thousand", [100, 200_000]),
        ("entre cuarenta y cinco y sesenta mil", [45, 60_000]),
        ("40-60k", [40, 60_000]),
        ("forty-fifty thousand", [40, 50_000]),
        ("48,000, 120 of them", [48_000, 120]),
        ("200 miles", [200]),
        ("the seventh, eighth and sixteenth", []),
        ("48.000, lo siento, 84.000", [48_000, 84_000]),
        ("12 por ciento", [12]),
        ("no number and a half of it", []),
        ("umpteen thousand", []),
        ("the million that we asked for", []),
        ("an mm of grand things", []),
        ("", []),
    ],
)
def test_what_is_not_said_together_is_not_read_together(text: str, found: list[int]) -> None:
    assert values(text) == found


def test_a_numeral_says_where_and_how_it_stands() -> None:
    plain = folded("In 2027, forty-eight thousand or 48K?")
    year, spelt, short = find_numerals(plain)
    assert [plain[one.start : one.end] for one in (year, spelt, short)] == [
        "2027",
        "forty-eight thousand",
        "48k",
    ]
    assert [one.bare for one in (year, spelt, short)] == [True, False, False]
    assert [one.spelt for one in (year, spelt, short)] == [False, True, False]
    assert [one.scale for one in (year, spelt, short)] == [1, 1_000, 1_000]
    assert Decimal("1.5") == read("1.5 to 2 million")[0].low


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("between forty and sixty thousand", "between 40 and 60000"),
        ("Half a million, maybe", "500000, maybe"),
        ("CUARENTA  mil", "40000"),
        ("from 2027-01-05 on", "from 2027-01-05 on"),
        ("a few thousand", "a few thousand"),
        ("no number", "no number"),
    ],
)
def test_numbers_in_words_become_digits(text: str, digits: str) -> None:
    plain = folded(text)
    assert in_digits(plain, find_numerals(plain)) == digits


def test_a_numeral_may_be_left_out() -> None:
    plain = "1950 people in two thousand twenty"
    people, year = find_numerals(plain)
    assert in_digits(plain, [people, year], without=[people]) == " people in 2020"
