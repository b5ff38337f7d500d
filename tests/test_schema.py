"""Requests made up from the interface's own description, right ones and wrong ones."""

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
import schemathesis
from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse, PlainTextResponse
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from assistant.storage.database import open_database
from assistant.web.staff.sessions import COOKIE, Sessions
from tests.houses import FakeStudy, make_house
from tests.installations import Installation, wait_until
from tests.test_serve import told
from tests.test_web_fakes import FakeHouse
from tests.visits import begin

Request = Case[Any]
READY_SECONDS = 30.0
TOKEN = "a staff token of the tests"
EXAMPLES = 100  # of an operation, beside those that cover its parameters one by one
CHAINS = 40
UNCHAINED = ("contact", "feedback")  # made-up addresses and numbers are seldom right
CHECKS = {
    # A history with too many turns may be too large at first.
    "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 409, 413, 415, 422]},
    # Who has no token, or another's, gets the same 404 as for what is not there: no 401 tells
    # that a conversation exists. tests/test_web_conversations.py asks that of every operation.
    "ignored_auth": {"enabled": False},
    "missing_required_header": {"enabled": False},
}
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def description() -> dict[str, Any]:
    """What `/openapi.json` says, from a house in which nobody lives."""
    database = open_database("sqlite+aiosqlite:///nowhere.db")  # opened only when it is asked
    house = make_house(database, "nobody", FakeStudy())
    door = FakeHouse().app(reception=house.reception, desk=house.desk, staff_token=TOKEN)
    return door.openapi()


def described(**checks: Any) -> Any:  # noqa: ANN401 - the library's own schema
    config = SchemathesisConfig.from_dict({"checks": CHECKS | checks})
    return schemathesis.openapi.from_dict(description(), config=config)


SCHEMA = described().exclude(path_regex="^/staff")
# Marks of forms are put in below: wrong ones, and what is done with right ones, are tried in
# tests/test_web_staff.py.
STAFF = described(
    negative_data_rejection={"enabled": False}, positive_data_acceptance={"enabled": False}
).include(path_regex="^/staff")
# To a stranger's request a right body is no reason to be let in.
STRANGERS = described(positive_data_acceptance={"enabled": False}).include(path_regex="/{id}")
SENT: Counter[int] = Counter()  # requests by status
OF_CONVERSATION = [
    f"{method.upper()} {path}"
    for path, operations in description()["paths"].items()
    for method in operations
    if path.startswith("/api/v1/conversations/{id}") and path.rpartition("/")[2] not in UNCHAINED
]


