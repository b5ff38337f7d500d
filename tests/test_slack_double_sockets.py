"""What people do in the double reaches a real Bolt app by Socket Mode, also after trouble."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from tests.houses import until
from tests.slack_double import Channel, Person, Slack, Ways
from tests.slack_double.socket_mode import Sockets
from tests.slack_scenes import BoltApp

PING_SECONDS = 0.2


@asynccontextmanager
async def socket_app(bolt_app: BoltApp) -> AsyncGenerator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(bolt_app.bolt, Slack.app_token, ping_interval=PING_SECONDS)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # as Bolt has it
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # as Bolt has it


async def test_socket_mode_brings_and_takes_acknowledgements(
    slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    async with socket_app(bolt_app):
        await until(lambda: len(slack.sockets.open) == 1)
        await slack.socket_sender().says(ana, staff, "by socket")
        await until(lambda: bolt_app.texts() == ["by socket"])
        assert [delivery.status for delivery in slack.deliveries] == [200]
        assert len(slack.sockets.acknowledged) == 1


async def deafen(sockets: Sockets) -> None:
    sockets.deafen()


@pytest.mark.parametrize("trouble", [Sockets.refresh, Sockets.close, deafen])
async def test_after_trouble_the_app_opens_another_socket(
    slack: Slack,
    bolt_app: BoltApp,
    ana: Person,
    staff: Channel,
    trouble: Callable[[Sockets], Awaitable[None]],
) -> None:
    async with socket_app(bolt_app):
        await until(lambda: len(slack.sockets.open) == 1)
        (before,) = slack.sockets.open
        await trouble(slack.sockets)
        await until(lambda: len(slack.sockets.open) == 1 and before not in slack.sockets.open)
        await slack.socket_sender().says(ana, staff, "still here")
        await until(lambda: bolt_app.texts() == ["still here"])


async def test_the_sdk_takes_a_deaf_socket_that_answers_pings_for_alive(
    slack: Slack, bolt_app: BoltApp, ana: Person, staff: Channel
) -> None:
    async with socket_app(bolt_app) as handler:
        await until(lambda: len(slack.sockets.open) == 1)
        slack.sockets.deafen(answering_pings=True)
        await asyncio.sleep(6 * PING_SECONDS)
        assert await handler.client.is_connected()
        assert slack.sockets.opened == 1
        sender = slack.socket_sender(Ways(in_background=True), patience_seconds=0.05)
        await sender.says(ana, staff, "unheard")
        await until(lambda: bool(slack.deliveries))
        assert (slack.deliveries[0].status, slack.deliveries[0].failure) == (0, "timeout")
        assert bolt_app.texts() == []
