"""Of what kind a community is said to be: the state counts its towns, and seldom pays itself."""

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.answering.exact.turn.slots import read_slots
from assistant.facts.gazetteer import Gazetteer
from assistant.facts.places import PlaceKind
from tests.gazetteers import compiled_gazetteer

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    gazetteer = Gazetteer.open(compiled_gazetteer())
    yield gazetteer
    gazetteer.close()


def kind(gazetteer: Gazetteer, text: str) -> PlaceKind | None:
    return read_slots(text, [gazetteer], TODAY).kind


@pytest.mark.parametrize(
    "text",
    [
        "Boise, pop. 57,300 now per the state. Cost?",
        "Population 5,100 (state estimate). Annual cost?",
        "Per the state demographer we're at 26,500. Amount due?",
        "the state reckons that we have 12,300 people; dues?",
        "The state says we have 650,000 people. Dues?",
        "The state has just certified 531,000.",
        "I work for the state. What are your dues?",
        "We are a state agency. What are your dues?",
        "We're 8,200 people in the state of Georgia, what's the fee?",
        "Boise has 124,000 people as reported by the state of Idaho. Dues?",
    ],
)
def test_a_state_that_counts_or_helps_is_not_the_community(gazetteer: Gazetteer, text: str) -> None:
    assert kind(gazetteer, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "what would the state pay?",
        "Our state wants to join. Cost?",
        "we are a US state with 3 million people, dues?",
        "What do states pay?",
        "what does it cost if our state government joins?",
        "state membership cost",
        "The state has 3 million people. Dues?",
        "and if we were a state?",
        "what about a state?",
        "the state",
        "Vermont has few people. Is the state let off more lightly than a city?",
        "Somos un estado, ¿cuota?",
        "¿Cuánto sería para el estado mexicano de Jalisco, con 8,3 millones de habitantes?",
        "Vermont has fewer people than many a city, so the state gets the city rate, right?",
    ],
)
def test_a_state_that_pays_or_joins_is(gazetteer: Gazetteer, text: str) -> None:
    assert kind(gazetteer, text) is PlaceKind.STATE


@pytest.mark.parametrize(
    "text",
    [
        "My state is Ohio. City: Springfield. Dues?",
        "In the State of Ohio, city of Springfield, how much?",
        "state: Ohio; city: Springfield; population: 34,000; dues?",
    ],
)
def test_a_state_before_its_city_says_which_one_is_meant(gazetteer: Gazetteer, text: str) -> None:
    slots = read_slots(text, [gazetteer], TODAY)
    assert slots.kind is PlaceKind.CITY
    assert [(one.places[0].name, one.places[0].region) for one in slots.communities] == [
        ("Springfield", "OH")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "city of Springfield, in Sangamon County. Dues?",
        "Springfield (Sangamon County) dues",
        "Springfield (Clark County), Illinois dues",
        "Springfield, Sangamon County, dues for 25,000 people",
    ],
)
def test_a_county_behind_a_town_says_which_one_is_meant(gazetteer: Gazetteer, text: str) -> None:
    slots = read_slots(text, [gazetteer], TODAY)
    assert [one.place and one.place.label for one in slots.communities] == ["Springfield, Illinois"]
    assert slots.kind in {None, PlaceKind.CITY}


@pytest.mark.parametrize(
    "text",
    [
        "we are a town in Los Angeles County, pop 32,000. Dues?",
        "our town, which lies within Orange County, has 12,000 people; dues?",
        "pueblo en el condado de Harris, 9,000 habitantes, ¿cuota?",
    ],
)
def test_a_county_around_some_town_is_not_asked_about(gazetteer: Gazetteer, text: str) -> None:
    slots = read_slots(text, [gazetteer], TODAY)
    assert not slots.communities
    assert slots.kind is PlaceKind.CITY


@pytest.mark.parametrize(
    "text",
    ["Dues for Springfield and Sangamon County", "What are dues in Sangamon County?"],
)
def test_a_county_that_is_asked_about_stays(gazetteer: Gazetteer, text: str) -> None:
    slots = read_slots(text, [gazetteer], TODAY)
    assert slots.communities[-1].text == "Sangamon County"
