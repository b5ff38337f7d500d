"""A house for conversations: real stores, a study that is told what to say, mails that are kept."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import ColumnElement, func, select

from assistant.conversation import Conversation, ConversationId, Staff
from assistant.conversations.alarms import FailureAlarm
from assistant.conversations.answerer import Answerer, Studying
from assistant.conversations.clocks import Clocks, Patience
from assistant.conversations.corrections import Corrections
from assistant.conversations.deeds import Deeds
from assistant.conversations.desk import Desk
from assistant.conversations.errands import Duty, Errands
from assistant.conversations.handing_over import HandingOver, Staffing
from assistant.conversations.postman import Addresses, Postman, duties_of
from assistant.conversations.presence import Presence
from assistant.conversations.reception import Arrival, Reception
from assistant.conversations.rules import ANSWER
from assistant.mail import Mail
from assistant.seams import IndexMismatch
from assistant.storage.bus import MemoryBus
from assistant.storage.conversations import ConversationStore
from assistant.storage.corrections import CorrectionStore
from assistant.storage.database import Database, open_database
from assistant.storage.desk import DeskStore
from assistant.storage.errands import Errand, ErrandStore
from assistant.storage.feedback import FeedbackStore
from assistant.storage.leases import WorkStatus
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
    record: dict[str, str] = field(default_factory=dict)  # of the roll, for staff only

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
    errands: Errands[Errand]
    store: ConversationStore
    desk_store: DeskStore
    mailer: FakeMailer
    database: Database
    study: FakeStudy
    clock: Clock
    bus: MemoryBus
    sayings_fail: int = 0

    def say(self, language: str, section: str, name: str = "text", /, **values: str) -> str:
        if section == "failed" and self.sayings_fail:
            self.sayings_fail -= 1
            raise IndexMismatch
        return " ".join((language, section, name, *values.values()))

    async def visit(self) -> ConversationId:
        conversation, _ = await self.reception.open(Arrival())
        return conversation.id

    async def errands_owed(self, *which: ColumnElement[bool]) -> int:
        """How many errands are not done yet."""
        owed = select(func.count()).where(errands.c.status == WorkStatus.OWED, *which)
        async with self.database.reading() as sql:
            return int((await sql.execute(owed)).scalar_one())

    async def rest(self) -> None:
        """Wait until nothing is owed any more."""
        while await self.errands_owed():  # noqa: ASYNC110 - done errands tell nobody
            await asyncio.sleep(0.01)

    async def answers(self) -> None:
        """Wait until every message has its answer; mails may be owed for later."""
        answers = errands.c.kind == ANSWER
        while await self.errands_owed(answers):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)

    async def says(self, visit: ConversationId) -> list[str]:
        return [one.text for one in await self.store.messages(visit)]


NOT_STAFFED = Staffing()
STAFFED = Staffing(is_staffed=True)
WRITTEN_TO = Staffing(is_staffed=True, mails_staff=True, mails_visitors=True)
MINUTE = timedelta(minutes=1)
PATIENCE = Patience(claim=10 * MINUTE, reply=10 * MINUTE)
ADDRESSES = Addresses(
    "assistant@example.org",
    ("staff@example.org", "desk@example.org"),
    "https://chat.example.org",
    lambda: {"name": "Sister Towns", "email": "office@example.org"},
    lambda page: page.startswith("https://example.org/"),
)


class _Making:
    """Makes the parts of a house, each of those that were made before it."""

    made: House

    def __init__(
        self, database: Database, holder: str, study: FakeStudy, staffing: Staffing
    ) -> None:
        self.database, self.study = database, study
        self.clock, self.bus, self.mailer = Clock(), MemoryBus(), FakeMailer()
        self.store = ConversationStore(database, self.clock, holder)
        self.desk_store = DeskStore(database, self.clock, holder)
        self.errand_store = ErrandStore(database, self.clock, holder)
        self.switches = SwitchStore(database, self.clock)
        # Looks each time, as if a second had passed.
        seconds = count().__next__
        self.presence = Presence(self.switches, lambda: None, ZoneInfo("UTC"), self.clock, seconds)
        self.staffing = replace(staffing, next_opening=self.next_opening)
        self.deeds = Deeds(self.store, self.bus, self.hand)
        self.handing_over = HandingOver(self.say, self.staffing)

    def house(self, *, alone: bool) -> House:
        duties = self.answering() | self.mailing()
        self.made = House(
            self.reception(),
            self.desk(),
            self.clocks(),
            Errands(self.errand_store, duties, alone=alone, poll_seconds=0.02),
            self.store,
            self.desk_store,
            self.mailer,
            self.database,
            self.study,
            self.clock,
            self.bus,
        )
        return self.made

    def reception(self) -> Reception:
        feedback = FeedbackStore(self.database, self.clock, "0.3.0")
        stores = self.store, self.desk_store, feedback
        return Reception(stores, self.bus, self.deeds, self.say, self.handing_over)

    def desk(self) -> Desk:
        corrections = Corrections(CorrectionStore(self.database, self.clock), self.deeds)
        stores = self.store, self.desk_store, self.switches
        return Desk(stores, self.bus, self.deeds, self.say, self.staffing, corrections)

    def clocks(self) -> Clocks:
        acting = self.bus, self.hand, self.say
        return Clocks(self.desk_store, *acting, self.staffing, self.patience, self.clock)

    def answering(self) -> dict[str, Duty[Errand]]:
        answerer = Answerer(
            (self.store, self.switches),
            self.bus,
            Studying(self.study.answer, lambda: "build-1"),
            self.say,
            self.handing_over,
            FailureAlarm(self.switches, self.clock),
        )
        return {ANSWER: Duty(answerer.answer, answerer.tell_failure)}

    def mailing(self) -> dict[str, Duty[Errand]]:
        stores = self.store, self.desk_store, self.errand_store
        return duties_of(Postman(stores, self.mailer, self.deeds, self.say, ADDRESSES))

    def say(self, language: str, section: str, name: str = "text", /, **values: str) -> str:
        return self.made.say(language, section, name, **values)

    def hand(self, errand: Errand | None) -> None:
        self.made.errands.hand(errand)

    async def next_opening(self, _: Conversation) -> str:
        there = await self.presence.next_there()
        return f"{there:%Y-%m-%d %H:%M}" if there else ""

    async def patience(self) -> Patience:
        return replace(PATIENCE, passed=await self.presence.passed())


def make_house(
    database: Database,
    holder: str,
    study: FakeStudy,
    *,
    alone: bool = False,
    staffing: Staffing = STAFFED,
) -> House:
    """One process with a study that is told what to say."""
    return _Making(database, holder, study, staffing).house(alone=alone)


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
async def database(migrated_url: str) -> AsyncGenerator[Database, None]:
    """A migrated database of either kind."""
    database = open_database(migrated_url)
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