@pytest.fixture(scope="module")
def address(ingested: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    installation = ingested.copied_to(tmp_path_factory.mktemp("schema") / "copy")
    with installation.serving(ASSISTANT_STAFF_TOKEN=TOKEN) as server:
        wait_until(server.is_ready, READY_SECONDS)
        yield server.address
        assert server.process.poll() is None, f"it ended: {server.process.returncode}"
    told(f"{SENT.total()} requests made up: {dict(sorted(SENT.items()))}")


def let_in(case: Request, address: str) -> None:
    """Give a request for a conversation one of its own, with the token."""
    if case.operation.path.startswith("/api/v1/conversations/{id}"):
        visit = begin(address)
        case.path_parameters["id"] = visit.id
        case.headers.update(visit.headers)


def sign_in(case: Request) -> None:
    """Send a request as somebody of the staff, with the mark of their forms."""
    sessions = Sessions(TOKEN, lambda: datetime.now(UTC))
    cookie = sessions.seal("Ana")
    case.headers["Cookie"] = f"{COOKIE}={cookie}"
    if isinstance(case.body, dict):
        case.body["mark"] = sessions.form_mark(cookie)


def send(case: Request, address: str) -> Response:
    response = case.call(base_url=address)
    SENT[response.status_code] += 1
    case.validate_response(response)
    return response


@SCHEMA.parametrize()  # type: ignore[untyped-decorator]
@BOUNDED
def test_a_response_is_as_described(case: Request, address: str) -> None:
    let_in(case, address)
    send(case, address)


@STRANGERS.parametrize()  # type: ignore[untyped-decorator]
@BOUNDED
def test_a_response_to_a_stranger_is_as_described(case: Request, address: str) -> None:
    if "/conversations/" in case.operation.path:
        case.headers["Authorization"] = f"Bearer {secrets.token_urlsafe(18)}"
    response = send(case, address)
    assert response.status_code >= 400


@STAFF.parametrize()  # type: ignore[untyped-decorator]
@BOUNDED
def test_a_page_of_staff_is_as_described(case: Request, address: str) -> None:
    if "{id}" in case.operation.path and SENT.total() % 4:
        case.path_parameters["id"] = begin(address).id
    if case.operation.path != "/staff/events":  # it goes on
        sign_in(case)
    send(case, address)


def test_chains_of_requests_are_answered_as_described(address: str) -> None:
    """Each request is for what an earlier one has made, by the links of the description."""
    tokens: dict[str, str] = {}
    reached: Counter[str] = Counter()

    class Chain(SCHEMA.as_state_machine()):  # type: ignore[misc]  # made from the description
        def before_call(self, case: Request) -> None:
            if (token := tokens.get((case.path_parameters or {}).get("id", ""))) is not None:
                case.headers["Authorization"] = f"Bearer {token}"

        def call(self, case: Request, **_: object) -> Response:
            return case.call(base_url=address)

        def after_call(self, response: Response, case: Request) -> None:
            if "token" in (made := response.json() if response.content else {}):
                tokens[made["id"]] = made["token"]
            reached[f"{case.operation.label} {response.status_code}"] += 1

    Chain.run(settings=settings(BOUNDED, max_examples=CHAINS, stateful_step_count=8))
    told(f"{reached.total()} requests in {CHAINS} chains: {dict(reached)}")
    for label in OF_CONVERSATION:
        assert any(reached[f"{label} {status}"] for status in (200, 202, 204)), label
    assert any(reached[f"{label} 404"] for label in OF_CONVERSATION)  # after it was erased


# ---- The control


def planted() -> FastAPI:
    """An interface that does not do what it says."""
    app = FastAPI()

    @app.get("/right")
    def right() -> dict[str, int]:
        return {"n": 1}

    @app.get("/fault")
    def fault() -> JSONResponse:
        return JSONResponse({}, 500)

    @app.get("/undescribed-status")
    def undescribed_status() -> JSONResponse:
        return JSONResponse({}, 418)

    @app.get("/undescribed-type")
    def undescribed_type() -> PlainTextResponse:
        return PlainTextResponse("")

    @app.get("/undescribed-shape", response_model=dict[str, int])
    def undescribed_shape() -> JSONResponse:
        return JSONResponse({"n": "one"})

    @app.get("/lax")
    def lax(n: Annotated[str, Query(json_schema_extra={"maxLength": 3})]) -> dict[str, int]:
        return {"n": 1}

    return app


@pytest.mark.parametrize(
    ("path", "noticed"),
    [
        ("/right", ""),
        ("/fault", "Server error"),
        ("/undescribed-status", "Undocumented status code"),
        ("/undescribed-type", "Undocumented Content-Type"),
        ("/undescribed-shape", "Response violates schema"),
        ("/lax", "Schema-violating request accepted"),
    ],
)
def test_what_is_not_as_described_is_noticed(path: str, noticed: str) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", planted())
    mode = GenerationMode.NEGATIVE if path == "/lax" else GenerationMode.POSITIVE

    @given(case=schema[path]["GET"].as_strategy(generation_mode=mode))
    @BOUNDED
    def ask(case: Request) -> None:
        case.call_and_validate()

    if not noticed:
        ask()
        return
    with pytest.raises(FailureGroup) as caught:
        ask()
    assert noticed in str(caught.value.exceptions)
