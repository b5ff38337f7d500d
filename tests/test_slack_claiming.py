"""Who has a conversation, where several people of the staff reach for it."""

from assistant.slack.blocks import actions
from tests.databases import ON_SQLITE
from tests.houses import BEN
from tests.slack_houses import SlackHouse, claimed_by, until_so


async def test_of_two_who_claim_at_once_one_is_told(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    both = (slack_house.ana, slack_house.ben)
    for person in both:
        await slack_house.press(person, root, actions.CLAIM)
    await slack_house.settle()
    has_it = await claimed_by(slack_house, visit)
    (loser,) = [one for one in both if one.real_name != has_it]
    (winner,) = [one for one in both if one.real_name == has_it]
    await slack_house.is_told(loser, f"{has_it} has this conversation")
    assert slack_house.asides(winner) == []


@ON_SQLITE
async def test_what_is_claimed_on_the_staff_page_is_claimed_in_slack(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.house.desk.claim(visit, BEN)
    await slack_house.types(slack_house.ana, root, "Yes.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    await slack_house.press_aside(slack_house.ana, actions.SEND_NOTE)
    await slack_house.is_told(slack_house.ana, "Ben has this conversation")
    await slack_house.house.desk.hand_back(visit, BEN)
    await slack_house.settle()
    await slack_house.press(slack_house.ana, root, actions.CLAIM)
    await slack_house.types(slack_house.ana, root, "Yes, counties may.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Yes, counties may."]


@ON_SQLITE
async def test_two_of_one_name_are_two(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    namesake = slack_house.slack.workspace.hire("Ana Ruiz")
    await slack_house.people.joins(namesake, slack_house.channel)
    for action in (actions.CLAIM, actions.CLOSE):
        await slack_house.press(namesake, root, action)
    await until_so(lambda: len(slack_house.asides(namesake)) == 2)
    await slack_house.types(namesake, root, "It is I.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    assert await claimed_by(slack_house, visit) == "Ana Ruiz"
