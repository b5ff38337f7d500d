"""Where it is doubtful what has happened: nothing is doubled, and what was taken back stays so."""

import time
from datetime import timedelta

from assistant.slack.catching_up import CatchingUp
from assistant.slack.client import SlackClient
from assistant.slack.colleagues import Colleagues
from assistant.slack.keeping import PATIENCE, Keeper
from assistant.slack.thread_desk import HOLD, ThreadDesk
from assistant.slack.whispers import Whispers
from assistant.storage.inbox import InboxStore
from assistant.storage.lines import LineStore
from assistant.storage.outbox import OutboxStore
from assistant.storage.threads import ThreadStore
from assistant.thread import Arrival, ArrivalKind, Fate, Line, Thread
from tests.slack_double.clock import Stamps
from tests.slack_double.faults import DROP_AFTER, SERVER_ERROR, Kind, rate_limited
from tests.slack_double.workspace import TEAM
from tests.slack_houses import SlackHouse, until, until_so
from tests.slack_samples import SITE
from tests.slack_scenes import client_of

ELEVEN_MINUTES = 660.0


def thread_desk_of(slack_house: SlackHouse, ahead: timedelta = timedelta()) -> ThreadDesk:
    """The same desk as the room's, to be used by hand; its clock may be ahead."""
    client = SlackClient(client_of(slack_house.slack))
    return ThreadDesk(
        slack_house.house.desk,
        ThreadStore(slack_house.house.database, slack_house.house.clock),
        LineStore(slack_house.house.database, slack_house.house.clock),
        Colleagues(client, slack_house.channel.id, time.monotonic),
        Whispers(client, lambda: SITE),
        lambda: slack_house.house.clock() + ahead,
    )


class Reading(CatchingUp):
    """Reads threads for another server, to which something may be delivered at that moment."""

    meanwhile: Arrival | None = None

    async def one(self, thread: Thread, held: Line | None = None) -> int:
        if self.meanwhile is not None:
            await self._keep(self.meanwhile)
        return await super().one(thread, held)


def keeper_of(slack_house: SlackHouse, ahead: timedelta) -> tuple[Keeper, Reading]:
    """The keeper of another server, whose clock is ahead, and what it reads threads with."""
    desk, house = thread_desk_of(slack_house, ahead), slack_house.house
    lease = timedelta(seconds=1)  # soon over: nobody works on what is delivered to it
    inbox = InboxStore(house.database, house.clock, "another server", lease)
    outbox = OutboxStore(house.database, house.clock, "another server")

    async def keep(arrival: Arrival) -> bool:
        return (await inbox.keep(arrival)).is_new

    client = SlackClient(client_of(slack_house.slack))
    reading = Reading(client, desk.colleagues, desk.threads, desk.lines, inbox, keep)
    stores = desk.threads, desk.lines, inbox, outbox
    return Keeper(stores, house.bus, slack_house.channel.id, desk, reading, lambda: None), reading


def said_in(slack_house: SlackHouse, root: str) -> list[str]:
    """What the assistant has posted below a root, which sums all of it up."""
    return slack_house.told(root)[1:]


def times_told(slack_house: SlackHouse, root: str, words: str) -> int:
    """How often a thread is told what the visitor wrote; a draft that repeats it is not counted."""
    lines = "\n".join(said_in(slack_house, root)).splitlines()
    return lines.count(words)


async def typed(slack_house: SlackHouse, root: str, text: str) -> Line:
    """What Ana has typed, as it is kept and held; nothing is worked on any more."""
    ana, channel = slack_house.ana, slack_house.channel
    ts = await slack_house.people.says(ana, channel, text, thread=root)
    lines = thread_desk_of(slack_house).lines
    found: list[Line] = []

    async def is_kept() -> bool:
        line = await lines.at(channel.id, ts)
        found[:] = [line] if line else []
        return bool(found)

    await until(is_kept)
    await slack_house.settle()  # whoever works on it yet has words wait
    return found[0]


