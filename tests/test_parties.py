"""Which of several communities of a text has which number, and which of them is asked about."""

import pytest

from assistant.answering.exact.turn.parties import asked_again, merged, read_parties
from assistant.answering.exact.turn.party import Party


def found(text: str) -> list[tuple[str, int]]:
    return [(one.noun, one.population.low) for one in read_parties(text, ()).all]


def asked(text: str) -> list[int]:
    return [one.population.low for one in read_parties(text, ()).asked]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("A borough of 6,100 in a county of 71,000", [("borough", 6_100), ("county", 71_000)]),
        ("county: 330,000; village: 1,900", [("county", 330_000), ("village", 1_900)]),
        ("Our parish has 58,000 people, the town where I live 4,400",
         [("county", 58_000), ("town", 4_400)]),
        ("27,000 live in the city limits and 95,000 in the metro area",
         [("limits", 27_000), ("metro", 95_000)]),
        ("The biggest town in the county has 8,800 residents and the county has 70,500",
         [("town", 8_800), ("county", 70_500)]),
        ("el municipio tiene 9.100 habitantes y el condado 120.000",
         [("municipality", 9_100), ("county", 120_000)]),
        ("one town has 3,000, the other 26,000", [("town", 3_000), ("other", 26_000)]),
        ("a village of 900, sorry, a town of 11,000", [("town", 11_000)]),
    ],
)  # fmt: skip
def test_each_number_belongs_to_the_noun_beside_it(
    text: str, parties: list[tuple[str, int]]
) -> None:
    assert found(text) == parties


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Village of 1,200 in a town of 17,000. What would the town pay?", [17_000]),
        ("Village of 1,200 in a town of 17,000. What would it cost?", [1_200]),
        ("What would the city pay if the city has 33,000 and the county 160,000?", [33_000]),
        ("Our town has 8,000 people, the county 64,000. What do we pay?", [8_000]),
        ("We have 8,000 people, the county 64,000. What do we pay each year?", [8_000]),
        ("Town of 8,000 and county of 64,000, which is cheaper?", [8_000, 64_000]),
        ("A town has 8,000 people and a county 64,000. What would be the fee?", [8_000, 64_000]),
        ("What would the county pay? It has 66,000 people. Our city has 21,000.", [66_000]),
        ("How much more would a city of 120,000 pay than a town of 7,000?", [120_000, 7_000]),
        ("There are 2 towns in our county: 4,000 and 26,000 people. Dues for each?",
         [4_000, 26_000]),
        ("A town of 2,000 and a town of 15,000: dues for each?", [2_000, 15_000]),
        ("The town has 8,000, the county 64,000: what's it for the town and the county?",
         [8_000, 64_000]),
        ("Dues for the county rather than the town? The town has 8,000, the county 64,000.",
         [64_000]),
        ("Our sister towns have 70,000 people each; we have 12,500. What do we owe?", [12_500]),
        ("cuota para dos pueblos de 5 mil y 30 mil", [5_000, 30_000]),
        ("cuota para tres municipios de 20.000 habitantes cada uno", [20_000] * 3),
        ("dues for towns between 9,000 and 12,000", []),
        ("we have 9,000 or 12,000 people, dues?", [9_000]),
        ("el pueblo tiene 6.000 habitantes, el condado 52.000. ¿Cuánto paga el condado?",
         [52_000]),
    ],
)  # fmt: skip
def test_the_noun_that_is_asked_about_tells_whose_number_counts(
    text: str, people: list[int]
) -> None:
    assert asked(text) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("They are four times our size, and we are 9,000. What would they pay?", [36_000]),
        ("We have 9,000 people and our neighbor has twice as many. Dues for the neighbor?",
         [18_000]),
        ("We have 9,000 people and our neighbor has twice as many. Dues for each?",
         [9_000, 18_000]),
        ("somos 20 mil y el pueblo vecino tiene la mitad, ¿cuánto pagarían ellos?", [10_000]),
        ("We had 60,000 people once and lost a quarter of them. What do we pay?", [45_000]),
        ("We are 9,200 now and expect to grow by 10 percent. What do we pay?", [9_200, 10_120]),
        ("We have 24,800 people and will add 500 homes. What do we pay?", [24_800]),
        ("We have 14,000 people, down from 16,500. What do we pay?", [14_000]),
        ("We have 44,000 people, up 10% since 2010. What do we pay?", [44_000]),
    ],
)  # fmt: skip
def test_a_community_may_be_told_by_the_size_of_another(text: str, people: list[int]) -> None:
    assert asked(text) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("If villages of 800 and 9,600 merge, what do they pay?", [10_400]),
        ("We are 9,500 and want to absorb a hamlet town of 700. Cost afterwards?", [10_200]),
        ("We annexed a village of 900 and are 25,200 now. Dues?", [25_200, 26_100]),
    ],
)
def test_of_communities_that_merge_the_people_are_added(text: str, people: list[int]) -> None:
    assert asked(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "The census says 61,300, our planners say 66,000",
        "We were 24,100 in 2010 and 25,600 in 2020",
        "the town had 9,800 people and grew to 10,200",
        "between 40,000 and 60,000 people",
    ],
)
def test_two_figures_of_one_community_are_no_two_communities(text: str) -> None:
    assert not read_parties(text, ()).settles


def known(text: str) -> tuple[Party, ...]:
    return merged((), read_parties(text, ()).all)


@pytest.mark.parametrize(
    ("turn", "people"),
    [
        ("and the county?", [88_000]),
        ("now the town please", [5_500]),
        ("and for us?", [5_500]),
        ("what would they pay?", [88_000]),
        ("both of them", [5_500, 88_000]),
        ("and next year?", []),
    ],
)
def test_a_later_turn_picks_one_by_its_noun(turn: str, people: list[int]) -> None:
    parties = known("our town has 5,500 people, the county 88,000")
    assert [one.population.low for one in asked_again(turn, parties)] == people


def test_of_one_noun_the_last_number_is_known() -> None:
    parties = merged(known("town of 5,500 in a county of 88,000"), known("the town has 6,100"))
    assert {one.noun: one.population.low for one in parties} == {"county": 88_000, "town": 6_100}
