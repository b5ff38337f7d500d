"""What Slack would not take is refused, and what just fits is taken."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_double import Channel, Slack
from tests.slack_double.fields import Fields
from tests.slack_scenes import error_of, texts_in


def section(text: str) -> Fields:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str = "Go", value: str = "", action_id: str = "go") -> Fields:
    label = {"type": "plain_text", "text": text}
    return {"type": "button", "text": label, "value": value, "action_id": action_id}


def actions(*buttons: Fields) -> Fields:
    return {"type": "actions", "elements": list(buttons)}


def table(rows: int, cells: int = 1) -> Fields:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def context(*texts: str) -> Fields:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text} for text in texts]}


def header(text: str) -> Fields:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
        ([section("x" * 3000)], [section("x" * 3001)]),
        ([header("x" * 150)], [header("x" * 151)]),
        ([actions(button("x" * 75))], [actions(button("x" * 76))]),
        ([actions(button(value="x" * 2000))], [actions(button(value="x" * 2001))]),
        ([actions(button()), actions(button())], [actions(button(), button())]),
        ([actions(button())], [actions()]),
        ([section("x")], [section("")]),
        ([header("x")], [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]),
        ([context(*"x" * 10)], [context(*"x" * 11)]),
        ([context("x")], [context("")]),
        ([table(100, 20)], [table(101)]),
        ([table(1)], [table(1, 21)]),
        ([table(1)], [table(1), table(1)]),
        (
            [{"type": "markdown", "text": "x" * 12_000}],
            [{"type": "markdown", "text": "x" * 4001}] * 3,
        ),
        ([{"type": "divider"}], [{"type": "ruler"}]),
    ],
)
async def test_blocks_beyond_a_limit_are_refused(
    slack_client: AsyncWebClient,
    slack: Slack,
    staff: Channel,
    fits: list[Fields],
    too_much: list[Fields],
) -> None:
    await slack_client.chat_postMessage(channel=staff.id, text="fits", blocks=fits)
    with pytest.raises(SlackApiError) as caught:
        await slack_client.chat_postMessage(channel=staff.id, text="too much", blocks=too_much)
    assert error_of(caught) == "invalid_blocks"
    assert texts_in(slack, staff) == ["fits"]


async def test_a_text_beyond_40000_characters_is_refused(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    await slack_client.chat_postMessage(channel=staff.id, text="x" * 40_000)
    with pytest.raises(SlackApiError) as caught:
        await slack_client.chat_postMessage(channel=staff.id, text="x" * 40_001)
    assert error_of(caught) == "msg_too_long"
    assert len(slack.posts(staff)) == 1
