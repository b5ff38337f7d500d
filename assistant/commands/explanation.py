"""Shows in a terminal how an answer came about, for staff who ask why."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from assistant.commands.display import heading, row
from assistant.explanation import Check, Explanation, ScoredPassage, Weighing


def show_explanation(told: Explanation) -> None:
    """Print an explanation to stdout; in a pipe without colours, and with long lines left long."""
    console = Console(highlight=False, emoji=False, markup=False)
    for line in _lines(told):
        console.print(line, soft_wrap=True)


def _lines(told: Explanation) -> Iterator[Text]:
    yield from _question(told)
    inputs = [f"{name}: {value}" for name, value in told.inputs.items()]
    yield from _list(f"Exact tool: {told.tool}", inputs)
    yield from _list("Rows", told.rows)
    yield from _list("Steps", told.steps)
    yield from _part("Do the documents say it?", map(_weighing, told.weighings))
    yield from _part("Passages looked at", map(_passage, told.passages))
    yield from _part("Checks", (line for check in told.checks for line in _check(check)))
    yield heading("Answer")
    yield row(told.text)
    yield row("\n", f"{told.outcome.value}, confidence {told.confidence:.2f}, {told.reason}")
    yield row("", f"build {told.build}, version {told.version}")


def _question(told: Explanation) -> Iterator[Text]:
    yield row("Question  ", told.question)
    for part in told.parts:
        yield row("Looked for  ", part)
    if told.before:
        yield row("Said before  ", told.before)
    yield row("Language  ", f"{told.language}, intent {told.intent.value}")


def _part(title: str, lines: Iterable[Text]) -> Iterator[Text]:
    """A part with its title; nothing where it is empty."""
    for number, line in enumerate(lines):
        if number == 0:
            yield heading(title)
        yield line


def _list(title: str, items: Iterable[str]) -> Iterator[Text]:
    return _part(title, (row(f"  {item}") for item in items))


def _weighing(one: Weighing) -> Text:
    chance = f"{one.probability:.2f}, an answer needs more than {one.threshold:.2f}"
    overruled = ", overruled" if one.is_overruled else ""
    return row(f"  {one.verdict}  ", f"{chance}{overruled}: {one.question}")


def _passage(one: ScoredPassage) -> Text:
    place = f"{one.document}:{one.line}" if one.line else one.document
    used = ", used" if one.is_used else ""
    return row(f"  {one.score:.3f}  {place} · {one.section}", f"  {one.title}{used}")


def _check(check: Check) -> Iterator[Text]:
    went = f"{len(check.removed)} removed" if check.removed else "none removed"
    yield row(f"  {check.rule.value}  ", f"{check.looked_at} looked at, {went}")
    for removal in check.removed:
        cause = f" ({removal.cause})" if removal.cause else ""
        yield row("    ", f"{removal.line}{cause}")
