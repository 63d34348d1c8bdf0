"""formats of classes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("formats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("course_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.alter_column("position", existing_type=sa.Integer(), server_default="0")
        batch_op.create_index(batch_op.f("ix_formats_course_id"), ["course_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_formats_course_id_courses"),
            "courses",
            ["course_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_formats_made_by_id_accounts"), "accounts", ["made_by_id"], ["id"]
        )


def downgrade() -> None:
    # Formats of classes have no place in the table before.
    op.execute("DELETE FROM formats WHERE course_id IS NOT NULL")
    with op.batch_alter_table("formats", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_formats_made_by_id_accounts"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_formats_course_id_courses"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_formats_course_id"))
        batch_op.alter_column("position", existing_type=sa.Integer(), server_default=None)
        batch_op.drop_column("version")
        batch_op.drop_column("made_by_id")
        batch_op.drop_column("course_id")
