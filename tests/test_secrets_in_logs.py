"""No token and no id of a conversation stands in the log, at whatever level, whatever is asked."""

import signal
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.installations import Installation, Server, wait_until
from tests.visits import BASE, VERIFY, Visit, begin, streaming, write

READY_SECONDS = 30.0
ASKED = 3
METRICS_TOKEN = "metrics-token-that-nobody-may-read"

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def server(installation: Installation) -> Iterator[Server]:
    variables = {
        "ASSISTANT_LOG_LEVEL": "DEBUG",
        "ASSISTANT_LIMITS": "true",
        "ASSISTANT_METRICS_TOKEN": METRICS_TOKEN,
    }
    with installation.serving(**variables) as server:
        wait_until(server.is_ready, READY_SECONDS)
        yield server


def ask_in_every_way(address: str, visit: Visit, token: str) -> set[int]:
    """Right and wrong requests with a token where it belongs, and where it does not."""
    given = {"Authorization": f"Bearer {token}"}
    path, wrong = visit.path, {"Authorization": f"Basic {token}"}
    message = {"client_id": "attempt-1", "text": "hello"}
    asked: list[tuple[str, str, dict[str, object]]] = [
        ("GET", f"{path}/transcript", {"headers": given}),
        ("GET", f"{path}/transcript", {"headers": wrong}),
        ("GET", f"{path}/transcript?token={token}", {}),
        ("GET", f"{path}/events?after=x{token}", {"headers": given}),
        ("GET", f"{path}/events", {"headers": {**given, "Last-Event-ID": token}}),
        ("GET", f"{BASE}/{token}/transcript", {"headers": given}),
        ("GET", f"/{token}", {"headers": {**given, "X-Request-ID": token * 3}}),
        ("PUT", path, {"headers": given}),
        ("POST", f"{path}/messages", {"headers": given, "json": message}),
        ("POST", f"{path}/messages", {"headers": given, "json": {"text": token}}),
        ("POST", f"{path}/messages", {"headers": given, "content": token}),
        ("POST", f"{path}/messages", {"headers": given, "json": {"text": token * 2_000}}),
        ("POST", f"{path}/handoff", {"headers": given, "json": {"client_id": "wanted-01"}}),
        ("GET", "/metrics", {"headers": {"Authorization": f"Bearer {METRICS_TOKEN}"}}),
        ("GET", "/healthz", {"headers": {**given, "Host": f"{token}.example"}}),
    ]
    statuses = set()
    for method, where, request in asked:
        response = httpx.request(method, address + where, timeout=10, verify=VERIFY, **request)  # type: ignore[arg-type]
        statuses.add(response.status_code)
    for number in range(20):
        statuses.add(write(address, visit, f"attempt-{number:02}", "hello").status_code)
    return statuses


def test_no_token_and_no_id_is_logged(server: Server) -> None:
    visit = begin(server.address)
    with streaming(server.address, visit, 0):
        statuses = ask_in_every_way(server.address, visit, visit.token)
        ask_in_every_way(server.address, visit, "an-other-token-that-is-wrong")
    assert {200, 202, 404, 405, 413, 415, 421, 422, 429} <= statuses
    for _ in range(ASKED):
        assert server.ask("hello").status_code == 200
    time.sleep(0.5)  # what is answered in the background logs as well
    erased = httpx.delete(server.address + visit.path, headers=visit.headers, timeout=10)
    assert erased.status_code == 204
    server.stop(signal.SIGTERM)
    log = server.log.read_text()
    assert log.count('"asked"') == ASKED  # it does log
    for secret in (visit.token, visit.id, METRICS_TOKEN, "an-other-token", "hello"):
        assert not is_in(secret, log)


def is_in(secret: str, log: str) -> bool:
    """Whether a secret, or most of it, stands in a log."""
    return any(secret[start : start + 12] in log for start in range(max(1, len(secret) - 11)))


@pytest.mark.parametrize("logged", ["{}", '{{"path": "/x/{}/events"}}', "Bearer {}"])
def test_a_secret_in_a_log_would_be_noticed(logged: str) -> None:
    """The control."""
    assert is_in("m9Zq-secret-of-a-visitor", logged.format("m9Zq-secret-of-a-visitor"))
    assert is_in("m9Zq-secret-of-a-visitor", logged.format("m9Zq-secret-of..."))
    assert not is_in("m9Zq-secret-of-a-visitor", logged.format("another"))
