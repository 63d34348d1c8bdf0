"""points of information"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0011'
down_revision: str | None = '0010'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table('points', schema=None) as batch_op:
        batch_op.add_column(sa.Column('question_number', sa.Integer(), nullable=True))

    op.create_table('offers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('debate_id', sa.Integer(), nullable=False),
    sa.Column('speech_id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('offered_ms', sa.BigInteger(), nullable=False),
    sa.Column('outcome', sa.String(length=9), nullable=False),
    sa.Column('done_ms', sa.BigInteger(), nullable=True),
    sa.Column('point_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['debate_id'], ['debates.id'], name=op.f('fk_offers_debate_id_debates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['point_id'], ['points.id'], name=op.f('fk_offers_point_id_points'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['seat_id'], ['seats.id'], name=op.f('fk_offers_seat_id_seats')),
    sa.ForeignKeyConstraint(['speech_id'], ['speeches.id'], name=op.f('fk_offers_speech_id_speeches'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offers'))
    )
    with op.batch_alter_table('offers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offers_debate_id'), ['debate_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offers_seat_id'), ['seat_id'], unique=False)
        batch_op.create_index('uq_offers_accepted', ['speech_id'], unique=True, sqlite_where=sa.text("outcome = 'accepted' AND point_id IS NULL"), postgresql_where=sa.text("outcome = 'accepted' AND point_id IS NULL"))
        batch_op.create_index('uq_offers_open', ['speech_id', 'seat_id'], unique=True, sqlite_where=sa.text("outcome = ''"), postgresql_where=sa.text("outcome = ''"))


def downgrade() -> None:
    op.drop_table('offers')

    with op.batch_alter_table('points', schema=None) as batch_op:
        batch_op.drop_column('question_number')
