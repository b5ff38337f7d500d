"""Conversations over HTTP, on both databases: the contract, and whose conversation is whose."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import AsyncClient, Response

from assistant.conversation import ConversationId
from assistant.storage.database import open_database
from tests.houses import FakeStudy, House, living, make_house
from tests.test_web_fakes import AWAY, LOCAL, SITE, FakeHouse

BASE = "/api/v1/conversations"
# Every operation on one conversation, with a body that is right. A route that is missing here, or
# that is no longer there, fails a test: whose conversation is whose is asked of each.
OPERATIONS: Mapping[tuple[str, str], Mapping[str, Any] | None] = {
    ("post", "/{id}/messages"): {"client_id": "attempt-1", "text": "hello"},
    ("post", "/{id}/messages/2/feedback"): {"helpful": True},
    ("post", "/{id}/handoff"): {"client_id": "wanted-01"},
    ("post", "/{id}/assistant"): {"client_id": "wanted-02"},
    ("post", "/{id}/contact"): {"email": "clerk@example.org"},
    ("delete", "/{id}"): None,
    ("get", "/{id}/events"): None,
    ("get", "/{id}/transcript"): None,
}


@dataclass
class Door:
    """A web door before a reception; its study answers at once."""

    house: House
    fake: FakeHouse

    def client(self, peer: str = LOCAL, allowed_origins: Sequence[str] = ()) -> AsyncClient:
        reception = self.house.reception
        return self.fake.client(peer, reception=reception, allowed_origins=allowed_origins)


@dataclass(frozen=True)
class Visit:
    """A visitor's own view of a conversation."""

    client: AsyncClient
    id: ConversationId
    token: str

    async def do(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        params: Mapping[str, int] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> Response:
        return await self.client.request(
            method,
            f"{BASE}/{self.id}{path}",
            headers={"Authorization": f"Bearer {self.token}"},
            json=json,
            params=params,
            data=data,
        )

    async def write(self, text: str, client_id: str, wait: int = 10) -> Response:
        body = {"client_id": client_id, "text": text}
        return await self.do("post", "/messages", json=body, params={"wait": wait})


@pytest.fixture
async def door(migrated_url: str) -> AsyncGenerator[Door, None]:
    database = open_database(migrated_url)
    study = FakeStudy()
    study.may_answer.set()
    house = make_house(database, "here", study)
    try:
        async with living(house):
            yield Door(house, FakeHouse())
    finally:
        await database.close()


@asynccontextmanager
async def visiting(door: Door, peer: str = LOCAL) -> AsyncGenerator[Visit, None]:
    async with door.client(peer) as client:
        opened = await client.post(BASE, json={"language": "en"})
        assert opened.status_code == 201, opened.text
        yield Visit(client, ConversationId(opened.json()["id"]), opened.json()["token"])


async def test_a_conversation_begins_with_a_token_and_the_greeting(door: Door) -> None:
    async with door.client() as client:
        opened = await client.post(BASE, json={"time_zone": "America/Denver"})
    told = opened.json()
    assert opened.status_code == 201
    assert told["greeting"] == "Ask about membership."
    assert len(told["token"]) >= 22  # 128 bits in base64
    assert len(told["id"]) >= 22
    assert told["token"] != told["id"]
    assert opened.headers["cache-control"] == "no-store"


async def test_a_message_is_accepted_at_once_and_answered_in_its_time(door: Door) -> None:
    async with visiting(door) as visit:
        accepted = await visit.write("How do we join?", "attempt-1", wait=0)
        assert (accepted.status_code, accepted.json()) == (202, {"seq": 1})
        await door.house.reception.wait_for_reply(visit.id, 1)
        told = (await visit.do("get", "/events")).json()["events"]
        assert [one["message"]["text"] for one in told] == [
            "How do we join?",
            "Re: How do we join?",
        ]
        assert [one["number"] for one in told] == [1, 2]
        later = (await visit.do("get", "/events", params={"after": 1})).json()["events"]
        assert [one["number"] for one in later] == [2]


async def test_who_waits_gets_what_followed(door: Door) -> None:
    async with visiting(door) as visit:
        replied = await visit.write("hello", "attempt-1")
        again = await visit.write("hello", "attempt-1")
    assert replied.status_code == again.status_code == 200
    assert replied.json() == again.json()
    authors = [one["message"]["author"] for one in replied.json()["events"]]
    assert authors == ["visitor", "assistant"]


async def test_who_waits_in_vain_learns_that_the_message_is_kept(door: Door) -> None:
    door.house.study.may_answer.clear()
    async with visiting(door) as visit:
        accepted = await visit.write("hello", "attempt-1", wait=1)
    assert (accepted.status_code, accepted.json()) == (202, {"seq": 1})


async def test_the_same_client_id_with_other_words_is_a_conflict(door: Door) -> None:
    async with visiting(door) as visit:
        await visit.write("hello", "attempt-1")
        refused = await visit.write("goodbye", "attempt-1")
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert "goodbye" not in refused.text


async def test_a_transcript_has_every_message(door: Door) -> None:
    async with visiting(door) as visit:
        await visit.write("hello", "attempt-1")
        told = (await visit.do("get", "/transcript")).json()
    assert [(one["seq"], one["author"]) for one in told["messages"]] == [
        (1, "visitor"),
        (2, "assistant"),
    ]
    assert (told["state"], told["last_event"]) == ("with_assistant", 2)


async def test_a_person_is_asked_for_once(door: Door) -> None:
    async with visiting(door) as visit:
        for _ in range(2):
            asked = await visit.do("post", "/handoff", json={"client_id": "wanted-01"})
            assert asked.json() == {"state": "waiting_for_staff", "claimed_by": ""}
        told = (await visit.do("get", "/transcript")).json()
    assert [(one["author"], one["text"]) for one in told["messages"]] == [
        ("house", "en house asked")
    ]


async def test_an_erased_conversation_is_gone(door: Door) -> None:
    async with visiting(door) as visit:
        await visit.write("hello", "attempt-1")
        assert (await visit.do("delete", "")).status_code == 204
        for method, path in OPERATIONS:
            gone = await visit.do(method, path.removeprefix("/{id}"), json=OPERATIONS[method, path])
            assert gone.status_code == 404


async def test_every_operation_on_a_conversation_is_in_the_matrix(door: Door) -> None:
    async with door.client() as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
    described = {
        (method, path.removeprefix(BASE).replace("{seq}", "2"))
        for path, operations in paths.items()
        for method in operations
        if path.startswith(f"{BASE}/")
    }
    assert described == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
async def test_nobody_gets_into_the_conversation_of_another(
    door: Door, method: str, path: str
) -> None:
    async with visiting(door) as mine, visiting(door) as other:
        await other.write("my secret", "attempt-1")
        before = await other.do("get", "/transcript")
        body = OPERATIONS[method, path]
        absent = await mine.client.request(
            method,
            BASE + path.format(id="absent"),
            headers={"Authorization": f"Bearer {mine.token}"},
            json=body,
        )
        assert absent.status_code == 404
        tokens = (mine.token, other.token[:-1], other.token.swapcase(), other.id, "", "null")
        for header in (*(f"Bearer {token}" for token in tokens), other.token, "Basic eDp5", ""):
            refused = await mine.client.request(
                method,
                BASE + path.format(id=other.id),
                headers={"Authorization": header},
                json=body,
            )
            assert (refused.status_code, refused.text) == (404, absent.text)
        after = await other.do("get", "/transcript")
        assert before.json() == after.json()


async def test_the_matrix_would_notice(door: Door) -> None:
    """The control: with the right token the same request is let in."""
    async with visiting(door) as visit:
        await visit.write("hello", "attempt-0")
        for (method, path), body in OPERATIONS.items():
            if method != "delete":
                let_in = await visit.do(method, path.removeprefix("/{id}"), json=body)
                assert let_in.status_code in {200, 202, 204}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"client_id": "attempt-1"},
        {"client_id": "attempt-1", "text": ""},
        {"client_id": "attempt-1", "text": " \n\t "},
        {"client_id": "attempt-1", "text": "x" * 2_001},
        {"client_id": "attempt-1", "text": "a\0b"},
        {"client_id": "attempt-1", "text": 7},
        {"client_id": "short", "text": "hello"},
        {"client_id": "with spaces in", "text": "hello"},
        {"client_id": "x" * 65, "text": "hello"},
        {"client_id": "attempt-1\n", "text": "hello"},
    ],
)
async def test_a_message_of_another_form_is_refused_without_its_words(
    door: Door, body: Mapping[str, Any]
) -> None:
    async with visiting(door) as visit:
        refused = await visit.do("post", "/messages", json=body)
        assert refused.status_code == 422
        assert refused.json()["errors"]
        assert not (await visit.do("get", "/transcript")).json()["messages"]


