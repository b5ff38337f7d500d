"""Opens the rooms and closes them."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.answering.gate import read_gate
from assistant.answering.study import Study
from assistant.facts.facts import GAZETTEERS, Facts, open_facts
from assistant.library.librarian import Librarian
from assistant.logs import send_logs_to_stderr
from assistant.publishing import Publisher
from assistant.settings import Settings, today
from assistant.storage.bus import Bus
from assistant.storage.buses import open_bus
from assistant.storage.database import Database, open_database, read_address
from assistant.storage.migrate import migrate
from assistant.storage.quotes import QuoteStore
from assistant.storage.store import BuildStore
from assistant.wiring.conversations import Answering, Conversations, open_conversations


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a door may use.

    Attributes:
        answer: Answers people.
        bus: Carries nudges; to be run while the server lives.
        conversations: Those that are kept, and answered.
        plain_study: The same without a chat model, for questions that the house asks itself.
    """

    settings: Settings
    publisher: Publisher
    librarian: Librarian[Facts]
    quotes: QuoteStore
    answer: Answering
    plain_study: Study
    bus: Bus
    conversations: Conversations


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
            rooms = _join(settings, database, thread)
            yield rooms
            await rooms.conversations.errands.leave()  # a command runs none itself
    finally:
        await database.close()


def _join(settings: Settings, database: Database, thread: Executor) -> Rooms:
    store = BuildStore(database, lambda: datetime.now(UTC))
    data = settings.data_dir.absolute()
    gazetteers = data / GAZETTEERS
    librarian = Librarian(
        store, data, data / "encoders", lambda folder: open_facts(folder, gazetteers)
    )
    quotes = QuoteStore(database, lambda: datetime.now(UTC))
    study = Study(
        librarian.opened,
        read_gate(),
        lambda: today(settings),
        thread,
        keep_quote=lambda quote: quotes.keep(quote, quote["row_digest"]),
    )
    answer = _worded(study, settings) if settings.chat_model else study.answer
    bus = open_bus(settings.bus_url, read_address(settings.database))
    return Rooms(
        settings,
        Publisher(settings, store),
        librarian,
        quotes,
        answer,
        study,
        bus,
        open_conversations(settings, database, bus, librarian, answer),
    )


def _worded(study: Study, settings: Settings) -> Answering:
    """The study with a chat model; LangChain is imported for it alone."""
    from assistant.answering.chain import Chain  # noqa: PLC0415
    from assistant.answering.chat_model import open_chat_model  # noqa: PLC0415
    from assistant.answering.wording import ModelWording  # noqa: PLC0415

    key = settings.chat_model_key.get_secret_value()
    seconds = settings.chat_model_seconds
    model = open_chat_model(settings.chat_model, settings.chat_model_url, key, seconds)
    return Chain(study.worded_by(ModelWording(model, seconds))).answer
