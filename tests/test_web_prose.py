"""The Markdown of answers and the words of people, read as blocks of spans."""

from collections.abc import Collection

import pytest

from assistant.telling.prose import Block, Span, SpanKind, read_plain, read_prose
from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from tests.test_web_fakes import ANSWER

TEXTS = [
    "",
    "Plain.",
    "Two lines\nof one paragraph.\n\nAnother. [1]",
    "**Bold 100** and **more [2] bold** and **open",
    "Lead in:\n- one [1]\n- two **three** [2]\nAfter.\n\n- new list",
    "Caption:\n\n| Size | Dues |\n| --- | --- |\n| small | 100 USD |\n| large | |\n\nEnd. [2]",
    "|a|b|\n|:-|-:|\n|100|1,000|",
    "[0] [1] [7] [12] [1][2] [x] [[1]] [1](url) <b>[2]</b>",
    "100 and 100,000 and 2100 and 100.5 and 100. and $100 and 100USD and (100) and 100% [1]",
    "100 is here [2] and 100 is there [1] and 1956 stands alone",
    "1,000 or 11,000 or 1,000,000 or 1,000. [2]",
    "* star\n# heading\n1. one\n> quote\n`code` <script>alert(1)</script> & \\*\\*",
    "-no list\n-\n- \n  - indented [1]\n- é 👩\u200d👩 日本語 100円",
    "****\n** **\n|\n||\n|-|",
    "May 1, 2026 and May 1 and a+b (c) [1]",
    "[Join 100](https://good.example/join) and [x](https://evil.example) and https://good.example.",
    "(https://good.example/a?b=100#c) [1](https://good.example/1) [7](https://good.example/7)",
    "**https://good.example/100** [**bold**](http://good.example) [ ](https://good.example)",
    "https://good.example/a, https://good.example/b! https://good.example?! https://good.example[1]",
    "https://GOOD.example/x https://good.example. https://good.example:80 https://good.example:81/x",
    "https://good.example@evil.example https://evil.example\\@good.example http://good.example%2f.x",
    "ftp://good.example //good.example HTTPS://good.example javascript:https://good.example",
    "[a]b](https://good.example) [a\tb](https://good.example/(x)) https://good.example/é。日",
    "[](https://good.example) [x](https://) https:// http://",
    "| [a](https://good.example) | https://good.example/1 |\n|-|-|\n|\u00a0https://good.example |",
    "- https://good.example/\u202egpj.exe\n- https://good.example/'a'\n- \"https://good.example/a\"",
]
HOSTS = ("good.example", "good.example:81")
FIGURES = [
    ("100", "source:1"), ("100", "source:2"), ("100 USD", "source:2"), ("1,000", "source:2"),
    ("1956", "visitor"), ("$100", "source:9"), ("100%", "quote:1"), ("May 1", "source:1"),
    ("May 1, 2026", "source:1"), ("a+b (c)", "source:1"), ("", "source:1"), ("2", "source:x"),
]  # fmt: skip
SOURCES = tuple(Source(n, "d.md", "D", "S", "", "", "e") for n in (1, 2, 12))


def answer_of(text: str) -> Answer:
    figures = tuple(Figure(words, FigureKind.NUMBER, origin) for words, origin in FIGURES)
    return Answer(Outcome.ANSWERED, text, sources=SOURCES, figures=figures)


def words_of(text: str) -> str:
    return "".join(
        span.text
        for block in read_prose(answer_of(text))
        for row in block.rows
        for cell in row
        for span in cell
    )


def test_paragraphs_lists_marks_and_figures_are_read() -> None:
    text, mark, figure = SpanKind.TEXT, SpanKind.MARK, SpanKind.FIGURE
    paragraph = (
        Span(text, "The program began in "),
        Span(figure, "1956", strong=True, source=1, origin="source:1"),
        Span(text, ". "),
        Span(mark, "1", source=1),
    )
    first = (
        Span(text, "Cities pay "),
        Span(figure, "100 USD", source=2, origin="source:2"),
        Span(text, "."),
    )
    second = (Span(text, "Counties pay more. "), Span(mark, "2", source=2))
    assert read_prose(ANSWER) == (
        Block("paragraph", ((paragraph,),)),
        Block("list", ((first,), (second,))),
    )


