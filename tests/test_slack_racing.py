"""What becomes of a line where two things happen to it at once, or a server dies in between."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete

from assistant.conversation import ConversationId, Message
from assistant.slack.blocks import actions
from assistant.slack.client import SlackClient
from assistant.slack.colleagues import PLACE, Colleague, Colleagues
from assistant.slack.listening import Listening
from assistant.slack.pace import Pace
from assistant.slack.planning import plan_telling
from assistant.slack.poster import Poster, Written
from assistant.slack.presses import Presses
from assistant.slack.thread_desk import ThreadDesk, origin_of
from assistant.slack.troubles import Troubles
from assistant.slack.whispers import Whispers
from assistant.storage.inbox import InboxStore
from assistant.storage.leases import LEASE, WorkStatus
from assistant.storage.lines import LineStore
from assistant.storage.outbox import OutboxStore, Parcel, add_parcels
from assistant.storage.schema import outbox
from assistant.storage.threads import ThreadStore
from assistant.thread import Arrival, ArrivalKind, Fate, Line, ParcelKind, Plan, Post, Thread
from tests.houses import BEN, House
from tests.slack_double import Slack
from tests.slack_double.faults import DROP_AFTER, late
from tests.slack_houses import SlackHouse
from tests.slack_samples import SITE

WORDS = "Yes, by May."


@pytest.fixture
def lines(slack_house: SlackHouse) -> LineStore:
    """The lines of the house, as another server sees them."""
    return LineStore(slack_house.house.database, slack_house.house.clock)


@pytest.fixture
def other(slack_house: SlackHouse, lines: LineStore, slack_client: AsyncWebClient) -> ThreadDesk:
    """The thread desk of another server."""
    client = SlackClient(slack_client)
    colleagues = Colleagues(client, slack_house.channel.id, time.monotonic)
    whispers = Whispers(client, lambda: SITE)
    house = slack_house.house
    threads = ThreadStore(house.database, house.clock)
    return ThreadDesk(house.desk, threads, lines, colleagues, whispers, house.clock)


class Meanwhile(Pace):
    """Lets something happen in the moment before each post."""

    def __init__(self, happen: Callable[[], Awaitable[object]]) -> None:
        super().__init__(0, time.monotonic)
        self._happen = happen

    async def turn(self, channel: str) -> bool:
        await self._happen()
        return True


@dataclass
class Wording:
    """Words every post alike."""

    threads: ThreadStore
    is_true: bool = True

    async def write(self, parcels: Sequence[Parcel], *, is_repeat: bool) -> Written:
        return Written(Post("Somebody waits") if self.is_true else None)

    async def place(self, parcel: Parcel) -> str:
        thread = await self.threads.of(parcel.conversation)
        return thread.root_ts if thread is not None else ""

    async def draft_is_coming(self, parcel: Parcel) -> bool:
        return False


class Unasked:
    """Answers nobody: what is done in a thread asks nothing of it."""

    async def hear(self, message: Mapping[str, Any], *, is_mention: bool) -> None:
        raise AssertionError(message)

    async def command(self, payload: Mapping[str, Any]) -> None:
        raise AssertionError(payload)

    press = form = home = aside = command


class Beginning(ThreadStore):
    """Hears that Slack has the root of a thread in the moment after that was looked up."""

    is_known = False

    async def at(self, channel: str, root_ts: str) -> Thread | None:
        return await super().at(channel, root_ts) if self.is_known else None

    async def is_beginning(self, channel: str) -> bool:
        self.is_known = True
        return await super().is_beginning(channel)


async def nothing(*_: object) -> None:
    """Tell nobody."""


async def deliver(
    arrival: Arrival, slack_house: SlackHouse, other: ThreadDesk, slack_client: AsyncWebClient
) -> None:
    """Let the other server work on something that Slack delivers to it."""
    house, client = slack_house.house, SlackClient(slack_client)
    presses = Presses(
        house.desk, other.threads, other.lines, other, other.whispers, client, lambda: SITE
    )
    inbox = InboxStore(house.database, house.clock, "another server")
    of_staff = other.colleagues, other.whispers
    listening = Listening(inbox, other.threads, other, presses, Unasked(), *of_staff, lambda: SITE)
    kept = await inbox.keep(arrival)
    assert kept.at_once is not None
    await listening.run(kept.at_once)


async def held(house: SlackHouse, lines: LineStore) -> tuple[ConversationId, Line]:
    """A line that Ana has typed, before its moment is over."""
    visit, root = await house.claimed()
    ts = await house.types(house.ana, root, WORDS)
    await house.settle()
    line = await lines.at(house.channel.id, ts)
    assert line is not None
    assert line.fate is Fate.HELD
    return visit, line


async def read_by(house: SlackHouse, visit: ConversationId) -> list[Message]:
    return [one for one in await house.house.store.messages(visit) if one.author == "staff"]


async def fate_of(lines: LineStore, line: Line) -> Fate:
    now = await lines.at(line.channel, line.ts)
    assert now is not None
    return now.fate


def ana(house: SlackHouse) -> Colleague:
    return Colleague(house.ana.id, house.ana.real_name)


async def test_words_that_two_servers_send_are_sent_once(
    slack_house: SlackHouse, lines: LineStore, other: ThreadDesk
) -> None:
    visit, line = await held(slack_house, lines)
    await slack_house.goes()
    assert await other.send(line, ana(slack_house))
    assert [one.text for one in await read_by(slack_house, visit)] == [WORDS]


async def test_words_cancelled_in_the_moment_of_their_sending_are_taken_back(
    slack_house: SlackHouse, lines: LineStore, other: ThreadDesk
) -> None:
    visit, line = await held(slack_house, lines)
    await slack_house.press_aside(slack_house.ana, actions.CANCEL)
    await slack_house.settle()
    await other.send(line, ana(slack_house))  # which it had read as held
    (message,) = await read_by(slack_house, visit)
    assert (message.removed, message.text) == (True, "")
    assert await fate_of(lines, line) is Fate.CANCELLED


async def test_words_changed_in_the_moment_of_their_sending_are_changed(
    slack_house: SlackHouse, lines: LineStore, other: ThreadDesk
) -> None:
    visit, line = await held(slack_house, lines)
    await slack_house.people.edits(slack_house.ana, slack_house.channel, line.ts, "No: by June.")
    await slack_house.settle()
    await other.send(line, ana(slack_house))
    (message,) = await read_by(slack_house, visit)
    assert (message.edited, message.text) == (True, "No: by June.")


async def test_words_that_went_before_a_server_died_are_cancelled_all_the_same(
    slack_house: SlackHouse, lines: LineStore, other: ThreadDesk
) -> None:
    visit, line = await held(slack_house, lines)
    staff = ana(slack_house).staff
    assert staff.place == PLACE
    await slack_house.house.desk.staff_wrote(visit, staff, WORDS, origin_of(line))
    assert await other.cancel(line)
    (message,) = await read_by(slack_house, visit)
    assert message.removed


async def test_words_that_went_while_their_author_had_it_stay(
    slack_house: SlackHouse, lines: LineStore, other: ThreadDesk
) -> None:
    visit, line = await held(slack_house, lines)
    staff = ana(slack_house).staff
    await slack_house.house.desk.staff_wrote(visit, staff, WORDS, origin_of(line))
    await slack_house.house.desk.hand_back(visit, staff)  # and the server died
    await slack_house.house.desk.claim(visit, BEN)
    await other.flush(visit)
    (message,) = await read_by(slack_house, visit)
    assert (message.removed, message.text) == (False, WORDS)
    assert await fate_of(lines, line) is Fate.SENT


async def test_a_claim_in_the_moment_in_which_its_thread_begins_is_one(
    slack_house: SlackHouse, slack_client: AsyncWebClient, other: ThreadDesk
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.settle()
    house = slack_house.house
    threads = Beginning(house.database, house.clock)
    press = {
        "user": {"id": slack_house.ana.id},
        "channel": {"id": slack_house.channel.id},
        "message": {"thread_ts": root},
        "actions": [{"action_id": actions.CLAIM, "value": visit}],
    }
    await deliver(
        Arrival("press:1", ArrivalKind.PRESS, "a lane", press),
        slack_house,
        replace(other, threads=threads),
        slack_client,
    )
    assert (await house.desk.conversation(visit)).claimed_by == slack_house.ana.real_name


async def test_a_deletion_that_does_not_say_where_takes_words_back(
    slack_house: SlackHouse, lines: LineStore, slack_client: AsyncWebClient, other: ThreadDesk
) -> None:
    _, line = await held(slack_house, lines)
    gone = {"channel": line.channel, "deleted_ts": line.ts}
    arrival = Arrival("removal:1", ArrivalKind.REMOVAL, "a lane", gone)
    await deliver(arrival, slack_house, other, slack_client)
    assert await fate_of(lines, line) is Fate.REMOVED


def poster_of(
    house: House,
    outbox: OutboxStore,
    pace: Pace,
    slack: AsyncWebClient,
    wording: Wording | None = None,
) -> Poster:
    """Posts what is taken from an outbox by hand."""
    threads = ThreadStore(house.database, house.clock)
    lines = LineStore(house.database, house.clock)
    troubles = Troubles(house.clock, nothing, nothing, outbox.behind)
    way = SlackClient(slack), wording or Wording(threads), pace, troubles, nothing
    return Poster(outbox, threads, lines, *way, house.clock)


async def owed_root(house: House, outbox: OutboxStore, channel: str) -> Parcel:
    """The root of a new handoff, leased."""
    visit = await house.visit()
    await house.reception.ask_for_staff(visit, "button-0001")
    await ThreadStore(house.database, house.clock).tell(visit, channel, plan_telling)
    parcel = await outbox.take([ParcelKind.ROOT])
    assert parcel is not None
    return parcel


async def test_a_post_that_another_server_has_taken_over_is_still_owed_by_it(
    house: House, slack: Slack, slack_client: AsyncWebClient
) -> None:
    channel = slack.workspace.found("desk", members=[])
    here, there = (OutboxStore(house.database, house.clock, name) for name in ("here", "there"))
    parcel = await owed_root(house, here, channel.id)
    house.clock.ahead += LEASE.total_seconds() + 1  # it has been slow
    pace = Meanwhile(lambda: there.take([ParcelKind.ROOT]))
    poster = poster_of(house, here, pace, slack_client)
    assert await poster.run(parcel) == ()
    assert slack.posts(channel) == []
    assert await there.hold(parcel)


async def test_what_stands_behind_a_post_whose_answer_was_lost_is_posted_once(
    house: House, slack: Slack, slack_client: AsyncWebClient
) -> None:
    channel = slack.workspace.found("desk", members=[])
    here = OutboxStore(house.database, house.clock, "here")
    root = await owed_root(house, here, channel.id)
    others = set[asyncio.Task[tuple[Parcel, ...]]]()

    async def give_to_another_worker() -> None:
        if (parcel := await here.take([ParcelKind.LINE])) is not None:
            others.add(asyncio.create_task(poster.run(parcel)))

    poster = poster_of(house, here, Meanwhile(give_to_another_worker), slack_client)
    await poster.run(root)
    first, second = (Plan(ParcelKind.LINE, number) for number in (1, 2))
    async with house.database.writing() as sql:
        await sql.execute(delete(outbox).where(outbox.c.status == WorkStatus.OWED))
        await add_parcels(sql, root.conversation, channel.id, [first], house.clock())
    slack.faults.script("chat.postMessage", DROP_AFTER)
    await poster.run(await line_of(here))
    async with house.database.writing() as sql:
        await add_parcels(sql, root.conversation, channel.id, [second], house.clock())
    house.clock.ahead += LEASE.total_seconds()
    slack.faults.every(1, "chat.postMessage", late(0.3))
    for parcel in await poster.run(await line_of(here)):
        await poster.run(parcel)
    await asyncio.gather(*others)
    assert len(slack.posts(channel)) == len([root, first, second])


async def line_of(outbox: OutboxStore) -> Parcel:
    """The line that is owed, leased."""
    parcel = await outbox.take([ParcelKind.LINE])
    assert parcel is not None
    return parcel


async def test_what_is_true_no_more_when_its_turn_comes_is_not_posted(
    house: House, slack: Slack, slack_client: AsyncWebClient
) -> None:
    channel = slack.workspace.found("desk", members=[])
    here = OutboxStore(house.database, house.clock, "here")
    root = await owed_root(house, here, channel.id)
    wording = Wording(ThreadStore(house.database, house.clock))

    async def is_over() -> None:
        wording.is_true = False

    await poster_of(house, here, Meanwhile(is_over), slack_client, wording).run(root)
    assert slack.posts(channel) == []
