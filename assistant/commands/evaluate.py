"""`assistant evaluate`: prints a summary, writes one line a question."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from assistant.facts.facts import GAZETTEERS
from assistant.library.encoder import Encoder
from assistant.library.export import ensure_export, model_folder
from assistant.logs import send_logs_to_stderr
from assistant.quality.answers import evaluate_answers, read_expectations
from assistant.quality.conversations import evaluate_conversations, read_conversations
from assistant.quality.decisions import evaluate_decisions
from assistant.quality.evaluation import evaluate_retrieval
from assistant.quality.lookup_speed import run as measure_lookups
from assistant.quality.speed import run as measure_speed
from assistant.quality.support import evaluate_support
from assistant.seams import AssistantError
from assistant.settings import read_settings
from assistant.vocabulary import Answer, Asked
from assistant.wiring import open_rooms


async def retrieval(corpus: Path, questions: Path, out: Path, *, by_domain: bool) -> int:
    """What is found in a corpus, and whether it is known when nothing answers."""
    with _rows_read(corpus, questions):
        _print(evaluate_retrieval(corpus, questions, out, _encoder(), by_domain=by_domain))
    return 0


async def decisions(questions: Path, out: Path) -> int:
    """Who wants a person, and what is an attack."""
    with _rows_read(questions):
        _print(evaluate_decisions(questions, out, _encoder()))
    return 0


async def support(questions: Path, out: Path) -> int:
    """Whether replies are supported by their passage."""
    with _rows_read(questions):
        _print(evaluate_support(questions, out, _encoder()))
    return 0


async def answers(questions: Path, *, show: bool) -> int:
    """Whole answers against what they must say."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()
        rooms.librarian.shelf()
        with _rows_read(questions):
            _print(await evaluate_answers(questions, rooms.answer, show=show))
    return 0


async def conversations(questions: Path, *, show: bool) -> int:
    """Conversations with the exact tools, on the days that the file fixes."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()
        rooms.librarian.shelf()

        async def answer(asked: Asked, day: date) -> Answer:
            return await rooms.plain_study.on(day).answer(asked)

        with _rows_read(questions):
            _print(await evaluate_conversations(questions, answer, show=show))
    return 0


async def speed(questions: Path, exact: Sequence[Path]) -> int:
    """The whole chain against the bare encoder, and that against the model before its export."""
    settings = read_settings()
    async with open_rooms(settings) as rooms:
        published = await rooms.librarian.published()
    if published is None:
        raise AssistantError("No documents have been ingested yet: run 'python ingest.py'.")
    data, build = settings.data_dir.absolute(), published.build
    asked = [one.ask for one in read_expectations(questions)]
    model = model_folder(settings.encoder_model)
    first_turns = [one.steps[0].ask for path in exact for one in read_conversations(path)]
    return await asyncio.to_thread(
        measure_speed,
        data / build.directory,
        data / GAZETTEERS,
        data / "encoders" / build.encoder,
        model,
        asked,
        first_turns,
    )


async def lookups(directory: Path | None, communities: int) -> int:
    """How long a look-up in the directory takes."""
    settings = read_settings()
    async with open_rooms(settings) as rooms:
        await rooms.librarian.refresh()
        association = rooms.librarian.shelf().association
    data = settings.data_dir.absolute()
    return await asyncio.to_thread(
        measure_lookups,
        settings.knowledge_dir.absolute(),
        directory or settings.directory_dir,
        communities,
        data / GAZETTEERS,
        association,
    )


def _encoder() -> Encoder:
    settings = read_settings()
    send_logs_to_stderr("WARNING")
    return Encoder.open(
        ensure_export(settings.encoder_model, settings.data_dir.absolute() / "encoders")
    )


@contextmanager
def _rows_read(*files: Path) -> Iterator[None]:
    """Name what is wrong with the rows of a file: they come from elsewhere."""
    names = " or ".join(repr(str(file)) for file in files)
    try:
        yield
    except KeyError as error:
        raise AssistantError(f"A row of {names} lacks the field {error}.") from error
    except (ValueError, TypeError, AttributeError) as error:  # a field of another form
        raise AssistantError(f"{names} cannot be used: {error}") from error


def _print(summary: Mapping[str, Any]) -> None:
    print(json.dumps(summary, indent=2))
