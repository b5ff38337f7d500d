"""Asking the assistant in Slack: in channels, directly, by command, and what is under an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from assistant.conversation import Mistake, Staff
from assistant.slack.blocks import actions
from assistant.storage.database import Database
from assistant.storage.schema import asks, inbox, outbox
from assistant.vocabulary import Asked
from tests.slack_double.posts import Post
from tests.slack_double.sight import visible_text
from tests.slack_houses import SlackHouse, until, until_so

# What people see is the same on either database; the stores are tried on both elsewhere.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def answered(house: SlackHouse, words: str, times: int = 1) -> list[Post]:
    """The assistant's posts with some words, once there are as many."""

    def found() -> list[Post]:
        return [one for one in house.posts() if one.bot_id and words in visible_text(one)]

    await until_so(lambda: len(found()) >= times)
    return found()


async def test_a_mention_is_answered_once_in_its_thread(slack_house: SlackHouse) -> None:
    bot = slack_house.slack.workspace.bot
    slack_house.people.ways.copies = (2, 4)
    ts = await slack_house.people.says(
        slack_house.ana, slack_house.channel, f"<@{bot.id}> May a county join?"
    )
    (post,) = await answered(slack_house, "Re: May a county join?")
    assert post.thread == ts
    await slack_house.people.says(slack_house.ana, slack_house.channel, f"<@{bot.id}> Really?")
    await answered(slack_house, "Re: Really?")
    assert len(await answered(slack_house, "Re: May a county join?")) == 1


async def test_who_asked_goes_on_asking_in_the_thread_and_others_are_left_alone(
    slack_house: SlackHouse,
) -> None:
    bot, people, channel = slack_house.slack.workspace.bot, slack_house.people, slack_house.channel
    ts = await people.says(slack_house.ana, channel, f"<@{bot.id}> May a county join?")
    await answered(slack_house, "Re: May a county join?")
    await people.says(slack_house.ben, channel, "I thought so.", thread=ts)
    await people.says(slack_house.ana, channel, f"<@{slack_house.ben.id}> look!", thread=ts)
    await people.says(slack_house.ana, channel, "And a village?", thread=ts)
    (post,) = await answered(slack_house, "Re: And a village?")
    assert post.thread == ts
    asked = slack_house.house.study.asked
    assert [turn.text for turn in asked[-1].history] == [
        "May a county join?",
        "Re: May a county join?",
    ]
    assert not any("thought" in one.message or "look" in one.message for one in asked)


async def test_in_a_thread_only_who_asked_last_goes_on_without_a_mention(
    slack_house: SlackHouse,
) -> None:
    bot, people, channel = slack_house.slack.workspace.bot, slack_house.people, slack_house.channel
    ts = await people.says(slack_house.ana, channel, f"<@{bot.id}> May a county join?")
    await answered(slack_house, "Re: May a county join?")
    await people.says(slack_house.ben, channel, f"<@{bot.id}> And a state?", thread=ts)
    await answered(slack_house, "Re: And a state?")
    await people.says(slack_house.ana, channel, "Thank you, Ben.", thread=ts)
    await people.says(slack_house.ben, channel, "And a village?", thread=ts)
    await answered(slack_house, "Re: And a village?")
    assert not any("Thank" in one.message for one in slack_house.house.study.asked)


async def test_a_direct_message_needs_no_mention(slack_house: SlackHouse) -> None:
    direct = slack_house.slack.workspace.direct(slack_house.ana)
    await slack_house.people.says(slack_house.ana, direct, "What is due?")
    await until_so(lambda: bool(slack_house.slack.posts(direct)[1:]))
    assert "Re: What is due?" in visible_text(slack_house.slack.posts(direct)[-1])


async def test_who_asks_nothing_is_asked_for_words(slack_house: SlackHouse) -> None:
    bot, people, channel = slack_house.slack.workspace.bot, slack_house.people, slack_house.channel
    await people.says(slack_house.ana, channel, f"<@{bot.id}>")
    await people.shares_file(
        slack_house.ben, slack_house.slack.workspace.direct(slack_house.ben), "fees.pdf"
    )
    staff = (slack_house.ana, slack_house.ben)
    await until_so(lambda: all("Ask in words" in str(slack_house.asides(one)) for one in staff))
    assert not any(one.thread for one in slack_house.slack.ephemerals)
    assert not slack_house.house.study.asked


