"""The storage room on both databases: published builds, migrations, and failures in words."""

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from assistant.seams import StoreUnavailable
from assistant.storage import migrate as migrate_module
from assistant.storage.database import Database, open_database, read_address
from assistant.storage.migrate import migrate
from assistant.storage.schema import REVISION, active_build, builds, metadata
from assistant.storage.store import Build, BuildStatus, BuildStore, ListedBuild, NoEarlierBuild
from assistant.vocabulary import BuildId

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """Each look at it is a minute later."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


@asynccontextmanager
async def opened(url: str, transaction_seconds: float = 15) -> AsyncGenerator[Database, None]:
    database = open_database(url, transaction_seconds)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    migrate(database_url)
    async with opened(database_url) as database:
        yield database


@pytest.fixture
def store(database: Database) -> BuildStore:
    return BuildStore(database, Clock())


def build(name: str) -> Build:
    return Build(
        id=BuildId(name),
        created_at=NOON,
        directory=f"builds/{name}",
        documents=12,
        passages=340,
        encoder="all-MiniLM-L6-v2/155bb158",
        fingerprint=f"sha256:{name}",
        report={"refused": [{"path": "dues.pdf", "reason": "encrypted \x00 \udc80"}]},
    )


def names(listed: Sequence[ListedBuild]) -> list[str]:
    return [entry.build.id for entry in listed]


# --- the builds


async def test_before_the_first_publish_nothing_is_active(store: BuildStore) -> None:
    assert await store.active() is None
    assert await store.builds() == []
    with pytest.raises(NoEarlierBuild, match=r"run ingest\.py first"):
        await store.rollback()


async def test_a_published_build_is_active_and_comes_back_as_it_went_in(store: BuildStore) -> None:
    published = await store.publish(build("a"))
    assert (published.build, published.generation) == (build("a"), 1)
    assert published.published_at == NOON + timedelta(minutes=1)
    assert await store.active() == published


async def test_times_are_kept_as_utc_whatever_their_zone(store: BuildStore) -> None:
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    await store.publish(Build(BuildId("a"), tokyo, "builds/a", 1, 2, "e", "f"))
    active = await store.active()
    assert active is not None
    assert active.build.created_at == NOON
    assert active.build.created_at.utcoffset() == timedelta(0)


async def test_a_time_may_be_missing_but_never_without_its_zone(database: Database) -> None:
    async with database.writing() as sql:
        await sql.execute(update(active_build).values(published_at=None))
        assert await sql.scalar(select(active_build.c.published_at)) is None
    naive = Build(BuildId("a"), NOON.replace(tzinfo=None), "builds/a", 1, 2, "e", "f")
    with pytest.raises(StatementError, match="times are aware"):
        await BuildStore(database, Clock()).publish(naive)


async def test_the_next_publish_takes_over_and_the_list_is_newest_first(store: BuildStore) -> None:
    for name in "abc":
        await store.publish(build(name))
    assert await store.builds() == [
        ListedBuild(build("c"), BuildStatus.PUBLISHED, active=True),
        ListedBuild(build("b"), BuildStatus.PUBLISHED, active=False),
        ListedBuild(build("a"), BuildStatus.PUBLISHED, active=False),
    ]


async def test_rollback_goes_back_step_by_step_and_the_generation_still_grows(
    store: BuildStore,
) -> None:
    for name in "abc":
        await store.publish(build(name))
    back = [await store.rollback(), await store.rollback()]
    assert [(step.build.id, step.generation) for step in back] == [("b", 4), ("a", 5)]
    assert await store.active() == back[-1]
    with pytest.raises(NoEarlierBuild, match="no build before 'a'"):
        await store.rollback()
    assert await store.active() == back[-1]


async def test_rollback_never_returns_to_a_build_that_was_rolled_back_from(
    store: BuildStore,
) -> None:
    for name in ("good", "bad"):
        await store.publish(build(name))
    await store.rollback()
    await store.publish(build("next"))
    assert (await store.rollback()).build.id == "good"
    statuses = {entry.build.id: entry.status for entry in await store.builds()}
    assert statuses == {
        "good": BuildStatus.PUBLISHED,
        "bad": BuildStatus.RETIRED,
        "next": BuildStatus.RETIRED,
    }


async def test_a_retired_build_may_be_published_again(store: BuildStore) -> None:
    for name in "ab":
        await store.publish(build(name))
    await store.rollback()
    again = await store.publish(build("b"))
    assert again.generation == 4
    assert [(entry.build.id, entry.status) for entry in await store.builds()] == [
        ("b", BuildStatus.PUBLISHED),
        ("a", BuildStatus.PUBLISHED),
    ]
    assert (await store.rollback()).build.id == "a"


async def test_forget_keeps_the_active_build_and_says_what_went(store: BuildStore) -> None:
    for name in "abc":
        await store.publish(build(name))
    asked = [BuildId(name) for name in ("c", "b", "nobody")]
    assert await store.forget(asked) == ("b",)
    assert names(await store.builds()) == ["c", "a"]
    assert (await store.rollback()).build.id == "a"  # over the gap


async def test_forget_works_before_anything_was_published(store: BuildStore) -> None:
    assert await store.forget([BuildId("a")]) == ()
    assert await store.forget([]) == ()


async def test_twenty_publishes_at_once_get_twenty_generations(store: BuildStore) -> None:
    published = await asyncio.gather(*(store.publish(build(f"b{n}")) for n in range(20)))
    assert sorted(one.generation for one in published) == list(range(1, 21))
    last = max(published, key=lambda one: one.generation)
    assert await store.active() == last


async def test_a_crash_before_the_publish_leaves_the_old_build_active(
    store: BuildStore, database_url: str
) -> None:
    old = await store.publish(build("old"))
    crash = run_python(CRASH_IN_PUBLISH, database_url)
    assert crash.returncode == 9, crash.stderr
    assert await store.active() == old
    assert names(await store.builds()) == ["old"]
    assert (await store.publish(build("new"))).generation == 2


CRASH_IN_PUBLISH = """
import asyncio, os, sys
from datetime import UTC, datetime
from sqlalchemy import Engine, event
from assistant.storage.database import open_database
from assistant.storage.store import Build, BuildStore

