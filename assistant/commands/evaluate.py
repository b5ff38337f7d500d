"""`assistant evaluate`: prints a summary, writes one line a question."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.library.encoder import Encoder
from assistant.library.export import ensure_export
from assistant.quality.answers import evaluate_answers
from assistant.settings import Settings
from assistant.wiring import open_rooms


def _encoder() -> Encoder:
    settings = Settings()
    return Encoder.open(
        ensure_export(settings.encoder_model, settings.data_dir.absolute() / "encoders")
    )


def _print(summary: Mapping[str, Any]) -> None:
    print(json.dumps(summary, indent=2))


async def answers(questions: Path, *, show: bool) -> int:
    """Whole answers against what they must say."""
    async with open_rooms(Settings()) as rooms:
        await rooms.librarian.refresh()
        _print(await evaluate_answers(questions, rooms.study.answer, show=show))
        return 0
