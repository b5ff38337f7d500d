"""A house whose staff are in Slack: the whole Slack door, over real sockets, against the double."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Select, exists, or_, select

from assistant.conversation import ConversationId, Staff
from assistant.conversations.alarms import SlackAlarm
from assistant.explanation import Explanation
from assistant.settings import Settings
from assistant.slack.asking import KeptQuote, Library
from assistant.slack.blocks import actions
from assistant.slack.planning import PAUSE
from assistant.storage.database import Database
from assistant.storage.leases import WorkStatus
from assistant.storage.schema import inbox, outbox
from assistant.storage.switches import SwitchStore
from assistant.vocabulary import Asked
from assistant.wiring.slack import SlackNeeds, SlackRoom, SlackTimes, open_slack
from tests.houses import WRITTEN_TO, FakeStudy, House, living, make_house
from tests.served import HERE, Port
from tests.slack_double import Slack
from tests.slack_double.channels import Channel
from tests.slack_double.people import Person
from tests.slack_double.posts import Post
from tests.slack_double.sending import Sender
from tests.slack_double.sight import visible_text

HOLD_SECONDS = 5.0


@dataclass
class SlackHouse:
    """A house, the double of Slack beside it, and who works there.

    Attributes:
        ana: Of the staff.
        ben: Of the staff.
        channel: The staff channel.
        people: Acts of people, brought to the door.
        url: Of the door.
    """

    house: House
    slack: Slack
    room: SlackRoom
    channel: Channel
    ana: Person
    ben: Person
    people: Sender
    url: str

    async def visitor_writes(self, visit: ConversationId, text: str) -> int:
        client_id = f"words-{text}"
        return await self.house.reception.visitor_wrote(visit, text, client_id)

    async def wants_person(self) -> ConversationId:
        """A visitor who has asked something and wants a person."""
        visit = await self.house.visit()
        await self.visitor_writes(visit, "May a county join?")
        await self.house.rest()
        await self.house.reception.ask_for_staff(visit, "button-0001")
        return visit

    async def handed_over(self) -> tuple[ConversationId, str]:
        """A visitor who wants a person, and the root of the thread about them."""
        visit = await self.wants_person()
        return visit, (await self.root_of(visit)).ts

    async def claimed(self, by: Person | None = None) -> tuple[ConversationId, str]:
        """The same, whom one of the staff has claimed in the thread."""
        visit, root = await self.handed_over()
        await self.press(by or self.ana, root, actions.CLAIM)
        await until(lambda: self._is_claimed(visit))
        return visit, root

    async def root_of(self, visit: ConversationId) -> Post:
        found: list[Post] = []

        async def has_root() -> bool:
            found[:] = [post for post in self.posts() if visit in str(post.blocks)]
            return bool(found)

        await until(has_root)
        return found[0]

    async def press(self, person: Person, ts: str, action: str) -> None:
        """Press a button of a post."""
        await self.people.presses(person, self.channel.find(ts), action)

    async def press_aside(self, person: Person, action: str) -> None:
        """Press a button of what somebody alone was shown last."""

        def shown() -> list[Post]:
            asides = [one for one in self.slack.ephemerals if one.shown_to == person.id]
            return [one for one in asides if action in str(one.blocks)]

        await until_so(lambda: bool(shown()))
        await self.people.presses(person, shown()[-1], action)

    async def types(self, person: Person, root: str, text: str) -> str:
        """Somebody writes in a thread; gives the `ts`."""
        return await self.people.says(person, self.channel, text, thread=root)

    async def is_told(self, person: Person, words: str) -> None:
        """Wait until one person alone is told something, in the channel or directly."""

        def told() -> list[str]:
            direct = self.slack.posts(self.slack.workspace.direct(person))
            return self.asides(person) + [visible_text(one) for one in direct]

        await until_so(lambda: any(words in one for one in told()))

    async def settle(self, seconds: float = 20) -> None:
        """Wait until all that was delivered is worked on, and Slack is told all that is due."""

        async def is_quiet() -> bool:
            async with self.house.database.reading() as sql:
                return not (await sql.execute(_owed(self.house.clock()))).scalar_one()

        async def is_settled() -> bool:
            if not await is_quiet():
                return False
            await self.room.keeper.look()  # at what the last delivery has done
            return await is_quiet()

        await self.people.settle()
        await until(is_settled, seconds)

    async def goes(self) -> None:
        """Let the hold pass, and send what was held."""
        await self.settle()
        await self.hold_passes()
        await self.room.keeper.send()
        await self.settle()

    def staff_of(self, person: Person) -> Staff:
        """Somebody as the staff page knows them."""
        return Staff(person.real_name, "staff page")

    def posts(self) -> list[Post]:
        return self.slack.posts(self.channel)

    def told(self, root: str) -> list[str]:
        """What the assistant has posted in a thread, as a reader sees it."""
        thread = self.slack.thread(self.channel, root)
        return [visible_text(post) for post in thread if post.bot_id]

    def asides(self, person: Person) -> list[str]:
        """What one person alone was shown, in order."""
        return [visible_text(one) for one in self.slack.ephemerals if one.shown_to == person.id]

    async def words_for(self, visit: ConversationId) -> list[str]:
        """What staff have written to a visitor."""
        messages = await self.house.store.messages(visit)
        return [one.text for one in messages if one.author == "staff"]

    async def drafted(self, visit: ConversationId, question: str) -> Post:
        """What the visitor asks of somebody who has claimed, and the draft that answers it."""
        await self.visitor_writes(visit, question)
        await self.house.answers()
        await self.settle()
        self.house.clock.ahead += PAUSE.total_seconds()
        await self.settle()
        thread = await self.room.keeper.thread_of(visit)
        assert thread is not None
        return self.channel.find(thread.draft_ts)

    async def hold_passes(self) -> None:
        """Let the time pass in which the claimer may take words back."""
        self.house.clock.ahead += HOLD_SECONDS

    async def _is_claimed(self, visit: ConversationId) -> bool:
        thread = await self.room.keeper.thread_of(visit)
        conversation = await self.house.desk.conversation(visit)
        return bool(conversation.claimed_by) and thread is not None and bool(thread.claimer)


def _owed(now: datetime) -> Select[tuple[bool]]:
    """Whether something is still to be done that is due."""
    due = (
        exists().where(table.c.status == WorkStatus.OWED, table.c.due_at <= now)
        for table in (inbox, outbox)
    )
    return select(or_(*due))


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - another process, or the double
            await asyncio.sleep(0.02)


async def until_so(condition: Callable[[], bool], seconds: float = 20) -> None:
    """The same, where nothing has to be asked for."""

    async def met() -> bool:
        return condition()

    await until(met, seconds)


def slack_settings(slack: Slack, channel: Channel, **chosen: Any) -> Settings:  # noqa: ANN401
    """Settings of a server that is in the double."""
    return Settings.model_construct(
        **Settings.model_construct().model_dump()
        | {
            "slack_bot_token": SecretStr(slack.token),
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "slack_app_token": SecretStr(""),
            "slack_staff_channel": channel.id,
            "slack_api_url": slack.api_url,
            "slack_send": "held",
            "public_url": "https://chat.example.org",
        }
        | chosen
    )


def join_slack(house: House, settings: Settings, times: SlackTimes | None = None) -> SlackRoom:
    """The Slack door of a house; posts follow one another fast, unless times are given."""

    async def no_quote(_: str) -> KeptQuote | None:
        return None

    async def explain(asked: Asked) -> Explanation:
        answer = await house.study.answer(asked)
        told = answer.outcome, answer.reason, answer.confidence
        return Explanation(asked.message, asked.language, *told, build="build-1", text=answer.text)

    needs = SlackNeeds(
        settings,
        house.database,
        house.bus,
        house.desk,
        Library(
            house.study.answer, explain, no_quote, lambda: "build-1", lambda _: house.study.record
        ),
        lambda: {"allowed_link_hosts": ["example.org"]},
        SlackAlarm(
            (house.store, SwitchStore(house.database, house.clock)), house.bus, WRITTEN_TO
        ).raise_for,
    )
    return open_slack(needs, times or SlackTimes(post_seconds=0.01, now=house.clock))


@asynccontextmanager
async def at_work(
    house: House,
    slack: Slack,
    **chosen: Any,  # noqa: ANN401
) -> AsyncGenerator[SlackHouse]:
    """A house in the double, alive until the end of the block."""
    async with in_slack(house, slack, **chosen) as working, living(house):
        yield working


@asynccontextmanager
async def in_slack(
    house: House,
    slack: Slack,
    **chosen: Any,  # noqa: ANN401
) -> AsyncGenerator[SlackHouse]:
    """A house that lives already, in the double until the end of the block."""
    ana, ben = slack.workspace.hire("Ana Ruiz"), slack.workspace.hire("Ben Okafor")
    channel = slack.workspace.found("desk", members=[ana, ben])
    room = join_slack(house, slack_settings(slack, channel, **chosen))
    assert room.door is not None
    port = Port(HERE)
    await port.open(room.door)
    task = asyncio.create_task(room.run())
    url = f"{port.address}/slack/events"
    people = slack.sender(url)
    try:
        yield SlackHouse(house, slack, room, channel, ana, ben, people, url)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await port.close()


@pytest.fixture
async def slack_house(database: Database, slack: Slack) -> AsyncGenerator[SlackHouse]:
    """A house whose staff are in Slack; its study answers at once."""
    study = FakeStudy()
    study.may_answer.set()
    house = make_house(database, "here", study, staffing=WRITTEN_TO)
    async with at_work(house, slack) as working:
        yield working


async def notes_on(house: SlackHouse, visit: ConversationId) -> list[tuple[str, str]]:
    """Who noted what."""
    notes = (await house.house.desk.case_file(visit)).notes
    return [(one.who, one.text) for one in notes]


async def claimed_by(house: SlackHouse, visit: ConversationId) -> str:
    return (await house.house.desk.conversation(visit)).claimed_by
