"""How an answer came about: plain values for staff who ask why, and nothing that does work."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from assistant.vocabulary import Intent, Outcome


class Rule(StrEnum):
    """What every draft is held against, in this order; a line that breaks one does not go out."""

    MARKS = "every mark names a source"
    FIGURES = "every figure is traced"
    REST = "what is left is an answer"


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage that was looked at.

    Attributes:
        document: Its path.
        section: Its heading; the document's title where it has none.
        score: As the search gave it. What brings whole sections forward, such as a year that was
            asked for, comes on top.
        is_used: Whether the answer rests on it.
        title: Of the document.
        line: Where it begins in the file; 0 where the format has no lines.
        page: Of a PDF; 0 elsewhere.
    """

    document: str
    section: str
    score: float
    is_used: bool
    title: str = ""
    line: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Weighing:
    """Whether the documents answer a question, as the gate weighed it.

    Attributes:
        question: As it was looked for.
        verdict: What may be done: "answer", "silent" or "foreign".
        probability: That the documents answer it.
        threshold: What that must exceed: the likelier one of silent and foreign.
        is_overruled: Whether it stays silent all the same, for the section that answers best is
            only for those who ask for it in its own words.
    """

    question: str
    verdict: str
    probability: float
    threshold: float
    is_overruled: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A line that did not go out.

    Attributes:
        cause: The mark, or the figure, that could not be traced; empty where the line went with
            others.
    """

    line: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule, and what came of it.

    Attributes:
        looked_at: How many marks, figures or lines it was put to.
        removed: The lines that went.
    """

    rule: Rule
    looked_at: int
    removed: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about.

    Attributes:
        question: The message, with what it carries over from the turns before.
        passages: Those that were looked at, best first.
        rows: Of the tables that were used.
        steps: Of what was worked out.
        checks: What the draft was held against.
        build: Id of the published build that was searched.
        text: Of the answer.
        parts: The questions in it as they were looked for: spelling mended, with the topic of the
            last reply where they lean on it.
        before: The visitor's turn before, where the search went by that, too.
        weighings: One for each of the parts.
        tool: The exact tool that answered, "dues" or "directory"; empty for none.
        inputs: What that was asked with, as it was read.
        version: Of the product.
    """

    question: str
    language: str
    outcome: Outcome
    reason: str
    confidence: float
    passages: tuple[ScoredPassage, ...] = ()
    rows: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    build: str = ""
    text: str = ""
    intent: Intent = Intent.KNOWLEDGE
    parts: tuple[str, ...] = ()
    before: str = ""
    weighings: tuple[Weighing, ...] = ()
    tool: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    def to_json(self) -> dict[str, Any]:
        """The explanation as a JSON object."""
        return asdict(self) | {"confidence": round(self.confidence, 4)}
