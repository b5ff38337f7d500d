"""Joins the rooms; the only module that sees all of them."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from assistant.answering.chat_model import open_chat_model
from assistant.answering.gate import read_gate
from assistant.answering.study import Study, Wording
from assistant.answering.wording import ModelWording
from assistant.library.librarian import Librarian
from assistant.logs import send_logs_to_stderr
from assistant.publishing import Publisher
from assistant.settings import Settings
from assistant.storage.database import Database, open_database
from assistant.storage.migrate import migrate
from assistant.storage.store import BuildStore


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a door may use.

    Attributes:
        study: Answers people.
        plain_study: The same without a chat model, for questions that the house asks itself.
    """

    settings: Settings
    publisher: Publisher
    librarian: Librarian
    study: Study
    plain_study: Study


@asynccontextmanager
async def open_rooms(settings: Settings, *, log_level: str = "WARNING") -> AsyncIterator[Rooms]:
    """Migrate the database and join the rooms; what is opened is closed at the end.

    Args:
        settings: Read once, by the command.
        log_level: Of our own log lines; a command in a terminal speaks for itself.

    Raises:
        AssistantError: The database cannot be reached or migrated, or the chat model not opened.
    """
    send_logs_to_stderr(log_level)
    await asyncio.to_thread(migrate, settings.database)
    database = open_database(settings.database)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="encoder") as thread:
            yield _join(settings, database, thread)
    finally:
        await database.close()


def _join(settings: Settings, database: Database, thread: Executor) -> Rooms:
    store = BuildStore(database, lambda: datetime.now(UTC))
    data = settings.data_dir.absolute()
    librarian = Librarian(store, data, data / "encoders")
    gate = read_gate()

    def study(wording: Wording | None) -> Study:
        return Study(librarian.shelf, gate, lambda: today(settings), thread, wording)

    return Rooms(
        settings, Publisher(settings, store), librarian, study(_wording(settings)), study(None)
    )


def today(settings: Settings) -> date:
    """Today's date where the association is, unless it is fixed."""
    return settings.today or datetime.now(ZoneInfo(settings.time_zone)).date()


def _wording(settings: Settings) -> Wording | None:
    if not settings.chat_model:
        return None
    key = settings.chat_model_key.get_secret_value()
    seconds = settings.chat_model_seconds
    model = open_chat_model(settings.chat_model, settings.chat_model_url, key, seconds)
    return ModelWording(model, seconds)
