"""What the double says that a reader sees, and what it finds live: each detector can fire."""

from typing import Any

import pytest

from tests.slack_double import Post, View, live_marks, visible_text
from tests.slack_double.fields import Fields
from tests.slack_double.posts import Content


def post(text: str = "", *blocks: Fields, **options: Any) -> Post:  # noqa: ANN401 - of Slack
    content = Content(text, list(blocks), options=options)
    return Post("C1", "1.000001", "U1", "T1", content)


def section(text: str, **more: Any) -> Fields:  # noqa: ANN401 - of Slack
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, **more}}


def plain(text: str) -> Fields:
    return {"type": "plain_text", "text": text}


def rich(*elements: Fields) -> Fields:
    line = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [line]}


LIVE = [
    "<!channel>",
    "<!here|here>",
    "<!subteam^S1>",
    "<!date^1392734382^{date}|then>",
    "<@U1>",
    "<@U1|ana>",
    "<#C1>",
    "<#C1|desk>",
    "<https://evil.example|bank>",
    "<mailto:a@b.example|write>",
    "<tel:+1|call>",
    "https://evil.example/x?y=1",
    "HTTP://EVIL.EXAMPLE",
    "www.evil.example",
    "evil.com/pay",
    "someone@evil.example",
]


@pytest.mark.parametrize("mark", LIVE)
def test_a_mark_is_found_in_text_and_in_mrkdwn(mark: str) -> None:
    for shown in (post(f"see {mark} there"), post("", section(f"see {mark} there"))):
        assert live_marks(shown) == [mark]


@pytest.mark.parametrize("mark", LIVE)
def test_no_mark_is_live_in_plain_text_or_in_a_rich_text_element(mark: str) -> None:
    header = {"type": "header", "text": plain(mark)}
    button = {"type": "button", "text": plain(mark), "action_id": "go"}
    actions = {"type": "actions", "elements": [button]}
    shown = post("", header, actions, rich({"type": "text", "text": mark}))
    assert live_marks(shown) == []
    assert visible_text(shown).splitlines() == [mark] * 3


@pytest.mark.parametrize(
    "text",
    [
        "&lt;!channel&gt; and &lt;@U1&gt;",
        "a < b and c > d",
        "<b>bold</b>",
        "at 9.30 a.m., i.e. early",
        "5 @ $2",
        "fee.sheet",
    ],
)
def test_escaped_and_ordinary_text_is_not_live(text: str) -> None:
    assert live_marks(post(text, section(text))) == []


@pytest.mark.parametrize(
    ("element", "mark", "seen"),
    [
        ({"type": "user", "user_id": "U1"}, "<@U1>", "@U1"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "<!subteam^S1>", "@S1"),
        ({"type": "broadcast", "range": "here"}, "<!here>", "@here"),
        ({"type": "channel", "channel_id": "C1"}, "<#C1>", "#C1"),
        ({"type": "link", "url": "https://a.example", "text": "a"}, "<https://a.example>", "a"),
    ],
)
def test_an_element_of_rich_text_is_live(element: Fields, mark: str, seen: str) -> None:
    shown = post("", rich({"type": "text", "text": "to "}, element, {"type": "text", "text": "!"}))
    assert live_marks(shown) == [mark]
    assert visible_text(shown) == f"to {seen}!"


def test_what_slack_finds_by_itself_depends_on_the_options() -> None:
    assert live_marks(post("", section("@here see a.org"))) == ["a.org", "@here"]
    assert live_marks(post("", section("@here see a.org <@U1>", verbatim=True))) == ["<@U1>"]
    assert live_marks(post("@here")) == []
    assert live_marks(post("@here", link_names=True)) == ["@here"]
    assert live_marks(post("@ana", parse="full")) == ["@ana"]


def test_a_mark_is_found_wherever_mrkdwn_stands() -> None:
    mrkdwn = {"type": "mrkdwn", "text": "<!channel>"}
    fields = {"type": "section", "fields": [mrkdwn]}
    context = {"type": "context", "elements": [mrkdwn]}
    markdown = {"type": "markdown", "text": "[a](https://evil.example)"}
    nested = {"type": "rich_text_list", "elements": rich({"type": "user", "user_id": "U1"})}
    shown = post("beside <@U2>", fields, context, markdown, nested)
    assert live_marks(shown) == [
        "<@U2>", "<!channel>", "<!channel>", "https://evil.example", "<@U1>",
    ]  # fmt: skip
    attached = Post("C1", "1.1", "U1", "T1", Content("", [], [{"text": "<!here>"}]))
    assert live_marks(attached) == ["<!here>"]


def test_a_reader_sees_the_blocks_and_not_the_text_beside_them() -> None:
    assert visible_text(post("only &lt;text&gt; &amp;lt; &copy;")) == "only <text> &lt; &copy;"
    accessory = {"type": "button", "text": plain("Why"), "action_id": "why", "value": "hidden"}
    option = {"text": plain("Option"), "value": "hidden"}
    menu = {"type": "static_select", "placeholder": plain("Choose"), "options": [option]}
    shown = post(
        "beside",
        {
            **section("*Dues* <https://a.example|here> &amp; <#C1|desk> <@U1>"),
            "accessory": accessory,
        },
        {"type": "actions", "elements": [menu]},
        {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "a chart"},
    )
    seen = ["*Dues* here & #desk @U1", "Why", "Choose", "Option", "a chart"]
    assert visible_text(shown).splitlines() == seen


def test_a_modal_is_read_too() -> None:
    body: Fields = {
        "title": plain("Title"),
        "submit": plain("Send"),
        "blocks": [section("to <@U1>"), {"type": "input", "label": plain("What?")}],
    }
    view = View("V1", "U1", body, "hash")
    assert visible_text(view).splitlines() == ["to @U1", "What?", "Title", "Send"]
    assert live_marks(view) == ["<@U1>"]
