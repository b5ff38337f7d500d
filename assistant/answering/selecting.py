"""Chooses what of a section answers a question: its list, some rows of its table, or sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answering.drafts import Line, LineKind, SourceList
from assistant.answering.finding import FoundSection, years_of
from assistant.answering.reading import Part
from assistant.library.index import Index
from assistant.library.lexicon import coverage, term_set, terms
from assistant.library.passages import row_text
from assistant.vocabulary import Block, BlockKind, Document, Section, Source

SENTENCES = 4
WORDS = 90  # of one answer's sentences; two-part questions get less for each
ROWS = 2  # a question that names more rows than this gets the whole table
SMALL_TABLE = 6  # a table of so few rows is given whole: its rows explain each other
COVERED = (
    0.35  # how much the words count beside the vectors when sentences are chosen; on our own set
)

_ASKS_LIST = re.compile(
    r"\b(what|which|list|all|name|who are|how do (i|we|you)|steps?|types?|kinds?|categories"
    r"|benefits|requirements|examples?)\b",
    re.IGNORECASE,
)
_ASKS_FACT = re.compile(
    r"^\W*(?:and |so |but )?(is|are|was|were|do|does|did|can|could|must|should|will|has|have|when"
    r"|where|how (?:much|many|old|long|big)|who is|who was)\b",
    re.IGNORECASE,
)


_ASKS_OPENLY = re.compile(
    r"\b(what|when|how|which|where|who)\b(?!.*\b(right|correct|true)\W*$)", re.I
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    order: tuple[int, int]
    score: float
    source: Source


def source_of(document: Document, section: Section, block: Block, excerpt: str) -> Source:
    """The source of a statement; an address that must not be shown is left out."""
    origin = document.origins[block.origin] if block.origin < len(document.origins) else None
    return Source(
        n=0,
        document=document.path,
        title=(origin.title if origin and origin.title else document.title),
        section=section.heading or document.title,
        url=origin.url if origin and origin.link else "",
        as_of=origin.as_of if origin else "",
        excerpt=excerpt,
        line=block.line,
        page=block.page,
    )


def select_lines(
    found: FoundSection, index: Index, part: Part, sources: SourceList, words: int = WORDS
) -> list[Line]:
    """The lines of a section that answer the question, with their sources cited."""
    block = _main_block(found, index)
    if block.kind is BlockKind.TABLE:
        return _table_lines(found, block, part, index, sources)
    if block.kind is BlockKind.LIST and _wants_list(part.text, found):
        return _list_lines(found, block, sources)
    lines = _sentence_lines(found, index, part, sources, words)
    if not lines and block.kind is BlockKind.LIST:
        return _list_lines(found, block, sources)
    return lines


def _main_block(found: FoundSection, index: Index) -> Block:
    """The block that was found; a paragraph after a list or table only rounds that off."""
    best = found.section.blocks[index.passages[found.hits[0].position].block]
    first = found.section.blocks[0]
    return first if best.kind is BlockKind.PARAGRAPH else best


def _wants_list(question: str, found: FoundSection) -> bool:
    if found.section.blocks[0].kind is BlockKind.LIST:
        return True
    return bool(_ASKS_LIST.search(question)) and not _ASKS_FACT.search(question)


def _list_lines(found: FoundSection, block: Block, sources: SourceList) -> list[Line]:
    number = sources.cite(source_of(found.document, found.section, block, block.raw))
    lead = [Line(block.text, number)] if block.text else []
    return [*lead, *(Line(item, number, LineKind.ITEM) for item in block.items)]


def _table_lines(
    found: FoundSection, block: Block, part: Part, index: Index, sources: SourceList
) -> list[Line]:
    of_year = [
        n for n, row in enumerate(block.rows) if row and years_of(row[0]) & years_of(part.text)
    ]
    rows = [] if len(block.rows) <= SMALL_TABLE else _named_rows(found, block, part, index)
    if of_year or not rows or len(rows) > ROWS:
        number = sources.cite(source_of(found.document, found.section, block, block.raw))
        lead = [Line(block.text, number)] if block.text else []
        shown = [block.rows[n] for n in of_year] or block.rows
        return [*lead, *(Line(row, number, LineKind.ROW) for row in _markdown_rows(block, shown))]
    lines = []
    for row in rows:
        raw = block.raw_items[row] if row < len(block.raw_items) else block.raw
        number = sources.cite(source_of(found.document, found.section, block, raw))
        lines.append(Line(row_text(block, row), number, LineKind.ITEM))
    return lines


def _markdown_rows(block: Block, shown: Sequence[Sequence[str]]) -> list[str]:
    width = max([len(block.header), *(len(row) for row in block.rows)])
    header = [*block.header, *[""] * (width - len(block.header))]
    rows = [header, ["---"] * width, *([*row, *[""] * (width - len(row))] for row in shown)]
    return ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]


def _named_rows(found: FoundSection, block: Block, part: Part, index: Index) -> list[int]:
    """Rows that the question names by words or figures that tell them from the others."""
    row_terms = [set(terms(" ".join(row))) for row in block.rows]
    common = set.intersection(*row_terms) if row_terms else set()
    header = set(terms(" ".join(block.header)))
    topic = term_set(f"{found.document.title} {found.section.heading}")
    asked = set(part.terms) - common - header - topic
    scores = [
        sum(index.words.rarity.get(term, 1.0) for term in asked & words) for words in row_terms
    ]
    highest = max(scores, default=0.0)
    if highest <= 0:
        return []
    return [row for row, score in enumerate(scores) if score >= 0.8 * highest]


def _sentence_lines(
    found: FoundSection, index: Index, part: Part, sources: SourceList, words: int
) -> list[Line]:
    candidates = _candidates(found, index, part)
    if not candidates:
        return []
    chosen = _choose(_of_the_year(candidates, part.text), words)
    lines = []
    for one in sorted(chosen, key=lambda candidate: candidate.order):
        lines.append(Line(one.text, sources.cite(one.source)))
    return lines


def _of_the_year(candidates: Sequence[_Candidate], question: str) -> Sequence[_Candidate]:
    """Without the sentences on other years, when one is on the year that was asked about.

    A year that a visitor wants confirmed may be the wrong one: then all sentences stay.
    """
    asked = years_of(question)
    if not _ASKS_OPENLY.search(question) or not any(
        asked & years_of(one.text) for one in candidates
    ):
        return candidates
    return [one for one in candidates if not (years := years_of(one.text)) or asked & years]


def _choose(candidates: Sequence[_Candidate], words: int) -> list[_Candidate]:
    """The first sentence, which answers the heading, and the best others while there is room."""
    first = min(candidates, key=lambda candidate: candidate.order)
    chosen = [first]
    used = len(first.text.split())
    for one in sorted(candidates, key=lambda candidate: -candidate.score):
        length = len(one.text.split())
        if one is not first and len(chosen) < SENTENCES and used + length <= words:
            chosen.append(one)
            used += length
    return chosen


def _candidates(found: FoundSection, index: Index, part: Part) -> list[_Candidate]:
    rarity = index.words.rarity
    candidates = []
    for hit in found.hits:
        passage = index.passages[hit.position]
        if passage.kind is not BlockKind.PARAGRAPH:
            continue
        block = found.section.blocks[passage.block]
        source = source_of(found.document, found.section, block, passage.excerpt)
        scores = index.sentence_scores(hit.position, part.vector)
        for number, sentence in enumerate(passage.sentences):
            covered = coverage(part.terms, rarity, term_set(sentence.text))
            score = float(np.float64(scores[number])) + COVERED * covered
            candidates.append(_Candidate(sentence.text, (hit.position, number), score, source))
    return candidates
