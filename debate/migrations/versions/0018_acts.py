"""Acts of moderators may be about a seat or a whole debate; links have longer kinds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("moderation_acts") as batch_op:
        batch_op.alter_column("point_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column(
            "kind",
            existing_type=sa.String(length=8),
            type_=sa.String(length=16),
            existing_nullable=False,
        )
        batch_op.add_column(sa.Column("seat_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_moderation_acts_seat_id_seats"),
            "seats",
            ["seat_id"],
            ["id"],
            ondelete="CASCADE",
        )
    with op.batch_alter_table("point_links") as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=sa.String(length=12),
            type_=sa.String(length=16),
            existing_nullable=False,
        )


def downgrade() -> None:
    op.execute("DELETE FROM moderation_acts WHERE point_id IS NULL")
    op.execute("DELETE FROM moderation_acts WHERE length(kind) > 8")
    op.execute("DELETE FROM point_links WHERE length(kind) > 12")
    with op.batch_alter_table("point_links") as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=sa.String(length=16),
            type_=sa.String(length=12),
            existing_nullable=False,
        )
    with op.batch_alter_table("moderation_acts") as batch_op:
        batch_op.drop_constraint(op.f("fk_moderation_acts_seat_id_seats"), type_="foreignkey")
        batch_op.drop_column("seat_id")
        batch_op.alter_column(
            "kind",
            existing_type=sa.String(length=16),
            type_=sa.String(length=8),
            existing_nullable=False,
        )
        batch_op.alter_column("point_id", existing_type=sa.Integer(), nullable=False)
