"""The web door: every status, every header, and nothing of the input in an error."""

import json
import logging
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog
from fastapi.responses import StreamingResponse
from httpx import ASGITransport, AsyncClient, Response

from assistant.seams import IndexMismatch, StoreUnavailable
from assistant.vocabulary import Asked, Outcome, Turn
from assistant.web.app import create_app
from assistant.web.asking import server_timing
from assistant.web.house import House
from tests.test_web_fakes import ANSWER, AWAY, LOCAL, SITE, FakeHouse

ASK = "/api/v1/ask"
JSON = {"Content-Type": "application/json"}
MARKER = "zq7marker"


def assert_problem(response: Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert ". " in problem["detail"]  # what happened, and what to do next
    return problem


# ---- Asking


async def test_a_question_gets_the_answer_as_the_contract_says() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        response = await visitor.post(ASK, json={"question": "  When did it begin? "})
    assert response.status_code == 200
    assert response.json() == ANSWER.to_json()
    assert response.json()["figures"][0] == {"text": "1956", "kind": "date", "from": "source:1"}
    assert house.asked == [Asked("When did it begin?", samples=True)]


async def test_history_and_language_reach_the_house() -> None:
    house = FakeHouse()
    history = [{"role": "user", "text": "And?"}, {"role": "assistant", "text": "That is all."}]
    async with house.client() as visitor:
        await visitor.post(
            ASK, json={"question": "More?", "history": history, "language": "de", "new": 1}
        )
    turns = (Turn("user", "And?"), Turn("assistant", "That is all."))
    assert house.asked == [Asked("More?", turns, "de", samples=True)]


async def test_the_question_is_brought_to_nfc_with_plain_line_breaks() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        await visitor.post(ASK, json={"question": "Cafe\u0301\r\nin\vZu\u0308rich\u2028now"})
    assert house.asked[0].message == "Café\nin\nZürich\nnow"


async def test_two_thousand_characters_count_after_normalisation() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        fits = await visitor.post(ASK, json={"question": "e\u0301" * 2000})
        too_long = await visitor.post(ASK, json={"question": "é" * 2001})
    assert fits.status_code == 200
    problem = assert_problem(too_long, 422)
    assert problem["errors"] == [
        {"field": "question", "detail": "is longer than 2000 characters; shorten it"}
    ]


@pytest.mark.parametrize(
    "question", ["", "  \n ", "a\0b", "\ud800", "a\udfffb", "\x1b[2J", "\x7f", "\x9f", 7, None, []]
)
async def test_a_question_that_is_no_text_is_refused(question: object) -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        response = await visitor.post(ASK, content=json.dumps({"question": question}), headers=JSON)
    assert assert_problem(response, 422)["errors"][0]["field"] == "question"
    assert house.asked == []


async def test_joiners_and_other_scripts_are_text() -> None:
    house = FakeHouse()
    question = "नमस्ते 👩\u200d👩\u200d👧 \ufeffשלום\tمرحبا"  # noqa: RUF001 - other scripts are the point
    async with house.client() as visitor:
        assert (await visitor.post(ASK, json={"question": question})).status_code == 200
    assert house.asked[0].message == question


@pytest.mark.parametrize(
    ("history", "field"),
    [
        ([{"role": "user", "text": "a"}] * 21, "history"),
        ([{"role": "user", "text": "a" * 4001}], "history.0.text"),
        ([{"role": "system", "text": "a"}], "history.0.role"),
        ([{"role": "user", "text": "\ud800"}], "history.0.text"),
        ([{"role": "user"}], "history.0.text"),
        (["a"], "history.0"),
        ("a", "history"),
    ],
)
async def test_a_history_has_twenty_turns_of_four_thousand_characters_at_most(
    history: object, field: str
) -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.post(
            ASK, content=json.dumps({"question": "a", "history": history}), headers=JSON
        )
    assert assert_problem(response, 422)["errors"][0]["field"] == field


@pytest.mark.parametrize("language", ["../../etc/passwd", "", "e", "en_US", "en\n"])
async def test_a_language_is_a_tag_and_never_a_path(language: str) -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.post(ASK, json={"question": "a", "language": language})
    assert assert_problem(response, 422)["errors"][0]["field"] == "language"


# ---- Refusals


async def test_a_declared_body_over_the_limit_is_413() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        response = await visitor.post(ASK, content=b" " * 16385, headers=JSON)
        fits = await visitor.post(ASK, content=b'{"question":"a"}'.ljust(16384), headers=JSON)
    assert_problem(response, 413)
    assert fits.status_code == 200
    assert len(house.asked) == 1


async def test_an_undeclared_body_over_the_limit_is_413() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 1024

    async with FakeHouse().client() as visitor:
        response = await visitor.post(ASK, content=pieces(), headers=JSON)
    assert_problem(response, 413)


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"],
)
async def test_only_json_is_read(media_type: str) -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.post(
            ASK, content=b'{"question":"a"}', headers={"Content-Type": media_type}
        )
    assert_problem(response, 415)


