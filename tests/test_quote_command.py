"""`assistant quote`: a table or JSON, kept receipts, and those whose rate has changed since."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.vocabulary import Answer, Outcome
from tests.installations import KNOWLEDGE, Installation
from tests.test_commands import complains

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CONTRACT = list(Answer(Outcome.ANSWERED, "").to_json())
TODAY = "2026-06-01"
OLD = "2026,us,city;county,25000,49999,300,USD"
NEW = "2026,us,city;county,25000,49999,310,USD"


@pytest.fixture(scope="module")
def till(ingested: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with few documents and the shipped dues table."""
    copy = ingested.copied_to(tmp_path_factory.mktemp("till") / "copy")
    shutil.copy(KNOWLEDGE / "dues.csv", copy.knowledge / "dues.csv")
    done = copy.ingest()
    assert done.returncode == 0, done.stderr
    return copy


def quoted(till: Installation, *words: str) -> dict[str, Any]:
    """The whole answer of `quote --json`."""
    done = till.run("quote", *words, "--json", ASSISTANT_TODAY=TODAY)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def stale(till: Installation) -> str:
    done = till.run("quote", "--stale", COLUMNS="200")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def kept(till: Installation) -> set[str]:
    with closing(sqlite3.connect(till.data / "assistant.db")) as sql:
        return {id for (id,) in sql.execute("SELECT id FROM quotes")}


def test_a_table_shows_each_step_and_names_the_receipt(till: Installation) -> None:
    done = till.run("quote", "48210", ASSISTANT_TODAY=TODAY, COLUMNS="120")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Sample rates for demonstration, not the association's published")
    assert "USD 300 (sample rate)" in done.stdout
    for step in ("Population: 48,210, as you said", "dues.csv, line 4", "Valid from January 1"):
        assert step in done.stdout
    assert lines[-1].removeprefix("Receipt: ") in kept(till)


def test_json_holds_every_key_of_the_contract_and_the_quote(till: Installation) -> None:
    answer = quoted(till, "48,210")
    assert list(answer) == CONTRACT
    quote = answer["quote"]
    assert (quote["amount"], quote["population"], quote["day"]) == (300, 48_210, TODAY)
    assert quote["id"] in kept(till)
    assert answer["text"].startswith("Sample rates for demonstration")


@pytest.mark.parametrize(
    ("words", "amount", "member_type", "kind", "schedule"),
    [
        (["about 48k", "--kind", "county", "--day", "2027"], 330, "us", "county", "2027"),
        (["85,000", "--global"], 300, "global", "city", "2026"),
        (["--place", "Boise, Idaho"], 650, "us", "city", "2026"),
        (["310,000", "--place", "Boise, Idaho", "--day", "next year"], 990, "us", "city", "2027"),
        (["--kind", "state"], 1_500, "us", "state", "2026"),
        (["9000", "--kind", "state", "--global"], 150, "global", "state", "2026"),
        (["--place", "Toronto"], 500, "global", "city", "2026"),
    ],
)
def test_place_kind_type_and_day_can_be_said(
    *, till: Installation, words: list[str], amount: int, member_type: str, kind: str, schedule: str
) -> None:
    quote = quoted(till, *words)["quote"]
    assert (quote["amount"], quote["member_type"], quote["kind"]) == (amount, member_type, kind)
    assert quote["schedule"] == schedule


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--place", "Springfield"], "Which Springfield do you mean"),
        (["--kind", "county"], "How many people live there?"),
        (["0"], "I need the population as a number."),
        (["30 billion"], "I need the population as a number."),
        (["48210", "--day", "2031"], "No rates for 2031 are in my documents."),
        (["48210", "--place", "Puerto Rico"], "US territory"),
    ],
)
def test_what_cannot_be_quoted_is_said_with_exit_code_1(
    till: Installation, words: list[str], said: str
) -> None:
    before = kept(till)
    done = till.run("quote", *words, ASSISTANT_TODAY=TODAY, COLUMNS="200")
    assert (done.returncode, done.stderr) == (1, "")
    assert said in done.stdout
    assert "Receipt" not in done.stdout
    assert kept(till) == before


