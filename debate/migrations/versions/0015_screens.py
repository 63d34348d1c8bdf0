"""screens"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0015'
down_revision: str | None = '0014'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

VIEWS = "screen IN ('auto', 'clock', 'flow', 'card', 'vote', 'blank')"


def upgrade() -> None:
    with op.batch_alter_table('debates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('screen', sa.String(length=8), server_default='auto', nullable=False))
        batch_op.add_column(sa.Column('screen_card', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f('ck_debates_screen'), VIEWS)


def downgrade() -> None:
    with op.batch_alter_table('debates', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_debates_screen'), type_='check')
        batch_op.drop_column('screen_card')
        batch_op.drop_column('screen')
