"""Finds the same quantity stated with different values in two places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.library.figures import FoundFigure, find_figures
from assistant.library.lexicon import terms
from assistant.library.passages import Passage
from assistant.vocabulary import FigureKind

ALIKE = 0.6  # share of words two sentences must have in common to speak of the same quantity


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements of one quantity that do not agree."""

    first: str
    first_document: str
    second: str
    second_document: str


@dataclass(frozen=True, slots=True)
class _Statement:
    sentence: str
    document: str
    kind: FigureKind
    value: frozenset[str]
    unit: str
    years: frozenset[str]
    words: frozenset[str]


def find_conflicts(passages: Sequence[Passage]) -> list[Conflict]:
    """Pairs of sentences about one quantity with different values.

    Sentences that name different years are not in conflict: a count may change.
    """
    groups: dict[tuple[FigureKind, frozenset[str]], list[_Statement]] = {}
    for statement in _statements(passages):
        groups.setdefault((statement.kind, statement.years), []).append(statement)
    found = []
    for group in groups.values():
        for n, one in enumerate(group):
            found += [_conflict(one, other) for other in group[n + 1 :] if _clash(one, other)]
    return list(dict.fromkeys(found))


def _clash(one: _Statement, other: _Statement) -> bool:
    if one.value == other.value or one.unit != other.unit:
        return False
    shared = len(one.words & other.words)
    return shared >= 3 and shared / max(len(one.words | other.words), 1) >= ALIKE


def _conflict(one: _Statement, other: _Statement) -> Conflict:
    return Conflict(one.sentence, one.document, other.sentence, other.document)


def _statements(passages: Iterable[Passage]) -> Iterable[_Statement]:
    for passage in passages:
        for sentence in passage.sentences:
            figures = find_figures(sentence.text)
            yield from _of_sentence(sentence.text, passage.document, figures)


def _of_sentence(
    sentence: str, document: str, figures: Sequence[FoundFigure]
) -> Iterable[_Statement]:
    years = frozenset(
        value for f in figures if f.kind is FigureKind.DATE for value in f.values if len(value) == 4
    )
    quantities = [f for f in figures if f.kind is not FigureKind.DATE]
    if len(quantities) != 1:  # with several, words alone cannot tell which is which
        return
    figure = quantities[0]
    after = terms(sentence[figure.end :])
    words = frozenset((*terms(sentence[: figure.start]), *after)) - years
    unit = after[0] if after else ""
    yield _Statement(sentence, document, figure.kind, figure.values, unit, years, words)
