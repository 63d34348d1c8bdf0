"""modes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0014'
down_revision: str | None = '0013'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MODES = "mode IN ('typed', 'spoken', 'mixed')"
INTENTS = "intent IN ('point', 'build', 'challenge', 'question')"
ABOUT = ('floor_requests', 'floor_turns')


def upgrade() -> None:
    with op.batch_alter_table('debates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mode', sa.String(length=6), server_default='typed', nullable=False))
        batch_op.create_check_constraint(op.f('ck_debates_mode'), MODES)

    with op.batch_alter_table('floor_requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('intent', sa.String(length=9), server_default='point', nullable=False))
        batch_op.create_check_constraint(op.f('ck_floor_requests_intent'), INTENTS)

    for table in ABOUT:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('about_id', sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f'fk_{table}_about_id_points'), 'points', ['about_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('points', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by_scribe', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('entered_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_points_entered_by_id_seats'), 'seats', ['entered_by_id'], ['id'])

    with op.batch_alter_table('citations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stopped_at', sa.Integer(), nullable=True))

    op.create_table('scribes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('debate_id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=1), nullable=True),
    sa.Column('since_ms', sa.BigInteger(), nullable=False),
    sa.Column('ended_ms', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['debate_id'], ['debates.id'], name=op.f('fk_scribes_debate_id_debates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['seat_id'], ['seats.id'], name=op.f('fk_scribes_seat_id_seats'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scribes'))
    )
    with op.batch_alter_table('scribes', schema=None) as batch_op:
        batch_op.create_index('uq_scribes_current', ['debate_id', 'seat_id'], unique=True, sqlite_where=sa.text('ended_ms IS NULL'), postgresql_where=sa.text('ended_ms IS NULL'))


def downgrade() -> None:
    op.drop_table('scribes')

    with op.batch_alter_table('citations', schema=None) as batch_op:
        batch_op.drop_column('stopped_at')

    with op.batch_alter_table('points', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_points_entered_by_id_seats'), type_='foreignkey')
        batch_op.drop_column('entered_by_id')
        batch_op.drop_column('by_scribe')

    for table in reversed(ABOUT):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'fk_{table}_about_id_points'), type_='foreignkey')
            batch_op.drop_column('about_id')

    with op.batch_alter_table('floor_requests', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_floor_requests_intent'), type_='check')
        batch_op.drop_column('intent')

    with op.batch_alter_table('debates', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_debates_mode'), type_='check')
        batch_op.drop_column('mode')
