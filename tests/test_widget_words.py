"""The chat window's sentences: every language says all of them, with the same gaps."""

import json
import re
from importlib import resources
from typing import Final

import pytest

Words = dict[str, str | dict[str, str]]

# The categories of whole numbers; source: Unicode CLDR, Language Plural Rules (cardinal), which
# Intl.PluralRules goes by:
# https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
PLURALS: Final = {
    "es": {"one", "many", "other"},
    "fr": {"one", "many", "other"},
    "de": {"one", "other"},
    "pt": {"one", "many", "other"},
    "ja": {"other"},
    "zh": {"other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
}
EXACT: Final = {"zero", "one", "two"}  # forms that may say the number in words: "both sources"
BEYOND_ENGLISH: Final = {  # keys that English does without, with their gaps
    "greeting": {"name"},
}
DELIBERATE: Final = {  # words that are spelled as in English
    "fr": {"log", "file", "source", "sources"},
}
SIGNS: Final = {"titled"}  # gaps and signs only, the same in most languages
UNSPACED: Final = re.compile(r"(?<![\u202f\u00a0])[;:?!]")  # French puts a space that holds
HALF_WIDTH: Final = re.compile(r"[,.;:?!()]")

of_each_language = pytest.mark.parametrize("language", PLURALS)


def read(language: str) -> Words:
    file = resources.files("assistant.web") / "widget" / "words" / f"{language}.json"
    words: Words = json.loads(file.read_text(encoding="utf-8"))
    return words


ENGLISH: Final = read("en")


def forms(text: str | dict[str, str]) -> dict[str, str]:
    """By plural category; a sentence without a number has one form, of no category."""
    return {"": text} if isinstance(text, str) else text


def every_text(words: Words) -> list[str]:
    return [form for text in words.values() for form in forms(text).values()]


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def gaps_wanted(key: str) -> set[str]:
    if key in BEYOND_ENGLISH:
        return BEYOND_ENGLISH[key]
    return {gap for form in forms(ENGLISH[key]).values() for gap in gaps(form)}


def has_gaps(form: str, category: str, wanted: set[str]) -> bool:
    return gaps(form) == wanted or (category in EXACT and gaps(form) == wanted - {"n"})


def wrong_gaps(words: Words) -> set[str]:
    """Keys of the sentences that miss a gap, or have one too many."""
    return {
        key
        for key, text in words.items()
        for category, form in forms(text).items()
        if not has_gaps(form, category, gaps_wanted(key))
    }


def same_as_english(words: Words) -> set[str]:
    return {
        key
        for key, text in words.items()
        if key in ENGLISH and set(forms(text).values()) & set(forms(ENGLISH[key]).values())
    }


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    folder = resources.files("assistant.web") / "widget" / "words"
    assert {file.name for file in folder.iterdir()} == {f"{tag}.json" for tag in ("en", *PLURALS)}


@of_each_language
def test_every_sentence_is_said_in_the_order_of_english(language: str) -> None:
    keys = list(read(language))
    assert [key for key in keys if key not in BEYOND_ENGLISH] == list(ENGLISH)
    assert set(keys) - set(ENGLISH) == set(BEYOND_ENGLISH)


@of_each_language
def test_every_sentence_has_the_gaps_of_english(language: str) -> None:
    assert wrong_gaps(read(language)) == set()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("title", "Asistente de membresía"),
        ("greeting", "Soy el asistente automático."),
        ("sent", "Enviado: {detail}"),
        ("failed", "No enviado: {detalle}"),
        ("sources", {"one": "una fuente", "many": "{n} fuentes", "other": "fuentes"}),
    ],
)
def test_a_gap_that_is_missing_or_made_up_is_noticed(key: str, text: str | dict[str, str]) -> None:
    assert wrong_gaps(read("es") | {key: text}) == {key}


def test_one_and_two_may_be_said_in_words() -> None:
    said = {"one": "مصدر واحد", "two": "مصدران", "few": "{n} مصادر", "other": "{n} مصدر"}
    assert wrong_gaps({"sources": said}) == set()


@pytest.mark.parametrize("language", ["en", *PLURALS])
def test_no_text_is_empty_or_has_spaces_around_it(language: str) -> None:
    assert [text for text in every_text(read(language)) if not text or text != text.strip()] == []


@pytest.mark.parametrize("language", ["en", *PLURALS])
def test_no_text_is_markup(language: str) -> None:
    assert [text for text in every_text(read(language)) if set(text) & set("<>")] == []


@of_each_language
def test_what_has_a_plural_in_english_has_the_plurals_of_the_language(language: str) -> None:
    words = read(language)
    told = {key: set(text) for key, text in words.items() if isinstance(text, dict)}
    counted = [key for key, text in ENGLISH.items() if isinstance(text, dict)]
    assert told == dict.fromkeys(counted, PLURALS[language])


@of_each_language
def test_nothing_is_left_in_english_but_what_is_spelled_the_same(language: str) -> None:
    assert same_as_english(read(language)) - SIGNS == DELIBERATE.get(language, set())


def test_a_sentence_left_in_english_is_noticed() -> None:
    assert same_as_english(read("es") | {"send": "Send"}) - SIGNS == {"send"}


def test_french_signs_stand_after_a_space_that_does_not_break() -> None:
    assert [text for text in every_text(read("fr")) if UNSPACED.search(text)] == []


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_chinese_and_japanese_signs_have_full_width(language: str) -> None:
    assert [text for text in every_text(read(language)) if HALF_WIDTH.search(text)] == []


def test_what_spanish_asks_or_exclaims_is_opened_too() -> None:
    for text in every_text(read("es")):
        assert (text.count("¿"), text.count("¡")) == (text.count("?"), text.count("!"))


def test_arabic_has_its_own_commas_and_question_marks() -> None:
    assert [text for text in every_text(read("ar")) if set(text) & set(",;?")] == []
