"""Nothing but what Slack has signed comes in, and nothing that anybody sends is answered with 5xx.

Each request goes over a real socket to the guard with Bolt behind it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from structlog.testing import capture_logs

from assistant.slack.app import create_app, create_slack_door
from assistant.slack.guard import MOST_BYTES, Guard, Refusal
from assistant.thread import Arrival
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
    sign,
)

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
GOOD = as_json(envelope(said()))
DEEP = b'{"event":' * 5_000 + b"1" + b"}" * 5_000
QUITE_DEEP = b'{"a":' * 150 + b"1" + b"}" * 150
NOWHERE = "http://127.0.0.1:9/api/"


class Kept:
    """What came in; nothing is kept where there is trouble."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.arrivals: list[Arrival] = []
        self._trouble = trouble

    async def keep(self, arrival: Arrival) -> None:
        if self._trouble is not None:
            raise self._trouble
        self.arrivals.append(arrival)


def make_door(kept: Kept, team: str = TEAM) -> Guard:
    app = create_app("xoxb-1", NOWHERE, kept.keep, lambda: team)
    return create_slack_door(app, SECRET, lambda: team, lambda: NOW)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
async def address(kept: Kept) -> AsyncIterator[str]:
    port = Port(HERE)
    await port.open(make_door(kept))
    yield f"{port.address}/slack/events"
    await port.close(at_once=True)


@dataclass(frozen=True)
class Request:
    """A request that somebody sends; signed as Slack does it, unless `headers` say otherwise."""

    name: str
    status: int
    body: bytes = GOOD
    type: dict[str, str] = field(default_factory=lambda: JSON)
    headers: list[tuple[str, bytes]] | None = None
    method: str = "POST"
    is_chunked: bool = False

    def all_headers(self) -> list[tuple[bytes, bytes]]:
        signed = [(name, told.encode()) for name, told in seal(self.body, STAMP).items()]
        own = signed if self.headers is None else self.headers
        kind = [(name, told.encode()) for name, told in self.type.items()]
        return [(name.encode(), told) for name, told in own + kind]

    async def send(self, address: str) -> httpx.Response:
        body: Any = _in_chunks(self.body) if self.is_chunked else self.body
        async with httpx.AsyncClient(timeout=10, verify=False) as client:  # reading roots is slow
            return await client.request(
                self.method, address, content=body, headers=self.all_headers()
            )


async def _in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


def stamped(timestamp: str | bytes, signature: str | bytes = "") -> list[tuple[str, bytes]]:
    """Headers with a right signature for that timestamp, or the one given."""
    raw = timestamp if isinstance(timestamp, bytes) else timestamp.encode()
    given = signature or sign(GOOD, raw.decode("latin-1"))
    told = given if isinstance(given, bytes) else given.encode()
    return [("X-Slack-Request-Timestamp", raw), ("X-Slack-Signature", told)]


def seconds_off(seconds: int) -> list[tuple[str, bytes]]:
    return stamped(str(int(STAMP) + seconds))


