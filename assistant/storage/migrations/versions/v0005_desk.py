"""What staff keep: drafts, notes, contacts, feedback, loose ends, switches, alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns and create the tables."""
    _add_columns()
    _create_drafts()
    _create_notes()
    _create_contacts()
    _create_feedback()
    _create_loose_ends()
    _create_house()


def _add_columns() -> None:
    seen = sa.Column("seen_event", sa.Integer, nullable=False, server_default="0")
    op.add_column("conversations", seen)
    op.add_column("messages", sa.Column("build", sa.Text, nullable=False, server_default=""))
    op.add_column("messages", sa.Column("mailed_at", _MOMENT))
    in_turn = sa.Column("in_turn", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("errands", in_turn)
    for name in ("reminded_at", "nudged_at", "overdue_at"):
        op.add_column("handoffs", sa.Column(name, _MOMENT))
    # Nobody is told of what began to wait before there were clocks.
    op.execute(
        "UPDATE handoffs SET reminded_at = asked_at, nudged_at = asked_at, overdue_at = asked_at "
        "WHERE ended_at IS NULL"
    )


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("build", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("conversation", "seq", name=op.f("pk_drafts")),
        _of_conversation("drafts"),
    )


def _create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("origin_id", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("conversation", "origin_id", name=op.f("uq_notes_conversation")),
        _of_conversation("notes"),
    )


def _create_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("community", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_contacts")),
        _of_conversation("contacts"),
    )


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("build", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("conversation", "seq", name=op.f("pk_feedback")),
        _of_conversation("feedback"),
        sa.ForeignKeyConstraint(
            ["conversation", "seq"],
            ["messages.conversation", "messages.seq"],
            name="fk_feedback_message",
            ondelete="CASCADE",
        ),
    )


def _create_loose_ends() -> None:
    op.create_table(
        "loose_ends",
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("settled_at", _MOMENT),
        sa.PrimaryKeyConstraint("conversation", "seq", name=op.f("pk_loose_ends")),
        _of_conversation("loose_ends"),
    )
    op.create_index("ix_loose_ends_settled_at_at", "loose_ends", ["settled_at", "at"])


def _create_house() -> None:
    """Create what belongs to no conversation."""
    op.create_table(
        "switches",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switches")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index("ix_alarms_kind_at", "alarms", ["kind", "at"])


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation"],
        ["conversations.id"],
        name=op.f(f"fk_{table}_conversation"),
        ondelete="CASCADE",
    )
