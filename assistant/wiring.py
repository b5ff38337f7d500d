"""Joins the rooms; the only module that sees all of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from assistant.answering.gate import read_gate
from assistant.answering.replies import Replies, read_sentences
from assistant.answering.study import Study
from assistant.conversations.answerer import Answerer
from assistant.conversations.errands import Errands
from assistant.conversations.reception import Reception
from assistant.conversations.rules import ANSWER
from assistant.facts.facts import GAZETTEERS, Facts, open_facts
from assistant.library.librarian import Librarian
from assistant.logs import send_logs_to_stderr
from assistant.publishing import Publisher
from assistant.settings import Settings, today
from assistant.storage.bus import Bus
from assistant.storage.buses import open_bus
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import Database, open_database, read_address
from assistant.storage.errands import ErrandStore
from assistant.storage.migrate import migrate
from assistant.storage.quotes import QuoteStore
from assistant.storage.store import BuildStore
from assistant.vocabulary import Answer, Asked

Answering = Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a door may use.

    Attributes:
        answer: Answers people.
        bus: Carries nudges; to be run while the server lives, as `errands`.
        reception: Keeps conversations and has them answered.
        errands: What is owed to conversations; to be run while the server lives.
        plain_study: The same without a chat model, for questions that the house asks itself.
    """

    settings: Settings
    publisher: Publisher
    librarian: Librarian[Facts]
    quotes: QuoteStore
    answer: Answering
    plain_study: Study
    bus: Bus
    reception: Reception
    errands: Errands


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
    reception, errands = _open_reception(
        database, bus, librarian, answer, is_staffed=settings.staffed
    )
    return Rooms(
        settings,
        Publisher(settings, store),
        librarian,
        quotes,
        answer,
        study,
        bus,
        reception,
        errands,
    )


def _open_reception(
    database: Database,
    bus: Bus,
    librarian: Librarian[Facts],
    answer: Answering,
    *,
    is_staffed: bool,
) -> tuple[Reception, Errands]:
    holder = uuid4().hex

    def now() -> datetime:
        return datetime.now(UTC)

    def say(language: str, section: str, name: str = "text", /, **values: str) -> str:
        # Without a build nobody knows the association, but no visitor is left in silence.
        association = librarian.shelf().association if librarian.is_open else {}
        replies = Replies(read_sentences(language), association)
        return replies.say_or_unnamed(section, name, **values)

    store = ConversationStore(database, now, holder)
    answerer = Answerer(store, bus, answer, say, is_staffed=is_staffed)
    errands = Errands(
        ErrandStore(database, now, holder),
        {ANSWER: answerer.answer},
        answerer.tell_failure,
        alone=database.is_of_one_machine,
    )
    return Reception(store, bus, errands.hand, say, is_staffed=is_staffed), errands


def _worded(study: Study, settings: Settings) -> Answering:
    """The study with a chat model; LangChain is imported for it alone."""
    from assistant.answering.chain import Chain  # noqa: PLC0415
    from assistant.answering.chat_model import open_chat_model  # noqa: PLC0415
    from assistant.answering.wording import ModelWording  # noqa: PLC0415

    key = settings.chat_model_key.get_secret_value()
    seconds = settings.chat_model_seconds
    model = open_chat_model(settings.chat_model, settings.chat_model_url, key, seconds)
    return Chain(study.worded_by(ModelWording(model, seconds))).answer
