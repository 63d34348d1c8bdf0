"""Reads about seats: which seat a browser holds, and what a person is told of their own seat.

Does not belong here: the people of a sitting as staff see them (`sittings`).
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain.events import MODERATORS
from debate.domain.steps import Format
from debate.domain.visibility import label
from debate.models.accounts import Account, BrowserSeat, BrowserSession
from debate.models.courses import Course, Student
from debate.models.debates import Debate
from debate.models.measures import Measure
from debate.models.seats import Presence, Seat
from debate.models.sittings import Sitting
from debate.queries.accounts import NOBODY, Browser
from debate.queries.debates import parse_format
from debate.queries.debates_rows import LISTED, STANDING


class HeldSeat(NamedTuple):
    """A seat that a browser holds now."""

    id: int
    number: int
    generation: int
    sitting_id: int
    sitting_slug: str
    debate_id: int  # 0: waiting without a room
    debate_slug: str
    role: str
    side: str | None
    seen_ms: int | None  # when a page of it was asked for, to about twenty seconds
    measures: str = ""  # those that stand, as `domain.measures.read_standing` reads them


class WaitingSeat(NamedTuple):
    """Somebody who has come and has no room yet."""

    number: int
    name: str
    confirmed: bool


def waiting(session: Session, sitting_id: int) -> tuple[WaitingSeat, ...]:
    """Who waits for a room in a sitting, in the order of coming, as the console names them."""
    rows = session.execute(
        select(
            Seat.number,
            Seat.typed_name,
            Seat.code_name,
            Seat.confirmed_ms,
            Student.name,
            Sitting.staff_labels,
        )
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(
            Seat.sitting_id == sitting_id,
            Seat.debate_id.is_(None),
            Seat.claimed_ms.is_not(None),
            Seat.absent_ms.is_(None),
        )
        .order_by(Seat.number)
    )
    return tuple(
        WaitingSeat(
            row.number,
            label(
                row.number,
                row.name or row.typed_name,
                row.code_name,
                MODERATORS,
                "",
                "",
                row.staff_labels,
            ),
            row.confirmed_ms is not None,
        )
        for row in rows
    )


class Asking(NamedTuple):
    """Who asks from a seat's address: the browser, and the seat if it holds that (else None)."""

    browser: Browser
    seat: HeldSeat | None


def asking(
    session: Session,
    token_hash: str,
    number: int,
    *,
    debate_slug: str = "",
    sitting_slug: str = "",
) -> Asking:
    """The browser with this session token, and the seat `number` as it holds it; one statement."""
    query = _IN_DEBATE if debate_slug else _IN_SITTING
    values = {"token_hash": token_hash, "number": number, "slug": debate_slug or sitting_slug}
    row = read(session, query, values).one_or_none() if token_hash else None
    if row is None:
        return Asking(NOBODY, None)
    browser_id, account_id, name, instructor, owner, seat_id, *rest = row
    who = Browser(browser_id, account_id or 0, name or "", bool(instructor), bool(owner))
    if seat_id is None:
        return Asking(who, None)
    number, generation, role, side, sitting_id, slug, debate_id, debate, seen_ms, standing = rest
    seat = HeldSeat(
        seat_id,
        number,
        generation,
        sitting_id,
        slug,
        debate_id or 0,
        debate or "",
        role,
        side,
        seen_ms,
        standing or "",
    )
    return Asking(who, seat)


# Built once: what stands against the seat that is read.
_MEASURES = (
    select(func.aggregate_strings(STANDING, LISTED))
    .where(
        Measure.debate_id == Seat.debate_id,
        Measure.seat_id == Seat.id,
        Measure.ended_ms.is_(None),
    )
    .correlate(Seat)
    .scalar_subquery()
    .label("measures")
)


def _asking(place: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    held = (
        select(
            BrowserSeat.browser_session_id,
            Seat.id,
            Seat.number,
            Seat.generation,
            Seat.role,
            Seat.side,
            Sitting.id.label("sitting_id"),
            Sitting.slug.label("sitting_slug"),
            Debate.id.label("debate_id"),
            Debate.slug.label("debate_slug"),
            Presence.seen_ms,
            _MEASURES,
        )
        .join(
            Seat,
            (BrowserSeat.seat_id == Seat.id) & (BrowserSeat.generation == Seat.generation),
        )
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Debate, Debate.id == Seat.debate_id)
        .outerjoin(Presence, Presence.seat_id == Seat.id)
        .where(Seat.number == bindparam("number"), place)
        .subquery()
    )
    return (
        select(
            BrowserSession.id.label("browser_id"),
            Account.id.label("account_id"),
            Account.name,
            Account.instructor,
            Account.owner,
            *(column for column in held.c if column.name != "browser_session_id"),
        )
        .select_from(BrowserSession)
        .outerjoin(
            Account, (Account.id == BrowserSession.account_id) & Account.disabled_ms.is_(None)
        )
        .outerjoin(held, held.c.browser_session_id == BrowserSession.id)
        .where(BrowserSession.token_hash == bindparam("token_hash"))
    )