def test_a_range_is_answered_with_both_amounts_and_keeps_no_receipt(till: Installation) -> None:
    before = kept(till)
    answer = quoted(till, "40 to 60 thousand")
    assert answer["quote"] is None
    assert "USD 300 (sample rate)" in answer["text"]
    assert "USD 450 (sample rate)" in answer["text"]
    assert kept(till) == before


@pytest.mark.parametrize("words", [[], ["48210", "--kind", "borough"], ["1", "2"]])
def test_misuse_is_told_with_exit_code_2(till: Installation, words: list[str]) -> None:
    assert "Usage: assistant quote" in complains(till.run("quote", *words), 2)


def test_without_a_dues_table_it_says_what_to_do(ingested: Installation) -> None:
    told = complains(ingested.run("quote", "48210"), 1)
    assert told == "There is no dues table: put dues.csv into the knowledge folder.\n"


def test_without_a_build_it_says_what_to_do(fresh: Installation) -> None:
    sentence = "No documents have been ingested yet: run 'python ingest.py'.\n"
    for words in (["48210"], ["--stale"]):
        assert complains(fresh.run("quote", *words), 1) == sentence


# ---- Receipts whose row was changed since


@pytest.fixture(scope="module")
def changed(
    till: Installation, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Installation, dict[str, str]]:
    """Receipts of three rows; then one amount is changed and the table is ingested anew."""
    copy = till.copied_to(tmp_path_factory.mktemp("changed") / "copy")
    with closing(sqlite3.connect(copy.data / "assistant.db")) as sql:
        sql.execute("DELETE FROM quotes")
        sql.commit()
    ids = {
        "city": quoted(copy, "48210")["quote"]["id"],
        "boise": quoted(copy, "48210", "--place", "Boise, Idaho")["quote"]["id"],
        "larger": quoted(copy, "62000")["quote"]["id"],
        "next year": quoted(copy, "48210", "--day", "2027")["quote"]["id"],
    }
    assert not any(id in stale(copy) for id in ids.values())
    table = copy.knowledge / "dues.csv"
    replace_once(table, OLD, NEW)
    done = copy.ingest()
    assert done.returncode == 0, done.stderr
    return copy, ids


def replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_receipts_of_a_changed_row_are_listed_and_no_others(
    changed: tuple[Installation, dict[str, str]],
) -> None:
    copy, ids = changed
    listed = stale(copy)
    assert {name for name, id in ids.items() if id in listed} == {"city", "boise"}
    [city] = [line for line in listed.splitlines() if ids["city"] in line]
    for cell in ("city of 48,210", "USD 300", "2026", "dues.csv, line 4"):
        assert cell in city
    [boise] = [line for line in listed.splitlines() if ids["boise"] in line]
    assert "Boise, Idaho" in boise


def test_a_new_receipt_of_the_changed_row_is_not_stale(
    changed: tuple[Installation, dict[str, str]],
) -> None:
    copy, _ = changed
    quote = quoted(copy, "48210")["quote"]
    assert quote["amount"] == 310
    assert quote["id"] not in stale(copy)


def test_a_stale_receipt_without_a_number_of_people_is_listed(
    changed: tuple[Installation, dict[str, str]], tmp_path: Path
) -> None:
    copy, _ = changed
    other = copy.copied_to(tmp_path / "copy")
    quote = quoted(other, "over 500,000")["quote"]
    assert quote["population"] is None
    replace_once(
        other.knowledge / "dues.csv",
        "2026,us,city;county,500000,,1200",
        "2026,us,city;county,500000,,1250",
    )
    done = other.ingest()
    assert done.returncode == 0, done.stderr
    assert quote["id"] in stale(other)
