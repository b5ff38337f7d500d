"""The chain is a Runnable: it can be chained, and callbacks of a config hear of it."""

import asyncio
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda

from assistant.answering.chain import Chain
from assistant.vocabulary import Answer, Asked, Outcome
from tests.shipped import Desk

QUESTION = Asked("Who founded Sister Cities International?")


class Listening(BaseCallbackHandler):
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **_: Any) -> None:  # noqa: ANN401
        self.heard.append(outputs)


def test_callbacks_of_a_config_hear_the_answer(desk: Desk) -> None:
    listening = Listening()
    answer = asyncio.run(Chain(desk.study).ainvoke(QUESTION, {"callbacks": [listening]}))
    assert answer.outcome is Outcome.ANSWERED
    assert listening.heard == [answer]


def test_it_stands_in_a_chain_of_others_and_answers_without_a_loop(desk: Desk) -> None:
    def text_of(answer: Answer) -> str:
        return answer.text

    answering = Chain(desk.study)
    chain = RunnableLambda(Asked) | answering | RunnableLambda(text_of)
    told = asyncio.run(chain.ainvoke(QUESTION.message))
    assert told == answering.invoke(QUESTION).text
    assert "Eisenhower" in told
