"""A bare question for a price is about what the turn before spoke of."""

import pytest

from assistant.answering.carrying import carry_over, with_thing
from assistant.vocabulary import Asked, Turn


@pytest.mark.parametrize(
    ("before", "message", "asked"),
    [
        ("What is the homestay?", "how much is it", "How much does the homestay cost?"),
        ("Is there a youth summit?", "and the price?", "How much does the youth summit cost?"),
        ("Tell me about the summit", "how much was it?", "How much does the summit cost?"),
        ("Do you have a visa toolkit?", "is it free", "How much does the visa toolkit cost?"),
        (
            "Where was the last conference?",
            "how much for non-members?",
            "How much does the last conference cost for non-members?",
        ),
        (
            "Which awards are there?",
            "what does it cost to apply",
            "How much does the awards cost to apply?",
        ),
        (
            "We look for a partner in Chile",
            "does it cost something?",
            "How much does help in the search for a partner abroad cost?",
        ),
    ],
)
def test_a_bare_price_is_that_of_the_thing_before(before: str, message: str, asked: str) -> None:
    assert with_thing(message, [before]) == asked


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("What does membership bring?", "and what does it cost"),
        ("Can a county join?", "how much"),
        ("Are the dues for the conference, too?", "how much are they"),
        ("What is the homestay?", "what does membership cost"),
        ("What is the homestay?", "how much for a town of 5,000"),
        ("What is the homestay?", "how much for Toledo"),
        ("What is the homestay?", "when is it"),
    ],
)
def test_any_other_message_stays_as_it_is(before: str, message: str) -> None:
    assert with_thing(message, [before]) == message


def test_earlier_turns_have_their_things_as_well() -> None:
    history = (
        Turn("user", "What is the showcase?"),
        Turn("assistant", "Art."),
        Turn("user", "fee?"),
    )
    asked = carry_over(Asked("and how much for members", history))
    assert asked.history[-1].text == "How much does the showcase cost?"
    assert asked.message == "How much does the showcase cost for members?"