@event.listens_for(Engine, "before_cursor_execute")
def die(connection, cursor, statement, *rest):
    if statement.startswith("UPDATE active_build"):
        os._exit(9)

now = datetime.now(UTC)
store = BuildStore(open_database(sys.argv[1]), lambda: now)
asyncio.run(store.publish(Build("new", now, "builds/new", 1, 2, "e", "f")))
"""


# --- migrations


def test_the_first_migration_has_work_and_the_second_has_none(database_url: str) -> None:
    assert migrate(database_url) is True
    assert migrate(database_url) is False


def test_a_database_copied_for_tests_is_as_a_migrated_one(migrated_url: str) -> None:
    assert migrate(migrated_url) is False


def test_a_start_with_nothing_to_migrate_is_quick_and_does_not_import_alembic(
    database_url: str,
) -> None:
    migrate(database_url)
    start = run_python(QUICK_START, database_url)
    assert start.returncode == 0, start.stderr


QUICK_START = """
import sys, time
from assistant.storage.migrate import migrate
began = time.perf_counter()
assert migrate(sys.argv[1]) is False
assert time.perf_counter() - began < 1
assert "alembic" not in sys.modules
"""


def test_tables_and_migrations_agree(database_url: str) -> None:
    migrate(database_url)
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == REVISION
    engine.dispose()


def test_the_comparison_of_tables_and_migrations_can_fail(database_url: str) -> None:
    migrate(database_url)
    other = MetaData()
    Table("builds", other, Column("id", Integer, primary_key=True))
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), other) != []
    engine.dispose()


def test_the_revision_of_the_schema_is_the_newest_migration() -> None:
    folder = Path(migrate_module.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == REVISION


def test_four_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    start = time.time() + 1.5  # all have imported by then
    racers = [start_python(MIGRATE_AT, database_url, str(start)) for _ in range(4)]
    said = [racer.communicate(timeout=60) for racer in racers]
    assert sorted(out for out, _ in said) == ["False"] * 3 + ["True"], said


def test_a_first_start_waits_for_another_that_just_makes_the_file(tmp_path: Path) -> None:
    file = tmp_path / "assistant.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE anything (x)")  # the file is not in WAL mode yet
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.rollback)
    release.start()
    assert migrate(f"sqlite:///{file}") is True
    release.join()
    other.close()


MIGRATE_AT = """
import sys, time
import alembic.command
from assistant.storage.migrate import migrate
time.sleep(max(0, float(sys.argv[2]) - time.time()))
print(migrate(sys.argv[1]), end="")
"""


def test_a_database_of_a_newer_program_is_refused_in_a_sentence(database_url: str) -> None:
    migrate(database_url)
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match=r"newer version of this program.*'9999'"):
        migrate(database_url)


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "100%" / "var" / "assistant.db"
    assert migrate(f"sqlite:///{file}") is True
    assert file.exists()


# --- transactions


async def test_400_read_then_write_transactions_never_find_sqlite_locked(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}"
    migrate(url)
    async with opened(url) as database:
        await BuildStore(database, Clock()).publish(build("counter"))
        counters = [start_python(COUNT_100_IN_10_TASKS, url) for _ in range(4)]
        said = [await asyncio.to_thread(one.communicate, timeout=100) for one in counters]
        assert [one.returncode for one in counters] == [0, 0, 0, 0], said
        async with database.reading() as sql:
            assert await sql.scalar(select(builds.c.documents)) == 12 + 400


COUNT_100_IN_10_TASKS = """
import asyncio, sys
from sqlalchemy import select, update
from assistant.storage.database import open_database
from assistant.storage.schema import builds

