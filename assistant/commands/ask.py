"""`assistant ask`: one question in the terminal, or a file of conversations."""

import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from assistant.commands.display import show
from assistant.commands.explanation import show_explanation
from assistant.seams import AssistantError
from assistant.settings import read_settings
from assistant.vocabulary import Answer, Asked, Turn
from assistant.wiring import Rooms, open_rooms

_FORM = 'it must read {"id": ..., "turns": ["...", ...]}'


class LineRefused(AssistantError):
    """A line of the file is not of the form it must have."""


@asynccontextmanager
async def _open() -> AsyncIterator[Rooms]:
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()
        rooms.librarian.shelf()  # says at once what to do when there is no build
        yield rooms


async def ask(question: str, *, as_json: bool, staff: bool) -> int:
    """Answer one question."""
    async with _open() as rooms:
        answer = await rooms.answer(Asked(_readable(question), staff=staff, samples=True))
    if as_json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
    else:
        show(answer)
    return 0


async def explain(question: str, *, as_json: bool, staff: bool) -> int:
    """Tell how one question is answered."""
    async with _open() as rooms:
        told = await rooms.explain(Asked(_readable(question), staff=staff, samples=True))
    if as_json:
        print(json.dumps(told.to_json(), ensure_ascii=False, indent=2))
    else:
        show_explanation(told)
    return 0


async def ask_file(jsonl: Path, *, staff: bool) -> int:
    """Answer each line as soon as it is read; 1 when one could not be read."""
    code = 0
    with _lines(jsonl) as lines:
        async with _open() as rooms:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    name, turns = _read_row(line)
                except LineRefused as error:
                    print(f"line {number}: {error}", file=sys.stderr)
                    code = 1
                    continue
                answers = [one.to_json() async for one in _converse(rooms, turns, staff=staff)]
                print(json.dumps({"id": name, "answers": answers}, ensure_ascii=False), flush=True)
    return code


@contextmanager
def _lines(jsonl: Path) -> Iterator[Iterable[str]]:
    """The lines of a file or of standard input, which must be UTF-8; a byte-order mark is left out.

    Standard input is opened anew: its own encoding is the terminal's.
    """
    place = sys.stdin.fileno() if str(jsonl) == "-" else jsonl
    try:
        with open(place, encoding="utf-8-sig", closefd=place is jsonl) as lines:
            yield lines
    except UnicodeDecodeError as error:
        raise AssistantError(f"{str(jsonl)!r} cannot be read: save it as UTF-8.") from error


def _read_row(line: str) -> tuple[Any, list[str]]:
    """The id and the visitor's turns of a line.

    Raises:
        LineRefused: It has another form, or a turn is empty.
    """
    try:
        row = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise LineRefused(f"it is no JSON; {_FORM}.") from error
    if not isinstance(row, dict) or not isinstance(row.get("turns"), list):
        raise LineRefused(f"{_FORM}.")
    return row.get("id"), [_words(turn) for turn in row["turns"]]


def _refuse(constant: str) -> None:
    """NaN and the infinities are no JSON, though Python reads them."""
    raise ValueError(constant)


def _words(turn: object) -> str:
    text = turn.get("text") if isinstance(turn, dict) else turn
    if not isinstance(text, str):
        raise LineRefused(f'a turn is neither a text nor {{"text": ...}}; {_FORM}.')
    if not text.strip():
        raise LineRefused("a question is empty.")
    return _readable(text)


def _readable(text: str) -> str:
    """The text without halves of characters, which JSON and terminals let through."""
    return text.encode("utf-8", "replace").decode("utf-8")


async def _converse(rooms: Rooms, turns: list[str], *, staff: bool) -> AsyncIterator[Answer]:
    history: list[Turn] = []
    for turn in turns:
        answer = await rooms.answer(Asked(turn, tuple(history), staff=staff, samples=True))
        yield answer
        history += [Turn("user", turn), Turn("assistant", answer.text)]
