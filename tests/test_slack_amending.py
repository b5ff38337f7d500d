"""What staff edit or delete in a thread, and what the visitor then reads."""

import pytest

from assistant.slack.blocks import actions
from tests.databases import ON_SQLITE
from tests.slack_houses import SlackHouse, claimed_by, notes_on, until_so


async def edit(house: SlackHouse, ts: str, text: str) -> None:
    await house.people.edits(house.ana, house.channel, ts, text)
    await house.settle()


@ON_SQLITE
async def test_an_edit_before_the_sending_is_what_goes(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "By March.")
    await edit(slack_house, ts, "By May.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["By May."]


@ON_SQLITE
@pytest.mark.parametrize("has_old_client", [False, True], ids=["blocks", "text"])
async def test_the_visitor_reads_what_staff_see(
    slack_house: SlackHouse, has_old_client: bool
) -> None:
    slack_house.people.has_old_client = has_old_client
    visit, root = await slack_house.claimed()
    typed = "*Bring* &amp; _sign_:\n\u2022 `form_a`\n\u2022 2 * 3 ~copies~"
    ts = await slack_house.types(slack_house.ana, root, typed)
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Bring & sign:\n- form_a\n- 2 * 3 copies"]
    await edit(slack_house, ts, "*Only* see <https://towns.example|the form>")
    assert await slack_house.words_for(visit) == ["Only see the form (https://towns.example)"]


@pytest.mark.parametrize("ended", [False, True], ids=["open", "closed"])
async def test_an_edit_after_the_sending_is_carried_over(
    slack_house: SlackHouse, ended: bool
) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "By March.")
    await slack_house.goes()
    if ended:
        await slack_house.press(slack_house.ana, root, actions.CLOSE)
        await slack_house.settle()
    await edit(slack_house, ts, "By May.")
    assert await slack_house.words_for(visit) == ["By May."]
    messages = await slack_house.house.store.messages(visit)
    assert [one.edited for one in messages if one.author == "staff"] == [True]


@ON_SQLITE
async def test_an_edit_to_a_note_takes_back_what_was_sent(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "By March.")
    await slack_house.goes()
    assert "white_check_mark" in slack_house.channel.find(ts).reactions
    await edit(slack_house, ts, "note: by May, I think")
    await until_so(lambda: not slack_house.channel.find(ts).reactions)
    assert await slack_house.words_for(visit) == [""]
    assert await notes_on(slack_house, visit) == [("Ana Ruiz", "by May, I think")]
    await slack_house.is_told(slack_house.ana, "Only staff see this now")


@ON_SQLITE
async def test_a_note_that_loses_its_mark_is_still_one_and_can_be_sent(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "note: by May")
    await edit(slack_house, ts, "note: by June")
    assert not slack_house.asides(slack_house.ana)
    await edit(slack_house, ts, "By June.")
    await slack_house.is_told(slack_house.ana, "Only staff see this")
    assert await slack_house.words_for(visit) == []
    await slack_house.press_aside(slack_house.ana, actions.SEND_NOTE)
    await slack_house.settle()
    assert await slack_house.words_for(visit) == ["By June."]


@ON_SQLITE
async def test_an_edit_to_a_note_keeps_what_is_held(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "Odd one.")
    await edit(slack_house, ts, "note: odd one")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []
    assert await notes_on(slack_house, visit) == [("Ana Ruiz", "odd one")]


@ON_SQLITE
async def test_a_deletion_before_the_sending_keeps_words_from_going(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "No!")
    await slack_house.people.deletes(slack_house.channel, ts)
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []


async def test_a_deletion_after_the_sending_takes_words_back(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "No!")
    await slack_house.goes()
    await slack_house.people.deletes(slack_house.channel, ts)
    await slack_house.settle()
    (message,) = [
        one for one in await slack_house.house.store.messages(visit) if one.author == "staff"
    ]
    assert (message.removed, message.text) == (True, "")


@ON_SQLITE
async def test_staff_who_correct_themselves_need_not_have_it_any_more(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "By March.")
    await slack_house.goes()
    await slack_house.press(slack_house.ana, root, actions.HAND_BACK)
    await slack_house.settle()
    await slack_house.press(slack_house.ben, root, actions.CLAIM)
    await slack_house.settle()
    await edit(slack_house, ts, "By May.")
    assert await slack_house.words_for(visit) == ["By May."]
    assert await claimed_by(slack_house, visit) == "Ben Okafor"


@ON_SQLITE
async def test_a_link_that_gets_its_preview_is_no_edit(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    ts = await slack_house.types(slack_house.ana, root, "By May.")
    await slack_house.goes()
    await edit(slack_house, ts, "By May.")
    messages = await slack_house.house.store.messages(visit)
    assert [one.edited for one in messages if one.author == "staff"] == [False]
