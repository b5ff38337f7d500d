"""Slack: threads, what staff type, what comes in and goes out, what is asked and corrected."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns and create the tables."""
    op.create_index(op.f("ix_conversations_state"), "conversations", ["state"])
    op.add_column("drafts", sa.Column("edits", sa.Integer))
    op.add_column("switches", sa.Column("until", _MOMENT))
    _create_threads()
    _create_lines()
    _create_inbox()
    _create_outbox()
    _create_asks()
    _create_corrections()


def _create_threads() -> None:
    op.create_table(
        "threads",
        _text("conversation"),
        _text("channel"),
        sa.Column("root_ts", sa.Text),
        _number("begun_seq"),
        _number("told_event"),
        _number("told_seq"),
        _text("claimer"),
        sa.Column("draft_ts", sa.Text),
        sa.Column("draft_seq", sa.Integer, nullable=False, server_default="0"),
        _moment("begun_at"),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_threads")),
        sa.UniqueConstraint("channel", "root_ts", name=op.f("uq_threads_channel")),
        _of_conversation("threads"),
    )


def _create_lines() -> None:
    op.create_table(
        "lines",
        _text("conversation"),
        _text("channel"),
        _text("ts"),
        _text("root_ts"),
        _text("author"),
        _text("name"),
        _text("text"),
        _text("edited_ts"),
        _text("fate"),
        sa.Column("seq", sa.Integer),
        _moment("due_at"),
        _moment("at"),
        sa.PrimaryKeyConstraint("channel", "ts", name=op.f("pk_lines")),
        _of_conversation("lines"),
    )
    op.create_index("ix_lines_fate_due_at", "lines", ["fate", "due_at"])
    op.create_index("ix_lines_conversation", "lines", ["conversation"])


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        _text("key"),
        sa.Column("message", sa.Text),
        _text("kind"),
        _text("lane"),
        _text("payload"),
        _moment("at"),
        *_work("inbox"),
        sa.UniqueConstraint("key", name=op.f("uq_inbox_key")),
        sa.UniqueConstraint("message", name=op.f("uq_inbox_message")),
    )
    _index_work("inbox")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        _text("mark"),
        _text("conversation"),
        _text("kind"),
        _number("ref"),
        _text("channel"),
        _text("payload"),
        _text("lane"),
        sa.Column("ts", sa.Text),
        sa.Column("attempted_at", _MOMENT),
        _number("waits"),
        sa.Column("is_joined", sa.Boolean, nullable=False, server_default=sa.false()),
        *_work("outbox"),
        sa.UniqueConstraint("mark", name=op.f("uq_outbox_mark")),
        sa.UniqueConstraint("conversation", "kind", "ref", name=op.f("uq_outbox_conversation")),
    )
    _index_work("outbox")


def _create_asks() -> None:
    op.create_table(
        "asks",
        _number("id"),
        _text("mark"),
        _text("channel"),
        _text("thread_ts"),
        _text("ts"),
        _text("author"),
        _text("question"),
        _text("answer"),
        _text("staff_answer"),
        _text("build"),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sa.UniqueConstraint("mark", name=op.f("uq_asks_mark")),
        sa.UniqueConstraint("channel", "ts", name=op.f("uq_asks_channel")),
    )
    op.create_index("ix_asks_channel_thread_ts", "asks", ["channel", "thread_ts"])


def _create_corrections() -> None:
    op.create_table(
        "corrections",
        _number("id"),
        _text("origin_id"),
        _text("who"),
        _text("question"),
        _text("said"),
        _text("right"),
        _text("stands"),
        _text("build"),
        _moment("at"),
        _text("closed_by"),
        sa.Column("closed_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("origin_id", name=op.f("uq_corrections_origin_id")),
    )
    op.create_index("ix_corrections_closed_at_at", "corrections", ["closed_at", "at"])


def _work(table: str) -> tuple[Any, ...]:
    """What every table of owed work has."""
    return (
        _number("id"),
        _text("status"),
        _moment("due_at"),
        _text("holder"),
        sa.Column("leased_until", _MOMENT),
        _number("tries"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _index_work(table: str) -> None:
    owed = sa.text("status = 'owed'")
    name = f"ix_{table}_owed_lane_id"
    op.create_index(name, table, ["lane", "id"], sqlite_where=owed, postgresql_where=owed)
    op.create_index(f"ix_{table}_status_due_at", table, ["status", "due_at"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, _MOMENT, nullable=False)


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation"],
        ["conversations.id"],
        name=op.f(f"fk_{table}_conversation"),
        ondelete="CASCADE",
    )
