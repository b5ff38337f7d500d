"""Conversations about the dues of several communities: each, the sum, the difference, and "us"."""

import re
from collections.abc import Iterator

import pytest

from assistant.facts.gazetteer import Gazetteer
from assistant.quality.answers import count_untraced
from assistant.vocabulary import Answer, Outcome
from tests.gazetteers import compiled_gazetteer
from tests.test_dues_talk import Counter


@pytest.fixture(scope="module")
def counter() -> Iterator[Counter]:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    yield Counter(gazetteer)
    gazetteer.close()


def last(counter: Counter, *said: str) -> Answer:
    answer = counter.hear(*said)[-1]
    assert answer is not None
    return answer


def amounts_of_rows(answer: Answer) -> list[int]:
    rows = [line for line in answer.text.splitlines() if line.startswith("- ")]
    found = [re.search(r"USD ([\d,]+)", row) for row in rows]
    return [int(one[1].replace(",", "")) for one in found if one]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("our village has 1,800 people and the county 99,000. dues for the village and the county?",
         [100, 450]),
        ("a city of 26,000 and a county of 310,000: what would each pay?", [300, 900]),
        ("our town in Japan has 20,000 people, the American partner 20,500. what do both pay?",
         [150, 200]),
        ("What would Reno, Nevada and Denver, Colorado pay?", [650, 1_200]),
        ("Would Reno, Nevada pay more than Denver, Colorado?", [650, 1_200]),
        ("Zorbville (pop 4,500) and Quuxton (pop 11,200) join. Dues for each?", [100, 200]),
        ("two towns, 4,000 and 15,000 people. what would each of them pay?", [100, 200]),
        ("what would a city of 60,000 pay in the US and in Mexico?", [450, 300]),
        ("our town of 6,000 in Texas joins, our partner in Germany has 80,000: dues for both?",
         [100, 300]),
        ("¿cuánto pagaría Denver y cuánto Reno, Nevada?", [1_200, 650]),
        ("Do we pay by city limits or by metro population? city is 41k, metro 130k", [300, 650]),
        ("dues for 12k 45k and 110k towns", [200, 300, 650]),
        ("dues for 5k, 8k and 40k towns each", [100, 100, 300]),
        ("3 counties 20k 30k and 60k, fee each?", [200, 300, 450]),
    ],
)  # fmt: skip
def test_each_of_several_has_a_row_of_its_own(
    counter: Counter, text: str, amounts: list[int]
) -> None:
    answer = last(counter, text)
    assert answer.outcome is Outcome.ANSWERED
    assert amounts_of_rows(answer) == amounts
    assert answer.text.count("USD") == answer.text.count("sample rate)")
    assert count_untraced(answer, text) == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("a city of 26,000 and a county of 310,000: how much in total?",),
         "Together: USD 1,200 (sample rate)."),
        (("dues for a town of 4,000?", "and for one of 15,000?", "and both together?"),
         "Together: USD 300 (sample rate)."),
        (("300,000 people, dues?", "and 299,999", "difference between those two?"),
         "The difference is USD 250 (sample rate)."),
        (("dues for a city of 26,000 and for a county of 48,000, which is cheaper?",),
         "Each of them pays the same."),
        (("we're 3 villages, 1,200, 4,800 and 11,000 people. total dues if all join separately?",),
         "Together: USD 400 (sample rate)."),
        (("we have 3 towns: 4,000, 12,000, 30,000. total dues?",),
         "Together: USD 600 (sample rate)."),
        (("dues: we're 4 suburbs, about 10k each, total",), "Together: USD 800 (sample rate)."),
        (("five cities of 20,000 each, total dues?",), "Together: USD 1,000 (sample rate)."),
        (("four towns with 3,000 each and a city of 80,000, total dues?",),
         "Together: USD 850 (sample rate)."),
        (("each of our 3 towns has 8,000 people. total dues?",),
         "Together: USD 300 (sample rate)."),
        (("total dues for towns of 4,000, 12,000 and a county of 70,000?",),
         "Together: USD 750 (sample rate)."),
        (("dues for a town of 4,000", "and one of 30,000?", "which of the two pays more?"),
         "The difference is USD 200 (sample rate)."),
        (("cuota para Denver", "¿y para Reno, Nevada?", "la suma de los dos"),
         "En total: USD 1,850 (tarifa de muestra, sample rate)."),
    ],
)  # fmt: skip
def test_sums_and_differences_are_told(counter: Counter, said: tuple[str, ...], words: str) -> None:
    answer = last(counter, *said)
    assert words in answer.text
    assert count_untraced(answer, " ".join(said)) == 0


