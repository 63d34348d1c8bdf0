"""Names of lines on the flow sheet.

Does not belong here: where a point stands (`domain.flow_lines`), links (`speeches`).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.events import ALL_VIEWS, MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.models.flow import FlowLine
from debate.models.moderation import ModerationAct
from debate.models.speeches import Point
from debate.queries import debates, flow_sheets, speeches
from debate.services import events

NAME_MAX = 60


def name_line(
    session: Session, actor: Actor, debate: Debate, address: str, name: str, *, now: int
) -> str:
    """Name the line in which a point stands; "" takes the name away. Returns the line's address.

    Raises NotFound where no such point stands on the sheet, Refused for a name that is too long.
    """
    name = " ".join(name.split())
    if len(name) > NAME_MAX:
        raise Refused(f"A name has at most {NAME_MAX} characters.", "name")
    here = debates.load(session, debate.id, MODERATORS, now)
    rows = speeches.point_rows(session, here) if here else ()
    line = flow_sheets.of_rows(here, rows, (), {}).line_of(address) if here else None
    if here is None or line is None:
        raise NotFound
    first = session.get_one(
        Point, next(row.id for row in rows if row.address == line.address and not row.half)
    )
    row = _row(session, debate, first)
    if row.name == name:
        return line.address
    row.name = name
    session.add(row)
    session.add(
        ModerationAct(
            debate_id=debate.id,
            point_id=first.id,
            kind="name_line",
            note=name,
            account_id=actor.account_id,
            at_ms=now,
        )
    )
    session.flush()
    sealed = here.is_sealed(here.speech_of[first.speech_id].step_index)
    events.record(
        session,
        debate,
        "line_named",
        now=now,
        payload={"point": first.id, "address": line.address, "name": name},
        changes=[Change("flow", views=(MODERATORS,) if sealed else ALL_VIEWS)],
        hint="flow",
        hint_to=MODERATORS,
    )
    events.hint_screens(session, debate.id, "flow")
    return line.address


def _row(session: Session, debate: Debate, first: Point) -> FlowLine:
    """The row of a line, which may have been named by an earlier version of its first point."""
    found = session.scalar(
        select(FlowLine)
        .join(Point, Point.id == FlowLine.point_id)
        .where(
            FlowLine.debate_id == debate.id,
            Point.speech_id == first.speech_id,
            Point.number == first.number,
            Point.half == "",
        )
    )
    return found or FlowLine(debate_id=debate.id, point_id=first.id, name="")
