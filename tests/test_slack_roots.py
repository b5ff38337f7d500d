"""What becomes of a thread whose root is deleted, or not known yet."""

from assistant.conversation import ConversationId, State
from tests.databases import ON_SQLITE
from tests.slack_double.faults import DROP_AFTER, SERVER_ERROR
from tests.slack_houses import SlackHouse, notes_on, until, until_so


async def test_a_root_that_was_deleted_is_followed_by_one_that_tells_all(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.visitor_writes(visit, "And a state?")
    await slack_house.types(slack_house.ana, root, "Counties may.")
    await slack_house.goes()
    for _ in range(2):  # somebody is obstinate
        await slack_house.people.deletes(slack_house.channel, root)
        root = await new_root(slack_house, visit, root)
        await slack_house.settle()
        told = "\n".join(slack_house.told(root))
        assert "May a county join?" in told
        assert "And a state?" in told
        assert "Counties may." in told
    await slack_house.types(slack_house.ana, root, "States, too.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Counties may.", "States, too."]
    await slack_house.visitor_writes(visit, "Thank you!")
    await until_so(lambda: "Thank you!" in slack_house.told(root)[-1])


@ON_SQLITE
async def test_what_is_typed_below_a_root_that_was_deleted_counts(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Counties may.")
    await slack_house.people.deletes(slack_house.channel, root)
    await new_root(slack_house, visit, root)
    await slack_house.types(slack_house.ana, root, "States, too.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Counties may.", "States, too."]


async def new_root(house: SlackHouse, visit: ConversationId, old: str) -> str:
    found: list[str] = []

    async def is_there() -> bool:
        thread = await house.room.keeper.thread_of(visit)
        found[:] = [thread.root_ts] if thread is not None else []
        return bool(found and found[0]) and found[0] != old

    await until(is_there)
    return found[0]


@ON_SQLITE
async def test_words_in_a_thread_of_which_slacks_answer_is_still_out_wait_for_it(
    slack_house: SlackHouse,
) -> None:
    faults = slack_house.slack.faults
    faults.script("chat.postMessage", DROP_AFTER)
    faults.every(1, "conversations.history", SERVER_ERROR)
    visit = await slack_house.wants_person()
    root = (await slack_house.root_of(visit)).ts
    await slack_house.types(slack_house.ana, root, "Odd one.")
    faults.clear()
    slack_house.house.clock.ahead += 60
    await slack_house.is_told(slack_house.ana, "Only staff see this")
    assert await notes_on(slack_house, visit) == [("Ana Ruiz", "Odd one.")]
    assert (await slack_house.house.desk.conversation(visit)).state is State.WAITING_FOR_STAFF
