"""A stored yes or no is told only to the question that it answers."""

import pytest

from assistant.answering.verdicts import fits

SAME = [
    ("Do foreign members get a vote?", "Can Global members vote?"),
    ("Don't foreign members have a vote?", "Can Global members vote?"),
    ("Is it true that a county may join?", "Can a county join?"),
    ("A county may join, right?", "Can a county join?"),
    ("We are a parish in Louisiana. May we join?", "Can a county join?"),
    ("a county may join, yes/no", "Can a county join?"),
    (
        "May a town that is not a member send an entry?",
        "Can a community apply that is not a member?",
    ),
    ("Are you a nonprofit?", "Is Sister Cities International a nonprofit"),
    ("Do we have to ask the first partner?", "Do we need the first US partner's permission"),
]
OTHER = [
    # no yes or no is asked for
    ("How do foreign members vote?", "Can Global members vote?"),
    ("votes of foreign members", "Can Global members vote?"),
    ("Who pays for the association?", "Does membership cost anything?"),
    # turned around
    ("Are foreign members excluded from voting?", "Can Global members vote?"),
    ("Is a county forbidden to join?", "Can a county join?"),
    ("Foreign members have no vote, right?", "Can Global members vote?"),
    ("Is it only for cities?", "Can a county join?"),
    ("Is a village of 90 too small?", "Can a small city join?"),
    ("Is it free to apply?", "Does it cost anything to apply?"),
    ("May a member apply?", "Can a community apply that is not a member?"),
    # must, and not may
    ("Does a county have to join?", "Can a county join?"),
    # somebody else's doing
    ("Does the association decide that we end it?", "Can a city end a relationship on its own"),
    ("Isn't it true that you end our partnership?", "Can a city end a relationship on its own"),
]


@pytest.mark.parametrize(("question", "heading"), SAME)
def test_a_yes_or_no_fits_the_question_of_its_heading(question: str, heading: str) -> None:
    assert fits(question, heading)


@pytest.mark.parametrize(("question", "heading"), OTHER)
def test_a_yes_or_no_does_not_fit_another_question(question: str, heading: str) -> None:
    assert not fits(question, heading)
