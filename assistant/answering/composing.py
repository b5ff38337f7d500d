"""Composes an answer without a language model: copies what was found, or says what is missing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.drafts import Draft, Line, LineKind, SourceList
from assistant.answering.expecting import holds_kind
from assistant.answering.finding import (
    Finding,
    FoundSection,
    says_yes_or_no,
    years_of,
)
from assistant.answering.gate import Verdict
from assistant.answering.pricing import lacks_amount
from assistant.answering.reading import Reading
from assistant.answering.replies import Replies
from assistant.answering.selecting import WORDS, select_lines, source_of
from assistant.answering.verdicts import fits
from assistant.library.figures import find_figures, stands_in
from assistant.library.index import Index
from assistant.library.lexicon import coverage
from assistant.library.sections import told_text
from assistant.vocabulary import FigureKind, Intent, Outcome

TOPICS = 3
CLOSE = 0.02  # a second section so little behind the first is told as well
SECOND_WORDS = 35
SHARED = 4  # of how many best sections a neighbour's may be one to answer a part as well
SAME_WORDS = 0.3  # what a section must share of a question's words for its yes or no to count
FAR = 0.08  # lead of a gap's score that keeps a part silent
TOPIC_HEADING = 0.35  # how near a heading must lie to be named as a neighbouring topic
_PLAIN = {
    Intent.GREETING: (Outcome.ANSWERED, "greeting", "text"),
    Intent.THANKS: (Outcome.ANSWERED, "thanks", "text"),
    Intent.REFUSAL: (Outcome.ANSWERED, "refusal", "text"),
    Intent.GOODBYE: (Outcome.ANSWERED, "goodbye", "text"),
    Intent.BOT: (Outcome.ANSWERED, "bot", "text"),
    Intent.PERSON: (Outcome.HANDOFF, "handoff", "text"),
    Intent.COMPLAINT: (Outcome.HANDOFF, "handoff", "complaint"),
    Intent.PAYMENT: (Outcome.HANDOFF, "handoff", "payment"),
    Intent.CORRECTION: (Outcome.HANDOFF, "handoff", "correction"),
    Intent.DISTRESS: (Outcome.HANDOFF, "handoff", "distress"),
    Intent.ABUSE: (Outcome.DECLINED, "declined", "abuse"),
    Intent.ATTACK: (Outcome.DECLINED, "declined", "attack"),
    Intent.OUT_OF_SCOPE: (Outcome.DECLINED, "declined", "text"),
}


def compose_reply(reading: Reading, replies: Replies) -> Draft:
    """The reply to a message that asks for nothing in the documents."""
    outcome, section, name = _PLAIN[reading.intent]
    line = Line(replies.say_or_unnamed(section, name))
    return Draft(outcome, (line,), confidence=1.0, reason=f"intent:{reading.intent.value}")


def compose_clarify(replies: Replies) -> Draft:
    """One question back, for a message without a word that could be searched for."""
    return Draft(Outcome.CLARIFY, (Line(replies.say("clarify", "empty")),), reason="no words")


def compose_foreign_language(reading: Reading, replies: Replies) -> Draft:
    """The reply to a message in a language that the assistant cannot answer in."""
    person = replies.say_or_unnamed("unanswered", "person")
    lines = (Line(replies.say("unanswered", "language")), Line(person))
    return Draft(Outcome.UNANSWERED, lines, reason=f"language:{reading.language}")


def compose_answer(
    findings: Sequence[Finding], index: Index, replies: Replies, today: date
) -> Draft:
    """An answer to every question of a message, copied from what was found.

    Args:
        findings: One per question, in order.
        index: What was searched.
        replies: The assistant's own sentences.
        today: Decides which dated documents have run out.
    """
    room = WORDS if len(findings) == 1 else max(40, WORDS * 4 // (3 * len(findings)))
    settled = _settle(findings)
    drafts = [_one(finding, index, replies, today, room) for finding in settled]
    answered = [d for d in drafts if d.outcome is Outcome.ANSWERED]
    silent = [d for d in drafts if d.outcome is Outcome.UNANSWERED]
    if not answered and not silent:
        return drafts[0]
    chosen = answered + silent
    whole = chosen[0]
    for draft in chosen[1:]:
        whole = whole.followed_by(draft)
    if answered and len(answered) < len(drafts):
        whole = replace(whole, outcome=Outcome.PARTIAL)
        if not silent:
            whole = _with(whole, Line(replies.say("partial", "missing_unknown"), opens=True))
    if whole.outcome in {Outcome.PARTIAL, Outcome.UNANSWERED}:
        whole = _offer_person(whole, findings, index, replies)
    confidence = min(draft.confidence for draft in drafts)
    reason = "; ".join(dict.fromkeys(draft.reason for draft in drafts))
    return replace(
        whole,
        confidence=confidence,
        reason=reason,
        suggestions=_suggestions(findings, whole, replies),
    )


def _settle(findings: Sequence[Finding]) -> list[Finding]:
    """Let a part that found nothing for itself be answered by a neighbour's section.

    "Is it part of you, and do its dues count?" is one question for one section: a part is silent
    only when that section is not among what it found, or the gap is the nearer by far.
    """
    answered = [f for f in findings if f.verdict is Verdict.ANSWER]
    return [
        next(
            (_answered_by(finding, other) for other in answered if _covers(other, finding)), finding
        )
        if finding.verdict is not Verdict.ANSWER
        else finding
        for finding in findings
    ]


def _covers(other: Finding, finding: Finding) -> bool:
    best = other.sections[0]
    near = {(s.document.path, s.number) for s in finding.sections[:SHARED]}
    gap = finding.gap.score if finding.gap else 0.0
    return (best.document.path, best.number) in near and gap - finding.sections[0].score < FAR


def _answered_by(finding: Finding, other: Finding) -> Finding:
    return replace(
        finding, sections=other.sections[:1], verdict=Verdict.ANSWER, confidence=other.confidence
    )


def _one(finding: Finding, index: Index, replies: Replies, today: date, room: int) -> Draft:
    if finding.verdict is Verdict.FOREIGN:
        line = Line(replies.say("declined"))
        return Draft(Outcome.DECLINED, (line,), confidence=finding.confidence, reason="foreign")
    if finding.verdict is Verdict.SILENT:
        return _silent(finding, replies)
    best = finding.sections[0]
    sources = SourceList()
    lines = _told(finding, best, index, sources, room)
    if lines and finding.gap and lacks_amount(finding, lines):
        return _silent(finding, replies)
    absent = bool(lines) and (
        replies.says_absence(lines[0].text)
        or lacks_amount(finding, lines)
        or _named_as_missing(finding, lines, replies)
    )
    if second := _close_second(finding):
        lines += _added(lines, _told(finding, second, index, sources, SECOND_WORDS))
    if ended := _ended(best, today, replies):
        lines.append(ended)
    return Draft(
        Outcome.UNANSWERED if absent or not lines else Outcome.ANSWERED,
        tuple(lines),
        tuple(sources.sources),
        confidence=finding.confidence,
        reason=f"section:{best.document.path}#{best.section.heading}",
    )


def _told(
    finding: Finding, found: FoundSection, index: Index, sources: SourceList, room: int
) -> list[Line]:
    """The lines of a section, without a yes or no to another question than the one asked."""
    lines = select_lines(found, index, finding.part, sources, room)
    if lines and not _answers_yes_or_no(finding, found, index):
        lines[0] = replace(lines[0], text=_without_verdict(lines[0].text))
    return lines


def _answers_yes_or_no(finding: Finding, found: FoundSection, index: Index) -> bool:
    """Whether a section's yes or no, if it has one, is that to the question."""
    if says_yes_or_no(found) or not fits(finding.part.text, found.section.heading):
        return False
    return coverage(finding.part.terms, index.words.rarity, found.terms) > SAME_WORDS


