"""A visitor's side of a conversation with a real server: writing, reading, following."""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

BASE = "/api/v1/conversations"
VERIFY: Final = False  # reading the certificates costs 20 ms a request, and all is on this machine


@dataclass(frozen=True)
class Visit:
    """A visitor's conversation on whatever server there is."""

    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def path(self) -> str:
        return f"{BASE}/{self.id}"


@dataclass(frozen=True)
class Told:
    """An event as a stream brings it."""

    id: int
    content: Mapping[str, Any]

    @property
    def message(self) -> Mapping[str, Any] | None:
        return self.content["message"]  # type: ignore[no-any-return]  # JSON


def begin(address: str) -> Visit:
    opened = httpx.post(f"{address}{BASE}", json={}, timeout=10, verify=VERIFY)
    opened.raise_for_status()
    return Visit(opened.json()["id"], opened.json()["token"])


def write(address: str, visit: Visit, client_id: str, text: str, wait: int = 0) -> httpx.Response:
    return httpx.post(
        f"{address}{visit.path}/messages",
        params={"wait": wait},
        json={"client_id": client_id, "text": text},
        headers=visit.headers,
        timeout=30,
        verify=VERIFY,
    )


def transcript(address: str, visit: Visit) -> list[dict[str, Any]]:
    read = httpx.get(
        f"{address}{visit.path}/transcript", headers=visit.headers, timeout=10, verify=VERIFY
    )
    return list(read.raise_for_status().json()["messages"])


def is_answered(address: str, visit: Visit, messages: int) -> bool:
    kept = transcript(address, visit)
    return len([one for one in kept if one["replies_to"]]) == messages


@contextmanager
def streaming(address: str, visit: Visit, last: int) -> Generator[Iterator[Told], None, None]:
    """The events after a number, as they come."""
    headers = {**visit.headers, "Accept": "text/event-stream", "Last-Event-ID": str(last)}
    with httpx.stream(
        "GET", f"{address}{visit.path}/events", headers=headers, timeout=30, verify=VERIFY
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _read(response.iter_lines())


def _read(lines: Iterator[str]) -> Iterator[Told]:
    data, number = "", 0
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "data":
            data = value
        elif name == "id":
            number = int(value)
        elif not line and data:
            yield Told(number, json.loads(data))
            data = ""


def view(events: Iterable[Told], before: Mapping[int, Any] | None = None) -> dict[int, Any]:
    """What a visitor sees after some events: each message as it was told last, by its number."""
    seen = dict(before or {})
    for event in events:
        if event.message is not None:
            seen[event.message["seq"]] = event.message
    return seen


def seen_in(messages: Iterable[Mapping[str, Any]]) -> dict[int, Any]:
    """The same of a transcript."""
    return {message["seq"]: message for message in messages}
