"""What staff type in Slack, read as plain words for a visitor."""

import html
import re
from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.reading import (
    mentioned,
    read_emoji,
    read_message,
    read_words,
    without_note_mark,
)
from tests.slack_double.typed import rich_text

NAMES: Final = {"U1": "Ana Ruiz"}
TYPED: Final = {
    "<@U1> knows": "@Ana Ruiz knows",
    "<@U1|ana> knows": "@ana knows",
    "<@U9> knows": "@a colleague knows",
    "see <#C1|dues>": "see #dues",
    "see <#C1>": "see #a channel",
    "<!here> look": "@here look",
    "<!subteam^S1|@board> knows": "@board knows",
    "<!subteam^S1> knows": "@a group knows",
    "<!date^1727712345^{date}|30 Sep 2024>": "30 Sep 2024",
    "<https://towns.example/join>": "https://towns.example/join",
    "<https://towns.example/join|how to join>": "how to join (https://towns.example/join)",
    "<http://towns.example|towns.example>": "towns.example",
    "<https://towns.example/?a=1&amp;b=2>": "https://towns.example/?a=1&b=2",
    "<mailto:office@towns.example|office@towns.example>": "office@towns.example",
    "<mailto:office@towns.example|write to us>": "write to us (office@towns.example)",
    "<tel:+12025550143|+1 202 555 0143>": "+1 202 555 0143 (+12025550143)",
    "<tel:+12025550143>": "+12025550143",
    "under &lt;5,000&gt; people": "under <5,000> people",
    "Dues &amp; fees": "Dues & fees",
    "&amp;lt; stays": "&lt; stays",
    "&lt;!channel&gt;": "<!channel>",
    "two\nlines": "two\nlines",
    "  around  ": "around",
    "*By May*, _not_ ~March~ June": "By May, not March June",
    "*_both_* and _*both*_ (*so*)": "both and both (so)",
    "*<https://towns.example|how to join>*": "how to join (https://towns.example)",
    "run `make *all* :tada:`, please": "run make *all* :tada:, please",
    "```\n*a* &lt;b&gt;\n```": "*a* <b>",
    "\u2022 counties\n    \u25e6 *cities*": "- counties\n    - cities",
    "&gt; may we?\nYes.": "> may we?\nYes.",
}
MEANT: Final = [
    *("2 * 3 * 4", "2*3*4", "$5* a year, *if paid by May", "** see below", "(*) and (*)"),
    *("snake_case_name", "_private_name", "__init__", "a_b_ c_d", "~5 to ~10", "~ 5 ~"),
    *("it`s", "a ` b ` c", "* one\n* two", "*one\ntwo*", "10:30:00"),
]


@pytest.mark.parametrize(("typed", "told"), TYPED.items(), ids=TYPED)
def test_a_visitor_reads_what_a_reader_sees_in_slack(typed: str, told: str) -> None:
    assert read_words(typed, NAMES) == told


@pytest.mark.parametrize("typed", MEANT)
def test_signs_that_mark_nothing_stay(typed: str) -> None:
    assert read_words(typed, NAMES) == typed


def section(*elements: Mapping[str, Any], type: str = "rich_text_section") -> dict[str, Any]:
    return {"type": type, "elements": list(elements)}


def text(words: str, *styles: str) -> dict[str, Any]:
    return {"type": "text", "text": words, "style": dict.fromkeys(styles, True)}


def items(*words: str, **changed: object) -> dict[str, Any]:
    lines = [section(text(one)) for one in words]
    return {**section(*lines, type="rich_text_list"), "style": "bullet", **changed}


def typed(*parts: Mapping[str, Any], said: str = "") -> dict[str, Any]:
    """A message as Slack delivers it."""
    return {"text": said, "blocks": [{"type": "rich_text", "elements": list(parts)}]}


@given(st.text())
def test_what_somebody_types_is_told_as_it_was_typed(words: str) -> None:
    message = typed(section(text(words)), said=html.escape(words, quote=False))
    assert read_message(message, NAMES) == words.strip()


