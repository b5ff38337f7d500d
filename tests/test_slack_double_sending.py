"""What people do in the double is brought to a real Bolt app as Slack brings it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from random import Random

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.houses import until
from tests.slack_double import Channel, ChannelKind, Person, Sender, Slack
from tests.slack_double.fields import Refused
from tests.slack_double.parcels import encode, sign
from tests.slack_scenes import BoltApp, serve_events


@asynccontextmanager
async def answering(*statuses: int, seconds: float = 0.0) -> AsyncGenerator[tuple[str, list[str]]]:
    """An app that answers with these statuses; gives its address and the retries it was told of."""
    retries: list[str] = []
    left = list(statuses)

    async def take(request: web.Request) -> web.Response:
        headers = request.headers
        reason = headers.get("X-Slack-Retry-Reason", "")
        retries.append(f"{headers.get('X-Slack-Retry-Num', '0')} {reason}".strip())
        await asyncio.sleep(seconds)
        return web.Response(status=left.pop(0) if left else 200)

    app = web.Application()
    app.router.add_post("/slack/events", take)
    async with serve_events(app) as url:
        yield url, retries


async def test_a_message_in_a_thread_is_heard(
    sender: Sender, slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    root = await sender.says(ana, staff, "root")
    ts = await sender.says(ana, staff, "reply", thread=root)
    assert [post.ts for post in slack.thread(staff, root)] == [root, ts]
    await until(lambda: len(bolt_app.events) == 2)
    told = bolt_app.events[1]
    assert (told["channel_type"], told["channel"], told["user"]) == ("channel", staff.id, ana.id)
    assert (told["ts"], told["thread_ts"], told["parent_user_id"]) == (ts, root, ana.id)
    assert bolt_app.bodies[1]["authorizations"][0]["user_id"] == slack.workspace.bot.id
    assert [delivery.status for delivery in slack.deliveries] == [200, 200]
    assert all(0 < delivery.seconds < 3 for delivery in slack.deliveries)


async def test_a_mention_is_told_twice_under_two_ids(
    sender: Sender, slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    await sender.says(ana, staff, f"<@{slack.workspace.bot.id}> hello")
    await until(lambda: len(bolt_app.events) == 2)
    assert {event["type"] for event in bolt_app.events} == {"message", "app_mention"}
    assert len({event["ts"] for event in bolt_app.events}) == 1
    assert len({body["event_id"] for body in bolt_app.bodies}) == 2
    direct = slack.workspace.direct(ana)
    await sender.says(ana, direct, f"<@{slack.workspace.bot.id}> here too")
    await until(lambda: len(bolt_app.events) == 3)
    assert bolt_app.events[2]["channel_type"] == "im"


@pytest.mark.parametrize("kind", [ChannelKind.PUBLIC, ChannelKind.PRIVATE])
async def test_the_kind_of_channel_is_told(
    sender: Sender, slack: Slack, bolt_app: BoltApp, ana: Person, kind: ChannelKind
) -> None:
    await sender.says(ana, slack.workspace.found("here", [ana], kind), "hello")
    await until(lambda: len(bolt_app.events) == 1)
    assert bolt_app.events[0]["channel_type"] == kind.value


async def test_edits_removals_and_files_are_told(
    sender: Sender, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    ts = await sender.says(ana, staff, "old")
    await sender.edits(ana, staff, ts, "new")
    await sender.deletes(staff, ts)
    root = await sender.shares_file(ana, staff, "dues.pdf", "see")
    await sender.says(ana, staff, "aloud", thread=root, aloud=True)
    await until(lambda: len(bolt_app.events) == 5)
    told = {event.get("subtype", ""): event for event in bolt_app.events}
    changed = told["message_changed"]
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("old", "new")
    assert changed["message"]["ts"] == ts != changed["ts"]
    assert changed["message"]["edited"]["user"] == ana.id
    assert told["message_deleted"]["deleted_ts"] == ts
    assert told["message_deleted"]["previous_message"]["text"] == "new"
    assert told["file_share"]["files"][0]["name"] == "dues.pdf"
    assert told["thread_broadcast"]["root"]["text"] == "see"


async def test_a_removed_root_is_told_as_a_change_of_it_and_of_its_replies(
    sender: Sender, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    root = await sender.says(ana, staff, "root")
    await sender.says(ana, staff, "reply", thread=root)
    await sender.deletes(staff, root)
    await until(lambda: len(bolt_app.events) == 4)
    changed = [event["message"] for event in bolt_app.events if "message" in event]
    assert sorted(message["text"] for message in changed) == ["This message was deleted.", "reply"]


async def test_a_reply_may_be_told_again_hidden_and_under_another_id(
    sender: Sender, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    root = await sender.says(ana, staff, "root")
    ts = await sender.says(ana, staff, "reply", thread=root)
    await sender.repeats_reply(staff, ts)
    await until(lambda: len(bolt_app.events) == 3)
    again = bolt_app.events[2]
    assert (again["subtype"], again["hidden"]) == ("message_replied", True)
    assert again["message"]["ts"] == root
    assert again["message"]["replies"] == [{"user": ana.id, "ts": ts}]
    assert len({body["event_id"] for body in bolt_app.bodies}) == 3


async def test_only_the_author_edits(
    sender: Sender, slack: Slack, ana: Person, staff: Channel
) -> None:
    bob = slack.workspace.hire("Bob")
    ts = await sender.says(ana, staff, "mine")
    with pytest.raises(Refused, match="cant_update_message"):
        await sender.edits(bob, staff, ts, "not mine")


async def test_the_app_hears_no_channel_that_it_is_not_in(
    sender: Sender, slack: Slack, ana: Person
) -> None:
    without = slack.workspace.found("without", members=[ana], with_bot=False)
    await sender.says(ana, without, f"<@{slack.workspace.bot.id}> hello?")
    assert slack.deliveries == []


async def test_bolt_drops_what_the_app_itself_has_written(
    sender: Sender,
    slack: Slack,
    bolt_app: BoltApp,
    ana: Person,
    staff: Channel,
    slack_client: AsyncWebClient,
) -> None:
    await slack_client.chat_postMessage(channel=staff.id, text="mine")
    await sender.echoes(slack.posts(staff)[0])
    await sender.says(ana, staff, "yours")
    await until(lambda: len(bolt_app.events) == 1)
    assert bolt_app.texts() == ["yours"]
    assert len(slack.deliveries) == 2


async def test_a_stranger_is_told_as_one(sender: Sender, slack: Slack, bolt_app: BoltApp) -> None:
    sue = slack.workspace.meet_stranger("Sue Stranger")
    shared = slack.workspace.found("shared", members=[sue])
    await sender.says(sue, shared, "hello")
    await until(lambda: len(bolt_app.events) == 1)
    assert bolt_app.bodies[0]["is_ext_shared_channel"]
    assert bolt_app.events[0]["user_team"] == sue.team_id != bolt_app.bodies[0]["team_id"]


async def test_coming_and_going_and_the_home_are_told(
    sender: Sender,
    slack: Slack,
    bolt_app: BoltApp,
    slack_client: AsyncWebClient,
    ana: Person,
    staff: Channel,
) -> None:
    bob = slack.workspace.hire("Bob")
    await sender.joins(bob, staff)
    await sender.leaves(bob, staff)
    assert bob.id not in staff.members
    home = {"type": "home", "blocks": [{"type": "divider", "block_id": "line"}]}
    await slack_client.views_publish(user_id=ana.id, view=home)
    await sender.opens_home(ana)
    await sender.opens_home(ana, "messages")
    await until(lambda: len(bolt_app.events) == 4)
    kinds = [event["type"] for event in bolt_app.events]
    assert kinds == ["member_joined_channel", "member_left_channel"] + 2 * ["app_home_opened"]
    assert [event.get("tab") for event in bolt_app.events[2:]] == ["home", "messages"]
    assert bolt_app.events[2]["view"]["blocks"] == home["blocks"]
    assert "view" not in bolt_app.events[3]


async def test_copies_bear_one_id_and_overtake_each_other(
    sender: Sender, slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    sender.ways.copies, sender.ways.window_seconds = (1, 4), 0.2
    sender.ways.chance, sender.ways.in_background = Random(4), True
    said = [str(number) for number in range(20)]
    for text in said:
        await sender.says(ana, staff, text)
    await sender.settle()
    await until(lambda: len(bolt_app.events) == len(slack.deliveries))
    times = Counter(bolt_app.texts())
    assert set(times) == set(said)
    assert set(times.values()) == {1, 2, 3, 4}
    assert list(times) != said
    assert len({body["event_id"] for body in bolt_app.bodies}) == len(said)


async def test_lost_events_stand_in_the_channel_only(
    slack: Slack, bolt_app: BoltApp, sender: Sender, ana: Person, staff: Channel
) -> None:
    sender.ways.lost = True
    await sender.says(ana, staff, "unheard")
    assert ([post.text for post in slack.posts(staff)], slack.deliveries) == (["unheard"], [])


async def test_what_is_not_taken_comes_again_three_times(
    slack: Slack, ana: Person, staff: Channel
) -> None:
    async with answering(500, 500, 404, 503) as (url, retries):
        await slack.sender(url).says(ana, staff, "again")
    assert retries == ["0", "1 http_error", "2 http_error", "3 http_error"]
    assert [delivery.status for delivery in slack.deliveries] == [500, 500, 404, 503]
    assert len({delivery.parcel.body["event_id"] for delivery in slack.deliveries}) == 1


async def test_an_app_that_is_slow_or_away_is_told_why_it_comes_again(
    slack: Slack, ana: Person, staff: Channel
) -> None:
    async with answering(seconds=0.5) as (url, retries):
        await slack.sender(url, patience_seconds=0.1).says(ana, staff, "slow")
        assert retries == ["0", *(f"{number} http_timeout" for number in (1, 2, 3))]
    slack.deliveries.clear()
    await slack.sender(url).says(ana, staff, "away")
    assert [delivery.failure for delivery in slack.deliveries] == ["connection_failed"] * 4


async def test_an_unsigned_or_stale_request_is_refused_by_bolt(
    slack: Slack, ana: Person, staff: Channel, bolt_app: BoltApp
) -> None:
    async with (
        serve_events(bolt_app.bolt.web_app("/slack/events")) as url,
        aiohttp.ClientSession() as session,
    ):
        await slack.sender(url).says(ana, staff, "signed")
        body, kind = encode(slack.deliveries[0].parcel)
        for headers, status in (
            (sign(body), 200),
            (sign(body, secret="another"), 401),
            (sign(body, at=int(time.time()) - 301), 401),
            ({}, 401),
        ):
            headers["Content-Type"] = kind
            async with session.post(url, data=body, headers=headers) as response:
                assert response.status == status
