"""The measures against values reckoned by hand, and the grades of answers."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.quality.answers import Expectation, evaluate_answers, grade, read_expectations
from assistant.quality.measures import (
    auroc,
    average_precision_at,
    hit_at,
    ndcg_at,
    recall_at,
    threshold_for,
)
from assistant.vocabulary import Answer, Asked, Outcome, Source

EXPECTED = Expectation(
    id="e1",
    kind="fact",
    ask="What does a boat for 12 people cost?",
    outcome=("answered", "partial"),
    document=("boats.md",),
    must=(("$75", "75 dollars"), ("noon",)),
    must_not=("free",),
)
RIGHT = Answer(
    Outcome.ANSWERED,
    "A boat for 12 people costs $75. It leaves at NOON. [1]",
    (Source(1, "boats.md", "Boats", "", "", "", "A boat costs $75.\nIt leaves at noon."),),
)


# ---- Measures


def test_a_hit_is_any_gold_id_among_the_first() -> None:
    assert hit_at(["x", "a", "b"], {"a", "b"}, 1) == 0
    assert hit_at(["x", "a", "b"], {"a", "b"}, 2) == 1


def test_recall_is_the_share_of_gold_ids_among_the_first() -> None:
    assert recall_at(["x", "a", "b"], {"a", "b"}, 2) == 0.5
    assert recall_at(["x", "a", "b"], {"a", "b", "c"}, 5) == pytest.approx(2 / 3)


def test_ndcg_divides_the_gain_by_that_of_the_best_order() -> None:
    assert ndcg_at(["a", "b", "x"], {"a", "b"}, 5) == 1
    assert ndcg_at(["x", "a", "b"], {"a", "b"}, 5) == pytest.approx(0.693426, abs=1e-6)
    assert ndcg_at(["x", "y"], {"a"}, 5) == 0
    assert ndcg_at(["a", "x"], {"a", "b", "c"}, 1) == 1  # more could not have been found


def test_average_precision_counts_a_missing_gold_id_as_nothing() -> None:
    assert average_precision_at(["a", "x", "b"], {"a", "b", "c"}, 10) == pytest.approx(5 / 9)
    assert average_precision_at(["x", "a"], {"a"}, 10) == 0.5


def test_auroc_counts_a_tie_half_and_is_no_number_without_both_sides() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 0.875
    assert auroc([0.1], [0.9]) == 0
    assert math.isnan(auroc([], [0.5]))


def test_the_threshold_for_an_accuracy_lets_just_enough_right_ones_through() -> None:
    assert threshold_for([0.2, 0.9, 0.7], 4, 0.5) == 0.7
    assert threshold_for([0.2, 0.9, 0.7], 4, 1.0) == float("-inf")
    assert threshold_for([0.2], 4, 0.0) == float("inf")


# ---- Grades


def test_an_answer_with_all_that_was_expected_is_right() -> None:
    found = grade(EXPECTED, RIGHT)
    assert (found.outcome, found.document, found.facts) == (True, True, True)
    assert (found.right, found.untraced, found.words) == (True, 0, 12)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"outcome": Outcome.UNANSWERED}, {"outcome": False, "document": None}),
        ({"sources": (replace(RIGHT.sources[0], document="cars.md"),)}, {"document": False}),
        ({"sources": ()}, {"document": False}),
        ({"text": "It costs $75."}, {"facts": False}),
        ({"text": f"{RIGHT.text} Children are FREE."}, {"facts": False}),
    ],
)
def test_each_detector_fires_alone(change: dict[str, Any], wrong: dict[str, bool | None]) -> None:
    found = grade(EXPECTED, replace(RIGHT, **change))
    parts = {"outcome": found.outcome, "document": found.document, "facts": found.facts}
    assert parts == {"outcome": True, "document": True, "facts": True} | wrong
    assert not found.right


def test_a_figure_from_nowhere_is_counted_and_the_visitors_own_is_not() -> None:
    found = grade(EXPECTED, replace(RIGHT, text="$75 at noon, for 12 people, $80 for 13."))
    assert found.untraced == 2


def test_what_was_not_expected_is_not_graded() -> None:
    found = grade(replace(EXPECTED, document=(), must=(), must_not=()), RIGHT)
    assert (found.document, found.facts, found.right) == (None, None, True)


async def test_answers_are_summed_up_by_part_and_by_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.toml"
    row = '[[question]]\nid = "{0}"\nkind = "{0}"\nask = "{1}"\noutcome = ["answered"]\n'
    end = 'document = ["boats.md"]\nmust = [["$75"]]\nmust_not = []\n'
    file.write_text(row.format("fact", "What?") + end + row.format("gap", "Why?") + end)
    assert [one.kind for one in read_expectations(file)] == ["fact", "gap"]

    async def answer(asked: Asked) -> Answer:
        return RIGHT if asked.message == "What?" else Answer(Outcome.DECLINED, "Not ours.")

    summary = await evaluate_answers(file, answer, show=True)
    assert (summary["questions"], summary["outcome"], summary["facts"]) == (2, 0.5, 0.5)
    assert summary["document"] == 1  # a declined question has no document to be wrong about
    assert summary["untraced_figures"] == 1  # this visitor never said 12
    assert summary["words_median"] == 7
    assert {kind: part["outcome"] for kind, part in summary["by_kind"].items()} == {
        "fact": 1,
        "gap": 0,
    }
    assert capsys.readouterr().err.startswith("gap [outcome, facts] Why?\n")
