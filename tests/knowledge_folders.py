"""Small knowledge folders, and what it takes to ingest them in a test."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from assistant.library.encoder import Encoder
from assistant.library.ingestion import Folders, NewBuild, make_build

ASSOCIATION = 'name = "Sister Towns"\ntelephone = "(202) 555-0100"\nholidays = [2027-01-01]\n'
JOINING = "# Joining\n\nAny town may join. Send the form to the membership department.\n"
BENEFITS = "# Benefits\n\nMembers get a toolkit, a directory entry and a vote.\n"
REFUND_GAP = """## Refunds of dues
Asked:
- Can we get our dues back?
- What is your refund policy for membership fees?
- We paid twice, will you return the money?

Known: Whether dues are refunded is not in my documents.
"""
LOGO_GAP = """## Logo and name use
Asked:
- May we put your logo on our website?
- Who may use the association's name?

Known: The rules for the logo are not in my documents.
"""


class Quiet:
    """Listens to the progress and says nothing; keeps the names of the stages."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str, total: int) -> None:
        self.stages.append(name)

    def step(self) -> None: ...


def write_knowledge(folder: Path, documents: Mapping[str, str]) -> Path:
    """Write a knowledge folder anew: the association's data, and documents by name."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in {"association.toml": ASSOCIATION, **documents}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def folders_in(place: Path, own: Path | None = None) -> Folders:
    return Folders(place / "knowledge", own, place / "builds", place / "scratch")


def ingest(
    place: Path, encoder: Encoder, previous: NewBuild | None = None, *, shipped: bool = True
) -> NewBuild:
    """Ingest `place/knowledge` into `place/builds`."""
    return make_build(
        folders_in(place),
        encoder,
        previous.folder if previous else None,
        Quiet(),
        intents={"greeting": ["good morning"]},
        shipped=shipped,
    )
