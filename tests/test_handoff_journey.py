"""From a wish for a person to the answer by mail: real servers, real mails, real pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

import httpx
import pytest

from tests.installations import Installation, Server, wait_until
from tests.mail_server import Postbox, serve_mail
from tests.visits import Visit, begin, transcript, write

TOKEN = "a staff token of the tests"
READY_SECONDS = 30.0
CLOSED = """
[hours]
time_zone = "America/New_York"
monday = "00:00-00:01"
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@dataclass
class Office:
    """A server whose staff have a page and are written to."""

    server: Server
    postbox: Postbox

    def letter(self, number: int, seconds: float = 20.0) -> EmailMessage:
        """The letter of that number, once it has come."""
        wait_until(lambda: len(self.postbox.letters) >= number, seconds)
        return self.postbox.letters[number - 1]

    def send(self, client: httpx.Client, path: str, **fields: str) -> httpx.Response:
        """Send a form of the staff page."""
        page = client.get("/staff").text
        mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
        assert mark is not None
        return client.post(f"/staff{path}", data={"mark": mark[1], **fields})


@contextmanager
def office(installation: Installation) -> Iterator[Office]:
    postbox = Postbox()
    with (
        serve_mail(postbox) as port,
        installation.serving(
            ASSISTANT_STAFF_TOKEN=TOKEN,
            ASSISTANT_SMTP_URL=f"smtp://127.0.0.1:{port}",
            ASSISTANT_MAIL_FROM="assistant@example.org",
            ASSISTANT_STAFF_EMAIL="ana@example.org",
            ASSISTANT_PUBLIC_URL="https://chat.example.org",
        ) as server,
    ):
        wait_until(server.is_ready, READY_SECONDS)
        yield Office(server, postbox)


@contextmanager
def signed_in(office: Office, name: str) -> Iterator[httpx.Client]:
    # The server's public address is https: its cookie is sent by hand here.
    with httpx.Client(base_url=office.server.address) as client:
        done = client.post("/staff/sign-in", data={"name": name, "token": TOKEN})
        assert done.status_code == 303
        assert "Secure" in done.headers["set-cookie"]
        cookie = done.headers["set-cookie"].partition(";")[0]
        client.headers["Cookie"] = cookie
        yield client


def leave_address(office: Office, visit: Visit, email: str) -> None:
    httpx.post(
        f"{office.server.address}{visit.path}/contact",
        json={"email": email, "name": "Dana"},
        headers=visit.headers,
        timeout=10,
    ).raise_for_status()


def test_a_visitor_who_has_left_is_answered_by_mail(installation: Installation) -> None:
    with office(installation) as desk, signed_in(desk, "Ana") as ana:
        visit = begin(desk.server.address)
        write(desk.server.address, visit, "attempt-1", "I want to speak with a person", wait=10)
        told = desk.letter(1)
        assert told["To"] == "ana@example.org"
        assert "A visitor waits for a person (person)" in told["Subject"]
        assert f"https://chat.example.org/staff/conversations/{visit.id}" in told.get_content()
        leave_address(desk, visit, "dana@example.org")
        assert "Waiting: 1" in ana.get("/staff").text
        sent = desk.send(
            ana,
            f"/conversations/{visit.id}/reply",
            text="The form is on its way.\n\nAna",
            origin="origin-01",
        )
        assert sent.status_code == 303
        mail = desk.letter(2, 60)
        assert mail["To"] == "dana@example.org"
        text = mail.get_content()
        assert text.index("The form is on its way.") < text.index("I want to speak with a person")
        assert "Ana of Sister Towns has answered you" in text
        page = ana.get(f"/staff/conversations/{visit.id}").text
        assert "sent by e-mail" in page
        seen = transcript(desk.server.address, visit)
        assert [one["mailed"] for one in seen if one["author"] == "staff"] == [True]


def test_a_visitor_hears_when_the_office_opens(installation: Installation) -> None:
    path = installation.knowledge / "association.toml"
    path.write_text(path.read_text() + CLOSED)
    assert installation.ingest().returncode == 0
    with office(installation) as desk:
        visit = begin(desk.server.address)
        asked = httpx.post(
            f"{desk.server.address}{visit.path}/handoff",
            json={"client_id": "wanted-01"},
            headers=visit.headers,
            timeout=10,
        )
        assert asked.json()["state"] == "waiting_for_staff"
        (told,) = transcript(desk.server.address, visit)
    assert "The office is closed until Monday" in told["text"]
    assert "12:00" in told["text"]
    assert "leave your e-mail address" in told["text"]
