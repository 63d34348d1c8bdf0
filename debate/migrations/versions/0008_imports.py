"""imports"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0008'
down_revision: str | None = '0007'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('imported_transcripts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=24), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('records', sa.Integer(), nullable=False),
    sa.Column('imported_by_id', sa.Integer(), nullable=False),
    sa.Column('imported_ms', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_imported_transcripts_course_id_courses'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['imported_by_id'], ['accounts.id'], name=op.f('fk_imported_transcripts_imported_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_transcripts')),
    sa.UniqueConstraint('slug', name=op.f('uq_imported_transcripts_slug'))
    )
    with op.batch_alter_table('imported_transcripts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_transcripts_course_id'), ['course_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('imported_transcripts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_transcripts_course_id'))

    op.drop_table('imported_transcripts')
