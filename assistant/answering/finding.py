"""Finds what the documents say to a question, and whether that is an answer at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answering.expecting import expected_kind, holds_kind
from assistant.answering.gate import Evidence, Gate, Verdict
from assistant.answering.reading import Part
from assistant.library.classifier import FOREIGN
from assistant.library.figures import find_figures, stands_in
from assistant.library.gaps import FILE_NAME
from assistant.library.index import Hit, Index
from assistant.library.lexicon import coverage, inner_names, plain_words, term_set
from assistant.library.sections import all_text, told_text
from assistant.library.shelf import Shelf
from assistant.vocabulary import Document, FigureKind, Intent, Section

PASSAGES = 14  # 20 answer no better and 10 a little worse, on all sets of questions
_YEAR = re.compile(r"(?<![\d,.$])(?:19|20)\d\d(?![\d,])")
_OURS = frozenset(("you", "your", "yours", "we", "our", "us", "sister"))
NAMED_BONUS = 0.04  # all figures and names of the question stand in the section
KIND_BONUS = 0.02  # it holds the kind of figure the question asks for
VERDICT_PENALTY = 0.03  # a section that says yes or no to another question
SAME_QUESTION = 0.6  # how near a way to ask must lie for its yes or no to answer
NEAR_SECTIONS = 8  # the best ones, among which figures may decide
OTHER_YEAR_PENALTY = 0.05  # it tells of other years than the one asked about
TOPIC_BONUS = 0.06  # the turn before named the document's title
SAME_DOCUMENT_BONUS = 0.03  # a second question mostly stays with the first one's topic
VERDICTS = ("No:", "Yes:")  # how a section begins that answers a yes-or-no question
OWN_BONUS = 0.05  # the operator's documents outrank shipped ones that say as much


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section that may hold the answer.

    Attributes:
        hits: The passages that were found in it, best first.
        terms: Stemmed words of everything that a question may share words with.
    """

    document: Document
    number: int
    score: float
    hits: tuple[Hit, ...]
    terms: frozenset[str] = frozenset()

    @property
    def section(self) -> Section:
        """The section itself."""
        return self.document.sections[self.number]

    @property
    def is_gap(self) -> bool:
        """Whether it says what the documents do not say."""
        return self.document.path == FILE_NAME


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one question.

    Attributes:
        sections: Those that answer something, best first.
        gap: The nearest known gap; none when the question is not ours.
        confidence: Chance that the documents answer it.
        chances: Of each verdict.
        hits: The passages that were looked at, best first.
        is_overruled: Whether the verdict is silent though an answer was likelier.
    """

    part: Part
    sections: tuple[FoundSection, ...]
    gap: FoundSection | None
    verdict: Verdict
    confidence: float
    evidence: Evidence
    chances: Mapping[Verdict, float] = field(default_factory=dict)
    hits: Sequence[Hit] = ()
    is_overruled: bool = False


def find_answer(
    part: Part, shelf: Shelf, gate: Gate, *, staff: bool, before: Finding | None = None
) -> Finding:
    """Search for one question and weigh what turns up.

    Args:
        part: The question.
        shelf: Where to search.
        gate: Decides answer or not.
        staff: Whether staff passages may be seen.
        before: What was found for the question before it in the same message.
    """
    index = shelf.index(staff=staff)
    hits = index.search(part.asked, PASSAGES)
    topic = before.sections[0].document.path if before and before.sections else ""
    sections, gaps = group_hits(hits, index, shelf, topic, part.earlier)
    misled = bool(sections) and not _may_answer(sections[0].section, part)
    sections = tuple(found for found in sections if _may_answer(found.section, part))
    sections = _by_figures(part, sections)
    evidence = weigh_up(part, sections, gaps, index, foreignness(part, shelf))
    verdict, chances = gate.weigh(evidence)
    overruled = misled and verdict is Verdict.ANSWER
    if overruled:
        verdict = Verdict.SILENT  # what answers best must not: the next best would be beside it
    gap = gaps[0] if gaps and verdict is not Verdict.FOREIGN else None
    confidence = chances[Verdict.ANSWER]
    return Finding(part, sections, gap, verdict, confidence, evidence, chances, hits, overruled)


def group_hits(
    hits: Sequence[Hit], index: Index, shelf: Shelf, topic: str = "", earlier: Sequence[str] = ()
) -> tuple[tuple[FoundSection, ...], tuple[FoundSection, ...]]:
    """The found passages by section, best first: sections that answer something, and gaps."""
    by_place: dict[tuple[str, int], list[Hit]] = {}
    for hit in hits:
        passage = index.passages[hit.position]
        by_place.setdefault((passage.document, passage.section), []).append(hit)
    found = []
    for (path, number), group in by_place.items():
        document = shelf.documents[path]
        score = group[0].score + (OWN_BONUS if document.own else 0.0)
        score += SAME_DOCUMENT_BONUS if path == topic else 0.0
        score += TOPIC_BONUS if earlier and _is_named(document.title, earlier) else 0.0
        terms = shelf.terms[path, number]
        found.append(FoundSection(document, number, score, tuple(group), terms))
    found.sort(key=lambda section: -section.score)
    answering = tuple(section for section in found if not section.is_gap)
    return answering, tuple(section for section in found if section.is_gap)


def _may_answer(section: Section, part: Part) -> bool:
    """Whether the question has one of the words without which the section would mislead."""
    if not section.only:
        return True
    asked = set(plain_words(part.text))
    return any(set(plain_words(word)) <= asked for word in section.only)


def _by_figures(part: Part, sections: Sequence[FoundSection]) -> tuple[FoundSection, ...]:
    """Sections that hold the year or name asked about, or the kind of figure, come forward.

    A section does not come forward for holding just any amount of money: that of another thing
    is the last thing to tell somebody who asks for a price.
    """
    kind = expected_kind(part.text)
    figures = find_figures(part.text)
    names = set(inner_names(part.text))
    asked = len(figures) + len(names)
    has_signs = kind is not None or asked > 0
    years = years_of(part.text)

    def score(found: FoundSection) -> float:
        plain = found.score - VERDICT_PENALTY * says_yes_or_no(found)
        if not has_signs:
            return plain
        text = told_text(found.section)
        plain -= OTHER_YEAR_PENALTY * _is_of_other_years(years, text)
        named = sum(stands_in(figure, text) for figure in figures) + sum(n in text for n in names)
        fits = kind is not None and holds_kind(text, kind)
        if kind is FigureKind.MONEY:
            fits = fits and asked > 0 and named == asked
        return plain + NAMED_BONUS * named / max(asked, 1) + KIND_BONUS * fits

    near = sorted(sections[:NEAR_SECTIONS], key=score, reverse=True)
    return (*near, *sections[NEAR_SECTIONS:])


def years_of(text: str) -> set[str]:
    """The years that a text names, alone or in a date."""
    return set(_YEAR.findall(text))


def _is_of_other_years(asked: set[str], text: str) -> bool:
    """Whether a section names years, and none of those that were asked about."""
    told = years_of(text) if asked else set()
    return bool(told) and asked.isdisjoint(told)


def _is_named(title: str, earlier: Sequence[str]) -> bool:
    """Whether the visitor's turn before named the document's topic."""
    words = term_set(title)
    return len(words) > 1 and words <= set(earlier)


def foreignness(part: Part, shelf: Shelf) -> float:
    """How near the question lies to an example of what is not ours to answer."""
    best = shelf.examples.best_by_name(part.vector)
    return max(best.get(Intent.OUT_OF_SCOPE.value, 0.0), best.get(Intent.ATTACK.value, 0.0))


def weigh_up(
    part: Part,
    sections: Sequence[FoundSection],
    gaps: Sequence[FoundSection],
    index: Index,
    foreign: float,
) -> Evidence:
    """The evidence for and against an answer."""
    if not sections:
        return Evidence(**dict.fromkeys(Evidence.__dataclass_fields__, 0.0))
    best, gap = sections[0], (gaps[0] if gaps else None)
    top, gap_top = best.hits[0], (gap.hits[0] if gap else None)
    rival = next((s.score for s in sections if s.document.path != best.document.path), 0.0)
    hits = sorted((hit for found in sections for hit in found.hits), key=lambda h: -h.cosine)
    near = [index.passages[hit.position].document for hit in hits[:10]]
    covered = _covered(part, best, index)
    asked_figures = find_figures(part.text)
    text = all_text(best.document.title, best.section)
    kept = sum(stands_in(figure, text) for figure in asked_figures)
    names = inner_names(part.text)
    strangers = min(sum(name.casefold() not in index.words.plain for name in names), 2) / 2
    addressed = float(not _OURS.isdisjoint(plain_words(part.text)))
    unknown = [term for term in part.terms if term not in index.words.rarity]
    chance_gap, chance_foreign = index.chances_of((FILE_NAME, FOREIGN[0]), part.vector)
    gap_heading = max((found.hits[0].heading for found in gaps), default=0.0)
    return Evidence(
        score=best.score,
        lead=best.score - (gap.score if gap else 0.0),
        rival=best.score - rival,
        cosine=top.cosine,
        fifth=hits[min(4, len(hits) - 1)].cosine,
        tenth=hits[min(9, len(hits) - 1)].cosine,
        heading=top.heading,
        heading_lead=top.heading - gap_heading,
        centre=top.centre,
        centre_lead=top.centre - max((found.hits[0].centre for found in gaps), default=0.0),
        window=top.window,
        tokens=top.tokens,
        tokens_lead=top.tokens - (gap_top.tokens if gap_top else 0.0),
        covered=covered,
        covered_lead=covered - (_covered(part, gap, index) if gap else 0.0),
        unknown=len(unknown) / max(len(part.terms), 1),
        strangers=strangers,
        addressed=addressed,
        strangers_alone=strangers * (1 - addressed),
        figures=kept / max(len(asked_figures), 1),
        figures_lost=(len(asked_figures) - kept) / max(len(asked_figures), 1),
        agreement=near.count(best.document.path) / len(near),
        gap=gap_heading,
        foreign=foreign,
        choice=top.choice,
        choice_lead=top.choice - max((found.hits[0].choice for found in gaps), default=0.0),
        chance_gap=chance_gap,
        chance_foreign=chance_foreign,
        length=min(len(part.terms), 12) / 12,
    )


def _covered(part: Part, found: FoundSection, index: Index) -> float:
    return coverage(part.terms, index.words.rarity, found.terms)


def says_yes_or_no(found: FoundSection) -> bool:
    """Whether a section begins with the yes or no to a question that this one is not near to."""
    begins = found.section.blocks[0].text.startswith(VERDICTS)
    return begins and found.hits[0].heading < SAME_QUESTION
