"""Buttons, modals, commands and the home of the double, with a real Bolt app behind them."""

import time

import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.houses import until
from tests.slack_double import Channel, Person, Sender, Slack
from tests.slack_double.calls import Call
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.triggers import Triggers
from tests.slack_double.views import Views, read_view
from tests.slack_scenes import BoltApp

MODAL: Fields = {
    "type": "modal",
    "callback_id": "wrong",
    "title": {"type": "plain_text", "text": "What is right?"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "right",
            "label": {"type": "plain_text", "text": "Right"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}
BUTTONS: list[Fields] = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "claim",
                "value": "7",
                "text": {"type": "plain_text", "text": "Claim"},
            }
        ],
    }
]


async def test_a_button_is_pressed_and_answered_by_its_address(
    sender: Sender,
    slack: Slack,
    bolt_app: BoltApp,
    slack_client: AsyncWebClient,
    ana: Person,
    staff: Channel,
) -> None:
    async def replace(_client: AsyncWebClient, respond: AsyncRespond, _body: Fields) -> None:
        await respond(text="claimed", replace_original=True)
        await respond(text="only you")
        await respond(text="all", response_type="in_channel")

    bolt_app.on_press("claim", replace)
    await slack_client.chat_postMessage(channel=staff.id, text="waiting", blocks=BUTTONS)
    (post,) = slack.posts(staff)
    delivery = await sender.presses(ana, post, "claim")
    await until(lambda: len(slack.posts(staff)) == 2)
    (body,) = bolt_app.bodies
    assert delivery.status == 200
    assert body["container"]["message_ts"] == body["message"]["ts"] == post.ts
    assert (body["actions"][0]["block_id"], body["actions"][0]["value"]) == ("row", "7")
    assert (body["user"]["id"], body["channel"]["id"]) == (ana.id, staff.id)
    assert [post.text for post in slack.posts(staff)] == ["claimed", "all"]
    assert [(post.text, post.shown_to) for post in slack.ephemerals] == [("only you", ana.id)]


async def test_an_ephemeral_is_removed_by_its_button(
    sender: Sender,
    slack: Slack,
    bolt_app: BoltApp,
    slack_client: AsyncWebClient,
    ana: Person,
    staff: Channel,
) -> None:
    async def remove(_client: AsyncWebClient, respond: AsyncRespond, _body: Fields) -> None:
        await respond(delete_original=True)

    bolt_app.on_press("claim", remove)
    await slack_client.chat_postEphemeral(channel=staff.id, user=ana.id, text="you", blocks=BUTTONS)
    await sender.presses(ana, slack.ephemerals[0], "claim", "7")
    await until(lambda: not slack.ephemerals)
    assert bolt_app.bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bolt_app.bodies[0]


async def test_nobody_presses_what_does_not_stand_there(
    sender: Sender, slack: Slack, slack_client: AsyncWebClient, ana: Person, staff: Channel
) -> None:
    await slack_client.chat_postMessage(channel=staff.id, text="waiting", blocks=BUTTONS)
    for action_id, value in (("close", None), ("claim", "8")):
        with pytest.raises(LookupError):
            await sender.presses(ana, slack.posts(staff)[0], action_id, value)


