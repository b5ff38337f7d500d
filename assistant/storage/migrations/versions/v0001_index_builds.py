"""Index builds and the one of them that is active."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables and the one row of `active_build`."""
    op.create_table(
        "builds",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("directory", sa.Text, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("passages", sa.Integer, nullable=False),
        sa.Column("encoder", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_builds")),
        sa.UniqueConstraint("generation", name=op.f("uq_builds_generation")),
    )
    active_build = op.create_table(
        "active_build",
        sa.Column("slot", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("build_id", sa.Text),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_active_build")),
        sa.ForeignKeyConstraint(["build_id"], ["builds.id"], name=op.f("fk_active_build_build_id")),
        sa.CheckConstraint("slot = 1", name=op.f("ck_active_build_one_row")),
    )
    op.bulk_insert(active_build, [{"slot": 1, "generation": 0}])
