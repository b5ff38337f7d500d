"""What a build teaches the classifier: headings, ways to ask, and what the sections say."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from assistant.library.build import Wording
from assistant.library.classifier import FOREIGN, Classifier, Lesson, Place, fit_classifier
from assistant.library.encoder import Vector
from assistant.library.index import PassageVectors
from assistant.library.passages import Passage
from assistant.library.wordings import has_many
from assistant.vocabulary import Intent

_SENTENCE_WEIGHT = 0.5  # beside a way to ask; see `classifier.py`


def teach(
    passages: Sequence[Passage],
    vectors: Sequence[PassageVectors],
    wordings: Sequence[Wording],
    wording_vectors: Vector,
    before: Classifier | None = None,
) -> Classifier | None:
    """Fit the classifier of a build; None where its sections have too few ways to ask.

    Args:
        passages: n passages.
        vectors: Theirs, in the same order.
        wordings: m headings, ways to ask and examples of intents.
        wording_vectors: m rows.
        before: That of the build before, to start from.
    """
    places = [_place(wording) for wording in wordings]
    if not has_many(place for place in places if place and place != FOREIGN):
        return None
    asked = [
        Lesson(place, row[None, :])
        for place, row in zip(places, wording_vectors, strict=True)
        if place
    ]
    said = [
        Lesson((passage.document, passage.section), one.windows, _SENTENCE_WEIGHT)
        for passage, one in zip(passages, vectors, strict=True)
    ]
    return fit_classifier(_joined([*asked, *said]), before)


def moved(before: Classifier, old: Sequence[Wording], new: Sequence[Wording]) -> Classifier:
    """The classifier of the build before, its places called as they are now.

    Sections are told by number, so that one more or less moves all behind it; what asks for them
    stays the same.

    Args:
        before: That of the build before.
        old: The ways to ask in that build.
        new: Those in this one.
    """
    now = {wording.text: _place(wording) for wording in new}
    places = {_place(wording): now.get(wording.text) for wording in old}
    return replace(before, places=tuple(places.get(place) or place for place in before.places))


def _place(wording: Wording) -> Place | None:
    if wording.intent == Intent.OUT_OF_SCOPE:
        return FOREIGN
    return None if wording.intent else (wording.document, wording.section)


def _joined(lessons: Sequence[Lesson]) -> list[Lesson]:
    """One lesson for each place and weight, so that few arrays are joined."""
    ordered = sorted(lessons, key=lambda lesson: (lesson.place, lesson.weight))
    return [
        Lesson(place, np.concatenate([lesson.vectors for lesson in group]), weight)
        for (place, weight), group in groupby(ordered, key=lambda one: (one.place, one.weight))
    ]
