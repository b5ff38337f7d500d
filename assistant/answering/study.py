"""The study: one LangChain Runnable around read, find, compose and check."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.answering.checking import check_draft
from assistant.answering.composing import (
    compose_answer,
    compose_clarify,
    compose_foreign_language,
    compose_reply,
)
from assistant.answering.drafts import Draft
from assistant.answering.finding import Finding, find_answer
from assistant.answering.gate import Gate
from assistant.answering.reading import Reading, read_message
from assistant.answering.replies import Replies, read_sentences
from assistant.library.shelf import Shelf
from assistant.vocabulary import Answer, Asked, Intent, Outcome

Wording = Callable[[Reading, Sequence[Finding], Draft, Shelf], Awaitable[Draft]]


class Study:
    """Answers messages. Holds no conversation; the shelf may change between two messages."""

    def __init__(
        self,
        shelf: Callable[[], Shelf],
        gate: Gate,
        today: Callable[[], date],
        thread: Executor,
        wording: Wording | None = None,
    ) -> None:
        """Join the four steps.

        Args:
            shelf: Gives the build in use.
            gate: Decides answer or not.
            today: The date in the association's time zone.
            thread: One thread: the encoder is not to be called from two.
            wording: Lets a chat model word a composed draft; None to leave it as it is.
        """
        self._shelf = shelf
        self._gate = gate
        self._today = today
        self._thread = thread
        self._wording = wording
        self.chain: Runnable[Asked, Answer] = RunnableLambda(self._answer)

    async def answer(self, asked: Asked) -> Answer:
        """Answer one message.

        Raises:
            IndexMismatch: There is no build yet.
        """
        return await self.chain.ainvoke(asked)

    async def _answer(self, asked: Asked) -> Answer:
        shelf = self._shelf()
        replies = Replies(read_sentences(asked.language), shelf.association)
        clock = _Clock()
        reading = await self._read(asked, shelf)
        clock.lap("read")
        findings = await self._find(reading, shelf, asked)
        clock.lap("find")
        draft = await self._compose(reading, findings, shelf, asked, replies)
        clock.lap("compose")
        answer = await self._check(draft, asked, shelf, replies)
        clock.lap("check")
        return replace(answer, timings_ms=clock.laps)

    async def _read(self, asked: Asked, shelf: Shelf) -> Reading:
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, read_message, asked.message, asked.history, asked.language, shelf
        )

    async def _find(self, reading: Reading, shelf: Shelf, asked: Asked) -> tuple[Finding, ...]:
        findings: list[Finding] = []
        for part in reading.parts:
            before = findings[-1] if findings else None
            findings.append(find_answer(part, shelf, self._gate, staff=asked.staff, before=before))
        return tuple(findings)

    async def _compose(
        self,
        reading: Reading,
        findings: Sequence[Finding],
        shelf: Shelf,
        asked: Asked,
        replies: Replies,
    ) -> Draft:
        if reading.intent is not Intent.KNOWLEDGE:
            return compose_reply(reading, replies)
        if reading.language != asked.language:
            return compose_foreign_language(reading, replies)
        if not any(part.says_something for part in reading.parts) and not asked.history:
            return compose_clarify(replies)
        draft = compose_answer(findings, shelf.index(staff=asked.staff), replies, self._today())
        if self._wording and draft.outcome in {Outcome.ANSWERED, Outcome.PARTIAL}:
            return await self._wording(reading, findings, draft, shelf)
        return draft

    async def _check(self, draft: Draft, asked: Asked, shelf: Shelf, replies: Replies) -> Answer:
        said = [turn.text for turn in asked.history if turn.role == "user"]
        words = "\n".join((*said, asked.message))
        return check_draft(draft, words, shelf.association, replies, asked.language)


class _Clock:
    """Milliseconds of each step."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = (now - self._last) * 1000
        self._last = now