def _named_as_missing(finding: Finding, lines: Sequence[Line], replies: Replies) -> bool:
    """Whether what the question names stands only where the documents say that it is missing."""
    for figure in find_figures(finding.part.text):
        naming = [line.text for line in lines if stands_in(figure, line.text)]
        if naming and all(replies.says_absence(text) for text in naming):
            return True
    return False


def _without_verdict(sentence: str) -> str:
    """The sentence without the yes or no to a question that was not asked."""
    verdict, _, rest = sentence.partition(": ")
    return rest[:1].upper() + rest[1:] if verdict in {"Yes", "No"} else sentence


def _added(lines: Sequence[Line], more: Sequence[Line]) -> list[Line]:
    """What a second section adds; it brings no price where the first names none."""
    priced = any(holds_kind(line.text, FigureKind.MONEY) for line in lines)
    if not priced and any(holds_kind(line.text, FigureKind.MONEY) for line in more):
        return []
    fresh = [line for line in more if line.text not in {known.text for known in lines}]
    return [replace(line, opens=position == 0) for position, line in enumerate(fresh)]


def _close_second(finding: Finding) -> FoundSection | None:
    """The next section when it is all but as near as the first: then both are told.

    Where the first tells of the year that was asked about, one without that year adds nothing.
    """
    if len(finding.sections) < 2:
        return None
    first, second = finding.sections[:2]
    years = years_of(finding.part.text)
    if years & years_of(told_text(first.section)) and not years & years_of(
        told_text(second.section)
    ):
        return None
    return second if first.score - second.score < CLOSE else None


