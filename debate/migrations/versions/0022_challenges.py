"""Evidence challenges, and how many a debater may make."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_CASCADE = {"ondelete": "CASCADE"}
_GROUNDS = "'nonexistent', 'distortion', 'clipping', 'straw', 'incomplete', 'context'"


def upgrade() -> None:
    with op.batch_alter_table("debates") as batch_op:
        batch_op.add_column(
            sa.Column("challenges_each", sa.Integer(), server_default="2", nullable=False)
        )
    op.create_table(
        "challenges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("card_number", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("stopped_n", sa.Integer(), nullable=True),
        sa.Column("resumed_n", sa.Integer(), nullable=True),
        sa.Column("skipped_ms", sa.BigInteger(), nullable=True),
        sa.Column("ruled_ms", sa.BigInteger(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("remedy", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("deck_version_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("reversed_ms", sa.BigInteger(), nullable=True),
        sa.Column("reversal", sa.String(), nullable=False),
        sa.Column("reversed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"ground IN ({_GROUNDS})", name=op.f("ck_challenges_ground")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_challenges_{column}_{table}"),
                **(_CASCADE if column in ("debate_id", "point_id") else {}),
            )
            for column, table in (
                ("debate_id", "debates"),
                ("point_id", "points"),
                ("seat_id", "seats"),
                ("account_id", "accounts"),
                ("card_id", "cards"),
                ("deck_version_id", "deck_versions"),
                ("reversed_by_id", "accounts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("debate_id", "number", name=op.f("uq_challenges_debate_id_number")),
    )
    with op.batch_alter_table("challenges") as batch_op:
        batch_op.create_index(op.f("ix_challenges_point_id"), ["point_id"], unique=False)
        batch_op.create_index(op.f("ix_challenges_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_challenges_open",
            ["debate_id"],
            unique=True,
            sqlite_where=sa.text("ruled_ms IS NULL"),
            postgresql_where=sa.text("ruled_ms IS NULL"),
        )
    op.create_table(
        "challenge_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debate_id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=6), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debate_id"],
            ["debates.id"],
            name=op.f("fk_challenge_statements_debate_id_debates"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_challenge_statements_challenge_id_challenges"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_challenge_statements_seat_id_seats")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_statements")),
        sa.UniqueConstraint(
            "challenge_id", "part", name=op.f("uq_challenge_statements_challenge_id_part")
        ),
    )
    with op.batch_alter_table("challenge_statements") as batch_op:
        batch_op.create_index(
            op.f("ix_challenge_statements_debate_id"), ["debate_id"], unique=False
        )
        batch_op.create_index(op.f("ix_challenge_statements_seat_id"), ["seat_id"], unique=False)


def downgrade() -> None:
    op.drop_table("challenge_statements")
    op.drop_table("challenges")
    with op.batch_alter_table("debates") as batch_op:
        batch_op.drop_column("challenges_each")
