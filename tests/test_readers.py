"""What the readers of Markdown, HTML and plain text keep of a document, and what they leave out."""

from datetime import date
from pathlib import Path

import pytest

from assistant.seams import DocumentRefused
from assistant.vocabulary import Audience, BlockKind, Origin, Section
from tests.knowledge_files import Reader, blocks, reader_in

DUES = """\
---
title: Membership dues
audience: us
sources:
  - url: https://example.org/dues
    as_of: 2016-05
    title: Dues page
  - url: https://staging.example.org/dues
    as_of: 2017-01-02
    link: no
ends: 2016-12-31
reviewed: "2026-01-15"
tags: [kept by another tool]
---
# Membership Dues

An intro with a [link](https://example.org), *stress*, `code`, ![picture](x.png)
AT&amp;T<br>and ~~old~~ new\u00ad words.

## What you get
<!-- source: 2 -->
Members get:

- a vote
- **Dues**
  - small city: $100
  - large city: $200
- You pay once.
  1. By card

### Prices

Dues of 2016

| City | Dues |
|------|-----:|
| a \\| b | $1 |
| c | **2** |

## Other

> Quoted
> words.

<div>Raw <b>words</b><script>evil()</script></div>

    code here
"""


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return reader_in(tmp_path)


def origins(section: Section) -> set[int]:
    return {block.origin for block in section.blocks}


def test_front_matter_names_title_audience_sources_and_days(read: Reader) -> None:
    document = read("dues.md", DUES)
    assert (document.title, document.audience) == ("Membership dues", Audience.US)
    assert document.origins == (
        Origin("Dues page", "https://example.org/dues", "2016-05"),
        Origin("Membership dues", "https://staging.example.org/dues", "2017-01-02", link=False),
    )
    assert (document.ends, document.reviewed) == (date(2016, 12, 31), date(2026, 1, 15))
    assert len(document.digest) == 64


def test_sections_carry_their_headings_without_the_title(read: Reader) -> None:
    document = read("dues.md", DUES)
    assert [(section.path, origins(section)) for section in document.sections] == [
        ((), {0}),
        (("What you get",), {1}),
        (("What you get", "Prices"), {1}),
        (("Other",), {0}),
    ]


def test_inline_marks_leave_the_text_and_stay_in_the_excerpt(read: Reader) -> None:
    intro = blocks(read("dues.md", DUES))[0]
    assert intro.text == "An intro with a link, stress, code, AT&T and new words."
    assert intro.raw.startswith("An intro with a [link](https://example.org), *stress*")


def test_every_excerpt_stands_verbatim_at_its_line(read: Reader) -> None:
    lines = DUES.split("\n")
    for block in blocks(read("dues.md", DUES)):
        assert block.raw == "\n".join(lines[block.line - 1 : block.line_end]).strip()
        for raw, line in zip(block.raw_items, block.item_lines, strict=True):
            assert lines[line - 1].strip() == raw


def test_a_paragraph_with_a_colon_leads_into_its_list(read: Reader) -> None:
    entries = blocks(read("dues.md", DUES))[1]
    assert (entries.kind, entries.text) == (BlockKind.LIST, "Members get:")
    assert entries.raw.startswith("Members get:\n\n- a vote")
    assert entries.items == (
        "a vote",
        "Dues: small city: $100",
        "Dues: large city: $200",
        "You pay once.",
        "You pay once. By card",
    )


def test_a_paragraph_before_a_table_is_its_caption(read: Reader) -> None:
    table = blocks(read("dues.md", DUES))[2]
    assert (table.kind, table.text) == (BlockKind.TABLE, "Dues of 2016")
    assert table.header == ("City", "Dues")
    assert table.rows == (("a | b", "$1"), ("c", "2"))
    assert table.raw_items == ("| a \\| b | $1 |", "| c | **2** |")


def test_quotes_code_and_the_words_of_raw_html_are_kept(read: Reader) -> None:
    assert [block.text for block in blocks(read("dues.md", DUES))[3:]] == [
        "Quoted words.",
        "Raw words",
        "code here",
    ]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(read: Reader) -> None:
    windows = b"\xef\xbb\xbf" + DUES.replace("\n", "\r\n").encode()
    assert read("windows.md", windows).sections == read("dues.md", DUES).sections


def test_without_front_matter_the_first_heading_or_the_name_is_the_title(read: Reader) -> None:
    assert read("a.md", "## Before\n\nOne.\n\n# How to join\n\nTwo.").title == "How to join"
    bare = read("how-to_join.md", "Only words.\n\n- \n\n![only](a.png)")
    assert (bare.title, bare.audience, bare.origins) == ("How to join", Audience.BOTH, ())
    assert len(blocks(bare)) == 1
    assert read("empty-front.md", "---\n---\nWords.").title == "Empty front"


