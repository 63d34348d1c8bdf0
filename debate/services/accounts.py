"""Writing to accounts: browser sessions, signing out, the links that make accounts, the audit.

Does not belong here: comparing and changing passwords, the links that set one (passwords), what a
password may be (`domain.accounts`), classes and their staff (courses).
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from debate.domain import accounts as rules
from debate.domain.permissions import OWNERS
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.domain.seats import NameRefused, clean_name
from debate.models.accounts import (
    Account,
    AuditEntry,
    BrowserSeat,
    BrowserSession,
    Invitation,
)
from debate.models.courses import Course, CourseMember

TOKEN_BYTES = 32
COOKIE_LASTS_S = 60 * 60 * 24 * 120  # a term, so that a written debate over weeks keeps its seats

SETUP_MS = 24 * 60 * 60_000
INVITATION_MS = 7 * SETUP_MS
INVITED = ("instructor", "marker", "assistant")
FIRST, PASSWORD = "owner", "password"  # what the other links are for
GONE = "This link was used, withdrawn or is too old. Ask for a new one."


@dataclass(frozen=True)
class Person:
    """What somebody types to get an account."""

    name: str
    email: str
    password: str


@dataclass(frozen=True)
class Accepted:
    """Whose invitation it is now, and the class that it opened ("" for none)."""

    account_id: int
    course_slug: str = ""


def hash_of(token: str) -> str:
    """What the database keeps of a random token; "" for none."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def rotate(
    session: Session,
    old_token_hash: str,
    now: int,
    *,
    account_id: int | None = None,
    seat: tuple[int, int] | None = None,
) -> str:
    """Give this browser a new token and return it; the old one is worth nothing from now on.

    The account is kept unless `account_id` is given, and so are the seats. `seat` is the id and the
    generation of one more seat. A browser that is not known yet becomes known. The caller hands the
    token to `web.browsers.keep`.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    browser = _browser(session, old_token_hash)
    if browser is None:
        browser = BrowserSession(created_ms=now)
        session.add(browser)
    browser.token_hash = hash_of(token)
    browser.seen_ms = now
    if account_id is not None:
        browser.account_id = account_id
    session.flush()
    if seat is not None:
        _hold(session, browser.id, seat, now)
    return token


def sign_out(session: Session, token_hash: str, now: int) -> str:
    """Sign this browser out; the token it goes on with, or "" when it holds no seat either."""
    browser = _browser(session, token_hash)
    if browser is None:
        return ""
    browser.account_id = None
    session.flush()
    holds = session.scalar(
        select(BrowserSeat.id).where(BrowserSeat.browser_session_id == browser.id).limit(1)
    )
    if holds is not None:
        return rotate(session, token_hash, now)
    session.delete(browser)
    return ""


def sign_out_elsewhere(session: Session, account_id: int, token_hash: str) -> None:
    """Sign this account out of every browser but the one with `token_hash`. Seats stay."""
    session.execute(
        update(BrowserSession)
        .where(BrowserSession.account_id == account_id, BrowserSession.token_hash != token_hash)
        .values(account_id=None)
    )


def forget_browsers(session: Session, now: int) -> None:
    """Forget browsers whose cookie has expired, and the seats that they held."""
    session.execute(
        delete(BrowserSession).where(BrowserSession.seen_ms < now - COOKIE_LASTS_S * 1000)
    )


def lock(session: Session, account_id: int) -> None:
    """Let acts of an account that lock no other root row pass one by one, until this one ends.

    Rows that point to it can still be written.
    """
    session.scalar(
        select(Account.id).where(Account.id == account_id).with_for_update(key_share=True)
    )


def rename(session: Session, account_id: int, name: str) -> None:
    """Change the name that others see. Raises Refused."""
    session.get_one(Account, account_id).name = _clean_name(name)


def setup_link(session: Session, now: int) -> str:
    """The token of a one-time link that makes the first account; earlier ones are dead.

    Raises Refused when there is an account already.
    """
    _refuse_second_first(session)
    session.execute(
        update(Invitation)
        .where(Invitation.role == FIRST, Invitation.claimed_ms.is_(None))
        .values(revoked_ms=now)
    )
    return issue(session, FIRST, now, SETUP_MS)[0]


def claim_first(session: Session, token: str, person: Person, now: int) -> int:
    """Make the first account and return its id. Raises NotFound, Refused."""
    invitation = opened(session, token, (FIRST,), now)
    _refuse_second_first(session)
    account = _new_account(session, person, now)
    account.instructor = account.owner = True
    _use(session, invitation, account.id, now)
    return account.id


def invite(
    session: Session, inviter_id: int, role: str, now: int, *, course_id: int | None = None
) -> str:
    """The token of a link that adds somebody to a class, or, without one, makes an instructor.

    The caller has authorised the inviter for the class. Raises Forbidden for an invitation to the
    site by anybody but its owner.
    """
    if role not in INVITED:
        raise Refused("Choose what the person will do.", field="role")
    if course_id is None and (
        role != "instructor" or not session.get_one(Account, inviter_id).owner
    ):
        raise Forbidden("Only the owner of this site invites people to it.")
    token, invitation_id = issue(
        session, role, now, INVITATION_MS, course_id=course_id, inviter_id=inviter_id
    )
    audit(session, inviter_id, f"invited {role}", "invitation", invitation_id, now, course_id)
    return token


def revoke(
    session: Session,
    account_id: int,
    invitation_id: int,
    now: int,
    *,
    course_id: int | None = None,
) -> None:
    """Make an invitation, or a link for a password, worthless.

    Raises NotFound, Refused when it was used already.
    """
    invitation = session.scalar(
        select(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.role != FIRST,
            Invitation.course_id.is_(None)
            if course_id is None
            else Invitation.course_id == course_id,
        )
        .with_for_update()
    )
    if invitation is None:
        raise NotFound
    if course_id is None and not session.get_one(Account, account_id).owner:
        raise NotFound
    if invitation.claimed_ms is not None:
        raise Refused(
            "This link was used meanwhile."
            if invitation.role == PASSWORD
            else "This invitation was accepted meanwhile. Remove the person instead."
        )
    if invitation.revoked_ms is None:
        invitation.revoked_ms = now
        audit(session, account_id, "revoked", "invitation", invitation.id, now, course_id)


def accept(
    session: Session,
    token: str,
    now: int,
    *,
    account_id: int = 0,
    person: Person | None = None,
) -> Accepted:
    """Use an invitation, for the signed-in account or for a new one made of `person`.

    Raises NotFound for a link that is not ours or no longer good, Refused for what was typed.
    """
    invitation = opened(session, token, INVITED, now)
    if person is not None:
        account = _new_account(session, person, now)
    else:
        account = session.get_one(Account, account_id)
    slug = _join(session, invitation, account.id, now)
    account.instructor = account.instructor or invitation.role == "instructor"
    _use(session, invitation, account.id, now)
    return Accepted(account.id, slug)


def issue(
    session: Session,
    role: str,
    now: int,
    lasts_ms: int,
    *,
    course_id: int | None = None,
    account_id: int | None = None,
    inviter_id: int | None = None,
) -> tuple[str, int]:
    """A one-time link for what `role` says: its token, and the id of its row."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        token_hash=hash_of(token),
        role=role,
        course_id=course_id,
        account_id=account_id,
        created_by_id=inviter_id,
        created_ms=now,
        expires_ms=now + lasts_ms,
    )
    session.add(invitation)
    session.flush()
    return token, invitation.id


