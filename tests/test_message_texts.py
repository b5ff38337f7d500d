"""Nasty texts at every place that takes one, answered by the real study, on both databases."""

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from httpx import AsyncClient, Response

from assistant.conversations.masking import mask_private
from assistant.storage.database import open_database
from assistant.vocabulary import Answer, Asked
from assistant.web.contract import tidy_text
from tests.houses import FakeStudy, living, make_house
from tests.nasty_texts import BODIES, JSON, TEXTS
from tests.shipped import Desk
from tests.test_serve import told
from tests.test_web_fakes import FakeHouse

ASK = "/api/v1/ask"
BASE = "/api/v1/conversations"
CPU_SECONDS = 5.0  # of all threads, for one request
REFUSALS = frozenset({400, 413, 415, 422})
PIECE = 16  # letters of the input that no refusal may repeat

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass
class RealStudy(FakeStudy):
    """The study over the shipped knowledge."""

    desk: Desk | None = None

    async def answer(self, asked: Asked) -> Answer:
        assert self.desk is not None
        return await self.desk.study.answer(asked)


@dataclass
class RealHouse(FakeHouse):
    """A door in front of it."""

    study: RealStudy = field(default_factory=RealStudy)

    async def answer(self, asked: Asked) -> Answer:
        return await self.study.answer(asked)


@dataclass
class Visitor:
    """Sends texts, and remembers what each cost."""

    client: AsyncClient
    cpu: dict[str, float] = field(default_factory=dict)

    async def send(
        self, name: str, path: str, body: bytes, headers: Mapping[str, str] = JSON
    ) -> Response:
        start = time.process_time()
        response = await self.client.post(path, content=body, headers=dict(headers))
        self.cpu[name] = max(self.cpu.get(name, 0.0), time.process_time() - start)
        return response

    async def begin(self) -> tuple[str, dict[str, str]]:
        opened = (await self.client.post(BASE, json={})).json()
        return f"{BASE}/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}


@pytest.fixture
async def visitor(migrated_url: str, desk: Desk) -> AsyncGenerator[Visitor, None]:
    database = open_database(migrated_url)
    study = RealStudy(desk=desk)
    house = make_house(database, "here", study)
    try:
        async with (
            living(house),
            RealHouse(study=study).client(reception=house.reception) as client,
        ):
            yield Visitor(client)
    finally:
        await database.close()


def is_refused_well(response: Response, sent: str) -> bool:
    """Whether it is a refusal in our words, without any of the sender's."""
    return (
        response.status_code in REFUSALS
        and response.headers["content-type"] == "application/problem+json"
        and not repeats(response.text, sent)
    )


def repeats(said: str, sent: str) -> bool:
    """Whether a text holds a piece of another, as it was sent or as JSON writes it."""
    pieces = (sent[start : start + PIECE] for start in range(0, min(len(sent), 2_500), 3))
    whole = [one for one in pieces if len(one) == PIECE and one.strip()]
    return any(one in said or json.dumps(one)[1:-1] in said for one in whole)


def told_slowest(visitor: Visitor, what: str) -> None:
    name = max(visitor.cpu, key=lambda one: visitor.cpu[one])
    told(f"{len(visitor.cpu)} {what}, the slowest {visitor.cpu[name]:.2f} s of CPU: {name}")
    assert visitor.cpu[name] < CPU_SECONDS


async def test_a_nasty_text_is_stored_and_answered_or_refused(visitor: Visitor) -> None:
    assert len(TEXTS) >= 80
    stored = 0
    for name, text in TEXTS.items():
        path, headers = await visitor.begin()
        body = json.dumps({"client_id": "attempt-1", "text": text}).encode()
        response = await visitor.send(name, f"{path}/messages?wait=20", body, JSON | headers)
        kept = (await visitor.client.get(f"{path}/transcript", headers=headers)).json()["messages"]
        if response.status_code == 200:
            assert kept[0]["text"] == mask_private(str(tidy_text(text))), name
            assert kept[1]["replies_to"] == 1, name
            stored += 1
        else:
            assert is_refused_well(response, text), (name, response.status_code)
            assert kept == [], name
    told_slowest(visitor, f"messages, {stored} stored and answered")


async def test_a_nasty_question_is_answered_or_refused(visitor: Visitor) -> None:
    for name, text in TEXTS.items():
        body = json.dumps({"question": text}).encode()
        response = await visitor.send(name, ASK, body)
        assert response.status_code == 200 or is_refused_well(response, text), name
    told_slowest(visitor, "questions")


@pytest.mark.parametrize("place", ["page_url", "page_title", "time_zone", "language"])
async def test_a_nasty_arrival_is_kept_or_refused(visitor: Visitor, place: str) -> None:
    for name, text in TEXTS.items():
        response = await visitor.send(name, BASE, json.dumps({place: text}).encode())
        assert response.status_code == 201 or is_refused_well(response, text), name
    told_slowest(visitor, f"arrivals by {place}")


async def test_a_nasty_body_is_read_or_refused(visitor: Visitor) -> None:
    for name, (body, headers) in BODIES.items():
        path, token = await visitor.begin()
        for place, where in (("text", f"{path}/messages?wait=20"), ("question", ASK)):
            sent = body.replace(b"FIELD", place.encode())
            response = await visitor.send(name, where, sent, {**headers, **token})
            text = sent.decode("utf-8", "replace")
            assert response.status_code == 200 or is_refused_well(response, text), name
        sent = body.replace(b"FIELD", b"page_title")
        response = await visitor.send(name, BASE, sent, headers)
        text = sent.decode("utf-8", "replace")
        assert response.status_code == 201 or is_refused_well(response, text), name
    told_slowest(visitor, "bodies")


async def test_a_body_that_does_not_say_its_length_is_read_as_far_as_one_may_be(
    visitor: Visitor,
) -> None:
    async def pieces(number: int) -> AsyncIterator[bytes]:
        yield b'{"question": "'
        for _ in range(number):
            yield b"a" * 1_000
        yield b'"}'

    for number, status in ((1, 200), (10_000, 413)):
        response = await visitor.client.post(ASK, content=pieces(number), headers=JSON)
        assert response.status_code == status


# ---- The control


def test_what_repeats_the_sender_is_noticed() -> None:
    sent: Any = TEXTS["script"]
    problem = {"content-type": "application/problem+json"}
    assert is_refused_well(Response(422, headers=problem, text='{"title": "No"}'), sent)
    for text in (sent, json.dumps({"detail": f"{sent} is wrong"})):
        assert not is_refused_well(Response(422, headers=problem, text=text), sent)
    assert not is_refused_well(Response(500, headers=problem, text=""), sent)
    assert not is_refused_well(Response(422, text=""), sent)
