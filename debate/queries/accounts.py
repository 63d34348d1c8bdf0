"""Reads about accounts: who a browser is, its role in a class, its seats, and invitations."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.models.accounts import Account, BrowserSeat, BrowserSession, Invitation
from debate.models.courses import Course, CourseMember
from debate.models.debates import Debate
from debate.models.seats import Seat
from debate.models.sittings import Sitting


class Browser(NamedTuple):
    """A known browser; `account_id` is 0 where nobody is signed in."""

    id: int
    account_id: int
    name: str
    instructor: bool
    owner: bool


NOBODY = Browser(0, 0, "", False, False)


def browser(session: Session, token_hash: str) -> Browser:
    """The browser with this session token, or NOBODY. A disabled account counts as signed out."""
    if not token_hash:
        return NOBODY
    row = read(session, _BROWSER, {"token_hash": token_hash}).one_or_none()
    if row is None:
        return NOBODY
    return Browser(
        row.id, row.account_id or 0, row.name or "", bool(row.instructor), bool(row.owner)
    )


# Built once: every request asks this.
_BROWSER = (
    select(
        BrowserSession.id,
        Account.id.label("account_id"),
        Account.name,
        Account.instructor,
        Account.owner,
    )
    .select_from(BrowserSession)
    .outerjoin(Account, (Account.id == BrowserSession.account_id) & Account.disabled_ms.is_(None))
    .where(BrowserSession.token_hash == bindparam("token_hash"))
)


class CourseRole(NamedTuple):
    """A class that an account may see, and its role there.

    `staff_labels`: "codes" where names are the instructors' alone, in the session or debate asked
    for, or in any of the class.
    """

    course_id: int
    slug: str
    title: str
    role: str
    staff_labels: str = "names"


def course_role(
    session: Session,
    account_id: int,
    course: int | str = "",
    *,
    sitting_slug: str = "",
    debate_slug: str = "",
) -> CourseRole | None:
    """The account's role in a class, given by id or slug, or by a sitting or debate in it."""
    query = (
        select(Course.id, Course.slug, Course.title, CourseMember.role)
        .join(CourseMember, CourseMember.course_id == Course.id)
        .where(CourseMember.account_id == account_id)
    )
    if sitting_slug or debate_slug:
        query = query.join(Sitting, Sitting.course_id == Course.id)
        query = query.add_columns(Sitting.staff_labels)
    if debate_slug:
        query = query.join(Debate, Debate.sitting_id == Sitting.id).where(
            Debate.slug == debate_slug
        )
    elif sitting_slug:
        query = query.where(Sitting.slug == sitting_slug)
    else:
        query = query.where(
            Course.id == course if isinstance(course, int) else Course.slug == course
        ).add_columns(_STRICTEST)
    row = session.execute(query).one_or_none()
    return None if row is None else CourseRole(*row)


_STRICTEST = (
    select(func.coalesce(func.min(Sitting.staff_labels), "names"))
    .where(Sitting.course_id == Course.id)
    .scalar_subquery()
)


class InvitationLine(NamedTuple):
    """An invitation that can still be accepted."""

    id: int
    role: str
    invited_by: str
    expires_ms: int


class PersonLine(NamedTuple):
    """Somebody else with an account, and the link for a new password that is open (0: none)."""

    id: int
    name: str
    email: str
    instructor: bool
    link_id: int
    link_until_ms: int


class Profile(NamedTuple):
    """One's own account. `invitations` to the site, and `people`, are for its owner."""

    name: str
    email: str
    owner: bool
    elsewhere: int  # other browsers signed in
    invitations: tuple[InvitationLine, ...]
    people: tuple[PersonLine, ...]


class InvitationPage(NamedTuple):
    """What an invitation is for; `course_title` is "" for one to the site."""

    role: str
    course_title: str
    invited_by: str


class Named(NamedTuple):
    """An account by name and address."""

    id: int
    name: str
    email: str


class OwnSeat(NamedTuple):
    """A seat that this browser holds in a session that goes on, and the path of its page."""

    path: str
    course_title: str
    sitting_title: str


def profile(session: Session, browser: Browser, now: int) -> Profile:
    """The account of a signed-in browser."""
    email = session.scalar(select(Account.email).where(Account.id == browser.account_id))
    elsewhere = session.scalar(
        select(func.count(BrowserSession.id)).where(
            BrowserSession.account_id == browser.account_id, BrowserSession.id != browser.id
        )
    )
    invitations = open_invitations(session, now) if browser.owner else ()
    others = people(session, now) if browser.owner else ()
    return Profile(browser.name, email or "", browser.owner, elsewhere or 0, invitations, others)


