import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.installations import DOCUMENTS, JOIN, Installation, wait_until
from tests.knowledge_folders import write_knowledge

PICKED_UP_SECONDS = 2.0
STOP_SECONDS = 5.0
READY_SECONDS = 3.0  # on a quiet machine; tests run on busy ones
SLOWNESS = 5  # how many times slower a busy machine may be
RESIDENT_MEGABYTES = 400
REINGESTED_SECONDS = 90.0  # 15 to 18 on a quiet machine
REFUNDS = """# Refund policy

Dues are refunded in full within 30 days of payment. After that no refund is given.
"""
HEAVY = ("torch", "transformers", "sentence_transformers")
# What ingestion alone needs, a chat model alone, and very many passages alone.
ELSEWHERE = ("sklearn", "bm25s", "openpyxl", "langchain_core", "chromadb")
ZEUS = "# Zeus\n\n## Who is Zeus?\n\nZeus is the office cat.\n"
# Prints the packages that a process has loaded which serves and answers as `serve` does.
LOADED = """
import asyncio, sys
from assistant.commands.tenant import Tenant
from assistant.settings import read_settings
from assistant.storage.tenancy import choose_tenancy
from assistant.vocabulary import Asked
from assistant.web.app import create_app
from assistant.wiring import open_rooms

async def main():
    settings = read_settings()
    async with open_rooms(settings) as rooms:
        house = Tenant(rooms, choose_tenancy(settings.database, settings.bus_url)).house()
        create_app(house)
        await rooms.librarian.refresh()
        await house.answer(Asked("How does a town join?"))

asyncio.run(main())
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

pytestmark = pytest.mark.timeout(180)


def test_a_server_on_port_0_prints_where_it_listens_and_answers_there(
    ingested: Installation,
) -> None:
    with ingested.serving() as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        assert not server.address.endswith(":0")
        answer = server.ask(JOIN).json()
    assert answer["outcome"] == "answered"
    assert answer["sources"][0]["document"] == "joining.md"


def test_an_answer_does_not_wait_for_its_headers_to_be_acknowledged(
    ingested: Installation,
) -> None:
    """Linux acknowledges after 40 ms on a connection that was used before."""
    with ingested.serving() as server, httpx.Client(base_url=server.address) as client:
        wait_until(server.is_ready, 30)
        took = []
        for _ in range(30):
            start = time.monotonic()
            client.post("/api/v1/ask", json={"question": JOIN}).raise_for_status()
            took.append(time.monotonic() - start)
    assert min(took[10:]) < 0.035


def test_a_server_of_the_shipped_documents_is_ready_soon_and_stays_small(
    shipped: Installation,
) -> None:
    start = time.monotonic()
    with shipped.serving() as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        ready = time.monotonic() - start
        questions = ["How do we join?", "What do members get?", "Is there a medal?", "Hello"]
        assert all(server.ask(question).status_code == 200 for question in questions * 10)
        resident = server.resident_megabytes()
        maps = Path(f"/proc/{server.process.pid}/maps").read_text()
    told(f"ready after {ready:.1f} s, {resident} MB resident after 40 questions")
    assert resident <= RESIDENT_MEGABYTES
    assert not [name for name in HEAVY if f"/{name}/" in maps]


def test_a_refund_policy_that_is_dropped_in_answers_and_taken_away_leaves_the_gap(
    shipped: Installation, tmp_path: Path
) -> None:
    question = "What is the refund policy for dues?"
    copy = shipped.copied_to(tmp_path / "copy")
    with copy.serving() as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        assert server.says(question, "is not in my documents")
        copy.write("own/refunds.md", REFUNDS)
        dropped = wait_until(lambda: server.says(question, "within 30 days"), REINGESTED_SECONDS)
        (copy.knowledge / "own" / "refunds.md").unlink()
        gone = wait_until(
            lambda: server.says(question, "is not in my documents"), REINGESTED_SECONDS
        )
        resident = server.resident_megabytes()
    told(f"answered after {dropped:.0f} s, gap back after {gone:.0f} s, {resident} MB resident")
    assert resident <= RESIDENT_MEGABYTES


def test_serving_and_answering_loads_no_torch(ingested: Installation) -> None:
    done = ingested.run_python(LOADED)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "onnxruntime" in loaded
    assert not loaded & {*HEAVY, *ELSEWHERE}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_and_closes_everything(
    installation: Installation, number: int
) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        server.ask(JOIN)
        took = server.stop(number)
        log = server.log.read_text()
    assert server.process.returncode == 0
    assert took < STOP_SECONDS
    assert "Traceback" not in log
    # SQLite removes its journal when the last connection is closed.
    assert not (installation.data / "assistant.db-wal").exists()


def test_a_server_stopped_while_it_ingests_takes_the_ingestion_along(fresh: Installation) -> None:
    with fresh.serving() as server:
        wait_until(lambda: bool(server.children()), 30)
        children = server.children()
        assert server.stop() < STOP_SECONDS
    assert server.process.returncode == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_a_build_published_meanwhile_is_picked_up(installation: Installation) -> None:
    installation.write("zeus.md", ZEUS)
    with installation.serving(ASSISTANT_REINGEST="false") as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        assert not server.says("Who is Zeus?", "office cat")
        assert installation.ingest().returncode == 0
        wait_until(lambda: server.says("Who is Zeus?", "office cat"), 10)
        took = server.opened_at() - installation.published_at()
        assert installation.ingest("--rollback").returncode == 0
        wait_until(lambda: not server.says("Who is Zeus?", "office cat"), 10)
        back = server.opened_at() - installation.published_at()
    told(f"picked up after {took:.1f} s, rolled back after {back:.1f} s")
    assert max(took, back) < PICKED_UP_SECONDS


def test_changed_documents_are_ingested_and_a_broken_one_is_named(
    installation: Installation,
) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        assert server.degraded() == []
        installation.write("zeus.md", ZEUS)
        (installation.knowledge / "broken.pdf").write_bytes(b"%PDF-1.7 no pdf at all")
        wait_until(lambda: server.says("Who is Zeus?", "office cat"), 60)
        wait_until(lambda: server.degraded() == ["document refused: broken.pdf"], 10)
        assert server.says(JOIN, "membership department")
        (installation.knowledge / "broken.pdf").unlink()
        wait_until(lambda: server.degraded() == [], 60)
        events = {line["event"] for line in server.logged()}
    assert {"document refused", "documents ingested"} <= events


def test_documents_that_cannot_be_ingested_leave_the_old_ones_in_use(
    installation: Installation,
) -> None:
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        installation.write("association.toml", "name = ")
        wait_until(lambda: "could not be ingested" in " ".join(server.degraded()), 60)
        assert server.says(JOIN, "membership department")
        installation.write("association.toml", DOCUMENTS["association.toml"])
        wait_until(lambda: server.degraded() == [], 60)
        reasons = [line.get("reason", "") for line in server.logged()]
    assert any("association.toml cannot be read" in reason for reason in reasons)


def test_a_server_without_a_build_lives_is_not_ready_and_ingests_by_itself(
    fresh: Installation,
) -> None:
    with fresh.serving() as server:
        assert server.get("/healthz").status_code == 200
        assert server.get("/readyz").status_code == 503
        assert server.ask(JOIN).status_code == 503
        wait_until(server.is_ready, 90)
        assert server.says(JOIN, "membership department")


def test_a_running_server_does_not_undo_a_rollback(installation: Installation) -> None:
    installation.write("zeus.md", ZEUS)
    assert installation.ingest().returncode == 0
    with installation.serving() as server:
        wait_until(lambda: server.is_ready() and server.says("Who is Zeus?", "office cat"), 20)
        assert installation.ingest("--rollback").returncode == 0
        wait_until(lambda: not server.says("Who is Zeus?", "office cat"), 10)
        time.sleep(2)  # four looks
        assert server.children() == []
        assert not server.says("Who is Zeus?", "office cat")


def test_a_folder_ingested_by_hand_is_not_overwritten_by_the_one_of_the_settings(
    installation: Installation,
) -> None:
    other = write_knowledge(
        installation.folder / "other",
        {"zeus.md": ZEUS},
    )
    assert installation.ingest(str(other)).returncode == 0
    with installation.serving() as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        time.sleep(2)  # four looks
        assert server.children() == []
        assert server.says("Who is Zeus?", "office cat")
        shutil.rmtree(other)
        wait_until(lambda: server.says(JOIN, "membership department"), 60)


def test_a_port_in_use_is_one_sentence(ingested: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = ingested.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"Port {port} of '127.0.0.1' cannot be listened on (")
    assert len(done.stderr.splitlines()) == 1


def test_a_host_of_another_machine_is_one_sentence(ingested: Installation) -> None:
    done = ingested.run("serve", "--host", "192.0.2.1", "--port", "0")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_an_origin_that_is_none_stops_the_start_and_names_the_variable(
    ingested: Installation,
) -> None:
    done = ingested.run("serve", "--port", "0", ASSISTANT_ALLOWED_ORIGINS="*")
    assert done.returncode == 2
    assert "ASSISTANT_ALLOWED_ORIGINS" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_log_is_json_and_holds_no_word_of_a_visitor(ingested: Installation) -> None:
    with ingested.serving(ASSISTANT_LOG_LEVEL="DEBUG") as server:
        wait_until(server.is_ready, READY_SECONDS * SLOWNESS)
        server.ask("Is the xylophone of my aunt a member?")
        server.get("/chat?question=xylophone")
        host, port = server.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"xylophone\r\n\r\n")  # uvicorn warns about it
            line.recv(1000)
        server.stop()
        events = {line["event"] for line in server.logged()}
        text = server.log.read_text()
    assert {"asked", "Invalid HTTP request received."} <= events
    assert "xylophone" not in text


def told(words: str) -> None:
    """Show a measurement with `pytest -s`."""
    sys.stderr.write(f"\n{words}\n")
