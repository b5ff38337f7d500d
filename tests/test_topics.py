"""A message that leans on the reply before it is read along with what that told of."""

import pytest

from assistant.answering.replies import Replies, is_quote, read_sentences
from assistant.answering.topics import is_clearer, topic_for, topic_of
from assistant.vocabulary import Outcome, Turn
from tests.shipped import Desk

NOBODY = ("known-gaps.md", 0.2)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_reply_that_tells_an_amount_is_a_quote(language: str) -> None:
    values = {"community": "Erie", "amount": "USD 1", "period": "year", "schedule": "2026"}
    replies = Replies(read_sentences(language), {"name": "Sister Towns"})
    assert is_quote(replies.say("dues", "quoted", **values))
    assert not is_quote(replies.say("dues", "ask_population", **values))


def test_the_topic_of_a_reply_is_the_title_of_its_document(desk: Desk) -> None:
    summit = desk.ask("What is the Youth Leadership Summit?")
    gap = desk.ask("How are dues refunded?")
    verdict = desk.ask("Can a county join?")
    documents = desk.shelf.documents
    assert topic_of(summit.text, documents) == "Youth Leadership Summit"
    assert topic_of(gap.text, documents) == "Refunds of dues"
    assert topic_of(verdict.text, documents) == "Who can join in the United States"
    assert topic_of("You're welcome. If something else comes up, just ask.", documents) == ""
    assert topic_of("", documents) == ""


@pytest.mark.parametrize(
    ("text", "alone", "leans"),
    [
        ("how old must they be", NOBODY, True),
        ("which ages", NOBODY, True),
        ("what does that include", ("a.md", 0.9), True),
        ("may a girl of ten from Peru take part in that", NOBODY, False),
        ("when was all of that founded in Ohio", ("history.md", 0.7), False),
        ("what does your office offer", NOBODY, False),
        ("tell me a joke", ("", 0.6), False),
        ("is that okay for a boy", ("", 0.6), True),
    ],
)
def test_few_words_that_say_little_may_lean(
    desk: Desk, text: str, alone: tuple[str, float], *, leans: bool
) -> None:
    documents = desk.shelf.documents
    reply = desk.ask("What is the Youth Leadership Summit?").text
    assert bool(topic_for(text, alone, reply, documents)) is leans
    assert topic_for(text, alone, "", documents) == ""


def test_the_topic_is_kept_where_it_makes_a_question_clearer() -> None:
    assert is_clearer("which ages", ("summit.md", 0.5), ("known-gaps.md", 0.2))
    assert not is_clearer("which ages", ("summit.md", 0.2), ("homestay.md", 0.4))
    assert not is_clearer("which ages", ("", 0.9), ("homestay.md", 0.4))
    assert is_clearer("is it ok", ("summit.md", 0.2), ("", 0.7))


@pytest.mark.parametrize(
    ("before", "message", "document"),
    [
        (
            "What is the Mayors Leadership Council?",
            "which people belong to that?",
            "membership/mayors-leadership-council.md",
        ),
        (
            "Tell me about the Young Artists and Authors Showcase",
            "i live in peru, may i take part too",
            "programs/young-artists-and-authors.md",
        ),
        (
            "What is the High School Homestay?",
            "my son is 13, would they take him?",
            "programs/high-school-homestay.md",
        ),
    ],
)
def test_a_follow_up_stays_with_what_was_told(
    desk: Desk, before: str, message: str, document: str
) -> None:
    history = (Turn("user", before), Turn("assistant", desk.ask(before).text))
    answer = desk.ask(message, *history)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.sources[0].document == document


def test_what_an_amount_brings_is_what_members_get(desk: Desk) -> None:
    price = desk.ask("dues for 60,000 people", samples=True)
    history = (Turn("user", "dues for 60,000 people"), Turn("assistant", price.text))
    answer = desk.ask("and what does that bring?", *history, samples=True)
    assert answer.sources[0].document == "benefits/member-benefits.md"


@pytest.mark.parametrize(
    "message",
    ["what is the city directory", "why should a town join at all", "can our city end a link"],
)
def test_a_question_of_another_kind_after_an_amount_gets_no_amount(
    desk: Desk, message: str
) -> None:
    price = desk.ask("What would Flagstaff, Arizona pay?", samples=True)
    history = (Turn("user", "What would Flagstaff, Arizona pay?"), Turn("assistant", price.text))
    answer = desk.ask(message, *history, samples=True)
    assert answer.quote is None
    assert answer.outcome is Outcome.ANSWERED


@pytest.mark.parametrize("message", ["what if we were a county?", "how about as a county?"])
def test_another_kind_of_community_is_asked_of_the_amount(desk: Desk, message: str) -> None:
    price = desk.ask("dues for 12,900 people", samples=True)
    history = (Turn("user", "dues for 12,900 people"), Turn("assistant", price.text))
    quote = desk.ask(message, *history, samples=True).quote
    assert quote is not None
    assert quote["kind"] == "county"


def test_its_partners_are_those_of_the_community_whose_dues_were_told(desk: Desk) -> None:
    price = desk.ask("What would Denver pay?", samples=True)
    history = (Turn("user", "What would Denver pay?"), Turn("assistant", price.text))
    partners = desk.ask("which partners does it have", *history, samples=True)
    assert partners.quote is None
    assert "Potenza" in partners.text
    again = desk.ask("what if it has 40,000 people and a partner", *history, samples=True)
    assert again.directory is None


def test_who_else_is_a_member_is_not_asked_of_the_community_before(desk: Desk) -> None:
    listed = desk.ask("Is Denver a member?")
    history = (Turn("user", "Is Denver a member?"), Turn("assistant", listed.text))
    answer = desk.ask("how can we look up who else is a member", *history)
    assert answer.directory is None
