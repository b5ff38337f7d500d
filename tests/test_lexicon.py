"""Words are counted alike however they are typed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.library.lexicon import content_words, coverage, fold, plain_words, terms


def test_accents_and_capitals_do_not_matter() -> None:
    assert fold("São Paulo") == fold("SAO PAULO") == "sao paulo"
    assert terms("Cities' memberships") == terms("city membership")


def test_other_scripts_stay_whole() -> None:
    assert fold("オペレーター") == "オペレーター"
    assert fold("상담원") == "상담원"


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_contractions_carry_no_meaning_with_either_apostrophe(apostrophe: str) -> None:
    text = "We don't know what's due, and the mayor's form won't open".replace("'", apostrophe)
    assert content_words(text) == ["know", "due", "mayor", "form", "open"]
    assert plain_words(text)[:3] == ["we", "don", "know"]


def test_coverage_is_the_share_of_rare_words() -> None:
    weights = {"refund": 3.0, "due": 1.0}
    assert coverage(["refund", "due"], weights, ["refund", "policy"]) == 0.75
    assert coverage(["refund", "zebra"], weights, ["refund"]) == 0.5  # unknown: as the rarest
    assert coverage(["due"], weights, []) == 0
    assert coverage([], weights, ["due"]) == 0


def test_threads_may_count_words_at_once() -> None:
    texts = [f"membership of town {n}, dues and refunds paying" for n in range(200)]
    alone = [terms(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(terms, texts)) == alone
