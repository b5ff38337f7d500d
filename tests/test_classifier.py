"""Which section a question is for, on vectors small enough to see."""

import numpy as np
import pytest

from assistant.library import classifier as model
from assistant.library.build import Wording
from assistant.library.classifier import FOREIGN, Classifier, Lesson, fit_classifier
from assistant.library.encoder import Vector
from assistant.library.lessons import moved

DUES, JOIN = ("dues.md", 0), ("join.md", 2)


def around(axis: int, count: int = 8) -> Vector:
    rng = np.random.default_rng(axis)
    rows = np.eye(4, dtype=np.float32)[axis] + 0.2 * rng.normal(size=(count, 4))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def best_of(found: Classifier, question: Vector) -> tuple[str, int]:
    everything = np.arange(len(found.places))
    return found.places[int(np.argmax(found.log_chances(question, everything)))]


@pytest.mark.parametrize("places", [(DUES, JOIN), (DUES, JOIN, FOREIGN)])
def test_a_question_like_the_lessons_of_a_place_is_for_that_place(
    places: tuple[tuple[str, int], ...],
) -> None:
    found = fit_classifier([Lesson(place, around(n)) for n, place in enumerate(places)])
    assert found is not None
    assert set(found.places) == set(places)
    for axis, place in enumerate(places):
        assert best_of(found, np.eye(4, dtype=np.float32)[axis]) == place


def test_the_chances_of_the_places_in_question_make_one() -> None:
    found = fit_classifier([Lesson((f"{n}.md", 0), around(n)) for n in range(4)])
    assert found is not None
    for among in ([0, 1, 2, 3], [1, 3], [2]):
        chances = np.exp(found.log_chances(around(0, 1)[0], np.array(among)))
        assert chances.sum() == pytest.approx(1, abs=1e-5)


def test_a_lesson_of_more_weight_counts_for_more() -> None:
    def chance_of_dues(weight: float) -> float:
        rows = around(0)
        found = fit_classifier([Lesson(DUES, rows, weight), Lesson(JOIN, rows)])
        assert found is not None
        at = np.array([found.places.index(DUES), found.places.index(JOIN)])
        return float(np.exp(found.log_chances(rows[0], at)[0]))

    assert chance_of_dues(0.2) < 0.4 < chance_of_dues(1.0) == pytest.approx(0.5, abs=0.05)


def test_without_two_places_there_is_nothing_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fit_classifier([]) is None
    assert fit_classifier([Lesson(DUES, around(0))]) is None
    assert fit_classifier([Lesson(DUES, around(0)), Lesson(JOIN, around(1, 0))]) is None
    monkeypatch.setattr(model, "MOST_PLACES", 1)
    assert fit_classifier([Lesson(DUES, around(0)), Lesson(JOIN, around(1))]) is None


def test_fitting_may_start_from_the_classifier_of_the_build_before() -> None:
    lessons = [Lesson((f"{n}.md", 0), around(n)) for n in range(4)]
    before = fit_classifier(lessons[:3])
    after = fit_classifier(lessons[1:], before)
    afresh = fit_classifier(lessons[1:])
    assert before is not None
    assert after is not None
    assert afresh is not None
    assert after.places == afresh.places == (("1.md", 0), ("2.md", 0), ("3.md", 0))
    everything = np.arange(3)
    for question in around(1, 5), around(2, 5), around(3, 5):
        for one in question:
            chances = np.exp(after.log_chances(one, everything))
            assert chances == pytest.approx(np.exp(afresh.log_chances(one, everything)), abs=0.05)


def test_sections_that_have_moved_keep_what_was_learnt_of_them() -> None:
    places = (("gaps.md", 0), ("gaps.md", 1), ("gaps.md", 2))
    lessons = [Lesson(place, around(n)) for n, place in enumerate(places)]
    before = fit_classifier(lessons)
    assert before is not None
    old = [Wording(f"way {n}", *place) for n, place in enumerate(places)]
    new = [
        Wording("way 1", "gaps.md", 0),
        Wording("way 2", "gaps.md", 1),
        Wording("way 0", "own", 0),
    ]
    now = moved(before, old, new)
    assert dict(zip(before.places, now.places, strict=True)) == {
        ("gaps.md", 0): ("own", 0),
        ("gaps.md", 1): ("gaps.md", 0),
        ("gaps.md", 2): ("gaps.md", 1),
    }
    assert now.weights is before.weights
