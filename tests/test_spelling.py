"""Misspelt words are mended for the search, and nothing else is touched."""

import pytest
from rapidfuzz.distance import OSA

from assistant.library.lexicon import count_plain_words
from assistant.library.spelling import ALIKE, NEAR, SHORTEST, Speller


def speller_of(text: str, *others: str, **abbreviations: str) -> Speller:
    """A speller for a text; the encoder knows some other words."""
    return Speller(count_plain_words([text]), set(others).__contains__, abbreviations)


@pytest.fixture
def speller() -> Speller:
    return speller_of("Membership dues are refunded", "paris", "much", SCI="Sister Cities")


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("How much are membreship deus?", "How much are membership dues?"),
        ("refundd of $1,545.00!", "refunded of $1,545.00!"),
        ("Is Paris in SCI?", "Is Paris in Sister Cities?"),
        ("xyzzy plugh", "xyzzy plugh"),
        ("", ""),
    ],
)
def test_only_strange_words_near_a_known_one_change(
    speller: Speller, written: str, searched: str
) -> None:
    assert speller.mend(written) == searched


def test_of_words_as_near_the_commonest_is_meant() -> None:
    speller = Speller(
        count_plain_words(["what the youth summit, the summit, submit a form"]), {"is"}.__contains__
    )
    assert speller.mend("yuoth sumit") == "youth summit"
    assert speller.mend("waht is it") == "what is it"


def test_a_plural_formed_too_simply_is_mended() -> None:
    assert speller_of("two cities, one city", "for").mend("citys") == "cities"


def test_no_near_word_is_left_out_for_its_length() -> None:
    words = ["form", "forms", "format", "formats", "formation", "information", "performance"]
    cuts = [(word[:at], word[at:]) for word in words for at in range(len(word))]
    slips = {f"{before}{more}{after}" for before, after in cuts for more in ("x", "xx")}
    slips |= {f"{before}{after[less:]}" for before, after in cuts for less in (1, 2)}
    speller = speller_of(" ".join(words))
    for slip in slips - set(words):
        likeness = {word: OSA.normalized_similarity(slip, word) for word in words}
        best, mended = max(likeness.values()), speller.mend(slip)
        if len(slip) < SHORTEST or best < NEAR:
            assert mended == slip
        else:
            assert likeness[mended] >= best - ALIKE, slip
