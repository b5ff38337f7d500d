"""Reads files in a child process that can be killed: a parser's bug costs one file, not the house.

Failure policy: whatever happens to the child, the file is refused with a sentence and the next one
gets a fresh child.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import assistant
from assistant.library.folder import KnowledgeFile
from assistant.library.reader_process import ANSWERS, OUT_OF_MEMORY_STATUS, READY
from assistant.seams import DocumentRefused
from assistant.vocabulary import Document

READER_COMMAND = (sys.executable, "-m", "assistant.library.reader_process")
_START_SECONDS = 60.0  # a cold disk takes its time to import; no file is open yet
_EXIT_SECONDS = 2.0
_CHUNK_BYTES = 1 << 20
# Threads of numpy, which openpyxl imports, each reserve address space.
_ENVIRONMENT = {"PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class _ReaderDiedError(Exception):
    """The child ended instead of answering."""


class Sandbox:
    """One child, started at the first file and kept until it misbehaves.

    Not to be used by two threads at once. Close it, or use it in a `with`.

    Args:
        seconds: Wall time for one file.
        memory_bytes: Address space of the child (enforced on Linux).
        answer_bytes: The longest answer taken in, about the size of the document's text.
        command: What to start; gets `memory_bytes` as its last argument.
    """

    def __init__(
        self,
        *,
        seconds: float = 30.0,
        memory_bytes: int = 1 << 30,
        answer_bytes: int = 128 << 20,
        command: Sequence[str] = READER_COMMAND,
    ) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._answer_bytes = answer_bytes
        self._command = command
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, file: KnowledgeFile) -> Document:
        """Read one file.

        Raises:
            DocumentRefused: It cannot be read; the message says why and what to do.
        """
        try:
            answer = ANSWERS.validate_json(self._ask(file))
        except TimeoutError as error:
            self.close()
            raise DocumentRefused(
                f"Reading it took longer than {self._seconds:g} s: split it into smaller files."
            ) from error
        except _ReaderDiedError as error:
            raise DocumentRefused(self._obituary(self._end(_EXIT_SECONDS))) from error
        except ValueError as error:
            self.close()
            raise DocumentRefused(self._obituary(0)) from error
        except BaseException:
            self.close()  # half an answer may still be in the pipe
            raise
        if answer.spent:
            self.close()
        if answer.document is None:
            raise DocumentRefused(answer.refused)
        return answer.document

    def close(self) -> None:
        """End the child; the next file starts another."""
        self._end(wait_seconds=0)

    def _ask(self, file: KnowledgeFile) -> bytes:
        child = self._started()
        assert child.stdin is not None
        wanted = {"path": str(file.path.absolute()), "name": file.name, "own": file.own}
        try:
            child.stdin.write(json.dumps(wanted).encode() + b"\n")
        except BrokenPipeError as error:
            raise _ReaderDiedError from error
        return self._receive(child, self._seconds)

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._child is None:
            self._child = subprocess.Popen(  # noqa: S603 - the command is the product's own
                [*self._command, str(self._memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(assistant.__file__).parents[1],  # where `-m` finds the package
                env=_ENVIRONMENT,
                bufsize=0,
            )
            self._await_ready(self._child)
        return self._child

    def _await_ready(self, child: "subprocess.Popen[bytes]") -> None:
        try:
            ready = self._receive(child, _START_SECONDS) == READY
        except (TimeoutError, _ReaderDiedError):
            ready = False
        if not ready:
            raise DocumentRefused(
                "The reader of documents does not start: run "
                f"'python -m assistant.library.reader_process {self._memory_bytes}' to see why."
            )

    def _receive(self, child: "subprocess.Popen[bytes]", seconds: float) -> bytes:
        """Read one line of the child's.

        Raises:
            TimeoutError: It is not whole in time.
            _ReaderDiedError: The child closed its end.
            DocumentRefused: It is too long.
        """
        assert child.stdout is not None
        pipe, deadline, line = child.stdout.fileno(), time.monotonic() + seconds, bytearray()
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise TimeoutError
            chunk = os.read(pipe, _CHUNK_BYTES)
            if not chunk:
                raise _ReaderDiedError
            line += chunk
            if len(line) > self._answer_bytes:
                raise DocumentRefused("It holds too much text: split it into smaller files.")
        return bytes(line)

    def _end(self, wait_seconds: float) -> int:
        """Wait for the child, then kill it; returns its exit status, negative after a signal."""
        child, self._child = self._child, None
        if child is None:
            return 0
        try:
            return child.wait(wait_seconds) if wait_seconds else 0
        except subprocess.TimeoutExpired:
            return 0
        finally:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe:
                    pipe.close()

    def _obituary(self, status: int) -> str:
        # Rust (pydantic-core) and C++ have no MemoryError: they abort.
        if status in (OUT_OF_MEMORY_STATUS, -signal.SIGABRT):
            return (
                f"Reading it needed more than {_size(self._memory_bytes)} of memory: "
                "split it into smaller files."
            )
        return (
            f"The reader crashed on it (status {status}): open it in the program that made it and "
            "save it again."
        )


def _size(count: int) -> str:
    gibibytes = count / (1 << 30)
    return f"{gibibytes:g} GiB" if gibibytes >= 1 else f"{count >> 20} MiB"
