"""Signing in with a password: the comparison, the limit on wrong ones, changing it, and the link
for who forgot it.

Does not belong here: what a password may be (`domain.accounts`), and which browser is signed in
(accounts).
"""

import secrets
from dataclasses import dataclass
from functools import cache

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from debate.domain import accounts as rules
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.models.accounts import Account, Attempt, Invitation
from debate.services.accounts import (
    GONE,
    PASSWORD,
    TOKEN_BYTES,
    audit,
    hash_of,
    issue,
    opened,
    sign_out_elsewhere,
)

# Wrong passwords within the window, after which right and wrong ones are answered alike.
WINDOW_MS = 15 * 60_000
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 60
BY_ACCOUNT, BY_ADDRESS = "sign_in_pair", "sign_in"
LINK_MS = 24 * 60 * 60_000


@dataclass(frozen=True)
class Checked:
    """An e-mail address and a password after the slow comparison; `account_id` 0: no match."""

    email: str
    account_id: int = 0
    password_hash: str = ""


@dataclass(frozen=True)
class SignIn:
    """How a try to sign in ended: with an account (0: none), or `limited`, not even judged."""

    account_id: int = 0
    limited: bool = False


def verify(session: Session, email: str, password: str) -> Checked:
    """Compare a password, in the same time whether or not there is such an account.

    It only reads. Call it before the transaction: it takes a tenth of a second by design, and on
    SQLite nobody else could write meanwhile.
    """
    try:
        address = rules.clean_email(email)
    except rules.EmailRefused:
        address = ""
    found = session.execute(
        select(Account.id, Account.password_hash).where(
            Account.email == address, Account.disabled_ms.is_(None)
        )
    ).one_or_none()
    stored = found.password_hash if found and found.password_hash else _nobodys_hash()
    matches = check_password_hash(stored, password[: rules.PASSWORD_MAX + 1])
    if found is None or not matches:
        return Checked(address)
    return Checked(address, found.id, found.password_hash)


def sign_in(session: Session, checked: Checked, address_hash: str, now: int) -> SignIn:
    """Count and judge a try whose password was compared. A failure is a return value: it commits.

    `address_hash` is the keyed hash of the network address. The caller rotates the token.
    """
    _one_at_a_time(session, address_hash)
    pair = _pair(address_hash, checked.email)
    if _is_limited(session, address_hash, pair, now):
        return SignIn(limited=True)
    # Locked, so that a password set meanwhile either refuses this or ends what it signs in.
    account = _locked(session, checked.account_id)
    if account is None or account.password_hash != checked.password_hash:
        _count_failure(session, address_hash, pair, now)
        return SignIn()
    _forgive(session, pair)
    return SignIn(account.id)


def change_password(
    session: Session,
    checked: Checked,
    new: str,
    token_hash: str,
    address_hash: str,
    now: int,
) -> SignIn:
    """Set a new password after the old one was compared, and sign out everywhere else.

    Wrong old passwords count as wrong sign-ins do. Raises Refused for a new one that is too weak.
    """
    answer = sign_in(session, checked, address_hash, now)
    if not answer.account_id:
        return answer
    _set_password(session, session.get_one(Account, answer.account_id), new, token_hash, now)
    audit(session, answer.account_id, "password changed", "account", answer.account_id, now)
    return answer


def make_link(session: Session, account_id: int, now: int, *, owner_id: int | None) -> str:
    """The token of a one-time link that sets a new password; an earlier one is dead.

    `owner_id` is who asks; None is the one at the machine, who alone makes a link for the owner:
    at a browser left open it would stand in for the present password. Raises Forbidden, NotFound.
    """
    if owner_id is not None and not session.get_one(Account, owner_id).owner:
        raise Forbidden("Only the owner of this site makes links for a new password.")
    account = _locked(session, account_id)
    if account is None:
        raise NotFound
    if owner_id is not None and account.owner:
        raise Forbidden(
            "The owner’s link is made on the machine that serves: python3 -m debate password EMAIL."
        )
    _end_links(session, account.id, now)
    token, _ = issue(session, PASSWORD, now, LINK_MS, account_id=account.id, inviter_id=owner_id)
    audit(session, owner_id, "password link", "account", account.id, now)
    return token


