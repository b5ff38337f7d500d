"""A whole installation in a folder of its own, run as operators do: in processes, on sockets."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.facts.gazetteer import gazetteer_digest
from tests.gazetteers import compiled_gazetteer
from tests.knowledge_folders import ASSOCIATION, REFUND_GAP
from tests.visits import VERIFY

REPOSITORY = Path(__file__).parents[1]
KNOWLEDGE = REPOSITORY / "knowledge"
DOCUMENTS = {
    "association.toml": f'{ASSOCIATION}suggestions = ["How does a town join?", "Who is Zeus?"]\n',
    "known-gaps.md": f"---\ntitle: Gaps\n---\n\n{REFUND_GAP}",
    "joining.md": "# Joining\n\n## How does a town join?\n\nA town joins by sending the form to "
    "the membership department.\nThe form has 14 questions, and an answer comes within 30 days.\n",
    "benefits.md": "# Benefits\n\n## What do members get?\n\nMembers get a toolkit, a directory "
    "entry and a vote at the yearly meeting.\n",
    "history.md": "---\ntitle: History\nsources:\n  - url: https://example.org/history\n"
    '    as_of: "2016"\n    title: History page\n---\n\n## When did the program begin?\n\n'
    "The program began in 1956 at a conference in the capital.\n",
    "grants.txt": "Grants\n\nThe association gives travel grants of 500 USD to young people.\n",
    "staff/notes.md": "---\naudience: staff\n---\n\n# Notes\n\n## Who opens the safe?\n\n"
    "The treasurer opens the safe with the brass key.\n",
}
JOIN = "How does a town join?"


@dataclass(frozen=True)
class Installation:
    """A folder with `knowledge/` and `var/`, as a checkout has them."""

    folder: Path

    @property
    def knowledge(self) -> Path:
        return self.folder / "knowledge"

    @property
    def data(self) -> Path:
        return self.folder / "var"

    def environment(self, **variables: str) -> dict[str, str]:
        """What a process sees: nothing of ours but what the test says."""
        return {
            "PYTHONPATH": str(REPOSITORY),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "ASSISTANT_LIMITS": "false",  # a test asks more in a minute than a person
            **variables,
        }

    def run(
        self, *words: str, stdin: str | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of `python -m assistant`."""
        return self._run([sys.executable, "-m", "assistant", *words], stdin, variables)

    def run_python(self, program: str) -> subprocess.CompletedProcess[str]:
        """Run a program of Python."""
        return self._run([sys.executable, "-c", program], None, {})

    def ingest(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `ingest.py`."""
        return self._run([sys.executable, str(REPOSITORY / "ingest.py"), *words], None, variables)

    def _run(
        self, command: list[str], stdin: str | None, variables: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(**variables),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            encoding="utf-8",
            timeout=900,
        )

    def published_at(self) -> float:
        """When the build in use was published, in seconds since 1970."""
        with closing(sqlite3.connect(self.data / "assistant.db")) as sql:
            (moment,) = sql.execute("SELECT published_at FROM active_build").fetchone()
        return datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()

    def write(self, name: str, text: str) -> None:
        """Put a document into the knowledge folder."""
        path = self.knowledge / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def copied_to(self, folder: Path) -> "Installation":
        """A copy that may be changed."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Installation(folder)

    @contextmanager
    def serving(self, *words: str, **variables: str) -> Iterator["Server"]:
        """A server on a free port; it is stopped in the end."""
        log = self.folder / "server.log"
        with (
            log.open("w") as stderr,
            subprocess.Popen(
                [sys.executable, "-m", "assistant", "serve", "--port", "0", *words],
                cwd=self.folder,
                env=self.environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                encoding="utf-8",
            ) as process,
        ):
            try:
                yield _greeted(process, log)
            except Exception as error:
                lines = [line for line in log.read_text().splitlines() if '"asked"' not in line]
                error.add_note("\n".join(["The server's log:", *lines[-40:]]))
                raise
            finally:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    address: str
    log: Path

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.address + path, timeout=10, verify=VERIFY)

    def ask(self, question: str, language: str = "en") -> httpx.Response:
        asked = {"question": question, "language": language}
        return httpx.post(f"{self.address}/api/v1/ask", json=asked, timeout=10, verify=VERIFY)

    def says(self, question: str, words: str) -> bool:
        """Whether the answer to a question has these words."""
        response = self.ask(question)
        return response.status_code == 200 and words in response.json()["text"]

    def is_ready(self) -> bool:
        return self.get("/readyz").status_code == 200

    def degraded(self) -> list[str]:
        response = self.get("/readyz")
        return list(response.json()["degraded"]) if response.status_code == 200 else ["not ready"]

    def logged(self) -> list[dict[str, Any]]:
        """The lines of the log; each is a JSON object."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def opened_at(self) -> float:
        """When it opened the build in use, in seconds since 1970."""
        lines = [line for line in self.logged() if line["event"] == "build opened"]
        return datetime.fromisoformat(lines[-1]["timestamp"]).timestamp()

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Send a signal; the seconds until the process is gone."""
        start = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - start

    def resident_megabytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]


def wait_until(holds: Callable[[], bool], seconds: float) -> float:
    """Look until something holds; how long it took."""
    start = time.monotonic()
    while not holds():
        took = time.monotonic() - start
        assert took < seconds, f"still not so after {took:.1f} s"
        time.sleep(0.05)
    return time.monotonic() - start


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory, encoder_folder: Path) -> Installation:
    """An installation with a published build. Not to be changed: take `installation` for that."""
    folder = tmp_path_factory.mktemp("ingested")
    return make_installation(folder, encoder_folder, DOCUMENTS, ingest=True)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, encoder_folder: Path) -> Installation:
    """An installation of the shipped documents, with a published build. Not to be changed."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    return make_installation(folder, encoder_folder, {}, ingest=True)


@pytest.fixture
def installation(ingested: Installation, tmp_path: Path) -> Installation:
    """A copy of the installation with a published build."""
    return ingested.copied_to(tmp_path / "copy")


@pytest.fixture
def fresh(encoder_folder: Path, tmp_path: Path) -> Installation:
    """An installation in which nothing was ever ingested."""
    return make_installation(tmp_path / "fresh", encoder_folder, DOCUMENTS, ingest=False)


def make_installation(
    folder: Path, encoder_folder: Path, documents: Mapping[str, str], *, ingest: bool
) -> Installation:
    """Lay a folder out, with a link to the exported encoder."""
    installation = Installation(folder)
    for name, text in documents.items():
        installation.write(name, text)
    encoders = installation.data / "encoders"
    encoders.mkdir(parents=True)
    (encoders / encoder_folder.name).symlink_to(encoder_folder)
    gazetteers = installation.data / "gazetteers"
    gazetteers.mkdir()
    (gazetteers / f"{gazetteer_digest()}.db").symlink_to(compiled_gazetteer())
    if ingest:
        done = installation.ingest()
        assert done.returncode == 0, done.stderr
    return installation


def _greeted(process: subprocess.Popen[str], log: Path) -> Server:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Health:"):
            return Server(process, line.split()[1].removesuffix("/readyz"), log)
    raise AssertionError(f"The server did not start: {log.read_text()}")
