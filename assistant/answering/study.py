"""The study: read, find, compose and check, awaited in turn.

`chain.py` makes one LangChain `Runnable` of it.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.answering.carrying import carry_over
from assistant.answering.checking import check_draft
from assistant.answering.composing import (
    compose_answer,
    compose_clarify,
    compose_foreign_language,
    compose_reply,
)
from assistant.answering.drafts import Draft
from assistant.answering.exact.clerk import Clerk, Errand, take_errand
from assistant.answering.exact.turn.cues import spoken_language
from assistant.answering.explaining import explain_answer
from assistant.answering.finding import Finding, find_answer
from assistant.answering.gate import Gate
from assistant.answering.notes import Notes, Search
from assistant.answering.offers import is_bare_reply
from assistant.answering.reading import FirstLook, Reading, read_message
from assistant.answering.replies import Replies, read_sentences
from assistant.explanation import Explanation
from assistant.facts.facts import Facts
from assistant.library.shelf import Shelf
from assistant.seams import StoreUnavailable
from assistant.vocabulary import Answer, Asked, Intent, Outcome

_ID_BYTES = 16  # 22 letters that nobody can guess
KeepQuote = Callable[[Mapping[str, Any]], Awaitable[None]]
Wording = Callable[[Reading, Sequence[Finding], Draft, Shelf], Awaitable[Draft]]


def new_receipt_id() -> str:
    """An id for a receipt: whoever does not know it cannot find it."""
    return secrets.token_urlsafe(_ID_BYTES)


class Study:
    """Answers messages. Holds no conversation; the shelf may change between two messages."""

    def __init__(
        self,
        opened: Callable[[], tuple[Shelf, Facts | None]],
        gate: Gate,
        today: Callable[[], date],
        thread: Executor,
        wording: Wording | None = None,
        *,
        keep_quote: KeepQuote | None = None,
        new_id: Callable[[], str] = new_receipt_id,
    ) -> None:
        """Join the four steps.

        Args:
            opened: Gives the build in use, and its facts.
            gate: Decides answer or not.
            today: The date in the association's time zone.
            thread: One thread: the encoder is not to be called from two.
            wording: Lets a chat model word a composed draft; None to leave it as it is.
            keep_quote: Keeps the receipt of a quote before the answer goes out.
            new_id: Makes the id of a receipt.
        """
        self._opened = opened
        self._gate = gate
        self._today = today
        self._thread = thread
        self._wording = wording
        self._keep_quote = keep_quote
        self._new_id = new_id

    def on(self, day: date) -> "Study":
        """The same study on another day, keeping no receipts: for evaluations."""
        return Study(self._opened, self._gate, lambda: day, self._thread, self._wording)

    def worded_by(self, wording: Wording) -> "Study":
        """The same study with a chat model that words what it composes."""
        return Study(
            self._opened,
            self._gate,
            self._today,
            self._thread,
            wording,
            keep_quote=self._keep_quote,
            new_id=self._new_id,
        )

    async def answer(self, asked: Asked) -> Answer:
        """Answer one message.

        Raises:
            IndexMismatch: There is no build yet.
        """
        answer, notes = await self._work_out(asked)
        answer = await self._with_receipt(answer)
        return replace(answer, timings_ms=notes.laps)

    async def explain(self, asked: Asked) -> Explanation:
        """How a message is answered, worked out anew by the build in use; keeps no receipt.

        Raises:
            IndexMismatch: There is no build yet.
        """
        return explain_answer(*await self._work_out(asked))

    async def _work_out(self, asked: Asked) -> tuple[Answer, Notes]:
        shelf, facts = self._opened()
        asked = carry_over(asked)
        clerk = Clerk(facts, shelf.association, self._today(), self._new_id) if facts else None
        notes = Notes(asked, shelf)
        look = FirstLook(asked.message, asked.history, shelf)
        errand, reading = await self._read(asked, shelf, clerk, look)
        notes.lap("read")
        language = errand.language if errand else _reply_language(notes, reading)
        replies = Replies(read_sentences(language), shelf.association)
        if clerk is not None and errand is not None:
            notes.errand = errand
            notes.draft = await self._run_errand(errand, clerk, asked, notes)
        else:
            assert reading is not None
            notes.draft = await self._search(asked, reading, replies, notes)
        answer = check_draft(notes.draft, notes.words, shelf.association, replies, language)
        notes.lap("check")
        return answer, notes

    async def _with_receipt(self, answer: Answer) -> Answer:
        """The answer once its quote is kept; with SQL down it goes out without a receipt's id."""
        if answer.quote is None or self._keep_quote is None:
            return answer
        try:
            await self._keep_quote(answer.quote)
        except StoreUnavailable:
            return replace(answer, quote={**answer.quote, "id": ""})
        return answer

    async def _read(
        self, asked: Asked, shelf: Shelf, clerk: Clerk | None, look: FirstLook
    ) -> tuple[Errand | None, Reading | None]:
        """The errand for the exact tools, or what the message asks of the documents."""

        def read() -> tuple[Errand | None, Reading | None]:
            errand = take_errand(asked, shelf, clerk, look) if clerk else None
            if errand is not None:
                return errand, None
            return None, read_message(asked.message, asked.history, asked.language, shelf, look)

        return await asyncio.get_running_loop().run_in_executor(self._thread, read)

    async def _run_errand(self, errand: Errand, clerk: Clerk, asked: Asked, notes: Notes) -> Draft:
        english = errand.language == "en"
        if errand.is_for_dues and not clerk.may_quote(asked):
            general = replace(asked, message=clerk.without_community(errand, asked.message))
            gap = await self._documents(general, notes) if english else None
            return clerk.unquoted(errand, gap)
        draft = clerk.answer(errand, asked)
        notes.lap("compose")
        if not errand.beside:
            return draft
        rest = replace(asked, message=errand.beside, history=())
        gap = await self._documents(rest, notes) if english else None
        return clerk.with_gap(draft, gap, errand)

    async def _documents(self, asked: Asked, notes: Notes) -> Draft:
        """What the documents say to a message that was for the exact tools, or to a part of it."""
        shelf = notes.shelf
        look = FirstLook(asked.message, asked.history, shelf)
        _, reading = await self._read(asked, shelf, None, look)
        notes.lap("read")
        assert reading is not None
        replies = Replies(read_sentences("en"), shelf.association)
        return await self._search(asked, reading, replies, notes)

    async def _search(
        self, asked: Asked, reading: Reading, replies: Replies, notes: Notes
    ) -> Draft:
        findings = await self._find(reading, notes.shelf, asked)
        notes.searches.append(Search(reading, findings))
        notes.lap("find")
        draft = await self._compose(reading, findings, notes.shelf, asked, replies)
        notes.lap("compose")
        return draft

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
            theirs = Replies(read_sentences(reading.language), shelf.association)
            return compose_foreign_language(reading, theirs)
        silent = not any(part.says_something for part in reading.parts) and not asked.history
        if silent or is_bare_reply(asked.message):
            return compose_clarify(replies)
        draft = compose_answer(findings, shelf.index(staff=asked.staff), replies, self._today())
        if self._wording and draft.outcome in {Outcome.ANSWERED, Outcome.PARTIAL}:
            return await self._wording(reading, findings, draft, shelf)
        return draft


def _reply_language(notes: Notes, reading: Reading | None) -> str:
    """Of what answers no question, such as thanks, the visitor's; else the conversation's."""
    asked = notes.asked
    if reading is None or reading.intent is Intent.KNOWLEDGE:
        return asked.language
    return spoken_language(asked.message, notes.said, asked.language)
