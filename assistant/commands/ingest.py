"""`ingest.py`: make a build and publish it, list builds, go back, tidy up."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from assistant.library.ingestion import IngestReport
from assistant.settings import Settings
from assistant.wiring import open_rooms


class _Lines:
    """One line a stage, for logs."""

    def stage(self, name: str, total: int) -> None:
        print(f"{name} ({total})", file=sys.stderr, flush=True)

    def step(self) -> None:
        """Nothing: a log wants no steps."""


class _Bar:
    """A bar a stage, for a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        self._task = self._progress.add_task(name, total=total)

    def step(self) -> None:
        if self._task is not None:
            self._progress.advance(self._task)


@contextmanager
def _progress() -> Iterator[_Lines | _Bar]:
    if not sys.stderr.isatty():
        yield _Lines()
        return
    columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bar(progress)


def _settings(folder: Path | None) -> Settings:
    return Settings(knowledge_dir=folder) if folder else Settings()


async def ingest(folder: Path | None, *, if_changed: bool) -> int:
    """Ingest and publish; 1 when a file was refused, though the others are published."""
    async with open_rooms(_settings(folder)) as rooms:
        if if_changed and await rooms.publisher.is_current():
            _say("The documents are as published: nothing to do.")
            return 0
        with _progress() as progress:
            published, report = await rooms.publisher.ingest(progress)
        _print_report(published.build.id, report)
        return 1 if report.refused else 0


async def rollback(folder: Path | None) -> int:
    """Publish the build before the active one."""
    async with open_rooms(_settings(folder)) as rooms:
        published = await rooms.publisher.rollback()
        _say(f"Build {published.build.id} answers again.")
        return 0


async def list_builds(folder: Path | None) -> int:
    """One line a build, the active one marked."""
    async with open_rooms(_settings(folder)) as rooms:
        for one in await rooms.publisher.builds():
            mark = "*" if one.active else " "
            made = one.build.created_at.strftime("%Y-%m-%d %H:%M:%S UTC")
            print(
                f"{mark} {one.build.id}  {made}  {one.build.documents} documents  "
                f"{one.build.passages} passages  {one.status.value}"
            )
        return 0


async def prune(folder: Path | None) -> int:
    """Delete old builds."""
    async with open_rooms(_settings(folder)) as rooms:
        forgotten = await rooms.publisher.prune()
        _say(f"{len(forgotten)} old builds deleted.")
        return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _print_report(build: str, report: IngestReport) -> None:
    _say(
        f"Published build {build}: {report.documents} documents, {report.passages} passages "
        f"({report.encoded} encoded, {report.reused} reused, {report.removed} removed) "
        f"in {report.seconds:.1f} s."
    )
    _say(f"Known gaps: {report.gaps_on} on, {len(report.gaps_off)} off.")
    for gap, document in sorted(report.gaps_off.items()):
        _say(f"  off: {gap!r} is answered by {document}")
    for conflict in report.conflicts:
        _say(
            f"Figures disagree:\n  {conflict.first_document}: {conflict.first}\n"
            f"  {conflict.second_document}: {conflict.second}"
        )
    for name, reason in report.refused:
        _say(f"Refused: {name}: {reason}")
