"""The process that opens strangers' files: reads one after another and answers in JSON.

It is started by `sandbox.py`, without the parent's environment and so without its secrets.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter

from assistant.library.readers import read_document
from assistant.seams import DocumentRefused
from assistant.vocabulary import Document

READY = b"ready\n"
OUT_OF_MEMORY_STATUS = 77


@dataclass(frozen=True, slots=True)
class ReaderAnswer:
    """A document, or the sentence why there is none.

    Attributes:
        spent: Whether the process has grown so much that the next file deserves a fresh one.
    """

    document: Document | None = None
    refused: str = ""
    spent: bool = False


ANSWERS = TypeAdapter(ReaderAnswer)


def answer_request(request: bytes, memory_bytes: int) -> bytes:
    """Read the file of one request.

    Args:
        request: JSON with `path`, `name` and `own`.
        memory_bytes: What this process may take.

    Returns:
        A `ReaderAnswer` as JSON on one line.

    Raises:
        MemoryError: The file needs more.
    """
    wanted = json.loads(request)
    document, refused = None, ""
    try:
        document = read_document(Path(wanted["path"]), wanted["name"], own=wanted["own"])
    except DocumentRefused as refusal:
        refused = str(refusal)
    spent = _most_memory() > memory_bytes / 2
    return ANSWERS.dump_json(ReaderAnswer(document, refused, spent)) + b"\n"


def _most_memory() -> int:
    """The most bytes this process has held.

    `getrusage` tells the parent's as well: a child is born with what the parent held at the fork,
    so that under a large parent every child would seem to have grown.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) << 10
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def serve(requests: IO[bytes], answers: IO[bytes], memory_bytes: int) -> None:
    """Answer requests, one a line, until there are no more."""
    answers.write(READY)
    answers.flush()
    for request in requests:
        answers.write(answer_request(request, memory_bytes))
        answers.flush()


def main() -> None:
    """Limit this process to the bytes named on the command line, then serve stdin."""
    memory_bytes = int(sys.argv[1])
    with suppress(ValueError, OSError):  # macOS has no such limit; that of time still holds
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
        try:
            serve(sys.stdin.buffer, answers, memory_bytes)
        except MemoryError:
            os._exit(OUT_OF_MEMORY_STATUS)  # a tidy exit would need memory


if __name__ == "__main__":
    main()