async def count(database):
    for _ in range(10):
        async with database.writing() as sql:
            seen = await sql.scalar(select(builds.c.documents))
            await sql.execute(update(builds).values(documents=seen + 1))

async def main():
    database = open_database(sys.argv[1])
    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(count(database))
    await database.close()

asyncio.run(main())
"""


async def test_readers_go_on_while_many_writers_wait(database: Database) -> None:
    store = BuildStore(database, Clock())
    await store.publish(build("a"))
    async with asyncio.TaskGroup() as writers, database.writing() as sql:
        await sql.execute(update(active_build).values(generation=7))
        for n in range(40 if sql.dialect.name == "sqlite" else 5):  # the pool has 15 places
            writers.create_task(store.publish(build(f"b{n}")))
        await asyncio.sleep(0.05)
        active = await asyncio.wait_for(store.active(), 2)
        assert active is not None
        assert active.generation == 1  # what is not committed is not seen


async def test_sqlite_is_opened_durable_and_patient(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    async with opened(url) as database, database.reading() as sql:
        settings = {
            name: (await sql.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "busy_timeout": 5000,
        "foreign_keys": 1,
    }


async def test_an_error_inside_undoes_the_whole_transaction(database: Database) -> None:
    store = BuildStore(database, Clock())
    await store.publish(build("a"))

    async def change_and_fail() -> None:
        async with database.writing() as sql:
            await sql.execute(update(builds).values(documents=99))
            raise RuntimeError("our own")

    with pytest.raises(RuntimeError, match="our own"):
        await change_and_fail()
    assert (await store.builds())[0].build.documents == 12


async def test_a_mistake_of_ours_is_not_called_an_unavailable_database(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as sql:
            await sql.execute(insert(builds).values(id="half"))


# --- failures in words


def test_a_drivers_message_is_shown_without_the_password() -> None:
    address = read_address("postgres://ada:s3same@host/name?password=other")
    said = address.without_secrets("could not log in with s3same or other")
    assert said == "could not log in with *** or ***"
    assert "s3same" not in str(address)


async def test_an_unreachable_postgresql_is_named_without_its_password() -> None:
    url = "postgres://ada:s3same@127.0.0.1:1/members?password=s3same"
    with pytest.raises(StoreUnavailable) as of_migrate:
        migrate(url)
    async with opened(url) as database:
        with pytest.raises(StoreUnavailable) as of_store:
            await BuildStore(database, Clock()).active()
    for error in (of_migrate.value, of_store.value):
        assert "PostgreSQL database 'members' at 127.0.0.1:1" in str(error)
        assert "s3same" not in str(error)
        assert "s3same" not in repr(error.__cause__)


@pytest.mark.parametrize("place", ["/proc/assistant.db", "{tmp}/file/assistant.db"])
async def test_an_unwritable_sqlite_folder_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    file = place.format(tmp=tmp_path)
    with pytest.raises(StoreUnavailable, match=f"SQLite file '{file}'"):
        migrate(f"sqlite:///{file}")
    async with opened(f"sqlite:///{file}") as database:
        with pytest.raises(StoreUnavailable, match=f"SQLite file '{file}'.*permissions"):
            await BuildStore(database, Clock()).active()
    await drivers_threads_ended()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_to_write_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="permissions"):
        migrate(f"sqlite:///{tmp_path / 'assistant.db'}")


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "assistant.db"
    file.write_text("Dear members, " * 100)
    with pytest.raises(StoreUnavailable, match=r"assistant\.db.*not a database"):
        migrate(f"sqlite:///{file}")


async def test_a_database_without_tables_is_named(database_url: str) -> None:
    async with opened(database_url) as database:
        with pytest.raises(StoreUnavailable, match="builds"):
            await BuildStore(database, Clock()).builds()


async def test_another_process_that_holds_the_lock_too_long_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    migrate(url)
    async with opened(url) as one, opened(url) as other, one.writing() as sql:
        await sql.execute(select(builds))
        assert await BuildStore(other, Clock()).active() is None  # reading waits for nobody
        with pytest.raises(StoreUnavailable, match="locked"):
            await BuildStore(other, Clock()).publish(build("a"))


async def test_a_postgresql_that_has_gone_silent_is_named_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connects, and never says a word
        port = silent.getsockname()[1]
        async with opened(f"postgresql://ada@127.0.0.1:{port}/members", 0.3) as database:
            with pytest.raises(StoreUnavailable, match=rf"in time: .*127\.0\.0\.1:{port}"):
                await BuildStore(database, Clock()).active()


async def test_a_sqlite_writer_whose_turn_does_not_come_is_told_in_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    migrate(url)
    async with opened(url, 0.2) as database:
        store = BuildStore(database, Clock())
        async with database.writing():
            with pytest.raises(StoreUnavailable, match="in time"):
                await store.publish(build("a"))
        assert (await store.publish(build("b"))).generation == 1


@pytest.mark.slow
async def test_a_transaction_that_ran_out_of_time_leaves_the_database_usable(
    postgres_url: str,
) -> None:
    migrate(postgres_url)
    async with opened(postgres_url) as one, opened(postgres_url, 1) as hasty:
        async with one.writing() as sql:
            await sql.execute(update(active_build).values(generation=7))
            with pytest.raises(StoreUnavailable, match="in time"):
                await BuildStore(hasty, Clock()).publish(build("a"))
        assert (await BuildStore(hasty, Clock()).publish(build("b"))).generation == 8


@pytest.mark.slow
async def test_connections_that_postgresql_has_cut_are_replaced(postgres_url: str) -> None:
    migrate(postgres_url)
    async with opened(postgres_url) as database, opened(postgres_url) as other:
        assert await BuildStore(database, Clock()).active() is None
        async with other.writing() as sql:
            await sql.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert await BuildStore(database, Clock()).active() is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no url", "cannot be read"),
        ("postgresql://ada:s3same@host:port/name", "cannot be read"),
        ("mysql://ada:s3same@host/name", "kind 'mysql' is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite+aiosqlite:///:memory:", "needs a file"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_a_sentence(url: str, words: str) -> None:
    with pytest.raises(StoreUnavailable, match=words) as refused:
        open_database(url)
    assert "s3same" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "drivername"),
    [
        ("postgres://host/name", "postgresql+psycopg"),
        ("postgresql://host/name", "postgresql+psycopg"),
        ("postgresql+psycopg://host/name", "postgresql+psycopg"),
        ("sqlite:///file.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///file.db", "sqlite+aiosqlite"),
    ],
)
def test_a_plain_url_gets_its_driver(url: str, drivername: str) -> None:
    assert read_address(url).url.drivername == drivername


def test_the_operators_own_time_limit_for_connecting_is_kept() -> None:
    address = read_address("postgresql://host/name?connect_timeout=2")
    assert address.url.query["connect_timeout"] == "2"


async def drivers_threads_ended() -> None:
    """Wait for what aiosqlite leaves to itself: a thread whose connection was refused.

    Should the loop close first, that thread dies with "Event loop is closed" (0.22.1).
    """
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)


def sync_url(url: str) -> str:
    return url.replace("sqlite+aiosqlite", "sqlite")


def start_python(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
