"""Numbers of people that are told by the one before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.exact.turn.relative import is_relative, relative_population

PEOPLE = 12_000


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("and if another 4,000 move in?", 16_000),
        ("what if 500 more people came", 12_500),
        ("suppose we lost 2,000", 10_000),
        ("with 3,000 fewer residents?", 9_000),
        ("and twice that?", 24_000),
        ("and if we doubled?", 24_000),
        ("a place three times as big?", 36_000),
        ("ten times smaller", 1_200),
        ("and half that?", 6_000),
        ("¿y el doble?", 24_000),
        ("¿y con 800 personas más?", 12_800),
        ("¿y la mitad?", 6_000),
    ],
)
def test_what_is_said_of_the_number_before_changes_it(text: str, people: int) -> None:
    assert is_relative(text)
    found = relative_population(text, PEOPLE)
    assert found is not None
    assert (found.low, found.high) == (people, people)


@pytest.mark.parametrize(
    "text", ["48,000", "and next year?", "we are a city of 12,000 people", "half a million", "no"]
)
def test_a_number_of_its_own_changes_none(text: str) -> None:
    assert not is_relative(text)
    assert relative_population(text, PEOPLE) is None


@given(before=st.integers(1_000, 10**7), more=st.integers(100, 10**5))
def test_more_and_fewer_undo_each_other(before: int, more: int) -> None:
    grown = relative_population(f"another {more:,} people", before)
    assert grown is not None
    shrunk = relative_population(f"{more:,} fewer people", grown.low)
    assert shrunk is not None
    assert shrunk.low == before
