"""Checks a draft: every mark exists, every figure is traced; what is not traced goes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.answering.drafts import HOUSE, VISITOR, Draft, Line, Trace, render
from assistant.answering.replies import Replies
from assistant.explanation import Check, Removal, Rule
from assistant.library.figures import FoundFigure, find_figures, stands_in
from assistant.vocabulary import Answer, Figure, Outcome, Source

ASSOCIATION_FILE = "association.toml"


class Ledger:
    """Where each figure of an answer comes from."""

    def __init__(self, draft: Draft, visitor: str, association: Mapping[str, Any]) -> None:
        self._sources = list(draft.sources)
        self._cited = len(draft.sources)  # a mark means one of these, never what is added below
        self._traces = draft.traces
        self._visitor = visitor
        self._association = association
        self._figures: dict[tuple[str, str], Figure] = {}
        self._removed: dict[Rule, list[Removal]] = {}

    @property
    def sources(self) -> tuple[Source, ...]:
        """The draft's sources, and the association's data where an answer used it."""
        return tuple(self._sources)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that was entered, once per place it comes from."""
        return tuple(self._figures.values())

    def enter(self, line: Line) -> bool:
        """Trace every figure of a line; nothing is entered when one cannot be traced."""
        if strange := [mark for mark in line.marks if mark > self._cited]:
            return self._refuse(line, Rule.MARKS, f"[{strange[0]}]")
        traced = []
        figures = find_figures(line.text)
        # What a line was made from stands there as it is; it is asked before all others.
        own = [trace for trace in self._traces if line.text in trace.text] if figures else []
        for figure in figures:
            place = self._place(figure, line, own)
            if not place:
                return self._refuse(line, Rule.FIGURES, figure.text)
            traced.append(Figure(figure.text, figure.kind, place))
        for figure_entry in traced:
            self._figures.setdefault((figure_entry.text, figure_entry.origin), figure_entry)
        return True

    def removed(self, rule: Rule) -> tuple[Removal, ...]:
        """The lines that broke a rule."""
        return tuple(self._removed.get(rule, ()))

    def _refuse(self, line: Line, rule: Rule, cause: str) -> bool:
        self._removed.setdefault(rule, []).append(Removal(line.text, cause))
        return False

    def _place(self, figure: FoundFigure, line: Line, own: Sequence[Trace]) -> str:
        for mark in line.marks:
            if stands_in(figure, self._sources[mark - 1].excerpt):
                return f"source:{mark}"
        if line.marks:
            return ""
        for trace in (*own, *self._traces):
            if stands_in(figure, trace.text):
                return trace.origin
        if stands_in(figure, self._visitor):
            return VISITOR
        return self._association_place(figure)

    def _association_place(self, figure: FoundFigure) -> str:
        for text in str(self._association.get("text", "")).splitlines():
            if not text.startswith("#") and stands_in(figure, text):
                return f"source:{self._cite(text.strip())}"
        return ""

    def _cite(self, excerpt: str) -> int:
        for source in self._sources:
            if (source.document, source.excerpt) == (ASSOCIATION_FILE, excerpt):
                return source.n
        number = len(self._sources) + 1
        name = str(self._association.get("name", ""))
        section = excerpt.split("=")[0].strip()
        self._sources.append(Source(number, ASSOCIATION_FILE, name, section, "", "", excerpt))
        return number


def is_traced(draft: Draft, visitor: str, association: Mapping[str, Any]) -> bool:
    """Whether every mark and every figure of a draft can be traced, so that checking drops nothing.

    Args:
        draft: What was composed, or worded by a model.
        visitor: The visitor's words: the assistant's own lines may repeat figures from them.
        association: The association's data, with the file's `text` for excerpts.
    """
    _, kept = _trace(draft, visitor, association)
    return len(kept) == len(draft.lines)


def _trace(draft: Draft, visitor: str, association: Mapping[str, Any]) -> tuple[Ledger, list[Line]]:
    """The ledger of a draft, and the lines that could be entered."""
    ledger = Ledger(draft, visitor, association)
    return ledger, [line for line in draft.lines if ledger.enter(line)]


def check_draft(
    draft: Draft, visitor: str, association: Mapping[str, Any], replies: Replies, language: str
) -> Answer:
    """The answer that may go out: lines with an untraced figure or mark are gone.

    Args:
        draft: What was composed.
        visitor: The visitor's words in this conversation: figures may be repeated from them.
        association: The association's data, with the file's `text` for excerpts.
        replies: For the sentence when nothing is left.
        language: Of the answer.
    """
    ledger, kept = _trace(draft, visitor, association)
    outcome, reason = draft.outcome, draft.reason
    if not _is_answer(kept, draft):
        nothing = Line(replies.say("unanswered", "nothing"))
        draft = replace(draft, sources=(), traces=(), quote=None, directory=None)
        bare = replace(draft, lines=(nothing,))
        ledger, kept = _trace(bare, visitor, association)
        outcome, reason = Outcome.UNANSWERED, f"{reason}; untraced"
    return Answer(
        outcome=outcome,
        text=render(kept),
        sources=ledger.sources,
        figures=ledger.figures,
        suggestions=draft.suggestions,
        language=language,
        confidence=draft.confidence,
        reason=reason,
        quote=draft.quote,
        directory=draft.directory,
    )


def list_checks(draft: Draft, visitor: str, association: Mapping[str, Any]) -> tuple[Check, ...]:
    """What came of each check of a draft; see `check_draft`."""
    ledger, kept = _trace(draft, visitor, association)
    gone = () if _is_answer(kept, draft) else tuple(Removal(line.text) for line in kept)
    marks = sum(len(line.marks) for line in draft.lines)
    figures = sum(len(find_figures(line.text)) for line in draft.lines)
    return (
        Check(Rule.MARKS, marks, ledger.removed(Rule.MARKS)),
        Check(Rule.FIGURES, figures, ledger.removed(Rule.FIGURES)),
        Check(Rule.REST, len(kept), gone),
    )


def _is_answer(kept: Sequence[Line], draft: Draft) -> bool:
    """Whether the lines that are left still answer."""
    if draft.traces and len(kept) < len(draft.lines):
        return False  # an exact answer is whole or none
    return any(_carries(line, draft) for line in kept)


def _carries(line: Line, draft: Draft) -> bool:
    """Whether a line carries the answer: in an answer, a house sentence alone does not.

    Unless code worked the answer out: then the house says it.
    """
    if draft.traces:
        return True
    if draft.outcome in {Outcome.ANSWERED, Outcome.PARTIAL} and draft.sources:
        return line.source != HOUSE
    return True
