"""What a thread is told of who did what to its conversation."""

from assistant.slack.blocks import actions
from tests.slack_houses import SlackHouse, until_so

LATER = "Is anybody there?"


async def told_last(house: SlackHouse, root: str, words: str) -> None:
    """The last that a thread was told begins with these words."""
    await until_so(lambda: house.told(root)[-1].startswith(words))


async def test_who_closed_is_named_and_who_writes_then_is_back(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.press(slack_house.ana, root, actions.CLOSE)
    await told_last(slack_house, root, "Ana Ruiz has closed this.")
    await slack_house.visitor_writes(visit, LATER)
    await told_last(slack_house, root, "The visitor is back.")
    assert LATER not in "".join(slack_house.told(root)[1:])  # nobody of the staff is asked


async def test_who_handed_back_is_named_even_where_nobody_had_claimed(
    slack_house: SlackHouse,
) -> None:
    _, root = await slack_house.handed_over()
    await slack_house.press(slack_house.ben, root, actions.HAND_BACK)
    await told_last(slack_house, root, "Ben Okafor has handed this back")


async def test_what_was_kept_back_is_made_up_for_when_a_person_is_asked_for_again(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.press(slack_house.ana, root, actions.CLOSE)
    await told_last(slack_house, root, "Ana Ruiz has closed this.")
    await slack_house.visitor_writes(visit, LATER)
    await told_last(slack_house, root, "The visitor is back.")
    await slack_house.house.rest()
    await slack_house.house.reception.ask_for_staff(visit, "button-0002")
    await told_last(slack_house, root, "The visitor asks for a person again.")
    words, answer = slack_house.told(root)[-3:-1]
    assert LATER in words
    assert f"Re: {LATER}" in answer
