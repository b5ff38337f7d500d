"""A bare question for a price is about what the turn before spoke of."""

import pytest

from assistant.answering.carrying import carry_over, with_thing
from assistant.vocabulary import Asked, Turn


@pytest.mark.parametrize(
    ("before", "message", "asked"),
    [
        ("What is the homestay?", "how much is it", "How much does the homestay cost?"),
        ("Is there a youth summit?", "and the price?", "How much does the youth summit cost?"),
        ("Tell me about the summit", "how much was it?", "How much did the summit cost?"),
        ("Do you have a visa toolkit?", "is it free", "How much does the visa toolkit cost?"),
        (
            "Where was the last conference?",
            "how much for non-members?",
            "How much does the last conference cost for non-members?",
        ),
        (
            "Where was the last conference?",
            "what did it cost",
            "How much did the annual conference cost?",
        ),
        (
            "Do you run a homestay?",
            "how much is it, and how long does it last",
            "How much does the homestay cost? and how long does it last",
        ),
        (
            "How are sister cities set up?",
            "and how much money would we need",
            "How much does starting a sister-city program cost?",
        ),
        ("Were there grants?", "how much was one worth", "How much did the grants cost?"),
        ("Is there insurance?", "what would my family pay", "How much does the insurance cost?"),
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
    ("before", "reply", "asked"),
    [
        ("what about teenagers", "The Summit is for ages 14-18. [1]", "the summit"),
        ("how old is too old", "Students of the Homestay were 15 to 18.5. [1]", "the homestay"),
        ("anything for kids", "Webinars are held. The summit, too.", "the webinars"),
    ],
)
def test_a_bare_price_is_that_of_what_the_answer_before_began_with(
    before: str, reply: str, asked: str
) -> None:
    assert with_thing("how much is it", [before], reply) == f"How much does {asked} cost?"


@pytest.mark.parametrize(
    ("before", "reply"),
    [
        ("Can a county join?", "A US county can be a member."),
        ("what do we get", "The page lists these benefits:\n\n- webinars"),
        ("and the dues?", "The homestay is another thing."),
        ("so?", "Membership dues are separate from the conference."),
    ],
)
def test_an_answer_that_begins_otherwise_gives_a_price_no_thing(before: str, reply: str) -> None:
    assert with_thing("how much is it", [before], reply) == "how much is it"


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


def test_the_number_is_that_to_call_where_a_call_was_spoken_of() -> None:
    asked = "What is the telephone number?"
    assert with_thing("and what's the number please?", ["I'd rather ring them"]) == asked
    assert with_thing("what's the number?", ["How many members are there"]) == "what's the number?"
    assert with_thing("what's the number of votes?", ["we call"]) == "what's the number of votes?"


def test_earlier_turns_have_their_things_as_well() -> None:
    history = (
        Turn("user", "What is the showcase?"),
        Turn("assistant", "Art."),
        Turn("user", "fee?"),
    )
    asked = carry_over(Asked("and how much for members", history))
    assert asked.history[-1].text == "How much does the showcase cost?"
    assert asked.message == "How much does the showcase cost for members?"
