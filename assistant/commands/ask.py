"""`assistant ask`: one question in the terminal, or a file of conversations."""

import json
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding

from assistant.seams import AssistantError
from assistant.settings import Settings
from assistant.vocabulary import Answer, Asked, Turn
from assistant.wiring import Rooms, open_rooms


@asynccontextmanager
async def _open() -> AsyncIterator[Rooms]:
    async with open_rooms(Settings()) as rooms:
        await rooms.librarian.refresh()
        yield rooms


async def ask(question: str | None, jsonl: Path | None, *, as_json: bool, staff: bool) -> int:
    """Answer; 1 when a line of the file cannot be read."""
    async with _open() as rooms:
        if jsonl is not None:
            return await _ask_file(rooms, jsonl, staff=staff)
        answer = await rooms.study.answer(Asked(question or "", staff=staff))
        if as_json:
            _print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        else:
            _show(answer)
        return 0


async def _ask_file(rooms: Rooms, jsonl: Path, *, staff: bool) -> int:
    trouble = 0
    for number, line in enumerate(_lines(jsonl), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            turns = [_words(turn) for turn in row["turns"]]
        except (ValueError, KeyError, TypeError):
            message = f'line {number}: not of the form {{"id": ..., "turns": ["...", ...]}}'
            print(message, file=sys.stderr)
            trouble = 1
            continue
        answers = [answer.to_json() async for answer in _conversation(rooms, turns, staff=staff)]
        _print(json.dumps({"id": row.get("id"), "answers": answers}, ensure_ascii=False))
    return trouble


def _lines(jsonl: Path) -> Iterable[str]:
    if str(jsonl) == "-":
        return sys.stdin
    try:
        return jsonl.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AssistantError(f"{str(jsonl)!r} cannot be read: {error}") from error


def _words(turn: Any) -> str:  # noqa: ANN401 - whatever the line holds
    return str(turn["text"]) if isinstance(turn, dict) else str(turn)


async def _conversation(rooms: Rooms, turns: list[str], *, staff: bool) -> AsyncIterator[Answer]:
    history: list[Turn] = []
    for turn in turns:
        answer = await rooms.study.answer(Asked(turn, tuple(history), staff=staff))
        yield answer
        history += [Turn("user", turn), Turn("assistant", answer.text)]


def _print(text: str) -> None:
    print(text, flush=True)


def _show(answer: Answer) -> None:
    console = Console(highlight=False)
    console.print(Markdown(answer.text))
    if answer.sources:
        console.print("\n[bold]Sources[/bold]")
    for source in answer.sources:
        where = ", ".join(part for part in (source.title, source.as_of) if part)
        place = f"{source.document}:{source.line}" if source.line else source.document
        console.print(f"  \\[{source.n}] {where}", soft_wrap=True)
        console.print(Padding(f"{place} · {source.section}", (0, 0, 0, 6)), style="dim")
        if source.url:
            console.print(Padding(source.url, (0, 0, 0, 6)), style="dim", soft_wrap=True)
    if answer.figures:
        console.print("\n[bold]Figures[/bold]")
    for figure in answer.figures:
        console.print(f"  {figure.text}  [dim]{figure.kind.value}, from {figure.origin}[/dim]")
    if answer.suggestions:
        console.print("\n[bold]You could also ask[/bold]")
    for suggestion in answer.suggestions:
        console.print(f"  {suggestion}")
    console.print(
        f"\n[dim]{answer.outcome.value}, confidence {answer.confidence:.2f}, "
        f"{sum(answer.timings_ms.values()):.0f} ms[/dim]"
    )
