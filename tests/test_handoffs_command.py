"""A visitor who waits, and staff who answer from a terminal, each in a process of their own."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.conversations.presence import FRESH_SECONDS
from tests.installations import Installation, wait_until
from tests.test_conversation_server import READY_SECONDS
from tests.visits import VERIFY, begin, transcript, write

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


def test_a_paused_assistant_answers_nobody(installation: Installation) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS)
        assert installation.run("pause", "--name", "Ana").returncode == 0
        visit = begin(server.address)
        write(server.address, visit, "attempt-1", "How does a town join?", wait=10)
        assert "switched off for now" in transcript(server.address, visit)[-1]["text"]
        asked = {"question": "How does a town join?"}
        told = httpx.post(
            f"{server.address}/api/v1/ask", json=asked, timeout=10, verify=VERIFY
        ).json()
        assert (told["outcome"], told["reason"]) == ("failed", "paused")
        assert "(202) 555-0100" in told["text"]
        assert installation.run("resume").returncode == 0
        wait_until(lambda: is_answering(server.address), 5)


def test_visitors_hear_when_staff_are_back_from_another_process(
    installation: Installation,
) -> None:
    day = datetime.now(UTC) + timedelta(weeks=20)
    day -= timedelta(days=day.weekday() - 2)  # a Wednesday
    told = f"{day:%B} {day.day}"
    with installation.serving(ASSISTANT_STAFFED="true") as server:
        wait_until(server.is_ready, READY_SECONDS)
        assert told not in what_is_said_of_staff(server.address)
        left = installation.run("away", "until", told, "10:00", "--name", "Ana")
        assert (left.returncode, left.stderr) == (0, "")
        assert left.stdout.startswith(f"Staff are away until Wednesday, {day:%Y-%m-%d} 10:00 E")
        time.sleep(FRESH_SECONDS)
        assert told in what_is_said_of_staff(server.address)
        assert installation.run("back").stdout == "Staff are back.\n"
        time.sleep(FRESH_SECONDS)
        assert told not in what_is_said_of_staff(server.address)
        wrong = installation.run("away", "whenever")
        assert (wrong.returncode, wrong.stdout) == (1, "")
        assert wrong.stderr.startswith("'whenever' cannot be read as a time: write Monday 9:00")


def what_is_said_of_staff(address: str) -> str:
    """What a visitor hears who asks for a person."""
    visit = begin(address)
    write(address, visit, "attempt-1", "I want to speak with a person", wait=10)
    said = (str(one["text"]) for one in transcript(address, visit))
    return next(text for text in said if "asked for a person" in text)


def is_answering(address: str) -> bool:
    asked = {"question": "How does a town join?"}
    told = httpx.post(f"{address}/api/v1/ask", json=asked, timeout=10, verify=VERIFY).json()
    return bool(told["outcome"] == "answered")


def test_a_conversation_that_is_none_is_one_sentence(installation: Installation) -> None:
    done = installation.run("reply", "absent", "Hello", "--name", "Ana")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "There is no such conversation, or it was erased.\n"


def test_old_conversations_are_erased_by_hand(installation: Installation) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS)
        visit = begin(server.address)
        write(server.address, visit, "attempt-1", "How does a town join?", wait=10)
        kept = installation.run("purge", "--older-than", "1d")
        assert kept.stdout.startswith("Erased 0 conversations")
        assert len(transcript(server.address, visit)) == 2
        gone = installation.run("purge", "--older-than", "0d")
        assert gone.stdout.startswith("Erased 1 conversations")
        read = httpx.get(f"{server.address}{visit.path}/transcript", headers=visit.headers)
        assert read.status_code == 404
    wrong = installation.run("purge", "--older-than", "soon")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == "'soon' is no age: write days, as in --older-than 90d.\n"


def test_a_server_erases_old_conversations_at_its_start(installation: Installation) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS)
        visits = [begin(server.address), begin(server.address)]
    with closing(sqlite3.connect(installation.data / "assistant.db")) as sql, sql:
        old = (datetime.now(UTC) - timedelta(days=91)).strftime("%Y-%m-%d %H:%M:%S.%f")
        sql.execute("UPDATE conversations SET touched_at = ? WHERE id = ?", (old, visits[0].id))
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS)

        def status(number: int) -> int:
            path = f"{server.address}{visits[number].path}/transcript"
            return httpx.get(path, headers=visits[number].headers, verify=VERIFY).status_code

        wait_until(lambda: status(0) == 404, READY_SECONDS)
        assert status(1) == 200
