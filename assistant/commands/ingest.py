"""`ingest.py`: make a build and publish it, list builds, go back, tidy up."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from assistant.library.report import IngestReport
from assistant.seams import AssistantError
from assistant.settings import Settings, read_settings
from assistant.wiring import open_rooms

log = structlog.get_logger(__name__)


class _Lines:
    """One line a stage, for a pipe."""

    def stage(self, name: str, total: int) -> None:
        _say(f"{name} ({total})")

    def step(self) -> None:
        """Nothing: a pipe wants no steps."""


class _Logged:
    """One log line a stage, for a server's log."""

    def stage(self, name: str, total: int) -> None:
        log.debug("ingestion", stage=name, total=total)

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


async def ingest(
    folder: Path | None, directory: Path | None, *, if_changed: bool, as_log: bool
) -> int:
    """Ingest and publish; 1 when a file was refused, though the others are published."""
    chosen = {"knowledge_dir": folder, "directory_dir": directory}
    settings = read_settings(**{name: path for name, path in chosen.items() if path})
    if as_log:
        return await _ingest_logged(settings, if_changed=if_changed)
    async with open_rooms(settings) as rooms:
        if if_changed and await rooms.publisher.is_current():
            _say("The documents are as published: nothing to do.")
            return 0
        with _progress() as progress:
            published, report = await rooms.publisher.ingest(progress)
    _print_report(published.build.id, report)
    return 1 if report.refused else 0


async def _ingest_logged(settings: Settings, *, if_changed: bool) -> int:
    """The same for a server: what it would print becomes lines of the server's log."""
    async with open_rooms(settings, log_level=settings.log_level) as rooms:
        if if_changed and await rooms.publisher.is_current():
            return 0
        try:
            published, report = await rooms.publisher.ingest(_Logged())
        except AssistantError as error:
            log.error("documents not ingested", reason=str(error))
            return 1
    for name, reason in report.refused:
        log.warning("document refused", document=name, reason=reason)
    log.info("documents ingested", build=published.build.id, seconds=round(report.seconds, 1))
    return 1 if report.refused else 0


async def rollback() -> int:
    """Publish the build before the active one."""
    async with open_rooms(read_settings()) as rooms:
        published = await rooms.publisher.rollback()
    _say(f"Build {published.build.id} answers again.")
    return 0


async def list_builds() -> int:
    """One line a build, the active one marked."""
    async with open_rooms(read_settings()) as rooms:
        listed = await rooms.publisher.builds()
    for one in listed:
        mark = "*" if one.active else " "
        made = one.build.created_at.strftime("%Y-%m-%d %H:%M:%S UTC")
        print(
            f"{mark} {one.build.id}  {made}  {one.build.documents} documents  "
            f"{one.build.passages} passages  {one.status.value}"
        )
    return 0


async def prune() -> int:
    """Delete old builds."""
    async with open_rooms(read_settings()) as rooms:
        forgotten = await rooms.publisher.prune()
    _say(f"{len(forgotten)} old builds deleted.")
    return 0


@contextmanager
def _progress() -> Iterator[_Lines | _Bar]:
    if not sys.stderr.isatty():
        yield _Lines()
        return
    columns = (TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bar(progress)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _print_report(build: str, report: IngestReport) -> None:
    _say(
        f"Published build {build}: {report.documents} documents, {report.passages} passages "
        f"({report.encoded} encoded, {report.reused} reused, {report.removed} removed) "
        f"in {report.seconds:.1f} s."
    )
    _say(f"Known gaps: {report.gaps_on} on, {len(report.gaps_off)} off.")
    for line in report.beside:
        _say(line)
    for gap, document in sorted(report.gaps_off.items()):
        _say(f"  off: {gap!r} is answered by {document}")
    for conflict in report.conflicts:
        _say(
            f"Figures disagree:\n  {conflict.first_document}: {conflict.first}\n"
            f"  {conflict.second_document}: {conflict.second}"
        )
    for name, reason in report.refused:
        _say(f"Refused: {name}: {reason}")
