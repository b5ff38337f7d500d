"""Nothing leaves the study that is not traced."""

from assistant.answering.checking import check_draft
from assistant.answering.drafts import Draft, Line, LineKind, render
from assistant.answering.replies import Replies, read_sentences
from assistant.vocabulary import Answer, Outcome, Source

ASSOCIATION = {
    "name": "Friends of Rivers",
    "telephone": "(555) 010-2000",
    "email": "hello@rivers.example",
    "text": 'name = "Friends of Rivers"\ntelephone = "(555) 010-2000"\n# 1999 is a note\n',
}
SOURCE = Source(1, "fees.md", "Fees", "Fees", "", "2024", "In 2024 the tour cost $1,795.")


def check(*lines: Line, outcome: Outcome = Outcome.ANSWERED, visitor: str = "") -> Answer:
    replies = Replies(read_sentences("en"), ASSOCIATION)
    return check_draft(Draft(outcome, lines, (SOURCE,)), visitor, ASSOCIATION, replies, "en")


def test_a_copied_figure_is_entered_with_its_source() -> None:
    answer = check(Line("In 2024 the tour cost $1,795.", 1))
    assert answer.text == "In 2024 the tour cost $1,795. [1]"
    assert {(f.text, f.origin) for f in answer.figures} == {
        ("2024", "source:1"),
        ("$1,795", "source:1"),
    }


def test_a_line_with_a_figure_from_nowhere_is_dropped() -> None:
    answer = check(Line("In 2024 the tour cost $1,795.", 1), Line("It now costs $1,900.", 1))
    assert "1,900" not in answer.text
    assert answer.outcome is Outcome.ANSWERED


def test_a_digit_of_a_name_needs_no_trace_and_is_none() -> None:
    offer = Line("I can tell you about: Visa help and the J-1 rules.")
    assert check(offer, outcome=Outcome.UNANSWERED).text == offer.text
    for wrong in ("It takes 1 year on a J-1.", "A J-1 costs $1.", "A J-1 takes 1% of it."):
        answer = check(offer, Line(wrong), outcome=Outcome.UNANSWERED, visitor="a J-1?")
        assert answer.text == offer.text


def test_a_part_of_a_longer_number_is_no_trace() -> None:
    answer = check(Line("The tour cost $795.", 1))
    assert answer.outcome is Outcome.UNANSWERED
    assert "795" not in answer.text


def test_a_mark_without_a_source_takes_its_line_along() -> None:
    answer = check(Line("The tour is long.", 7))
    assert answer.outcome is Outcome.UNANSWERED
    assert "[7]" not in answer.text


def test_with_nothing_left_the_answer_is_unanswered_and_names_a_person() -> None:
    answer = check(Line("It costs $5.", 1))
    assert answer.outcome is Outcome.UNANSWERED
    assert "(555) 010-2000" in answer.text
    assert answer.reason.endswith("untraced")


def test_the_visitors_own_figures_may_be_repeated() -> None:
    answer = check(
        Line("For 48,000 people I found nothing."),
        outcome=Outcome.UNANSWERED,
        visitor="we have 48,000 people",
    )
    assert [f.origin for f in answer.figures] == ["visitor"]


def test_a_house_line_with_a_figure_from_nowhere_is_dropped() -> None:
    answer = check(Line("Call (555) 010-2000."), Line("Open until 17:00."), outcome=Outcome.HANDOFF)
    assert answer.text == "Call (555) 010-2000."


def test_a_note_in_the_associations_file_is_no_source() -> None:
    answer = check(Line("Since 1999."), Line("Call us."), outcome=Outcome.HANDOFF)
    assert answer.text == "Call us."


def test_lists_and_tables_are_set_as_markdown() -> None:
    lines = [
        Line("These are the fees:", 1),
        Line("tour", 1, LineKind.ITEM),
        Line("boat", 1, LineKind.ITEM),
        Line("Ask the office.", opens=True),
    ]
    assert render(lines) == "These are the fees: [1]\n\n- tour\n- boat [1]\n\nAsk the office."
