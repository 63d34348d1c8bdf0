"""Lines of a team know who shared them, and so go with those people."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("outline_lines") as batch_op:
        batch_op.add_column(
            sa.Column("shared_with", sa.String(), server_default="", nullable=False)
        )
    # Who else was in the team then is not known any more: those who wrote it are.
    op.execute(
        "UPDATE outline_lines SET shared_with ="
        " ',' || CAST(seat_id AS VARCHAR) || ',' || CAST(editor_id AS VARCHAR) || ','"
        " WHERE team <> ''"
    )


def downgrade() -> None:
    with op.batch_alter_table("outline_lines") as batch_op:
        batch_op.drop_column("shared_with")
