"""Which sums of money a message claims for the dues, and which are somebody else's."""

import re
from decimal import Decimal

import pytest

from assistant.answering.exact.turn.sums import claimed_sums, named_sums, without_other_sums


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("they would pay 900, right?", [900]),
        ("is it true that Tucson owes 650 a year", [650]),
        ("the invoice says 1,200 for Omaha", [1200]),
        ("dues of 200 for Laramie?", [200]),
        ("¿la ciudad de Tucson pagaría 450, verdad?", [450]),
        ("So it's $300 for a town of 30,000?", [300]),
        ("Is the fee still 300 dollars?", [300]),
        ("what would a town of 5,000 pay", []),
        ("what would we pay 30k", []),
        ("would a village pay 900 people", []),
        ("they paid 450 back then", []),
        ("the fee for Eau Claire is 300, true?", [300]),
        ("dues for a village of 900", []),
        ("dues for 900", []),
        ("membership costs for about 900?", []),
        ("what are dues for our town of 450?", []),
        ("how much would we pay, 4,500", []),
    ],
)
def test_a_sum_is_claimed_where_it_is_said_to_be_paid(text: str, claimed: list[int]) -> None:
    assert list(claimed_sums(text)) == [Decimal(one) for one in claimed]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Our parks budget is $7,500 and we are 9,100. Dues?", "Our and we are 9,100. Dues?"),
        ("We won a grant of $2,000. Dues for 8,000?", "We won . Dues for 8,000?"),
        ("Last May we spent $900 on a trip to Peru, dues?", "Last May , dues?"),
        ("She won with 5,200 votes. Dues for 9,000?", "She won with . Dues for 9,000?"),
        (
            "With a budget of $800 what does a town of 9,000 pay?",
            "With what does a town of 9,000",
        ),
        (
            "Tenemos un presupuesto de 900 dólares, ¿cuánto pagamos?",
            "Tenemos , ¿cuánto pagamos?",
        ),
        ("Tulsa's budget is $1 billion, what would it pay?", "Tulsa's , what would it pay?"),
    ],
)
def test_sums_of_other_things_are_left_out_with_what_they_are(text: str, left: str) -> None:
    mended = without_other_sums(text)
    assert len(mended) == len(text)
    assert re.sub(r"\s+", " ", mended).startswith(left)


@pytest.mark.parametrize(
    "text",
    [
        "We were told to budget $300 for dues, is that right?",
        "Does the fee of $300 come out of our budget?",
        "Is it $300 for 48,210 people?",
        "dues for 48,000?",
        "What would Reno pay?",
    ],
)
def test_a_message_without_other_sums_stays_as_it_is(text: str) -> None:
    assert without_other_sums(text) == text


def test_a_sum_is_named_whatever_it_is_of() -> None:
    assert named_sums("They paid 450, and the flag cost $30.") == (Decimal(30), Decimal(450))
