"""What the proof of Slack would notice: each detector is shown something that is wrong."""

from collections.abc import Callable

import pytest
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_double import Post, Slack
from tests.slack_double.faults import DROP_AFTER
from tests.slack_double.posts import Content
from tests.slack_faults.bridge import Bridge
from tests.slack_faults.ledger import compare, word, words_in

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

pytestmark = pytest.mark.timeout(300)

POSTS = 20
HERE, THERE = [word(0, n, "visitor") for n in range(3)], [word(1, n, "visitor") for n in range(3)]


# --- the ledger


def test_what_landed_as_it_was_sent_is_clean() -> None:
    sent = {"here": HERE, "there": THERE}
    assert compare(sent, sent).is_clean


@pytest.mark.parametrize(
    ("landed", "found"),
    [
        ({"here": [HERE[0], HERE[2]], "there": THERE}, "lost"),
        ({"here": [*HERE, HERE[1]], "there": THERE}, "doubled"),
        ({"here": [HERE[0], HERE[2], HERE[1]], "there": THERE}, "disordered"),
        ({"here": HERE, "there": [*THERE, HERE[1]]}, "astray"),
    ],
)
def test_the_ledger_names_what_went_wrong(landed: dict[str, list[str]], found: str) -> None:
    account = compare({"here": HERE, "there": THERE}, landed)
    wrong = {name: getattr(account, name) for name in ("lost", "doubled", "astray", "disordered")}
    assert {name: one for name, one in wrong.items() if one} == {found: (HERE[1],)}


def lose(bridge: Bridge, posts: list[Post]) -> None:
    bridge.channel.remove(posts[0])


def double(bridge: Bridge, posts: list[Post]) -> None:
    bridge.slack.workspace.write(
        bridge.channel, bridge.slack.workspace.bot, posts[0].content, posts[0].thread
    )


def swap(_: Bridge, posts: list[Post]) -> None:
    posts[0].content, posts[1].content = posts[1].content, posts[0].content


def misdirect(bridge: Bridge, posts: list[Post]) -> None:
    elsewhere = next(one.root for one in bridge.pairs if one.root != posts[0].thread)
    bridge.slack.workspace.write(
        bridge.channel, bridge.slack.workspace.bot, posts[0].content, elsewhere
    )


def tell_outside(bridge: Bridge, posts: list[Post]) -> None:
    bridge.slack.workspace.write(bridge.channel, bridge.slack.workspace.bot, posts[0].content)


@ON_SQLITE
@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (lose, "lost"),
        (double, "doubled"),
        (swap, "disordered"),
        (misdirect, "astray"),
        (tell_outside, "astray"),
    ],
)
async def test_what_is_planted_in_slack_is_found(
    bridge: Bridge, plant: Callable[[Bridge, list[Post]], None], found: str
) -> None:
    pair = bridge.pairs[0]
    for _ in range(2):  # each in a post of its own
        await bridge.visitor_writes(pair)
        await bridge.settle(30)
    posts = [one for one in bridge.channel.replies(pair.root) if words_in([str(one.blocks)])]
    assert (await bridge.accounts())[0].is_clean
    plant(bridge, posts)
    account, _ = await bridge.accounts()
    assert getattr(account, found)


@ON_SQLITE
@pytest.mark.parametrize("found", ["doubled", "astray", "disordered"])
async def test_what_is_planted_before_a_visitor_is_found(bridge: Bridge, found: str) -> None:
    first, second = bridge.pairs[:2]
    await bridge.staff_write(first)
    await bridge.settle(30)
    if found == "disordered":  # the last comes before what was said to come first
        bridge.to_visitors[first.place].insert(0, word(0, 9, "staff"))
    planted = word(0, 9 if found == "disordered" else 0, "staff")
    there = second if found == "astray" else first
    await bridge.house.desk.staff_wrote(there.visit, bridge.staff, planted, "planted")
    _, account = await bridge.accounts()
    assert getattr(account, found)


# --- what the outbox is for


@ON_SQLITE
async def test_without_asking_slack_first_an_unacknowledged_post_is_doubled(
    bridge: Bridge,
) -> None:
    """A Slack that shows nobody the marks of posts is one that is not asked for them."""
    bridge.slack.workspace.hides_metadata = True
    bridge.slack.faults.every(2, "chat.postMessage", DROP_AFTER)
    await bridge.visitors_write(POSTS)
    await bridge.settle(30)
    account, _ = await bridge.accounts()
    assert account.doubled


@pytest.mark.parametrize("tries_again", [True, False])
async def test_the_sdk_left_to_itself_doubles_an_unacknowledged_post(
    slack: Slack, *, tries_again: bool
) -> None:
    """Its own retry handler does that; with none every post lands once, and we are not told."""
    channel = slack.workspace.found("desk")
    root = slack.workspace.write(channel, slack.workspace.bot, Content("Root"))
    client = AsyncWebClient(slack.token, slack.api_url)
    if not tries_again:
        client.retry_handlers.clear()
    slack.faults.every(10, "chat.postMessage", DROP_AFTER)
    sent = [word(0, number, "visitor") for number in range(POSTS)]
    for one in sent:
        try:
            await client.chat_postMessage(channel=channel.id, text=one, thread_ts=root.ts)
        except (SlackClientError, ClientError):
            continue
    landed = words_in(post.text for post in channel.replies(root.ts))
    account = compare({"thread": sent}, {"thread": landed})
    assert not account.lost
    assert bool(account.doubled) is tries_again
