"""A visitor who waits, and staff who answer from a terminal, each in a process of their own."""

import json

import httpx
import pytest

from tests.installations import Installation, wait_until
from tests.test_conversation_server import READY_SECONDS, begin, transcript, write

pytestmark = pytest.mark.timeout(180)


def test_a_visitor_is_answered_from_a_terminal(installation: Installation) -> None:
    with installation.serving(ASSISTANT_STAFFED="true") as server:
        wait_until(server.is_ready, READY_SECONDS)
        visit = begin(server.address)
        write(server.address, visit, "attempt-1", "I want to speak with a person", wait=10)
        listed = installation.run("handoffs")
        assert listed.returncode == 0, listed.stderr
        assert visit.id in listed.stdout.replace("\n", "")
        (row,) = json.loads(installation.run("handoffs", "--json").stdout)
        assert (row["id"], row["reason"], row["claimed_by"]) == (visit.id, "person", "")
        assert row["last_words"] == "I want to speak with a person"
        sent = installation.run("reply", visit.id, "Hello, I am Ana.", "--name", "Ana")
        assert (sent.returncode, sent.stderr) == (0, "")
        told = transcript(server.address, visit)
        assert [(one["author"], one["name"]) for one in told[-2:]] == [
            ("house", ""),
            ("staff", "Ana"),
        ]
        assert "I have asked for a person" in told[-2]["text"]
        write(server.address, visit, "attempt-2", "Hello Ana")
        assert transcript(server.address, visit)[-1]["text"] == "Hello Ana"
        taken = installation.run("reply", visit.id, "Me too", "--name", "Ben")
        assert taken.returncode == 1
        assert taken.stderr.strip() == (
            "Ana has this conversation already: ask them to hand it back."
        )
        back = installation.run("hand-back", visit.id, "--name", "Ana")
        assert (back.returncode, back.stderr) == (0, "")
        write(server.address, visit, "attempt-3", "How does a town join?", wait=10)
        assert "sending the form" in transcript(server.address, visit)[-1]["text"]
    assert installation.run("handoffs").stdout == "Nobody waits for a person.\n"


def test_without_staff_a_visitor_hears_how_to_reach_one(installation: Installation) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS)
        visit = begin(server.address)
        asked = httpx.post(
            f"{server.address}{visit.path}/handoff",
            json={"client_id": "wanted-01"},
            headers=visit.headers,
            timeout=10,
        )
        assert asked.json()["state"] == "with_assistant"
        (told,) = transcript(server.address, visit)
        assert "(202) 555-0100" in told["text"]
        assert "asked for a person" not in told["text"]


def test_a_conversation_that_is_none_is_one_sentence(installation: Installation) -> None:
    done = installation.run("reply", "absent", "Hello", "--name", "Ana")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "There is no such conversation, or it was erased.\n"
