"""Formats that can be chosen: those that came with files, and those that a class edits.

Belongs here: writing them to their table. Does not belong here: what a format must be
(`domain.formats`), where files are read from (seeding). A debate has a copy of its own.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from debate.domain.formats import Format, as_data
from debate.domain.formats_editing import Typed, format_of
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused, RefusedFields
from debate.models.formats import Format as Row
from debate.services import accounts
from debate.services.decks import slug_of


def keep(session: Session, found: Sequence[Format]) -> int:
    """Add or replace the formats that came with files, in the order in which pages offer them.

    Returns how many rows changed. Those of classes are not touched.
    """
    rows = {row.slug: row for row in session.scalars(select(Row).where(Row.course_id.is_(None)))}
    changed = 0
    for position, fmt in enumerate(found, start=1):
        definition = _definition(fmt)
        row = rows.get(fmt.slug)
        if row is None:
            row = Row(slug=fmt.slug, position=0, definition="")
            session.add(row)
        if (row.position, row.definition) != (position, definition):
            row.position, row.definition = position, definition
            changed += 1
    session.flush()
    return changed


def create(
    session: Session, actor: Actor, course_id: int, like: Format, title: str, now: int
) -> str:
    """Give a class a format of its own, which says what `like` says under this title; its slug.

    The slug gets an ending by lot, so that no file's format ever comes to have the same.
    """
    slug = f"{slug_of(title) or 'format'}-{secrets.token_hex(3)}"
    definition = _definition(replace(like, slug=slug, title=title))
    row = Row(
        course_id=course_id,
        made_by_id=actor.account_id,
        slug=slug,
        version=1,
        definition=definition,
    )
    session.add(row)
    session.flush()
    accounts.audit(session, actor.account_id, "formats.create", "format", row.id, now, course_id)
    return slug


def change(session: Session, actor: Actor, slug: str, seen: int, typed: Typed, now: int) -> Format:
    """Make a class's format say what was typed; `seen` is the version the writer began with.

    Debates keep the copy they were made with. Raises NotFound, RefusedFields with each field at
    fault, and ChangedMeanwhile when somebody saved another version since.
    """
    row = _locked(session, slug)
    fmt, faults = format_of(typed, slug)
    if fmt is None:
        raise RefusedFields([(fault.path, fault.message) for fault in faults])
    definition = _definition(fmt)
    if definition == row.definition:
        return fmt
    if row.version != seen:
        raise ChangedMeanwhile
    row.definition = definition
    row.version += 1
    accounts.audit(
        session, actor.account_id, "formats.change", "format", row.id, now, row.course_id
    )
    session.flush()
    return fmt


def remove(session: Session, actor: Actor, slug: str, now: int) -> None:
    """Take a class's format off the list; debates keep their copies. Raises NotFound."""
    row = _locked(session, slug)
    accounts.audit(
        session, actor.account_id, "formats.remove", "format", row.id, now, row.course_id
    )
    session.execute(delete(Row).where(Row.id == row.id))


def _locked(session: Session, slug: str) -> Row:
    row = session.scalar(select(Row).where(Row.slug == slug).with_for_update())
    if row is None:
        raise NotFound
    if row.course_id is None:
        raise Refused("This format came with the app. Copy it to a class to change it.")
    return row


def _definition(fmt: Format) -> str:
    return json.dumps(as_data(fmt), ensure_ascii=False)
