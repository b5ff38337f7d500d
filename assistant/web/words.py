"""The web door's own sentences, from the file of a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences by where they are said.

    Attributes:
        page: Labels that several pages share.
        demo: Sentences of the demonstration.
        chat: Sentences of the chat without JavaScript.
        outcomes: A short heading for each outcome; empty where none is needed.
        fields: What is wrong with a field, by pydantic's name of the error.
        problems: `title` and `detail` by status.
        staff: Labels of the staff page.
    """

    page: Mapping[str, str]
    demo: Mapping[str, str]
    chat: Mapping[str, str]
    outcomes: Mapping[str, str]
    fields: Mapping[str, str]
    problems: Mapping[str, Mapping[str, str]]
    staff: Mapping[str, str]

    def problem(self, status: int) -> tuple[str, str]:
        """Title and detail for a status; the nearest general one if it has none of its own."""
        general = "500" if status >= 500 else "400"
        sentences = self.problems.get(str(status)) or self.problems[general]
        return sentences["title"], sentences["detail"]

    def field_error(self, kind: str, context: Mapping[str, Any]) -> str:
        """What is wrong with a field, without the value it had."""
        return self.fields.get(kind, self.fields["other"]).format_map(context)


def read_words(language: str = "en") -> Words:
    """Read the sentences of a language that has a file."""
    file = resources.files("assistant.web") / "words" / f"{language}.toml"
    return Words(**tomllib.loads(file.read_text(encoding="utf-8")))
