"""Browser sessions, and the links that make accounts."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from debate.db import transaction
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.models.accounts import Account, AuditEntry, BrowserSeat, BrowserSession
from debate.models.courses import CourseMember
from debate.queries.accounts import NOBODY, browser, invitation
from debate.services import accounts
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


def test_a_new_token_takes_account_and_seats_along_and_the_old_one_dies(session: Any) -> None:
    made = cast.make(session)
    seat = made.seats["amara"]
    with transaction(session):
        first = accounts.rotate(session, "", NOW, account_id=made.owner.id, seat=(seat.id, 1))
        second = accounts.rotate(session, hash_of(first), NOW)
    assert browser(session, hash_of(first)) == NOBODY
    assert browser(session, hash_of(second)).account_id == made.owner.id
    assert session.scalars(select(BrowserSeat.seat_id)).all() == [seat.id]


def test_a_seat_claimed_again_counts_with_its_new_generation(session: Any) -> None:
    seat = cast.make(session).seats["amara"]
    with transaction(session):
        token = accounts.rotate(session, "", NOW, seat=(seat.id, 1))
        accounts.rotate(session, hash_of(token), NOW + 1, seat=(seat.id, 2))
    assert session.scalars(select(BrowserSeat.generation)).all() == [2]


def test_a_database_never_holds_a_token_that_signs_in(session: Any) -> None:
    with transaction(session):
        token = accounts.rotate(session, "", NOW)
    stored = session.scalars(select(BrowserSession.token_hash)).one()
    assert token not in stored
    assert browser(session, token) == NOBODY


def test_signing_out_keeps_seats_under_a_new_token(session: Any) -> None:
    made = cast.make(session)
    seat = made.seats["amara"]
    with transaction(session):
        old = hash_of(
            accounts.rotate(session, "", NOW, account_id=made.owner.id, seat=(seat.id, 1))
        )
        new = hash_of(accounts.sign_out(session, old, NOW))
    assert browser(session, old) == NOBODY
    assert browser(session, new).account_id == 0
    assert rows(session, BrowserSeat) == 1


def test_signing_out_without_a_seat_leaves_nothing(session: Any) -> None:
    token = signed_in(session, cast.make(session).owner.id)
    with transaction(session):
        assert accounts.sign_out(session, token, NOW) == ""
        assert accounts.sign_out(session, token, NOW) == ""
    assert rows(session, BrowserSession) == 0


def test_signing_out_elsewhere_spares_this_browser_and_other_people(session: Any) -> None:
    made = cast.make(session)
    own, other = signed_in(session, made.owner.id), signed_in(session, made.owner.id)
    stranger = signed_in(session, made.stranger.id)
    with transaction(session):
        accounts.sign_out_elsewhere(session, made.owner.id, own)
    accounts_now = [browser(session, token).account_id for token in (own, other, stranger)]
    assert accounts_now == [made.owner.id, 0, made.stranger.id]


def test_the_first_account_owns_the_site_and_there_is_one(session: Any) -> None:
    with transaction(session):
        earlier, token = accounts.setup_link(session, NOW), accounts.setup_link(session, NOW)
    with pytest.raises(NotFound), transaction(session):
        accounts.claim_first(session, earlier, PERSON, NOW)
    with transaction(session):
        account_id = accounts.claim_first(session, token, PERSON, NOW)
    account = session.get_one(Account, account_id)
    assert (account.owner, account.instructor, account.email) == (True, True, PERSON.email)
    with pytest.raises(NotFound), transaction(session):
        accounts.claim_first(session, token, replace(PERSON, email="two@example.org"), NOW)
    with pytest.raises(Refused), transaction(session):
        accounts.setup_link(session, NOW)


def test_the_first_link_lasts_a_day(session: Any) -> None:
    with transaction(session):
        token = accounts.setup_link(session, NOW)
    assert invitation(session, hash_of(token), NOW + DAY - 1) is not None
    assert invitation(session, hash_of(token), NOW + DAY) is None
    with pytest.raises(NotFound), transaction(session):
        accounts.claim_first(session, token, PERSON, NOW + DAY)


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (replace(PERSON, name=" "), "name"),
        (replace(PERSON, email="ruth"), "email"),
        (replace(PERSON, password="short"), "password"),
    ],
)
def test_what_was_typed_wrongly_is_said_at_its_field_and_the_link_lives(
    session: Any, person: Person, field: str
) -> None:
    with transaction(session):
        token = accounts.setup_link(session, NOW)
    with pytest.raises(Refused) as refused, transaction(session):
        accounts.claim_first(session, token, person, NOW)
    assert refused.value.field == field
    with transaction(session):
        assert accounts.claim_first(session, token, PERSON, NOW)


def invited(session: Any, made: cast.Cast, role: str, *, to_site: bool = False) -> str:
    course_id = None if to_site else made.course.id
    with transaction(session):
        return accounts.invite(session, made.owner.id, role, NOW, course_id=course_id)


def role_of(session: Any, account_id: int) -> str | None:
    found: str | None = session.scalar(
        select(CourseMember.role).where(CourseMember.account_id == account_id)
    )
    return found


@pytest.mark.parametrize(
    ("role", "teaches"), [("instructor", True), ("assistant", False), ("marker", False)]
)
def test_an_invitation_makes_an_account_with_its_role(
    session: Any, role: str, teaches: bool
) -> None:
    made = cast.make(session)
    token = invited(session, made, role)
    with transaction(session):
        done = accounts.accept(session, token, NOW, person=PERSON)
    assert done.course_slug == made.course.slug
    account = session.get_one(Account, done.account_id)
    assert (account.instructor, account.owner) == (teaches, False)
    assert role_of(session, account.id) == role


def test_an_invitation_works_once(session: Any) -> None:
    made = cast.make(session)
    token = invited(session, made, "marker")
    with transaction(session):
        accounts.accept(session, token, NOW, person=PERSON)
    with pytest.raises(NotFound), transaction(session):
        accounts.accept(session, token, NOW, account_id=made.stranger.id)
    assert role_of(session, made.stranger.id) is None


def test_an_invitation_lasts_seven_days(session: Any) -> None:
    made = cast.make(session)
    token = invited(session, made, "marker")
    with pytest.raises(NotFound), transaction(session):
        accounts.accept(session, token, NOW + 7 * DAY, account_id=made.stranger.id)
    with transaction(session):
        accounts.accept(session, token, NOW + 7 * DAY - 1, account_id=made.stranger.id)
    assert role_of(session, made.stranger.id) == "marker"


def test_a_withdrawn_invitation_is_worthless(session: Any) -> None:
    made = cast.make(session)
    token = invited(session, made, "marker")
    with transaction(session):
        found = session.scalars(select(AuditEntry.target_id)).one()
        accounts.revoke(session, made.owner.id, found, NOW, course_id=made.course.id)
        accounts.revoke(session, made.owner.id, found, NOW, course_id=made.course.id)
    with pytest.raises(NotFound), transaction(session):
        accounts.accept(session, token, NOW, account_id=made.stranger.id)


def test_an_accepted_invitation_cannot_be_withdrawn(session: Any) -> None:
    made = cast.make(session)
    token = invited(session, made, "marker")
    found = session.scalars(select(AuditEntry.target_id)).one()
    with transaction(session):
        accounts.accept(session, token, NOW, account_id=made.stranger.id)
    with pytest.raises(Refused), transaction(session):
        accounts.revoke(session, made.owner.id, found, NOW, course_id=made.course.id)


def test_an_invitation_to_the_site_is_the_owners_to_make_and_withdraw(session: Any) -> None:
    made = cast.make(session)
    token = invited(session, made, "instructor", to_site=True)
    found = session.scalars(select(AuditEntry.target_id)).one()
    with pytest.raises(NotFound), transaction(session):
        accounts.revoke(session, made.stranger.id, found, NOW)
    with pytest.raises(NotFound), transaction(session):
        accounts.revoke(session, made.owner.id, found, NOW, course_id=made.course.id)
    with transaction(session):
        done = accounts.accept(session, token, NOW, person=PERSON)
    assert done.course_slug == ""
    assert session.get_one(Account, done.account_id).instructor
    with pytest.raises(Forbidden), transaction(session):
        accounts.invite(session, made.stranger.id, "instructor", NOW)
    with pytest.raises(Forbidden), transaction(session):
        accounts.invite(session, made.owner.id, "marker", NOW)


def test_nobody_is_invited_as_an_owner(session: Any) -> None:
    made = cast.make(session)
    with pytest.raises(Refused), transaction(session):
        accounts.invite(session, made.owner.id, "owner", NOW, course_id=made.course.id)


def test_an_invitation_raises_a_marker_but_lowers_nobody(session: Any) -> None:
    made = cast.make(session)
    up, down = invited(session, made, "instructor"), invited(session, made, "marker")
    with transaction(session):
        accounts.accept(session, up, NOW, account_id=made.marker.id)
    assert role_of(session, made.marker.id) == "instructor"
    with pytest.raises(Refused), transaction(session):
        accounts.accept(session, down, NOW, account_id=made.owner.id)
    assert role_of(session, made.owner.id) == "owner"
    assert invitation(session, hash_of(down), NOW) is not None


def test_an_address_has_one_account(session: Any) -> None:
    made = cast.make(session)
    token = invited(session, made, "marker")
    with pytest.raises(Refused) as refused, transaction(session):
        accounts.accept(session, token, NOW, person=replace(PERSON, email=made.stranger.email))
    assert refused.value.field == "email"


def test_the_links_of_the_site_and_of_a_class_are_not_mistaken_for_each_other(
    session: Any,
) -> None:
    with transaction(session):
        setup = accounts.setup_link(session, NOW)
    with pytest.raises(NotFound), transaction(session):
        accounts.accept(session, setup, NOW, person=PERSON)
    made = cast.make(session)
    token = invited(session, made, "marker")
    with pytest.raises(NotFound), transaction(session):
        accounts.claim_first(session, token, PERSON, NOW)


def test_a_setup_link_dies_with_the_first_account_however_it_came(session: Any) -> None:
    with transaction(session):
        setup = accounts.setup_link(session, NOW)
    cast.make(session)
    with pytest.raises(Refused), transaction(session):
        accounts.claim_first(session, setup, PERSON, NOW)


def test_the_audit_holds_no_name(session: Any) -> None:
    made = cast.make(session)
    token = invited(session, made, "marker")
    with transaction(session):
        accounts.accept(session, token, NOW, person=PERSON)
    entries = session.scalars(select(AuditEntry)).all()
    assert [(entry.act, entry.course_id) for entry in entries] == [
        ("invited marker", made.course.id),
        ("accepted", made.course.id),
    ]


def test_a_name_is_cleaned_or_refused(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        accounts.rename(session, made.owner.id, "  Ruth   Ansah ")
    assert made.owner.name == "Ruth Ansah"
    with pytest.raises(Refused), transaction(session):
        accounts.rename(session, made.owner.id, "\u202eRuth")
