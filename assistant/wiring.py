"""Joins the rooms; the only module that sees all of them."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
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
from assistant.storage.database import open_database
from assistant.storage.migrate import migrate
from assistant.storage.store import BuildStore


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a door may use."""

    settings: Settings
    store: BuildStore
    publisher: Publisher
    librarian: Librarian
    study: Study


@asynccontextmanager
async def open_rooms(settings: Settings) -> AsyncIterator[Rooms]:
    """Migrate the database and join the rooms; what is opened is closed at the end.

    Raises:
        StoreUnavailable: The database cannot be reached or migrated.
    """
    send_logs_to_stderr(settings.log_level)
    migrate(settings.database)
    database = open_database(settings.database)
    store = BuildStore(database, lambda: datetime.now(UTC))
    data = settings.data_dir.absolute()
    librarian = Librarian(store, data, data / "encoders")
    with ThreadPoolExecutor(1, thread_name_prefix="encoder") as thread:
        study = Study(
            librarian.shelf, read_gate(), lambda: today(settings), thread, _wording(settings)
        )
        try:
            yield Rooms(settings, store, Publisher(settings, store), librarian, study)
        finally:
            await database.close()


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
