"""What staff keep: who waits, what they noted, what is open, and what they did."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
)

from assistant.storage.tables.ground import Moment, metadata, of_conversation

# One row for each time that a person was asked for, or took over unasked.
handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Integer, primary_key=True),
    of_conversation(),
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
