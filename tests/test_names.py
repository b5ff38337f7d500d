"""Folding: what people write in many ways has one key, and what differs stays apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts.names import fold_name, without_kind


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("St. Louis", "st louis"),
        ("Saint Louis", "st louis"),
        ("SAINT  LOUIS", "st louis"),
        ("Sainte Genevieve", "ste genevieve"),
        ("Ft. Worth", "ft worth"),
        ("Fort Worth", "ft worth"),
        ("Mt. Vernon", "mt vernon"),
        ("Mount Vernon", "mt vernon"),
        ("Mountain View", "mtn view"),
        ("Winston-Salem", "winston salem"),
        ("Coeur d’Alene", "coeur dalene"),
        ("Coeur d'Alene", "coeur dalene"),
        ("Hawai\u02bbi", "hawaii"),
        ("Washington, D.C.", "washington dc"),
        ("U.S.", "us"),
        ("U.S.A.", "usa"),
        ("EE. UU.", "ee uu"),
        ("München", "munchen"),
        ("Bogotá", "bogota"),
        ("Doña Ana", "dona ana"),
        ("Łódź", "lodz"),
        ("Tromsø", "tromso"),
        ("Århus", "arhus"),
        ("Đà Nẵng", "da nang"),
        ("Straße", "strasse"),
        ("Türkiye", "turkiye"),
        ("İzmir", "izmir"),
        ("Diyarbak\u0131r", "diyarbakir"),
        ("臺北", "台北"),
        ("\uff34\uff4f\uff4b\uff59\uff4f", "tokyo"),
        ("서울", "서울"),
        ("Bosnia & Herzegovina", "bosnia and herzegovina"),
        ("  ", ""),
        ("?!", ""),
    ],
)
def test_a_name_has_one_key_however_it_is_written(written: str, key: str) -> None:
    assert fold_name(written) == key


def test_accents_that_come_as_letters_of_their_own_are_folded_as_well() -> None:
    assert fold_name("Bogota\u0301") == fold_name("Bogotá")


@pytest.mark.parametrize(
    ("one", "other"),
    [("St. Paul", "St. Paul Park"), ("Boise", "Boise City"), ("北京", "東京"), ("Forth", "Fort")],
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    key = fold_name(name)
    assert fold_name(key) == key


@given(st.text(max_size=40))
def test_a_key_has_single_spaces_and_none_at_its_ends(name: str) -> None:
    assert fold_name(name).split(" ") == (fold_name(name).split() or [""])


@pytest.mark.parametrize(
    ("key", "rest"),
    [
        ("city of boise", "boise"),
        ("the city of the dalles", "dalles"),
        ("city and county of denver", "denver"),
        ("county of orange", "orange"),
        ("state of maryland", "maryland"),
        ("commonwealth of virginia", "virginia"),
        ("condado de dona ana", "dona ana"),
        ("ayuntamiento de san antonio", "san antonio"),
        ("boise", "boise"),
        ("city of", "city of"),
        ("kansas city", "kansas city"),
    ],
)
def test_what_a_place_is_called_is_taken_off(key: str, rest: str) -> None:
    assert without_kind(key) == rest