async def test_a_receipt_that_is_not_kept_is_said_not_to_be(slack_house: SlackHouse) -> None:
    direct = slack_house.slack.workspace.direct(slack_house.ana)
    await slack_house.people.says(slack_house.ana, direct, "Receipt Zk3_x-0pQ7vT1mW9bL5dRa")
    await until_so(lambda: bool(slack_house.slack.posts(direct)[1:]))
    assert "No receipt with this number" in visible_text(slack_house.slack.posts(direct)[-1])


async def test_staff_are_asked_for_with_their_own_passages_and_others_are_not(
    slack_house: SlackHouse,
) -> None:
    cara = slack_house.slack.workspace.hire("Cara Lind")  # of no staff channel
    for person in (slack_house.ana, cara):
        direct = slack_house.slack.workspace.direct(person)
        await slack_house.people.says(person, direct, f"Hello from {person.real_name}?")
    asked = slack_house.house.study.asked
    await until_so(lambda: len(asked) == 3)

    def audiences(name: str) -> set[bool]:
        return {one.staff for one in asked if name in one.message}

    assert (audiences("Ana"), audiences("Cara")) == ({False, True}, {False})


async def test_a_command_is_answered_to_who_typed_it_and_can_be_shared(
    slack_house: SlackHouse,
) -> None:
    await slack_house.people.commands(
        slack_house.ana, slack_house.channel, "/membership", "May a county join?"
    )
    await until_so(lambda: bool(slack_house.asides(slack_house.ana)))
    assert "Re: May a county join?" in slack_house.asides(slack_house.ana)[0]
    assert not any("Re:" in visible_text(one) for one in slack_house.posts())
    await slack_house.press_aside(slack_house.ana, actions.SHARE)
    (shared,) = await answered(slack_house, "Re: May a county join?")
    assert visible_text(shared).startswith("Asked\nMay a county join?\nAutomated assistant")


async def test_why_tells_staff_how_an_answer_came_about(slack_house: SlackHouse) -> None:
    bot, people = slack_house.slack.workspace.bot, slack_house.people
    await people.says(slack_house.ana, slack_house.channel, f"<@{bot.id}> Who pays?")
    (post,) = await answered(slack_house, "Re: Who pays?")
    await people.presses(slack_house.ben, post, actions.WHY)
    await until_so(
        lambda: "Question as understood: Who pays?" in str(slack_house.asides(slack_house.ben))
    )
    assert "build-1" in slack_house.asides(slack_house.ben)[-1]
    assert slack_house.slack.ephemerals[-1].thread == post.thread


async def test_what_is_wrong_is_kept_until_somebody_closes_it(slack_house: SlackHouse) -> None:
    bot, people = slack_house.slack.workspace.bot, slack_house.people
    await people.says(slack_house.ana, slack_house.channel, f"<@{bot.id}> Who pays?")
    (post,) = await answered(slack_house, "Re: Who pays?")
    await people.presses(slack_house.ben, post, actions.WRONG)
    await until_so(lambda: bool(slack_house.slack.views))
    told = {actions.RIGHT: "Cities do.", actions.STANDS: "bylaws.md, line 3"}
    await people.submits(slack_house.slack.views[0], told)
    corrections = slack_house.house.desk.corrections

    async def is_kept() -> bool:
        return bool(await corrections.open())

    await until(is_kept)
    (correction,) = await corrections.open()
    assert correction.who == "Ben Okafor"
    assert correction.mistake == Mistake(
        "Who pays?", "Re: Who pays?", "Cities do.", "bylaws.md, line 3", "build-1"
    )
    await until_so(lambda: "It is kept" in str(slack_house.asides(slack_house.ben)))
    await people.opens_home(slack_house.ana)
    await until_so(lambda: slack_house.ana.id in slack_house.slack.homes)
    home = slack_house.slack.homes[slack_house.ana.id]
    await people.presses(slack_house.ana, home, actions.CLOSE_CORRECTION)

    async def is_closed() -> bool:
        return not await corrections.open()

    await until(is_closed)


async def test_staff_pause_and_resume_by_command(slack_house: SlackHouse) -> None:
    async def paused() -> bool:
        return (await slack_house.house.desk.board.overview()).paused is not None

    for word, so in (("pause", True), ("resume", False)):
        await slack_house.people.commands(slack_house.ana, slack_house.channel, "/membership", word)

        async def done(so: bool = so) -> bool:
            return await paused() is so

        await until(done, seconds=5)


