"""Drafts keep what a point does to others: pairs of a kind and a point, not answers alone."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.alter_column("answers", new_column_name="links", existing_type=sa.JSON())
    _change(lambda found: [["answers", target] for target in found])


def downgrade() -> None:
    _change(lambda found: [target for kind, target in found if kind == "answers"])
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.alter_column("links", new_column_name="answers", existing_type=sa.JSON())


def _change(made: Callable[[list[Any]], list[Any]]) -> None:
    """Rewrite the column of each draft; most have none, and few drafts wait at any time."""
    drafts = sa.table("drafts", sa.column("id", sa.Integer), sa.column("links", sa.JSON))
    bind = op.get_bind()
    for draft_id, found in bind.execute(sa.select(drafts.c.id, drafts.c.links)).all():
        links = json.loads(found) if isinstance(found, str) else found
        if links:
            values = {"links": made(links)}
            bind.execute(drafts.update().where(drafts.c.id == draft_id).values(values))