RIGHT = sign(GOOD, STAMP)
UNSIGNED = [
    ("an event", GOOD, JSON),
    ("broken JSON", b"{", JSON),
    ("a list", b"[]", JSON),
    ("null", b"null", JSON),
    ("no UTF-8", b'{"text":"\xff"}', JSON),
    ("deep JSON", DEEP, JSON),
    ("nothing", b"", JSON),
    ("ssl_check", b"ssl_check=1&token=x", FORM),
    ("a command", as_form(command()), FORM),
]
MISSTAMPED = [
    ("only a timestamp", stamped(STAMP)[:1]),
    ("only a signature", stamped(STAMP)[1:]),
    ("two signatures", [*stamped(STAMP), stamped(STAMP)[1]]),
    ("two timestamps", [stamped(STAMP)[0], *stamped(STAMP)]),
    ("a timestamp of letters", stamped("abc")),
    ("a timestamp of 400 digits", stamped("1" * 400)),
    ("a timestamp of 12 digits", stamped("1" * 12)),
    ("a negative timestamp", stamped(f"-{STAMP}")),
    ("a timestamp with a point", stamped(f"{STAMP}.5")),
    ("a timestamp of other digits", stamped("\xb2".encode("latin-1"))),
    ("an empty timestamp", stamped("")),
    ("301 seconds ago", seconds_off(-301)),
    ("in 301 seconds", seconds_off(301)),
]
MISSIGNED: list[tuple[str, str | bytes]] = [
    ("another secret", sign(GOOD, STAMP, "another")),
    ("the signature of another body", sign(b"{}", STAMP)),
    ("the signature of another time", sign(GOOD, str(int(STAMP) - 1))),
    ("another version", RIGHT.replace("v0=", "v1=")),
    ("no version", RIGHT.removeprefix("v0=")),
    ("capitals", RIGHT.upper()),
    ("half a signature", RIGHT[:40]),
    ("letters beyond ASCII", b"v0=\xe9\xff"),
]
MISSHAPEN = [
    ("broken JSON", b"{", JSON),
    ("a list", b"[]", JSON),
    ("null", b"null", JSON),
    ("a string", b'"event"', JSON),
    ("nothing", b"", JSON),
    ("nothing in a form", b"", FORM),
    ("no UTF-8", b'{"text":"\xff"}', JSON),
    ("deep JSON", DEEP, JSON),
    ("quite deep JSON", QUITE_DEEP, JSON),
    ("no number", b'{"event": {}, "n": NaN}', JSON),
    ("a number of 5,000 digits", b'{"n": ' + b"1" * 5_000 + b"}", JSON),
    ("an event that is null", b'{"event": null}', JSON),
    ("a user that is a number", b'{"user": 5}', JSON),
    ("JSON that is a form", as_form(press()), JSON),
    ("a form of neither kind", b"text=hello", FORM),
    ("a payload that is a list", b"payload=[]", FORM),
    ("a payload of deep JSON", b"payload=" + DEEP, FORM),
    ("a payload that is no UTF-8", b"payload=%ff", FORM),
]
ELSEWHERE = [
    ("an event", as_json(envelope(said(), authorizations=[{"team_id": "T9"}])), JSON),
    ("a press", as_form(press(team={"id": "T9"})), FORM),
    ("a modal", as_form(form(view={"id": "V1", "app_installed_team_id": "T9"})), FORM),
    ("a command", as_form(command(team_id="T9")), FORM),
]
TOO_MUCH = b'{"text":"' + b"a" * MOST_BYTES + b'"}'


def requests() -> Iterator[Request]:
    yield Request("GET", 405, b"", method="GET")
    yield Request("PUT", 405, method="PUT")
    for name, body, kind in UNSIGNED:
        yield Request(f"unsigned: {name}", 401, body, kind, headers=[])
    for name, headers in MISSTAMPED:
        yield Request(name, 401, headers=headers)
    for name, signature in MISSIGNED:
        yield Request(name, 401, headers=stamped(STAMP, signature))
    for name, body, kind in MISSHAPEN:
        yield Request(f"signed: {name}", 400, body, kind)
    for name, body, kind in ELSEWHERE:
        yield Request(f"of another team: {name}", 401, body, kind)
    yield Request("more than a megabyte", 413, TOO_MUCH)
    yield Request("more than a megabyte in pieces", 413, TOO_MUCH, is_chunked=True)


async def test_what_is_not_right_is_refused_in_a_sentence(address: str, kept: Kept) -> None:
    asked = {request.name: request for request in requests()}
    answers = {name: await request.send(address) for name, request in asked.items()}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {name: request.status for name, request in asked.items()}
    assert [name for name, answer in answers.items() if not answer.text.endswith(".")] == []
    assert len(asked) >= 40
    assert not kept.arrivals


async def test_the_log_has_a_status_and_a_reason_for_each_and_nothing_of_what_they_hold(
    address: str,
) -> None:
    with capture_logs() as lines:
        statuses = [(await request.send(address)).status_code for request in requests()]
    assert [line["status"] for line in lines] == statuses
    assert {tuple(sorted(line)) for line in lines} == {("event", "log_level", "reason", "status")}
    assert {line["reason"] for line in lines} <= {
        *(refusal.name.lower() for refusal in Refusal),
        "not taken",
    }


# ---- What is right


@pytest.mark.parametrize(
    ("body", "kind", "key"),
    [
        (GOOD, JSON, "event:Ev1"),
        (GOOD, {"Content-Type": "application/json; charset=utf-8"}, "event:Ev1"),
        (as_json(envelope(said("ü 日本 🙂"))), JSON, "event:Ev1"),
        (as_form(press()), FORM, "press:U1:claim:C1:1727712345.000200:1727712346.000300"),
        (as_form(form()), FORM, "form:U1:wrong:V1"),
        (as_form(command()), FORM, "command:U1:/membership:13.14.ab"),
    ],
)
async def test_what_slack_has_signed_comes_in(
    address: str, kept: Kept, body: bytes, kind: dict[str, str], key: str
) -> None:
    with capture_logs() as lines:
        response = await Request("control", 200, body, kind).send(address)
    assert (response.status_code, response.text) == (200, "")
    assert [arrival.key for arrival in kept.arrivals] == [key]
    assert [(line["status"], line["reason"]) for line in lines] == [(200, "taken")]


