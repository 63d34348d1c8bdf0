"""Reads of word lists: that of a class, and what it finds."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import wordlists as rules
from debate.models.speeches import Point
from debate.models.wordlists import Wordlist
from debate.queries.debates import DebateNow


class Listed(NamedTuple):
    """The list of a class: its entries, one a line, and what happens when one is found."""

    words: str
    effect: str


def of_course(session: Session, course_id: int) -> Listed:
    """The list of a class; without one an empty list that would warn."""
    row = session.execute(
        select(Wordlist.words, Wordlist.effect).where(Wordlist.course_id == course_id)
    ).one_or_none()
    return Listed(*row) if row else Listed("", rules.WARN)


def of_points(
    session: Session, here: DebateNow, ids: Collection[int]
) -> Mapping[int, tuple[str, ...]]:
    """What the list finds in points that wait, by id; no statement where it holds nothing."""
    if here.words_effect != rules.HOLD or not ids:
        return {}
    listed = rules.read(of_course(session, here.course_id).words)
    rows = session.execute(select(Point.id, Point.claim, Point.reasons).where(Point.id.in_(ids)))
    return {row.id: rules.find(listed, row.claim, row.reasons) for row in rows}


def found(session: Session, here: DebateNow, *texts: str) -> tuple[str, ...]:
    """What the list of the debate's class finds in texts; no statement where it has none."""
    if not here.words_effect:
        return ()
    return rules.find(rules.read(of_course(session, here.course_id).words), *texts)
