"""Whoever asks, writes or begins too often is held back, and told for how long."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from httpx import AsyncClient, Response
from starlette.requests import Request

from assistant.storage.database import open_database
from assistant.storage.migrate import migrate
from assistant.web.limits import MOST_STREAMS, Limits
from tests.houses import FakeStudy, living, make_house
from tests.test_web_conversations import BASE, Visit
from tests.test_web_fakes import AWAY, FakeHouse

PROXY = "198.51.100.7"
QUESTION = {"question": "How do we join?"}


@asynccontextmanager
async def door(folder: Path, limits: Limits) -> AsyncGenerator[AsyncClient, None]:
    url = f"sqlite+aiosqlite:///{folder / 'assistant.db'}"
    migrate(url)
    database = open_database(url)
    study = FakeStudy()
    study.may_answer.set()
    house = make_house(database, "here", study)
    try:
        async with (
            living(house),
            FakeHouse().client(AWAY, reception=house.reception, limits=limits) as client,
        ):
            yield client
    finally:
        await database.close()


async def begin(client: AsyncClient) -> Response:
    return await client.post(BASE, json={})


async def visit(client: AsyncClient) -> Visit:
    opened = (await begin(client)).json()
    return Visit(client, opened["id"], opened["token"])


def assert_held_back(response: Response, most_seconds: int) -> None:
    assert response.status_code == 429
    assert response.headers["content-type"] == "application/problem+json"
    assert 1 <= int(response.headers["retry-after"]) <= most_seconds


async def test_a_visitor_writes_fifteen_messages_a_minute(tmp_path: Path) -> None:
    async with door(tmp_path, Limits()) as client:
        first, second = await visit(client), await visit(client)
        sent = [await first.write(f"m{n}", f"attempt-{n}", wait=0) for n in range(16)]
        assert [one.status_code for one in sent] == [202] * 15 + [429]
        assert_held_back(sent[-1], 60)
        assert (await second.write("hello", "attempt-1", wait=0)).status_code == 202
        kept = (await first.do("get", "/transcript")).json()["messages"]
        assert len([one for one in kept if one["author"] == "visitor"]) == 15


async def test_an_address_writes_sixty_messages_a_minute(tmp_path: Path) -> None:
    async with door(tmp_path, Limits()) as client:
        visits = [await visit(client) for _ in range(5)]
        sent = [await visits[n % 5].write(f"m{n}", f"attempt-{n}", wait=0) for n in range(61)]
        assert [one.status_code for one in sent] == [202] * 60 + [429]


async def test_an_address_begins_twenty_conversations_an_hour(tmp_path: Path) -> None:
    async with door(tmp_path, Limits()) as client:
        begun = [await begin(client) for _ in range(21)]
        assert [one.status_code for one in begun] == [201] * 20 + [429]
        assert_held_back(begun[-1], 3600)


async def test_an_address_asks_sixty_questions_a_minute() -> None:
    async with FakeHouse().client(AWAY, limits=Limits()) as client:
        asked = [await client.post("/api/v1/ask", json=QUESTION) for _ in range(60)]
        assert {one.status_code for one in asked} == {200}
        assert_held_back(await client.post("/api/v1/ask", json=QUESTION), 60)


async def test_an_exempt_network_is_never_held_back() -> None:
    async with FakeHouse().client(AWAY, limits=Limits(exempt=("203.0.113.0/24",))) as client:
        asked = [await client.post("/api/v1/ask", json=QUESTION) for _ in range(70)]
    assert {one.status_code for one in asked} == {200}


def request_from(peer: str, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    return Request({"type": "http", "client": (peer, 1), "headers": headers, "path": "/"})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        (AWAY, (), AWAY),
        (AWAY, ("192.0.2.1",), AWAY),  # anybody can write that
        (PROXY, ("192.0.2.1",), "192.0.2.1"),
        (
            PROXY,
            ("192.0.2.66, 192.0.2.1",),
            "192.0.2.1",
        ),  # what stands before is the visitor's word
        (PROXY, ("192.0.2.66", "192.0.2.1"), "192.0.2.1"),
        (PROXY, (f"192.0.2.1, {PROXY}",), "192.0.2.1"),
        (PROXY, (), PROXY),
        (PROXY, (" , ",), PROXY),
    ],
)
def test_only_a_proxy_of_ours_says_whose_request_it_is(
    peer: str, forwarded: tuple[str, ...], address: str
) -> None:
    limits = Limits(proxies=(f"{PROXY}/32",))
    assert limits.address_of(request_from(peer, *forwarded)) == address


async def test_a_customer_of_ipv6_is_one_whatever_the_address() -> None:
    house = FakeHouse()
    app_limits = Limits()
    statuses = []
    for number in range(90):  # a minute that begins meanwhile lets some more pass
        async with house.client(f"2001:db8:1:2::{number:x}", limits=app_limits) as client:
            statuses.append((await client.post("/api/v1/ask", json=QUESTION)).status_code)
    assert statuses[:60] == [200] * 60
    assert 429 in statuses[60:]


async def test_counters_that_cannot_be_reached_hold_nobody_back() -> None:
    limits = Limits("async+redis://127.0.0.1:1/0")
    async with FakeHouse().client(AWAY, limits=limits) as client:
        assert (await client.post("/api/v1/ask", json=QUESTION)).status_code == 200


@pytest.mark.slow
async def test_two_processes_count_together_in_redis(redis_url: str) -> None:
    url = f"async+redis+{redis_url}"
    both = [Limits(url) for _ in range(2)]
    doors = [FakeHouse().client(AWAY, limits=one) for one in both]
    asked = [await doors[n % 2].post("/api/v1/ask", json=QUESTION) for n in range(90)]
    assert [one.status_code for one in asked[:60]] == [200] * 60
    assert 429 in {one.status_code for one in asked[60:]}
    for door, limits in zip(doors, both, strict=True):
        await door.aclose()
        await limits.close()


def test_a_conversation_has_a_few_streams_at_once() -> None:
    limits = Limits()
    request = request_from(AWAY)
    with limits.streaming("a"), limits.streaming("a"):
        limits.check_streams("a", request)
        with limits.streaming("a"):
            assert MOST_STREAMS == 3
            with pytest.raises(Exception, match="429"):
                limits.check_streams("a", request)
            limits.check_streams("b", request)
    limits.check_streams("a", request)
