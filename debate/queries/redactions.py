"""Reads for redacting: a point with its versions, what names it, words on a speech, mentions."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import redactions
from debate.domain.events import MODERATORS
from debate.domain.refusals import NotFound
from debate.domain.speeches import point_address
from debate.models.agreements import Agreement
from debate.models.debates import Debate
from debate.models.moderation import ModerationAct
from debate.models.seats import Seat
from debate.models.sittings import Announcement
from debate.models.speeches import Point, PointLink, Reflection, Speech
from debate.queries.debates import DebateNow, load
from debate.queries.erasures_mentions import Mention


class Linking(NamedTuple):
    """A point that names another one by its claim, and the step that it was said in."""

    address: str
    step_index: int


class Written(NamedTuple):
    """A point as its author wrote it, for who redacts it."""

    claim: str
    reasons: str


def subject(
    session: Session, debate_id: int, point_id: int, now: int
) -> tuple[Point, Speech, DebateNow]:
    """A point as it counts now, with its speech and debate. Raises NotFound."""
    point = session.get(Point, point_id, populate_existing=True)
    here = load(session, debate_id, MODERATORS, now)
    if point is None or here is None or point.debate_id != debate_id or not point.current:
        raise NotFound
    return point, session.get_one(Speech, point.speech_id), here


def written(session: Session, debate_id: int, point_id: int) -> Written:
    """The words of a point as they were written. Raises NotFound."""
    row = session.execute(
        select(Point.claim, Point.reasons).where(
            Point.id == point_id, Point.debate_id == debate_id, Point.current
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Written(*row)


def whole(session: Session, debate_id: int, now: int) -> DebateNow:
    """A debate as moderators see it. Raises NotFound."""
    here = load(session, debate_id, MODERATORS, now)
    if here is None:
        raise NotFound
    return here


def words(session: Session, here: DebateNow, address: str, seat: int) -> tuple[Agreement, ...]:
    """All that seat number `seat` said is missing from a speech or a line, the newest first.

    Raises NotFound where it said nothing.
    """
    name, _, number = address.partition(".")
    speech = here.speech(name)
    if speech is None or (number and (not number.isdecimal() or len(number) > 4)):
        raise NotFound
    query = (
        select(Agreement)
        .join(Seat, Seat.id == Agreement.seat_id)
        .where(Agreement.speech_id == speech.id, Seat.number == seat, Agreement.words != "")
        .order_by(Agreement.id.desc())
        .execution_options(populate_existing=True)
    )
    if number:
        # A line that was sent once more has the same number; its words are about the same line.
        lines = select(Point.id).where(Point.speech_id == speech.id, Point.number == int(number))
        query = query.where(Agreement.point_id.in_(lines))
    else:
        query = query.where(Agreement.point_id.is_(None))
    found = tuple(session.scalars(query))
    if not found:
        raise NotFound
    return found


def reasons(session: Session, debate_id: int, seat_id: int) -> tuple[str, ...]:
    """Why passages went from what this seat said is missing, oldest first."""
    return tuple(
        session.scalars(
            select(ModerationAct.note)
            .where(
                ModerationAct.debate_id == debate_id,
                ModerationAct.seat_id == seat_id,
                ModerationAct.point_id.is_(None),
                ModerationAct.kind == "redact",
            )
            .order_by(ModerationAct.id)
        )
    )


def versions(session: Session, point: Point) -> tuple[Point, ...]:
    """All versions of a point that there are, the newest first; `point` is the one that counts.

    Under hold a newer version may wait beside the one that stands; it belongs to them.
    """
    rows = session.scalars(
        select(Point)
        .where(Point.debate_id == point.debate_id, Point.seat_id == point.seat_id)
        .order_by(Point.id.desc())
    ).all()
    known = {point.id}
    while more := [row for row in rows if row.id not in known and _is_beside(row, rows, known)]:
        known.update(row.id for row in more)
    return tuple(row for row in rows if row.id in known)


def linking(session: Session, ids: Collection[int]) -> tuple[Linking, ...]:
    """The points with a number that are linked to one of these, oldest first."""
    rows = session.execute(
        select(Speech.address, Point.number, Point.half, Speech.step_index)
        .join(Point, Point.speech_id == Speech.id)
        .where(
            Point.current,
            Point.number.is_not(None),
            Point.id.in_(select(PointLink.point_id).where(PointLink.target_id.in_(ids))),
        )
        .order_by(Point.id)
    )
    return tuple(
        Linking(point_address(address, number, half), step)
        for address, number, half, step in rows
        if number
    )


def elsewhere(session: Session, debate: Debate, sitting: str, passage: str) -> tuple[Mention, ...]:
    """Where the passage stands in what others said in this debate or to all of it."""
    found = {
        Mention(what, sitting, "" if what == "announcement" else debate.slug, place): None
        for what, place, texts in _texts(session, debate)
        if any(redactions.stands(text, passage) for text in texts)
    }
    return tuple(found)


def _is_beside(row: Point, rows: Sequence[Point], known: Collection[int]) -> bool:
    """Whether a known version replaced this one, or this one a known version."""
    return row.replaces_id in known or any(
        one.replaces_id == row.id for one in rows if one.id in known
    )


def _texts(session: Session, debate: Debate) -> Iterator[tuple[str, str, Sequence[str]]]:
    """What it is, where it stands, and its words."""
    points = session.execute(
        select(Speech.address, Point.number, Point.half, Point.claim, Point.reasons)
        .join(Speech, Speech.id == Point.speech_id)
        .where(Point.debate_id == debate.id, Point.current)
        .order_by(Point.id)
    )
    for address, number, half, *words in points:
        place = point_address(address, number, half) if number else f"{address}, not numbered"
        yield "point", place, words
    for what, column in (("agreement", Agreement.words), ("reflection", Reflection.text)):
        table = column.class_
        rows = session.execute(
            select(Seat.number, column)
            .join(Seat, Seat.id == table.seat_id)
            .where(table.debate_id == debate.id)
            .order_by(table.id)
        )
        for seat, text in rows:
            yield what, f"seat {seat}", [text]
    announced = select(Announcement.text).where(Announcement.sitting_id == debate.sitting_id)
    for text in session.scalars(announced):
        yield "announcement", "", [text]
