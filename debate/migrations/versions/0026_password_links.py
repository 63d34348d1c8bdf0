"""One-time links for a new password."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_ACCOUNT = "fk_invitations_account_id_accounts"


def upgrade() -> None:
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f(OF_ACCOUNT), "accounts", ["account_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    # Links for a password have no place in the table before.
    op.execute("DELETE FROM invitations WHERE role = 'password'")
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.drop_constraint(op.f(OF_ACCOUNT), type_="foreignkey")
        batch_op.drop_column("account_id")
