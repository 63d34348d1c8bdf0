"""A point before the room: its number, its event, and the words that the record must prove."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain.events import ALL_VIEWS, MODERATORS, TEAMS, Change
from debate.domain.refusals import Refused
from debate.domain.speeches import point_address
from debate.domain.steps import Step
from debate.models.debates import Debate
from debate.models.seats import Seat
from debate.models.speeches import Citation, Point, PointLink, Speech
from debate.queries.debates import SpeechLine
from debate.services import events


def publish(
    session: Session,
    debate: Debate,
    point: Point,
    speech: Speech | SpeechLine,
    step: Step,
    *,
    now: int,
    kind: str = "point_sent",
) -> str:
    """Give a point its number in its speech and show it; returns its address.

    An approval calls this too, with the kind "point_approved": the duty to answer runs from here.
    """
    if point.number is None:
        point.number = _replaced_number(session, point) or next_number(session, speech, point.half)
    point.state, point.visible_ms = "sent", now
    session.flush()
    address = point_address(speech.address, point.number, point.half)
    views = (MODERATORS,) if step.sealed else ALL_VIEWS
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=_seat_number(session, point.seat_id),
        payload=payload(session, point, address),
        changes=[
            Change(f"point-{address}", f"points-{speech.address}", views),
            Change("flow", views=views),
        ],
        hint="flow",
        hint_to=MODERATORS,
    )
    events.hint_screens(session, debate.id, "flow")
    # Who prepares may answer it now; who asked or was asked sees it in the composer.
    for view in (*TEAMS.values(), f"seat:{point.seat_id}"):
        events.hint(session, debate.id, "turn", view)
    return address


def payload(session: Session, point: Point, address: str) -> dict[str, object]:
    """The words of a point as they stand in its event: everything the record must prove."""
    cards = read(session, _CITATIONS, {"point": point.id})
    links = read(session, _LINKS, {"point": point.id})
    return {
        "address": address,
        "side": point.side or "",
        "claim": point.claim,
        "reasons": point.reasons,
        "version": point.version,
        "cards": [{"number": row[0], "card": row[1], "badge": row[2]} for row in cards],
        "links": [
            {"kind": row[0], "target": point_address(row[1], row[2] or 0, row[3])} for row in links
        ],
    }


def next_number(session: Session, speech: Speech | SpeechLine, half: str) -> int:
    """The next number of a speech; an answer gets that of the first question without one."""
    rows = read(session, _NUMBERS, {"speech": speech.id})
    found: dict[str, set[int]] = {"": set(), "q": set(), "a": set()}
    for number, kind in rows:
        found[kind].add(number or 0)
    if half != "a":
        return max(found[half], default=0) + 1
    waiting = sorted(found["q"] - found["a"])
    if not waiting:
        raise Refused("There is no question to answer yet. Your words are still here.", "claim")
    return waiting[0]


def _replaced_number(session: Session, point: Point) -> int | None:
    """The number of the version that stood in its place until now, which steps back."""
    old = None if point.replaces_id is None else session.get(Point, point.replaces_id)
    if old is None or not old.current:
        return None
    old.current = False
    session.flush()
    return old.number


def _seat_number(session: Session, seat_id: int) -> int | None:
    return read(session, _SEAT_NUMBER, {"seat": seat_id}).scalar()


# Built once: each point that is sent runs these.
_CITATIONS = (
    select(Citation.card_number, Citation.card_id, Citation.badge)
    .where(Citation.point_id == bindparam("point"))
    .order_by(Citation.position)
)
_LINKS = (
    select(PointLink.kind, Speech.address, Point.number, Point.half)
    .join(Point, Point.id == PointLink.target_id)
    .join(Speech, Speech.id == Point.speech_id)
    .where(PointLink.point_id == bindparam("point"))
    .order_by(PointLink.id)
)
_NUMBERS = select(Point.number, Point.half).where(
    Point.speech_id == bindparam("speech"), Point.number.is_not(None)
)
_SEAT_NUMBER = select(Seat.number).where(Seat.id == bindparam("seat"))
