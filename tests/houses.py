"""A house for conversations: real stores, a study that is told what to say, mails that are kept."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from assistant.conversation import ConversationId, Staff
from assistant.conversations.alarms import FailureAlarm
from assistant.conversations.answerer import Answerer, Studying
from assistant.conversations.clocks import Clocks, Patience
from assistant.conversations.deeds import Deeds
from assistant.conversations.desk import Desk
from assistant.conversations.errands import Duty, Errands
from assistant.conversations.handing_over import HandingOver, Staffing
from assistant.conversations.postman import Addresses, Postman, duties_of
from assistant.conversations.reception import Arrival, Reception
from assistant.conversations.rules import ANSWER
from assistant.mail import Mail
from assistant.seams import IndexMismatch
from assistant.storage.bus import MemoryBus
from assistant.storage.conversations import ConversationStore
from assistant.storage.database import Database, open_database
from assistant.storage.desk import DeskStore
from assistant.storage.errands import Errand, ErrandStatus, ErrandStore
from assistant.storage.feedback import FeedbackStore
from assistant.storage.migrate import migrate
from assistant.storage.schema import errands
from assistant.storage.switches import SwitchStore
from assistant.vocabulary import Answer, Asked, Outcome

ANA, BEN = Staff("Ana", "terminal"), Staff("Ben", "staff page")


@dataclass
class FakeStudy:
    """Answers with what was asked, when it may."""

    asked: list[Asked] = field(default_factory=list)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0
    intent: str = ""
    outcome: Outcome = Outcome.ANSWERED

    async def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        await self.may_answer.wait()
        if self.failures:
            self.failures -= 1
            raise ZeroDivisionError
        if self.intent:
            return Answer(Outcome.HANDOFF, "Call us.", reason=f"intent:{self.intent}")
        return Answer(self.outcome, f"Re: {asked.message}")


@dataclass
class Clock:
    """The real time, and what a test adds to it."""

    ahead: float = 0.0

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + self.ahead, UTC)


class FakeMailer:
    """Keeps what it was given to send; refuses or fails as it is told."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.error: Exception | None = None
        self.errors: dict[str, Exception] = {}  # by address

    async def send(self, mail: Mail) -> None:
        if error := self.errors.get(mail.to, self.error):
            raise error
        self.sent.append(mail)


@dataclass
class House:
    """The verbs of conversations with the errands of one process."""

    reception: Reception
    desk: Desk
    clocks: Clocks
    errands: Errands
    store: ConversationStore
    desk_store: DeskStore
    mailer: FakeMailer
    database: Database
    study: FakeStudy
    clock: Clock
    sayings_fail: int = 0

    def say(self, language: str, section: str, name: str = "text", /, **values: str) -> str:
        if section == "failed" and self.sayings_fail:
            self.sayings_fail -= 1
            raise IndexMismatch
        return " ".join((language, section, name, *values.values()))

    async def visit(self) -> ConversationId:
        conversation, _ = await self.reception.open(Arrival())
        return conversation.id

    async def errands_owed(self) -> int:
        """How many errands are not done yet."""
        owed = select(func.count()).where(errands.c.status == ErrandStatus.OWED)
        async with self.database.reading() as sql:
            return int((await sql.execute(owed)).scalar_one())

    async def rest(self) -> None:
        """Wait until nothing is owed any more."""
        while await self.errands_owed():  # noqa: ASYNC110 - done errands tell nobody
            await asyncio.sleep(0.01)

    async def says(self, visit: ConversationId) -> list[str]:
        return [one.text for one in await self.store.messages(visit)]


NOT_STAFFED = Staffing()
STAFFED = Staffing(is_staffed=True)
WRITTEN_TO = Staffing(is_staffed=True, mails_staff=True, mails_visitors=True)
MINUTE = timedelta(minutes=1)
PATIENCE = Patience(claim=10 * MINUTE, reply=10 * MINUTE)


def make_house(
    database: Database,
    holder: str,
    study: FakeStudy,
    *,
    alone: bool = False,
    staffing: Staffing = STAFFED,
) -> House:
    """One process with a study that is told what to say."""

    def say(language: str, section: str, name: str = "text", /, **values: str) -> str:
        return made.say(language, section, name, **values)

    def hand(errand: Errand | None) -> None:
        made.errands.hand(errand)

    clock, bus, mailer = Clock(), MemoryBus(), FakeMailer()
    store, desk_store = (
        ConversationStore(database, clock, holder),
        DeskStore(database, clock, holder),
    )
    switches, errand_store = SwitchStore(database, clock), ErrandStore(database, clock, holder)
    deeds, handing_over = Deeds(store, bus, hand), HandingOver(say, staffing)
    answerer = Answerer(
        (store, switches),
        bus,
        Studying(study.answer, lambda: "build-1"),
        say,
        handing_over,
        FailureAlarm(switches, clock),
    )
    addresses = Addresses(
        "assistant@example.org",
        ("staff@example.org", "desk@example.org"),
        "https://chat.example.org",
        lambda: {"name": "Sister Towns", "email": "office@example.org"},
        lambda page: page.startswith("https://example.org/"),
    )
    postman = Postman((store, desk_store, errand_store), mailer, deeds, say, addresses)
    duties = {ANSWER: Duty(answerer.answer, answerer.tell_failure)} | duties_of(postman)
    made = House(
        Reception(
            (store, desk_store, FeedbackStore(database, clock, "0.3.0")),
            bus,
            deeds,
            say,
            handing_over,
        ),
        Desk((store, desk_store, switches), bus, deeds, say, staffing),
        Clocks(desk_store, bus, hand, say, staffing, PATIENCE, clock),
        Errands(errand_store, duties, alone=alone, poll_seconds=0.02),
        store,
        desk_store,
        mailer,
        database,
        study,
        clock,
    )
    return made


@asynccontextmanager
async def living(house: House) -> AsyncGenerator[None, None]:
    task = asyncio.create_task(house.errands.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - fakes tell nobody
            await asyncio.sleep(0.005)


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    """A migrated database of either kind."""
    migrate(database_url)
    database = open_database(database_url)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
def house(database: Database) -> House:
    """A staffed house whose study answers at once."""
    study = FakeStudy()
    study.may_answer.set()
    return make_house(database, "here", study)


@pytest.fixture
def writing_house(database: Database) -> House:
    """The same, whose staff and visitors are written to."""
    study = FakeStudy()
    study.may_answer.set()
    return make_house(database, "here", study, staffing=WRITTEN_TO)
