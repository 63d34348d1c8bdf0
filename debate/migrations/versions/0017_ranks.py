"""ranks"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "ballot_ranks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=2), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("team IN ('PA', 'OA', 'PB', 'OB')", name=op.f("ck_ballot_ranks_team")),
        sa.CheckConstraint("rank BETWEEN 1 AND 4", name=op.f("ck_ballot_ranks_rank")),
        sa.ForeignKeyConstraint(
            ["ballot_id"],
            ["ballots.id"],
            name=op.f("fk_ballot_ranks_ballot_id_ballots"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_ranks")),
        sa.UniqueConstraint("ballot_id", "team", name=op.f("uq_ballot_ranks_ballot_id_team")),
    )


def downgrade() -> None:
    op.drop_table("ballot_ranks")
