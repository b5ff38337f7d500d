"""Erasing a conversation takes the app's posts from its thread, and all of it from the database."""

from pathlib import Path

from sqlalchemy import func, select

from assistant.conversation import ConversationId
from assistant.slack.blocks import actions
from assistant.storage.schema import inbox, lines, notes, outbox, threads
from tests.databases import ON_SQLITE
from tests.slack_double import faults
from tests.slack_double.posts import Post
from tests.slack_houses import SlackHouse, until, until_so

SECRET = "Tessellate"


async def rows_of(house: SlackHouse, visit: ConversationId) -> dict[str, int]:
    """How many rows are about a conversation, by table."""
    counted = {}
    async with house.house.database.reading() as sql:
        for table in (threads, lines, outbox, notes):
            query = select(func.count()).where(table.c.conversation == visit)
            counted[table.name] = (await sql.execute(query)).scalar_one()
    return counted


def of_app(house: SlackHouse) -> list[Post]:
    return [one for one in house.posts() if one.bot_id]


async def talk(house: SlackHouse) -> tuple[ConversationId, str]:
    """A handoff in which everything is posted that can be."""
    visit, root = await house.claimed()
    house.slack.faults.script("chat.postMessage", faults.rate_limited(1))
    for number in range(4):  # what waits is joined
        await house.visitor_writes(visit, f"{SECRET} {number}")
    house.house.clock.ahead += 5
    await house.types(house.ana, root, f"{SECRET}, indeed.")
    await house.types(house.ben, root, f"{SECRET} again?")
    await house.goes()
    draft = await house.drafted(visit, f"{SECRET} once more?")
    assert actions.SEND_DRAFT in str(draft.blocks)
    await house.settle()
    return visit, root


async def are_gone(house: SlackHouse) -> None:
    await until_so(lambda: not of_app(house))


async def test_what_the_app_posted_of_an_erased_conversation_is_deleted(
    slack_house: SlackHouse,
) -> None:
    visit, _ = await talk(slack_house)
    assert all((await rows_of(slack_house, visit)).values())
    await slack_house.house.reception.erase(visit)
    await are_gone(slack_house)

    async def nothing_is_left() -> bool:
        return not any((await rows_of(slack_house, visit)).values())

    await until(nothing_is_left)
    left = [(one.user, one.text) for one in slack_house.posts()]
    assert left == [
        ("USLACKBOT", "This message was deleted."),  # where the root stood
        (slack_house.ana.id, f"{SECRET}, indeed."),
        (slack_house.ben.id, f"{SECRET} again?"),
    ]


async def test_another_conversation_stays(slack_house: SlackHouse) -> None:
    visit, _ = await slack_house.claimed()
    other, root = await slack_house.handed_over()
    await slack_house.settle()
    await slack_house.house.reception.erase(visit)
    thread = slack_house.slack.thread(slack_house.channel, root)
    await until_so(lambda: len(of_app(slack_house)) == len(thread))
    assert await slack_house.room.keeper.thread_of(other) is not None


@ON_SQLITE
async def test_no_word_of_an_erased_conversation_stays_in_the_file(
    slack_house: SlackHouse, tmp_path: Path
) -> None:
    visit, _ = await talk(slack_house)
    assert places_of(SECRET, tmp_path)  # the control: it is found while it is there
    await slack_house.house.reception.erase(visit)
    await are_gone(slack_house)
    assert places_of(SECRET, tmp_path) == []


@ON_SQLITE
async def test_what_slack_has_and_has_not_said_so_is_deleted_too(
    slack_house: SlackHouse,
) -> None:
    visit, _ = await slack_house.claimed()
    await slack_house.settle()
    slack_house.slack.faults.script("chat.postMessage", faults.DROP_AFTER)
    slack_house.slack.faults.every(1, "conversations.replies", faults.SERVER_ERROR)
    await slack_house.visitor_writes(visit, SECRET)
    await until_so(lambda: any(SECRET in str(one.blocks) for one in of_app(slack_house)))
    await slack_house.house.reception.erase(visit)
    slack_house.slack.faults.clear()
    slack_house.house.clock.ahead += 60
    await are_gone(slack_house)


@ON_SQLITE
async def test_words_and_presses_after_the_erasing_do_nothing(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Are you there?")
    await slack_house.settle()
    (held,) = [one for one in slack_house.slack.ephemerals if actions.CANCEL in str(one.blocks)]
    before = slack_house.channel.find(root)
    stale = Post(before.channel, before.ts, before.user, before.team, before.content)
    await slack_house.house.reception.erase(visit)
    await are_gone(slack_house)
    await slack_house.types(slack_house.ana, root, "Hello?")
    for post, action in ((stale, actions.CLOSE), (held, actions.CANCEL)):
        await slack_house.people.presses(slack_house.ana, post, action)
    await until_so(
        lambda: sum("no longer here" in one for one in slack_house.asides(slack_house.ana)) == 2
    )
    await slack_house.settle()
    assert not any((await rows_of(slack_house, visit)).values())


def places_of(mark: str, folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if mark.encode() in one.read_bytes()]


@ON_SQLITE
async def test_what_was_delivered_is_kept_by_its_key_alone(slack_house: SlackHouse) -> None:
    await talk(slack_house)
    async with slack_house.house.database.reading() as sql:
        payloads = {row.payload for row in await sql.execute(select(inbox.c.payload))}
    assert payloads == {"{}"}
