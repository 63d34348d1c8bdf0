"""Passages that were taken out are cleaned up after; judges whose ballots do not count."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = "target_kind IN ('student', 'seat', 'sitting')"
AFTER = "target_kind IN ('student', 'seat', 'sitting', 'passage')"


def upgrade() -> None:
    with op.batch_alter_table("erasures") as batch_op:
        batch_op.drop_constraint(op.f("ck_erasures_target_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_erasures_target_kind"), AFTER)
    with op.batch_alter_table("seats") as batch_op:
        batch_op.add_column(
            sa.Column("shadow", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_check_constraint(op.f("ck_seats_shadow"), "role = 'judge' OR NOT shadow")


def downgrade() -> None:
    with op.batch_alter_table("seats") as batch_op:
        batch_op.drop_constraint(op.f("ck_seats_shadow"), type_="check")
        batch_op.drop_column("shadow")
    op.execute("DELETE FROM erasures WHERE target_kind = 'passage'")
    with op.batch_alter_table("erasures") as batch_op:
        batch_op.drop_constraint(op.f("ck_erasures_target_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_erasures_target_kind"), BEFORE)
