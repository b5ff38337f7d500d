"""Answers questions without a conversation, unless staff have paused the assistant."""

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from assistant.conversations.handing_over import Saying
from assistant.seams import StoreUnavailable
from assistant.storage.switches import SwitchStore
from assistant.vocabulary import Answer, Asked, Outcome

FRESH_SECONDS = 1.0  # for which one look serves every question


class Pausing:
    """Stands before the study.

    Failure policy: with SQL down what was known before holds: a question needs no SQL.
    """

    def __init__(
        self,
        answer: Callable[[Asked], Awaitable[Answer]],
        switches: SwitchStore,
        say: Saying,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep what answering needs.

        Args:
            answer: The study.
            switches: Know whether the assistant is paused.
            say: The house's own sentences.
            clock: Seconds.
        """
        self._answer = answer
        self._switches = switches
        self._say = say
        self._clock = clock
        self._paused = False
        self._looked_at = -FRESH_SECONDS

    async def answer(self, asked: Asked) -> Answer:
        """Answer, or say that the assistant is switched off."""
        if not await self._is_paused():
            return await self._answer(asked)
        text = self._say(asked.language, "house", "paused")
        return Answer(Outcome.FAILED, text, language=asked.language, reason="paused")

    async def _is_paused(self) -> bool:
        now = self._clock()
        if now - self._looked_at >= FRESH_SECONDS:
            self._looked_at = now
            with suppress(StoreUnavailable):
                self._paused = await self._switches.paused() is not None
        return self._paused
