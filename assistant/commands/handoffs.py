"""Visitors who wait for a person, from a terminal: `assistant handoffs`, `reply`, `pause` ..."""

import getpass
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.commands.display import safe
from assistant.conversation import ConversationId, Handoff, Staff
from assistant.conversations.moments import read_until
from assistant.settings import read_settings
from assistant.wiring import open_rooms

_PLACE = "terminal"
_SHOWN_LETTERS = 80
_ID_LETTERS = 24


async def handoffs(*, as_json: bool) -> int:
    """Print who waits for a person, and who has whom."""
    async with open_rooms(read_settings()) as rooms:
        rows = [_row(one) for one in await rooms.conversations.desk.handoffs()]
    if as_json:
        print(json.dumps(rows, indent=2))
    elif not rows:
        print("Nobody waits for a person.")
    else:
        Console(highlight=False).print(_table(rows))
    return 0


async def reply(id: str, text: str, name: str) -> int:
    """Send words to a visitor; it claims the conversation."""
    staff = _staff(name)
    async with open_rooms(read_settings()) as rooms:
        conversation = ConversationId(id)
        desk = rooms.conversations.desk
        before = (await desk.case_file(conversation)).conversation.last_seq
        origin = f"terminal:{staff.name}:{before}"
        seq = await desk.staff_wrote(conversation, staff, text, origin)
    print(f"Sent as message {seq} by {safe(staff.name)}.")
    return 0


async def hand_back(id: str, name: str) -> int:
    """Give a conversation back to the assistant."""
    staff = _staff(name)
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()  # the association's name stands in the build
        await rooms.conversations.desk.hand_back(ConversationId(id), staff)
    print("The assistant answers again.")
    return 0


async def pause(name: str) -> int:
    """Keep the assistant silent everywhere."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.conversations.desk.pause(_staff(name))
    print("The assistant is silent until `resume`; visitors are told how to reach a person.")
    return 0


async def resume(name: str) -> int:
    """Let the assistant answer again."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.conversations.desk.resume(_staff(name))
    print("The assistant answers again.")
    return 0


async def away(words: str, name: str) -> int:
    """Have visitors told when staff are back."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.librarian.refresh()  # the office's time zone stands in the build
        desk = rooms.conversations.desk
        until = read_until(words, datetime.now(UTC), desk.zone())
        await desk.away(_staff(name), until)
        print(f"Staff are away until {until.astimezone(desk.zone()):%A, %Y-%m-%d %H:%M %Z}.")
    return 0


async def back(name: str) -> int:
    """End that staff are away."""
    async with open_rooms(read_settings()) as rooms:
        await rooms.conversations.desk.back(_staff(name))
    print("Staff are back.")
    return 0


def _staff(name: str) -> Staff:
    return Staff(name or getpass.getuser(), _PLACE)


def _row(handoff: Handoff) -> dict[str, Any]:
    waited = datetime.now(UTC) - handoff.asked_at
    return {
        "id": handoff.conversation.id,
        "reason": handoff.reason.value,
        "waits_minutes": int(waited.total_seconds() // 60),
        "claimed_by": handoff.claimed_by,
        "language": handoff.conversation.language,
        "last_words": handoff.last_words,
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
