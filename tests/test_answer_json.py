"""An answer survives the JSON that every door gives out."""

import pytest

from assistant.vocabulary import Answer
from tests.sample_answers import ASKED


@pytest.mark.parametrize("answer", ASKED.values(), ids=ASKED)
def test_an_answer_is_read_back_as_it_was_written(answer: Answer) -> None:
    assert Answer.from_json(answer.to_json()) == answer


def test_what_a_newer_release_adds_is_left_out() -> None:
    (answer, *_) = ASKED.values()
    content = answer.to_json()
    content["sources"][0]["newer"] = content["newer"] = "unknown here"
    assert Answer.from_json(content) == answer
