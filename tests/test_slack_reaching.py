"""What staff type and press in a thread, and what of it reaches the visitor."""

from collections.abc import AsyncGenerator

import pytest

from assistant.slack.blocks import actions
from assistant.storage.database import Database
from tests.databases import ON_SQLITE
from tests.houses import BEN, WRITTEN_TO, FakeStudy, make_house
from tests.slack_double import Slack
from tests.slack_houses import SlackHouse, at_work, claimed_by, notes_on

# --- notes ---


@ON_SQLITE
async def test_only_the_claimers_words_go(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ben, root, "I would say yes.")
    await slack_house.is_told(slack_house.ben, "Only staff see this")
    await slack_house.types(slack_house.ana, root, "Yes.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Yes."]
    assert await notes_on(slack_house, visit) == [("Ben Okafor", "I would say yes.")]


async def test_who_sends_a_note_takes_over(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.types(slack_house.ana, root, "Yes, counties may.")
    await slack_house.press_aside(slack_house.ana, actions.SEND_NOTE)
    await slack_house.settle()
    assert await slack_house.words_for(visit) == ["Yes, counties may."]
    assert await claimed_by(slack_house, visit) == "Ana Ruiz"
    await slack_house.types(slack_house.ana, root, "And cities.")  # goes without a further press
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Yes, counties may.", "And cities."]


@ON_SQLITE
async def test_a_note_is_sent_once_however_often_it_is_pressed(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.types(slack_house.ana, root, "Yes.")
    for _ in range(3):
        await slack_house.press_aside(slack_house.ana, actions.SEND_NOTE)
    await slack_house.settle()
    assert await slack_house.words_for(visit) == ["Yes."]


@ON_SQLITE
async def test_a_note_is_not_sent_past_who_has_it(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ben, root, "I would say yes.")
    await slack_house.press_aside(slack_house.ben, actions.SEND_NOTE)
    await slack_house.is_told(slack_house.ben, "Ana Ruiz has this conversation")
    assert await slack_house.words_for(visit) == []
    assert await claimed_by(slack_house, visit) == "Ana Ruiz"


@ON_SQLITE
async def test_a_note_that_was_deleted_is_not_sent(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    ts = await slack_house.types(slack_house.ana, root, "Yes.")
    await slack_house.is_told(slack_house.ana, "Only staff see this")
    await slack_house.people.deletes(slack_house.channel, ts)
    await slack_house.settle()
    await slack_house.press_aside(slack_house.ana, actions.SEND_NOTE)
    await slack_house.is_told(slack_house.ana, "taken back")
    assert await slack_house.words_for(visit) == []


@ON_SQLITE
@pytest.mark.parametrize("typed", ["note: ask Ben", "*Note:* ask Ben", "NOTE :ask Ben"])
async def test_a_claimer_keeps_words_inside_by_a_mark(slack_house: SlackHouse, typed: str) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, typed)
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    assert await notes_on(slack_house, visit) == [("Ana Ruiz", "ask Ben")]
    assert slack_house.asides(slack_house.ana) == []  # they know it


# --- held ---


@ON_SQLITE
async def test_held_words_can_be_cancelled(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "No!")
    await slack_house.press_aside(slack_house.ana, actions.CANCEL)
    await slack_house.is_told(slack_house.ana, "Nothing goes to the visitor")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    assert await notes_on(slack_house, visit) == []


@ON_SQLITE
async def test_held_words_can_be_kept_as_a_note(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Odd one.")
    await slack_house.press_aside(slack_house.ana, actions.KEEP_AS_NOTE)
    await slack_house.is_told(slack_house.ana, "Only staff see this now")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    assert await notes_on(slack_house, visit) == [("Ana Ruiz", "Odd one.")]


@ON_SQLITE
@pytest.mark.parametrize("action", [actions.CANCEL, actions.KEEP_AS_NOTE])
async def test_what_has_gone_cannot_be_held_back(slack_house: SlackHouse, action: str) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Yes.")
    await slack_house.goes()
    await slack_house.press_aside(slack_house.ana, action)
    await slack_house.is_told(slack_house.ana, "It has gone to the visitor already")
    assert await slack_house.words_for(visit) == ["Yes."]


async def test_held_words_go_in_the_order_of_typing(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    for number in range(5):
        await slack_house.types(slack_house.ana, root, f"Line {number}")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == [f"Line {number}" for number in range(5)]


@ON_SQLITE
@pytest.mark.parametrize("action", [actions.CLOSE, actions.HAND_BACK])
async def test_who_gives_it_away_sends_what_they_hold_first(
    slack_house: SlackHouse, action: str
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "All the best.")
    await slack_house.settle()
    await slack_house.press(slack_house.ana, root, action)
    await slack_house.settle()
    assert await slack_house.words_for(visit) == ["All the best."]
    assert await claimed_by(slack_house, visit) == ""


@ON_SQLITE
@pytest.mark.parametrize("action", [actions.CLOSE, actions.HAND_BACK])
async def test_nobody_gives_away_what_another_has(slack_house: SlackHouse, action: str) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Let me see.")
    await slack_house.settle()
    await slack_house.press(slack_house.ben, root, action)
    await slack_house.is_told(slack_house.ben, "Ana Ruiz has this conversation")
    assert await slack_house.words_for(visit) == []  # Ana's moment is not over
    assert await claimed_by(slack_house, visit) == "Ana Ruiz"


async def test_words_held_by_who_has_lost_the_conversation_become_a_note(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Yes, by May.")
    await slack_house.settle()
    await slack_house.house.desk.hand_back(visit, slack_house.staff_of(slack_house.ana))
    await slack_house.house.desk.claim(visit, BEN)
    await slack_house.goes()
    await slack_house.is_told(slack_house.ana, "Ben has this conversation")
    assert await slack_house.words_for(visit) == []
    assert await notes_on(slack_house, visit) == [("Ana Ruiz", "Yes, by May.")]


# --- asked first ---


@pytest.fixture
async def asking_house(database: Database, slack: Slack) -> AsyncGenerator[SlackHouse]:
    """A house in which nothing goes before Send was pressed."""
    study = FakeStudy()
    study.may_answer.set()
    house = make_house(database, "here", study, staffing=WRITTEN_TO)
    async with at_work(house, slack, slack_send="asked") as working:
        yield working


@ON_SQLITE
async def test_where_staff_are_asked_first_nothing_goes_unasked(asking_house: SlackHouse) -> None:
    visit, root = await asking_house.claimed()
    await asking_house.types(asking_house.ana, root, "Yes, counties may.")
    await asking_house.is_told(asking_house.ana, "Only staff see this")
    await asking_house.goes()
    assert await asking_house.words_for(visit) == []
    await asking_house.press_aside(asking_house.ana, actions.SEND_NOTE)
    await asking_house.settle()
    assert await asking_house.words_for(visit) == ["Yes, counties may."]


# --- what messages are ---


@ON_SQLITE
async def test_a_visitor_reads_words_and_no_mark_up(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    typed = f"<@{slack_house.ben.id}> says &lt;5,000: <https://example.org/a|read>"
    await slack_house.types(slack_house.ana, root, typed)
    await slack_house.goes()
    told = "@Ben Okafor says <5,000: read (https://example.org/a)"
    assert await slack_house.words_for(visit) == [told]


@ON_SQLITE
async def test_of_a_file_the_text_goes_and_staff_hear_that_it_does_not(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    shares, where = slack_house.people.shares_file, slack_house.channel
    await shares(slack_house.ana, where, "dues.pdf", "See the dues.", thread=root)
    await slack_house.is_told(slack_house.ana, "Files are not carried to the visitor: dues.pdf")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["See the dues."]


@ON_SQLITE
async def test_a_file_alone_is_nothing_that_goes(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    shares, where = slack_house.people.shares_file, slack_house.channel
    await shares(slack_house.ana, where, "dues.pdf", thread=root)
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    (told,) = slack_house.asides(slack_house.ana)
    assert "dues.pdf" in told


@ON_SQLITE
async def test_what_is_said_in_the_channel_too_goes_once(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    where = slack_house.channel
    ts = await slack_house.people.says(slack_house.ana, where, "Yes.", thread=root, aloud=True)
    await slack_house.people.repeats_reply(where, ts)
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Yes."]


@ON_SQLITE
async def test_an_emoji_reaches_the_visitor_as_a_sign(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Welcome :tada:")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Welcome \U0001f389"]


@ON_SQLITE
async def test_who_asks_the_assistant_in_a_thread_is_answered_alone(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    bot = slack_house.slack.workspace.bot
    await slack_house.types(slack_house.ana, root, f"<@{bot.id}> may a state join?")
    await slack_house.is_told(slack_house.ana, "Re: may a state join?")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    notes = (await slack_house.house.desk.case_file(visit)).notes
    assert [one.text for one in notes] == [f"@{bot.real_name} may a state join?"]
    assert not any("may a state join" in one for one in slack_house.told(root))
    assert slack_house.asides(slack_house.ben) == []


async def test_who_asks_the_assistant_in_a_thread_says_nothing_to_the_visitor(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    bot = slack_house.slack.workspace.bot
    await slack_house.types(slack_house.ana, root, f"<@{bot.id}> what does a city of 40,000 pay?")
    await slack_house.settle()
    await slack_house.goes()
    await slack_house.types(slack_house.ana, root, "Let me look.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Let me look."]
