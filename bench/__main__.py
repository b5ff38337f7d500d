"""`python -m bench`: every trial, one after the other, then the table and the same as JSON."""

import argparse
import asyncio
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.settings import read_settings
from bench.figures import Figure, table
from bench.product import Product, on_postgresql, on_sqlite
from bench.slack import measure_slack
from bench.trials import (
    Size,
    measure_asking,
    measure_delivery,
    measure_idle,
    measure_kill,
)
from bench.tutorial import serving_tutorial, write_tutorial
from bench.widget import measure_widget
from bench.yardstick import open_encoder
from tests.databases import running_server

_SHORT: Final = Size(
    visitors=100, seconds=10, idle=200, idle_seconds=5, questions=100, kill_seconds=10, windows=5
)


def _sqlite(ingested: Path, folder: Path, size: Size) -> list[Figure]:
    return _conversations("SQLite", on_sqlite(ingested, folder), size)


def _postgresql(ingested: Path, folder: Path, size: Size) -> list[Figure]:
    # A short path of its own, which whom root lends the server to may enter.
    place = Path(tempfile.mkdtemp(prefix="assistant-pg-"))
    try:
        with (
            running_server(place, durable=True),
            on_postgresql(ingested, folder, place) as product,
        ):
            return _conversations("PostgreSQL", product, size)
    finally:
        shutil.rmtree(place)


def _conversations(part: str, product: Product, size: Size) -> list[Figure]:
    with product.serving() as server:
        delivered = asyncio.run(measure_delivery(part, server, size))
    with product.serving() as server:
        killed = asyncio.run(measure_kill(f"{part}, killed", server, size, promised=True))
    return [*delivered, *killed]


def _idle(ingested: Path, folder: Path, size: Size) -> list[Figure]:
    with on_sqlite(ingested, folder).serving() as server:
        return asyncio.run(measure_idle(f"{size.idle:,} idle streams", server, size))


def _ask(ingested: Path, folder: Path, size: Size) -> list[Figure]:
    with on_sqlite(ingested, folder).serving() as server:
        return asyncio.run(measure_asking("ask", server, size, open_encoder(ingested)))


def _widget(ingested: Path, folder: Path, size: Size) -> list[Figure]:
    with on_sqlite(ingested, folder).serving() as server:
        return asyncio.run(measure_widget("widget", server, size.windows))


def _slack(ingested: Path, folder: Path, _: Size) -> list[Figure]:
    return asyncio.run(measure_slack(on_sqlite(ingested, folder)))


def _tutorial(_: Path, folder: Path, size: Size) -> list[Figure]:
    try:
        write_tutorial(folder)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"No tutorial app to compare with: {error.stderr.decode()}\n")
        return []
    with serving_tutorial(folder) as server:
        asked = asyncio.run(measure_asking("tutorial, ask", server, size))
    with serving_tutorial(folder) as server:
        written = asyncio.run(measure_delivery("tutorial", server, size, promised=False))
    with serving_tutorial(folder) as server:
        killed = asyncio.run(measure_kill("tutorial, killed", server, size, promised=False))
    return [*asked, *written, *killed]


_PARTS: Final[dict[str, Callable[[Path, Path, Size], list[Figure]]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "idle": _idle,
    "ask": _ask,
    "widget": _widget,
    "slack": _slack,
    "tutorial": _tutorial,
}


@contextmanager
def _throw_away(beside: Path) -> Generator[Path, None, None]:
    """A folder on the disk that the product would use: a file in memory knows no fsync."""
    folder = Path(tempfile.mkdtemp(prefix="load-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _other_work(part: str, figures: list[Figure]) -> Generator[None, None, None]:
    """Add a figure of what else the machine did meanwhile: it is often shared."""
    start = _busy_seconds(), _own_seconds(), time.monotonic()
    yield
    busy, own = _busy_seconds() - start[0], _own_seconds() - start[1]
    share = (busy - own) / (time.monotonic() - start[2]) / (os.cpu_count() or 1)
    figures.append(Figure(part, "other work on the machine", max(0.0, 100 * share), "%"))


def _busy_seconds() -> float:
    """Of all processors since the start of the machine."""
    fields = [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    idle = fields[3] + fields[4]  # nothing to do, or waiting for a disk
    return (sum(fields[:8]) - idle) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def _ratios(figures: Sequence[Figure]) -> list[Figure]:
    """The tutorial app beside the product, where both were measured."""
    found = {(one.part, one.name): one.value for one in figures}
    pairs = [("ask", "tutorial, ask", name) for part, name in found if part == "tutorial, ask"]
    pairs += [("SQLite", "tutorial", name) for part, name in found if part == "tutorial"]
    return [
        Figure(
            "tutorial / product", f"{ours}: {name}", found[theirs, name] / found[ours, name], "x"
        )
        for ours, theirs, name in pairs
        if found.get((ours, name))
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(_PARTS)}")
    parser.add_argument("--short", action="store_true", help="a try: too short to judge by")
    return parser.parse_args()


def main() -> int:
    """Run the trials; 1 where a target is missed."""
    arguments = _arguments()
    ingested = read_settings().data_dir.absolute()
    size = _SHORT if arguments.short else Size()
    figures: list[Figure] = []
    with _throw_away(ingested) as folder:
        for name in arguments.parts or _PARTS:
            sys.stderr.write(f"{name} ...\n")
            found: list[Figure] = []
            with _other_work(name, found):
                found += _PARTS[name](ingested, folder / name, size)
            figures += found
            sys.stderr.write(f"{table(found)}\n")
    figures += _ratios(figures)
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load_average": os.getloadavg()[0],
        "figures": [one.to_json() for one in figures],
    }
    sys.stdout.write(f"{table(figures)}\n{json.dumps(told)}\n")
    return int(any(one.is_met is False for one in figures))


if __name__ == "__main__":
    sys.exit(main())
