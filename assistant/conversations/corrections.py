"""What staff do where an answer is wrong: they say so, and close it once it is mended."""

from assistant.conversation import ConversationId, Correction, Mistake, Staff
from assistant.conversations.deeds import Deeds
from assistant.storage.corrections import CorrectionStore, origin_of_answer


class Corrections:
    """The corrections of the staff.

    Failure policy: with SQL down every verb raises `StoreUnavailable`.
    """

    def __init__(self, store: CorrectionStore, deeds: Deeds) -> None:
        """Keep where they are kept, and what wakes whoever of the staff looks."""
        self._store = store
        self._deeds = deeds

    async def open(self) -> list[Correction]:
        """Those that nobody has closed, the newest first."""
        return await self._store.open()

    async def say_wrong(self, staff: Staff, mistake: Mistake, origin_id: str) -> None:
        """Say what is wrong in an answer.

        Args:
            staff: Who says it.
            mistake: What is wrong, and what is right.
            origin_id: The same for every attempt to say this; the first counts.
        """
        if await self._store.keep(staff, mistake, origin_id):
            await self._deeds.tell_staff()

    async def answer(self, id: ConversationId, seq: int) -> Mistake:
        """An answer that a visitor had, before anybody has said what is right.

        Raises:
            MessageUnknown: The conversation has no answer of that number.
        """
        return await self._store.answer(id, seq)

    async def say_answer_wrong(
        self, id: ConversationId, staff: Staff, mistake: Mistake, origin: str
    ) -> None:
        """Say what is wrong in an answer of a conversation; its words go when that is erased."""
        await self.say_wrong(staff, mistake, origin_of_answer(id, origin))

    async def close(self, id: int, staff: Staff) -> None:
        """Close a correction: it is mended, or was none."""
        await self._store.close(id, staff)
        await self._deeds.tell_staff()
