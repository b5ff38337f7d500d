"""The study as one LangChain `Runnable`: it can be chained, and callbacks and tracers hear of it.

Nobody else imports LangChain: its runnables take half a second and twenty megabytes to import.
"""

import asyncio
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.answering.study import Study
from assistant.vocabulary import Answer, Asked


class Chain(Runnable[Asked, Answer]):
    """Read, find, compose and check as one step of LangChain's."""

    def __init__(self, study: Study) -> None:
        """Keep the study."""
        self._study = study

    async def answer(self, asked: Asked) -> Answer:
        """Answer one message; a chat model's call is then part of the run that tracers see.

        Raises:
            IndexMismatch: There is no build yet.
        """
        return await self.ainvoke(asked)

    async def ainvoke(
        self,
        input: Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - as LangChain has it
    ) -> Answer:
        """The same for chains of LangChain's; callbacks of the config are told of it."""
        return await self._acall_with_config(self._study.answer, input, config, **kwargs)

    def invoke(
        self,
        input: Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - as LangChain has it
    ) -> Answer:
        """The same where no event loop runs."""
        return asyncio.run(self.ainvoke(input, config, **kwargs))
