"""What must hold when the power fails, the disk is full or a process is killed.

It knows nothing of what lies in the folders.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.seams import AssistantError


class DiskUnusable(AssistantError):
    """The disk is full, or may not be written."""


@contextmanager
def trouble_named(what: str) -> Iterator[None]:
    """Turn what the disk raises into `DiskUnusable`; `what` is a sentence without its full stop."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise DiskUnusable(f"{what} ({reason}): check the disk's room and rights.") from error


def demand_room(folder: Path, needed_bytes: int) -> None:
    """Refuse work that could fill the disk.

    Raises:
        DiskUnusable: Less is free than twice what is needed.
    """
    free = shutil.disk_usage(folder).free
    if free < 2 * needed_bytes:
        raise DiskUnusable(
            f"The disk of {str(folder)!r} has {free >> 20} MB left and {2 * needed_bytes >> 20} MB "
            "are needed: make room, for example with 'python ingest.py --prune'."
        )


def seal(folder: Path) -> None:
    """Close a tree to other users, and wait until its files and their names are on the disk."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(place, name)
            path.chmod(0o600)
            sync(path)
        Path(place).chmod(0o700)
        sync(Path(place))


def sync(path: Path) -> None:
    """Wait until a file's bytes, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def tree_bytes(folder: Path) -> int:
    """How long the files of a tree are together; 0 when there is none."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class PrivateFolder:
    """A folder that is this process's own until it is released.

    It holds a lock that the kernel drops with the process: so `sweep` knows what is left over.
    """

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def make(cls, scratch: Path) -> "PrivateFolder":
        """Make one under `scratch`.

        Raises:
            OSError: There is no room, or no right to.
        """
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(scratch, fcntl.LOCK_SH):  # else a sweep could come before the lock
            path = Path(tempfile.mkdtemp(dir=scratch))
            lock = os.open(path, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(path, lock)

    def release(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def sweep(scratch: Path) -> None:
    """Delete the private folders whose processes are gone."""
    if not scratch.is_dir():
        return
    with _locked(scratch, fcntl.LOCK_EX):
        for folder in scratch.iterdir():
            if folder.is_dir() and not _is_held(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_held(folder: Path) -> bool:
    try:
        with _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)
