"""Slack: how soon it is acknowledged, how soon staff see a handoff, and how a rush is worked off.

Slack is played by the tests' double, which takes one post a second and channel, as Slack does. It
runs in the process of the load, so that its time counts as the server's.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Final

from assistant.slack.blocks import actions
from bench.figures import Figure
from bench.ledger import Times
from bench.product import Product
from bench.servers import Server
from bench.visitors import BASE, random_moments
from bench.wire import Wire
from tests.slack_double import Channel, Person, Post, Sender, Slack, Ways, play_slack, visible_text

PART: Final = "Slack"
ACKNOWLEDGED_MOST: Final = 500.0  # milliseconds at the 99th percentile
SEEN_MOST: Final = 2_000.0  # milliseconds at the 95th percentile
RUSH_MOST: Final = 75.0  # seconds
THREADS, RUSH, EVENTS, EVENT_SECONDS = 20, 60, 200, 2.0
_SEED: Final = 20261130
_GAP_SECONDS: Final = 5.0  # between two handoffs: each takes some posts, one a second
_PATIENCE_SECONDS: Final = 180.0
_LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who waits for a person.

    Attributes:
        root: Of the thread about them.
        seconds: From their asking until Slack had it.
    """

    path: str
    token: str
    root: Post
    seconds: float


@dataclass(frozen=True, slots=True)
class Office:
    """A server of the product in the double, and who is there."""

    slack: Slack
    channel: Channel
    ana: Person
    people: Sender
    wire: Wire


async def measure_slack(product: Product) -> list[Figure]:
    """Handoffs one by one, then staff who all write at once, then visitors who do."""
    async with at_office(product) as office:
        visitors = [await _hand_over(office) for _ in range(THREADS)]
        acknowledged = await _write_events(office, visitors)
        await _claim(office, visitors)
        refused = office.slack.rates.refused
        rush = await _rush(office, visitors)
        refused = office.slack.rates.refused - refused
    seen = Times.of([one.seconds for one in visitors])
    return [
        Figure(PART, "acknowledgement, p50", statistics.median(acknowledged), "ms"),
        Figure(PART, "acknowledgement, p99", _p99(acknowledged), "ms", most=ACKNOWLEDGED_MOST),
        Figure(PART, "handoff in Slack, p50", seen.median, "ms"),
        Figure(PART, "handoff in Slack, p95", seen.p95, "ms", most=SEEN_MOST),
        Figure(PART, f"{RUSH} messages in {THREADS} threads", rush, "s", most=RUSH_MOST),
        Figure(PART, "of these refused with 429", refused),
    ]


@asynccontextmanager
async def at_office(product: Product) -> AsyncGenerator[Office]:
    """Serve the product for a Slack that keeps to its rate."""
    async with play_slack(enforce_rate=True) as slack:
        ana = slack.workspace.hire("Ana Ruiz")
        channel = slack.workspace.found("desk", members=[ana])
        serving = product.serving(
            SLACK_BOT_TOKEN=slack.token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            ASSISTANT_SLACK_STAFF_CHANNEL=channel.id,
            ASSISTANT_SLACK_API_URL=slack.api_url,
        )
        server: Server = await asyncio.to_thread(serving.__enter__)
        try:
            door = f"http://127.0.0.1:{server.port}/slack/events"
            people = slack.sender(door, Ways(in_background=True))
            wire = Wire(server.port)
            yield Office(slack, channel, ana, people, wire)
            wire.close()
        finally:
            await asyncio.to_thread(serving.__exit__, None, None, None)


async def _hand_over(office: Office) -> Visitor:
    opened = (await office.wire.request("POST", BASE, {})).body
    path, token = f"{BASE}/{opened['id']}", opened["token"]
    start = time.monotonic()
    await office.wire.request("POST", f"{path}/handoff", {"client_id": "button-0001"}, token)
    found: list[Post] = []

    def is_there() -> bool:
        posts = office.slack.posts(office.channel)
        found[:] = [one for one in posts if opened["id"] in str(one.blocks)]
        return bool(found)

    await _until(is_there)
    seconds = time.monotonic() - start
    await asyncio.sleep(_GAP_SECONDS)
    return Visitor(path, token, found[0], seconds)


async def _write_events(office: Office, visitors: Sequence[Visitor]) -> list[float]:
    """Staff write at random moments; milliseconds until each event was acknowledged."""
    chance, start = Random(_SEED), time.monotonic()
    before = len(office.slack.deliveries)
    for moment in random_moments(EVENTS / EVENT_SECONDS, EVENT_SECONDS, _SEED):
        await asyncio.sleep(start + moment - time.monotonic())
        root = chance.choice(visitors).root
        await office.people.says(office.ana, office.channel, "One moment.", thread=root.ts)
    await office.people.settle()
    return [1000 * one.seconds for one in office.slack.deliveries[before:]]


async def _claim(office: Office, visitors: Sequence[Visitor]) -> None:
    """Claim every thread, and wait until Slack was told of it."""
    told = len(office.slack.posts(office.channel)) + len(visitors)
    for visitor in visitors:
        await office.people.presses(office.ana, visitor.root, actions.CLAIM)
    await _until(lambda: len(office.slack.posts(office.channel)) >= told)


async def _rush(office: Office, visitors: Sequence[Visitor]) -> float:
    """Visitors write, all at once; seconds until the last of it stands in Slack."""
    words = [f"rush-{number:03}" for number in range(RUSH)]
    start = time.monotonic()
    async with asyncio.TaskGroup() as posts:
        for number, word in enumerate(words):
            visitor = visitors[number % len(visitors)]
            said = {"client_id": word, "text": f"I say {word}."}
            posts.create_task(
                office.wire.request("POST", f"{visitor.path}/messages", said, visitor.token)
            )

    def is_told() -> bool:
        replies = [one for one in office.slack.posts(office.channel) if one.thread]
        told = "\n".join(map(visible_text, replies))
        return all(word in told for word in words)

    await _until(is_told)
    return time.monotonic() - start


def _p99(milliseconds: Sequence[float]) -> float:
    return statistics.quantiles(milliseconds, n=100)[-1]


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - the double tells nobody
            await asyncio.sleep(_LOOK_SECONDS)
