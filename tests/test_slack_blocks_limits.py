"""What Slack takes is not exceeded, and what is cut is said to be cut."""

import json
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError

from assistant.conversation import Author
from assistant.explanation import Explanation
from assistant.slack.blocks.answers import draw_answer
from assistant.slack.blocks.elements import (
    DIVIDER,
    button,
    field,
    header,
    line,
    lists,
    section,
    text,
)
from assistant.slack.blocks.explanations import draw_why
from assistant.slack.blocks.limits import MESSAGE_CHARACTERS
from assistant.slack.blocks.messages import draw_transcript
from assistant.slack.blocks.posts import deal, fit, form, home, post
from assistant.slack.blocks.signs import shorten
from assistant.slack.blocks.threads import draw_lines
from assistant.thread import Post
from assistant.vocabulary import Answer, Outcome
from tests.sample_answers import directory_answer
from tests.slack_marks import live, refused, visible
from tests.slack_samples import SITE, everything, message

MORE: Final = "... {number} more"
WORDS = st.text(max_size=300) | st.text(min_size=1, max_size=20).map(lambda one: one * 400)


@given(words=WORDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_slack_takes_everything_whatever_stands_in_it(words: str) -> None:
    for name, shown in everything(words):
        assert (name, refused(shown), live(shown, SITE.hosts)) == (name, [], [])
        json.dumps(shown.blocks if isinstance(shown, Post) else shown, ensure_ascii=False).encode()


def test_the_limits_are_seen_where_they_are_broken() -> None:
    assert refused(Post("x", (DIVIDER,) * 51)) == ["51 blocks"]
    assert refused(Post("x", (line(text("x" * 2_900)),) * 5)) == ["too long"]
    assert refused(Post("x" * 40_001, (DIVIDER,))) == ["40001 characters"]
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}
    assert refused(form("x", ("a", "b", "c"), [table, table], "")) == ["tables", "rows", "rows"]
    with pytest.raises(SlackObjectFormationError):
        refused({"type": "home", "blocks": []})
    with pytest.raises(SlackObjectFormationError):
        refused(Post("x", ({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},)))
    assert refused({"type": "home", "blocks": [{"type": "rich_text", "elements": []}]})


def test_what_does_not_fit_is_counted_and_the_tail_is_kept() -> None:
    blocks, tail = [DIVIDER] * 60, [line(text("the end"))]
    shown = post("x", blocks, MORE, tail=tail).blocks
    assert shown[:48] == (DIVIDER,) * 48
    assert [visible(one) for one in shown[48:]] == ["... 12 more", "the end"]
    assert post("x", blocks[:49], MORE, tail=tail).blocks == (*blocks[:49], *tail)


def test_long_texts_are_cut_by_their_length_too() -> None:
    blocks = [line(text("x" * 2_500)) for _ in range(9)]
    shown = fit(blocks, MORE, 50, MESSAGE_CHARACTERS)
    assert [len(visible(one)) for one in shown] == [2_500] * 3 + [len("... 6 more")]


def test_a_page_takes_more_blocks_than_a_message() -> None:
    assert len(home([line(text("x"))] * 120, MORE)["blocks"]) <= 100
    assert len(home([line(text("x"))] * 80, MORE)["blocks"]) == 80


def test_dealt_posts_lose_nothing_and_keep_the_order() -> None:
    blocks = [line(text(f"{number} {'x' * (number * 37 % 2_900)}")) for number in range(130)]
    posts = deal("x", blocks)
    assert [block for one in posts for block in one.blocks] == blocks
    assert not any(refused(one) for one in posts)
    assert deal("x", []) == ()


def test_a_long_transcript_is_told_whole() -> None:
    said = [message(f"{number}: " + "word " * 300, seq=number) for number in range(1, 30)]
    said.append(message("y" * 4_000, Author.STAFF, 30, name="Ana"))
    posts = draw_transcript(said, SITE)
    assert len(posts) > 1
    shown = "".join(visible(one) for one in posts)
    assert all(one.text in shown for one in said)


def test_a_message_full_of_links_arrives_whole() -> None:
    said = message(" ".join(f"https://towns.example/{number}" for number in range(70)))
    posts = draw_lines([said] * 3, SITE)
    assert not any(refused(one) for one in posts)
    assert "".join(visible(one) for one in posts).count("https://towns.example/69") == 3
    content = Answer(Outcome.ANSWERED, said.text * 3).to_json()
    shown = draw_answer(content, SITE, id="1", is_private=False)
    assert not refused(shown)
    assert "more parts are not shown here" in visible(shown)


def test_single_pieces_are_cut_with_an_ellipsis() -> None:
    assert visible(header("x" * 200)) == "x" * 149 + "…"
    assert visible(button("x" * 100, "a", "1")) == "x" * 74 + "…"
    assert len(field("a", "b", "x" * 5_000)["element"]["initial_value"]) == 3_000
    assert shorten("abc", 3) == "abc"
    with pytest.raises(AssertionError):
        button("x", "a", "1" * 2_001)


def test_a_long_list_goes_on_counting_in_the_next_block() -> None:
    (first, second) = lists([section(text("x"))] * 25, ordered=True)
    assert (len(first["elements"][0]["elements"]), second["elements"][0]["offset"]) == (20, 20)


def test_many_partnerships_end_in_a_line_that_counts_the_rest() -> None:
    shown = draw_answer(directory_answer(150).to_json(), SITE, id="1", is_private=False)
    assert not refused(shown)
    told = visible(shown)
    left = int(told.partition("... ")[2].split()[0])
    assert 0 < left < 150
    assert f"Partner Town {150 - left}" in told
    assert f"Partner Town {150 - left + 1}," not in told.partition("Sources")[0]


@pytest.mark.parametrize(
    ("columns", "rows", "is_table"), [(1, 99, True), (1, 100, False), (20, 3, True), (21, 3, False)]
)
def test_a_table_is_one_only_up_to_what_slack_takes(
    columns: int, rows: int, *, is_table: bool
) -> None:
    lines = ["| a " * columns + "|", "| - |", *["| b " * columns + "|"] * rows]
    content = Answer(Outcome.ANSWERED, "\n".join(lines)).to_json()
    shown = draw_answer(content, SITE, id="1", is_private=False)
    assert not refused(shown)
    assert any(one["type"] == "table" for one in shown.blocks) is is_table


def test_a_thousand_rows_of_an_explanation_fit() -> None:
    rows = tuple(f"row {number}: {'x' * 300}" for number in range(1_000))
    told = draw_why(Explanation("q", "en", Outcome.ANSWERED, "r", 1.0, rows=rows), SITE)
    assert not refused(told)
    assert "more parts are not shown here" in visible(told.blocks[-1])
