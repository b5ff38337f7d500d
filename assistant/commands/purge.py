"""`assistant purge`: erase old conversations by hand."""

import re
from datetime import timedelta

from assistant.seams import AssistantError
from assistant.settings import read_settings
from assistant.wiring import open_rooms

_AGE = re.compile(r"(\d{1,4})d")


class AgeRefused(AssistantError):
    """An age is not written as it should be."""


async def purge(older_than: str) -> int:
    """Erase conversations whose last change is older than so many days; empty: by the setting."""
    settings = read_settings()
    age = _days(older_than) if older_than else settings.retention_days
    async with open_rooms(settings) as rooms:
        erased = await rooms.conversations.reception.purge(timedelta(days=age))
    print(f"Erased {erased} conversations whose last change is more than {age} days old.")
    return 0


def _days(written: str) -> int:
    found = _AGE.fullmatch(written.strip())
    if found is None:
        raise AgeRefused(f"{written!r} is no age: write days, as in --older-than 90d.")
    return int(found[1])
