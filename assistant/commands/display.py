"""Shows an answer in a terminal: its text, its sources, and where each figure stands.

What comes from documents and visitors is printed as it is: brackets in it are no mark-up.
"""

from collections.abc import Iterator

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from assistant.library.figures import FoundFigure, find_figures, stands_in
from assistant.vocabulary import Answer, Figure, Source

_AROUND = 40  # characters on each side of a figure
_FROM_VISITOR = "visitor"


def show(answer: Answer) -> None:
    """Print an answer to stdout; in a pipe without colours, and with long lines left long."""
    console = Console(highlight=False, emoji=False, markup=False)
    text = safe(answer.text)
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        console.print(text, soft_wrap=True)
    for line in _below(answer):
        console.print(line, soft_wrap=True)


def _below(answer: Answer) -> Iterator[Text]:
    if answer.sources:
        yield heading("Sources")
    for source in answer.sources:
        yield from _source(source)
    if answer.figures:
        yield heading("Figures")
    for figure in answer.figures:
        yield row(f"  {figure.text}  ", f"{figure.kind.value}, {_standing(figure, answer)}")
    if answer.suggestions:
        yield heading("You could also ask")
    for suggestion in answer.suggestions:
        yield row(f"  {suggestion}")
    if answer.quote and answer.quote.get("id"):
        yield row(f"\nReceipt: {answer.quote['id']}")
    took = sum(answer.timings_ms.values())
    yield row("\n", f"{answer.outcome.value}, confidence {answer.confidence:.2f}, {took:.0f} ms")


def _source(source: Source) -> Iterator[Text]:
    dated = f" ({source.as_of})" if source.as_of else ""
    yield row(f"  [{source.n}] {source.title}{dated}")
    section = f" · {source.section}" if source.section else ""
    yield row("      ", f"{_place(source)}{section}")
    if source.url:
        yield row("      ", source.url)


def _standing(figure: Figure, answer: Answer) -> str:
    """Where a figure stands, with the words around it."""
    if figure.origin == _FROM_VISITOR:
        return "from your question"
    kind, _, number = figure.origin.partition(":")
    worked_out = {"quote": answer.quote, "directory": answer.directory}.get(kind)
    if worked_out is not None:
        step = next((s["text"] for s in worked_out["steps"] if str(s["n"]) == number), "")
        return f"step {number}: {step}"
    cited = [one for one in answer.sources if kind == "source" and str(one.n) == number]
    if not cited:
        return f"from {figure.origin}"
    source = cited[0]
    found = _find(figure.text, source.excerpt)
    if found is None:
        return _place(source)
    above = source.excerpt.count("\n", 0, found.start)
    return f"{_place(source, above)} “{_around(found, source.excerpt)}”"


def _find(figure: str, excerpt: str) -> FoundFigure | None:
    """The figure in an excerpt: as it is spelt, else with the same value."""
    there = find_figures(excerpt)
    spelt_so = [one for one in there if one.text == figure]
    return next(iter(spelt_so or [one for one in there if stands_in(one, figure)]), None)


def _around(found: FoundFigure, excerpt: str) -> str:
    start, end = max(found.start - _AROUND, 0), found.end + _AROUND
    before, after = excerpt[start : found.start], excerpt[found.end : end]
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(excerpt):
        after = after.rpartition(" ")[0] + " …"
    return " ".join(f"{before}{found.text}{after}".split())


def _place(source: Source, lines_below: int = 0) -> str:
    if source.line:
        return f"{source.document}:{source.line + lines_below}"
    return f"{source.document}, page {source.page}" if source.page else source.document


def heading(words: str) -> Text:
    """What stands above some rows."""
    return Text(f"\n{words}", style="bold")


def row(words: str, aside: str = "") -> Text:
    """A line, and what is said aside in it."""
    return Text(safe(words)).append(safe(aside), style="dim")


def safe(text: str) -> str:
    """A text without control characters: a document must not steer the terminal."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
