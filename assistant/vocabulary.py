"""The nouns of the house: plain values that every room shares, and nothing that does work."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, NewType

BuildId = NewType("BuildId", str)


class Audience(StrEnum):
    """Whom a document speaks to."""

    US = "us"
    GLOBAL = "global"
    BOTH = "both"
    STAFF = "staff"


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"  # the sources say it
    PARTIAL = "partial"  # the sources say a part of it
    CLARIFY = "clarify"  # one question goes back to the visitor
    UNANSWERED = "unanswered"  # on topic, not in the sources: a person is offered
    DECLINED = "declined"  # not ours to answer
    HANDOFF = "handoff"  # a person is being brought in
    FAILED = "failed"  # we broke; the visitor still gets a sentence


class Intent(StrEnum):
    """What a visitor wants with a message."""

    GREETING = "greeting"
    THANKS = "thanks"
    REFUSAL = "refusal"  # would rather not have the person who was offered
    GOODBYE = "goodbye"
    BOT = "bot"  # asks who or what is answering
    KNOWLEDGE = "knowledge"
    PERSON = "person"  # asks for a human being
    COMPLAINT = "complaint"
    PAYMENT = "payment"  # a payment or an invoice went wrong
    CORRECTION = "correction"  # a record of ours is wrong
    DISTRESS = "distress"
    OUT_OF_SCOPE = "out_of_scope"
    ABUSE = "abuse"
    ATTACK = "attack"  # tries to turn the assistant against its task


class FigureKind(StrEnum):
    """What sort of value a figure is."""

    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"


class BlockKind(StrEnum):
    """The parts a document is made of."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation; `role` is `user` or `assistant`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A message with what is known around it.

    Attributes:
        samples: Whether sample rates may be told to whoever asks: only on the machine itself, or
            where the operator has set up a demonstration.
    """

    message: str
    history: tuple[Turn, ...] = ()
    language: str = "en"
    staff: bool = False
    samples: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document's facts come from in the world.

    `link` is false for addresses that must not be shown (staging copies): title and date are.
    """

    title: str
    url: str
    as_of: str
    link: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list with its lead-in, or a table with its caption.

    Attributes:
        text: The paragraph; the lead-in of a list; the caption of a table. Mark-up is taken off.
        raw: The same block for excerpts, lead-in or caption included. In Markdown, plain text and
            CSV it is cut from the file verbatim; elsewhere it is the text as it is shown.
        line: First line in the file, counted from 1; the row of a sheet or a Word table; 0 where a
            format has neither.
        line_end: Last line, blank lines after the block left out.
        page: Page of a PDF, counted from 1; 0 elsewhere.
        items: The entries of a list; a nested one carries its parents: "Dues: small city: 100 USD".
        header: The column names of a table; empty if it has but one row.
        rows: The cells of a table without its header, all rows of the header's length.
        raw_items: Each entry of `items`, or each row of `rows`, as in `raw`.
        item_lines: The line of each of `raw_items`.
        origin: Position in the document's `origins` that it rests on.
    """

    kind: BlockKind
    text: str
    raw: str
    line: int = 0
    line_end: int = 0
    page: int = 0
    items: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    raw_items: tuple[str, ...] = ()
    item_lines: tuple[int, ...] = ()
    origin: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks under one heading.

    Attributes:
        path: Headings from the outermost to this one; empty for text before any heading.
        asked: Other ways people ask for this section, from the document itself.
        only: Words of which a question must have one to be answered by it; empty: none needed.
            For what would mislead everybody else, such as a price of long ago.
        exact: Which exact tool answers what is asked here, as far as it may: "dues", "directory";
            empty: none.
    """

    path: tuple[str, ...]
    blocks: tuple[Block, ...]
    asked: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    exact: str = ""

    @property
    def heading(self) -> str:
        """The innermost heading, or an empty string."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the knowledge folder, read.

    Attributes:
        path: Relative to the knowledge folder, with forward slashes; the document's name.
        own: Whether it lies in the operator's own folder, which outranks what is shipped.
        ends: The day after which its newest fact no longer holds.
        digest: SHA-256 of the file.
    """

    path: str
    title: str
    audience: Audience
    sections: tuple[Section, ...]
    origins: tuple[Origin, ...] = ()
    ends: date | None = None
    reviewed: date | None = None
    own: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement stands; `excerpt` is verbatim from the document."""

    n: int
    document: str
    title: str
    section: str
    url: str
    as_of: str
    excerpt: str
    line: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in an answer with where it comes from: `source:1`, `quote:2`, `visitor`, ..."""

    text: str
    kind: FigureKind
    origin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back for a question; `to_json` is the public contract."""

    outcome: Outcome
    text: str
    sources: tuple[Source, ...] = ()
    figures: tuple[Figure, ...] = ()
    suggestions: tuple[str, ...] = ()
    language: str = "en"
    confidence: float = 0.0
    reason: str = ""
    quote: Mapping[str, Any] | None = None
    directory: Mapping[str, Any] | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Answer":
        """The answer that `to_json` gave as this; what it does not know, it leaves out."""
        told = _known(cls, content) | {"outcome": Outcome(content["outcome"])}
        told["sources"] = tuple(Source(**_known(Source, one)) for one in content["sources"])
        told["figures"] = tuple(
            Figure(one["text"], FigureKind(one["kind"]), one["from"]) for one in content["figures"]
        )
        told["suggestions"] = tuple(content["suggestions"])
        return cls(**told)

    def to_json(self) -> dict[str, Any]:
        """The answer as the JSON object that every door gives out."""
        return {
            "outcome": self.outcome.value,
            "text": self.text,
            "sources": [
                {
                    "n": source.n,
                    "document": source.document,
                    "title": source.title,
                    "section": source.section,
                    "url": source.url,
                    "as_of": source.as_of,
                    "excerpt": source.excerpt,
                    "line": source.line,
                    "page": source.page,
                }
                for source in self.sources
            ],
            "figures": [
                {"text": figure.text, "kind": figure.kind.value, "from": figure.origin}
                for figure in self.figures
            ],
            "quote": self.quote,
            "directory": self.directory,
            "suggestions": list(self.suggestions),
            "language": self.language,
            "confidence": round(self.confidence, 4),
            "reason": self.reason,
            "timings_ms": {name: round(value, 2) for name, value in self.timings_ms.items()},
        }


def _known(noun: type[Answer | Source], content: Mapping[str, Any]) -> dict[str, Any]:
    """What a noun has a field for."""
    names = {one.name for one in fields(noun)}
    return {name: value for name, value in content.items() if name in names}
