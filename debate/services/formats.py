"""Keeping formats that can be chosen. A debate has a copy of its own.

Belongs here: writing them to their tables. Does not belong here: what they must be (`domain`), and
where they are read from (seeding).
"""

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import formats
from debate.models.formats import Format


def keep(session: Session, found: Sequence[formats.Format]) -> int:
    """Add or replace formats, in the order in which pages offer them; how many rows changed."""
    rows = {row.slug: row for row in session.scalars(select(Format))}
    changed = 0
    for position, fmt in enumerate(found, start=1):
        definition = json.dumps(formats.as_data(fmt), ensure_ascii=False)
        row = rows.get(fmt.slug)
        if row is None:
            row = Format(slug=fmt.slug, position=0, definition="")
            session.add(row)
        if (row.position, row.definition) != (position, definition):
            row.position, row.definition = position, definition
            changed += 1
    session.flush()
    return changed
