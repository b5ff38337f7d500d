"""What goes to and fro between conversations and Slack, and what staff ask there."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from assistant.storage.tables.ground import Moment, metadata, of_conversation


def _of_owed(table: str) -> Index:
    """What is owed by lane, without all that was done: of a busy lane that is nearly everything."""
    owed = text("status = 'owed'")
    return Index(f"ix_{table}_owed_lane_id", "lane", "id", sqlite_where=owed, postgresql_where=owed)


# A conversation's thread in the staff channel: one for all its handoffs.
threads = Table(
    "threads",
    metadata,
    of_conversation(),
    Column("channel", Text, nullable=False),
    Column("root_ts", Text),  # of the post that it hangs on, once Slack has it
    Column("begun_seq", Integer, nullable=False),  # messages up to it stand with the root
    Column("told_event", Integer, nullable=False),  # up to which it is known what to tell
    Column("told_seq", Integer, nullable=False),  # of the last message that is told, or will be
    Column("claimer", Text, nullable=False),  # Slack's id of who claimed there; empty for nobody
    Column("draft_ts", Text),  # of the post that shows a draft
    Column("draft_seq", Integer, nullable=False, server_default="0"),  # what that would answer
    Column("begun_at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation"),
    UniqueConstraint("channel", "root_ts"),
)

# What staff typed into threads. An edit or a removal may come before what it changes.
lines = Table(
    "lines",
    metadata,
    of_conversation(),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("root_ts", Text, nullable=False),  # below which it stands; empty if nobody told
    Column("author", Text, nullable=False),  # Slack's id of the person
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("edited_ts", Text, nullable=False),  # empty for never
    Column("fate", Text, nullable=False),  # a Fate
    Column("seq", Integer),  # of the message that it became
    Column("due_at", Moment, nullable=False),  # when a held one goes to the visitor
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("channel", "ts"),
    Index("ix_lines_fate_due_at", "fate", "due_at"),
    Index("ix_lines_conversation", "conversation"),
)

# What Slack delivered. What is done is forgotten but for its keys: it may come again.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("message", Text),  # which Slack may deliver under two event ids
    Column("kind", Text, nullable=False),  # an ArrivalKind
    Column("lane", Text, nullable=False),
    Column("payload", Text, nullable=False),  # JSON with escapes, as in `builds.report`
    Column("at", Moment, nullable=False),
    Column("status", Text, nullable=False),  # a WorkStatus
    Column("due_at", Moment, nullable=False),
    Column("holder", Text, nullable=False),
    Column("leased_until", Moment),
    Column("tries", Integer, nullable=False),
    UniqueConstraint("key"),
    UniqueConstraint("message"),
    _of_owed("inbox"),
    Index("ix_inbox_status_due_at", "status", "due_at"),
)

# What Slack is to be told. It names what is told and holds no word of it; it outlives the
# conversation, so that what was posted can be deleted.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mark", Text, nullable=False),  # travels with the post: by it Slack is asked whether
    Column("conversation", Text, nullable=False),  # empty for none
    Column("kind", Text, nullable=False),  # a ParcelKind
    Column("ref", Integer, nullable=False),  # what of the conversation: a seq, an event number
    Column("channel", Text, nullable=False),
    Column("payload", Text, nullable=False),  # JSON; who, where the kind does not say it
    Column("lane", Text, nullable=False),
    Column("ts", Text),  # as Slack has it
    Column("attempted_at", Moment),  # since when Slack may have it
    Column("waits", Integer, nullable=False),  # how often it has waited for Slack
    Column("is_joined", Boolean, nullable=False, server_default=false()),  # into an earlier post
    Column("status", Text, nullable=False),  # a WorkStatus
    Column("due_at", Moment, nullable=False),
    Column("holder", Text, nullable=False),
    Column("leased_until", Moment),
    Column("tries", Integer, nullable=False),
    UniqueConstraint("mark"),
    UniqueConstraint("conversation", "kind", "ref"),
    _of_owed("outbox"),
    Index("ix_outbox_status_due_at", "status", "due_at"),
)

# What was asked in Slack, with its answers, as long as conversations are kept.
asks = Table(
    "asks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mark", Text, nullable=False),  # names it in buttons
    Column("channel", Text, nullable=False),
    Column("thread_ts", Text, nullable=False),  # its follow-ups share it
    Column("ts", Text, nullable=False),  # of the question; of a command, its trigger
    Column("author", Text, nullable=False),  # Slack's id of the person
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),  # JSON: as anybody may see it
    Column("staff_answer", Text, nullable=False),  # JSON: as staff may
    Column("build", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("mark"),
    UniqueConstraint("channel", "ts"),
    Index("ix_asks_channel_thread_ts", "channel", "thread_ts"),
)

# What staff say is wrong in an answer, until somebody has mended it.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("origin_id", Text, nullable=False),  # the same for every attempt to say it
    Column("who", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("said", Text, nullable=False),  # what was answered
    Column("right", Text, nullable=False),  # what is right instead
    Column("stands", Text, nullable=False),  # where that stands
    Column("build", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("closed_by", Text, nullable=False),  # empty while it is open
    Column("closed_at", Moment),
    UniqueConstraint("origin_id"),
    Index("ix_corrections_closed_at_at", "closed_at", "at"),
)