async def test_a_post_that_may_have_landed_is_not_forgotten_when_a_later_try_is_refused(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await until_so(lambda: len(said_in(slack_house, root)) == 2)  # what was before, and the claim
    faults = slack_house.slack.faults
    faults.script("chat.postMessage", DROP_AFTER)
    faults.every(1, "conversations.replies", SERVER_ERROR)
    await slack_house.visitor_writes(visit, "Are you there?")
    await until_so(lambda: len(said_in(slack_house, root)) == 3)
    faults.script("chat.postMessage", rate_limited(1))
    slack_house.house.clock.ahead += ELEVEN_MINUTES  # now it is posted without looking it up
    await until_so(lambda: faults.struck[Kind.RATE_LIMITED] == 1)
    faults.clear()
    await slack_house.visitor_writes(visit, "Hello?")
    await until_so(lambda: "Hello?" in said_in(slack_house, root)[-1])
    assert times_told(slack_house, root, "Are you there?") == 1


async def test_a_post_is_not_repeated_while_slack_only_lets_us_wait(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await until_so(lambda: len(said_in(slack_house, root)) == 2)  # what was before, and the claim
    faults = slack_house.slack.faults
    faults.script("chat.postMessage", DROP_AFTER)
    faults.every(1, "conversations.replies", rate_limited(1))
    await slack_house.visitor_writes(visit, "Are you there?")
    await until_so(lambda: len(said_in(slack_house, root)) == 3)
    slack_house.house.clock.ahead += ELEVEN_MINUTES
    asked = faults.struck[Kind.RATE_LIMITED]
    await until_so(lambda: faults.struck[Kind.RATE_LIMITED] > asked + 1)
    faults.clear()
    await slack_house.visitor_writes(visit, "Hello?")
    await until_so(lambda: "Hello?" in said_in(slack_house, root)[-1])
    assert times_told(slack_house, root, "Are you there?") == 1


async def test_what_is_deleted_in_the_moment_of_its_sending_is_taken_back(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    line = await typed(slack_house, root, "Not for you.")
    desk = thread_desk_of(slack_house)
    assert await desk.lines.decide(line, Fate.REMOVED, among=[Fate.HELD])
    await desk.send(line, await desk.colleagues.admit(slack_house.ana.id))  # it has begun before
    assert "Not for you." not in await slack_house.words_for(visit)
    kept = await desk.lines.at(line.channel, line.ts)
    assert kept is not None
    assert kept.fate is Fate.REMOVED


async def test_nothing_goes_that_was_typed_after_the_thread_was_read(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    first = await typed(slack_house, root, "One.")
    await typed(slack_house, root, "Two.")
    await thread_desk_of(slack_house, ahead=HOLD).send_held(visit, until=first.ts)
    assert await slack_house.words_for(visit) == ["One."]


async def test_words_wait_for_what_is_delivered_while_the_thread_is_read(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    slack_house.people.ways.lost = True
    ts = await slack_house.people.says(slack_house.ana, slack_house.channel, "One.", thread=root)
    slack_house.people.ways.lost = False
    await typed(slack_house, root, "Two.")
    keeper, reading = keeper_of(slack_house, ahead=HOLD)
    place = {"channel": slack_house.channel.id, "thread_ts": root}
    message = {"user": slack_house.ana.id, "ts": ts, "text": "One.", **place}
    name = f"{TEAM}:{slack_house.channel.id}:{ts}"
    lane = f"{slack_house.channel.id}:{root}"
    reading.meanwhile = Arrival("event:one", ArrivalKind.MESSAGE, lane, message, name)
    await keeper.send()
    assert await slack_house.words_for(visit) == []
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["One.", "Two."]


async def test_words_wait_a_while_for_a_thread_that_cannot_be_read(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await typed(slack_house, root, "Yes.")
    slack_house.slack.faults.every(1, "conversations.replies", SERVER_ERROR)
    soon, _ = keeper_of(slack_house, ahead=HOLD)
    await soon.send()
    assert slack_house.slack.faults.struck[Kind.SERVER_ERROR]
    assert await slack_house.words_for(visit) == []
    late, _ = keeper_of(slack_house, ahead=HOLD + PATIENCE)
    await late.send()
    assert await slack_house.words_for(visit) == ["Yes."]


async def test_an_old_note_is_not_taken_for_a_new_one_once_its_delivery_is_forgotten(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.people.says(slack_house.ana, slack_house.channel, "Odd one.", thread=root)
    await until_so(lambda: len(slack_house.asides(slack_house.ana)) == 1)
    clock = slack_house.house.clock
    clock.ahead += timedelta(days=3).total_seconds()
    slack_house.slack.workspace.stamps = Stamps(lambda: clock().timestamp())
    await slack_house.room.forget(timedelta(days=90))
    slack_house.people.ways.lost = True  # the next is found only by reading the thread
    await slack_house.people.says(slack_house.ana, slack_house.channel, "Still odd.", thread=root)
    await slack_house.room.keeper.reconnected()

    async def is_heard() -> bool:
        notes = (await slack_house.house.desk.case_file(visit)).notes
        return [one.text for one in notes] == ["Odd one.", "Still odd."]

    await until(is_heard)
    await until_so(lambda: len(slack_house.asides(slack_house.ana)) > 1)
    shown = [one.content.text for one in slack_house.slack.ephemerals]
    assert len(shown) == 2
