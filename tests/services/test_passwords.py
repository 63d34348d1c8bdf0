"""Signing in with a password: the comparison, the limit on wrong ones, changing it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from debate.db import db, transaction
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.models.accounts import Account, Attempt, Invitation
from debate.queries.accounts import browser
from debate.services import accounts, passwords
from debate.services.accounts import Person, hash_of
from tests import cast
from tests.cast import MINUTE, NOW

HERE, THERE = "a" * 64, "b" * 64
DAY = 24 * 60 * MINUTE
PERSON = Person("Ruth Ansah", "ruth@example.org", "lantern over the river")


def rows(session: Any, model: Any) -> int:
    found: int = session.scalar(select(func.count()).select_from(model))
    return found


def first_account(session: Any) -> int:
    with transaction(session):
        return accounts.claim_first(session, accounts.setup_link(session, NOW), PERSON, NOW)


def signed_in(session: Any, account_id: int) -> str:
    with transaction(session):
        return hash_of(accounts.rotate(session, "", NOW, account_id=account_id))


def attempt(session: Any, email: str, password: str, address: str = HERE, now: int = NOW) -> Any:
    checked = passwords.verify(session, email, password)
    with transaction(session):
        return passwords.sign_in(session, checked, address, now)


def wrong(session: Any, now: int = NOW) -> Any:
    """A wrong password for the first account, without the slow comparison."""
    with transaction(session):
        return passwords.sign_in(session, passwords.Checked(PERSON.email), HERE, now)


def test_the_right_password_signs_in(session: Any) -> None:
    account_id = first_account(session)
    assert attempt(session, " RUTH@example.org ", PERSON.password).account_id == account_id


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ruth@example.org", "another password"),
        ("ruth@example.org", ""),
        ("nobody@example.org", PERSON.password),
        ("not an address", PERSON.password),
        ("", ""),
    ],
)
def test_anything_else_is_refused_and_counted(session: Any, email: str, password: str) -> None:
    first_account(session)
    assert attempt(session, email, password) == passwords.SignIn()
    assert rows(session, Attempt) == 2


def test_an_account_without_a_password_cannot_be_signed_into(session: Any) -> None:
    made = cast.make(session)
    assert not attempt(session, made.owner.email, "").account_id


def test_a_disabled_account_cannot_be_signed_into(session: Any) -> None:
    account_id = first_account(session)
    with transaction(session):
        session.get_one(Account, account_id).disabled_ms = NOW
    assert not attempt(session, PERSON.email, PERSON.password).account_id


def test_after_ten_wrong_passwords_even_the_right_one_waits(session: Any) -> None:
    account_id = first_account(session)
    for _ in range(10):
        assert not wrong(session).limited
    assert attempt(session, PERSON.email, PERSON.password).limited
    assert attempt(session, PERSON.email, PERSON.password, THERE).account_id == account_id
    later = NOW + 15 * MINUTE
    assert attempt(session, PERSON.email, PERSON.password, now=later).account_id == account_id


def test_of_twenty_tries_at_once_ten_are_judged(app: Any, session: Any) -> None:
    first_account(session)

    def one(_: int) -> bool:
        with app.app_context():
            limited: bool = wrong(db.session()).limited
            return limited

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(20))) == 10


def test_a_refused_try_does_not_lengthen_the_wait(session: Any) -> None:
    first_account(session)
    for _ in range(12):
        wrong(session)
    assert rows(session, Attempt) == 20


def test_signing_in_forgets_the_wrong_tries_before_it(session: Any) -> None:
    account_id = first_account(session)
    for _ in range(2):
        for _ in range(9):
            wrong(session)
        assert attempt(session, PERSON.email, PERSON.password).account_id == account_id


def test_an_address_tries_sixty_times_over_all_accounts(session: Any) -> None:
    account_id = first_account(session)
    with transaction(session):
        for _ in range(60):
            session.add(Attempt(kind=passwords.BY_ADDRESS, address_hash=HERE, at_ms=NOW))
    assert attempt(session, PERSON.email, PERSON.password).limited
    assert attempt(session, PERSON.email, PERSON.password, THERE).account_id == account_id


def test_tries_older_than_the_window_are_deleted(session: Any) -> None:
    wrong(session)
    wrong(session, NOW + 16 * MINUTE)
    assert rows(session, Attempt) == 2


def test_a_password_changed_while_it_was_compared_no_longer_signs_in(session: Any) -> None:
    first_account(session)
    checked = passwords.verify(session, PERSON.email, PERSON.password)
    with transaction(session):
        session.scalars(select(Account)).one().password_hash = "scrypt:other"
        assert not passwords.sign_in(session, checked, HERE, NOW).account_id


def test_a_new_password_signs_out_every_other_browser(session: Any) -> None:
    account_id = first_account(session)
    own, other = signed_in(session, account_id), signed_in(session, account_id)
    checked = passwords.verify(session, PERSON.email, PERSON.password)
    with transaction(session):
        passwords.change_password(session, checked, "violin in the cellar", own, HERE, NOW)
    assert browser(session, own).account_id == account_id
    assert browser(session, other).account_id == 0
    assert not attempt(session, PERSON.email, PERSON.password).account_id
    assert attempt(session, PERSON.email, "violin in the cellar").account_id == account_id


def test_a_wrong_present_password_changes_nothing_and_counts(session: Any) -> None:
    account_id = first_account(session)
    own, other = signed_in(session, account_id), signed_in(session, account_id)
    checked = passwords.verify(session, PERSON.email, "wrong password")
    with transaction(session):
        answer = passwords.change_password(session, checked, "violin in the cellar", own, HERE, NOW)
    assert not answer.account_id
    assert browser(session, other).account_id == account_id
    assert rows(session, Attempt) == 2
    assert attempt(session, PERSON.email, PERSON.password).account_id == account_id


@pytest.mark.parametrize("weak", ["short", "ruth@example.org", "password123"])
def test_a_weak_new_password_is_refused_at_its_field(session: Any, weak: str) -> None:
    first_account(session)
    checked = passwords.verify(session, PERSON.email, PERSON.password)
    with pytest.raises(Refused) as refused, transaction(session):
        passwords.change_password(session, checked, weak, "", HERE, NOW)
    assert refused.value.field == "new_password"
    assert attempt(session, PERSON.email, PERSON.password).account_id


def link(session: Any, account_id: int, owner_id: int | None = None, now: int = NOW) -> str:
    with transaction(session):
        return passwords.make_link(session, account_id, now, owner_id=owner_id)


def use(session: Any, token: str, new: str = "violin in the cellar", now: int = NOW) -> int:
    with transaction(session):
        return passwords.use_link(session, token, new, "", HERE, now)


def test_a_link_lasts_a_day(session: Any) -> None:
    account_id = first_account(session)
    token = link(session, account_id)
    with pytest.raises(NotFound):
        use(session, token, now=NOW + DAY)
    assert use(session, token, now=NOW + DAY - 1) == account_id


def test_of_two_tabs_at_once_one_sets_the_password(app: Any, session: Any) -> None:
    token = link(session, first_account(session))

    def one(word: str) -> str:
        with app.app_context():
            try:
                use(db.session(), token, word)
            except NotFound:
                return ""
            return word

    words = ("violin in the cellar", "another evening in May")
    with ThreadPoolExecutor(2) as pool:
        (done,) = filter(None, pool.map(one, words))
    assert [bool(attempt(session, PERSON.email, word).account_id) for word in words] == [
        word == done for word in words
    ]


def test_of_links_made_at_once_one_is_good(app: Any, session: Any) -> None:
    account_id = first_account(session)

    def one(_: int) -> None:
        with app.app_context():
            link(db.session(), account_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(8)))
    good = select(func.count()).select_from(Invitation).where(Invitation.revoked_ms.is_(None))
    assert session.scalar(good.where(Invitation.account_id == account_id)) == 1


def test_the_owners_own_link_is_made_at_the_machine_alone(session: Any) -> None:
    account_id = first_account(session)
    with pytest.raises(Forbidden):
        link(session, account_id, account_id)
    assert use(session, link(session, account_id)) == account_id


def test_a_link_that_was_not_needed_ends_with_the_password_it_was_for(session: Any) -> None:
    account_id = first_account(session)
    token = link(session, account_id)
    checked = passwords.verify(session, PERSON.email, PERSON.password)
    with transaction(session):
        passwords.change_password(session, checked, "violin in the cellar", "", HERE, NOW)
    with pytest.raises(NotFound):
        use(session, token, "another evening in May")


def test_a_password_compared_before_the_link_was_used_no_longer_signs_in(session: Any) -> None:
    account_id = first_account(session)
    checked = passwords.verify(session, PERSON.email, PERSON.password)
    use(session, link(session, account_id))
    with transaction(session):
        assert not passwords.sign_in(session, checked, HERE, NOW).account_id


def test_a_database_never_holds_a_link(session: Any) -> None:
    token = link(session, first_account(session))
    assert token not in session.scalars(select(Invitation.token_hash)).all()
