"""Nudges; sessions whose names are the instructors' alone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "nudges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_ms", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate_id"],
            ["debates.id"],
            name=op.f("fk_nudges_debate_id_debates"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_nudges_seat_id_seats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_nudges_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
    )
    op.create_index(op.f("ix_nudges_debate_id"), "nudges", ["debate_id"])
    op.create_index(op.f("ix_nudges_seat_id"), "nudges", ["seat_id"])
    open_nudge = sa.text("done_ms IS NULL")
    op.create_index(
        "uq_nudges_open",
        "nudges",
        ["seat_id"],
        unique=True,
        sqlite_where=open_nudge,
        postgresql_where=open_nudge,
    )
    with op.batch_alter_table("seats") as batch_op:
        batch_op.add_column(sa.Column("nudged_until_ms", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("sittings") as batch_op:
        batch_op.add_column(
            sa.Column("staff_labels", sa.String(length=5), server_default="names", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("sittings") as batch_op:
        batch_op.drop_column("staff_labels")
    with op.batch_alter_table("seats") as batch_op:
        batch_op.drop_column("nudged_until_ms")
    op.drop_table("nudges")
