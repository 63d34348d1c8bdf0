"""Claims at the same time: a student has one seat, and who comes second is told or walks in."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.accounts import BrowserSeat
from debate.models.debates import Debate
from debate.models.seats import Seat
from debate.web import links
from tests import cast
from tests.races import crowd


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """A class of which nobody has come yet."""
    made = cast.make(session, clock_ms())
    with transaction(session):
        for seat in made.seats.values():
            seat.claimed_how, seat.claimed_ms, seat.confirmed_ms = "", None, None
    return made


def strangers(app: Any, count: int) -> list[FlaskClient]:
    return [app.test_client() for _ in range(count)]


def test_ten_browsers_with_one_name_take_one_seat_of_the_list_and_nine_walk_in(
    app: Any, session: Any, people: cast.Cast
) -> None:
    seats, code = len(people.seats), people.sitting.code
    session.rollback()

    answers = crowd.together(
        lambda browser: browser.post(f"/join/{code}", data={"name": "Amara Diallo"}),
        strangers(app, 10),
    )

    assert {answer.status_code for answer in answers} == {303}
    rows = session.query(Seat).filter(Seat.claimed_ms.is_not(None)).all()
    assert sorted(row.claimed_how for row in rows) == ["code", *["walk_in"] * 9]
    tied = next(row for row in rows if row.claimed_how == "code")
    assert tied.id == people.seats["amara"].id
    walk_ins = [row for row in rows if row.claimed_how == "walk_in"]
    assert all(row.student_id is None and row.debate_id is None for row in walk_ins)
    assert sorted(row.number for row in walk_ins) == list(range(seats + 1, seats + 10))
    assert all(row.confirmed_ms is None for row in rows)
    assert len({answer.location for answer in answers}) == 10
    assert session.query(BrowserSeat).count() == 10
    crowd.check_record(session, people.debate.id)


def test_one_joining_form_sent_twice_takes_one_seat(
    app: Any, session: Any, people: cast.Cast
) -> None:
    code = people.sitting.code
    session.rollback()

    answers = crowd.together(
        lambda browser: browser.post(f"/join/{code}", data={"name": "Nobody’s Name", "key": "one"}),
        strangers(app, 5),
    )

    assert len({answer.location for answer in answers}) == 1
    assert session.query(Seat).filter_by(typed_name="Nobody’s Name").count() == 1


def test_a_joining_form_sent_again_after_a_release_is_no_way_back(
    app: Any, session: Any, people: cast.Cast
) -> None:
    path = f"/join/{people.sitting.code}"
    release = f"/sittings/{people.sitting.slug}/seats/{people.seats['amara'].number}/release"
    form = {"name": "Amara Diallo", "key": "the form of a lost phone"}
    phone = app.test_client()
    room = phone.post(path, data=form).location
    crowd.browser_of(app, session, people.owner).post(release)

    assert phone.post(path, data=form).status_code == 409
    assert phone.get(room).status_code == 403


def test_two_devices_with_one_personal_link_share_one_claim(
    app: Any, session: Any, people: cast.Cast
) -> None:
    seat_id, generation = people.seats["amara"].id, people.seats["amara"].generation
    token = links.seat_token(seat_id, generation)
    session.rollback()

    answers = crowd.together(lambda browser: browser.post(f"/s/{token}"), strangers(app, 6))

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    seat = session.get(Seat, seat_id)
    assert (seat.claimed_how, seat.confirmed_ms is not None) == ("link", True)
    assert session.query(BrowserSeat).filter_by(seat_id=seat_id).count() == 6
    kinds = [record.kind for record in crowd.check_record(session, people.debate.id)]
    assert kinds == ["seat_claimed"]


def test_a_release_against_claims_by_the_old_link_leaves_no_browser_in_the_seat(
    app: Any, session: Any, people: cast.Cast
) -> None:
    """A claim before the release loses the seat with it; one after it is told of the new link."""
    seat = people.seats["amara"]
    seat_id, number, token = seat.id, seat.number, links.seat_token(seat.id, seat.generation)
    path, base = f"/sittings/{people.sitting.slug}/seats/{number}/release", people.slug
    owner = crowd.browser_of(app, session, people.owner)
    claimants = strangers(app, 8)
    session.rollback()

    def act(browser: FlaskClient) -> int:
        return browser.post(path if browser is owner else f"/s/{token}").status_code

    statuses = crowd.together(act, [*claimants[:4], owner, *claimants[4:]])

    assert set(statuses) <= {303, 410}
    row = session.get(Seat, seat_id)
    assert (row.generation, row.claimed_ms) == (2, None)
    rooms = {browser.get(f"/debates/{base}/{number}/").status_code for browser in claimants}
    assert rooms == {403}
    debate = session.query(Debate).one()
    crowd.check_record(session, debate.id)


def test_link_and_code_for_one_student_end_with_one_seat_tied_to_them(
    app: Any, session: Any, people: cast.Cast
) -> None:
    seat_id, code = people.seats["amara"].id, people.sitting.code
    token = links.seat_token(seat_id, 1)
    session.rollback()

    def act(item: tuple[int, FlaskClient]) -> int:
        n, browser = item
        if n % 2:
            return browser.post(f"/s/{token}").status_code
        return browser.post(f"/join/{code}", data={"name": "Amara Diallo"}).status_code

    statuses = crowd.together(act, list(enumerate(strangers(app, 8))))

    assert set(statuses) == {303}
    student = session.get(Seat, seat_id).student_id
    assert session.query(Seat).filter_by(student_id=student).count() == 1
    claimed = session.query(Seat).filter(Seat.claimed_how == "walk_in").count()
    assert claimed in (3, 4)
    crowd.check_record(session, people.debate.id)