@pytest.mark.parametrize("seconds", [-300, 300])
async def test_five_minutes_either_way_are_right(address: str, seconds: int) -> None:
    assert (await Request("x", 200, headers=seconds_off(seconds)).send(address)).status_code == 200


async def test_a_delivery_that_comes_again_is_let_through_again_under_its_key(
    address: str, kept: Kept
) -> None:
    retried = [*stamped(STAMP), ("X-Slack-Retry-Num", b"1")]
    for headers in (stamped(STAMP), stamped(STAMP), retried):
        assert (await Request("x", 200, headers=headers).send(address)).status_code == 200
    assert [arrival.key for arrival in kept.arrivals] == ["event:Ev1"] * 3


async def test_a_signed_check_and_a_challenge_are_answered(address: str) -> None:
    assert (await Request("x", 200, b"ssl_check=1", FORM).send(address)).status_code == 200
    challenge = as_json({"type": "url_verification", "challenge": "3eZbrw"})
    response = await Request("x", 200, challenge).send(address)
    assert response.json() == {"challenge": "3eZbrw"}


async def test_until_our_team_is_known_every_team_comes_in(kept: Kept) -> None:
    body = as_json(envelope(said(), authorizations=[{"team_id": "T9"}]))
    transport = httpx.ASGITransport(make_door(kept, team=""))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.post("/slack/events", content=body, headers=seal(body, STAMP))
    assert response.status_code == 200
    assert len(kept.arrivals) == 1


async def test_where_two_organisations_share_a_channel_our_installation_counts(
    address: str, kept: Kept
) -> None:
    body = as_json(envelope(said(), team_id="T9"))
    assert (await Request("x", 200, body).send(address)).status_code == 200
    assert kept.arrivals[0].message.startswith(f"{TEAM}:")


# ---- What Bolt stumbles over


def broken(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A body with each of its fields, two levels deep, as something else."""
    for name, value in body.items():
        for other in (None, 5, [], "x", {}, [None], [5], {"id": 5}, True):
            yield {**body, name: other}
            if isinstance(value, dict):
                for below in value:
                    yield {**body, name: {**value, below: other}}


@pytest.mark.parametrize("whole", [envelope(said()), press(), form()], ids=lambda one: one["type"])
@pytest.mark.parametrize(("trouble", "status"), [(None, 200), (RuntimeError(), 503)])
async def test_no_field_of_another_type_is_a_fault_of_ours(
    whole: dict[str, Any], trouble: Exception | None, status: int
) -> None:
    more: dict[str, Any] = {
        "enterprise": {},
        "function_data": {},
        "response_urls": [],
        "message": {},
        "item": {},
    }
    transport = httpx.ASGITransport(make_door(Kept(trouble), team=""))
    statuses = set()
    client = httpx.AsyncClient(transport=transport, base_url="http://test")
    with capture_logs():
        for body in map(as_json, broken({**more, "is_ext_shared_channel": True, **whole})):
            response = await client.post("/slack/events", content=body, headers=seal(body, STAMP))
            statuses.add(response.status_code)
    assert statuses == {200, 400, status}


# ---- Slow and broken off


async def test_a_body_that_does_not_come_in_time_is_given_up() -> None:
    port = Port(HERE)
    app = PlainTextResponse("never")
    await port.open(Guard(app, SECRET, lambda: TEAM, lambda: NOW, body_seconds=0.1))
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n"
    sealed = "".join(f"{k}: {v}\r\n" for k, v in seal(b"", STAMP).items()).encode()
    reader, writer = await asyncio.open_connection(HERE, port.number)
    writer.write(head + sealed + b'\r\n{"type":')
    async with asyncio.timeout(5):
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer.lower()
    writer.close()
    await port.close(at_once=True)


async def test_who_leaves_in_the_middle_costs_one_line() -> None:
    guard = Guard(PlainTextResponse("never"), SECRET, lambda: TEAM, lambda: NOW)
    headers = [(k.lower().encode(), v.encode()) for k, v in seal(b"", STAMP).items()]

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_: object) -> None:
        raise AssertionError("nobody is there")

    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    with capture_logs() as lines:
        await guard(scope, receive, send)
    assert [line["reason"] for line in lines] == ["broken off"]


async def test_the_body_is_passed_on_to_the_byte() -> None:
    seen: list[bytes] = []

    async def app(_: object, receive: Any, send: Any) -> None:  # noqa: ANN401 - of ASGI
        seen.append((await receive())["body"])
        await PlainTextResponse("")({"type": "http"}, receive, send)

    body = json.dumps(envelope(said("ü")), ensure_ascii=False, indent=3).encode()
    transport = httpx.ASGITransport(Guard(app, SECRET, lambda: TEAM, lambda: NOW))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.post("/", content=body, headers=seal(body, STAMP))
    assert seen == [body]
