"""moved by"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0009'
down_revision: str | None = '0008'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('moved_by', sa.String(length=16), nullable=True))
        batch_op.create_check_constraint(op.f('ck_votes_moved_by'), "moved_by IS NULL OR poll = 'after'")


def downgrade() -> None:
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_votes_moved_by'), type_='check')
        batch_op.drop_column('moved_by')
