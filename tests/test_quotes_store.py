"""Receipts of quotes on both databases: kept once, found by id, stale when the row changes."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.command import upgrade
from alembic.config import Config
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.exc import IntegrityError

from assistant.seams import StoreUnavailable
from assistant.storage import migrate as migrate_module
from assistant.storage.database import Database, open_database
from assistant.storage.migrate import migrate
from assistant.storage.quotes import KeptQuote, QuoteStore
from assistant.storage.schema import quotes
from tests.test_storage import NOON, Clock, drivers_threads_ended, opened, sync_url

ID = "Zk3_x-0pQ7vT1mW9bL5dRa"  # 22 characters
BROKEN_IDS = {
    "empty": "",
    "short": ID[:-1],
    "500 letters": "a" * 500,
    "slashes": f"../{ID}/..",
    "NUL": f"{ID}\0",
    "line break": f"{ID}\n",
    "emoji": "🏛" * 22,
    "half of a pair": f"{ID}\udc80",
    "digits of another script": "٣" * 22,
}


@pytest.fixture
async def database(migrated_url: str) -> AsyncGenerator[Database, None]:
    async with opened(migrated_url) as database:
        yield database


@pytest.fixture
def store(database: Database) -> QuoteStore:
    return QuoteStore(database, Clock())


def quote(id: str = ID, **changed: object) -> dict[str, Any]:
    return {
        "id": id,
        "language": "es",
        "schedule": "2026",
        "status": "sample",
        "amount": 650,
        "population_to": None,
        "place": "Córdoba <b>臺北</b> \x00 \udc80",
        "steps": [{"n": 1, "text": "Población: 235,684"}],
        **changed,
    }


def id_number(n: int) -> str:
    return f"{n:022}"


def ids(found: list[KeptQuote]) -> list[str]:
    return [one.content["id"] for one in found]


# --- keeping and finding


async def test_a_kept_quote_comes_back_as_it_went_in(store: QuoteStore) -> None:
    await store.keep(quote(), "digest-1")
    found = await store.find(ID)
    assert found == KeptQuote(quote(), NOON + timedelta(minutes=1), "digest-1")
    assert found.created_at.utcoffset() == timedelta(0)


async def test_what_a_list_filters_by_stands_in_columns(
    store: QuoteStore, database: Database
) -> None:
    await store.keep(quote(), "digest-1")
    async with database.reading() as sql:
        row = (await sql.execute(select(quotes))).one()
    assert (row.id, row.language, row.schedule, row.status, row.row_digest) == (
        ID, "es", "2026", "sample", "digest-1",
    )  # fmt: skip
    assert row.content.isascii()  # escapes: neither database takes every character


async def test_a_second_quote_under_the_same_id_changes_nothing(store: QuoteStore) -> None:
    await store.keep(quote(), "digest-1")
    first = await store.find(ID)
    await store.keep(quote(amount=1), "digest-2")
    assert await store.find(ID) == first


async def test_ten_that_keep_the_same_quote_at_once_keep_it_once(store: QuoteStore) -> None:
    await asyncio.gather(*(store.keep(quote(amount=n), f"digest-{n}") for n in range(10)))
    assert ids(await store.stale([])) == [ID]


async def test_an_unknown_id_finds_nothing(store: QuoteStore) -> None:
    await store.keep(quote(), "digest-1")
    assert await store.find(id_number(2)) is None
    assert await store.find(ID.swapcase()) is None  # upper and lower case are not the same


@pytest.mark.parametrize("id", BROKEN_IDS.values(), ids=BROKEN_IDS)
async def test_an_id_of_another_form_finds_nothing_and_is_never_kept(
    store: QuoteStore, id: str
) -> None:
    assert await store.find(id) is None
    with pytest.raises(AssertionError, match="made by us"):
        await store.keep(quote(id), "digest-1")


@pytest.mark.parametrize("missing", ["id", "language", "schedule", "status"])
async def test_a_quote_that_lacks_what_is_needed_is_a_mistake_of_ours(
    store: QuoteStore, missing: str
) -> None:
    half = {name: value for name, value in quote().items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        await store.keep(half, "digest-1")
    assert await store.stale([]) == []


async def test_an_amount_that_json_cannot_hold_is_a_mistake_of_ours(store: QuoteStore) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        await store.keep(quote(amount=float("nan")), "digest-1")
    assert await store.find(ID) is None


async def test_only_the_same_id_is_passed_over_and_no_other_fault(store: QuoteStore) -> None:
    with pytest.raises(IntegrityError):
        await store.keep(quote(status=None), "digest-1")


# --- stale quotes


async def test_quotes_whose_row_has_changed_or_gone_are_stale_the_oldest_first(
    store: QuoteStore,
) -> None:
    for n, digest in enumerate(("changed", "same", "gone", "changed"), 1):
        await store.keep(quote(id_number(9 - n)), digest)
    stale = await store.stale({"same", "new"})
    assert ids(stale) == [id_number(8), id_number(6), id_number(5)]
    assert [one.row_digest for one in stale] == ["changed", "gone", "changed"]


async def test_quotes_of_the_same_moment_are_listed_by_their_ids(database: Database) -> None:
    store = QuoteStore(database, fixed_clock)
    for n in (3, 1, 2):
        await store.keep(quote(id_number(n)), "old")
    assert ids(await store.stale(["new"])) == [id_number(1), id_number(2), id_number(3)]


async def test_without_any_row_every_quote_is_stale_and_without_quotes_none(
    store: QuoteStore,
) -> None:
    assert await store.stale(["digest-1"]) == []
    await store.keep(quote(), "digest-1")
    assert await store.stale(["digest-1"]) == []
    assert ids(await store.stale([])) == [ID]


# --- the table


def test_no_column_is_made_for_who_asked() -> None:
    assert set(quotes.c.keys()) == {
        "id", "created_at", "language", "schedule", "row_digest", "status", "content",
    }  # fmt: skip


def test_a_database_of_the_first_revision_keeps_its_builds_and_gets_the_quotes(
    database_url: str,
) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        upgrade_to(connection, "0001")
        connection.execute(text(A_BUILD))
    assert migrate(database_url) is True
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM builds")).scalars().all() == ["old"]
        assert connection.execute(text("SELECT count(*) FROM quotes")).scalar() == 0
    engine.dispose()


A_BUILD = """
INSERT INTO builds VALUES
('old', '2026-11-23 12:00:00', 'builds/old', 1, 2, 'e', 'f', 1, 'published', '{}')
"""


def upgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    folder = Path(migrate_module.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    upgrade(config, revision)


# --- failures


async def test_an_unwritable_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    async with opened(f"sqlite:///{tmp_path / 'file' / 'assistant.db'}") as database:
        store = QuoteStore(database, Clock())
        with pytest.raises(StoreUnavailable, match="permissions"):
            await store.keep(quote(), "digest-1")
        with pytest.raises(StoreUnavailable, match="permissions"):
            await store.find(ID)
    await drivers_threads_ended()


async def test_a_database_without_the_table_is_named(database_url: str) -> None:
    async with opened(database_url) as database:
        with pytest.raises(StoreUnavailable, match="quotes"):
            await QuoteStore(database, Clock()).stale([])


async def test_a_database_that_another_process_holds_still_shows_receipts(tmp_path: Path) -> None:
    file = tmp_path / "assistant.db"
    migrate(f"sqlite:///{file}")
    database = open_database(f"sqlite:///{file}", 0.2)
    store = QuoteStore(database, Clock())
    await store.keep(quote(), "digest-1")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await store.find(ID) is not None
    other.rollback()
    other.close()
    await database.close()


def fixed_clock() -> datetime:
    return NOON
