"""The tables of the product, as SQLAlchemy Core; a test holds the migrations to them."""

from datetime import UTC, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

REVISION = "0002"  # of the newest file in migrations/versions; a test compares


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in SQL. SQLite would drop the time zone silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; a naive one is a mistake of ours."""
        if value is None:
            return None
        assert value.tzinfo is not None, "times are aware"
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time zone back that SQLite forgot, and UTC for PostgreSQL's session zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Constraints have names, so that a later migration can speak of them on both databases.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

builds = Table(
    "builds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("directory", Text, nullable=False),  # relative to the data directory
    Column("documents", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("encoder", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),  # of the knowledge folder
    Column("generation", Integer, nullable=False, unique=True),  # with which it was last published
    Column("status", Text, nullable=False),  # a BuildStatus
    # JSON with escapes: PostgreSQL refuses a NUL in text, and both refuse a lone surrogate.
    Column("report", Text, nullable=False),
)

# Its one row is there from the first migration on, empty until something is published: every
# writer locks that row first, so two publishers can never both be "the first".
active_build = Table(
    "active_build",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("build_id", Text, ForeignKey("builds.id")),
    Column("published_at", Moment),
    Column("generation", Integer, nullable=False),  # grows with each publish and rollback
    CheckConstraint("slot = 1", name="one_row"),
)

# What a visitor was told, as it was told. It holds a community and its people, never who asked.
quotes = Table(
    "quotes",
    metadata,
    Column("id", Text, primary_key=True),  # opens the receipt: unguessable
    Column("created_at", Moment, nullable=False),
    Column("language", Text, nullable=False),
    Column("schedule", Text, nullable=False),
    Column("row_digest", Text, nullable=False, index=True),  # changes when the dues row does
    Column("status", Text, nullable=False),  # "sample" or "published"
    Column("content", Text, nullable=False),  # JSON with escapes, as in `builds.report`
)
