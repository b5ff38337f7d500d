"""Sample rates are told on this machine only: no door lets them out to anybody else."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.installations import Installation, Server, wait_until

AMOUNT = re.compile(r"USD\s*[\d,]+|sample rate|tarifa de muestra", re.IGNORECASE)
QUESTIONS = (
    "What would a city of 48,210 people pay?",
    "What would Boise, Idaho pay in dues?",
    "Somos una ciudad de Texas con 48.210 habitantes. ¿Cuánto pagaríamos al año?",
)
ELSEWHERE = (
    {"Host": "assistant.example.org"},
    {"X-Forwarded-For": "203.0.113.9"},
    {"Forwarded": "for=203.0.113.9"},
    {"Via": "1.1 proxy"},
)


@pytest.fixture(scope="module")
def server(shipped: Installation) -> Iterator[Server]:
    with shipped.serving(ASSISTANT_ALLOWED_HOSTS="assistant.example.org") as one:
        wait_until(one.is_ready, 20)
        yield one


def told(client: httpx.Client, question: str, headers: dict[str, str]) -> Iterator[str]:
    """What every door that takes a question gives back."""
    asked = {"question": question}
    yield client.post("/api/v1/ask", json=asked, headers=headers).text
    again = {
        "question": "and next year?",
        "history": [
            {"role": "user", "text": question},
            {"role": "assistant", "text": "Which city do you mean?"},
        ],
    }
    yield client.post("/api/v1/ask", json=again, headers=headers).text
    yield client.get("/", params=asked, headers=headers).text
    yield client.post("/", data=asked, headers=headers).text


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("headers", ELSEWHERE, ids=lambda one: next(iter(one)))
def test_no_sample_amount_goes_to_another_machine(
    server: Server, question: str, headers: dict[str, str]
) -> None:
    with httpx.Client(base_url=server.address) as client:
        for text in told(client, question, headers):
            assert text
            assert not AMOUNT.search(text), text


@pytest.mark.parametrize("question", QUESTIONS)
def test_this_machine_is_told_the_amount(server: Server, question: str) -> None:
    with httpx.Client(base_url=server.address) as client:
        assert all(AMOUNT.search(text) for text in told(client, question, {}))


def test_a_receipt_of_a_sample_is_shown_to_this_machine_only(server: Server) -> None:
    with httpx.Client(base_url=server.address) as client:
        answer = client.post("/api/v1/ask", json={"question": QUESTIONS[0]}).json()
        address = answer["quote"]["id"]
        for path in (f"/quotes/{address}", f"/api/v1/quotes/{address}"):
            assert AMOUNT.search(client.get(path).text)
            for headers in ELSEWHERE:
                hidden = client.get(path, headers=headers)
                assert hidden.status_code == 404
                assert not re.search(r"USD\s*\d", hidden.text)


def test_readiness_says_that_only_samples_are_loaded(server: Server) -> None:
    with httpx.Client(base_url=server.address) as client:
        assert any("sample" in one for one in client.get("/readyz").json()["degraded"])


def test_a_demonstration_tells_everybody(shipped: Installation) -> None:
    settings = {"ASSISTANT_ALLOWED_HOSTS": "assistant.example.org", "ASSISTANT_DEMO": "1"}
    with shipped.serving(**settings) as server, httpx.Client(base_url=server.address) as client:
        wait_until(server.is_ready, 20)
        for headers in ELSEWHERE:
            answer = client.post("/api/v1/ask", json={"question": QUESTIONS[0]}, headers=headers)
            assert "USD 300 (sample rate)" in answer.json()["text"]


def test_with_a_public_address_even_this_machine_is_told_none(shipped: Installation) -> None:
    public = {"ASSISTANT_PUBLIC_URL": "https://assistant.example.org"}
    with shipped.serving(**public) as server, httpx.Client(base_url=server.address) as client:
        wait_until(server.is_ready, 20)
        for text in told(client, QUESTIONS[0], {}):
            assert not AMOUNT.search(text)
