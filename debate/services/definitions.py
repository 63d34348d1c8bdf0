"""What came with files, and what classes make of it: formats and rubrics are written alike.

Belongs here: the rows of such a table and their versions. Does not belong here: what a format or a
rubric must be (`domain`), where files are read from (seeding). A debate has a copy of its own, so
nothing here reaches a debate that stands.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from debate.domain.datafiles import Problem
from debate.domain.formats import Format
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused, RefusedFields
from debate.domain.rubrics import Rubric
from debate.models.formats import Format as FormatRow
from debate.models.rubrics import Rubric as RubricRow
from debate.services import accounts, keys
from debate.services.decks import slug_of

Row = FormatRow | RubricRow
Kept = TypeVar("Kept", Format, Rubric)
Typed = TypeVar("Typed")


@dataclass(frozen=True)
class Definitions(Generic[Kept, Typed]):
    """One kind of them: its table, what it is called ("format"), and how one is told and read.

    `read` gives what was typed in the editor under a slug, or None and each fault with its field.
    """

    table: type[FormatRow] | type[RubricRow]
    noun: str
    tell: Callable[[Kept], Mapping[str, object]]
    read: Callable[[Typed, str], tuple[Kept | None, Sequence[Problem]]]

    def keep(self, session: Session, found: Sequence[Kept]) -> int:
        """Add or replace those that came with files, in the order in which pages offer them.

        Returns how many rows changed. Those of classes are not touched.
        """
        query = select(self.table).where(self.table.course_id.is_(None))
        rows = {row.slug: row for row in self._rows(session, query)}
        changed = 0
        for position, one in enumerate(found, start=1):
            definition = self._written(one)
            row = rows.get(one.slug)
            if row is None:
                row = self.table(slug=one.slug, definition="", position=0)
                session.add(row)
            if (row.position, row.definition) != (position, definition):
                row.position, row.definition = position, definition
                changed += 1
        session.flush()
        return changed

    def create(
        self,
        session: Session,
        actor: Actor,
        course_id: int,
        like: Kept,
        title: str,
        now: int,
        key: str = "",
    ) -> str:
        """Give a class one of its own, which says what `like` says under this title; its slug.

        The slug gets an ending by lot, so that no file's ever comes to be the same. Once for its
        key. Raises KeyReused when that stood in another form.
        """
        act, target = f"{self.noun}s.create", str(course_id)
        fields = {"title": title, "like": self._written(like)}
        accounts.lock(session, actor.account_id)
        sent = keys.Sent(actor.ref, act, target, key, fields)
        made = keys.once(
            session, sent, now, lambda: self._add(session, actor, course_id, like, title, now)
        )
        return str(made["slug"])

    def _add(
        self, session: Session, actor: Actor, course_id: int, like: Kept, title: str, now: int
    ) -> dict[str, str]:
        slug = f"{slug_of(title) or self.noun}-{secrets.token_hex(3)}"
        row = self.table(
            course_id=course_id,
            slug=slug,
            version=1,
            definition=self._written(replace(like, slug=slug, title=title)),
        )
        if isinstance(row, FormatRow):
            row.made_by_id = actor.account_id
        session.add(row)
        session.flush()
        self._audit(session, actor, "create", row, now)
        return {"slug": slug}

    def change(
        self, session: Session, actor: Actor, slug: str, seen: int, typed: Typed, now: int
    ) -> Kept:
        """Make a class's one say what was typed; `seen` is the version the writer began with.

        Raises NotFound, RefusedFields with each field at fault, and ChangedMeanwhile when somebody
        saved another version since.
        """
        row = self._locked(session, slug)
        fresh, faults = self.read(typed, slug)
        if fresh is None:
            raise RefusedFields([(fault.path, fault.message) for fault in faults])
        definition = self._written(fresh)
        if definition == row.definition:
            return fresh
        if row.version != seen:
            raise ChangedMeanwhile
        row.definition = definition
        row.version += 1
        self._audit(session, actor, "change", row, now)
        session.flush()
        return fresh

    def remove(self, session: Session, actor: Actor, slug: str, now: int) -> None:
        """Take a class's one off the list. Raises NotFound."""
        row = self._locked(session, slug)
        self._audit(session, actor, "remove", row, now)
        session.execute(delete(self.table).where(self.table.id == row.id))

    def _locked(self, session: Session, slug: str) -> Row:
        query = select(self.table).where(self.table.slug == slug).with_for_update()
        row = next(iter(self._rows(session, query)), None)
        if row is None:
            raise NotFound
        if row.course_id is None:
            raise Refused(f"This {self.noun} came with the app. Copy it to a class to change it.")
        return row

    def _rows(self, session: Session, query: Select[Any]) -> Sequence[Row]:
        return session.scalars(query).all()

    def _audit(self, session: Session, actor: Actor, verb: str, row: Row, now: int) -> None:
        act = f"{self.noun}s.{verb}"
        accounts.audit(session, actor.account_id, act, self.noun, row.id, now, row.course_id)

    def _written(self, one: Kept) -> str:
        return json.dumps(self.tell(one), ensure_ascii=False)
