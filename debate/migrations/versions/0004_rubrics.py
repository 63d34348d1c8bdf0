"""rubrics"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "ballot_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"],
            ["ballots.id"],
            name=op.f("fk_ballot_points_ballot_id_ballots"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["speech_id"],
            ["speeches.id"],
            name=op.f("fk_ballot_points_speech_id_speeches"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["seats.id"], name=op.f("fk_ballot_points_subject_id_seats")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_points")),
        sa.UniqueConstraint(
            "ballot_id", "speech_id", name=op.f("uq_ballot_points_ballot_id_speech_id")
        ),
    )
    with op.batch_alter_table("ballot_scores", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_ballot_scores_level"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_ballot_scores_level"), "level BETWEEN 1 AND 6"
        )
    with op.batch_alter_table("debates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ballots_closed_ms", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("rubrics", schema=None) as batch_op:
        batch_op.add_column(sa.Column("course_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_index(batch_op.f("ix_rubrics_course_id"), ["course_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_rubrics_course_id_courses"),
            "courses",
            ["course_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    # Rubrics of classes and levels above the fourth have no place in the tables before.
    op.execute("DELETE FROM rubrics WHERE course_id IS NOT NULL")
    with op.batch_alter_table("rubrics", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_rubrics_course_id_courses"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_rubrics_course_id"))
        batch_op.drop_column("version")
        batch_op.drop_column("position")
        batch_op.drop_column("course_id")
    with op.batch_alter_table("debates", schema=None) as batch_op:
        batch_op.drop_column("ballots_closed_ms")
    op.execute("UPDATE ballot_scores SET level = 4 WHERE level > 4")
    with op.batch_alter_table("ballot_scores", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_ballot_scores_level"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_ballot_scores_level"), "level BETWEEN 1 AND 4"
        )
    op.drop_table("ballot_points")