async def test_a_response_url_works_five_times(
    sender: Sender, slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    said: list[int] = []

    async def chatter(_client: AsyncWebClient, respond: AsyncRespond, _body: Fields) -> None:
        said.extend([(await respond(text=str(number))).status_code for number in range(6)])

    bolt_app.on_command("/membership", chatter)
    await sender.commands(ana, staff, "/membership", "help me")
    await until(lambda: len(said) == 6)
    assert said == [200] * 5 + [404]
    assert [post.text for post in slack.ephemerals] == list("01234")
    assert (bolt_app.bodies[0]["text"], bolt_app.bodies[0]["channel_id"]) == ("help me", staff.id)


async def test_a_modal_is_opened_once_sent_in_refused_and_taken(
    sender: Sender, slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    errors: list[str] = []

    async def ask(client: AsyncWebClient, _respond: AsyncRespond, body: Fields) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        with pytest.raises(SlackApiError) as caught:
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        errors.append(caught.value.response["error"])

    async def check(ack: AsyncAck, body: Fields) -> None:
        text = body["view"]["state"]["values"]["right"]["text"]["value"]
        if len(text) < 3:
            await ack(response_action="errors", errors={"right": "too short"})
        else:
            await ack()

    bolt_app.on_command("/membership", ask)
    bolt_app.on_form("wrong", check)
    await sender.commands(ana, staff, "/membership")
    await until(lambda: bool(errors))
    assert errors == ["exchanged_trigger_id"]
    (view,) = slack.views
    with pytest.raises(LookupError):
        await sender.submits(view, {})
    await sender.submits(view, {"text": "no"})
    assert (slack.views, view.errors) == ([view], {"right": "too short"})
    await sender.submits(view, {"text": "the dues are $100"})
    assert slack.views == []


async def test_a_trigger_expires(slack_client: AsyncWebClient, slack: Slack, ana: Person) -> None:
    triggers = Triggers(seconds=0.05)
    views = Views(slack.workspace, triggers)
    spent = triggers.issue(ana.id)
    time.sleep(0.06)  # noqa: ASYNC251 - nothing else runs
    with pytest.raises(Refused, match="expired_trigger_id"):
        views.open(Call("views.open", "", {"trigger_id": spent, "view": MODAL}))
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await slack_client.views_open(trigger_id="1.2.3", view=MODAL)


async def test_a_home_is_published_over_and_its_button_pressed(
    sender: Sender, slack: Slack, bolt_app: BoltApp, slack_client: AsyncWebClient, ana: Person
) -> None:
    async def count(client: AsyncWebClient, _respond: AsyncRespond, body: Fields) -> None:
        blocks = [{"type": "section", "text": {"type": "plain_text", "text": "pressed"}}]
        home = {"type": "home", "blocks": blocks}
        await client.views_publish(user_id=body["user"]["id"], view=home, hash=body["view"]["hash"])

    bolt_app.on_press("claim", count)
    await slack_client.views_publish(user_id=ana.id, view={"type": "home", "blocks": BUTTONS})
    before = slack.homes[ana.id]
    await sender.presses(ana, before, "claim")
    await until(lambda: slack.homes[ana.id] is not before)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack_client.views_publish(
            user_id=ana.id, view={"type": "home", "blocks": []}, hash=before.hash
        )
    assert bolt_app.bodies[0]["container"] == {"type": "view", "view_id": before.id}


async def test_a_modal_changes_by_a_call_and_by_the_answer_to_sending_it_in(
    sender: Sender,
    slack: Slack,
    bolt_app: BoltApp,
    slack_client: AsyncWebClient,
    ana: Person,
    staff: Channel,
) -> None:
    def titled(title: str) -> Fields:
        return {**MODAL, "title": {"type": "plain_text", "text": title}}

    async def ask(client: AsyncWebClient, _respond: AsyncRespond, body: Fields) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    async def go_on(ack: AsyncAck, _body: Fields) -> None:
        await ack(response_action="update", view=titled("Thanks"))

    bolt_app.on_command("/membership", ask)
    bolt_app.on_form("wrong", go_on)
    await sender.commands(ana, staff, "/membership")
    await until(lambda: bool(slack.views))
    (view,) = slack.views
    before = view.hash
    await slack_client.views_update(view_id=view.id, view=titled("Where?"), hash=before)
    assert view.body["title"]["text"] == "Where?"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack_client.views_update(view_id=view.id, view=titled("Late"), hash=before)
    await sender.submits(view, {"text": "there"})
    assert (slack.views, view.body["title"]["text"]) == ([view], "Thanks")
    with pytest.raises(SlackApiError, match="not_found"):
        await slack_client.views_update(view_id="V0", view=MODAL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "home"},
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"submit": None},
        {"private_metadata": "x" * 3001},
        {"blocks": [{"type": "divider"}] * 101},
    ],
)
async def test_a_modal_that_slack_would_not_open_is_refused(wrong: Fields) -> None:
    view = {name: value for name, value in {**MODAL, **wrong}.items() if value is not None}
    with pytest.raises(Refused, match="invalid_"):
        read_view(view, "modal")


async def test_what_the_acknowledgement_of_a_command_says_is_shown(
    sender: Sender, slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    async def say(ack: AsyncAck, body: Fields) -> None:
        loud = body["text"] == "aloud"
        await ack(text=body["text"], response_type="in_channel" if loud else "ephemeral")

    bolt_app.bolt.command("/say")(say)
    for text in ("softly", "aloud"):
        await sender.commands(ana, staff, "/say", text)
    assert [post.text for post in slack.ephemerals] == ["softly"]
    assert [post.text for post in slack.posts(staff)] == ["aloud"]
