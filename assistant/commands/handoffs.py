"""`assistant handoffs` and `assistant reply`: visitors who wait for a person, from a terminal."""

import getpass
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.commands.display import safe
from assistant.conversation import Author, ConversationId, Handoff, Message, Staff
from assistant.settings import read_settings
from assistant.wiring import open_rooms

_PLACE = "terminal"
_SHOWN_LETTERS = 80
_ID_LETTERS = 24


async def handoffs(*, as_json: bool) -> int:
    """Print who waits for a person, and who has whom."""
    async with open_rooms(read_settings()) as rooms:
        listed = await rooms.reception.handoffs()
        last = [await rooms.reception.transcript(one.conversation.id) for one in listed]
    rows = [_row(one, messages) for one, messages in zip(listed, last, strict=True)]
    if as_json:
        print(json.dumps(rows, indent=2))
    elif not rows:
        print("Nobody waits for a person.")
    else:
        Console(highlight=False).print(_table(rows))
    return 0


async def reply(id: str, text: str, name: str) -> int:
    """Send words to a visitor; it claims the conversation."""
    staff = Staff(name or getpass.getuser(), _PLACE)
    async with open_rooms(read_settings()) as rooms:
        conversation = ConversationId(id)
        before = await rooms.reception.transcript(conversation)
        origin = f"terminal:{staff.name}:{len(before)}"
        seq = await rooms.reception.staff_wrote(conversation, staff, text, origin)
    print(f"Sent as message {seq} by {safe(staff.name)}.")
    return 0


async def hand_back(id: str, name: str) -> int:
    """Give a conversation back to the assistant."""
    staff = Staff(name or getpass.getuser(), _PLACE)
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()  # the association's name stands in the build
        await rooms.reception.hand_back(ConversationId(id), staff)
    print("The assistant answers again.")
    return 0


def _row(handoff: Handoff, messages: list[Message]) -> dict[str, Any]:
    asked = [one.text for one in messages if one.author is Author.VISITOR]
    waited = datetime.now(UTC) - handoff.asked_at
    return {
        "id": handoff.conversation.id,
        "reason": handoff.reason.value,
        "waits_minutes": int(waited.total_seconds() // 60),
        "claimed_by": handoff.claimed_by,
        "language": handoff.conversation.language,
        "last_words": asked[-1] if asked else "",
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table()
    table.add_column("Conversation", no_wrap=True, min_width=_ID_LETTERS)  # to be copied
    for title in ("Why", "Minutes", "Claimed by", "Language", "Last words"):
        table.add_column(title)
    for row in rows:
        words = safe(str(row["last_words"]))
        short = words if len(words) <= _SHOWN_LETTERS else f"{words[: _SHOWN_LETTERS - 1]}…"
        table.add_row(
            str(row["id"]),
            str(row["reason"]),
            str(row["waits_minutes"]),
            safe(str(row["claimed_by"])) or "nobody yet",
            str(row["language"]),
            short,
        )
    return table