def people(session: Session, now: int) -> tuple[PersonLine, ...]:
    """Everybody with an account but the owner, by name."""
    rows = session.execute(
        select(
            Account.id,
            Account.name,
            Account.email,
            Account.instructor,
            func.coalesce(Invitation.id, 0),
            func.coalesce(Invitation.expires_ms, 0),
        )
        .outerjoin(Invitation, and_(Invitation.account_id == Account.id, *_is_good(now)))
        .where(~Account.owner, Account.disabled_ms.is_(None))
        .order_by(func.lower(Account.name), Account.id)
    )
    return tuple(PersonLine(*row) for row in rows)


def person(session: Session, account_id: int) -> Named | None:
    """One account."""
    row = session.execute(
        select(Account.id, Account.name, Account.email).where(Account.id == account_id)
    ).one_or_none()
    return None if row is None else Named(*row)


def by_email(session: Session, email: str) -> int:
    """The id of the account with this clean address, 0 for none."""
    return (
        session.scalar(
            select(Account.id).where(Account.email == email, Account.disabled_ms.is_(None))
        )
        or 0
    )


def owner_email(session: Session) -> str:
    """The address of the owner of the site; "" while there is no account."""
    return session.scalar(select(Account.email).where(Account.owner).order_by(Account.id)) or ""


def open_invitations(
    session: Session, now: int, course_id: int | None = None
) -> tuple[InvitationLine, ...]:
    """Invitations to a class, or to the site, that were neither used nor revoked nor ran out."""
    chosen = (
        Invitation.course_id.is_(None) if course_id is None else Invitation.course_id == course_id
    )
    rows = session.execute(
        select(Invitation.id, Invitation.role, Account.name, Invitation.expires_ms)
        .join(Account, Account.id == Invitation.created_by_id)
        .where(chosen, Invitation.account_id.is_(None), *_is_good(now))
        .order_by(Invitation.created_ms, Invitation.id)
    )
    return tuple(InvitationLine(*row) for row in rows)


def invitation(session: Session, token_hash: str, now: int) -> InvitationPage | None:
    """What a link is for; None when it is not ours or no longer good. Looking changes nothing."""
    row = session.execute(
        select(Invitation.role, Course.title, Account.name)
        .outerjoin(Course, Course.id == Invitation.course_id)
        .outerjoin(Account, Account.id == Invitation.created_by_id)
        .where(Invitation.token_hash == token_hash, Invitation.account_id.is_(None), *_is_good(now))
    ).one_or_none()
    return None if row is None else InvitationPage(row.role, row.title or "", row.name or "")


def new_password(session: Session, token_hash: str, now: int) -> Named | None:
    """Whose password a link sets; None when it is not ours or no longer good."""
    row = session.execute(
        select(Account.id, Account.name, Account.email)
        .join(Invitation, Invitation.account_id == Account.id)
        .where(Invitation.token_hash == token_hash, Account.disabled_ms.is_(None), *_is_good(now))
    ).one_or_none()
    return None if row is None else Named(*row)


def _is_good(now: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.claimed_ms.is_(None),
        Invitation.revoked_ms.is_(None),
        Invitation.expires_ms > now,
    )


def own_seats(session: Session, browser_id: int) -> tuple[OwnSeat, ...]:
    """The seats that a browser holds in sessions that have not ended, the newest first."""
    rows = session.execute(
        select(
            Seat.number,
            Sitting.slug.label("sitting_slug"),
            Sitting.title,
            Course.title.label("course_title"),
            Debate.slug.label("debate_slug"),
        )
        .join(
            BrowserSeat,
            (BrowserSeat.seat_id == Seat.id) & (BrowserSeat.generation == Seat.generation),
        )
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .join(Course, Course.id == Sitting.course_id)
        .outerjoin(Debate, Debate.id == Seat.debate_id)
        .where(BrowserSeat.browser_session_id == browser_id, Sitting.state != "ended")
        .order_by(BrowserSeat.claimed_ms.desc(), BrowserSeat.id.desc())
    )
    return tuple(
        OwnSeat(
            f"/debates/{row.debate_slug}/{row.number}/"
            if row.debate_slug
            else f"/sittings/{row.sitting_slug}/{row.number}/",
            row.course_title,
            row.title,
        )
        for row in rows
    )
