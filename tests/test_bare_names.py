"""A message that is a name and nothing else asks for the place of that name."""

from collections.abc import Iterator

import pytest

from assistant.vocabulary import Asked, Outcome, Turn
from tests.directory_folders import GOOD
from tests.meanings import WORDS_ALONE
from tests.test_looking_up import Window, open_window

WITH = "Communities listed with {} as a partner"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("bare"), GOOD)
    yield opened
    opened.directory.close()


def is_for_directory(window: Window, text: str) -> bool:
    """With documents that know none of its words."""
    return window.clerk.take(Asked(text), WORDS_ALONE, lambda _: False) is not None


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Harbor Point", "Harbor Point, Texas calls itself a member"),
        ("Ashikaga?", WITH.format("Ashikaga, Japan")),
        ("taipei", WITH.format("Taipei, Taiwan")),
        ("Guadalajara", WITH.format("Guadalajara, Jalisco, Mexico")),
        ("Tempe", "Tempe, Arizona is not in this directory"),
    ],
)
def test_a_name_alone_asks_what_the_directory_has_of_it(
    window: Window, text: str, opening: str
) -> None:
    assert window.ask(text).text.startswith(opening)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Guadalahara", "Guadalajara, Jalisco, Mexico"), ("Springfeeld", "Springfield, Illi")],
)
def test_a_misspelled_name_alone_is_taken_or_asked_about(
    window: Window, text: str, name: str
) -> None:
    assert name in window.ask(text).text


@pytest.mark.parametrize("text", ["reading", "asdfgh", "Zorbville", "hello there"])
def test_other_words_alone_are_left_to_the_documents(window: Window, text: str) -> None:
    assert not is_for_directory(window, text)


def test_an_ordinary_word_is_a_name_only_where_it_opens(window: Window) -> None:
    assert is_for_directory(window, "Nice")
    said = (Turn("user", "Hello, Springfield here."), Turn("assistant", "Hello."))
    asked = Asked("Nice", said)
    assert window.clerk.take(asked, WORDS_ALONE, lambda _: False) is None


def test_a_name_after_an_answer_asks_the_same_of_it(window: Window) -> None:
    answer = window.ask("Who are the sister cities of Springfield, Illinois?", "Guadalahara")
    assert answer.text.startswith(
        'I took "Guadalahara" for Guadalajara, Jalisco, Mexico. Communities'
    )


def test_a_misspelled_partner_is_asked_about_where_it_is_not_plain(window: Window) -> None:
    answer = window.ask("Who is partnered with Guadelahara?")
    assert (answer.outcome, answer.text) == (
        Outcome.CLARIFY,
        "Do you mean Guadalajara, Jalisco, Mexico?",
    )
    sure = window.ask("Who is partnered with Guadelahara?", "yes")
    assert sure.text.startswith(
        'I took "Guadelahara" for Guadalajara, Jalisco, Mexico. Communities'
    )


def test_the_nearest_partners_are_offered_with_a_name_that_is_not_found(window: Window) -> None:
    answer = window.ask("Who is partnered with Guadelahera?")
    assert answer.outcome is Outcome.UNANSWERED
    assert "The nearest names are: Guadalajara, Jalisco, Mexico." in answer.text
    assert "nearest" not in window.ask("Who is partnered with Zorbville?").text