def opened(session: Session, token: str, roles: Collection[str], now: int) -> Invitation:
    """The link with this token, locked. Raises NotFound unless it is good, and for a role given."""
    invitation = session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == hash_of(token), Invitation.role.in_(roles))
        .with_for_update()
    )
    if (
        invitation is None
        or invitation.claimed_ms is not None
        or invitation.revoked_ms is not None
        or invitation.expires_ms <= now
    ):
        raise NotFound(GONE)
    return invitation


def audit(
    session: Session,
    account_id: int | None,
    act: str,
    target_kind: str,
    target_id: int,
    now: int,
    course_id: int | None = None,
) -> None:
    """Write down a change outside a debate. No name and no text of a person goes in here."""
    session.add(
        AuditEntry(
            at_ms=now,
            account_id=account_id,
            course_id=course_id,
            act=act,
            target_kind=target_kind,
            target_id=target_id,
        )
    )


def _browser(session: Session, token_hash: str) -> BrowserSession | None:
    if not token_hash:
        return None
    return session.scalar(
        select(BrowserSession).where(BrowserSession.token_hash == token_hash).with_for_update()
    )


def _hold(session: Session, browser_id: int, seat: tuple[int, int], now: int) -> None:
    seat_id, generation = seat
    held = session.scalar(
        select(BrowserSeat).where(
            BrowserSeat.browser_session_id == browser_id, BrowserSeat.seat_id == seat_id
        )
    )
    if held is None:
        held = BrowserSeat(browser_session_id=browser_id, seat_id=seat_id)
        session.add(held)
    held.generation = generation
    held.claimed_ms = now
    session.flush()


def _refuse_second_first(session: Session) -> None:
    if session.scalar(select(Account.id).limit(1)) is not None:
        raise Refused("This site has its first account already. Sign in, or ask for an invitation.")


def _use(session: Session, invitation: Invitation, account_id: int, now: int) -> None:
    invitation.claimed_ms = now
    invitation.claimed_by_id = account_id
    audit(session, account_id, "accepted", "invitation", invitation.id, now, invitation.course_id)


def _join(session: Session, invitation: Invitation, account_id: int, now: int) -> str:
    """Add an account to the invitation's class with its role; the class's address, or ""."""
    if invitation.course_id is None:
        return ""
    member = session.scalar(
        select(CourseMember).where(
            CourseMember.course_id == invitation.course_id, CourseMember.account_id == account_id
        )
    )
    if member is None:
        member = CourseMember(course_id=invitation.course_id, account_id=account_id, added_ms=now)
        session.add(member)
    elif member.role in OWNERS or member.role == invitation.role:
        raise Refused(f"You are in this class already, as {member.role}.")
    member.role = invitation.role
    session.flush()
    return session.get_one(Course, invitation.course_id).slug


def _new_account(session: Session, person: Person, now: int) -> Account:
    name = _clean_name(person.name)
    try:
        email = rules.clean_email(person.email)
    except rules.EmailRefused as refusal:
        raise Refused(refusal.sentence, field="email") from refusal
    problem = rules.check_password(person.password, name=name, email=email)
    if problem is not None:
        raise Refused(problem.sentence, field="password")
    if session.scalar(select(Account.id).where(Account.email == email)) is not None:
        raise Refused(
            "This address has an account. Sign in with it, then open this link again.",
            field="email",
        )
    account = Account(
        email=email,
        name=name,
        password_hash=generate_password_hash(person.password),
        created_ms=now,
    )
    session.add(account)
    session.flush()
    return account


def _clean_name(text: str) -> str:
    try:
        return clean_name(text)
    except NameRefused as refusal:
        raise Refused(refusal.sentence, field="name") from refusal
