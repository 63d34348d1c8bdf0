"""Reads about accounts: seats of a browser, invitations, one's own account."""

from typing import Any

from debate.db import transaction
from debate.queries import accounts
from debate.services import accounts as writes
from tests import cast
from tests.cast import NOW


def browser_with(session: Any, made: cast.Cast, *seats: tuple[str, int]) -> accounts.Browser:
    token = ""
    with transaction(session):
        for name, generation in seats:
            place = (made.seats[name].id, generation)
            token = writes.rotate(session, writes.hash_of(token), NOW, seat=place)
    return accounts.browser(session, writes.hash_of(token))


def test_a_browser_is_led_to_each_seat_it_holds(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.seats["kofi"].debate_id = None
    found = browser_with(session, made, ("amara", 1), ("kofi", 1))
    assert [seat.path for seat in accounts.own_seats(session, found.id)] == [
        f"/sittings/{made.sitting.slug}/6/",
        f"/debates/{made.slug}/1/",
    ]


def test_a_released_seat_and_an_ended_session_are_left_out(session: Any) -> None:
    made = cast.make(session)
    found = browser_with(session, made, ("amara", 1), ("kofi", 1))
    with transaction(session):
        made.seats["amara"].generation = 2
    assert len(accounts.own_seats(session, found.id)) == 1
    with transaction(session):
        made.sitting.state = "ended"
    assert accounts.own_seats(session, found.id) == ()


def test_open_invitations_are_those_of_the_class_or_of_the_site(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        writes.invite(session, made.owner.id, "marker", NOW, course_id=made.course.id)
        writes.invite(session, made.owner.id, "instructor", NOW)
    (of_class,) = accounts.open_invitations(session, NOW, made.course.id)
    (of_site,) = accounts.open_invitations(session, NOW)
    assert (of_class.role, of_class.invited_by) == ("marker", "Dr Ansah")
    assert of_site.role == "instructor"
    assert accounts.open_invitations(session, of_site.expires_ms) == ()


def test_a_profile_counts_other_browsers_and_shows_invitations_to_the_owner(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        writes.invite(session, made.owner.id, "instructor", NOW)
        tokens = [
            writes.rotate(session, "", NOW, account_id=account.id)
            for account in (made.owner, made.owner, made.stranger)
        ]
    profiles = [
        accounts.profile(session, accounts.browser(session, writes.hash_of(token)), NOW)
        for token in tokens
    ]
    assert [profile.elsewhere for profile in profiles] == [1, 1, 0]
    assert [len(profile.invitations) for profile in profiles] == [1, 1, 0]
    assert profiles[0].email == "ansah@example.org"
