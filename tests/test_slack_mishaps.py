"""One thing that goes wrong in Slack stops nothing else."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import insert

from assistant.conversation import ConversationId
from assistant.conversations.errands import WORKERS
from assistant.slack.blocks import actions
from assistant.slack.planning import PAUSE
from assistant.storage.database import Database
from assistant.storage.leases import NOBODY, WorkStatus
from assistant.storage.outbox import post_lane
from assistant.storage.schema import outbox
from assistant.thread import ParcelKind
from assistant.vocabulary import Answer, Asked
from tests.databases import ON_SQLITE
from tests.houses import WRITTEN_TO, FakeStudy, House, make_house
from tests.slack_double import Slack
from tests.slack_double.faults import Kind, rate_limited, refused
from tests.slack_double.sight import visible_text
from tests.slack_houses import SlackHouse, at_work, join_slack, slack_settings, until, until_so


@dataclass
class SlowForStaff(FakeStudy):
    """Answers visitors, and is never done with what staff may know beyond that."""

    thinking: int = 0

    async def answer(self, asked: Asked) -> Answer:
        if asked.staff:
            self.thinking += 1
            await asyncio.Event().wait()
        return await super().answer(asked)


async def test_who_presses_too_late_is_asked_to_do_it_again_and_nothing_waits(
    slack_house: SlackHouse,
) -> None:
    bot, people, channel = slack_house.slack.workspace.bot, slack_house.people, slack_house.channel
    ts = await people.says(slack_house.ana, channel, f"<@{bot.id}> Who pays?")
    await until_so(lambda: len(slack_house.slack.thread(channel, ts)) == 2)
    slack_house.slack.faults.script("views.open", refused("expired_trigger_id"))
    answer = slack_house.slack.thread(channel, ts)[1]
    await people.presses(slack_house.ana, answer, actions.WRONG)
    await people.says(slack_house.ana, channel, "And a village?", thread=ts)
    await until_so(lambda: len(slack_house.slack.thread(channel, ts)) == 3)
    await until_so(lambda: "again" in str(slack_house.asides(slack_house.ana)))


async def test_threads_that_slack_lets_us_read_only_later_are_read_as_soon_as_it_does(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.settle()
    slack_house.people.ways.lost = True
    await slack_house.types(slack_house.ana, root, "Odd one.")
    slack_house.slack.faults.script("conversations.replies", rate_limited(1))
    await slack_house.room.keeper.reconnected()

    async def is_noted() -> bool:
        notes = (await slack_house.house.desk.case_file(visit)).notes
        return [one.text for one in notes] == ["Odd one."]

    await until(is_noted)
    assert slack_house.slack.faults.struck[Kind.RATE_LIMITED] == 1


async def test_a_deletion_that_slack_never_delivers_still_keeps_held_words_from_going(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "Not this!")
    await until_so(lambda: "5 seconds" in str(slack_house.asides(slack_house.ana)))
    slack_house.people.ways.lost = True
    await slack_house.people.deletes(slack_house.channel, ts)
    slack_house.people.ways.lost = False
    await slack_house.goes()
    await slack_house.types(slack_house.ana, root, "This.")
    await slack_house.goes()

    async def is_read() -> bool:
        return await slack_house.words_for(visit) == ["This."]

    await until(is_read)


async def test_a_thread_goes_on_where_staff_are_now(writing_house: House, slack: Slack) -> None:
    async with at_work(writing_house, slack) as before:
        visit, root = await before.handed_over()
        await before.settle()
        told = len(before.told(root))
    new = slack.workspace.found("new-desk", members=[before.ana])
    room = join_slack(writing_house, slack_settings(slack, new))
    task = asyncio.create_task(room.run())
    await before.visitor_writes(visit, "Is anybody there?")
    await until_so(lambda: visit in str([one.blocks for one in slack.posts(new)]))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(before.told(root)) == told


async def test_a_parcel_that_a_fault_of_ours_spoils_holds_up_nobody_for_long(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.settle()
    await spoil(slack_house, visit)
    await slack_house.visitor_writes(visit, "Is it still you?")

    async def is_told() -> bool:
        slack_house.house.clock.ahead += 5
        return any("Is it still you?" in one for one in slack_house.told(root))

    await until(is_told)
    alarms = (await slack_house.house.desk.board.overview()).alarms
    assert [kind for kind, _ in alarms] == ["slack_fails"]
    assert "Is it still you?" in visible_text(slack_house.slack.posts(slack_house.channel)[-1])


@ON_SQLITE
async def test_visitors_are_heard_while_a_model_thinks_about_what_stands_beside_drafts(
    database: Database, slack: Slack
) -> None:
    study = SlowForStaff()
    study.may_answer.set()
    house = make_house(database, "here", study, staffing=WRITTEN_TO)
    async with at_work(house, slack) as slack_house:
        visits = [await slack_house.claimed() for _ in range(WORKERS)]
        for visit, _ in visits:
            await slack_house.visitor_writes(visit, "And a state?")
        await slack_house.house.rest()
        await slack_house.settle()
        slack_house.house.clock.ahead += PAUSE.total_seconds()
        await until_so(lambda: study.thinking == WORKERS)
        visit, root = visits[0]
        await slack_house.visitor_writes(visit, "Are you there?")
        await until_so(lambda: "Are you there?" in slack_house.told(root)[-1])


async def spoil(house: SlackHouse, visit: ConversationId) -> None:
    """Owe a change of which nobody knows what was changed."""
    parcel = {
        "mark": "spoilt",
        "conversation": visit,
        "kind": ParcelKind.CHANGE,
        "ref": 999,
        "channel": house.channel.id,
        "payload": "{}",
        "lane": post_lane(house.channel.id),
        "status": WorkStatus.OWED,
        "due_at": house.house.clock(),
        "tries": 0,
        "waits": 0,
        **NOBODY,
    }
    async with house.house.database.writing() as sql:
        await sql.execute(insert(outbox).values(parcel))
