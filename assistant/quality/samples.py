"""Makes questions with and without an answer out of public data, for fitting and measuring.

A question whose entry is taken out of the corpus cannot be answered any more, though everything
around it stays: the near miss that a visitor's question is, too.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.library.encoder import Encoder
from assistant.quality.collection import Collection, Encodings, collect
from assistant.quality.logistic import Logistic
from assistant.quality.retrieval import retrieve
from assistant.quality.rows import CorpusRow, QuestionRow, read_corpus, read_questions
from assistant.quality.signs import Signs

FOLDS = 10  # a tenth of the entries is taken out at a time
WORDING_FOLDS = 6  # of those ten, where the corpus itself is asked
_PER_FOLD = 70  # wordings asked with, and as many without their entry
_FOREIGN = 15  # questions of other sets asked beside them
_BLANK = Logistic({}, 0.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """A question asked of a collection.

    Attributes:
        group: Samples of one group lean on the same entry and stay in one fold.
        kind: `asked` as the data has it, or `removed` when its entry was taken out.
        answerable: Whether the collection holds an answer.
        right: Whether the first passage lies in the right entry; None where nobody knows.
    """

    group: str
    kind: str
    label: str
    answerable: bool
    right: bool | None
    signs: Signs


def ask_documents(
    corpus: Path, questions: Path, encoder: Encoder, *, by_title: bool
) -> Iterator[Sample]:
    """Ask every question twice: as it is, and with its entry taken out.

    Args:
        corpus: The rows that are asked.
        questions: Rows with gold passages, and such that the data itself calls unanswerable.
        encoder: The opened encoder.
        by_title: Whether rows of one title are one entry and go together; else each row goes alone.
    """
    rows = read_corpus(corpus)
    asked = [row for row in read_questions(questions) if _is_english(row)]
    domain_of = {row.id: row.domain for row in rows}
    encodings = Encodings(encoder)
    for domain in dict.fromkeys(domain_of.values()):
        here = [row for row in rows if row.domain == domain]
        some = [q for q in asked if (domain_of[q.gold[0]] if q.gold else q.domain) == domain]
        names = {row.id: row.title if by_title and row.title else row.id for row in here}
        yield from _ask_domain(here, names, some, encodings)


def _is_english(row: QuestionRow) -> bool:
    """Whether the row is not of one of xquad's other languages; the model is fitted on English."""
    return row.id[2:3] != ":" or row.id.startswith("en:")


def _ask_domain(
    rows: Sequence[CorpusRow],
    names: Mapping[str, str],
    questions: Sequence[QuestionRow],
    encodings: Encodings,
) -> Iterator[Sample]:
    whole = collect(rows, encodings)
    for row in questions:
        yield _sample(row, whole, names.get(row.gold[0]) if row.gold else None, "asked")
    for gone in _folds(list(dict.fromkeys(names.values()))):
        lost = [q for q in questions if q.gold and any(names[one] in gone for one in q.gold)]
        if lost:
            dropped = {one for question in lost for one in question.gold}
            left = [r for r in rows if names[r.id] not in gone and r.id not in dropped]
            without = collect(left, encodings)
            for row in lost:
                yield _sample(row, without, names[row.gold[0]], "removed")


def ask_wordings(
    corpus: Path, foreign: Sequence[str], encoder: Encoder, seed: int = 0
) -> Iterator[Sample]:
    """Ask a corpus of wordings its own rows: taken out alone, and with their whole entry.

    Args:
        corpus: Rows that are each one wording of the entry in their title.
        foreign: Questions on other matters.
        encoder: The opened encoder.
        seed: Of the choice of rows.
    """
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    rows = read_corpus(corpus)
    encodings = Encodings(encoder)
    for gone in _folds(sorted({row.title for row in rows}))[:WORDING_FOLDS]:
        outside = choose.sample([row for row in rows if row.title in gone], _PER_FOLD)
        inside = choose.sample([row for row in rows if row.title not in gone], _PER_FOLD)
        asked = {row.id for row in inside}
        without = collect([r for r in rows if r.title not in gone and r.id not in asked], encodings)
        for row in inside:
            yield _sample(_as_question(row.text, "in_scope"), without, row.title, "asked")
        for row in outside:
            yield _sample(_as_question(row.text, "id_oos"), without, row.title, "removed")
        for text in choose.sample(list(foreign), _FOREIGN):
            yield _sample(_as_question(text, "ood_oos"), without, None, "removed")


def _as_question(text: str, label: str) -> QuestionRow:
    return QuestionRow(text, text, (), (), "", label, "")


def _folds(names: Sequence[str]) -> list[frozenset[str]]:
    mixed = list(names)
    random.Random(0).shuffle(mixed)  # noqa: S311 - nothing secret
    return [frozenset(mixed[fold::FOLDS]) for fold in range(FOLDS)]


def _sample(row: QuestionRow, where: Collection, entry: str | None, kind: str) -> Sample:
    found = retrieve(row, where, _BLANK)
    answerable = row.answerable and kind == "asked"
    right = found.entry == entry if answerable and entry is not None else None
    return Sample(entry or row.id, kind, row.label, answerable, right, found.signs)
