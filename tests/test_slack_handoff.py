"""A handoff in a thread of Slack: who is told what, and what reaches the visitor."""

from assistant.slack.blocks import actions
from tests.slack_houses import SlackHouse, until, until_so


async def test_a_visitor_who_wants_a_person_gets_a_thread(slack_house: SlackHouse) -> None:
    _, root = await slack_house.handed_over()
    await until_so(lambda: len(slack_house.told(root)) == 2)
    first, transcript = slack_house.told(root)
    assert "May a county join?" in first
    assert "May a county join?" in transcript
    assert "Re: May a county join?" in transcript


async def test_before_a_claim_what_staff_type_is_a_note(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.people.says(slack_house.ana, slack_house.channel, "Odd one.", thread=root)
    await until_so(lambda: bool(slack_house.asides(slack_house.ana)))
    assert "Only staff see this" in slack_house.asides(slack_house.ana)[0]
    await slack_house.hold_passes()
    await slack_house.room.keeper.send()
    assert await slack_house.words_for(visit) == []
    notes = (await slack_house.house.desk.case_file(visit)).notes
    assert [(one.who, one.text) for one in notes] == [("Ana Ruiz", "Odd one.")]


async def test_the_claimers_words_go_to_the_visitor_after_a_moment(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.people.says(
        slack_house.ana, slack_house.channel, "Yes, counties may.", thread=root
    )
    await until_so(lambda: any("5 seconds" in one for one in slack_house.asides(slack_house.ana)))
    assert await slack_house.words_for(visit) == []
    await slack_house.hold_passes()

    async def reached() -> bool:
        return await slack_house.words_for(visit) == ["Yes, counties may."]

    await until(reached)
    post = slack_house.channel.find(ts)
    await until_so(lambda: "white_check_mark" in post.reactions)


async def test_what_the_visitor_writes_stands_in_the_thread(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.visitor_writes(visit, "And what does it cost?")
    await until_so(lambda: any("what does it cost" in one for one in slack_house.told(root)))


async def test_cancelled_words_go_nowhere(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.people.says(slack_house.ana, slack_house.channel, "No!", thread=root)
    await slack_house.press_aside(slack_house.ana, actions.CANCEL)
    await until_so(lambda: True)
    await slack_house.hold_passes()
    await slack_house.room.keeper.send()
    assert await slack_house.words_for(visit) == []
