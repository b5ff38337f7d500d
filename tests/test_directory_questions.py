"""Questions to the directory as people ask them: in which language, of which state, of two."""

from collections.abc import Iterator

import pytest

from tests.directory_folders import GOOD
from tests.test_looking_up import Window, items, open_window, status


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    opened = open_window(tmp_path_factory.mktemp("questions"), GOOD)
    yield opened
    opened.directory.close()


# --- a Spanish name speaks no Spanish


@pytest.mark.parametrize(
    "turns",
    [
        ("Los Alamos partners",),
        ("La Mesa sister city",),
        ("El Cajon member?",),
        ("los lunas, nm sister cities",),
        ("Las Cruces partners", "Santa Fe?"),
    ],
)
def test_an_english_question_with_a_spanish_name_is_answered_in_english(
    window: Window, turns: tuple[str, ...]
) -> None:
    assert "directorio" not in window.ask(*turns).text


@pytest.mark.parametrize(
    "text", ["¿Los Ángeles es miembro?", "hermanas de Las Vegas", "¿El Paso está en la lista?"]
)
def test_a_spanish_question_with_a_spanish_name_stays_spanish(window: Window, text: str) -> None:
    assert "directorio" in window.ask(text).text