@pytest.mark.parametrize(
    "body",
    [
        {"language": "<script>"},
        {"time_zone": "Mars; DROP TABLE"},
        {"page_url": "x" * 2_001},
        {"page_title": "\0"},
        [],
    ],
)
async def test_an_arrival_of_another_form_is_refused(door: Door, body: object) -> None:
    async with door.client() as client:
        assert (await client.post(BASE, json=body)).status_code == 422


async def test_a_body_that_is_no_json_is_refused(door: Door) -> None:
    async with visiting(door) as visit:
        form = await visit.do("post", "/messages", data={"client_id": "attempt-1", "text": "x"})
        assert form.status_code == 415
        large = await visit.do("post", "/messages", json={"text": "x" * 20_000})
        assert large.status_code == 413


async def test_sample_rates_stay_on_this_machine(door: Door) -> None:
    async with visiting(door) as here, visiting(door, AWAY) as away:
        await here.write("What would we pay?", "attempt-1")
        await away.write("What would we pay?", "attempt-1")
        assert [one.samples for one in door.house.study.asked] == [True, False]
        assert (await here.do("get", "/transcript")).status_code == 200
        elsewhere = Visit(away.client, here.id, here.token)
        for (method, path), body in OPERATIONS.items():
            told = await elsewhere.do(method, path.removeprefix("/{id}"), json=body)
            assert told.status_code == 404


