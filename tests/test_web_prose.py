"""The Markdown of answers, read by the server and by the page's script in the same way."""

import json
import shutil
import subprocess
from dataclasses import asdict
from importlib import resources
from typing import Any

import pytest

from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source
from assistant.web.asking import BODY_BYTES
from assistant.web.prose import Block, Span, SpanKind, read_prose
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
]
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
        Span(figure, "1956", strong=True, source=1),
        Span(text, ". "),
        Span(mark, "1", source=1),
    )
    first = (Span(text, "Cities pay "), Span(figure, "100 USD", source=2), Span(text, "."))
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


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run the page's script")
def test_the_pages_script_reads_the_same() -> None:
    answers = [answer_of(text) for text in TEXTS]
    theirs = run_script("given.map(readProse)", [answer.to_json() for answer in answers])
    ours = [[asdict(block) for block in read_prose(answer)] for answer in answers]
    assert theirs == json.loads(json.dumps(ours))


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run the page's script")
@pytest.mark.parametrize("sign", ["a", "é", "日", "👩", '"', "\x01"])
def test_the_pages_script_sends_the_latest_turns_that_fit(sign: str) -> None:
    history = [{"role": "user", "text": f"{n} {sign * 5000}"} for n in range(30)]
    body = run_script('writeBody("When?", given)', history)
    assert len(body.encode()) <= BODY_BYTES
    kept = json.loads(body)["history"]
    assert [turn["text"].split()[0] for turn in kept] == [str(n) for n in range(30 - len(kept), 30)]
    short = [{"role": "user", "text": str(n)} for n in range(30)]
    assert len(json.loads(run_script('writeBody("When?", given)', short))["history"]) == 20


def run_script(expression: str, given: object) -> Any:  # noqa: ANN401 - whatever the script gives
    """The value of an expression in the page's script, with `given` at hand."""
    script = str(resources.files("assistant.web") / "static/assistant.js")
    program = (
        "(async () => { const { readFileSync } = require('fs');"
        f" const file = readFileSync({json.dumps(script)}).toString('base64');"
        " const { readProse, webUrl, writeBody } ="
        " await import('data:text/javascript;base64,' + file);"
        " const given = JSON.parse(readFileSync(0, 'utf8'));"
        f" console.log(JSON.stringify({expression})); }})()"
    )
    ran = subprocess.run(
        ["node", "-e", program],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(ran.stdout)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run the page's script")
def test_the_pages_script_links_to_the_web_only() -> None:
    addresses = ["https://a.example/b", "http://a.example/", "", "javascript:alert(1)"]
    addresses += ["data:text/html,x", "//a.example", " https://a.example", "https://", "https://["]
    assert run_script("given.map(webUrl)", addresses) == addresses[:2] + [""] * 7
