"""What stands in a terminal below an answer, and what a document may not do to it."""

from dataclasses import replace

import pytest

from assistant.commands.display import show
from assistant.vocabulary import Answer, Figure, FigureKind, Outcome, Source

SOURCE = Source(
    n=1,
    document="trips/boats.md",
    title="Boats",
    section="Prices > Summer",
    url="https://example.org/boats",
    as_of="2025",
    excerpt="The boats leave at noon.\n\nA seat costs $75 and a cabin $1,250.",
    line=12,
)
SEAT = Figure("$75", FigureKind.MONEY, "source:1")


def answer(text: str = "A seat costs $75. [1]", *figures: Figure) -> Answer:
    return Answer(Outcome.ANSWERED, text, (SOURCE,), figures or (SEAT,), confidence=0.875)


def shown(one: Answer, capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on stdout, in a pipe."""
    show(one)
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def figure_line(out: str) -> str:
    """The one line below `Figures`."""
    return out.partition("\nFigures\n")[2].partition("\n")[0]


# ---- Parts


def test_an_answer_is_followed_by_its_sources_figures_and_suggestions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = replace(
        answer(), suggestions=("When do boats leave?",), timings_ms={"read": 2.4, "find": 4.8}
    )
    assert shown(one, capsys).splitlines() == [
        "A seat costs $75. [1]",
        "",
        "Sources",
        "  [1] Boats (2025)",
        "      trips/boats.md:12 · Prices > Summer",
        "      https://example.org/boats",
        "",
        "Figures",
        "  $75  money, trips/boats.md:14 “The boats leave at noon. A seat costs $75 and a cabin "
        "$1,250.”",
        "",
        "You could also ask",
        "  When do boats leave?",
        "",
        "answered, confidence 0.88, 7 ms",
    ]


def test_what_an_answer_lacks_has_no_title(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(Answer(Outcome.DECLINED, "That is not ours to answer."), capsys)
    assert out.splitlines() == [
        "That is not ours to answer.",
        "",
        "declined, confidence 0.00, 0 ms",
    ]


def test_a_long_line_stays_one_line_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    text = "boats " * 100 + "end"
    assert shown(answer(text), capsys).splitlines()[0] == text


# ---- Where a figure stands


def test_the_place_of_a_figure_counts_the_lines_of_the_excerpt_above_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figure = Figure("$1,250", FigureKind.MONEY, "source:1")
    assert "trips/boats.md:14 “" in figure_line(shown(answer("It is $1,250.", figure), capsys))


def test_a_figure_in_the_first_line_stands_where_the_source_begins(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = replace(SOURCE, excerpt="A seat costs $75.\nA cabin costs $80.")
    out = shown(replace(answer(), sources=(first,)), capsys)
    assert (
        figure_line(out) == "  $75  money, trips/boats.md:12 “A seat costs $75. A cabin costs $80.”"
    )


def test_a_figure_spelt_otherwise_in_the_source_is_found_by_its_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figure = Figure("$1250", FigureKind.MONEY, "source:1")
    line = figure_line(shown(answer("It is $1250.", figure), capsys))
    assert line.startswith("  $1250  money, trips/boats.md:14 “")
    assert "$1,250" in line


def test_the_words_around_a_figure_are_cut_at_words(capsys: pytest.CaptureFixture[str]) -> None:
    long = replace(SOURCE, excerpt=f"{'before ' * 20}costs $75 each {'after ' * 20}".strip())
    line = figure_line(shown(replace(answer(), sources=(long,)), capsys))
    around = line.partition("“")[2].removesuffix("”").split()
    assert (around[0], around[-1]) == ("…", "…")
    assert set(around) == {"…", "before", "costs", "$75", "each", "after"}


def test_a_figure_of_a_pdf_stands_on_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    paper = replace(SOURCE, document="boats.pdf", line=0, page=7)
    out = shown(replace(answer(), sources=(paper,)), capsys)
    assert "      boats.pdf, page 7 · Prices > Summer" in out.splitlines()
    assert figure_line(out).startswith("  $75  money, boats.pdf, page 7 “")


def test_a_document_without_lines_and_pages_is_only_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    paper = replace(SOURCE, line=0, section="", url="", as_of="")
    out = shown(replace(answer(), sources=(paper,)), capsys)
    assert out.splitlines()[3:5] == ["  [1] Boats", "      trips/boats.md"]


def test_a_figure_of_the_visitor_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    figure = Figure("48,000", FigureKind.NUMBER, "visitor")
    out = shown(answer("For 48,000 people.", figure), capsys)
    assert figure_line(out) == "  48,000  number, from your question"


@pytest.mark.parametrize("origin", ["quote:2", "directory:3", "source:9"])
def test_an_origin_that_is_no_source_of_the_answer_is_shown_as_it_is(
    capsys: pytest.CaptureFixture[str], origin: str
) -> None:
    figure = Figure("$75", FigureKind.MONEY, origin)
    assert figure_line(shown(answer("$75", figure), capsys)) == f"  $75  money, from {origin}"


# ---- What a document may not do


def test_no_control_character_reaches_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07a\x08b\x9b31m\r\x00c\u202ed\u200e"
    source = replace(SOURCE, document=evil, title=evil, section=evil, url=evil, as_of=evil)
    one = replace(
        answer(f"{evil} $75"),
        sources=(replace(source, excerpt=f"{evil} $75 {evil}"),),
        suggestions=(evil,),
    )
    out = shown(one, capsys)
    assert {c for c in out if not c.isprintable()} == {"\n"}
    assert "[2J]0;owned" in out  # the harmless rest is kept


def test_no_control_character_reaches_a_real_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = shown(answer("Clear \x1b[2J and \x1b]0;owned\x07 $75."), capsys)
    assert "\x1b[" in out  # rich's own colours, so this is the way of a terminal
    assert "\x1b[2J" not in out
    assert "\x1b]0" not in out
    assert "\x07" not in out


def test_brackets_and_colons_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    words = "[bold]Boats[/bold] [/] [link=https://evil.example]here[/link] :boat:"
    one = replace(answer(words), sources=(replace(SOURCE, title=words),), suggestions=(words,))
    out = shown(one, capsys)
    assert out.count(words) == 3