def use_link(
    session: Session, token: str, new: str, token_hash: str, address_hash: str, now: int
) -> int:
    """Set a new password with a link, and sign out everywhere else; the account's id.

    The limit on wrong passwords does not count here, and begins anew for this address. The caller
    rotates the token. Raises NotFound for a link that is no longer good, Refused for the password.
    """
    # The account before its link, as `make_link` locks them.
    account = _locked(
        session,
        session.scalar(select(Invitation.account_id).where(Invitation.token_hash == hash_of(token)))
        or 0,
    )
    link = opened(session, token, (PASSWORD,), now)
    if account is None:
        raise NotFound(GONE)
    link.claimed_ms, link.claimed_by_id = now, account.id
    _set_password(session, account, new, token_hash, now)
    _forgive(session, _pair(address_hash, account.email))
    audit(session, account.id, "password set by link", "account", account.id, now)
    return account.id


@cache
def _nobodys_hash() -> str:
    return generate_password_hash(secrets.token_urlsafe(TOKEN_BYTES))


def _set_password(session: Session, account: Account, new: str, token_hash: str, now: int) -> None:
    problem = rules.check_password(new, name=account.name, email=account.email)
    if problem is not None:
        raise Refused(problem.sentence, field="new_password")
    account.password_hash = generate_password_hash(new)
    sign_out_elsewhere(session, account.id, token_hash)
    _end_links(session, account.id, now)


def _end_links(session: Session, account_id: int, now: int) -> None:
    session.execute(
        update(Invitation)
        .where(
            Invitation.account_id == account_id,
            Invitation.claimed_ms.is_(None),
            Invitation.revoked_ms.is_(None),
        )
        .values(revoked_ms=now)
    )


def _locked(session: Session, account_id: int) -> Account | None:
    """The account, unless it is disabled, as it is now and until the transaction ends.

    Rows that point to it can still be written.
    """
    return session.scalar(
        select(Account)
        .where(Account.id == account_id, Account.disabled_ms.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _pair(address_hash: str, email: str) -> str:
    """What wrong passwords for one account from one address are counted by."""
    return hash_of(f"{address_hash} {email}")


def _forgive(session: Session, pair: str) -> None:
    session.execute(delete(Attempt).where(Attempt.kind == BY_ACCOUNT, Attempt.address_hash == pair))


def _one_at_a_time(session: Session, address_hash: str) -> None:
    """Let the tries of one address pass singly: SQLite does so anyhow, PostgreSQL needs a lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(address_hash, 0))))


def _is_limited(session: Session, address_hash: str, pair: str, now: int) -> bool:
    limits = ((BY_ADDRESS, address_hash, MOST_PER_ADDRESS), (BY_ACCOUNT, pair, MOST_PER_ACCOUNT))
    return any(
        (
            session.scalar(
                select(func.count(Attempt.id)).where(
                    Attempt.kind == kind,
                    Attempt.address_hash == counted,
                    Attempt.at_ms > now - WINDOW_MS,
                )
            )
            or 0
        )
        >= most
        for kind, counted, most in limits
    )


def _count_failure(session: Session, address_hash: str, pair: str, now: int) -> None:
    session.execute(
        delete(Attempt).where(
            Attempt.kind.in_((BY_ADDRESS, BY_ACCOUNT)), Attempt.at_ms <= now - WINDOW_MS
        )
    )
    session.add(Attempt(kind=BY_ADDRESS, address_hash=address_hash, at_ms=now))
    session.add(Attempt(kind=BY_ACCOUNT, address_hash=pair, at_ms=now))
