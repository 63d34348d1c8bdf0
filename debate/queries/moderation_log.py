"""Reads of the moderation log of a debate: who did what, when, about whom, and why.

Belongs here: acts on points and people, controls of the clock that somebody pressed, announcements,
and challenges that were withdrawn, in one order, as a page or as a whole. Does not belong here:
what a kind is called (`domain.moderation`); writing (`services.moderation_log`).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from debate.domain import moderation
from debate.domain.speeches import point_address
from debate.models.accounts import Account
from debate.models.challenges import Challenge
from debate.models.debates import Control
from debate.models.moderation import ModerationAct
from debate.models.sittings import Announcement
from debate.models.speeches import Point, Speech
from debate.queries.debates import DebateNow

PAGE = 100


class LogLine(NamedTuple):
    """One act. `words` says what it was; `about` is an address or other place, "" for none.

    `kind` is one of `domain.moderation.ACTS`, of the clock's control events, or "announcement".
    `person`: the label of the seat that it is about. `why`: the reason, or what was announced.
    """

    kind: str
    group: str
    words: str
    at_ms: int
    about: str
    person: str
    by: str
    why: str
    seat: int | None  # the number of that seat


class Filter(NamedTuple):
    """What of the log is wanted: a group ("": all), the account of one person (0: everybody)."""

    group: str = ""
    account_id: int = 0


class LogPage(NamedTuple):
    """A page of the log, oldest first. `people`: who acted, by account."""

    lines: tuple[LogLine, ...]
    chosen: Filter
    number: int  # of the page, from 1
    pages: int
    total: int
    people: tuple[tuple[int, str], ...]


def page(session: Session, here: DebateNow, chosen: Filter, number: int) -> LogPage:
    """Page `number` of the log (0: the last), at most PAGE lines; three statements."""
    rows = _rows(here)
    people = session.execute(
        select(Account.id, Account.name)
        .where(Account.id.in_(select(rows.c.account_id)))
        .order_by(Account.name, Account.id)
    )
    wanted = _wanted(rows, chosen)
    total = session.scalar(select(func.count()).select_from(rows).where(*wanted)) or 0
    pages = max(-(-total // PAGE), 1)
    number = min(number or pages, pages)
    found = _lines(rows).where(*wanted).limit(PAGE).offset((number - 1) * PAGE)
    return LogPage(
        _read(session, here, found),
        chosen,
        number,
        pages,
        total,
        tuple((id_, name) for id_, name in people),
    )


def whole(session: Session, here: DebateNow, chosen: Filter) -> tuple[LogLine, ...]:
    """All that is chosen of the log, oldest first; one statement."""
    rows = _rows(here)
    return _read(session, here, _lines(rows).where(*_wanted(rows, chosen)))


def apart_from_points(session: Session, here: DebateNow) -> tuple[LogLine, ...]:
    """Acts on people and on the whole room, oldest first; one statement."""
    rows = _acts(here).where(ModerationAct.point_id.is_(None)).subquery()
    return _read(session, here, _lines(rows))


def _read(
    session: Session, here: DebateNow, statement: Select[*tuple[Any, ...]]
) -> tuple[LogLine, ...]:
    return tuple(_line(here, row) for row in session.execute(statement))


def _line(here: DebateNow, row: Any) -> LogLine:
    about, why = _place(row), row.note
    if row.kind in ("speech", "vacate", "mode", "hold_step", "unhold_step", "set_challenges"):
        about, why = row.note, ""  # what it is about has no column of its own
    person = row.seat_id or row.point_seat
    line = here.seat(person) if person else None
    label = here.label(person) if person else ""
    by_seat = row.kind == moderation.WITHDRAWN
    return LogLine(
        row.kind,
        moderation.group_of(row.kind),
        moderation.said(row.kind, row.value, here.fmt.sides),
        row.at_ms,
        about,
        "" if by_seat else label,
        label if by_seat else row.name or "",
        why,
        line.number if line else None,
    )


def _place(row: Any) -> str:
    if row.address is None:
        return ""
    if row.number is None:
        return f"{row.address}, not numbered"
    return point_address(row.address, row.number, row.half)


def _rows(here: DebateNow) -> Subquery:
    """All acts of moderators, and what was withdrawn from them, in columns alike."""
    acts = _acts(here)
    controls: Select[*tuple[Any, ...]] = select(
        Control.at_ms,
        literal_column("2"),
        Control.n,
        Control.kind,
        Control.value,
        literal_column("''"),
        Control.account_id,
        null(),
        null(),
    ).where(Control.debate_id == here.id, Control.account_id.is_not(None))
    told: Select[*tuple[Any, ...]] = select(
        Announcement.at_ms,
        literal_column("3"),
        Announcement.id,
        literal_column(f"'{moderation.ANNOUNCEMENT}'"),
        literal_column("0"),
        Announcement.text,
        Announcement.account_id,
        null(),
        null(),
    ).where(Announcement.sitting_id == here.sitting_id, Announcement.account_id.is_not(None))
    dropped: Select[*tuple[Any, ...]] = select(
        Challenge.ruled_ms,
        literal_column("4"),
        Challenge.id,
        literal_column(f"'{moderation.WITHDRAWN}'"),
        literal_column("0"),
        literal_column("''"),
        null(),
        Challenge.point_id,
        Challenge.seat_id,
    ).where(
        Challenge.debate_id == here.id, Challenge.ruled_ms.is_not(None), Challenge.upheld.is_(None)
    )
    return union_all(acts, controls, told, dropped).subquery()


def _acts(here: DebateNow) -> Select[*tuple[Any, ...]]:
    return select(
        ModerationAct.at_ms.label("at_ms"),
        literal_column("1").label("source"),
        ModerationAct.id.label("id"),
        ModerationAct.kind.label("kind"),
        literal_column("0").label("value"),
        ModerationAct.note.label("note"),
        ModerationAct.account_id.label("account_id"),
        ModerationAct.point_id.label("point_id"),
        ModerationAct.seat_id.label("seat_id"),
    ).where(ModerationAct.debate_id == here.id)


def _lines(rows: Subquery) -> Select[*tuple[Any, ...]]:
    return (
        select(
            rows.c.at_ms,
            rows.c.kind,
            rows.c.value,
            rows.c.note,
            rows.c.seat_id,
            Account.name,
            Speech.address,
            Point.number,
            Point.half,
            Point.seat_id.label("point_seat"),
        )
        .select_from(rows)
        .outerjoin(Account, Account.id == rows.c.account_id)
        .outerjoin(Point, Point.id == rows.c.point_id)
        .outerjoin(Speech, Speech.id == Point.speech_id)
        .order_by(rows.c.at_ms, rows.c.source, rows.c.id)
    )


def _wanted(rows: Subquery, chosen: Filter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.account_id:
        found.append(rows.c.account_id == chosen.account_id)
    if chosen.group == moderation.CLOCK:
        found.append(rows.c.source == 2)
    elif chosen.group:
        kinds = [*moderation.kinds_of(chosen.group)]
        if chosen.group == moderation.group_of(moderation.ANNOUNCEMENT):
            kinds.append(moderation.ANNOUNCEMENT)
        found += [rows.c.source != 2, rows.c.kind.in_(kinds)]
    return found
