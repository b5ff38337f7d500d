"""The facts of one build: compiled when the documents are ingested, opened when it is served."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.facts.directory import Directory
from assistant.facts.directory_files import read_directory
from assistant.facts.directory_gathering import DirectoryFiles
from assistant.facts.directory_writing import DirectoryReport, compile_directory
from assistant.facts.dues import DuesTable
from assistant.facts.dues_file import find_dues_file, read_bands
from assistant.facts.gazetteer import Gazetteer, compile_gazetteer, gazetteer_digest
from assistant.facts.mentions import Namebook
from assistant.seams import IndexMismatch

FORMAT = 1  # grows when what is compiled changes; then everything is ingested anew
FOLDER = "facts"  # of a build
GAZETTEERS = "gazetteers"  # of the data folder: compiled ones, beside the builds
DIRECTORY_FOLDER = "directory"  # of the knowledge folder
_DUES, _DIRECTORY, _GAZETTEER = "dues.json", "directory.db", "gazetteer.txt"


@dataclass(frozen=True, slots=True)
class Facts:
    """What has one exact answer.

    Attributes:
        dues: Without a band when the operator has no dues table.
        gazetteer: Places and how many people live there.
        directory: Who is a member or listed.
    """

    dues: DuesTable
    gazetteer: Gazetteer
    directory: Directory

    @property
    def books(self) -> Sequence[Namebook]:
        """Where names of places are looked up."""
        return (self.gazetteer, self.directory)

    @property
    def has_directory(self) -> bool:
        """Whether there is anybody to look up."""
        sizes = self.directory.sizes
        return bool(sizes.communities or sizes.members)

    def close(self) -> None:
        """Give the files back."""
        self.gazetteer.close()
        self.directory.close()


@dataclass(frozen=True, slots=True)
class FactsReport:
    """What was compiled, in lines for the report of an ingestion."""

    lines: tuple[str, ...] = field(default=())


def compile_facts(
    knowledge: Path, directory: Path | None, build: Path, gazetteers: Path, today: date
) -> FactsReport:
    """Check the tables of facts and write them into a build.

    The gazetteer is the same for every build, so it lies beside them under its digest and the
    build says which one it was made with.

    Args:
        knowledge: The knowledge folder, with the dues table and the directory.
        directory: Another folder with the directory; None: the one in `knowledge`.
        build: The folder of the new build.
        gazetteers: Where compiled gazetteers lie.
        today: Years of partnerships may not lie after this one's end.

    Raises:
        TableRefused: A table cannot be used; nothing of it may be published.
    """
    folder = build / FOLDER
    folder.mkdir()
    found = find_dues_file(knowledge)
    table = DuesTable(read_bands(*found) if found else ())
    (folder / _DUES).write_text(json.dumps(table.to_json()), encoding="utf-8")
    digest = _ensure_gazetteer(gazetteers)
    (folder / _GAZETTEER).write_text(digest, encoding="utf-8")
    listed = directory or knowledge / DIRECTORY_FOLDER
    # The operator may have none; one that was named must be there.
    files = read_directory(listed, today) if directory or listed.is_dir() else DirectoryFiles()
    gazetteer = Gazetteer.open(gazetteers / f"{digest}.db")
    try:
        report = compile_directory(files, folder / _DIRECTORY, gazetteer)
    finally:
        gazetteer.close()
    return FactsReport((_told_dues(table, found), _told_directory(report)))


def _told_dues(table: DuesTable, found: tuple[Path, str] | None) -> str:
    if found is None:
        return "Dues: there is no dues.csv or dues.xlsx, so no amount is told."
    status = "sample rates, not told to visitors" if table.is_sample else "published rates"
    return f"Dues: {len(table.bands)} rows of {found[1]}, {status}."


def _told_directory(report: DirectoryReport) -> str:
    if not report.read:
        return "Directory: there is none, so no question about a community is answered from it."
    roll = f"roll of {report.roll_as_of}" if report.roll_as_of else "no roll"
    passed = f"; passed over: {', '.join(report.passed_over)}" if report.passed_over else ""
    return (
        f"Directory: {report.communities:,} communities, {report.partnerships:,} partnerships, "
        f"{report.aliases:,} aliases, newest source {report.as_of}, {roll}{passed}."
    )


def open_facts(build: Path, gazetteers: Path) -> Facts:
    """Open the facts of a build.

    Raises:
        IndexMismatch: They are missing or damaged.
    """
    folder = build / FOLDER
    try:
        kept = json.loads((folder / _DUES).read_text(encoding="utf-8"))
        digest = (folder / _GAZETTEER).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise IndexMismatch(
            f"The build {build.name!r} has no tables of facts ({error}): run 'python ingest.py'."
        ) from error
    return Facts(
        DuesTable.from_json(kept),
        Gazetteer.open(gazetteers / f"{digest}.db"),
        Directory.open(folder / _DIRECTORY),
    )


def _ensure_gazetteer(gazetteers: Path) -> str:
    """The digest of the compiled gazetteer, which is made if it is not there yet."""
    digest = gazetteer_digest()
    target = gazetteers / f"{digest}.db"
    if not target.is_file():
        gazetteers.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}.draft")
        try:
            compile_gazetteer(draft)
            draft.replace(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            draft.unlink(missing_ok=True)
    return digest
