"""Nothing is lost, doubled, led astray or overtaken between visitors and Slack, whatever fails."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from itertools import permutations
from pathlib import Path

import pytest

from assistant.storage.database import Database
from assistant.wiring.slack import SlackTimes
from tests.slack_double import Channel, Slack, Ways, play_slack
from tests.slack_double.faults import (
    ANY,
    DROP_AFTER,
    DROP_BEFORE,
    GARBAGE,
    HTML_503,
    SERVER_ERROR,
    Fault,
    Kind,
    late,
    rate_limited,
)
from tests.slack_faults.bridge import Bridge, bridge_over
from tests.slack_faults.clock import FastClock
from tests.slack_faults.doors import Order, Process, free_port
from tests.slack_faults.ledger import word
from tests.slack_faults.scene import PAIRS, bridged, found_desk
from tests.slack_houses import until, until_so

SETTLE_SECONDS = 0.5  # twenty-five of Slack's: what is held has gone by then
IN_REAL_TIME = 8
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)

pytestmark = pytest.mark.timeout(1800)


def rarely(messages: int) -> int:
    """Which calls fail: every tenth, or more of them where there are few."""
    return 10 if messages > 100 else 3


async def check(bridge: Bridge, fault: str, seed: int, messages: int) -> None:
    """Let everything settle, and say what the ledger says: it has to be clean."""
    await bridge.settle(30 + messages / 5)
    to_slack, to_visitors = await bridge.accounts()
    struck = ", ".join(f"{n} {kind.name}" for kind, n in bridge.slack.faults.struck.items())
    sys.stderr.write(
        f"\n{fault} (seed {seed}{f', {struck}' if struck else ''}): "
        f"to Slack {to_slack}; to visitors {to_visitors}\n"
    )
    assert to_slack.is_clean, to_slack
    assert to_visitors.is_clean, to_visitors
    assert to_slack.sent + to_visitors.sent >= messages


@ON_SQLITE
async def test_nothing_is_lost_without_a_fault(bridge: Bridge, seed: int, messages: int) -> None:
    await bridge.write_both_ways(messages)
    await check(bridge, "no fault", seed, messages)


@ON_SQLITE
async def test_events_that_come_one_to_four_times(bridge: Bridge, seed: int, messages: int) -> None:
    bridge.people.ways.copies = (1, 4)
    await bridge.write_both_ways(messages)
    await check(bridge, "events 1 to 4 times", seed, messages)
    assert len(bridge.slack.deliveries) > 1.5 * messages


async def test_events_that_overtake_each_other(bridge: Bridge, seed: int, messages: int) -> None:
    bridge.people.ways.window_seconds = 0.3  # three times as long as words are held
    await bridge.write_both_ways(messages)
    await check(bridge, "events shuffled within 15 s", seed, messages)


async def test_each_tenth_post_whose_answer_is_lost(
    bridge: Bridge, seed: int, messages: int
) -> None:
    nth = rarely(messages)
    bridge.slack.faults.every(nth, "chat.postMessage", DROP_AFTER)
    await bridge.write_both_ways(messages)
    await check(bridge, f"drop-after on every {nth}th post", seed, messages)
    assert bridge.slack.faults.struck[Kind.DROP_AFTER]


@pytest.mark.parametrize(
    ("fault", "method"),
    [
        (rate_limited(3), "chat.postMessage"),
        (SERVER_ERROR, ANY),
        (HTML_503, ANY),
        (GARBAGE, ANY),
        (DROP_BEFORE, ANY),
        (late(1.5), "chat.postMessage"),
    ],
    ids=lambda one: one.kind.name.lower() if isinstance(one, Fault) else "",
)
@ON_SQLITE
async def test_calls_that_fail(
    bridge: Bridge, seed: int, messages: int, fault: Fault, method: str
) -> None:
    nth = rarely(messages)
    bridge.slack.faults.every(nth, method, fault)
    await bridge.write_both_ways(messages)
    await check(bridge, f"{fault.kind.name} at every {nth}th call", seed, messages)
    assert bridge.slack.faults.struck[fault.kind]


DOWN_SECONDS = 660.0  # of Slack's


@ON_SQLITE
async def test_slack_is_down_for_more_than_ten_minutes(
    bridge: Bridge, fast_clock: FastClock, seed: int, messages: int
) -> None:
    """It goes down with a post that it has taken and not acknowledged."""
    slack, tasks = bridge.slack, set[asyncio.Task[None]]()

    def go_down() -> None:
        tasks.add(asyncio.create_task(slack.go_down()))

    await bridge.settle(30)
    slack.faults.script("chat.postMessage", Fault(Kind.DROP_AFTER, meanwhile=go_down))
    for pair in bridge.pairs:
        await bridge.visitor_writes(pair)
    await until_so(lambda: bool(tasks))
    await asyncio.gather(*tasks)
    down = asyncio.create_task(asyncio.sleep(DOWN_SECONDS / fast_clock.scale))
    await bridge.visitors_write(messages - PAIRS)
    await down
    told = [await bridge.delays_told(pair) for pair in bridge.pairs]
    await slack.come_up()
    await bridge.staff_write_all(messages)
    await check(bridge, "Slack down for 11 minutes", seed, messages)
    assert told == [1] * PAIRS


@ON_SQLITE
async def test_what_staff_write_while_slack_delivers_nothing(
    bridge: Bridge, seed: int, messages: int
) -> None:
    bridge.people.ways.lost = True
    await bridge.write_both_ways(messages)
    bridge.people.ways.lost = False
    await check(bridge, "events lost, threads read", seed, messages)
    assert not [one for one in bridge.slack.deliveries if one.parcel.kind == "events_api"]


@ON_SQLITE
async def test_posts_whose_answer_is_lost_in_real_time(
    database: Database, seed: int, quiet_logs: None
) -> None:
    """With the pace, the hold and the waits that are shipped; few, for it takes its time."""
    async with (
        play_slack(enforce_rate=True) as slack,
        bridged(database, slack, SlackTimes(), seed) as bridge,
    ):
        slack.faults.every(3, "chat.postMessage", DROP_AFTER)
        await bridge.write_both_ways(IN_REAL_TIME)
        await check(bridge, "drop-after on every 3rd post, in real time", seed, IN_REAL_TIME)
        assert slack.faults.struck[Kind.DROP_AFTER]


# --- servers in processes of their own


@asynccontextmanager
async def process(
    database_url: str, slack: Slack, channel: Channel, fast_clock: FastClock, log: Path
) -> AsyncGenerator[Process]:
    """A server that takes what is brought to it."""
    port = free_port()
    order = Order(
        database_url, slack.api_url, channel.id, port, fast_clock.scale, fast_clock.start, str(log)
    )
    server = Process(order)
    try:
        await server.is_open()
        yield server
    finally:
        await server.stop()


async def test_a_server_that_is_killed_before_a_post_or_before_it_is_marked(
    database: Database,
    database_url: str,
    fast_slack: Slack,
    fast_clock: FastClock,
    seed: int,
    messages: int,
    tmp_path: Path,
) -> None:
    channel, faults = found_desk(fast_slack), fast_slack.faults
    async with (
        process(database_url, fast_slack, channel, fast_clock, tmp_path / "log") as server,
        bridge_over(database, fast_slack, channel, server.order.address, seed) as bridge,
    ):
        await bridge.claim_pairs(PAIRS)
        kills = max(2, messages // 100)
        for number in range(kills):
            kind = (Kind.DROP_BEFORE, Kind.DROP_AFTER)[number % 2]
            let_through = [None] * bridge.chance.randint(0, 2)
            faults.script("chat.postMessage", *let_through, Fault(kind, meanwhile=server.kill))
            await bridge.write_both_ways(messages // kills)
            while server.is_alive:
                await bridge.visitor_writes(bridge.chance.choice(bridge.pairs))
                await asyncio.sleep(0.2)
            await server.restart()
        await check(bridge, f"{kills} kills on {database_url.partition('+')[0]}", seed, messages)
        assert faults.struck[Kind.DROP_BEFORE] + faults.struck[Kind.DROP_AFTER] == kills


@ON_POSTGRESQL
async def test_two_servers_of_one_database(
    database: Database,
    database_url: str,
    fast_slack: Slack,
    fast_clock: FastClock,
    seed: int,
    messages: int,
    tmp_path: Path,
) -> None:
    """Both post; of what staff write each is brought one half."""
    channel = found_desk(fast_slack)
    fast_slack.faults.every(rarely(messages), "chat.postMessage", DROP_AFTER)
    async with (
        process(database_url, fast_slack, channel, fast_clock, tmp_path / "1") as first,
        process(database_url, fast_slack, channel, fast_clock, tmp_path / "2") as second,
        bridge_over(database, fast_slack, channel, first.order.address, seed) as bridge,
    ):
        await bridge.claim_pairs(PAIRS)
        await bridge.write_both_ways(messages // 2)
        bridge.address = second.order.address
        bridge.people = bridge.another_sender(bridge.people.ways)
        await bridge.write_both_ways(messages - messages // 2)
        await check(bridge, "two servers, and answers lost", seed, messages)
        assert first.is_alive
        assert second.is_alive


# --- what is changed and taken back

WRITTEN, EDITED, DELETED = range(3)
ORDERS = [
    order for number in (1, 2, 3) for order in permutations((WRITTEN, EDITED, DELETED), number)
]


@ON_SQLITE
@pytest.mark.parametrize("slowly", [False, True])
async def test_edits_and_deletions_before_after_and_without_what_they_change(
    bridge: Bridge, *, slowly: bool
) -> None:
    """Whatever arrives, in whatever order, what stands in Slack at the end is what is seen."""
    cases = enumerate(ORDERS)
    seen = await asyncio.gather(*(play(bridge, n, order, slowly=slowly) for n, order in cases))
    wanted = [[] if DELETED in one else [EDITED if EDITED in one else WRITTEN] for one in ORDERS]
    assert dict(zip(ORDERS, seen, strict=True)) == dict(zip(ORDERS, wanted, strict=True))


async def play(bridge: Bridge, number: int, order: Sequence[int], *, slowly: bool) -> list[int]:
    """Let Ana write something, and what she does with it arrive in an order; what is seen of it."""
    pair = bridge.pairs[number % PAIRS]
    said = [word(pair.number, number, "first"), word(pair.number, number, "second")]
    people = bridge.another_sender(Ways(withheld=True))
    ts = await people.says(bridge.ana, bridge.channel, said[0], thread=pair.root)
    events = [WRITTEN]
    if EDITED in order:
        await people.edits(bridge.ana, bridge.channel, ts, said[1])
        events.append(EDITED)
    if DELETED in order:
        await people.deletes(bridge.channel, ts)
        events.append(DELETED)
    for event in order:
        await people.brings_withheld(events.index(event))
        if slowly:
            await until(bridge.is_idle)
    await asyncio.sleep(SETTLE_SECONDS)
    await until(bridge.is_idle)
    shown = await bridge.seen_by(pair)
    return [said.index(one) for one in shown if one in said]
