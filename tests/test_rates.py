"""Amounts of the dues table in a question: who pays them is asked, and they count no people."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from assistant.answering.exact.turn.rates import asks_whose_rate, without_rates
from assistant.facts.gazetteer import Gazetteer
from tests.gazetteers import compiled_gazetteer
from tests.test_dues_talk import Counter

RATES = frozenset(Decimal(one) for one in (100, 200, 300, 450, 650, 900, 1_200))


@pytest.fixture(scope="module")
def counter() -> Iterator[Counter]:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    yield Counter(gazetteer)
    gazetteer.close()


@pytest.mark.parametrize(
    "text",
    [
        "at what population does the fee go to 900?",
        "at what size do you go from 300 to 450",
        "where's the cutoff between 200 and 300",
        "what size town pays 100",
        "which towns pay $450",
        "do big cities pay more than 1000",
        "up to how many people is it $300?",
        "how big can we be and still pay 100",
        "how many residents until we pay 650 instead of 450?",
        "¿a partir de cuántos habitantes se paga 450?",
        "¿qué ciudades pagan 650?",
        "what's the max population for the $200 tier",
        "where is the line between $450 and $650?",
        "¿cuál es el límite de población para pagar 200?",
    ],
)
def test_who_pays_an_amount_is_told_by_the_rows_and_never_by_a_quote(
    counter: Counter, text: str
) -> None:
    talk = counter.follow(text)
    assert asks_whose_rate(text, RATES)
    assert talk.wants_table
    assert talk.case.population is None


@pytest.mark.parametrize(
    "text",
    [
        "dues for a village of 900 people: what size is that?",
        "how much do small towns of 900 people pay?",
        "so it is free for small towns of 900?",
        "what do large cities with about 650 pay?",
        "which companies of what size pay 450?",
        "how big is the network?",
        "dues for 300 to 450 people",
    ],
)
def test_people_stay_people_and_others_amounts_are_none_of_ours(
    counter: Counter, text: str
) -> None:
    assert not counter.follow(text).wants_table


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        (["fee: is it 450 or 650 for 120k"], 650),
        (["annual fee, is it 450 for 120k?"], 650),
        (["dues for 20,000", "is it 200 or 300?"], 200),
        (["¿son 450 o 650 para 120.000 habitantes?"], 650),
        (["dues for a village of 200 or 300"], 100),
        (["our fee went from 450 to 650, we have 88,000 people"], 450),
        (["what do we pay: it moves from 450 to 650 when we hit 100k?"], 650),
        (["annual dues 650 for 2027?"], "clarify"),
    ],
)
def test_amounts_to_choose_from_are_no_people(
    counter: Counter, said: list[str], amount: object
) -> None:
    assert counter.quotes(*said)[-1] == amount


def test_a_text_keeps_its_length_and_what_is_no_amount() -> None:
    text = "is it 450 or 650 for 1,200 people?"
    assert without_rates(text, RATES) == "is it     or     for 1,200 people?"
