"""Fixtures: a Slack with a fast clock, a bridge to it, and how much is sent over that."""

import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from random import SystemRandom

import pytest
import structlog

from assistant.storage.database import Database
from assistant.wiring.slack import SlackTimes
from tests.slack_double import Channel, Slack, play_slack
from tests.slack_faults.bridge import Bridge, bridge_over
from tests.slack_faults.clock import FastClock
from tests.slack_faults.doors import serving

PAIRS = 4


@pytest.fixture
def messages(request: pytest.FixtureRequest) -> int:
    """How many are sent each way: `--messages`."""
    return int(request.config.getoption("--messages"))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Of what is left to chance: `--seed`, or another each time."""
    return int(request.config.getoption("--seed")) or SystemRandom().randrange(1, 10**6)


@pytest.fixture
def quiet_logs() -> Iterator[None]:
    """Our own warnings are not shown: faults are what is tested."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()


@pytest.fixture
def fast_clock() -> FastClock:
    """Of a Slack and of a server that go faster than ours."""
    return FastClock()


@pytest.fixture
async def fast_slack(fast_clock: FastClock, quiet_logs: None) -> AsyncGenerator[Slack]:
    """A Slack that goes by the fast clock, and keeps to its rate."""
    clock = fast_clock
    async with play_slack(enforce_rate=True, scale=clock.scale, now=clock.seconds) as slack:
        yield slack


def found_desk(slack: Slack) -> Channel:
    """The staff channel, with Ana in it."""
    return slack.workspace.found("desk", members=[slack.workspace.hire("Ana Ruiz")])


@asynccontextmanager
async def bridged(
    database: Database, slack: Slack, times: SlackTimes, seed: int
) -> AsyncGenerator[Bridge]:
    """A bridge with pairs, whose Slack side is served here."""
    channel = found_desk(slack)
    async with (
        serving(database, slack.api_url, channel.id, times) as address,
        bridge_over(database, slack, channel, address, seed) as bridge,
    ):
        await bridge.claim_pairs(PAIRS)
        yield bridge


@pytest.fixture
async def bridge(
    database: Database, fast_slack: Slack, fast_clock: FastClock, seed: int
) -> AsyncGenerator[Bridge]:
    """A bridge to the fast Slack."""
    async with bridged(database, fast_slack, fast_clock.times(), seed) as bridge:
        yield bridge
