"""The assistant's own sentences, for associations that say more or less about themselves."""

import pytest

from assistant.answering.replies import Replies, read_sentences

NAME = {"name": "Sister Towns"}
TELEPHONE = {"telephone": "(202) 555-0100"}
EMAIL = {"email": "members@example.org"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("known", [TELEPHONE, EMAIL, TELEPHONE | EMAIL])
@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("unanswered", "person"),
        ("handoff", "text"),
        ("handoff", "payment"),
        ("failed", "text"),
        ("house", "unstaffed"),
    ],
)
def test_each_way_that_is_known_is_told(
    language: str, known: dict[str, str], section: str, name: str
) -> None:
    said = Replies(read_sentences(language), NAME | known).say_or_unnamed(section, name)
    assert all(way in said for way in known.values())
    assert ("@" in said, "555" in said) == ("email" in known, "telephone" in known)


@pytest.mark.parametrize("language", ["en", "es"])
def test_in_danger_the_crisis_line_is_told_whatever_else_is_known(language: str) -> None:
    replies = Replies(read_sentences(language), NAME | {"safety": {"crisis_line": "988"}})
    assert "988" in replies.say_or_unnamed("handoff", "distress")


def test_both_languages_say_the_same_sentences() -> None:
    def told(language: str) -> set[tuple[str, str]]:
        sentences = read_sentences(language)
        return {(part, name) for part in sentences if part != "absence" for name in sentences[part]}

    assert told("es") == told("en")