def test_a_table_has_its_header_first_and_no_rule() -> None:
    block = read_prose(answer_of("| Size | Dues |\n| --- | --- |\n| small | 5 USD |"))[0]
    cells = [["".join(span.text for span in cell) for cell in row] for row in block.rows]
    assert (block.kind, cells) == ("table", [["Size", "Dues"], ["small", "5 USD"]])


def test_a_figure_leads_to_the_source_that_the_next_mark_names() -> None:
    spans = read_prose(answer_of("100 here [2] and 100 there [1] and 100"))[0].rows[0][0]
    assert [span.source for span in spans if span.kind is SpanKind.FIGURE] == [2, 1, 1]


def test_a_figure_says_where_it_comes_from() -> None:
    text = "100 [2] and 1956 and $100 and 100% and 100 [1]"
    spans = read_prose(answer_of(text))[0].rows[0][0]
    assert [(span.source, span.origin) for span in spans if span.kind is SpanKind.FIGURE] == [
        (2, "source:2"),
        (0, "visitor"),
        (0, "source:9"),
        (0, "quote:1"),
        (1, "source:1"),
    ]
    assert {span.origin for span in spans if span.kind is not SpanKind.FIGURE} == {""}


def links_in(text: str, hosts: Collection[str] = HOSTS) -> list[tuple[str, str]]:
    """The label and the address of each link."""
    return [
        (span.text, span.url)
        for block in read_prose(answer_of(text), hosts)
        for row in block.rows
        for cell in row
        for span in cell
        if span.kind is SpanKind.LINK
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "See [how to join](https://good.example/join).",
            [("how to join", "https://good.example/join")],
        ),
        ("See https://good.example/join.", [("https://good.example/join",) * 2]),
        ("(https://good.example/a?b#c)!", [("https://good.example/a?b#c",) * 2]),
        ("https://GOOD.example:81", [("https://GOOD.example:81",) * 2]),
        ("[1](https://good.example/1)", [("https://good.example/1",) * 2]),
        ("https://good.example:80", []),
        ("https://good.example.evil.example", []),
        ("https://good.example@evil.example", []),
        ("https://evil.example\\@good.example", []),
        ("https://user:good.example@good.example", []),
        ("https://www.good.example", []),
        ("[a](javascript:alert(1)) [b](//good.example) ftp://good.example", []),
        ("[a](https://evil.example/https://good.example)", []),
    ],
)
def test_only_addresses_of_known_hosts_become_links(
    text: str, links: list[tuple[str, str]]
) -> None:
    assert links_in(text) == links
    assert links_in(text, ()) == []


def test_what_is_no_link_stays_as_it_was_written() -> None:
    text = "[a](https://evil.example/100) and https://evil.example?!"
    assert words_of(text) == text


def test_the_words_of_people_are_text_and_links_alone() -> None:
    text, link = SpanKind.TEXT, SpanKind.LINK
    spans = (
        Span(text, "**100** [1]\n- "),
        Span(link, "https://good.example", url="https://good.example"),
        Span(text, ".\n"),
    )
    words = "**100** [1]\n- https://good.example.\n"
    assert read_plain(words, HOSTS) == (Block("paragraph", ((spans,),)),)
    assert read_plain("", HOSTS) == ()


def test_a_number_in_brackets_is_a_mark_whatever_follows() -> None:
    spans = read_prose(answer_of("[1](url) [2](https://good.example)"), HOSTS)[0].rows[0][0]
    assert [(span.kind.value, span.text) for span in spans] == [
        ("mark", "1"),
        ("text", "(url) "),
        ("mark", "2"),
        ("text", "("),
        ("link", "https://good.example"),
        ("text", ")"),
    ]


def test_a_figure_is_a_whole_figure() -> None:
    spans = read_prose(answer_of("2100 and 100,000 and 100.5 but 100."))[0].rows[0][0]
    assert [span.text for span in spans] == ["2100 and 100,000 and 100.5 but ", "100", "."]


def test_a_mark_without_a_source_stays_text() -> None:
    spans = read_prose(answer_of("See [7]."))[0].rows[0][0]
    assert spans == (Span(SpanKind.TEXT, "See [7]."),)


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_is_lost(text: str) -> None:
    kept = [sign for sign in words_of(text) if sign.isalnum()]
    assert kept == [sign for sign in text if sign.isalnum()]