async def test_json_with_a_charset_is_json() -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.post(
            ASK,
            content=b'{"question":"a"}',
            headers={"Content-Type": "Application/JSON; charset=utf-8"},
        )
    assert response.status_code == 200


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 16000, b'{"question": "a"'])
async def test_a_body_that_is_no_json_is_400(body: bytes) -> None:
    async with FakeHouse().client() as visitor:
        assert_problem(await visitor.post(ASK, content=body, headers=JSON), 400)


async def test_an_empty_body_is_422() -> None:
    async with FakeHouse().client() as visitor:
        assert_problem(await visitor.post(ASK, headers=JSON), 422)


async def test_an_unknown_address_is_404_and_a_wrong_method_names_the_right_one() -> None:
    async with FakeHouse().client() as visitor:
        assert_problem(await visitor.get("/nothing"), 404)
        assert_problem(await visitor.get("/static/../app.py"), 404)
        assert_problem(await visitor.get("/docs"), 404)
        refused = await visitor.get(ASK)
    assert_problem(refused, 405)
    assert refused.headers["allow"] == "POST"


@pytest.mark.parametrize("error", [IndexMismatch(MARKER), StoreUnavailable(MARKER)])
async def test_what_the_house_cannot_do_now_is_503_with_a_time_to_come_back(
    error: Exception,
) -> None:
    async with FakeHouse(error=error).client() as visitor:
        response = await visitor.post(ASK, json={"question": "a"})
    assert_problem(response, 503)
    assert int(response.headers["retry-after"]) > 0
    assert MARKER not in response.text


async def test_a_fault_is_500_and_its_log_line_holds_the_id_but_no_text() -> None:
    house = FakeHouse(error=ValueError(f"cannot read {MARKER}"))
    with structlog.testing.capture_logs() as lines:
        async with house.client() as visitor:
            response = await visitor.post(
                ASK, json={"question": MARKER}, headers={"X-Request-ID": "visit-0001"}
            )
            metrics = (await visitor.get("/metrics")).text
    assert_problem(response, 500)
    assert response.headers["x-request-id"] == "visit-0001"
    failure = next(line for line in lines if line["event"] == "request failed")
    assert failure["request_id"] == "visit-0001"
    assert failure["fault"] == "ValueError"
    assert failure["places"][-1].endswith("answer")
    assert MARKER not in str(lines)
    assert 'answers_total{outcome="failed"} 1.0' in metrics