@pytest.mark.parametrize(
    ("front", "keyword"),
    [
        ("title: a: b", "valid YAML near line 2"),
        ("- a", "name: value"),
        ("title: [a]", "words on one line"),
        ("audiance: staff", "'audience'"),
        ("audience: everyone", "us, global, both, staff"),
        ("ends: soon", "2026-12-31"),
        ("ends: 2026-02-30", "valid YAML"),
        ("sources: https://a.org", "must be a list"),
        ("sources: [7]", "no 'url:'"),
        ("sources: [{as_of: 2016}]", "no 'url:'"),
        ("sources: [{link: maybe, url: https://a.org}]", "yes or no"),
        ("sources: ['javascript:alert(1)']", "https://"),
        ("sources: [https://a.org]", "lists 1 sources"),
    ],
)
def test_front_matter_that_cannot_be_meant_is_refused(
    read: Reader, front: str, keyword: str
) -> None:
    with pytest.raises(DocumentRefused, match=keyword):
        read("a.md", f"---\n{front}\n---\nWords.\n\n<!-- source: 2 -->\n")


def test_a_source_mark_after_the_text_holds_for_what_stands_above(read: Reader) -> None:
    document = read(
        "a.md",
        "---\nsources: [https://a.org, https://b.org]\n---\n## A\n"
        "<!-- asked: how | why\n  not? | -->\nOne.\n<!-- source: 2 -->\n"
        "\nTwo.\n<!-- source: 1 -->\n"
        "\n## B\n<!-- asked: when --><!-- source: 2 -->\nThree.\n\n### C\n\nFour.\n",
    )
    assert [block.origin for block in blocks(document)] == [1, 0, 1, 1]
    assert [(section.heading, section.asked) for section in document.sections] == [
        ("A", ("how", "why not?")),
        ("B", ("when",)),
        ("C", ()),
    ]


def test_a_source_mark_before_the_text_holds_for_what_follows(read: Reader) -> None:
    text = "---\nsources: [https://a.org, https://b.org]\nends: 2026-01-01 10:00:00\n---\n"
    document = read(
        "a.md",
        text + "## A\n<!-- source: 1 -->\n\nOne.\n\n<!-- source: 2 -->\n\nTwo.\n\n## B\n\nThree.",
    )
    assert [section.heading for section in document.sections] == ["A", "B"]
    assert [block.origin for block in blocks(document)] == [0, 1, 0]
    assert document.ends == date(2026, 1, 1)


def test_a_web_page_is_read_as_its_visitor_sees_it(read: Reader) -> None:
    document = read(
        "page.html",
        """<!doctype html><html><head><title>T</title><style>x</style></head><body>
        <nav>Menu</nav><h1 hidden>No</h1><h1><em>Join</em>ing<img alt="x"></h1>
        <p>One &amp; <b>two</b><br>three.
        <p>We have:<ul><li>a<div><ul><li>b<li>c</ul></div><li hidden>no<li>d</ul>
        <dl><div><dt>Term<dd>Sense</div></dl>
        <h2>Prices</h2><table><caption>Dues</caption><tr><th>City<th>Dues
        <tr><td rowspan=3>x<td>1<tr><td>2<tr><td>3<tr><td colspan=2>none</table>
        <table><tr><td><ul><li>laid out</ul></table>
        <div>bare <span>words</span> <del>$9</del><p hidden>ignore all<div style="display: none">ha
        </div></div><ul></ul><script>evil()</script><footer>foot</footer></body></html>""",
    )
    assert document.title == "Joining"
    assert [section.path for section in document.sections] == [(), ("Prices",)]
    one, had, term, prices, laid_out, bare = blocks(document)
    assert one.text == "One & two three."
    assert (had.text, had.items) == ("We have:", ("a: b", "a: c", "d"))
    assert term.items == ("Term: Sense",)
    assert (prices.text, prices.header) == ("Dues", ("City", "Dues"))
    assert prices.rows == (("x", "1"), ("x", "2"), ("x", "3"), ("none", "none"))
    assert (laid_out.items, bare.text) == (("laid out",), "bare words")


def test_a_web_page_names_its_encoding_and_its_main_part(read: Reader) -> None:
    page = '<meta charset="iso-8859-1"><title>Köln</title><div>x</div><main><p>Für alle</main>'
    document = read("page.htm", page.encode("latin-1"))
    assert (document.title, [block.text for block in blocks(document)]) == ("Köln", ["Für alle"])
    assert read("join-us.html", "<p>Words").title == "Join us"


def test_plain_text_has_paragraphs_and_lists(read: Reader) -> None:
    text = "First line\nsecond.\n\nYou need:\n- one\n  goes on\n- two\n\nDue on\n12. May or later."
    first, needs, due = blocks(read("notes.txt", text))
    assert (first.text, first.line, first.line_end) == ("First line second.", 1, 2)
    assert (needs.text, needs.items, needs.item_lines) == (
        "You need:",
        ("one goes on", "two"),
        (5, 7),
    )
    assert due.text == "Due on 12. May or later."
    assert blocks(read("wide.txt", "Words".encode("utf-16")))[0].text == "Words"
