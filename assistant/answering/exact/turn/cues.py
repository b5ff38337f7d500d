"""Says by its words whether a text asks for an amount of our dues, and what is asked beside it."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from assistant.library.lexicon import fold

_FRAGMENT = re.compile(
    r"(?<=[?!;:\n])\s*|(?<=[a-z\u00e0-\u00ff)][.])\s+|(?<=\d[.])\s+(?=[a-z])|,?\s+(?:and|but|also|plus|y|e|pero|adem[aá]s)\s+(?=\S)"
    r"|,\s+(?=(?:and|but|can|do|does|is|are|how|which|what|who|when|if|y|pero|como|cuando)\b)"
)

_WORD = re.compile(r"\w+")
_OF_OTHERS = ("elsewhere", "persons", "bodies")
_STEM_LETTERS = 4
_ENDS = re.compile(r"\w{0,3}\b(?![ -](?:speak|language))")  # of a demonym, behind its stem


@cache
def _patterns() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    file = resources.files("assistant.answering.exact.turn") / "cues.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        table: {
            name: re.compile("|".join(f"(?:{one})" for one in found))
            for name, found in cues.items()
        }
        for table, cues in tables.items()
    }


def has_any(text: str, table: str, names: tuple[str, ...]) -> bool:
    """Whether a folded text has a word of one of several lists: one pattern for all of them."""
    return bool(_union(table, names).search(text))


@cache
def _union(table: str, names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_patterns()[table][name].pattern for name in names))


@lru_cache(maxsize=2048)  # a turn is asked the same by several
def has_cue(text: str, table: str, name: str) -> bool:
    """Whether a folded text has a word of a list in `cues.toml`."""
    return bool(_patterns()[table][name].search(text))


def country_by_demonym(text: str) -> str:
    """The code of the country whose people or things a text names, or an empty string.

    A stem is looked for by its first letters: one pattern of them all takes ten times as long.
    """
    for plain, capital in ((folded(text), False), (text, True)):
        stems = _demonyms(capital=capital)
        for word in _WORD.finditer(plain):
            for stem, code in stems.get(word[0][:_STEM_LETTERS], ()):
                if plain.startswith(stem, word.start()) and _ENDS.match(
                    plain, word.start() + len(stem)
                ):
                    return code
    return ""


@cache
def _demonyms(*, capital: bool) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Stems with their countries by their first letters."""
    file = resources.files("assistant.answering.exact.turn") / "demonyms.toml"
    stems: dict[str, list[tuple[str, str]]] = {}
    for code, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for word in words:
            if word[0].isupper() is capital:
                stems.setdefault(word[:_STEM_LETTERS], []).append((word, code))
    return stems


def first_cue(text: str, table: str, name: str) -> int | None:
    """Where the first word of a list stands in a folded text; None where none does."""
    found = _patterns()[table][name].search(text)
    return found.start() if found else None


@lru_cache(maxsize=1024)  # a message is asked for its cues some twenty times
def folded(text: str) -> str:
    """The text as cues are looked for in it."""
    return re.sub(r"[ \t]+", " ", fold(text)).replace("\u2019", "'")


@lru_cache(maxsize=256)
def fragments(text: str) -> tuple[str, ...]:
    """The pieces of a message between its stops and its "and"s, folded."""
    pieces = (piece.strip() for piece in _FRAGMENT.split(folded(text)))
    return tuple(piece for piece in pieces if piece)


@lru_cache(maxsize=256)
def is_for_others(text: str) -> bool:
    """Whether a message is about what is no amount of a community's dues, whatever it names.

    Another thing is paid for, or another association's dues are; or a person or a body would pay
    that is no community. A piece that asks about paying says nothing of that: in "and is there a
    nonprofit discount?" a town may ask.
    """
    return any(
        has_any(piece, "dues", _OF_OTHERS)
        for piece in fragments(text)
        if not has_cue(piece, "dues", "beside")
    )


@lru_cache(maxsize=256)
def asks_amount(text: str) -> bool:
    """Whether some piece of a message asks for an amount of our dues, and nothing else with it."""
    if is_for_others(text):
        return False
    return any(
        has_cue(piece, "dues", "amount")
        and not has_cue(piece, "dues", "beside")
        and not has_cue(piece, "dues", "local")
        for piece in fragments(text)
    )


def names_membership(text: str) -> bool:
    """Whether a piece of a message says no more than "membership", so that its price is meant."""
    if is_for_others(text):
        return False
    return any(has_cue(piece, "dues", "membership") for piece in fragments(text))


def wonders_of_membership(text: str) -> bool:
    """Whether some piece of a message asks if a community is a member, besides an amount."""
    pieces = (one for one in fragments(text) if not has_cue(one, "dues", "amount"))
    return any(has_cue(piece, "dues", "is_member") for piece in pieces)


def asks_beside(text: str) -> str:
    """What a message asks about paying, besides an amount; empty when nothing."""
    return ". ".join(piece for piece in fragments(text) if has_cue(piece, "dues", "beside"))


def asks_in_return(text: str) -> bool:
    """Whether a message asks what membership brings."""
    return has_cue(folded(text), "dues", "returns")


def spoken_language(
    text: str,
    before: Sequence[str],
    expected: str,
    bare: Callable[[str], str] = str,
) -> str:
    """The language of a message, of those that exact answers are given in.

    Args:
        text: The message.
        before: The visitor's earlier messages, oldest first: a message that does not say goes by
            the last one that does.
        expected: The conversation's language, or the page's.
        bare: A text without the names of places in it: Los Angeles speaks no Spanish. Asked only
            where a text seems to.
    """
    for one in (text, *reversed(before)):
        marks = _marks(one)
        if marks["es"]:
            marks = _marks(bare(one))
        best = max(marks, key=lambda name: marks[name])
        if list(marks.values()).count(marks[best]) == 1:
            return best
    return expected if expected in _patterns()["language"] else "en"


@lru_cache(maxsize=64)
def _marks(text: str) -> Mapping[str, int]:
    """How many words and signs of each language a text has."""
    plain = folded(text)
    marks = {
        name: len(set(found.findall(plain))) for name, found in _patterns()["language"].items()
    }
    marks["es"] += 2 * len(re.findall(r"[\u00bf\u00a1\u00f1]", text))
    return marks
