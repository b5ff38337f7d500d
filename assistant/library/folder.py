"""Finds what there is to read in the knowledge folder; opens none of it."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.library.readers import KNOWN_SUFFIXES, unknown_suffix

OWN_FOLDER = "own"
DIRECTORY_FOLDER = "directory"
# Rooms of their own read these: dues table, association's data, known gaps.
READ_ELSEWHERE = frozenset({"dues.csv", "dues.xlsx", "association.toml", "known-gaps.md"})
MAX_NAME_LETTERS = 400
MAX_FOLDERS_DEEP = 12

_LEFTOVERS = re.compile(
    r"""\..*            # hidden: .DS_Store, .git, .~lock.dues.xlsx#, .syncthing.name.tmp
    |~\$.*              # Word and Excel while a file is open
    |~.*\.tmp           # Office while it saves, Syncthing on Windows
    |.*\.(?:tmp|temp|swp|swo|bak|part|partial|crdownload)
    |.*~                # Emacs, gedit
    |\#.*\#             # Emacs
    |thumbs\.db|desktop\.ini|ehthumbs\.db
    |.*\.sync-conflict-\d{8}-.*     # Syncthing
    |.*\(.*conflicted\ copy.*\).*    # Dropbox""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """A file to read.

    Attributes:
        path: Where it lies, absolute.
        name: Relative to the knowledge folder, with forward slashes.
        own: Whether it lies in the operator's own folder.
    """

    path: Path
    name: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or folder that will not be read, and a sentence why."""

    name: str
    reason: str


def find_files(folder: Path) -> tuple[list[KnowledgeFile], list[Refusal]]:
    """List the documents of a knowledge folder, sorted by name.

    Hidden files, editors' leftovers, the directory and the files of `READ_ELSEWHERE` are passed
    over in silence; everything else that cannot be read is refused with its reason.
    """
    root = folder.resolve()
    files: list[KnowledgeFile] = []
    refusals: list[Refusal] = []
    for path, name in _walk(root, refusals):
        if _is_read_elsewhere(name):
            continue
        if reason := _refusal(path, name, root):
            refusals.append(Refusal(_printable(name), reason))
        else:
            files.append(KnowledgeFile(path, name, own=name.startswith(f"{OWN_FOLDER}/")))
    return sorted(files, key=lambda file: file.name), sorted(refusals, key=lambda one: one.name)


def fingerprint(folder: Path) -> str:
    """A digest that changes when any file of the folder, read elsewhere or not, is changed.

    It goes by name, size and time of change and opens nothing, so it can be taken every minute.
    """
    digest = hashlib.sha256()
    for path, name in sorted(_walk(folder.resolve(), []), key=lambda found: found[1]):
        try:
            status = path.stat()
            facts = f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n"
        except OSError:
            facts = f"{name}\0\n"
        digest.update(facts.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _walk(root: Path, refusals: list[Refusal]) -> Iterator[tuple[Path, str]]:
    """Every path that is no real folder; folders that cannot be entered go to `refusals`."""

    def refuse(error: OSError) -> None:
        name = _printable(Path(error.filename).relative_to(root).as_posix())
        refusals.append(
            Refusal(name, f"The folder cannot be opened ({error.strerror}): check its rights.")
        )

    for place, folders, names in os.walk(root, onerror=refuse):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        too_deep = len(here.relative_to(root).parts) >= MAX_FOLDERS_DEEP
        for name in [*names, *links, *(folders if too_deep else [])]:
            if not _LEFTOVERS.fullmatch(name):
                yield here / name, (here / name).relative_to(root).as_posix()
        folders[:] = (
            [] if too_deep else [name for name in folders if not _LEFTOVERS.fullmatch(name)]
        )


def _is_read_elsewhere(name: str) -> bool:
    parts = PurePosixPath(name.lower()).parts
    if parts[0] == OWN_FOLDER:
        parts = parts[1:]
    return parts[:1] == (DIRECTORY_FOLDER,) or parts[-1:] in {(one,) for one in READ_ELSEWHERE}


def _refusal(path: Path, name: str, root: Path) -> str:
    """Why a path is not read, or an empty string."""
    if len(name) > MAX_NAME_LETTERS:
        return f"Its path has over {MAX_NAME_LETTERS} letters: give it a shorter name."
    if not name.isprintable():
        return "Its name has letters that cannot be shown: rename it."
    try:
        real = path.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError):
        return "It is a link that leads nowhere: put the document itself here."
    if not real.is_relative_to(root):
        return "It is a link that leads out of the knowledge folder: put the document itself here."
    return _mode_refusal(path, mode)


def _mode_refusal(path: Path, mode: int) -> str:
    if stat.S_ISDIR(mode):
        if path.is_symlink():
            return "It is a link to a folder: put the folder itself here."
        return f"It lies over {MAX_FOLDERS_DEEP} folders deep: move it up."
    if not stat.S_ISREG(mode):
        return "It is a pipe or a device, not a document: delete it."
    if path.suffix.lower() not in KNOWN_SUFFIXES:
        return unknown_suffix(path.suffix)
    if not os.access(path, os.R_OK):
        return "It cannot be opened: check its access rights."
    return ""


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)
