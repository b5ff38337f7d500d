"""Work that is owed to conversations; a lane is what is owed of one kind to one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.conversation import ConversationId
from assistant.storage.leases import Lanes, LeaseStore
from assistant.storage.schema import errands

_LANES: Final = Lanes(errands, ("conversation", "kind"), errands.c.in_turn.is_(False))


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that is owed to a conversation.

    Attributes:
        seq: Of the message that it is about.
        tries: How often it failed.
    """

    id: int
    kind: str
    conversation: ConversationId
    seq: int
    tries: int = 0


class ErrandStore(LeaseStore[Errand]):
    """The errands.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer.
    """

    lanes = _LANES

    def _work(self, row: Row[Any]) -> Errand:
        return _errand(row)

    async def finish(self, errand: Errand) -> Errand | None:
        """End an errand that is done; gives the next of its conversation and kind, leased."""
        async with self._database.writing() as sql:
            return await finish_errand(sql, errand, self._holder, self._now())


async def finish_errand(
    sql: AsyncConnection, errand: Errand, holder: str, now: datetime
) -> Errand | None:
    """End an errand within a transaction; gives the next of its conversation and kind, leased."""
    await _LANES.end(sql, errand.id)
    lane = {"conversation": errand.conversation, "kind": errand.kind}
    row = await _LANES.take_next(sql, lane, [errand.kind], holder, now)
    return None if row is None else _errand(row)


def _errand(row: Row[Any]) -> Errand:
    return Errand(row.id, row.kind, ConversationId(row.conversation), row.seq, row.tries)
