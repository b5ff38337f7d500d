"""What visitors thought of answers, each kept with what the answer rested on."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, select

from assistant.conversation import Author, ConversationId
from assistant.seams import MessageUnknown
from assistant.storage.database import Database
from assistant.storage.locked import LockedConversation
from assistant.storage.schema import feedback, messages


class FeedbackStore:
    """The feedback.

    Failure policy: `StoreUnavailable` when SQL does not answer.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], version: str) -> None:
        """Keep what is needed.

        Args:
            database: Opened.
            now: The time, aware.
            version: Of the product.
        """
        self._database = database
        self._now = now
        self._version = version

    async def rate(self, id: ConversationId, seq: int, *, helpful: bool, comment: str) -> None:
        """Keep what a visitor thought of an answer, instead of what was said before.

        Raises:
            ConversationUnknown: There is no such conversation.
            MessageUnknown: It has no answer of that number.
        """
        answered = select(messages).where(
            messages.c.conversation == id,
            messages.c.seq == seq,
            messages.c.author == Author.ASSISTANT,
        )
        before = feedback.c.conversation == id, feedback.c.seq == seq
        async with self._database.writing() as sql:
            await LockedConversation.lock(sql, id, self._now())
            row = (await sql.execute(answered)).one_or_none()
            if row is None:
                raise MessageUnknown("The conversation has no answer of that number.")
            await sql.execute(delete(feedback).where(*before))
            await sql.execute(
                insert(feedback).values(
                    conversation=id,
                    seq=seq,
                    helpful=helpful,
                    comment=comment,
                    answer=row.answer,
                    build=row.build,
                    version=self._version,
                    at=self._now(),
                )
            )
