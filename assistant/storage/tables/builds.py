"""Builds of the index, and quotes as they were given."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text

from assistant.storage.tables.ground import Moment, metadata

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
