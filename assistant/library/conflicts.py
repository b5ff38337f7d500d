"""Finds the same quantity stated with different values in two places."""

from collections.abc import Iterable, Iterator, Sequence
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


_Subject = tuple[FigureKind, str, str, frozenset[str]]  # kind, currency, word after it, years


@dataclass(frozen=True, slots=True)
class _Statement:
    sentence: str
    document: str
    subject: _Subject
    value: frozenset[str]
    words: frozenset[str]


def find_conflicts(passages: Sequence[Passage]) -> list[Conflict]:
    """Pairs of sentences about one quantity with different values.

    Sentences that name different years are not in conflict: a count may change.
    """
    groups: dict[_Subject, list[_Statement]] = {}
    for statement in _statements(passages):
        groups.setdefault(statement.subject, []).append(statement)
    return list(dict.fromkeys(one for group in groups.values() for one in _clashes(group)))


def _clashes(group: Sequence[_Statement]) -> Iterator[Conflict]:
    """Pairs that do not agree; only statements that share a word are compared at all."""
    by_word: dict[str, list[int]] = {}
    for position, one in enumerate(group):
        rivals = {earlier for word in one.words for earlier in by_word.get(word, ())}
        for rival in sorted(rivals):
            if _clash(group[rival], one):
                yield _conflict(group[rival], one)
        for word in one.words:
            by_word.setdefault(word, []).append(position)


def _clash(one: _Statement, other: _Statement) -> bool:
    if one.value == other.value:
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
    dates = [f for f in figures if f.kind is FigureKind.DATE]
    years = frozenset(year for date in dates for year in date.years)
    quantities = [f for f in figures if f.kind is not FigureKind.DATE]
    if len(quantities) != 1:  # with several, words alone cannot tell which is which
        return
    figure = quantities[0]
    after = terms(sentence[figure.end :])
    words = frozenset((*terms(sentence[: figure.start]), *after)) - years
    subject = (figure.kind, figure.currency, after[0] if after else "", years)
    yield _Statement(sentence, document, subject, figure.values, words)
