"""Sample rates stay on this machine: no door tells one to a request that comes from elsewhere."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.installations import Installation, Server, wait_until
from tests.visits import VERIFY

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("shipped"),
]

READY_SECONDS = 30
AWAY = "ask.example.org"
PUBLIC_URL = f"https://{AWAY}"
ENGLISH = "What would a city of 48,210 pay?"
SPANISH = "¿Cuánto pagaría una ciudad de 48.210 habitantes?"
TOLD = "A US city or town of 48,210 people would pay USD 300 (sample rate) by the 2026 rates."
# Each conversation: the question, what was said before it, and the language of the page.
CONVERSATIONS: dict[str, tuple[str, list[tuple[str, str]], str]] = {
    "english": (ENGLISH, [], "en"),
    "spanish": (SPANISH, [], "es"),
    "a place": ("How much would Boise, Idaho pay?", [], "en"),
    "a range": ("What would between 40 and 60 thousand people pay?", [], "en"),
    "a claim": ("So a town of 9,000 pays $100, right?", [], "en"),
    "outside": ("What would a city of 48,210 pay in 2031?", [], "en"),
    "a state": ("How much are the dues for the State of Texas?", [], "en"),
    "a gap": ("What would a city of 48,210 pay, and can we pay in instalments?", [], "en"),
    "a follow-up": ("and next year?", [("user", ENGLISH), ("assistant", TOLD)], "en"),
    "a confirmation": ("is that right?", [("user", ENGLISH), ("assistant", TOLD)], "en"),
    "spanish follow-up": ("¿y el año que viene?", [("user", SPANISH), ("assistant", TOLD)], "es"),
    "the answer to a question": (
        "48,210", [("user", "How much would we pay?"), ("assistant", "How many people?")], "en",
    ),
}  # fmt: skip
PROXIES: dict[str, dict[str, str]] = {
    "another host": {"Host": AWAY},
    "another host with a port": {"Host": f"{AWAY}:8443"},
    "X-Forwarded-For": {"X-Forwarded-For": "203.0.113.9"},
    "X-Forwarded-For that says this machine": {"X-Forwarded-For": "127.0.0.1"},
    "X-Forwarded-Host": {"X-Forwarded-Host": "localhost"},
    "Forwarded": {"Forwarded": "for=203.0.113.9;host=localhost"},
    "X-Real-IP": {"X-Real-IP": "127.0.0.1"},
    "Via": {"Via": "1.1 cache"},
}
SIGNS = ("USD", "sample rate", "tarifa de muestra", "$300", "$ 300", "(sample")


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks a server over HTTP, through any of its doors."""

    server: Server
    headers: Mapping[str, str]

    def ask(
        self, question: str, before: list[tuple[str, str]] | None = None, language: str = "en"
    ) -> dict[str, Any]:
        turns = [{"role": role, "text": text} for role, text in before or []]
        body = {"question": question, "history": turns, "language": language}
        response = self._send("POST", "/api/v1/ask", json=body)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def page(self, question: str) -> str:
        """The chat's page after a question, as it was sent and as it is read."""
        response = self._send("POST", "/chat", data={"text": question})
        assert response.status_code == 200, response.text
        return f"{response.text}\n{re.sub('<[^>]*>', '', response.text)}"

    def get(self, path: str) -> httpx.Response:
        return self._send("GET", path)

    def _send(self, method: str, path: str, **body: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        url = self.server.address + path
        return httpx.request(
            method, url, headers=dict(self.headers), timeout=20, verify=VERIFY, **body
        )


def amounts_in(text: str, said: str = "") -> list[str]:
    """The signs of a sample amount that a text has and the visitor's own words have not."""
    return [sign for sign in SIGNS if sign in text and sign not in said]


def assert_hidden(response: httpx.Response) -> None:
    """A receipt that says why it is not shown, and none of what it holds."""
    assert response.status_code == 404
    assert "sample rates are not published" in response.text
    assert not [one for one in ("USD", "300", "48,210", "dues.csv") if one in response.text]


def test_the_detector_fires_on_what_must_not_come_out() -> None:
    assert amounts_in(TOLD) == ["USD", "sample rate", "(sample"]
    assert amounts_in("The dues are $300.") == ["$300"]
    assert amounts_in("Importe: 300 (tarifa de muestra)") == ["tarifa de muestra"]
    assert amounts_in("The dues depend on the population.") == []


def ready(server: Server) -> Server:
    wait_until(server.is_ready, READY_SECONDS)
    wait_until(lambda: any("dues" in one for one in server.degraded()), READY_SECONDS)
    return server


@pytest.fixture(scope="module")
def plain(shipped: Installation) -> Iterator[Server]:
    """As an operator runs it who has set nothing but one more host name."""
    variables = {"ASSISTANT_ALLOWED_HOSTS": AWAY, "ASSISTANT_TODAY": "2026-06-01"}
    with shipped.serving(**variables) as server:
        yield ready(server)


@pytest.fixture(scope="module")
def elsewhere(
    shipped: Installation, receipt: str, tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    """A copy that has the receipt: of one SQLite file only one server can."""
    assert receipt
    return shipped.copied_to(tmp_path_factory.mktemp("elsewhere") / "copy")


@pytest.fixture
def public(elsewhere: Installation) -> Iterator[Server]:
    """Behind a proxy that visitors reach under a public address."""
    variables = {"ASSISTANT_PUBLIC_URL": PUBLIC_URL, "ASSISTANT_TODAY": "2026-06-01"}
    with elsewhere.serving(**variables) as server:
        yield ready(server)


@pytest.fixture(scope="module")
def receipt(plain: Server) -> str:
    """The id of a receipt that was given at this machine."""
    quote = Visitor(plain, {}).ask(ENGLISH)["quote"]
    assert quote is not None
    return str(quote["id"])


# ---- At this machine, so that the other tests mean something


def test_at_this_machine_every_door_tells_the_amount(plain: Server, receipt: str) -> None:
    here = Visitor(plain, {})
    answer = here.ask(ENGLISH)
    assert "USD 300 (sample rate)" in answer["text"]
    assert answer["quote"]["amount"] == 300
    for text in (here.page(ENGLISH), here.page(SPANISH)):
        assert "USD 300" in text
        assert amounts_in(text)
    page, program = here.get(f"/quotes/{receipt}"), here.get(f"/api/v1/quotes/{receipt}")
    assert (page.status_code, program.status_code) == (200, 200)
    assert "USD 300 (sample rate)" in page.text
    assert program.json()["amount"] == 300


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_each_conversation_would_tell_an_amount_here(plain: Server, name: str) -> None:
    question, before, language = CONVERSATIONS[name]
    text = Visitor(plain, {}).ask(question, before, language)["text"]
    assert amounts_in(text)


def test_readyz_says_that_visitors_are_not_told_the_dues(plain: Server) -> None:
    degraded = plain.degraded()
    assert "dues: only sample rates are loaded, and visitors are not told them" in degraded


# ---- From elsewhere


@pytest.mark.parametrize("name", CONVERSATIONS)
@pytest.mark.parametrize("headers", PROXIES.values(), ids=PROXIES)
def test_the_api_tells_no_sample_to_a_request_from_elsewhere(
    plain: Server, headers: dict[str, str], name: str
) -> None:
    question, before, language = CONVERSATIONS[name]
    answer = Visitor(plain, headers).ask(question, before, language)
    assert answer["quote"] is None
    assert amounts_in(json.dumps(answer, ensure_ascii=False), question) == []


@pytest.mark.parametrize("question", [ENGLISH, SPANISH])
@pytest.mark.parametrize("headers", PROXIES.values(), ids=PROXIES)
def test_the_page_tells_no_sample_to_a_request_from_elsewhere(
    plain: Server, headers: dict[str, str], question: str
) -> None:
    assert amounts_in(Visitor(plain, headers).page(question), question) == []


@pytest.mark.parametrize("headers", PROXIES.values(), ids=PROXIES)
def test_a_receipt_from_here_is_not_there_for_others(
    plain: Server, receipt: str, headers: dict[str, str]
) -> None:
    away = Visitor(plain, headers)
    for path in (f"/quotes/{receipt}", f"/api/v1/quotes/{receipt}"):
        response = away.get(path)
        assert_hidden(response)


def test_what_is_told_instead_names_the_inputs_and_a_person(plain: Server) -> None:
    answer = Visitor(plain, {"Host": AWAY}).ask(ENGLISH)
    assert answer["outcome"] == "unanswered"
    assert "48,210" in answer["text"]
    assert "347-8630" in answer["text"]
    assert "48,000" in Visitor(plain, {"Host": AWAY}).ask("What would a city of 48k pay?")["text"]
    spanish = Visitor(plain, {"Host": AWAY}).ask(SPANISH, language="es")
    assert (spanish["outcome"], spanish["language"]) == ("unanswered", "es")
    assert "347-8630" in spanish["text"]


@pytest.mark.parametrize(
    ("question", "inputs"),
    [
        (SPANISH, "48,210"),
        ("¿Cuánto pagarían 48 mil habitantes?", "48,000"),
    ],
)
def test_a_number_in_spanish_spelling_is_among_the_inputs(
    plain: Server, question: str, inputs: str
) -> None:
    assert inputs in Visitor(plain, {"Host": AWAY}).ask(question)["text"]


def test_an_unknown_host_is_not_even_answered(plain: Server) -> None:
    response = Visitor(plain, {"Host": "evil.example.com"}).get(
        f"/chat?{urlencode({'question': ENGLISH})}"
    )
    assert response.status_code == 421
    assert amounts_in(response.text) == []


@pytest.mark.parametrize(
    "headers", [{}, {"Host": AWAY}, {"X-Forwarded-For": "203.0.113.9", "Host": AWAY}], ids=str
)
def test_a_public_address_hides_samples_even_from_this_machine(
    public: Server, receipt: str, headers: dict[str, str]
) -> None:
    visitor = Visitor(public, headers)
    for name in ("english", "spanish", "a follow-up", "a range"):
        question, before, language = CONVERSATIONS[name]
        answer = visitor.ask(question, before, language)
        assert answer["quote"] is None
        assert amounts_in(json.dumps(answer, ensure_ascii=False), question) == []
    for text in (visitor.page(ENGLISH), visitor.page(SPANISH)):
        assert amounts_in(text) == []
    for path in (f"/quotes/{receipt}", f"/api/v1/quotes/{receipt}"):
        assert_hidden(visitor.get(path))


# ---- A demonstration


def test_a_demonstration_tells_samples_to_everybody_and_is_not_degraded_by_them(
    elsewhere: Installation, receipt: str
) -> None:
    variables = {
        "ASSISTANT_DEMO": "1",
        "ASSISTANT_PUBLIC_URL": PUBLIC_URL,
        "ASSISTANT_TODAY": "2026-06-01",
    }
    with elsewhere.serving(**variables) as server:
        wait_until(server.is_ready, READY_SECONDS)
        away = Visitor(server, {"Host": AWAY, "X-Forwarded-For": "203.0.113.9"})
        answer = away.ask(ENGLISH)
        page, spanish = away.page(ENGLISH), away.page(SPANISH)
        kept = away.get(f"/api/v1/quotes/{receipt}")
        degraded = server.degraded()
    assert answer["quote"]["amount"] == 300
    assert "USD 300 (sample rate)" in answer["text"]
    assert "USD 300 (sample rate)" in page
    assert "USD 300" in spanish
    assert kept.json()["amount"] == 300
    assert not [one for one in degraded if one.startswith("dues")]
