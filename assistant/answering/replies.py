"""The sentences the assistant says by itself, read from one file a language."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

FALLBACK = "en"
_GAP = re.compile(r"\{\w+\}")
_HANDING_OVER = {
    "handoff": (),
    "house": ("asked", "asked_closed", "still_waiting", "unstaffed"),
}  # all of a table, or some of it


class _Gaps(dict[str, str]):
    """Leaves a gap nobody filled empty instead of failing in front of a visitor."""

    def __missing__(self, key: str) -> str:
        return ""


class Replies:
    """The sentences of one language, with the association's own data filled in."""

    def __init__(self, sentences: Mapping[str, Any], association: Mapping[str, Any]) -> None:
        self._sentences = sentences
        self._known = {key: str(value) for key, value in association.items()}
        self._known["crisis_line"] = str(association.get("safety", {}).get("crisis_line", ""))
        ways = [way for way in ("telephone", "email") if self._known.get(way)]
        if ways:
            way = "both" if len(ways) == 2 else ways[0]
            self._known |= {"reach": self.say("reach", way), "contacts": self.say("contacts", way)}

    def say(self, section: str, name: str = "text", /, **values: str) -> str:
        """A sentence with its gaps filled.

        Args:
            section: Table of the replies file.
            name: Key in that table.
            values: For the `{gaps}`; the association's data is filled in besides.
        """
        template = str(self._sentences[section][name])
        return " ".join(template.format_map(_Gaps(self._known | values)).split())

    def say_or(self, section: str, name: str, otherwise: str) -> str:
        """A sentence where the language has it, else another text."""
        return self.say(section, name) if name in self._sentences[section] else otherwise

    def says_absence(self, sentence: str) -> bool:
        """Whether a sentence of a document says that something is not in the documents."""
        folded = sentence.casefold()
        return any(phrase in folded for phrase in self._sentences["absence"])

    def say_or_unnamed(self, section: str, name: str = "text", /, **values: str) -> str:
        """A sentence that may say how to reach a person, or its other form where nobody knows."""
        unnamed = f"{name}_unnamed"
        told = "reach" in self._known or unnamed not in self._sentences[section]
        return self.say(section, name if told else unnamed, **values)


@cache
def spoken_languages() -> tuple[str, ...]:
    """The languages that answers are given in, the one of all others first."""
    folder = resources.files("assistant.answering") / "replies"
    found = {file.name.removesuffix(".toml") for file in folder.iterdir()}
    return (FALLBACK, *sorted(found - {FALLBACK}))


@cache
def read_sentences(language: str) -> Mapping[str, Any]:
    """The replies file of a language, or the English one."""
    folder = resources.files("assistant.answering") / "replies"
    file = folder / f"{language}.toml"
    if not file.is_file():
        file = folder / f"{FALLBACK}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def hands_over(reply: str) -> bool:
    """Whether a reply is one of those, in any language, that bring a person in."""
    return reply.startswith(_beginnings())


def is_quote(reply: str) -> bool:
    """Whether a reply tells, in any language, what one community would pay."""
    return any(shape.search(reply) for shape in _quotes())


@cache
def _quotes() -> tuple[re.Pattern[str], ...]:
    templates = [str(file["dues"]["quoted"]) for file in _files()]
    return tuple(
        re.compile(".+".join(map(re.escape, _GAP.split(template)[1:-1]))) for template in templates
    )


@cache
def _beginnings() -> tuple[str, ...]:
    """What the sentences that hand over say before their first gap."""
    return tuple(
        text.partition("{")[0]
        for file in _files()
        for table, names in _HANDING_OVER.items()
        for name, text in file[table].items()
        if not names or name.removesuffix("_unnamed") in names
    )


@cache
def _files() -> tuple[Mapping[str, Any], ...]:
    folder = resources.files("assistant.answering") / "replies"
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir())
