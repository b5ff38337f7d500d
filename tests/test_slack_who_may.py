"""Who may speak to visitors from Slack: members of the staff channel, and nobody else."""

from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import exists, select

from assistant.conversation import ConversationId, State
from assistant.slack.blocks import actions
from assistant.storage.leases import WorkStatus
from assistant.storage.schema import inbox
from tests.databases import ON_SQLITE
from tests.slack_double import faults
from tests.slack_double.http_wire import HttpWire
from tests.slack_double.parcels import Parcel, ParcelKind, Try
from tests.slack_double.people import Person
from tests.slack_double.posts import Post
from tests.slack_double.sight import visible_text
from tests.slack_houses import SlackHouse, until, until_so

pytestmark = ON_SQLITE

GUEST: Final = "Guests of this workspace"
OTHER_TEAM: Final = "This belongs to another workspace"
NOT_IN_CHANNEL: Final = "Only members of the staff channel"
CLOSED: Final = "That is not open to you"

Making = Callable[[SlackHouse], Person]


def guest(house: SlackHouse) -> Person:
    return house.slack.workspace.invite_guest("Gus Tan")


def single_channel_guest(house: SlackHouse) -> Person:
    return house.slack.workspace.invite_guest("Sue Lam", of_one_channel=True)


def stranger(house: SlackHouse) -> Person:
    return house.slack.workspace.meet_stranger("Sam Ode")


def other_team(house: SlackHouse) -> Person:
    person = house.slack.workspace.hire("Ola Berg")
    person.team_id = "T0ELSEWHERE"
    return person


def dismissed(house: SlackHouse) -> Person:
    person = house.slack.workspace.hire("Don Roe")
    person.deleted = True
    return person


OUTSIDERS: Final[dict[str, tuple[Making, str]]] = {
    "guest": (guest, GUEST),
    "single-channel guest": (single_channel_guest, GUEST),
    "stranger of Slack Connect": (stranger, OTHER_TEAM),
    "member of another team": (other_team, OTHER_TEAM),
    "dismissed account": (dismissed, CLOSED),
}


async def nothing_was_done(house: SlackHouse, visit: ConversationId) -> None:
    """Nobody has it, nothing was noted, and nothing reached the visitor."""
    await house.goes()
    file = await house.house.desk.case_file(visit)
    assert (file.conversation.state, file.conversation.claimed_by) == (State.WAITING_FOR_STAFF, "")
    assert file.notes == ()
    assert await house.words_for(visit) == []


@pytest.mark.parametrize(("make", "reason"), OUTSIDERS.values(), ids=OUTSIDERS)
async def test_who_is_no_colleague_is_told_so_and_nothing_is_done(
    slack_house: SlackHouse, make: Making, reason: str
) -> None:
    person = make(slack_house)
    slack_house.channel.members.append(person.id)
    visit, root = await slack_house.handed_over()
    await slack_house.press(person, root, actions.CLAIM)
    await slack_house.is_told(person, reason)
    await slack_house.types(person, root, "I speak for the association.")
    await until_so(lambda: len(slack_house.asides(person)) == 2)
    assert reason in slack_house.asides(person)[1]
    await nothing_was_done(slack_house, visit)


async def test_a_colleague_may(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "I speak for the association.")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["I speak for the association."]


async def test_who_is_not_in_the_channel_may_press_nothing(slack_house: SlackHouse) -> None:
    passer_by = slack_house.slack.workspace.hire("Pat Bye")
    visit, root = await slack_house.handed_over()
    await slack_house.press(passer_by, root, actions.CLAIM)
    await slack_house.is_told(passer_by, NOT_IN_CHANNEL)
    await nothing_was_done(slack_house, visit)


