"""Who may see what a sample rests on: whoever sits at this machine, in doubt nobody."""

from typing import Any

import pytest
from httpx import Response
from starlette.requests import Request

from assistant.web.locality import is_local, may_see_samples
from assistant.web.peers import is_loopback
from tests.receipts import PUBLISHED, PUBLISHED_ID, SAMPLE, api_path, house_with, page_path
from tests.test_web_fakes import AWAY, LOCAL, SITE, DoorSettings, FakeHouse


@pytest.fixture
def house() -> FakeHouse:
    return house_with(SAMPLE, PUBLISHED)


# ---- Who may see a sample


def assert_hidden(response: Response) -> None:
    assert response.status_code == 404
    assert "sample rates are not published" in response.text
    assert response.headers["x-robots-tag"] == "noindex"
    for secret in ("650", "Boise", "235", "dues.csv", "100,000"):
        assert secret not in response.text
        assert secret not in str(response.headers.get("link", ""))


OPEN_SETTINGS: list[DoorSettings] = [
    {},
    {"public_url": "http://localhost:8000"},
    {"public_url": "http://[::1]:8000"},
    {"demo": True, "public_url": "https://ask.example.org"},
]
OTHERS: dict[str, tuple[str, DoorSettings, dict[str, str]]] = {
    "another host": (LOCAL, {"allowed_hosts": ("ask.example.org",)}, {"Host": "ask.example.org"}),
    "another peer": (AWAY, {}, {}),
    "a private peer": ("192.168.1.7", {}, {}),
    "a public address": (LOCAL, {"public_url": "https://ask.example.org"}, {}),
    "a public address that only looks local": (
        LOCAL, {"public_url": "https://localhost.example.org"}, {}
    ),
    "a public address that is none": (LOCAL, {"public_url": "https://["}, {}),
    "Forwarded": (LOCAL, {}, {"Forwarded": "for=203.0.113.9"}),
    "X-Forwarded-For": (LOCAL, {}, {"X-Forwarded-For": "127.0.0.1"}),
    "X-Forwarded-Host": (LOCAL, {}, {"X-Forwarded-Host": "localhost"}),
    "X-Forwarded-Proto": (LOCAL, {}, {"x-forwarded-proto": ""}),
    "X-Real-IP": (LOCAL, {}, {"X-Real-IP": "127.0.0.1"}),
    "Via": (LOCAL, {}, {"Via": "1.1 cache"}),
}  # fmt: skip


@pytest.mark.parametrize("path", [page_path(), api_path()])
@pytest.mark.parametrize(("peer", "settings", "headers"), OTHERS.values(), ids=OTHERS)
async def test_a_sample_is_hidden_from_whoever_may_not_be_at_this_machine(
    house: FakeHouse, path: str, peer: str, settings: DoorSettings, headers: dict[str, str]
) -> None:
    async with house.client(peer, **settings) as visitor:
        assert_hidden(await visitor.get(path, headers=headers))


@pytest.mark.parametrize(("peer", "settings", "headers"), OTHERS.values(), ids=OTHERS)
async def test_published_rates_are_shown_to_everybody(
    house: FakeHouse, peer: str, settings: DoorSettings, headers: dict[str, str]
) -> None:
    async with house.client(peer, **settings) as visitor:
        page = await visitor.get(page_path(PUBLISHED_ID), headers=headers)
        program = await visitor.get(api_path(PUBLISHED_ID), headers=headers)
    assert "USD 650" in page.text
    assert program.json()["amount"] == 650


@pytest.mark.parametrize(("peer", "settings", "headers"), OTHERS.values(), ids=OTHERS)
async def test_a_demonstration_shows_samples_to_everybody(
    house: FakeHouse, peer: str, settings: DoorSettings, headers: dict[str, str]
) -> None:
    async with house.client(peer, **DoorSettings(**settings, demo=True)) as visitor:
        page = await visitor.get(page_path(), headers=headers)
        program = await visitor.get(api_path(), headers=headers)
    assert "USD 650 (sample rate)" in page.text
    assert program.json()["amount"] == 650


@pytest.mark.parametrize("settings", OPEN_SETTINGS)
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "testserver"])
async def test_whoever_sits_at_this_machine_sees_samples(
    house: FakeHouse, host: str, settings: DoorSettings
) -> None:
    async with house.client(**settings) as visitor:
        response = await visitor.get(page_path(), headers={"Host": host})
    assert response.status_code == 200


async def test_a_receipt_that_does_not_say_that_it_is_published_is_hidden() -> None:
    nameless = {name: value for name, value in SAMPLE.items() if name != "status"}
    async with house_with(nameless).client(AWAY) as visitor:
        assert_hidden(await visitor.get(api_path()))


async def test_another_website_gets_no_more_than_its_visitor(house: FakeHouse) -> None:
    async with house.client(AWAY, allowed_origins=(SITE,)) as visitor:
        hidden = await visitor.get(api_path(), headers={"Origin": SITE})
        page = await visitor.get(page_path(PUBLISHED_ID), headers={"Origin": SITE})
    assert_hidden(hidden)
    assert "access-control-allow-origin" not in page.headers


def request(**changed: Any) -> Request:  # noqa: ANN401 - parts of an ASGI scope
    scope = {
        "type": "http",
        "http_version": "1.1",
        "client": (LOCAL, 4711),
        "headers": [(b"host", b"localhost")],
    }
    return Request(scope | changed)


@pytest.mark.parametrize(
    ("changed", "local"),
    [
        ({}, True),
        ({"client": ("::1", 4711)}, True),
        ({"client": ("::ffff:127.0.0.1", 4711)}, True),
        ({"client": ("testclient", 50000)}, True),
        ({"http_version": "2"}, True),
        ({"http_version": "1.0"}, False),  # what nginx speaks to a server behind it
        ({"client": None}, False),  # a Unix socket, behind a proxy
        ({"client": ("::ffff:203.0.113.9", 4711)}, False),
        ({"client": ("localhost", 4711)}, False),
        ({"headers": []}, False),
        ({"headers": [(b"host", b"localhost"), (b"host", b"localhost")]}, False),
        ({"headers": [(b"host", b"localhost.example.org")]}, False),
        ({"headers": [(b"host", b"localhost@example.org")]}, False),
        ({"headers": [(b"host", b"localhost"), (b"x-forwarded-anything", b"")]}, False),
    ],
)
def test_each_sign_of_another_machine_is_enough(changed: dict[str, Any], local: bool) -> None:
    assert is_local(request(**changed), "") is local
    assert may_see_samples(request(**changed), FakeHouse().rooms()) is local
    assert may_see_samples(request(**changed), FakeHouse().rooms(demo=True))


@pytest.mark.parametrize(
    ("peer", "own"),
    [(LOCAL, True), ("127.8.9.1", True), ("::1", True), ("10.0.0.1", False), ("", False)],
)
def test_a_loopback_address_is_of_this_machine(peer: str, own: bool) -> None:
    assert is_loopback(peer) is own
