"""Measures against seats, reports by seats, word lists and house rules of classes, held steps."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDING = sa.text("ended_ms IS NULL AND kind <> 'warn'")
KINDS = "kind IN ('warn', 'mute', 'remove', 'hold')"
REASONS = "reason IN ('person', 'private', 'evidence', 'off_topic', 'other')"
DECISIONS = "decision IN ('', 'nothing', 'warned', 'muted', 'removed', 'hidden', 'other')"


def upgrade() -> None:
    with op.batch_alter_table("debates") as batch_op:
        batch_op.add_column(sa.Column("hold_steps", sa.String(), server_default="", nullable=False))
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("step_index", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_measures_kind")),
        _of("measures", "debate_id", "debates"),
        _of("measures", "seat_id", "seats"),
        _of("measures", "account_id", "accounts", ondelete=None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    with op.batch_alter_table("measures") as batch_op:
        batch_op.create_index(
            "uq_measures_standing",
            ["debate_id", "seat_id", "kind"],
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        )
        batch_op.create_index("ix_measures_seat", ["debate_id", "seat_id"])
        batch_op.create_index(batch_op.f("ix_measures_seat_id"), ["seat_id"])
    _create_reports()
    for table, column in (("wordlists", "words"), ("house_rules", "text")):
        _create_of_course(table, column)


def downgrade() -> None:
    for table in ("house_rules", "wordlists", "reports", "measures"):
        op.drop_table(table)
    with op.batch_alter_table("debates") as batch_op:
        batch_op.drop_column("hold_steps")


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=9), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("read_ms", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("decided_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(REASONS, name=op.f("ck_reports_reason")),
        sa.CheckConstraint(DECISIONS, name=op.f("ck_reports_decision")),
        _of("reports", "debate_id", "debates"),
        _of("reports", "seat_id", "seats"),
        _of("reports", "point_id", "points", ondelete="SET NULL"),
        _of("reports", "about_id", "seats"),
        _of("reports", "account_id", "accounts", ondelete=None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("debate_id", "number", name=op.f("uq_reports_debate_id_number")),
    )
    with op.batch_alter_table("reports") as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_seat_id"), ["seat_id"])
        batch_op.create_index(batch_op.f("ix_reports_about_id"), ["about_id"])


def _create_of_course(table: str, column: str) -> None:
    """A table with one row a class."""
    words = table == "wordlists"
    how = [sa.Column("effect", sa.String(length=4), nullable=False)] if words else []
    how = how or [sa.Column("html", sa.String(), nullable=False)]
    check = sa.CheckConstraint("effect IN ('warn', 'hold')", name=op.f("ck_wordlists_effect"))
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column(column, sa.String(), nullable=False),
        *how,
        sa.Column("saved_ms", sa.BigInteger(), nullable=False),
        *([check] if words else []),
        _of(table, "course_id", "courses"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("course_id", name=op.f(f"uq_{table}_course_id")),
    )


def _of(
    table: str, column: str, parent: str, ondelete: str | None = "CASCADE"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{parent}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete=ondelete)
