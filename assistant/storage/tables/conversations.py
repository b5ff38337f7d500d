"""Conversations: messages, events, and the work that is owed."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    true,
)

from assistant.storage.tables.ground import Moment, metadata, of_conversation

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
    Column("state", Text, nullable=False, index=True),  # a State
    Column("claimed_by", Text, nullable=False),  # empty for nobody
    Column("last_seq", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("seen_event", Integer, nullable=False, server_default="0"),  # as the visitor's screen is
    Column("created_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False, index=True),  # of its last change
)

messages = Table(
    "messages",
    metadata,
    of_conversation(),
    Column("seq", Integer, nullable=False),
    Column("author", Text, nullable=False),  # an Author
    Column("name", Text, nullable=False),  # of the person, where staff wrote it
    Column("text", Text, nullable=False),
    Column("origin_id", Text, nullable=False),  # what was sent twice is stored once
    Column("replies_to", Integer),
    Column("answer", Text),  # JSON with escapes, as in `builds.report`
    Column("build", Text, nullable=False, server_default=""),  # of the index that answered
    Column("at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("removed_at", Moment),
    Column("mailed_at", Moment),  # to a visitor who had gone
    PrimaryKeyConstraint("conversation", "seq"),
    UniqueConstraint("conversation", "origin_id"),
)

events = Table(
    "events",
    metadata,
    of_conversation(),
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
    of_conversation(),
    Column("seq", Integer, nullable=False),  # of the message that it is about
    Column("status", Text, nullable=False),  # a WorkStatus
    Column("due_at", Moment, nullable=False),
    Column("holder", Text, nullable=False),  # of the lease; empty for nobody
    Column("leased_until", Moment),
    Column("tries", Integer, nullable=False),
    Column("in_turn", Boolean, nullable=False, server_default=true()),  # after earlier ones
    Index("ix_errands_conversation_id", "conversation", "id"),
    Index("ix_errands_status_due_at", "status", "due_at"),
)