async def test_who_was_removed_may_nothing_from_that_moment(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.types(slack_house.ben, root, "Odd one.")
    await slack_house.is_told(slack_house.ben, "Only staff see this")
    await slack_house.people.leaves(slack_house.ben, slack_house.channel)
    await slack_house.press(slack_house.ben, root, actions.CLAIM)
    await slack_house.is_told(slack_house.ben, NOT_IN_CHANNEL)
    await slack_house.goes()
    assert (await slack_house.house.desk.conversation(visit)).claimed_by == ""


async def test_who_left_before_their_words_came_is_told_directly(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    slack_house.slack.faults.every(1, "conversations.members", faults.SERVER_ERROR)
    await slack_house.types(slack_house.ben, root, "Nobody hears me.")
    await slack_house.people.leaves(slack_house.ben, slack_house.channel)
    slack_house.slack.faults.clear()
    slack_house.house.clock.ahead += 5
    await slack_house.is_told(slack_house.ben, NOT_IN_CHANNEL)
    assert slack_house.asides(slack_house.ben) == []
    await nothing_was_done(slack_house, visit)


async def test_who_comes_to_the_channel_may_at_once(slack_house: SlackHouse) -> None:
    newcomer = slack_house.slack.workspace.hire("Nia Com")
    visit, root = await slack_house.handed_over()
    await slack_house.press(newcomer, root, actions.CLAIM)
    await slack_house.is_told(newcomer, NOT_IN_CHANNEL)
    await slack_house.people.joins(newcomer, slack_house.channel)
    await slack_house.press(newcomer, root, actions.CLAIM)

    async def is_claimed() -> bool:
        return (await slack_house.house.desk.conversation(visit)).claimed_by == "Nia Com"

    await until(is_claimed)


async def test_what_an_app_writes_is_nobodys_word(slack_house: SlackHouse) -> None:
    app = slack_house.slack.workspace.add_bot("Poll")
    slack_house.channel.members.append(app.id)
    visit, root = await slack_house.handed_over()
    await slack_house.types(app, root, "Vote now!")
    await nothing_was_done(slack_house, visit)
    assert slack_house.asides(app) == []


async def test_a_button_for_another_conversation_does_nothing(slack_house: SlackHouse) -> None:
    mine, root = await slack_house.handed_over()
    other, _ = await slack_house.handed_over()
    for action in (actions.CLAIM, actions.CLOSE, actions.HAND_BACK):
        forged = forge(slack_house, root, mine, other)
        await slack_house.people.presses(slack_house.ana, forged, action)
    await until_so(lambda: len(slack_house.asides(slack_house.ana)) == 3)
    assert all("no longer here" in one for one in slack_house.asides(slack_house.ana))
    for visit in (mine, other):
        await nothing_was_done(slack_house, visit)


async def test_a_draft_of_another_conversation_is_not_sent(slack_house: SlackHouse) -> None:
    mine, root = await slack_house.claimed()
    other, _ = await slack_house.claimed()
    seq = await slack_house.visitor_writes(other, "And a state?")
    await slack_house.house.rest()
    forged = forge(slack_house, root, mine, other)
    row = forged.blocks[-1]["elements"]
    row.append({**row[0], "action_id": actions.SEND_DRAFT, "value": f"{other}:{seq}"})
    await slack_house.people.presses(slack_house.ana, forged, actions.SEND_DRAFT)
    await slack_house.is_told(slack_house.ana, "no longer here")
    assert await slack_house.words_for(other) == []


def forge(house: SlackHouse, root: str, mine: ConversationId, other: ConversationId) -> Post:
    """A root whose buttons, in every state, name another conversation."""
    post = house.channel.find(root)
    buttons = [
        {"type": "button", "action_id": action, "value": other, "text": {"text": "x"}}
        for action in (actions.CLAIM, actions.CLOSE, actions.HAND_BACK)
    ]
    assert mine in str(post.blocks)
    blocks = [{"type": "actions", "block_id": "forged", "elements": buttons}]
    return Post(
        post.channel,
        post.ts,
        post.user,
        post.team,
        type(post.content)(post.text, blocks),
        bot_id=post.bot_id,
    )


@pytest.mark.parametrize("action", [actions.CANCEL, actions.KEEP_AS_NOTE])
async def test_what_somebody_holds_is_theirs_alone(slack_house: SlackHouse, action: str) -> None:
    visit, root = await slack_house.claimed()
    await slack_house.types(slack_house.ana, root, "Yes, counties may.")
    await slack_house.is_told(slack_house.ana, "5 seconds")
    (held,) = [one for one in slack_house.slack.ephemerals if action in str(one.blocks)]
    await slack_house.people.presses(slack_house.ben, held, action)
    await slack_house.is_told(slack_house.ben, "Only whoever typed it")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Yes, counties may."]


async def test_a_note_of_somebody_else_cannot_be_sent(slack_house: SlackHouse) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.types(slack_house.ana, root, "Odd one.")
    await slack_house.is_told(slack_house.ana, "Only staff see this")
    (aside,) = [one for one in slack_house.slack.ephemerals if "Only staff" in visible_text(one)]
    await slack_house.people.presses(slack_house.ben, aside, actions.SEND_NOTE)
    await slack_house.is_told(slack_house.ben, "Only whoever typed it")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == []


async def test_a_command_of_staff_is_for_staff(slack_house: SlackHouse) -> None:
    passer_by = slack_house.slack.workspace.hire("Pat Bye")
    lobby = slack_house.slack.workspace.found("lobby", members=[passer_by], with_bot=False)
    await slack_house.people.commands(passer_by, lobby, "/membership", "pause")
    await slack_house.is_told(passer_by, NOT_IN_CHANNEL)
    assert (await slack_house.house.desk.board.overview()).paused is None
    await slack_house.people.commands(slack_house.ana, slack_house.channel, "/membership", "pause")

    async def is_paused() -> bool:
        return (await slack_house.house.desk.board.overview()).paused is not None

    await until(is_paused)


@pytest.mark.parametrize("team", ["T0ELSEWHERE", ""], ids=["another", "our own"])
async def test_only_what_happens_in_our_own_workspace_counts(
    slack_house: SlackHouse, team: str
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.types(slack_house.ana, root, "note: by now our own workspace is known")
    await slack_house.settle()
    claim = await slack_house.people.presses(
        slack_house.ben, slack_house.channel.find(root), actions.OPEN_PAGE
    )
    wanted = {**claim.parcel.body["actions"][0], "action_id": actions.CLAIM, "value": visit}
    body = claim.parcel.body | {"actions": [wanted]}
    if team:
        body |= {"team": {"id": team}, "user": {**body["user"], "team_id": team}}
    wire = HttpWire(slack_house.url, 3)
    await wire.bring(Parcel(ParcelKind.INTERACTION, body), Try())
    await wire.close()
    await slack_house.settle()
    claimed_by = (await slack_house.house.desk.conversation(visit)).claimed_by
    assert claimed_by == ("" if team else "Ben Okafor")


@pytest.mark.parametrize("stays", [False, True], ids=["removed", "stays"])
async def test_a_form_counts_if_its_sender_is_still_of_the_staff(
    slack_house: SlackHouse, stays: bool
) -> None:
    visit, _ = await slack_house.claimed()
    draft = await slack_house.drafted(visit, "And a state?")
    await slack_house.people.presses(slack_house.ana, draft, actions.EDIT_DRAFT)
    await until_so(lambda: bool(slack_house.slack.views))
    (form,) = slack_house.slack.views
    if not stays:
        await slack_house.people.leaves(slack_house.ana, slack_house.channel)
    await slack_house.people.submits(form, {actions.DRAFT_TEXT: "A state may."})
    if stays:
        await slack_house.settle()
        assert await slack_house.words_for(visit) == ["A state may."]
    else:
        await slack_house.is_told(slack_house.ana, NOT_IN_CHANNEL)
        await slack_house.settle()
        assert await slack_house.words_for(visit) == []


async def is_put_off(house: SlackHouse) -> bool:
    """Whether something that was delivered waits for Slack."""
    waits = exists().where(inbox.c.status == WorkStatus.OWED, inbox.c.due_at > inbox.c.at)
    async with house.house.database.reading() as sql:
        return bool((await sql.execute(select(waits))).scalar_one())


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("users.info", faults.SERVER_ERROR),
        ("users.info", faults.refused("token_revoked")),
        ("conversations.members", faults.HTML_503),
        ("conversations.members", faults.refused("channel_not_found")),
        ("auth.test", faults.GARBAGE),
    ],
)
async def test_while_slack_will_not_tell_who_somebody_is_what_they_typed_waits(
    slack_house: SlackHouse, method: str, fault: faults.Fault
) -> None:
    visit, root = await slack_house.handed_over()
    slack_house.slack.faults.every(1, method, fault)
    await slack_house.types(slack_house.ben, root, "Odd one.")
    await until(lambda: is_put_off(slack_house))
    assert slack_house.asides(slack_house.ben) == []
    slack_house.slack.faults.clear()
    slack_house.house.clock.ahead += 5
    await slack_house.is_told(slack_house.ben, "Only staff see this")
    notes = (await slack_house.house.desk.case_file(visit)).notes
    assert [one.text for one in notes] == ["Odd one."]


async def test_while_slack_cannot_be_reached_at_all_what_staff_do_waits(
    slack_house: SlackHouse,
) -> None:
    visit, root = await slack_house.handed_over()
    await slack_house.settle()
    claim = slack_house.channel.find(root)
    await slack_house.slack.go_down()
    await slack_house.people.presses(slack_house.ben, claim, actions.CLAIM)
    await slack_house.types(slack_house.ben, root, "Yes, counties may.")
    await until(lambda: is_put_off(slack_house))
    assert (await slack_house.house.desk.conversation(visit)).claimed_by == ""
    await slack_house.slack.come_up()
    slack_house.house.clock.ahead += 5
    await slack_house.is_told(slack_house.ben, "5 seconds")
    await slack_house.goes()
    assert await slack_house.words_for(visit) == ["Yes, counties may."]
