"""The double of Slack fails when it is told to, and says so as Slack does."""

import asyncio
import re

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_double import Channel, Slack, play_slack
from tests.slack_double.faults import (
    ANY,
    DROP_AFTER,
    DROP_BEFORE,
    GARBAGE,
    HTML_503,
    SERVER_ERROR,
    Fault,
    late,
    rate_limited,
    refused,
)
from tests.slack_scenes import client_of, error_of, post_in, texts_in

POST = "chat.postMessage"


async def test_a_channel_takes_one_message_a_second_beyond_a_burst() -> None:
    async with play_slack(enforce_rate=True, burst=2, scale=2) as slack:
        slack_client, staff = client_of(slack), slack.workspace.found("desk")
        lobby = slack.workspace.found("lobby")
        root = await post_in(slack_client, staff)
        await slack_client.chat_postMessage(channel=staff.id, text="in its thread", thread_ts=root)
        with pytest.raises(SlackApiError) as caught:
            await slack_client.chat_postMessage(channel=staff.id, text="too soon", thread_ts=root)
        assert (caught.value.response.status_code, error_of(caught)) == (429, "ratelimited")
        assert caught.value.response.headers["Retry-After"] == "1"
        await post_in(slack_client, lobby, "elsewhere")
        await asyncio.sleep(0.5)
        await post_in(slack_client, staff, "in time")
        assert texts_in(slack, staff) == ["root", "in its thread", "in time"]


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (rate_limited(7), 429, "'error': 'ratelimited'"),
        (SERVER_ERROR, 500, "status: 500"),
        (HTML_503, 503, "status: 503"),
        (GARBAGE, 200, "non-JSON format"),
        (refused("fatal_error"), 200, "'error': 'fatal_error'"),
    ],
)
async def test_a_fault_strikes_once_and_nothing_is_done(
    slack_client: AsyncWebClient,
    slack: Slack,
    staff: Channel,
    fault: Fault,
    status: int,
    error: str,
) -> None:
    slack.faults.script(POST, None, fault)
    await post_in(slack_client, staff, "before")
    with pytest.raises(SlackApiError, match=re.escape(error)) as caught:
        await post_in(slack_client, staff, "struck")
    response = caught.value.response
    assert status == (response.status if fault is GARBAGE else response.status_code)
    assert fault.kind is not rate_limited(7).kind or response.headers["Retry-After"] == "7"
    await post_in(slack_client, staff, "after")
    assert texts_in(slack, staff) == ["before", "after"]


async def test_a_late_answer_is_a_time_out_and_the_message_stands(
    slack: Slack, staff: Channel
) -> None:
    slack_client = AsyncWebClient(slack.token, slack.api_url, retry_handlers=[], timeout=1)
    slack.faults.script(POST, late(1.5))
    with pytest.raises(TimeoutError):
        await post_in(slack_client, staff, "late")
    assert texts_in(slack, staff) == ["late"]


async def test_a_cut_before_does_nothing_and_a_cut_after_has_done_it(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    slack.faults.script(POST, DROP_BEFORE, DROP_AFTER)
    for text in ("before", "after"):
        with pytest.raises(aiohttp.ClientError):
            await post_in(slack_client, staff, text)
    assert texts_in(slack, staff) == ["after"]


async def test_the_sdk_left_to_itself_doubles_what_was_cut_after(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    by_default = AsyncWebClient(slack.token, slack.api_url)
    slack.faults.script(POST, DROP_AFTER, None, DROP_AFTER)
    await post_in(by_default, staff, "by default")
    with pytest.raises(aiohttp.ClientError):
        await post_in(slack_client, staff, "without handlers")
    assert texts_in(slack, staff) == ["by default", "by default", "without handlers"]


async def test_a_rule_strikes_each_nth_call_until_it_is_cleared(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    slack.faults.every(2, ANY, SERVER_ERROR)
    for number in range(4):
        if number % 2:
            with pytest.raises(SlackApiError):
                await post_in(slack_client, staff, str(number))
        else:
            await post_in(slack_client, staff, str(number))
    slack.faults.clear()
    for number in range(4, 6):
        await post_in(slack_client, staff, str(number))
    assert texts_in(slack, staff) == ["0", "2", "4", "5"]


async def test_slack_goes_down_and_comes_up_at_the_same_address(
    slack_client: AsyncWebClient, slack: Slack, staff: Channel
) -> None:
    await post_in(slack_client, staff, "before")
    await slack.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await post_in(slack_client, staff, "lost")
    await slack.come_up()
    await post_in(slack_client, staff, "after")
    assert texts_in(slack, staff) == ["before", "after"]
