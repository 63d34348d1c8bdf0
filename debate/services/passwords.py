"""Signing in with a password: the comparison, the limit on wrong ones, and changing it.

Does not belong here: what a password may be (`domain.accounts`), and which browser is signed in
(accounts).
"""

import secrets
from dataclasses import dataclass
from functools import cache

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from debate.domain import accounts as rules
from debate.domain.refusals import Refused
from debate.models.accounts import Account, Attempt
from debate.services.accounts import TOKEN_BYTES, audit, hash_of, sign_out_elsewhere

# Wrong passwords within the window, after which right and wrong ones are answered alike.
WINDOW_MS = 15 * 60_000
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 60
BY_ACCOUNT, BY_ADDRESS = "sign_in_pair", "sign_in"


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
    pair = hash_of(f"{address_hash} {checked.email}")
    if _is_limited(session, address_hash, pair, now):
        return SignIn(limited=True)
    account = session.scalar(
        select(Account).where(
            Account.id == checked.account_id,
            Account.password_hash == checked.password_hash,
            Account.disabled_ms.is_(None),
        )
    )
    if account is None:
        _count_failure(session, address_hash, pair, now)
        return SignIn()
    session.execute(delete(Attempt).where(Attempt.kind == BY_ACCOUNT, Attempt.address_hash == pair))
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
    account = session.get_one(Account, answer.account_id)
    problem = rules.check_password(new, name=account.name, email=account.email)
    if problem is not None:
        raise Refused(problem.sentence, field="new_password")
    account.password_hash = generate_password_hash(new)
    sign_out_elsewhere(session, account.id, token_hash)
    audit(session, account.id, "password changed", "account", account.id, now)
    return answer


@cache
def _nobodys_hash() -> str:
    return generate_password_hash(secrets.token_urlsafe(TOKEN_BYTES))


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
