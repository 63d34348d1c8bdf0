"""joint statements"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0012'
down_revision: str | None = '0011'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('agreements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('debate_id', sa.Integer(), nullable=False),
    sa.Column('speech_id', sa.Integer(), nullable=False),
    sa.Column('point_id', sa.Integer(), nullable=True),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('agrees', sa.Boolean(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['debate_id'], ['debates.id'], name=op.f('fk_agreements_debate_id_debates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['point_id'], ['points.id'], name=op.f('fk_agreements_point_id_points'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['seat_id'], ['seats.id'], name=op.f('fk_agreements_seat_id_seats')),
    sa.ForeignKeyConstraint(['speech_id'], ['speeches.id'], name=op.f('fk_agreements_speech_id_speeches'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreements'))
    )
    with op.batch_alter_table('agreements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreements_debate_id'), ['debate_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreements_seat_id'), ['seat_id'], unique=False)
        batch_op.create_index('uq_agreements_point', ['point_id', 'seat_id'], unique=True, sqlite_where=sa.text('current AND point_id IS NOT NULL'), postgresql_where=sa.text('current AND point_id IS NOT NULL'))
        batch_op.create_index('uq_agreements_speech', ['speech_id', 'seat_id'], unique=True, sqlite_where=sa.text('current AND point_id IS NULL'), postgresql_where=sa.text('current AND point_id IS NULL'))


def downgrade() -> None:
    op.drop_table('agreements')