def test_both_of_those_told_one_by_one_are_told_again(counter: Counter) -> None:
    said = ("dues for Tempe, Arizona", "and a town of 4,000?", "and both in 2027?")
    assert amounts_of_rows(last(counter, *said)) == [715, 110]


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        (("City pop 23,000, county pop 88,000. What would the city pay?", "and the county?"), 450),
        (("our town has 5,000. cost?", "the county has 60,000, its dues?", "and the town?"), 100),
        (("we are a town of 9,000. dues?", "sorry, 19,000", "and as a county?"), 200),
        (("We're the city of Reno, Nevada. Dues?", "and Denver?", "ok and us next year?"), 715),
        (("dues for us? we are 8,000", "and for Denver?", "and for us?"), 100),
        (("our neighbors are three times our size, we are 9,000. Cost?", "what do they pay?"), 300),
        (("how much for 40,000 people?", "plus 15,000 from a town we annexed"), 450),
        (("Littleburg has 4,000 people and Zorbville 31,000. What would Zorbville pay?",), 300),
        (("We are Reno, Nevada. Dues?", "our county has 500,000 people, its fee?", "and us?"), 650),
        (("a town of 12,000, dues?", "they merge with a town of 15,000, new dues?"), 300),
        (("our town of 6,000 has a sister city in Italy with 40,000. What do we pay?",), 100),
        (("our town in Ohio has 40,000 people and a sister town in Mexico. dues?",), 300),
        (("dues for 40,000 people?", "and per resident?"), 300),
        (("dues for 99,999 people?", "and if we grow by one person?"), 650),
        (("dues for 48,000 people?", "what if we grow by 10 percent?"), 450),
        (("dues for 48,000 people?", "what do we get for that?", "and next year?"), 330),
        (("dues for 48,000 people?", "who do I send it to?", "and for 60,000 people?"), 450),
    ],
)
def test_a_conversation_keeps_whose_number_is_whose(
    counter: Counter, said: tuple[str, ...], amount: int
) -> None:
    assert counter.quotes(*said)[-1] == amount


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dues for 2026 and 2027 combined, pop 20,000", True),
        ("10-year cost for a town of 20,000?", True),
        ("dues for the next five years for towns of 20,000 and 60,000, each", True),
        ("dues for a town of 20,000 in 2026 and 2027?", False),
        ("we have been members for 5 years, 20,000 people. dues?", False),
    ],
)
def test_who_asks_for_several_years_hears_that_they_are_not_added_up(
    counter: Counter, text: str, *, told: bool
) -> None:
    assert ("I do not add up several years." in last(counter, text).text) is told


@pytest.mark.parametrize(
    "said",
    [
        ("Washoe County, Nevada, 490,000 people. dues?", "no, the city"),
        ("dues for Reno, Nevada?", "and for Denver?", "and for us?"),
        ("our town of 9,000 is in Lane County, Oregon. dues?", "and Lane County, Oregon?"),
    ],
)
def test_a_number_is_never_lent_to_another_community(
    counter: Counter, said: tuple[str, ...]
) -> None:
    assert counter.quotes(*said)[-1] == Outcome.CLARIFY.value


def test_a_county_with_a_number_is_not_taken_for_the_citys_namesake(counter: Counter) -> None:
    answer = last(counter, "We are Denver, Colorado. Dues?", "our county has 90,000 people. dues?")
    assert answer.quote is not None
    assert (answer.quote["place"], answer.quote["kind"]) == ("", "county")


def test_one_of_several_that_may_lie_anywhere_is_asked_about_behind_the_others(
    counter: Counter,
) -> None:
    first, second = counter.hear("What would Denver and Portland pay?", "Maine")
    assert first is not None
    assert first.outcome is Outcome.CLARIFY
    assert amounts_of_rows(first) == [1_200]
    assert "Which Portland" in first.text
    assert second is not None
    assert second.quote is not None
    assert second.quote["place"] == "Portland, Maine"


def test_no_resident_pays_and_no_cheaper_rate_is_made_up(counter: Counter) -> None:
    answer = last(counter, "dues for 40,000 people?", "and per resident?")
    assert "nothing is asked of each of them" in answer.text
    talk = counter.follow("dues for 40,000 people?", "that's too much, any cheaper option?")
    assert talk.wants_table


@pytest.mark.parametrize(
    "turn",
    [
        "what's the difference between a sister city and a friendship city?",
        "what is the difference between the programs?",
    ],
)
def test_a_difference_of_other_things_is_none_of_amounts(counter: Counter, turn: str) -> None:
    assert counter.quotes("dues for 40,000 people?", "dues for 60,000 people?", turn)[-1] is None
