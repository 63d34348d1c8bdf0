"""What a person is told of their own seat, and which seats a browser holds."""

from typing import Any

from sqlalchemy import select

from debate.db import transaction
from debate.models.accounts import BrowserSeat
from debate.queries import seats
from debate.services import accounts
from tests import cast
from tests.cast import NOW


def own(session: Any, made: cast.Cast, who: str, browser: int = 0) -> seats.OwnSeat:
    found = seats.own(session, made.seats[who].id, browser)
    assert found is not None
    return found


def held_by(session: Any, made: cast.Cast, *who: str) -> int:
    token = ""
    with transaction(session):
        for name in who:
            seat = made.seats[name]
            token = accounts.rotate(
                session, accounts.hash_of(token), NOW, seat=(seat.id, seat.generation)
            )
    browser = session.scalars(select(BrowserSeat.browser_session_id)).first()
    assert browser
    return int(browser)


def test_a_person_is_told_their_name_side_and_motion(session: Any) -> None:
    made = cast.make(session)
    found = own(session, made, "priya")
    assert (found.name, found.side_name, found.room) == ("Priya Nair", "Opposition", 1)
    assert (found.instructor, found.claimed, found.held) == ("Dr Ansah", True, False)
    assert found.motion.endswith("alliance is likely")


def test_the_door_is_the_room_once_the_session_is_open(session: Any) -> None:
    made = cast.make(session)
    room, wait = f"/debates/{made.slug}/1/", f"/sittings/{made.sitting.slug}/1/"
    assert own(session, made, "amara").door == room
    with transaction(session):
        made.sitting.state = "planned"
    assert own(session, made, "amara").door == wait
    with transaction(session):
        made.sitting.state = "ended"
    assert own(session, made, "amara").door == room


def test_without_a_room_the_door_is_the_place_to_wait(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.seats["mei"].debate_id = None
    found = own(session, made, "mei")
    assert (found.door, found.room) == (f"/sittings/{made.sitting.slug}/5/", 0)


def test_others_see_a_code_name_where_the_room_is_shown_codes(session: Any) -> None:
    made = cast.make(session)
    assert not own(session, made, "mei").by_code
    with transaction(session):
        made.sitting.room_labels = "codes"
    found = own(session, made, "mei")
    assert (found.name, found.code_name, found.by_code) == ("Mei Tanaka", "Heron 5", True)


def test_a_browser_holds_what_it_took_until_it_is_released(session: Any) -> None:
    made = cast.make(session)
    browser = held_by(session, made, "amara", "mei")
    found = seats.held_in(session, made.sitting.id, browser)
    assert [seat.number for seat in found] == [1, 5]
    assert own(session, made, "amara", browser).held
    assert not own(session, made, "amara", browser + 1).held
    with transaction(session):
        made.seats["amara"].generation += 1
    found = seats.held_by_slug(session, made.sitting.slug, browser)
    assert [seat.number for seat in found] == [5]
    assert seats.held_by_slug(session, "nowhere", browser) == ()


def test_a_seat_that_is_not_there_is_none(session: Any) -> None:
    cast.make(session)
    assert seats.own(session, 10**6, 0) is None
