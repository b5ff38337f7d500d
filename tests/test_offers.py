"""A visitor takes the person who was offered, or would rather not."""

import time

import pytest

from assistant.answering.offers import accepts_offer, declines_offer
from assistant.answering.replies import Replies, read_sentences

OFFER = "Shall I bring in a person from the membership department?"
KNOWN = {"name": "Sister Towns", "telephone": "(202) 555-0100"}


@pytest.mark.parametrize(
    "message",
    [
        "yes",
        "Yes, please!",
        "OK",
        "sure, that would be great",
        "oui",
        "Ja",
        "sim",
        "Sí",
        "hai",
        "Ja, bitte",
        "sí, por favor",
        "oui, s'il vous plaît",
        "はい",
        "yes please connect me",
        "yes pls",
        "Yes, I'd like that",
        "yes that would be lovely, thank you",
        "yeah go ahead",
        "please do",
        "sure, ask them to phone me",
        "have somebody write to us please",
        "sí, que nos escriban",
        "sounds good",
        "ok yes",
        "That would be very kind",
        "claro que sí",
        "vale, gracias",
    ],
)
def test_a_yes_accepts_a_person_who_was_offered(message: str) -> None:
    assert accepts_offer(message, OFFER)


@pytest.mark.parametrize(
    "message",
    [
        "no",
        "maybe",
        "ok thanks",
        "great",
        "yes and the fee",
        "sure is cold",
        "yes but first: what is the fee?",
        "",
        "why",
    ],
)
def test_anything_but_a_plain_yes_accepts_nothing(message: str) -> None:
    assert not accepts_offer(message, OFFER)


@pytest.mark.parametrize(
    "reply", ["", "The form has 14 questions.", "Is it about a personal trip?"]
)
def test_a_yes_to_another_reply_accepts_nobody(reply: str) -> None:
    assert not accepts_offer("yes", reply)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_offer_of_every_language_can_be_accepted(language: str) -> None:
    offer = Replies(read_sentences(language), KNOWN).say("unanswered", "person")
    assert accepts_offer("si, por favor", offer)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("section", ["greeting", "refusal", "bot"])
def test_that_a_person_may_be_asked_for_at_any_time_is_no_offer(
    language: str, section: str
) -> None:
    known = KNOWN | {"greeting": "You can ask for a person at any time."}
    reply = Replies(read_sentences(language), known).say(section)
    assert not accepts_offer("ok", reply)
    assert not accepts_offer("yes", reply)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["text", "complaint", "correction", "payment", "text_unnamed"])
def test_to_nod_when_a_person_is_brought_in_asks_for_no_second_one(
    language: str, name: str
) -> None:
    reply = Replies(read_sentences(language), KNOWN).say("handoff", name)
    assert not accepts_offer("ok", reply)


@pytest.mark.parametrize(
    "message",
    [
        "no",
        "No thanks!",
        "not now",
        "nope, that's fine",
        "no, we'll call them tomorrow",
        "maybe later, thank you",
        "ok no need",
        "no, gracias",
        "ahora no",
        "nah, forget it",
        "no, olvídelo",
    ],
)
def test_a_no_declines_the_person_who_was_offered(message: str) -> None:
    assert declines_offer(message, OFFER)
    assert not accepts_offer(message, OFFER)


@pytest.mark.parametrize(
    "message", ["yes", "no, the county", "no, 48,000", "not now but in May?", ""]
)
def test_a_no_that_goes_on_declines_nobody(message: str) -> None:
    assert not declines_offer(message, OFFER)


@pytest.mark.parametrize("word", ["yes please ", "ok so then ", "no thanks ", "por favor si "])
def test_many_polite_words_are_read_at_once(word: str) -> None:
    began = time.perf_counter()
    for times in (6, 7, 1000):
        accepts_offer(f"{word * times}and the fee?", OFFER)
        declines_offer(f"{word * times}and the fee?", OFFER)
    assert time.perf_counter() - began < 0.2


def test_a_no_to_a_question_declines_nobody() -> None:
    assert not declines_offer("no", "Is it a county?")