async def test_no_log_line_of_any_library_holds_the_question(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with FakeHouse().client() as visitor:
        await visitor.post(ASK, json={"question": MARKER})
        await visitor.post(ASK, json={"question": [MARKER]})
    async with FakeHouse(error=ValueError(MARKER)).client() as visitor:
        await visitor.post(ASK, json={"question": MARKER})
    out, err = capfd.readouterr()
    assert "request_id" in out + err
    assert MARKER not in out + err + caplog.text


async def test_a_response_that_breaks_off_is_logged_and_its_fault_goes_no_further() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        raise ValueError(MARKER)

    app = FakeHouse().app()
    app.add_route("/broken", lambda _: StreamingResponse(pieces()))
    with structlog.testing.capture_logs() as lines:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as v:
            with pytest.raises(ConnectionAbortedError) as caught:
                await v.get("/broken")
    assert caught.value.__suppress_context__
    assert lines[0]["fault"] == "ValueError"
    assert MARKER not in str(lines)


CASES: list[tuple[int, str, str, dict[str, Any]]] = [
    (400, "POST", ASK, {"content": f'{{"question": "{MARKER}', "headers": JSON}),
    (404, "GET", f"/{MARKER}?{MARKER}={MARKER}", {}),
    (404, "GET", f"/static/{MARKER}.js", {}),
    (405, MARKER.upper(), ASK, {}),
    (405, "DELETE", f"{ASK}?{MARKER}", {}),
    (413, "POST", ASK, {"content": MARKER * 2000, "headers": JSON}),
    (415, "POST", ASK, {"content": MARKER, "headers": {"Content-Type": f"text/{MARKER}"}}),
    (405, "POST", "/", {"content": MARKER, "headers": {"Content-Type": f"text/{MARKER}"}}),
    (421, "GET", "/", {"headers": {"Host": f"{MARKER}.example"}}),
    (421, "GET", "/", {"headers": {"Host": f"{MARKER}@localhost"}}),
    (422, "POST", ASK, {"json": {MARKER: MARKER}}),
    (422, "POST", ASK, {"json": {"question": {MARKER: MARKER}}}),
    (422, "POST", ASK, {"json": {"question": MARKER + "\0"}}),
    (422, "POST", ASK, {"json": {"question": "a", "history": [{"role": MARKER, "text": "a"}]}}),
    (422, "POST", ASK, {"json": {"question": "a", "history": {MARKER: MARKER}}}),
    (422, "POST", ASK, {"json": {"question": "a", "language": f"{MARKER}!"}}),
    (422, "POST", ASK, {"json": [MARKER]}),
    (500, "POST", ASK, {"json": {"question": MARKER, "language": "xx"}}),
    (503, "POST", ASK, {"json": {"question": MARKER, "language": "yy"}}),
]


class MoodyHouse(FakeHouse):
    """Breaks in one language and is not ready in another, repeating what was asked."""

    async def answer(self, asked: Asked) -> Any:  # noqa: ANN401 - it never answers
        raise {"xx": ValueError, "yy": IndexMismatch}[asked.language](asked.message)


@pytest.mark.parametrize(("status", "method", "path", "request_"), CASES)
async def test_a_problem_never_holds_what_was_sent(
    status: int, method: str, path: str, request_: dict[str, Any]
) -> None:
    async with MoodyHouse().client() as visitor:
        response = await visitor.request(method, path, **request_)
    assert_problem(response, status)
    assert MARKER not in response.text.lower()
    assert MARKER not in str(response.headers).lower()


# ---- Headers

ROUTES = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("POST", "/"),
    ("POST", ASK),
    ("GET", ASK),
    ("OPTIONS", ASK),
    ("GET", "/healthz"),
    ("HEAD", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/static/page.css"),
    ("GET", "/static/demo.js"),
    ("GET", "/static/none.js"),
    ("GET", "/nothing"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("host", ["testserver", "evil.example"])
async def test_every_response_is_dressed(method: str, path: str, host: str) -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.request(method, path, headers={"Host": host})
    headers = response.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert len(headers["x-request-id"]) == 32
    is_file = path.startswith("/static/") and response.status_code == 200
    assert headers["cache-control"] == ("no-cache" if is_file else "no-store")


async def test_a_request_id_is_echoed_only_in_its_form() -> None:
    async with FakeHouse().client() as visitor:
        for given, echoed in [
            ("abc-DEF_1.2", True),
            ("short", False),
            ("a" * 65, False),
            ("evil id\twith space", False),
            ("<script>alert", False),
        ]:
            response = await visitor.get("/healthz", headers={"X-Request-ID": given})
            assert (response.headers["x-request-id"] == given) is echoed


async def test_the_steps_of_an_answer_are_timed_in_a_header() -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.post(ASK, json={"question": "a"})
    assert response.headers["server-timing"] == "read;dur=1.50, find;dur=2.25"
    assert server_timing({}) == ""


# ---- Hosts and origins


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("testserver", 200),
        ("ask.example.org", 200),
        ("ask.example.org:443", 200),
        ("other.example.org", 421),
        ("localhost.evil.example", 421),
        ("user@localhost", 421),
        ("localhost/", 421),
        ("", 421),
    ],
)
async def test_only_known_hosts_are_answered(host: str, status: int) -> None:
    async with FakeHouse().client(allowed_hosts=("Ask.example.org:8443",)) as visitor:
        response = await visitor.get("/healthz", headers={"Host": host})
    assert response.status_code == status


async def test_two_host_headers_are_refused() -> None:
    async with FakeHouse().client() as visitor:
        response = await visitor.get(
            "/healthz", headers=[("Host", "localhost"), ("Host", "evil.example")]
        )
    assert response.status_code == 421


async def test_a_configured_website_may_ask_and_sees_errors_too() -> None:
    house = FakeHouse()
    async with house.client(allowed_origins=(SITE,)) as visitor:
        preflight = await visitor.options(
            ASK,
            headers={
                "Origin": SITE,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type, last-event-id, authorization",
            },
        )
        origin = {"Origin": SITE}
        answers = [await visitor.post(ASK, json={"question": "a"}, headers=origin)]
        answers.append(await visitor.post(ASK, json={}, headers=origin))
        answers.append(await visitor.post(ASK, content=b" " * 20000, headers=origin | JSON))
        house.error = ValueError("fault")
        answers.append(await visitor.post(ASK, json={"question": "a"}, headers=origin))
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == SITE
    assert [answer.status_code for answer in answers] == [200, 422, 413, 500]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "https://www.example.org.evil.example",
        "http://www.example.org",
        "https://www.example.org:444",
        "*",
    ],
)
async def test_no_other_origin_is_let_in_or_reflected(origin: str) -> None:
    async with FakeHouse().client(allowed_origins=(SITE,)) as visitor:
        preflight = await visitor.options(
            ASK, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        )
        plain = await visitor.post(ASK, json={"question": "a"}, headers={"Origin": origin})
    assert_problem(preflight, 400)
    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-origin" not in plain.headers


