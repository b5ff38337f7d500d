"""The load's questions: real ones, none of them twice."""

from itertools import islice

from bench.product import REPOSITORY
from bench.questions import read_document_questions, read_questions


def test_no_question_comes_twice() -> None:
    for read in (read_questions, read_document_questions):
        questions = list(islice(read(REPOSITORY, 1), 3_000))
        assert len(set(questions)) == len(questions)
        assert questions == list(islice(read(REPOSITORY, 1), 3_000))