async def test_who_is_none_of_the_staff_pauses_nothing(slack_house: SlackHouse) -> None:
    cara = slack_house.slack.workspace.hire("Cara Lind")
    slack_house.channel.members.append(cara.id)
    guest = slack_house.slack.workspace.invite_guest("Gil Orr")
    slack_house.channel.members.append(guest.id)
    await slack_house.people.commands(guest, slack_house.channel, "/membership", "pause")
    await until_so(lambda: bool(slack_house.asides(guest)))
    assert "Guests" in slack_house.asides(guest)[0]
    assert (await slack_house.house.desk.board.overview()).paused is None


async def test_staff_are_away_until_they_say(slack_house: SlackHouse) -> None:
    people, channel = slack_house.people, slack_house.channel
    await people.commands(slack_house.ana, channel, "/membership", "away until tomorrow 9:00")

    async def away() -> bool:
        return (await slack_house.house.desk.board.overview()).away is not None

    await until(away, seconds=5)
    zone = str(slack_house.house.desk.zone())
    await until_so(lambda: f"09:00, {zone}." in str(slack_house.asides(slack_house.ana)))
    await people.commands(slack_house.ana, channel, "/membership", "away until the cows come home")
    await until_so(
        lambda: any("cannot be read" in one for one in slack_house.asides(slack_house.ana))
    )
    await people.commands(slack_house.ana, channel, "/membership", "back")

    async def back() -> bool:
        return not await away()

    await until(back, seconds=5)


@pytest.mark.parametrize("words", ["", "help", "Away"])
async def test_who_does_not_know_what_to_say_is_told(slack_house: SlackHouse, words: str) -> None:
    channel = slack_house.channel
    await slack_house.people.commands(slack_house.ana, channel, "/membership", words)
    await until_so(lambda: "away until Monday 9:00" in str(slack_house.asides(slack_house.ana)))
    assert not slack_house.house.study.asked


async def test_the_page_shows_who_waits_with_a_way_to_the_thread(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.house.desk.pause(Staff("Ben", "staff page"))
    await slack_house.people.opens_home(slack_house.ana)
    await until_so(lambda: slack_house.ana.id in slack_house.slack.homes)
    view = slack_house.slack.homes[slack_house.ana.id]
    assert "May a county join?" in str(view.blocks)
    assert "paused by Ben" in str(view.blocks)
    assert root.replace(".", "") in str(view.blocks)
    assert visit


async def test_the_public_part_is_what_a_visitor_gets(slack_house: SlackHouse) -> None:
    question = "May a county join?"
    visitor = await slack_house.house.study.answer(Asked(question))
    bot = slack_house.slack.workspace.bot
    await slack_house.people.says(slack_house.ana, slack_house.channel, f"<@{bot.id}> {question}")
    (post,) = await answered(slack_house, "Re:")
    assert visitor.text in visible_text(post)


async def test_today_is_counted(slack_house: SlackHouse) -> None:
    await slack_house.handed_over()
    today = await slack_house.house.desk.board.today(datetime.now(UTC))
    assert (today.questions, today.answered, today.handed_over) == (1, 1, 1)


async def test_what_was_asked_long_ago_is_forgotten(slack_house: SlackHouse) -> None:
    bot, people = slack_house.slack.workspace.bot, slack_house.people
    await people.says(slack_house.ana, slack_house.channel, f"<@{bot.id}> Who pays?")
    (post,) = await answered(slack_house, "Re: Who pays?")
    assert any("Who pays?" in one for one in await texts_kept(slack_house.house.database))
    slack_house.house.clock.ahead += 91 * 24 * 3600
    await slack_house.room.forget(timedelta(days=90))
    assert not any("Who pays?" in one for one in await texts_kept(slack_house.house.database))
    slack_house.house.clock.ahead = 0  # or the door takes the press for an old one
    await people.presses(slack_house.ben, post, actions.WHY)
    await slack_house.is_told(slack_house.ben, "no longer kept")
    assert slack_house.slack.views == []


async def texts_kept(database: Database) -> list[str]:
    """All that the tables of Slack hold, as text."""
    async with database.reading() as sql:
        rows = [row for table in (asks, inbox, outbox) for row in await sql.execute(select(table))]
    return [str(tuple(row)) for row in rows]
