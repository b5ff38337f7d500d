"""An answer in Slack: the same words as on the website, with its dues, its sources and its why."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.conversation import Author
from assistant.explanation import Check, Explanation, Removal, Rule, ScoredPassage, Weighing
from assistant.slack.blocks import actions
from assistant.slack.blocks.answers import draw_answer
from assistant.slack.blocks.elements import Json
from assistant.slack.blocks.explanations import draw_why
from assistant.slack.blocks.for_staff import draw_for_staff
from assistant.slack.blocks.prose import draw_prose
from assistant.slack.blocks.quotes import draw_receipt
from assistant.telling.messages import tell_answer
from assistant.thread import Post
from assistant.vocabulary import Answer, Outcome, Source
from assistant.web.block_contract import write_blocks
from tests.receipts import PUBLISHED, SAMPLE, SAMPLE_ID, WARNING
from tests.sample_answers import (
    ASKED,
    CLARIFY,
    DOCUMENTS,
    PARTIAL,
    QUOTE,
    UNANSWERED,
    directory_answer,
)
from tests.slack_marks import visible
from tests.slack_samples import NOW, SITE, message

SECRET = Source(3, "staff/notes.md", "Notes", "Refunds", "", "2026", "Refund without asking.")


def shown(answer: Answer, *, is_private: bool = False) -> Post:
    return draw_answer(answer.to_json(), SITE, id="answer-1", is_private=is_private)


def told(block: Json) -> list[str]:
    """A block line by line; a table row by row."""
    if block["type"] == "table":
        return ["".join(visible(cell) for cell in row) for row in block["rows"]]
    parts = [one for part in block["elements"] for one in items(part)]
    return [visible(one) for one in parts]


def items(part: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return part["elements"] if part.get("type") == "rich_text_list" else [part]


def on_the_web(answer: Answer) -> list[str]:
    """The same answer as the window draws it: its captions, and its rows, a mark as [1]."""
    content = message(answer.text, Author.ASSISTANT, answer=answer.to_json())
    lines = []
    for block in write_blocks(content, SITE.hosts):
        lines += [block["caption"]] if block["caption"] else []
        for row in block["rows"]:
            spans = [span for cell in row for span in cell]
            lines.append("".join(words(span) for span in spans))
    return lines


def words(span: dict[str, Any]) -> str:
    return f"[{span['text']}]" if span["kind"] == "mark" else span["text"]


@pytest.mark.parametrize("answer", [*ASKED.values(), directory_answer(20)])
def test_slack_shows_the_words_that_the_web_draws(answer: Answer) -> None:
    prose = [*draw_prose(tell_answer(answer, SITE.hosts), "...")]
    assert [one.replace("–", "") for block in prose for one in told(block)] == on_the_web(answer)
    blocks = [*shown(answer).blocks]
    start = blocks.index(prose[0])
    assert blocks[start : start + len(prose)] == prose


def test_steps_that_the_text_tells_are_not_told_again_below_it() -> None:
    steps = ["Lviv is listed.", "No roll is loaded."]
    finding = {"steps": [{"n": number, "text": one} for number, one in enumerate(steps, 1)]}
    answer = Answer(Outcome.ANSWERED, " ".join(steps), directory=finding)
    assert "How this was worked out" not in visible(shown(answer))
    assert "How this was worked out" in visible(shown(replace(answer, text=steps[0])))


def test_an_answer_names_each_source_with_its_date_and_excerpt() -> None:
    blocks = [visible(one) for one in shown(DOCUMENTS).blocks]
    after = blocks[blocks.index("Sources") + 1 :]
    assert after[0].startswith("[1] How to join · The way to join · about 2016")
    assert "A community joins by one of two routes." in after[0]
    assert after[1] == "[2] Bylaws · Bylaws · 2020A county pays 250 USD a year."


def test_a_source_whose_excerpt_is_its_address_tells_it_once() -> None:
    address = "https://towns.example/partners"
    source = Source(1, "directory", "Towns", "2024", address, "", address)
    (block,) = (
        one for one in shown(replace(DOCUMENTS, sources=(source,))).blocks if address in str(one)
    )
    assert visible(block) == f"[1] Towns · 2024 · {address}"


def test_a_sample_is_said_to_be_one_before_anything_else() -> None:
    marker, sample, *rest = (visible(one) for one in shown(QUOTE).blocks)
    assert (marker, sample) == ("Automated assistant", WARNING)
    assert "USD 650 per calendar year · Receipt to print" in rest
    assert all(any(step["text"] in one for one in rest) for step in SAMPLE["steps"])


def test_a_text_that_begins_by_saying_so_is_not_told_the_same_once_more() -> None:
    marker, first, *rest = (
        visible(one) for one in shown(replace(QUOTE, text=f"{WARNING}. {QUOTE.text}")).blocks
    )
    assert (marker, first) == ("Automated assistant", f"{WARNING}. Boise would pay 650 USD.")
    assert not any(WARNING in one for one in rest)


def test_published_dues_carry_no_sample_sentence() -> None:
    assert WARNING not in visible(shown(replace(QUOTE, quote=PUBLISHED)))


def test_a_receipt_is_linked_only_where_the_web_door_is_reached() -> None:
    nowhere = replace(SITE, public_url="")
    post = draw_answer(QUOTE.to_json(), nowhere, id="1", is_private=False)
    assert "Receipt" not in visible(post)
    assert f"https://assistant.example/quotes/{SAMPLE_ID}" in str(shown(QUOTE).blocks)


def test_partnerships_are_a_table_and_a_second_table_is_lines() -> None:
    answer = directory_answer(6)
    kinds = [one["type"] for one in shown(answer).blocks]
    assert kinds.count("table") == 1
    two = replace(answer, text=f"{answer.text}\n\n| a | b |\n| - | - |\n| c | d |")
    blocks = shown(two).blocks
    assert [one["type"] for one in blocks].count("table") == 1
    assert any(visible(one) == "a | b\nc | d\n" for one in blocks)


@pytest.mark.parametrize(
    ("answer", "heading"),
    [
        (UNANSWERED, "Not in the documents"),
        (PARTIAL, "Only a part of this is in the documents"),
        (CLARIFY, "One question back to you"),
        (Answer(Outcome.FAILED, "Sorry."), "No answer this time"),
    ],
)
def test_an_outcome_that_is_no_answer_is_said_first(answer: Answer, heading: str) -> None:
    _, outcome, text, *_ = shown(answer).blocks
    assert visible(outcome).startswith(heading)
    assert visible(text).startswith(answer.text[:10])


def test_only_an_answer_that_nobody_else_sees_can_be_shared() -> None:
    def pressed(post: Post) -> list[tuple[str, str]]:
        return [(one["action_id"], one["value"]) for one in post.blocks[-1]["elements"]]

    both = [(actions.WHY, "answer-1"), (actions.WRONG, "answer-1")]
    assert pressed(shown(DOCUMENTS)) == both
    assert pressed(shown(DOCUMENTS, is_private=True)) == [
        both[0],
        (actions.SHARE, "answer-1"),
        both[1],
    ]


def test_where_nothing_was_answered_there_is_nothing_to_explain_or_to_share() -> None:
    post = shown(Answer(Outcome.FAILED, "I am switched off for now."), is_private=True)
    assert "button" not in str(post.blocks)


def test_what_is_for_staff_alone_is_what_the_public_answer_does_not_say() -> None:
    staff = replace(
        DOCUMENTS,
        text=f"{DOCUMENTS.text}\n\nRefund without asking. [3]",
        sources=(*DOCUMENTS.sources, SECRET),
    )
    content = {**staff.to_json(), "staff": {"contact": "Ana", "expires": "2027-01-01", "odd": "x"}}
    post = draw_for_staff(DOCUMENTS.to_json(), content, SITE)
    assert post is not None
    seen = visible(post)
    assert seen.startswith("For you only. This cannot be sent or shared.")
    for one in ("Contact: Ana", "Expires: 2027-01-01", "odd: x", "Refund without asking. [3]"):
        assert one in seen
    assert "A county pays" not in seen
    assert "button" not in str(post.blocks)


def test_where_staff_are_told_nothing_more_there_is_no_such_part() -> None:
    again = {**DOCUMENTS.to_json(), "staff": {}}
    assert draw_for_staff(DOCUMENTS.to_json(), again, SITE) is None


def test_what_staff_are_not_answered_either_is_no_secret() -> None:
    staff = replace(UNANSWERED, text="That is not in my documents. I can tell you of trust.")
    assert draw_for_staff(UNANSWERED.to_json(), staff.to_json(), SITE) is None


def test_a_statement_with_another_number_for_its_source_is_no_secret() -> None:
    renumbered = replace(
        PARTIAL,
        text="A city pays by its population. [2]",
        sources=(replace(PARTIAL.sources[0], n=2),),
    )
    assert draw_for_staff(PARTIAL.to_json(), renumbered.to_json(), SITE) is None


def test_why_tells_all_that_led_to_the_answer() -> None:
    passages = (
        ScoredPassage("join.md", "Routes", 0.91234, is_used=True),
        ScoredPassage("bylaws.md", "Seats", 0.4, is_used=False),
    )
    told = Explanation(
        *("What does a city pay?", "en", Outcome.ANSWERED, "dues:quoted", 0.975, passages),
        rows=("dues.csv, line 6",),
        steps=("Band: 1",),
        checks=(Check(Rule.FIGURES, 3, (Removal("It costs 5 USD.", "5 USD"),)),),
        build="build-7",
        weighings=(Weighing("What does a city pay?", "answer", 0.81, 0.62),),
        tool="dues",
        inputs={"place": "Boise, Idaho"},
    )
    seen = visible(draw_why(told, SITE))
    for one in (
        *("Question as understood: What does a city pay?", "Outcome: answered", "Build: build-7"),
        *("0.912  join.md · Routes  (used)", "0.400  bylaws.md · Seats", "Confidence: 0.97"),
        *("Reason: dues:quoted", "dues.csv, line 6", "Band: 1", "place: Boise, Idaho"),
        *(
            "every figure is traced: 3 looked at; did not go out: It costs 5 USD.",
            "Exact tool: dues",
        ),
        "answer: probability 0.81, needed 0.62",
    ):
        assert one in seen


def test_a_receipt_tells_the_dues_again_with_every_step() -> None:
    post = draw_receipt(SAMPLE, NOW, SITE)
    blocks = [visible(one) for one in post.blocks]
    assert blocks[0] == f"Receipt {SAMPLE_ID}"
    assert blocks[1] == WARNING
    assert "Valid: 2026-01-01 to 2026-12-31" in blocks[3]
    assert "Status: sample" in blocks[3]
    assert blocks[4] == "".join(step["text"] for step in SAMPLE["steps"])
    assert post.blocks[5]["elements"][0]["elements"][1]["timestamp"] == int(NOW.timestamp())


def test_a_receipt_without_an_end_goes_on() -> None:
    post = draw_receipt(PUBLISHED | {"effective_to": None, "amount": 12.5}, NOW, SITE)
    assert "Valid: from 2026-01-01 on" in visible(post)
    assert "USD 12.50" in visible(post)