async def test_only_the_websites_of_the_list_may_ask(door: Door) -> None:
    async with door.client(allowed_origins=(SITE,)) as client:
        asks = {"Access-Control-Request-Method": "DELETE"}
        for origin, allowed in ((SITE, True), ("https://evil.example", False), ("null", False)):
            preflight = await client.options(f"{BASE}/x", headers={"Origin": origin, **asks})
            assert (preflight.headers.get("access-control-allow-origin") == origin) is allowed


async def test_two_hundred_writers_at_once_are_all_answered_once(door: Door) -> None:
    async with visiting(door) as visit:
        written = await asyncio.gather(
            *(visit.write(f"m{n}", f"attempt-{n}", wait=0) for n in range(200))
        )
        assert {one.status_code for one in written} == {202}
        sent = sorted(one.json()["seq"] for one in written)
        await door.house.reception.wait_for_reply(visit.id, sent[-1])
        messages = (await visit.do("get", "/transcript")).json()["messages"]
    assert [one["seq"] for one in messages] == list(range(1, 401))
    assert [one["replies_to"] for one in messages if one["replies_to"]] == sent


@pytest.mark.parametrize(
    "email",
    ["", "clerk", "clerk@", "@example.org", "a b@example.org", "clerk@example.org\nBcc: x@y.z"],
)
async def test_an_address_that_is_none_is_refused_without_its_letters(
    door: Door, email: str
) -> None:
    async with visiting(door) as visit:
        refused = await visit.do("post", "/contact", json={"email": email})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "email"
        assert "clerk" not in refused.text


async def test_an_address_is_kept_for_the_reply_and_read_back(door: Door) -> None:
    async with visiting(door) as visit:
        given = {"email": "clerk@example.org", "name": "Dana", "community": "Boise, Idaho"}
        kept = await visit.do("post", "/contact", json=given)
        assert (kept.status_code, kept.json()) == (200, given)
        (message,) = (await visit.do("get", "/transcript")).json()["messages"]
        assert (message["author"], message["text"]) == (
            "house",
            "en house contact clerk@example.org",
        )


async def test_an_answer_is_rated_and_nothing_else(door: Door) -> None:
    async with visiting(door) as visit:
        await visit.write("hello", "attempt-1")
        for seq, status in ((2, 204), (1, 404), (99, 404), (0, 422)):
            rated = await visit.do(
                "post", f"/messages/{seq}/feedback", json={"helpful": False, "comment": "no"}
            )
            assert rated.status_code == status