@given(st.text(st.characters(exclude_characters="*_~`\u2022\u25e6\u25aa")))
def test_what_somebody_types_without_marks_is_told_so_by_the_text_alone(words: str) -> None:
    assert read_words(html.escape(words, quote=False), NAMES) == words.strip()


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([section(text("2 *3* 4 "), text("bold", "bold"), text(" _x_", "code"))],
         "2 *3* 4 bold _x_"),
        ([section(text("Bring:\n")), items("proof", "a\nform"), section(text("Then\ncall."))],
         "Bring:\n- proof\n- a\n  form\nThen\ncall."),
        ([items("a", style="ordered"), items("b", indent=1), items("c", style="ordered", offset=1)],
         "1. a\n  - b\n2. c"),
        ([section(text("may we?\nso?"), type="rich_text_quote"), section(text("Yes."))],
         "> may we?\n> so?\nYes."),
        ([section(section(text("may we?")), type="rich_text_quote")], "> may we?"),
        ([section(text("a")), section(text("*b*\n<c>"), type="rich_text_preformatted")],
         "a\n*b*\n<c>"),
        ([section({"type": "link", "url": "https://t.example/_a_?b=1&c=2", "text": "*how*"})],
         "*how* (https://t.example/_a_?b=1&c=2)"),
        ([section({"type": "link", "url": "mailto:a@t.example", "text": "a@t.example"})],
         "a@t.example"),
        ([section({"type": "link", "url": "https://t.example"})], "https://t.example"),
        ([section({"type": "emoji", "name": "tada", "unicode": "1f389"}, text(" "),
                  {"type": "emoji", "name": "towns"})], "\U0001f389 :towns:"),
        ([section({"type": "user", "user_id": "U1"}, text(" "),
                  {"type": "user", "user_id": "U9"})], "@Ana Ruiz @a colleague"),
        ([section({"type": "broadcast", "range": "here"}, {"type": "color", "value": "#F00"})],
         "@here#F00"),
        ([section({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 Jan"})],
         "1 Jan"),
    ],
)  # fmt: skip
def test_blocks_are_read_as_they_are_seen(parts: list[dict[str, Any]], told: str) -> None:
    assert read_message(typed(*parts, said="what the text says"), NAMES) == told


def test_what_only_the_text_names_is_named_in_the_blocks_too() -> None:
    said = "<@U9|ben> <#C1|dues> <!subteam^S1|@board>"
    group = {"type": "usergroup", "usergroup_id": "S1"}
    people = {"type": "user", "user_id": "U9"}, {"type": "channel", "channel_id": "C1"}
    told = read_message(typed(section(*people, group), said=said), NAMES)
    assert told == "@ben#dues@board"


@pytest.mark.parametrize("words", ["&amp;lt; stays", "Dues &amp; fees"])
def test_blocks_that_escape_and_those_that_do_not_say_the_same(words: str) -> None:
    meant = html.unescape(words)
    for spelled in (words, meant):
        assert read_message(typed(section(text(spelled)), said=words), NAMES) == meant


@pytest.mark.parametrize(
    "blocks",
    [
        *([], None, "blocks", [None], [{"type": "table"}], [{"type": "rich_text"}]),
        [*typed(section(text("Yes")))["blocks"], {"type": "image", "alt_text": "a map"}],
        typed(section(text("Yes")), section(type="rich_text_table"))["blocks"],
        typed(section(text("Yes"), {"type": "canvas", "id": "F1"}))["blocks"],
        typed(section(text("Yes"), {"type": "text"}))["blocks"],
        typed(section(text("Yes")), items("a") | {"elements": [text("b")]})["blocks"],
        typed(section(text(" ")))["blocks"],
    ],
)
def test_where_blocks_are_not_all_known_the_text_is_read(blocks: object) -> None:
    assert read_message({"text": "*Yes*, by May", "blocks": blocks}, {}) == "Yes, by May"


PLAIN: Final = {"text", "user", "type", "elements", "rich_text", "rich_text_list", "offset", "1"}
junk = st.recursive(
    st.sampled_from(sorted(PLAIN)) | st.integers() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(PLAIN)), inner),
)


@given(junk)
def test_whatever_stands_in_blocks_no_word_is_lost(blocks: object) -> None:
    assert read_message({"text": "Yes", "blocks": blocks}, {}) == "Yes"


# The double makes neither dates nor code of several lines nor what is nested.
IN_BLOCKS: Final = [one for one in TYPED if not re.search(r"!date|```|\u25e6|\*_", one)]


@pytest.mark.parametrize("words", IN_BLOCKS)
def test_the_double_spells_in_blocks_what_it_says_in_the_text(words: str) -> None:
    assert read_message({"text": words, "blocks": rich_text(words)}, NAMES) == TYPED[words]


@given(st.text())
def test_whatever_slack_delivers_can_be_read(delivered: str) -> None:
    told = read_words(delivered, NAMES, {"tada": "🎉"})
    assert told == told.strip()
    assert isinstance(mentioned(delivered), list)


def test_an_emoji_is_the_sign_that_it_shows() -> None:
    wave = {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fb", "skin_tone": 2}
    told = [
        {"type": "emoji", "name": "tada", "unicode": "1f389"},
        wave,
        {"type": "emoji", "name": "towns"},  # a picture of the workspace's own
        {"type": "text", "text": ":tada:"},
    ]
    section = {"type": "rich_text_section", "elements": told}
    message = {"blocks": [{"type": "rich_text", "elements": [section]}]}
    known = read_emoji(message)
    assert known == {"tada": "🎉", "wave::skin-tone-2": "👋🏻"}
    typed = "Done :tada: :wave::skin-tone-2: :towns: at 10:30:00"
    assert read_words(typed, {}, known) == "Done 🎉 👋🏻 :towns: at 10:30:00"


@pytest.mark.parametrize("spelled", ["", "1f389-", "not a number", "ffffffffff"])
def test_an_emoji_that_is_spelled_wrongly_stays_a_name(spelled: str) -> None:
    section = {"elements": [{"type": "emoji", "name": "tada", "unicode": spelled}]}
    assert read_emoji({"blocks": [section]}) == {}
    assert read_emoji({}) == {}


@pytest.mark.parametrize(
    "typed",
    [
        *("note: ask Ben", "Note: ask Ben", "NOTE: ask Ben", "note:ask Ben", " note : ask Ben"),
        *("*note:* ask Ben", "*Note*: ask Ben", "_note:_ ask Ben", "~note:~ ask Ben"),
        *("> note: ask Ben", "`note:` ask Ben", "\nnote:\nask Ben", "note\uff1a ask Ben"),
        *("\u200bnote: ask Ben", "\ufeffnote: ask Ben"),
    ],
)
def test_a_mark_in_front_keeps_words_among_staff_however_it_is_spelled(typed: str) -> None:
    assert without_note_mark(typed) == ("ask Ben", True)


@pytest.mark.parametrize(
    "typed",
    ["Please note: we close at 5", "notes: three", "Note that we close", "noted: yes", ":note: x"],
)
def test_the_word_elsewhere_keeps_nothing_back(typed: str) -> None:
    assert without_note_mark(typed) == (typed, False)


def test_those_who_are_mentioned_are_known_by_their_ids() -> None:
    assert mentioned("<@U1> and <@U2|ben>, <#C1> <!here> <https://a.example> @U3") == ["U1", "U2"]
