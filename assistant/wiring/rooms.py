"""Opens the rooms and closes them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.answering.gate import read_gate
from assistant.answering.study import Study
from assistant.explanation import Explanation
from assistant.facts.facts import GAZETTEERS, Facts, open_facts
from assistant.facts.staff_records import find_record
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
from assistant.vocabulary import Asked
from assistant.wiring.conversations import Answering, Conversations, open_conversations

if TYPE_CHECKING:  # Slack's libraries are imported for who is in Slack
    from assistant.wiring.slack import SlackRoom

Explaining = Callable[[Asked], Awaitable[Explanation]]


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a door may use.

    Attributes:
        answer: Answers people.
        explain: Tells how a message is answered.
        bus: Carries nudges; to be run while the server lives.
        conversations: Those that are kept, and answered.
        slack: The Slack door; None where the association is not in Slack.
        plain_study: The same without a chat model, for questions that the house asks itself.
    """

    settings: Settings
    publisher: Publisher
    librarian: Librarian[Facts]
    quotes: QuoteStore
    answer: Answering
    explain: Explaining
    plain_study: Study
    bus: Bus
    conversations: Conversations
    slack: "SlackRoom | None" = None


@asynccontextmanager
async def open_rooms(
    settings: Settings,
    *,
    log_level: str = "WARNING",
    with_slack: bool = False,
    by_socket: bool = False,
) -> AsyncIterator[Rooms]:
    """Migrate the database and join the rooms; what is opened is closed at the end.

    Args:
        settings: Read once, by the command.
        log_level: Of our own log lines; a command in a terminal speaks for itself.
        with_slack: Whether the Slack door is opened, if the association is in Slack.
        by_socket: Whether Slack is listened to by Socket Mode.

    Raises:
        AssistantError: The database cannot be reached or migrated, or the chat model not opened.
    """
    send_logs_to_stderr(log_level)
    await asyncio.to_thread(migrate, settings.database)
    database = open_database(settings.database)
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="encoder") as thread:
            rooms = _join(settings, database, thread)
            if with_slack and settings.slack_bot_token.get_secret_value():
                rooms = _with_slack(rooms, database, by_socket=by_socket)
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
    answer, explain = _answering(study, settings)
    bus = open_bus(settings.bus_url, read_address(settings.database))
    return Rooms(
        settings,
        Publisher(settings, store),
        librarian,
        quotes,
        answer,
        explain,
        study,
        bus,
        open_conversations(settings, database, bus, librarian, answer),
    )


def _with_slack(rooms: Rooms, database: Database, *, by_socket: bool) -> Rooms:
    """The rooms with the Slack door; its libraries are imported for it alone."""
    from assistant.slack.asking import Library  # noqa: PLC0415
    from assistant.wiring.slack import SlackNeeds, open_slack  # noqa: PLC0415

    librarian, settings = rooms.librarian, rooms.settings
    library = Library(
        rooms.conversations.answer,
        rooms.explain,
        rooms.quotes.find,
        lambda: librarian.shelf().build if librarian.is_open else "",
        partial(_record, librarian),
        settings.demo,
    )
    needs = SlackNeeds(
        settings,
        database,
        rooms.bus,
        rooms.conversations.desk,
        library,
        lambda: librarian.shelf().association if librarian.is_open else {},
        rooms.conversations.slack_alarm.raise_for,
    )
    return replace(rooms, slack=open_slack(needs, by_socket=by_socket))


def _record(librarian: Librarian[Facts], finding: Mapping[str, Any]) -> Mapping[str, str]:
    """What the roll says of what a look-up found, for staff only."""
    if not finding or not librarian.is_open:
        return {}
    _, facts = librarian.opened()
    searched = finding.get("searched") or {}
    name = ", ".join(str(searched[part]) for part in ("name", "region") if searched.get(part))
    return find_record(finding, name, facts.directory)


def _answering(study: Study, settings: Settings) -> tuple[Answering, Explaining]:
    """How people are answered, and how that is explained: by the study, or by a chat model, too.

    LangChain is imported for a chat model alone.
    """
    if not settings.chat_model:
        return study.answer, study.explain
    from assistant.answering.chain import Chain  # noqa: PLC0415
    from assistant.answering.chat_model import open_chat_model  # noqa: PLC0415
    from assistant.answering.wording import ModelWording  # noqa: PLC0415

    key = settings.chat_model_key.get_secret_value()
    seconds = settings.chat_model_seconds
    model = open_chat_model(settings.chat_model, settings.chat_model_url, key, seconds)
    worded = study.worded_by(ModelWording(model, seconds))
    return Chain(worded).answer, worded.explain
