"""Nothing that others wrote comes to life in Slack: no mention, no link, no special."""

from typing import Any, Final

import pytest

from assistant.conversation import Author
from assistant.slack.blocks.answers import draw_answer
from assistant.slack.blocks.elements import Json
from assistant.slack.blocks.handoffs import draw_root
from assistant.slack.blocks.posts import escape
from assistant.slack.blocks.signs import tidy, tidy_name
from assistant.slack.blocks.threads import draw_lines
from assistant.thread import Post
from assistant.vocabulary import Answer, Outcome
from tests.payloads import PAYLOADS, Sink
from tests.slack_marks import live, refused, visible
from tests.slack_samples import SITE, case, everything, message
from tests.test_staff_payloads import PRETENDERS

SPECIALS: Final = (
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!here|here>",
    "<!subteam^S1>",
    "<@U1>",
    "<@W1|Ana>",
    "<#C1>",
    "<#C1|general>",
    "<!subteam^S1|@board>",
    "<!date^1727712345^{date}^https://evil.test|x>",
    "<https://evil.test|bank>",
    "<https://evil.test>",
    "<http://evil.test|https://towns.example>",
    "<mailto:a@evil.test|write>",
    "<tel:+1|call>",
    "<slack://user?team=T1&id=U1|Ana>",
    "<javascript:alert(1)|x>",
    "https://evil.test/x",
    "http://evil.test",
    "evil.test",
    "//evil.test",
    "@channel",
    "@here",
    "@everyone",
    "#general",
    ":rotating_light: :smile:",
    "`<!channel>`",
    "```<!channel>```",
    "*bold* _it_ ~no~ > quote",
    "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;",
    "<<!channel>>",
    "<!channel",
    "!channel>",
    "<",
    "<\u200b!channel>",
    "<!chan\u200bnel>",
    "\u202e>lennahc!<",
    "\u2066<!here>\u2069",
    "<!channel>\n<@U1>",
    "[x](https://evil.test)",
    "[bank](http://evil.test) <@U1>",
    "![x](https://evil.test/a.png)",
    "[1] <!here> **<@U1>**",
    "| <!channel> | <@U1> |",
    "[staff] Ana: <!here>",
    "https://towns.example@evil.test/",
    "https://towns.example.evil.test",
    '"}]}, {"type": "user", "user_id": "U1"}',
    "{name} {number}",
)
MARKDOWN: Final = [one.text for one in PAYLOADS if one.sink in {Sink.MARKDOWN, Sink.LINK}]
ALIVE: Final[dict[str, Post | Json]] = {
    "mention in the notification": Post("<!channel>", ()),
    "address in the notification": Post("see https://evil.test", ()),
    "half an escape": Post("a & b", ()),
    "mark-up": Post("", ({"type": "section", "text": {"type": "mrkdwn", "text": "x"}},)),
    "Markdown": Post("", ({"type": "markdown", "text": "x"},)),
    "mention": Post("", ({"type": "rich_text", "elements": [{"type": "user", "user_id": "U1"}]},)),
    "broadcast": Post("", ({"type": "rich_text", "elements": [{"type": "broadcast"}]},)),
    "link": Post("", ({"type": "link", "url": "https://evil.test"},)),
    "link of a look-alike": Post("", ({"type": "link", "url": "https://towns.example@evil.test"},)),
    "script": Post("", ({"type": "link", "url": "javascript:towns.example"},)),
    "button": Post("", ({"type": "button", "url": "https://evil.test"},)),
    "emoji": {"type": "home", "blocks": [{"type": "plain_text", "text": ":x:", "emoji": True}]},
}


@pytest.mark.parametrize("shown", ALIVE.values(), ids=ALIVE)
def test_the_detector_sees_what_is_alive(shown: Post | Json) -> None:
    assert live(shown, SITE.hosts)


def test_there_are_forty_payloads_at_least() -> None:
    assert len(SPECIALS) >= 40


@pytest.mark.parametrize("words", [*SPECIALS, *MARKDOWN, *PRETENDERS])
def test_no_payload_comes_to_life_anywhere(words: str) -> None:
    for name, shown in everything(words):
        assert (name, live(shown, SITE.hosts), refused(shown)) == (name, [], [])


@pytest.mark.parametrize("words", SPECIALS)
def test_a_payload_is_shown_as_it_was_written(words: str) -> None:
    (post,) = draw_lines([message(words)], SITE)
    assert tidy(words) in visible(post)


def test_a_link_leads_to_an_allowed_host() -> None:
    words = "See https://towns.example/join and https://evil.test/join."
    (post,) = draw_lines([message(words)], SITE)
    assert links(post.blocks) == ["https://towns.example/join"]
    content = Answer(Outcome.ANSWERED, "[Join](https://towns.example/a) [x](https://evil.test)")
    shown = draw_answer(content.to_json(), SITE, id="1", is_private=False)
    assert links(shown.blocks) == ["https://towns.example/a"]


def links(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        own = [value["url"]] if value.get("type") == "link" else []
        return own + links([*value.values()])
    return [one for part in value for one in links(part)] if isinstance(value, list | tuple) else []


def test_the_notification_holds_no_mark_up_and_no_address() -> None:
    assert escape("<!channel> & &lt; https://x") == "&lt;!channel&gt; &amp; &amp;lt; https: //x"
    assert escape("evil.com, mailto:a@b.net, 3.5 e.g. St. Paul.") == (
        "evil. com, mailto: a@b. net, 3.5 e.g. St. Paul."
    )


@pytest.mark.parametrize("name", PRETENDERS)
def test_a_visitor_is_called_visitor_whatever_name_they_give(name: str) -> None:
    heading, who, *_ = draw_root(case(name), SITE).blocks
    assert visible(heading) == "COMPLAINT"
    assert visible(who).startswith("Visitor, calls themselves “")


@pytest.mark.parametrize("words", PRETENDERS)
def test_a_line_of_a_visitor_stands_behind_a_bar_below_the_word_visitor(words: str) -> None:
    (post,) = draw_lines([message(words, name=words)], SITE)
    ((head, bar),) = (block["elements"] for block in post.blocks)
    assert visible(head).startswith("Visitor · ")
    assert (bar["type"], visible(bar)) == ("rich_text_quote", tidy(words))


def test_an_answer_is_marked_as_automated_and_staff_as_staff() -> None:
    content = Answer(Outcome.ANSWERED, "Yes.").to_json()
    said = [
        message("Yes.", Author.ASSISTANT, answer=content),
        message("No.", Author.STAFF, name="Ana"),
    ]
    (post,) = draw_lines(said, SITE)
    heads = [visible(block) for block in post.blocks]
    assert heads[0].startswith("Automated assistant · ")
    assert heads[-1].startswith("Ana, staff · ")


def test_signs_that_turn_or_hide_text_are_left_out_and_emoji_stay_whole() -> None:
    assert tidy("a\u202eb\u200bc\x00d\n\u2066e\ud800") == "abcd\ne"
    assert tidy("👩\u200d👩") == "👩\u200d👩"
    assert tidy_name("  An\u200da\n\n[staff]\u2028x ") == "An a [staff] x"
