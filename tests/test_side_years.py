"""Which years of a message are not those of the dues it asks for."""

import re
from datetime import date

import pytest

from assistant.answering.exact.turn.side_years import without_side_years

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    "text",
    [
        "incorporated in 1951, our town of 8,000 wants to join, cost?",
        "as of 2023 we are 51,200. dues?",
        "we have had a sister city since march 1987. what would we pay?",
        "we belonged until 2018. what's the fee now?",
        "last year we hosted guests. what would membership cost?",
        "how much would our town, founded in 1962, pay?",
        "what would the town that had fewer people in 2010 pay?",
        "in 2010, we were far smaller. dues?",
        "teniamos menos gente en 2010, ¿cual es la cuota?",
        "we will be a city of many by 2027, now we are few. what are the dues?",
        "our mayor leaves in 2028. how much are the dues?",
        "there are elections next year. what are the dues?",
        "desde 2015 somos mas, ¿cuanto pagariamos?",
    ],
)
def test_a_past_year_in_a_clause_of_its_own_is_left_out(text: str) -> None:
    assert not re.search(
        r"\b(?:1[789]|20)\d\d\b|(?:last|next) year", without_side_years(text, TODAY)
    )


@pytest.mark.parametrize(
    "text",
    [
        "what were the dues in 2019?",
        "in 2020, what did a city pay?",
        "and in 2019?",
        "founded long ago. what are the dues for 2027?",
        "we joined early. dues in 2026?",
        "what will the dues be by 2027?",
        "we plan to join in spring 2027. price?",
        "in 2027, what will it cost?",
        "the council will decide next year. dues?",
        "for 2027, a town of that size: dues?",
        "and next year?",
        "dues for a town of 5,000",
        "what did we pay last year?",
    ],
)
def test_a_year_of_the_dues_stays(text: str) -> None:
    assert without_side_years(text, TODAY) == text
