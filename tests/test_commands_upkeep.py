"""The operator's commands, run as processes: `doctor` and `ingest.py`."""

import pytest

from tests.installations import Installation
from tests.mail_server import free_port
from tests.test_commands import complains

pytestmark = pytest.mark.timeout(180)


# ---- doctor


def test_doctor_says_that_it_runs_and_what_is_left_to_do(ingested: Installation) -> None:
    done = ingested.run("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    runs, visitors = done.stdout.split("Before visitors see this")
    assert "Does it run?" in runs
    assert "to do" not in runs
    assert "ok    Database: answers" in runs
    assert "ok    A reachable person: (202) 555-0100" in visitors
    assert "to do Public address: not set\n        Set ASSISTANT_PUBLIC_URL" in visitors


def test_doctor_names_a_misspelt_setting_and_fails(ingested: Installation) -> None:
    done = ingested.run("doctor", ASSISTANT_PRT="8001")
    assert done.returncode == 1
    assert "to do Setting: ASSISTANT_PRT\n" in done.stdout


def test_doctor_fails_where_the_mail_server_is_down_and_keeps_its_password(
    ingested: Installation,
) -> None:
    url = f"smtp://me:hidden@127.0.0.1:{free_port()}"
    mail_from = "office@example.org"
    done = ingested.run("doctor", ASSISTANT_SMTP_URL=url, ASSISTANT_MAIL_FROM=mail_from)
    assert done.returncode == 1
    assert "to do Mail server: takes no mail\n        The mail server 127.0.0.1:" in done.stdout
    assert "cannot be reached (Connection refused)" in done.stdout
    assert "hidden" not in done.stdout + done.stderr


def test_doctor_names_the_line_of_the_hours_that_cannot_be_read(installation: Installation) -> None:
    installation.write(
        "association.toml", 'name = "Sister Towns"\n[hours]\nmonday = "nine to five"\n'
    )
    done = installation.run("doctor")
    told = "Office hours: cannot be read\n        association.toml: monday = 'nine to five' cannot"
    assert f"to do {told}" in done.stdout


def test_a_setting_that_cannot_be_used_is_misuse(ingested: Installation) -> None:
    told = complains(ingested.run("doctor", ASSISTANT_PORT="http"), 2)
    assert told.startswith("ASSISTANT_PORT='http' cannot be used")


def test_a_refused_file_is_named_by_ingest_and_by_doctor(installation: Installation) -> None:
    (installation.knowledge / "broken.pdf").write_bytes(b"%PDF-1.7 no pdf at all")
    told = complains(installation.ingest(), 1)
    assert "\nPublished build " in told
    assert "\nRefused: broken.pdf: " in told
    done = installation.run("doctor")
    assert done.returncode == 1
    assert "to do Refused file: broken.pdf\n" in done.stdout


def test_doctor_says_what_to_do_when_nothing_was_ingested(fresh: Installation) -> None:
    done = fresh.run("doctor")
    assert done.returncode == 1
    assert "to do Documents: none ingested\n        Run 'python ingest.py'." in done.stdout


# ---- ingest.py


def test_builds_are_listed_rolled_back_and_pruned(installation: Installation) -> None:
    installation.write("zeus.md", "# Zeus\n\n## Who is Zeus?\n\nZeus is the office cat.\n")
    told = complains(installation.ingest(), 0)
    assert "6 documents, 7 passages (1 encoded, 6 reused, 0 removed) in " in told
    newest, first = installation.ingest("--list").stdout.splitlines()
    assert (newest[0], first[0]) == ("*", " ")
    assert "  5 documents  6 passages  " in first
    name = first.split()[0]
    assert complains(installation.ingest("--rollback"), 0) == f"Build {name} answers again.\n"
    assert f"* {name}" in installation.ingest("--list").stdout
    assert complains(installation.ingest("--prune"), 0) == "0 old builds deleted.\n"


def test_without_an_earlier_build_nothing_is_rolled_back(ingested: Installation) -> None:
    told = complains(ingested.ingest("--rollback"), 1)
    assert told.startswith("There is no build before '")


@pytest.mark.parametrize(
    "words",
    [["--list", "--prune"], ["--rollback", "knowledge"], ["--prune", "--if-changed"], ["nowhere"]],
)
def test_misuse_of_ingest_is_told_with_exit_code_2(
    ingested: Installation, words: list[str]
) -> None:
    assert "Usage: ingest.py" in complains(ingested.ingest(*words), 2)
