"""Receipts: quotes as visitors were given them, kept under ids that nobody can guess."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from assistant.storage.database import Database
from assistant.storage.once import insert_once
from assistant.storage.schema import quotes

_ID = re.compile(r"[A-Za-z0-9_-]{22,128}")  # 22 letters of base64 hold the 128 bits of a secret


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A quote as it was given.

    Attributes:
        content: The quote's JSON.
        created_at: When it was kept.
        row_digest: Of the row of the dues table that it used, as the row was then.
    """

    content: Mapping[str, Any]
    created_at: datetime
    row_digest: str


class QuoteStore:
    """The quotes that were given to visitors; a kept one never changes.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer; the quote can
    still be given, but without a receipt.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def keep(self, quote: Mapping[str, Any], row_digest: str) -> None:
        """Keep a quote; a second time under the same id does nothing.

        Args:
            quote: Anything that JSON can hold, with `id` (22 to 128 url-safe characters),
                `language`, `schedule` and `status`.
            row_digest: Changes when the row of the dues table does.
        """
        assert _ID.fullmatch(quote["id"]), "a quote's id is made by us"
        values = {
            **{name: quote[name] for name in ("id", "language", "schedule", "status")},
            "created_at": self._now(),
            "row_digest": row_digest,
            "content": json.dumps(dict(quote), allow_nan=False),
        }
        async with self._database.writing() as sql:
            await sql.execute(insert_once(sql.dialect.name, quotes).values(values))

    async def find(self, id: str) -> KeptQuote | None:
        """The quote under an id; any text may be asked for, and none is found under most."""
        if not _ID.fullmatch(id):  # PostgreSQL refuses a NUL
            return None
        async with self._database.reading() as sql:
            row = (await sql.execute(select(quotes).where(quotes.c.id == id))).one_or_none()
        return None if row is None else _kept(row)

    async def stale(self, current: Collection[str]) -> list[KeptQuote]:
        """Quotes whose row has changed or gone since, the oldest first.

        Args:
            current: The digests of all rows of the dues table as it is now.
        """
        changed = (
            select(quotes)
            .where(quotes.c.row_digest.not_in(current))
            .order_by(quotes.c.created_at, quotes.c.id)
        )
        async with self._database.reading() as sql:
            return [_kept(row) for row in await sql.execute(changed)]


def _kept(row: Row[Any]) -> KeptQuote:
    return KeptQuote(json.loads(row.content), row.created_at, row.row_digest)
