"""The Slack door's own sentences, from the file of a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences by where they are said.

    Attributes:
        shared: Who is who, and what several messages say.
        outcomes: A short heading for each outcome; empty where none is needed.
        reasons: Why a person is wanted.
        answer: Around an answer, and what lies behind it.
        record: Fields of the roll that only staff may see.
        quote: Around the dues of a quote.
        handoff: The thread of a handoff.
        thread: What is told in that thread as it happens.
        reminders: What the clocks say of who waits.
        draft: Around a draft.
        aside: What only one of the staff sees.
        command: What is said to who typed /membership.
        refusals: Why somebody may not do something.
        correction: The form for what is wrong, and what came of it.
        home: The assistant's own page.
    """

    shared: Mapping[str, str]
    outcomes: Mapping[str, str]
    reasons: Mapping[str, str]
    answer: Mapping[str, str]
    record: Mapping[str, str]
    quote: Mapping[str, str]
    handoff: Mapping[str, str]
    thread: Mapping[str, str]
    reminders: Mapping[str, str]
    draft: Mapping[str, str]
    aside: Mapping[str, str]
    command: Mapping[str, str]
    refusals: Mapping[str, str]
    correction: Mapping[str, str]
    home: Mapping[str, str]


def read_words(language: str = "en") -> Words:
    """Read the sentences of a language that has a file."""
    file = resources.files("assistant.slack") / "words" / f"{language}.toml"
    return Words(**tomllib.loads(file.read_text(encoding="utf-8")))
