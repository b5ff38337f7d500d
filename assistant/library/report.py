"""What an ingestion tells: how far it is, and in the end what it did."""

from dataclasses import dataclass, field
from typing import Protocol

from assistant.library.conflicts import Conflict


class Progress(Protocol):
    """Told how far an ingestion is."""

    def stage(self, name: str, total: int) -> None:
        """A stage of `total` steps begins."""

    def step(self) -> None:
        """One step of the stage is done."""


@dataclass(slots=True)
class IngestReport:
    """What an ingestion did, for people.

    Attributes:
        passages: Of documents; encoded, reused and removed count these, too.
        truncated: Documents with a passage longer than the encoder reads: its end is found by its
            words only.
        gaps_off: By the gap's name: the own document that answers it.
        beside: Lines of other rooms that keep something with the build.
    """

    documents: int = 0
    passages: int = 0
    encoded: int = 0
    reused: int = 0
    removed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    truncated: list[str] = field(default_factory=list)
    gaps_on: int = 0
    gaps_off: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    seconds: float = 0.0
