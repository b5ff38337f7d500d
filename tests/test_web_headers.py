"""Every route there is leaves with the headers that keep browsers from doing what nobody wants."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.routing import BaseRoute, Route

from tests.test_web_conversations import Door, door, visiting
from tests.test_web_fakes import LOCAL, SITE

__all__ = ["door"]

MARKER = "zq7marker"


def routes_of(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Each method and path that the door takes, whether or not it is described."""
    for route in routes:
        if (router := getattr(route, "original_router", None)) is not None:  # an included one
            yield from routes_of(router.routes)
        elif isinstance(route, Route):
            for method in sorted(route.methods or ()):
                yield method, route.path.replace("{id}", "absent")


def directives_of(policy: str) -> Mapping[str, list[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: values for name, *values in parts}


def assert_dressed(response: Response, *, for_all: bool = False) -> None:
    headers = response.headers
    policy = directives_of(headers["content-security-policy"])
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert not {"*", "data:", "blob:", "http:", "https:"} & {
        value for values in policy.values() for value in values
    }
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    reach = "cross-origin" if for_all else "same-origin"
    assert headers["cross-origin-resource-policy"] == reach
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"].startswith("public" if for_all else "no-store")
    assert "server" not in headers
    assert "set-cookie" not in headers


async def test_every_route_is_dressed_for_friend_and_foe(door: Door) -> None:
    app = door.fake.app(reception=door.house.reception, allowed_origins=(SITE,))
    transport = ASGITransport(app, client=(LOCAL, 4711))
    routes = list(routes_of(app.routes))
    assert len(routes) > 12
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        for method, path in routes:
            for origin in (SITE, "https://evil.example"):
                response = await client.request(method, path, headers={"Origin": origin})
                for_all = path.startswith("/widget") and response.status_code == 200
                assert_dressed(response, for_all=for_all)
                let_in = response.headers.get("access-control-allow-origin")
                is_open = path.startswith("/api/") and origin == SITE
                let_in_by_us = "*" if for_all else SITE if is_open else None
                assert let_in == let_in_by_us, (method, path)


async def test_what_a_conversation_says_is_dressed_as_well(door: Door) -> None:
    async with visiting(door) as visit:
        assert_dressed(await visit.write("hello", "attempt-1"))
        for path in ("/transcript", "/events"):
            assert_dressed(await visit.do("get", path))


@pytest.mark.parametrize(
    ("status", "path", "sent"),
    [
        (413, "/messages", {"client_id": "attempt-1", "text": MARKER * 4_000}),
        (413, "/handoff", {"client_id": MARKER * 4_000}),
        (422, "/messages", {"client_id": "attempt-1", "text": f"{MARKER}\0"}),
        (422, "/messages", {"client_id": MARKER + "!", "text": MARKER, MARKER: MARKER}),
        (422, f"/messages?wait={MARKER}", {"client_id": "attempt-1", "text": MARKER}),
        (422, "/handoff", {"client_id": [MARKER]}),
        (409, "/messages", {"client_id": "attempt-1", "text": MARKER}),
    ],
)
async def test_a_refusal_within_a_conversation_never_repeats_what_was_sent(
    door: Door, status: int, path: str, sent: object
) -> None:
    async with visiting(door) as visit:
        await visit.write("hello", "attempt-1")
        refused = await visit.do("post", path, json=sent)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert MARKER not in refused.text + str(refused.headers)
    assert_dressed(refused)


@pytest.mark.parametrize(
    "wrong",
    [
        {"content-security-policy": "default-src 'none'; frame-ancestors *"},
        {"x-content-type-options": ""},
        {"cache-control": "public"},
        {"set-cookie": "a=b"},
    ],
)
async def test_what_is_not_dressed_is_noticed(door: Door, wrong: dict[str, str]) -> None:
    """The control."""
    async with door.client() as client:
        right = await client.get("/healthz")
    assert_dressed(right)
    with pytest.raises((AssertionError, KeyError)):
        assert_dressed(Response(200, headers={**right.headers, **wrong}))
