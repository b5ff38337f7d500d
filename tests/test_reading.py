"""What a message asks is read before anything is searched."""

import pytest

from assistant.answering.expecting import asks_yes_or_no, expected_kind, holds_kind
from assistant.answering.language import written_language
from assistant.answering.reading import generalised
from assistant.answering.splitting import MOST_WORDS, split_questions
from assistant.vocabulary import FigureKind

ENGLISH = {"how", "do", "we", "join", "the", "network", "is", "a", "member"}


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("How do we join?", ["How do we join?"]),
        ("how do we join", ["how do we join"]),
        (
            "Who can join, and how much does the membership cost?",
            ["Who can join", "how much does the membership cost?"],
        ),
        (
            "When was the summit held? Where did the students stay?",
            ["When was the summit held?", "Where did the students stay?"],
        ),
        ("What is it? And why?", ["What is it? And why?"]),
        (
            "Hello, I am the clerk of a small town. How do we become a member?",
            ["Hello, I am the clerk of a small town. How do we become a member?"],
        ),
        (
            "We are only 3,000 people. Can we join? And what would the summit cost?",
            ["We are only 3,000 people. Can we join?", "And what would the summit cost?"],
        ),
        (
            "Our charter allows one partner. Is that so?",
            ["Our charter allows one partner. Is that so?"],
        ),
        ("Arts and culture awards", ["Arts and culture awards"]),
        ("Does the U.S. government ask for it?", ["Does the U.S. government ask for it?"]),
        ("Has St. Louis joined with Mt. Airy?", ["Has St. Louis joined with Mt. Airy?"]),
        (
            "Are you in Washington, D.C. How do we join?",
            ["Are you in Washington, D.C.", "How do we join?"],
        ),
    ],
)
def test_a_message_is_split_into_its_questions(message: str, questions: list[str]) -> None:
    assert split_questions(message) == questions


def test_halves_of_two_topics_are_two_questions_when_both_are_sure() -> None:
    topics = {
        "Tell me the phone number": ("contact.md", 0.9),
        "the opening hours": ("known-gaps.md", 0.8),
        "Can cities": ("join.md", 0.7),
        "counties take part?": ("join.md", 0.9),
        "Who pays": ("dues.md", 0.9),
        "who knows?": ("contact.md", 0.3),
    }

    def parts(message: str) -> list[str]:
        return split_questions(message, lambda text: topics[text])

    both = ["Tell me the phone number", "the opening hours"]
    assert parts("Tell me the phone number and the opening hours") == both
    assert len(parts("Can cities and counties take part?")) == 1  # one topic
    assert len(parts("Who pays and who knows?")) == 1  # not sure of the second


def test_of_a_long_message_the_question_and_what_stands_before_it_are_read() -> None:
    letter = "We thank you for the fine meeting of last year. " * 20
    message = f"{letter}Our town has grown. Can we change our partner?"
    (question,) = split_questions(message)
    assert question.endswith("Our town has grown. Can we change our partner?")
    assert 40 < len(question.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much does membership cost?", FigureKind.MONEY),
        ("What is the fee for a town?", FigureKind.MONEY),
        ("What is the refund policy for dues?", None),
        ("What are the rules for late dues?", None),
        ("What's your dues refund policy?", None),
        ("What is the fee, and what are the rules?", FigureKind.MONEY),
        ("What is the fee and the deadline?", FigureKind.MONEY),
        ("What is the fee schedule?", FigureKind.MONEY),
        ("what would a city of 40,000 pay?", FigureKind.MONEY),
        ("annual fee for a county", FigureKind.MONEY),
        ("What are the dues based on?", None),
        ("How many countries are there?", FigureKind.NUMBER),
        ("When is the next conference?", FigureKind.DATE),
        ("Who signs the agreement?", None),
        ("How much notice do you need?", None),
    ],
)
def test_a_question_expects_a_kind_of_figure(question: str, kind: FigureKind | None) -> None:
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("question", "yes_or_no"),
    [
        ("Is it true that a county can join?", True),
        ("We pay $30 a year. Are these the same dues?", True),
        ("So we have no partner, do we need one", True),
        ("How much does membership cost?", False),
        ("Can you help? What do we pay?", False),
    ],
)
def test_some_questions_want_a_yes_or_no(question: str, *, yes_or_no: bool) -> None:
    assert asks_yes_or_no(question) is yes_or_no


def test_that_something_is_free_answers_what_it_costs() -> None:
    assert holds_kind("The awards had no application fee.", FigureKind.MONEY)
    assert not holds_kind("The rate depends on the population.", FigureKind.MONEY)


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("how do we join the network", "en"),
        ("48,000", "en"),
        ("St. Paul", "en"),
        ("Is Chiba a member?", "en"),
        ("¿Cuánto cuesta la membresía para una ciudad pequeña?", "es"),
        ("Combien coûte l'adhésion pour une petite ville ?", "fr"),
        ("Wie können wir als Stadt Mitglied werden?", "de"),
        ("会員になるにはどうすればいいですか", "ja"),
        ("Как нам вступить в организацию?", "ru"),
    ],
)
def test_another_language_is_noticed_only_for_good_reason(message: str, language: str) -> None:
    assert written_language(message, "en", lambda word: word.casefold() in ENGLISH) == language


@pytest.mark.parametrize(
    "question",
    [
        "Is Denver a member?",
        "Is St. Paul, Minnesota already a member?",
        "is the City of Elk Grove still a member",
        "Are Santa Clara County members?",
    ],
)
def test_whether_a_named_community_is_a_member_is_asked_in_general(question: str) -> None:
    assert generalised(question).rstrip("?") == "Is my city a member"


@pytest.mark.parametrize(
    "question", ["Is membership open to counties?", "Is the mayor a member of the council?"]
)
def test_other_questions_about_members_stay_as_they_are(question: str) -> None:
    assert generalised(question) == question
