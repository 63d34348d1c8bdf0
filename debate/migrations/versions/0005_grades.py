"""grades and second marking"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0005'
down_revision: str | None = '0004'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('grade_formulas',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('rubric', sa.Integer(), nullable=False),
    sa.Column('panel', sa.Integer(), nullable=False),
    sa.Column('reflection', sa.Integer(), nullable=False),
    sa.Column('participation', sa.Integer(), nullable=False),
    sa.Column('maximum', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('rubric + panel + reflection + participation = 100', name=op.f('ck_grade_formulas_weights')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_grade_formulas_account_id_accounts')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sittings.id'], name=op.f('fk_grade_formulas_sitting_id_sittings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_formulas')),
    sa.UniqueConstraint('sitting_id', 'version', name=op.f('uq_grade_formulas_sitting_id_version'))
    )
    op.create_table('grade_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.Column('reflection', sa.Integer(), nullable=True),
    sa.Column('participation', sa.Integer(), nullable=True),
    sa.Column('standing', sa.String(length=8), nullable=False),
    sa.Column('late_percent', sa.Integer(), nullable=False),
    sa.Column('late_points', sa.Integer(), nullable=False),
    sa.Column('override', sa.Integer(), nullable=True),
    sa.Column('grouped', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("standing IN ('', 'normal', 'late', 'absent', 'excused')", name=op.f('ck_grade_entries_standing')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_grade_entries_account_id_accounts')),
    sa.ForeignKeyConstraint(['seat_id'], ['seats.id'], name=op.f('fk_grade_entries_seat_id_seats'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_entries')),
    sa.UniqueConstraint('seat_id', 'version', name=op.f('uq_grade_entries_seat_id_version'))
    )
    with op.batch_alter_table('grade_entries', schema=None) as batch_op:
        batch_op.create_index('uq_grade_entries_current', ['seat_id'], unique=True, sqlite_where=sa.text('current'), postgresql_where=sa.text('current'))

    op.create_table('second_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('chosen_how', sa.String(length=6), nullable=False),
    sa.Column('seed', sa.String(length=32), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('asked_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("chosen_how IN ('all', 'sample', 'seats')", name=op.f('ck_second_rounds_chosen_how')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['accounts.id'], name=op.f('fk_second_rounds_asked_by_id_accounts')),
    sa.ForeignKeyConstraint(['marker_id'], ['accounts.id'], name=op.f('fk_second_rounds_marker_id_accounts')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sittings.id'], name=op.f('fk_second_rounds_sitting_id_sittings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_rounds')),
    sa.UniqueConstraint('sitting_id', 'number', name=op.f('uq_second_rounds_sitting_id_number'))
    )
    with op.batch_alter_table('second_rounds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_second_rounds_marker_id'), ['marker_id'], unique=False)

    op.create_table('second_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('debate_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('saved_ms', sa.BigInteger(), nullable=True),
    sa.Column('handed_in_ms', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['debate_id'], ['debates.id'], name=op.f('fk_second_marks_debate_id_debates'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['second_rounds.id'], name=op.f('fk_second_marks_round_id_second_rounds'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['seat_id'], ['seats.id'], name=op.f('fk_second_marks_seat_id_seats'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_marks')),
    sa.UniqueConstraint('round_id', 'code', name=op.f('uq_second_marks_round_id_code')),
    sa.UniqueConstraint('round_id', 'seat_id', name=op.f('uq_second_marks_round_id_seat_id'))
    )
    with op.batch_alter_table('second_marks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_second_marks_seat_id'), ['seat_id'], unique=False)

    op.create_table('second_decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('second_mark_id', sa.Integer(), nullable=False),
    sa.Column('how', sa.String(length=6), nullable=False),
    sa.Column('first_levels', sa.JSON(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("how IN ('first', 'second', 'mean', 'agreed')", name=op.f('ck_second_decisions_how')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_second_decisions_account_id_accounts')),
    sa.ForeignKeyConstraint(['second_mark_id'], ['second_marks.id'], name=op.f('fk_second_decisions_second_mark_id_second_marks'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_decisions'))
    )
    with op.batch_alter_table('second_decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_second_decisions_second_mark_id'), ['second_mark_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('second_decisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_second_decisions_second_mark_id'))

    op.drop_table('second_decisions')
    with op.batch_alter_table('second_marks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_second_marks_seat_id'))

    op.drop_table('second_marks')
    with op.batch_alter_table('second_rounds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_second_rounds_marker_id'))

    op.drop_table('second_rounds')
    with op.batch_alter_table('grade_entries', schema=None) as batch_op:
        batch_op.drop_index('uq_grade_entries_current', sqlite_where=sa.text('current'), postgresql_where=sa.text('current'))

    op.drop_table('grade_entries')
    op.drop_table('grade_formulas')
