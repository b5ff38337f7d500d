"""What the database remembers, in verbs: each method is one transaction.

For now the published index builds. It knows nothing of what lies in a build's directory.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.seams import AssistantError
from assistant.storage.database import Database
from assistant.storage.schema import active_build, builds
from assistant.vocabulary import BuildId


class NoEarlierBuild(AssistantError):
    """There is no build to go back to."""


class BuildStatus(StrEnum):
    """What may still become of a build."""

    PUBLISHED = "published"  # active, or was: a rollback may come to it
    RETIRED = "retired"  # rolled back from: no rollback comes to it; publishing it again would


@dataclass(frozen=True, slots=True)
class Build:
    """A finished index build, as ingestion hands it over.

    Attributes:
        directory: Relative to the data directory, so that both can move together.
        encoder: Which encoder made its vectors.
        fingerprint: Of the knowledge folder it was made from.
        report: What ingestion has to say about it; anything that JSON can hold.
    """

    id: BuildId
    created_at: datetime
    directory: str
    documents: int
    passages: int
    encoder: str
    fingerprint: str
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedBuild:
    """The build that answers now.

    Attributes:
        generation: Grows with each publish and rollback; a reader that knows this one is up to
            date, and one that sees another opens the directory anew.
        published_at: When it became the active one, by publish or by rollback.
    """

    build: Build
    generation: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ListedBuild:
    """A build as the list shows it."""

    build: Build
    status: BuildStatus
    active: bool


class BuildStore:
    """The index builds and which of them is active.

    Failure policy: every method raises `StoreUnavailable` when SQL does not answer; a process
    that has a build open goes on with it.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def publish(self, build: Build) -> PublishedBuild:
        """Make a build the active one; publishing it a second time is allowed."""
        async with self._database.writing() as sql:
            generation = await _lock_generation(sql) + 1
            values = _values(build) | {"generation": generation, "status": BuildStatus.PUBLISHED}
            kept = await sql.execute(update(builds).where(builds.c.id == build.id).values(values))
            if not kept.rowcount:
                await sql.execute(insert(builds).values(values))
            return await self._activate(sql, build, generation)

    async def active(self) -> PublishedBuild | None:
        """The build that answers now; none before the first publish."""
        async with self._database.reading() as sql:
            row = (await sql.execute(_ACTIVE)).one_or_none()
        if row is None:
            return None
        return PublishedBuild(_build(row), row.active_generation, row.published_at)

    async def rollback(self) -> PublishedBuild:
        """Go back to the build published before the active one, and retire the active one.

        Raises:
            NoEarlierBuild: None is active, or no earlier one is left that was not retired.
        """
        async with self._database.writing() as sql:
            generation = await _lock_generation(sql) + 1
            current = (await sql.execute(_ACTIVE)).one_or_none()
            if current is None:
                raise NoEarlierBuild("No build was ever published: run ingest.py first.")
            earlier = (await sql.execute(_earlier(current.generation))).first()
            if earlier is None:
                raise NoEarlierBuild(
                    f"There is no build before {current.id!r} to go back to: "
                    "correct the knowledge folder and run ingest.py."
                )
            await sql.execute(
                update(builds).where(builds.c.id == current.id).values(status=BuildStatus.RETIRED)
            )
            return await self._activate(sql, _build(earlier), generation)

    async def builds(self) -> list[ListedBuild]:
        """Every build that is still known, the last published first."""
        async with self._database.reading() as sql:
            rows = (await sql.execute(_ALL)).all()
        return [
            ListedBuild(_build(row), BuildStatus(row.status), active=row.slot is not None)
            for row in rows
        ]

    async def forget(self, build_ids: Collection[BuildId]) -> tuple[BuildId, ...]:
        """Remove builds from the list, but never the active one.

        Returns:
            Those that were removed: only their directories may be deleted, and only now.
        """
        async with self._database.writing() as sql:
            await _lock_generation(sql)
            kept = select(active_build.c.build_id).where(active_build.c.build_id.is_not(None))
            gone = await sql.execute(
                delete(builds)
                .where(builds.c.id.in_(build_ids), builds.c.id.not_in(kept))
                .returning(builds.c.id)
            )
            return tuple(sorted(BuildId(row.id) for row in gone))

    async def _activate(
        self, sql: AsyncConnection, build: Build, generation: int
    ) -> PublishedBuild:
        now = self._now()
        await sql.execute(
            update(active_build).values(build_id=build.id, published_at=now, generation=generation)
        )
        return PublishedBuild(build, generation, now)


_ACTIVE = select(
    builds,
    active_build.c.generation.label("active_generation"),
    active_build.c.published_at,
).join_from(active_build, builds)
_ALL = (
    select(builds, active_build.c.slot)
    .outerjoin_from(builds, active_build)
    .order_by(builds.c.generation.desc())
)


def _earlier(generation: int) -> Select[Any]:
    return (
        select(builds)
        .where(builds.c.status == BuildStatus.PUBLISHED, builds.c.generation < generation)
        .order_by(builds.c.generation.desc())
        .limit(1)
    )


async def _lock_generation(sql: AsyncConnection) -> int:
    """Let writers go one after another, also on PostgreSQL, and say the generation they found."""
    locked = await sql.execute(select(active_build.c.generation).with_for_update())
    return int(locked.scalar_one())


def _values(build: Build) -> dict[str, Any]:
    return {
        "id": build.id,
        "created_at": build.created_at,
        "directory": build.directory,
        "documents": build.documents,
        "passages": build.passages,
        "encoder": build.encoder,
        "fingerprint": build.fingerprint,
        "report": json.dumps(build.report),
    }


def _build(row: Row[Any]) -> Build:
    return Build(
        BuildId(row.id),
        row.created_at,
        row.directory,
        row.documents,
        row.passages,
        row.encoder,
        row.fingerprint,
        json.loads(row.report),
    )
