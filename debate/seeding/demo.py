"""The sample class of `debate demo`: building it, finding it again, keeping its debate alive.

Belongs here: what there is of the sample in a database. Does not belong here: how a session is
played from its script (`demo_scripts`), texts and names (`seeds/demo`), links (`web.demo`), the
server (`cli.demo`). The caller opens the transaction, on a database that holds nothing else.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.clock import Reading
from debate.domain.courses import read_roster
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.models.accounts import Account
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries.debates import load
from debate.services import accounts, controls, courses, debates, rosters, sittings

SESSIONS = ("finished", "running", "empty")
MARK = "demo "
"""A session of the sample is known again by its seed, which nobody can change: "demo running"."""

LOW_MS, GIVEN_MS = 90_000, 180_000
"""With less than the first left on the clock, a start gives the second."""

ALONE_MS = 600_000
"""A debate whose time was up for longer than this is followed by a fresh one."""


@dataclass(frozen=True)
class Linked:
    """A seat whose personal link the demo prints."""

    id: int
    generation: int
    name: str


@dataclass(frozen=True)
class Sample:
    """Where the sample stands. `sessions`: name → (slug, code); `seats`: role → seat."""

    account_id: int
    instructor: str
    debate_id: int  # the running one
    sessions: Mapping[str, tuple[str, str]]
    seats: Mapping[str, Linked]


def prepare(session: Session, now: int) -> None:
    """Build what is missing of the sample, and have the clock of its running debate run.

    A running debate that a visitor has ended, or left alone, is followed by a fresh one.
    """
    # What happened since the last start is settled first, else the past would look interrupted.
    controls.beat(session, now)
    account = session.scalar(select(Account).order_by(Account.id).limit(1))
    account_id = account.id if account else _make_class(session, now)
    staff = Actor("owner", account_id=account_id)
    found = _sittings(session)
    for name in SESSIONS:
        sitting = found.get(name)
        if sitting is None or (name == "running" and not _goes_on(session, staff, sitting, now)):
            _play(session, staff, name, now)


def find(session: Session) -> Sample | None:
    """The sample in this database, or None. Three statements."""
    found = _sittings(session)
    if len(found) < len(SESSIONS):
        return None
    running = found["running"]
    rows = session.execute(
        select(Seat, Student.name, Account.name.label("instructor"))
        .join(Student, Student.id == Seat.student_id)
        .join(Account, Account.id == running.created_by_id)
        .where(Seat.sitting_id == running.id, Seat.debate_id.is_not(None))
        .order_by(Seat.number)
    ).all()
    groups = {"student_p": "P", "student_o": "O", "judge": "judge", "audience": "audience"}
    picked = {
        role: [row for row in rows if group in (row.Seat.side, row.Seat.role)] or rows
        for role, group in groups.items()
    }
    return Sample(
        running.created_by_id,
        rows[0].instructor,
        rows[0].Seat.debate_id,
        {name: (found[name].slug, found[name].code or "") for name in SESSIONS},
        {
            role: Linked(row[-1].Seat.id, row[-1].Seat.generation, row[-1].name)
            for role, row in picked.items()
        },
    )


def _sittings(session: Session) -> dict[str, Sitting]:
    """The newest session of the sample by each name."""
    seeds = {MARK + name: name for name in SESSIONS}
    rows = session.scalars(select(Sitting).where(Sitting.seed.in_(seeds)).order_by(Sitting.id))
    return {seeds[row.seed]: row for row in rows}


def _play(session: Session, staff: Actor, name: str, now: int) -> None:
    # Here and below: the scripts need YAML, which most starts do without.
    from debate.seeding.demo_scripts import Play

    Play(session, staff, name, seed=MARK + name).run(now)


def _make_class(session: Session, now: int) -> int:
    """The instructor and the class with its list; the instructor's id.

    Nobody knows the password: one signs in by the demo's own link.
    """
    from debate.seeding.demo_scripts import DAY, read

    script = read("class")
    token = accounts.setup_link(session, now - 30 * DAY)
    password = secrets.token_urlsafe(24)
    person = accounts.Person(script["instructor"], script["email"], password)
    account_id = accounts.claim_first(session, token, person, now - 30 * DAY)
    course = courses.create(session, account_id, script["title"], now - 30 * DAY)
    staff = Actor("owner", account_id=account_id)
    rosters.save(session, staff, course, read_roster(script["students"]), now - 30 * DAY)
    return account_id


def _goes_on(session: Session, staff: Actor, sitting: Sitting, now: int) -> bool:
    """Whether the debate is still to be had: its clock runs again, with some time left.

    One that was left alone with its time up is ended, and so is its session.
    """
    debate = debates.lock_all(session, sitting)[0]
    here = load(session, debate.id, MODERATORS, now)
    assert here is not None
    if debate.ended_ms is None and here.reading.left_ms > -ALONE_MS:
        _wind(session, staff, debate, here.reading, now)
        return True
    if debate.ended_ms is None:
        controls.act(session, staff, debate, "finish", now=now, confirmed=True)
    if sitting.state != "ended":
        sittings.end(session, staff, sitting, now)
    return False


def _wind(session: Session, staff: Actor, debate: Debate, reading: Reading, now: int) -> None:
    """Let the clock run where the time between two starts stopped it."""
    if reading.state == "paused" and reading.prep_side is None:
        controls.act(session, staff, debate, "resume", now=now)
    if reading.left_ms < LOW_MS:
        seconds = (GIVEN_MS - max(reading.left_ms, 0)) // 1000
        controls.act(session, staff, debate, "add", seconds, now=now)
