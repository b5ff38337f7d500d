"""A delivery is kept before Slack is told that it was taken, whatever state Slack is in itself."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Self

import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from structlog.testing import capture_logs

from assistant.seams import StoreUnavailable
from assistant.slack.app import create_app, create_client, create_slack_door
from assistant.thread import Arrival
from tests.mail_server import free_port, serve_lines
from tests.served import HERE, Port
from tests.slack_envelopes import (
    FORM,
    JSON,
    SECRET,
    TEAM,
    as_form,
    as_json,
    command,
    envelope,
    form,
    press,
    said,
    seal,
)
from tests.visits import VERIFY

TOKEN = "xoxb-a-token-that-nobody-may-read"
WORDS = "Words that nobody may read in a log."
PATIENCE = 3.0  # seconds for which Slack waits


class Desk:
    """Bolt with its guard on a port, and what it kept.

    Attributes:
        trouble: Keeps it from keeping.
        may_keep: What it waits for before it keeps anything.
    """

    def __init__(self, api_url: str) -> None:
        self.kept: list[Arrival] = []
        self.trouble: Exception | None = None
        self.may_keep = asyncio.Event()
        self.may_keep.set()
        app = create_app(TOKEN, api_url, self._keep, lambda: TEAM)
        self._door = create_slack_door(app, SECRET, lambda: TEAM, lambda: datetime.now(UTC))
        self._port = Port(HERE)
        self._slack = httpx.AsyncClient(timeout=10, verify=VERIFY)

    async def _keep(self, arrival: Arrival) -> None:
        await self.may_keep.wait()
        if self.trouble is not None:
            raise self.trouble
        self.kept.append(arrival)

    async def __aenter__(self) -> Self:
        await self._port.open(self._door)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._slack.aclose()
        await self._port.close(at_once=True)

    async def deliver(self, body: dict[str, Any]) -> httpx.Response:
        is_json = body.get("type") in {"event_callback", "url_verification", "app_rate_limited"}
        raw = as_json(body) if is_json else as_form(body)
        stamp = str(int(datetime.now(UTC).timestamp()))
        headers = {**(JSON if is_json else FORM), **seal(raw, stamp)}
        address = f"{self._port.address}/slack/events"
        return await self._slack.post(address, content=raw, headers=headers)


def nowhere() -> str:
    """An address at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}/api/"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk(nowhere()) as made:
        yield made


async def test_an_event_is_kept_before_it_is_acknowledged(desk: Desk) -> None:
    desk.may_keep.clear()
    delivery = asyncio.create_task(desk.deliver(envelope(said())))
    done, _ = await asyncio.wait([delivery], timeout=0.3)
    assert not done
    desk.may_keep.set()
    assert (await delivery).status_code == 200
    assert [arrival.key for arrival in desk.kept] == ["event:Ev1"]


@pytest.mark.parametrize("body", [envelope(said()), press(), form(), command()])
@pytest.mark.parametrize("trouble", [StoreUnavailable(WORDS), RuntimeError(WORDS)])
async def test_what_cannot_be_kept_is_to_be_delivered_again(
    desk: Desk, body: dict[str, Any], trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk.trouble = trouble
    with capture_logs() as lines:
        assert (await desk.deliver(body)).status_code == 503
    assert [line["status"] for line in lines if "status" in line] == [503]
    assert WORDS not in caplog.text
    desk.trouble = None
    assert (await desk.deliver(body)).status_code == 200
    assert len(desk.kept) == 1


async def test_deliveries_are_kept_while_slack_refuses_connections(desk: Desk) -> None:
    began = time.monotonic()
    for body in (envelope(said()), press(), form(), command()):
        assert (await desk.deliver(body)).status_code == 200
    assert time.monotonic() - began < PATIENCE
    assert len(desk.kept) == 4


async def test_deliveries_are_kept_while_slack_holds_the_line_and_says_nothing() -> None:
    async with serve_lines() as port, Desk(f"http://127.0.0.1:{port}/api/") as desk:
        began = time.monotonic()
        assert (await desk.deliver(envelope(said()))).status_code == 200
        assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize(
    "body",
    [
        envelope({"type": "reaction_added", "user": "U1"}),
        envelope(said(bot_id="B1")),
        {"type": "block_suggestion", "user": {"id": "U1"}},
        {"type": "view_closed", "view": {"id": "V1"}, "user": {"id": "U1"}},
        {"type": "shortcut", "callback_id": "x", "user": {"id": "U1"}},
        {"type": "workflow_step_edit"},
        {"type": "made up"},
    ],
)
async def test_what_nobody_need_act_on_is_acknowledged(desk: Desk, body: dict[str, Any]) -> None:
    response = await desk.deliver(body)
    assert (response.status_code, response.text) == (200, "")
    assert not desk.kept


async def test_that_slack_holds_events_back_is_logged(desk: Desk) -> None:
    with capture_logs() as lines:
        await desk.deliver({"type": "app_rate_limited", "team_id": TEAM})
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == [
        "slack holds events back"
    ]


async def test_two_hundred_events_in_two_seconds_are_acknowledged_in_time(desk: Desk) -> None:
    async def deliver(number: int) -> float:
        await asyncio.sleep(number / 100)
        began = time.monotonic()
        response = await desk.deliver(envelope(said(), event_id=f"Ev{number}"))
        assert response.status_code == 200
        return time.monotonic() - began

    taken = await asyncio.gather(*map(deliver, range(200)))
    assert len({arrival.key for arrival in desk.kept}) == 200
    assert max(taken) < PATIENCE


# ---- What the libraries say and do by themselves


async def test_the_libraries_log_no_word_and_no_token_at_any_level(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with Desk(nowhere()) as desk:
        desk.trouble = RuntimeError(WORDS)
        with capture_logs():  # our own lines, which a formatter of ours words
            for body in (envelope(said(WORDS)), press(), command(text=WORDS)):
                await desk.deliver(body)
    by_slack = [one for one in caplog.records if one.name.startswith("slack_")]
    assert not by_slack
    assert WORDS not in caplog.text
    assert TOKEN not in caplog.text


def test_making_the_app_warns_of_nothing_though_the_token_stands_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)

    async def keep(_: Arrival) -> None: ...

    assert isinstance(create_app(TOKEN, nowhere(), keep, lambda: TEAM), AsyncApp)
    assert not caplog.records


async def test_a_client_calls_once_though_the_answer_is_lost() -> None:
    calls: list[bytes] = []

    async def lose(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    server = await asyncio.start_server(lose, HERE, 0)
    port = server.sockets[0].getsockname()[1]
    client = create_client(TOKEN, f"http://{HERE}:{port}/api/")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the library raises
        await client.api_test()
    server.close()
    await server.wait_closed()
    assert len(calls) == 1
