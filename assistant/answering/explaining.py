"""Tells how an answer came about, from what was noted while it was worked out."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant import __version__
from assistant.answering.checking import ASSOCIATION_FILE, list_checks
from assistant.answering.exact.inputs import inputs_of
from assistant.answering.finding import Finding
from assistant.answering.gate import Verdict
from assistant.answering.notes import Notes
from assistant.explanation import Explanation, ScoredPassage, Weighing
from assistant.library.index import Hit
from assistant.library.passages import Passage
from assistant.library.shelf import Shelf
from assistant.vocabulary import Answer, Intent, Source

PASSAGES = 8  # of those that were looked at; more only where the answer rests on them


def explain_answer(answer: Answer, notes: Notes) -> Explanation:
    """How an answer came about.

    Args:
        answer: As it goes out.
        notes: Taken while it was worked out, up to the draft.
    """
    assert notes.draft is not None, "an answer is a checked draft"
    findings = [finding for search in notes.searches for finding in search.findings]
    talk = notes.errand.talk if notes.errand else None
    return Explanation(
        question=notes.asked.message,
        language=answer.language,
        outcome=answer.outcome,
        reason=answer.reason,
        confidence=answer.confidence,
        passages=_passages(findings, answer, notes),
        rows=(*_dues_rows(answer, notes.shelf), *_directory_rows(answer.directory or {})),
        steps=tuple(_steps(answer)),
        checks=list_checks(notes.draft, notes.words, notes.shelf.association),
        build=notes.shelf.build,
        text=answer.text,
        intent=Intent.KNOWLEDGE if notes.errand else notes.searches[0].reading.intent,
        parts=tuple(finding.part.understood for finding in findings),
        before=notes.said[-1] if any(finding.part.earlier for finding in findings) else "",
        weighings=tuple(_weighing(finding) for finding in findings),
        tool=talk.topic.value if talk else "",
        inputs=inputs_of(talk) if talk else {},
        version=__version__,
    )


def _passages(findings: list[Finding], answer: Answer, notes: Notes) -> tuple[ScoredPassage, ...]:
    """The best passages of all searches, each once with its best score."""
    index = notes.shelf.index(staff=notes.asked.staff)
    best: dict[int, Hit] = {}
    for hit in sorted((hit for finding in findings for hit in finding.hits), key=_score):
        best.setdefault(hit.position, hit)
    scored = [_scored(index.passages[n], hit, answer, notes.shelf) for n, hit in best.items()]
    return tuple(one for rank, one in enumerate(scored) if rank < PASSAGES or one.is_used)


def _score(hit: Hit) -> float:
    return -hit.score


def _scored(passage: Passage, hit: Hit, answer: Answer, shelf: Shelf) -> ScoredPassage:
    document = shelf.documents[passage.document]
    section = document.sections[passage.section].heading or document.title
    return ScoredPassage(
        document.path,
        section,
        hit.score,
        is_used=any(_is_of(source, passage, section) for source in answer.sources),
        title=document.title,
        line=passage.line,
        page=passage.page,
    )


def _is_of(source: Source, passage: Passage, section: str) -> bool:
    """Whether a source is a passage, a part of it, or the table that it is a row of."""
    if (source.document, source.section) != (passage.document, section):
        return False
    return passage.excerpt in source.excerpt or source.excerpt in passage.excerpt


def _weighing(finding: Finding) -> Weighing:
    others = [chance for verdict, chance in finding.chances.items() if verdict != Verdict.ANSWER]
    return Weighing(
        finding.part.understood,
        finding.verdict.value,
        finding.confidence,
        max(others),
        finding.is_overruled,
    )


def _dues_rows(answer: Answer, shelf: Shelf) -> Iterator[str]:
    """The rows of the dues table among the sources."""
    for source in answer.sources:
        if source.line and source.document not in {ASSOCIATION_FILE, *shelf.documents}:
            yield f"{source.document}:{source.line} · {source.excerpt}"


def _directory_rows(found: Mapping[str, Any]) -> Iterator[str]:
    """The community that the directory was asked about, and the partnerships that it gave."""
    if community := found.get("community"):
        yield f"{community['label']} · {found['status']} · {found['as_of']}"
    for one in found.get("partners", ()):
        told = one["community"], one["name"], one["country"], one["relation"], one["as_of"]
        yield " · ".join(cell for cell in (*told, one["source"]) if cell)


def _steps(answer: Answer) -> Iterator[str]:
    for worked_out in (answer.quote, answer.directory):
        for step in (worked_out or {}).get("steps", ()):
            yield step["text"]
