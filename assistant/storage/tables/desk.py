"""What staff keep: who waits, what they noted, what is open, and what they did."""

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
    Column("reminded_at", Moment),  # all of the staff, that nobody has claimed it
    Column("nudged_at", Moment),  # whoever claimed it, that the visitor waits
    Column("overdue_at", Moment),  # everybody, that the visitor still waits
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

# What the assistant would have said where a person had taken over: a proposal to staff.
drafts = Table(
    "drafts",
    metadata,
    of_conversation(),
    Column("seq", Integer, nullable=False),  # of the message that it would answer
    Column("text", Text, nullable=False),
    Column("answer", Text, nullable=False),  # JSON with escapes, as in `builds.report`
    Column("build", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("edits", Integer),  # letters between it and what staff made of it; null: not sent so
    PrimaryKeyConstraint("conversation", "seq"),
)

# What staff write for each other; no visitor sees it.
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    of_conversation(),
    Column("who", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("origin_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("conversation", "origin_id"),
)

# Where an answer goes when the visitor has left; given for that alone.
contacts = Table(
    "contacts",
    metadata,
    of_conversation(),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation"),
)

# What a visitor thought of an answer, with what it rested on.
feedback = Table(
    "feedback",
    metadata,
    of_conversation(),
    Column("seq", Integer, nullable=False),  # of the answer
    Column("helpful", Boolean, nullable=False),
    Column("comment", Text, nullable=False),
    Column("answer", Text, nullable=False),  # as it was then: text and sources, JSON
    Column("build", Text, nullable=False),  # of the index that answered
    Column("version", Text, nullable=False),  # of the product
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation", "seq"),
    ForeignKeyConstraint(
        ["conversation", "seq"],
        ["messages.conversation", "messages.seq"],
        name="fk_feedback_message",
        ondelete="CASCADE",
    ),
)

# What somebody has to see to, even when the conversation is over.
loose_ends = Table(
    "loose_ends",
    metadata,
    of_conversation(),
    Column("seq", Integer, nullable=False),  # of the visitor's message
    Column("kind", Text, nullable=False),  # a LooseEndKind
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    PrimaryKeyConstraint("conversation", "seq"),
    Index("ix_loose_ends_settled_at_at", "settled_at", "at"),
)

# What is switched on: a row for each. The assistant's silence, and that staff are away.
switches = Table(
    "switches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment),  # null: until somebody switches it off
)

# Trouble that all of the staff should hear of, once.
alarms = Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_alarms_kind_at", "kind", "at"),
)