@pytest.mark.parametrize("path", ["/", "/metrics", "/readyz", "/openapi.json"])
async def test_an_allowed_website_reads_the_api_only(path: str) -> None:
    async with FakeHouse().client(allowed_origins=(SITE,)) as visitor:
        response = await visitor.get(path, headers={"Origin": SITE})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origin", ["*", "null", "example.org", "https://*.example.org", ""])
def test_an_origin_that_lets_everybody_in_stops_the_start(origin: str) -> None:
    with pytest.raises(ValueError, match="ASSISTANT_ALLOWED_ORIGINS"):
        FakeHouse().app(allowed_origins=(origin,))


# ---- Health and metrics


async def test_the_server_is_alive_before_it_is_ready() -> None:
    house = FakeHouse(is_ready=False)
    async with house.client() as visitor:
        alive = await visitor.get("/healthz")
        not_ready = await visitor.get("/readyz")
        house.is_ready = True
        house.worse = ["documents"]
        ready = await visitor.get("/readyz")
    assert alive.json() == {"status": "alive"}
    assert_problem(not_ready, 503)
    assert "retry-after" in not_ready.headers
    assert ready.json() == {"degraded": ["documents"]}


@pytest.mark.parametrize(
    ("peer", "token", "headers", "status"),
    [
        (LOCAL, "", {}, 200),
        ("::1", "", {}, 200),
        ("::ffff:127.0.0.1", "", {}, 200),
        (LOCAL, "secret", {}, 200),
        (AWAY, "", {}, 403),
        (AWAY, "", {"Host": "localhost"}, 403),
        (AWAY, "", {"Host": "127.0.0.1"}, 403),
        (AWAY, "", {"Authorization": "Bearer "}, 403),
        (AWAY, "", {"X-Forwarded-For": LOCAL}, 403),
        (LOCAL, "", {"X-Forwarded-For": AWAY}, 403),
        (LOCAL, "", {"Forwarded": "for=203.0.113.9"}, 403),
        ("::ffff:203.0.113.9", "", {}, 403),
        ("somewhere", "", {}, 403),
        (AWAY, "secret", {}, 401),
        (AWAY, "secret", {"Authorization": "Bearer wrong"}, 401),
        (AWAY, "secret", {"Authorization": "Basic secret"}, 401),
        (AWAY, "secret", {"Authorization": "Bearer secret"}, 200),
        (AWAY, "secret", {"Authorization": "bearer secret"}, 200),
    ],
)
async def test_metrics_are_for_this_machine_and_holders_of_the_token(
    peer: str, token: str, headers: dict[str, str], status: int
) -> None:
    async with FakeHouse().client(peer, metrics_token=token) as reader:
        response = await reader.get("/metrics", headers=headers)
    assert response.status_code == status
    if status != 200:
        assert_problem(response, status)
        assert "answers_total" not in response.text
    assert ("www-authenticate" in response.headers) is (status == 401)