def _ended(found: FoundSection, today: date, replies: Replies) -> Line | None:
    """A sentence after what an operator's document says of a time that is over."""
    document = found.document
    if not document.own or document.ends is None or document.ends >= today:
        return None
    return Line(replies.say("ending", "past"))


def _silent(finding: Finding, replies: Replies) -> Draft:
    if finding.gap is None:
        text = replies.say("unanswered", "looked_for", question=_shortened(finding.part.text))
        return Draft(
            Outcome.UNANSWERED, (Line(text),), confidence=finding.confidence, reason="silent"
        )
    block = finding.gap.section.blocks[0]
    source = source_of(finding.gap.document, finding.gap.section, block, block.raw)
    return Draft(
        Outcome.UNANSWERED,
        (Line(block.text, 1),),
        (replace(source, n=1),),
        confidence=finding.confidence,
        reason=f"gap:{finding.gap.section.heading}",
    )


def _shortened(question: str, letters: int = 120) -> str:
    """The question on one line, cut at a word, without quotation marks of its own."""
    plain = " ".join(question.replace('"', "'").split())
    if len(plain) <= letters:
        return plain
    return plain[:letters].rsplit(" ", 1)[0] + " ..."


def _offer_person(
    draft: Draft, findings: Sequence[Finding], index: Index, replies: Replies
) -> Draft:
    topics = _topics(findings, replies) if draft.outcome is Outcome.UNANSWERED else []
    if topics:
        draft = _with(draft, Line(replies.say("unanswered", "topics", topics="; ".join(topics))))
    return _with(draft, Line(replies.say_or_unnamed("unanswered", "person")))


def _with(draft: Draft, line: Line) -> Draft:
    return replace(draft, lines=(*draft.lines, line))


def _answering_sections(findings: Sequence[Finding], replies: Replies) -> list[FoundSection]:
    """Neighbouring sections that really answer something, nearest first."""
    near = []
    for finding in findings:
        for found in finding.sections:
            first = found.section.blocks[0].text
            if found.hits[0].heading >= TOPIC_HEADING and not replies.says_absence(first):
                near.append(found)
    return near


def _topics(findings: Sequence[Finding], replies: Replies) -> list[str]:
    titles = [found.document.title for found in _answering_sections(findings, replies)]
    return list(dict.fromkeys(titles))[:TOPICS]


def _suggestions(findings: Sequence[Finding], draft: Draft, replies: Replies) -> tuple[str, ...]:
    used = {(source.document, source.section) for source in draft.sources}
    headings = [
        found.section.heading
        for found in _answering_sections(findings, replies)
        if found.section.heading and (found.document.path, found.section.heading) not in used
    ]
    return tuple(dict.fromkeys(headings))[:TOPICS]


def has_list(draft: Draft) -> bool:
    """Whether the draft holds a list or a table, which may be longer than other answers."""
    return any(line.kind is not LineKind.SENTENCE for line in draft.lines)
