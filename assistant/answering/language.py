"""Tells in which language a message is written, without trusting a guess about a few words."""

import importlib
import re
from collections.abc import Callable
from functools import cache
from typing import Any

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl", "ja", "zh", "ko", "ar", "ru", "pl", "tr")
FEWEST_WORDS = 4  # of fewer, names and figures make any language likely
KNOWN_SHARE = 0.5  # with so many words known to the documents it is not worth asking

_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile(
    r"[\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)


def written_language(message: str, expected: str, knows: Callable[[str], bool]) -> str:
    """The language of a message; the expected one unless there is good reason to doubt it.

    Args:
        message: What the visitor wrote.
        expected: The conversation's language, or the page's.
        knows: Whether a word is known in the expected language.
    """
    if len(_NOT_LATIN.findall(message)) > len(message) / 4:
        return _guess(message)
    words = [word for word in _WORD.findall(message) if word.islower() or len(word) > 1]
    lower = [word for word in words if word.islower()]
    if len(lower) < FEWEST_WORDS:
        return expected
    if sum(knows(word) for word in lower) / len(lower) > KNOWN_SHARE:
        return expected
    return _guess(message)


@cache
def _identifier() -> Any:  # noqa: ANN401 - the library ships no types
    """Loaded at the first doubt: it takes 94 MB that most servers never need."""
    langid = importlib.import_module("py3langid.langid")
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def _guess(message: str) -> str:
    return str(_identifier().classify(message)[0])