async def test_answers_and_requests_are_counted() -> None:
    house = FakeHouse()
    async with house.client() as visitor:
        await visitor.post(ASK, json={"question": "a"})
        house.reply = replace(ANSWER, outcome=Outcome.UNANSWERED)
        await visitor.post(ASK, json={"question": MARKER})
        await visitor.request(MARKER, f"/{MARKER}")
        metrics = (await visitor.get("/metrics")).text
    assert 'answers_total{outcome="answered"} 1.0' in metrics
    assert 'answers_total{outcome="unanswered"} 1.0' in metrics
    assert 'answers_total{outcome="declined"} 0.0' in metrics
    assert "answer_seconds_count 2.0" in metrics
    assert 'http_requests_total{method="POST",route="/api/v1/ask",status="200"} 2.0' in metrics
    assert 'http_requests_total{method="other",route="other",status="404"} 1.0' in metrics
    assert MARKER not in metrics


async def test_two_applications_count_apart() -> None:
    first, second = FakeHouse().client(), FakeHouse().client()
    async with first, second:
        await first.post(ASK, json={"question": "a"})
        metrics = (await second.get("/metrics")).text
    assert 'answers_total{outcome="answered"} 0.0' in metrics


# ---- The description


async def test_openapi_describes_every_status_of_asking() -> None:
    async with FakeHouse().client(version="1.2.3") as reader:
        schema = (await reader.get("/openapi.json")).json()
        again = (await reader.get("/openapi.json")).json()
    ask = schema["paths"][ASK]["post"]
    statuses = ["200", "400", "404", "405", "413", "415", "421", "422", "429", "500", "503"]
    assert list(ask["responses"]) == statuses
    for status in statuses[1:]:
        content = ask["responses"][status]["content"]
        assert list(content) == ["application/problem+json"]
        assert content["application/problem+json"]["schema"]["$ref"].endswith("/ProblemJson")
    assert "Server-Timing" in ask["responses"]["200"]["headers"]
    assert schema["info"]["version"] == "1.2.3"
    assert again == schema


async def test_openapi_names_stand_still() -> None:
    async with FakeHouse().client() as reader:
        schema = (await reader.get("/openapi.json")).json()
    names = {
        operation["operationId"]: operation["tags"]
        for path in schema["paths"].values()
        for operation in path.values()
    }
    assert names == {
        "ask": ["asking"],
        "getHealth": ["operation"],
        "getReadiness": ["operation"],
        "getMetrics": ["operation"],
        "getQuote": ["quotes"],
        "readWelcome": ["conversations"],
    }
    assert set(schema["components"]["schemas"]) == {
        "AnswerJson", "FieldErrorJson", "FigureJson", "FigureKind", "HealthJson", "Outcome",
        "KeptQuoteJson", "ProblemJson", "QuestionJson", "ReadinessJson", "SourceJson", "StepJson",
        "TurnJson", "WelcomeJson",
    }  # fmt: skip
    assert "from" in schema["components"]["schemas"]["FigureJson"]["properties"]
    for name in ("AnswerJson", "QuestionJson", "ProblemJson"):
        assert schema["components"]["schemas"][name]["examples"]


# ---- Life


async def test_the_house_lives_as_long_as_the_server() -> None:
    house = FakeHouse()
    seen: list[tuple[str, list[str]]] = []
    orders = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, Any]:
        return {"type": next(orders)}

    async def send(message: MutableMapping[str, Any]) -> None:
        seen.append((message["type"], list(house.lives)))

    await house.app()({"type": "lifespan", "state": {}}, receive, send)
    assert seen == [
        ("lifespan.startup.complete", ["started"]),
        ("lifespan.shutdown.complete", ["started", "stopped"]),
    ]


async def test_the_token_is_not_shown_with_the_house() -> None:
    @asynccontextmanager
    async def living() -> AsyncIterator[None]:
        yield

    fake = FakeHouse()
    house = House(
        fake.answer, fake.degraded, lambda: True, dict, list, living, metrics_token=MARKER
    )
    create_app(house)
    assert MARKER not in repr(house)
