"""Whoever waits for staff behind a Slack that takes nothing is told so."""

from assistant.conversation import ConversationId
from tests.houses import ANA
from tests.slack_houses import SlackHouse, until, until_so

DELAYED = "en house delayed"


async def is_told(house: SlackHouse, visit: ConversationId) -> None:
    """Let time pass until a visitor has been told that staff hear of it later."""

    async def told() -> bool:
        house.house.clock.ahead += 1
        return DELAYED in await house.house.says(visit)

    await until(told)


async def test_every_visitor_whose_words_wait_is_told_not_only_the_first(
    slack_house: SlackHouse,
) -> None:
    first, _ = await slack_house.handed_over()
    second, _ = await slack_house.handed_over()
    await slack_house.settle()
    slack_house.slack.refuse_token("token_revoked")
    await slack_house.visitor_writes(first, "Is anybody there?")
    await slack_house.visitor_writes(second, "And for me?")
    await is_told(slack_house, first)
    await is_told(slack_house, second)


async def test_a_visitor_is_told_at_once_where_slack_has_shut_the_door(
    slack_house: SlackHouse,
) -> None:
    visit, _ = await slack_house.handed_over()
    await slack_house.settle()
    slack_house.slack.refuse_token("token_revoked")
    await slack_house.visitor_writes(visit, "Is anybody there?")

    async def told() -> bool:
        return DELAYED in await slack_house.house.says(visit)

    await until(told)


async def test_a_visitor_is_told_though_something_else_is_in_front_of_their_words(
    slack_house: SlackHouse,
) -> None:
    visit, _ = await slack_house.handed_over()
    await slack_house.settle()
    slack_house.slack.refuse_token("token_revoked")
    await slack_house.house.desk.claim(visit, ANA)
    await until_so(lambda: bool(slack_house.room.reasons()))
    await slack_house.visitor_writes(visit, "Is anybody there?")
    await is_told(slack_house, visit)


async def test_one_trouble_is_told_once_and_its_end_is_noticed(slack_house: SlackHouse) -> None:
    visit, _ = await slack_house.handed_over()
    await slack_house.settle()
    slack_house.slack.refuse_token("token_revoked")
    await slack_house.visitor_writes(visit, "Is anybody there?")
    await is_told(slack_house, visit)
    slack_house.house.clock.ahead += 60
    slack_house.slack.accept_token()
    await until_so(lambda: not slack_house.room.reasons())
    await slack_house.settle()
    assert (await slack_house.house.says(visit)).count(DELAYED) == 1