# Built once: every request of a seat asks this.
_IN_DEBATE = _asking(Debate.slug == bindparam("slug"))
_IN_SITTING = _asking(Sitting.slug == bindparam("slug"))


class OwnSeat(NamedTuple):
    """A seat as the person in it is told of it. `name` is their own; others may see `code_name`."""

    id: int
    number: int
    generation: int
    name: str
    code_name: str
    by_code: bool  # others see the code name
    role: str
    side: str | None
    side_name: str
    motion: str
    room: int  # 0: none yet
    debate_slug: str
    sitting_slug: str
    sitting_title: str
    sitting_state: str
    course_title: str
    instructor: str
    claimed: bool
    confirmed: bool
    held: bool  # by the browser that asks
    shadow: bool  # judges for practice: the ballot does not count

    @property
    def early(self) -> bool:
        """Whether the session has not been opened yet."""
        return self.sitting_state == "planned"

    @property
    def door(self) -> str:
        """Where this seat's page is: its room, or the place to wait for it."""
        if self.room and not self.early:
            return f"/debates/{self.debate_slug}/{self.number}/"
        return f"/sittings/{self.sitting_slug}/{self.number}/"


def own(session: Session, seat_id: int, browser_id: int) -> OwnSeat | None:
    """One seat, whoever holds it; None if there is none. One statement."""
    return next(iter(_own(session, browser_id, Seat.id == seat_id)), None)


def held_in(session: Session, sitting_id: int, browser_id: int) -> tuple[OwnSeat, ...]:
    """The seats of a sitting that this browser holds, in order of number. One statement."""
    chosen = (Seat.sitting_id == sitting_id) & BrowserSeat.id.is_not(None)
    return _own(session, browser_id, chosen)


def held_by_slug(session: Session, sitting_slug: str, browser_id: int) -> tuple[OwnSeat, ...]:
    """As `held_in`, for the sitting with this slug."""
    chosen = (Sitting.slug == sitting_slug) & BrowserSeat.id.is_not(None)
    return _own(session, browser_id, chosen)


def moved(session: Session, debate_slug: str, number: int, browser_id: int) -> OwnSeat | None:
    """The seat of a sitting that this browser holds, asked for at a debate it may have left."""
    sitting = select(Debate.sitting_id).where(Debate.slug == debate_slug).scalar_subquery()
    mine = BrowserSeat.id.is_not(None) & (Seat.number == number)
    return next(iter(_own(session, browser_id, mine & (Seat.sitting_id == sitting))), None)


def _own(session: Session, browser_id: int, chosen: ColumnElement[bool]) -> tuple[OwnSeat, ...]:
    rows = session.execute(
        select(
            Seat,
            Sitting,
            Student.name.label("student_name"),
            Course.title.label("course_title"),
            Account.name.label("instructor"),
            Debate.slug.label("debate_slug"),
            Debate.number.label("room"),
            Debate.motion_text,
            Debate.format_json,
            BrowserSeat.id.label("held"),
        )
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .join(Course, Course.id == Sitting.course_id)
        .join(Account, Account.id == Sitting.created_by_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .outerjoin(Debate, Debate.id == Seat.debate_id)
        .outerjoin(
            BrowserSeat,
            (BrowserSeat.seat_id == Seat.id)
            & (BrowserSeat.generation == Seat.generation)
            & (BrowserSeat.browser_session_id == browser_id),
        )
        .where(chosen)
        .order_by(Seat.number)
    )
    return tuple(_own_seat(row) for row in rows)


def _own_seat(row: Any) -> OwnSeat:
    return OwnSeat(
        id=row.Seat.id,
        number=row.Seat.number,
        generation=row.Seat.generation,
        # To themselves everybody has their name, whatever others see.
        name=label(
            row.Seat.number,
            row.student_name or row.Seat.typed_name,
            row.Seat.code_name,
            MODERATORS,
            "",
            "",
        ),
        code_name=row.Seat.code_name,
        by_code=row.Sitting.room_labels == "codes",
        role=row.Seat.role,
        side=row.Seat.side,
        side_name=_part(parse_format(row.format_json), row.Seat) if row.Seat.side else "",
        motion=row.motion_text or "",
        room=row.room or 0,
        debate_slug=row.debate_slug or "",
        sitting_slug=row.Sitting.slug,
        sitting_title=row.Sitting.title,
        sitting_state=row.Sitting.state,
        course_title=row.course_title,
        instructor=row.instructor,
        claimed=row.Seat.claimed_ms is not None,
        confirmed=row.Seat.confirmed_ms is not None,
        held=row.held is not None,
        shadow=row.Seat.shadow,
    )


def _part(fmt: Format, seat: Seat) -> str:
    return fmt.team_name(fmt.team(seat.side or "P", seat.position or 1))
