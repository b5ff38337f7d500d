"""The tables of the product, as SQLAlchemy Core; a test holds the migrations to them."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

REVISION = "0004"  # of the newest file in migrations/versions; a test compares


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

# Every write to a conversation locks its row first: `seq` and event numbers are given out under it.
conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_hash", Text, nullable=False),  # SHA-256; whoever holds the token is the visitor
    Column("language", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("page_url", Text, nullable=False),
    Column("page_title", Text, nullable=False),
    Column("samples", Boolean, nullable=False),  # whether it may hold rates that are no visitor's
    Column("state", Text, nullable=False),  # a State
    Column("claimed_by", Text, nullable=False),  # empty for nobody
    Column("last_seq", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False, index=True),  # of its last change
)


def _of_conversation(name: str = "conversation") -> Column[str]:
    key = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column(name, Text, key, nullable=False)


messages = Table(
    "messages",
    metadata,
    _of_conversation(),
    Column("seq", Integer, nullable=False),
    Column("author", Text, nullable=False),  # an Author
    Column("name", Text, nullable=False),  # of the person, where staff wrote it
    Column("text", Text, nullable=False),
    Column("origin_id", Text, nullable=False),  # what was sent twice is stored once
    Column("replies_to", Integer),
    Column("answer", Text),  # JSON with escapes, as in `builds.report`
    Column("at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("removed_at", Moment),
    PrimaryKeyConstraint("conversation", "seq"),
    UniqueConstraint("conversation", "origin_id"),
)

events = Table(
    "events",
    metadata,
    _of_conversation(),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # an EventKind
    Column("seq", Integer),  # of the message that it is about
    Column("state", Text),  # what the state became
    Column("claimed_by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation", "number"),
    ForeignKeyConstraint(
        ["conversation", "seq"],
        ["messages.conversation", "messages.seq"],
        name="fk_events_message",
        ondelete="CASCADE",
    ),
)

# Work that is owed. The ids of one conversation grow in its order, for its row is locked.
errands = Table(
    "errands",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    _of_conversation(),
    Column("seq", Integer, nullable=False),  # of the message that it is about
    Column("status", Text, nullable=False),  # an ErrandStatus
    Column("due_at", Moment, nullable=False),
    Column("holder", Text, nullable=False),  # of the lease; empty for nobody
    Column("leased_until", Moment),
    Column("tries", Integer, nullable=False),
    Index("ix_errands_conversation_id", "conversation", "id"),
    Index("ix_errands_status_due_at", "status", "due_at"),
)

# One row for each time that a person was asked for, or took over unasked.
handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_conversation(),
    Column("reason", Text, nullable=False),  # a Reason
    Column("asked_at", Moment, nullable=False),
    Column("claimed_by", Text, nullable=False),  # empty for nobody yet
    Column("claimed_at", Moment),
    Column("ended_at", Moment),
    Index("ix_handoffs_conversation", "conversation"),
    Index("ix_handoffs_ended_at_asked_at", "ended_at", "asked_at"),
)

# What staff did. It outlives the conversation, and holds no word that anybody wrote.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("conversation", Text, nullable=False, index=True),
    Column("place", Text, nullable=False),  # the terminal, the staff page
)
