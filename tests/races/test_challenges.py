"""Challenges at the same time: one stands, the other seat is told; a ruling is given once."""

from typing import Any

import pytest

from debate.db import clock_ms
from debate.models.challenges import Challenge
from debate.models.debates import Control
from debate.models.speeches import Point
from tests import cast
from tests.races import crowd
from tests.web.test_challenges import Room

pytestmark = pytest.mark.both_databases


def test_of_two_challenges_at_once_one_stands_and_it_is_ruled_on_once(
    app: Any, session: Any
) -> None:
    room = Room(app, session)
    seats = [room.cast.seats[who] for who in ("priya", "jonas")]
    devices = crowd.devices(app, session, room.cast.slug, seats)
    said = {"ground": "context", "statement": "Read on."}

    answers = crowd.together(lambda device: device.post(room.citation, key="", **said), devices)

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert "One challenge at a time" in told
    assert session.query(Challenge).count() == 1
    assert [one.kind for one in session.query(Control).order_by(Control.n)] == ["start", "pause"]

    room.answer()
    ansah = app.test_client(), app.test_client()
    for client in ansah:
        cast.as_account(session, client, room.cast.owner, clock_ms())
    address = f"{room.at('owner')}challenges/1/ruling"
    ruling = {"upheld": "yes", "remedy": "strike", "reason": "So it is.", "resume": "yes"}
    answers = crowd.together(lambda client: client.post(address, data=ruling), ansah)

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    session.rollback()
    assert session.get(Point, room.point).state == "struck"
    kinds = [record.kind for record in crowd.check_record(session, room.cast.debate.id)]
    assert kinds.count("challenge_ruled") == kinds.count("point_struck") == 1
