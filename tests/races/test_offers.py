"""Points of information and turns at the same time: one is accepted, a turn is passed once."""

from typing import Any

import pytest

from debate.db import clock_ms
from debate.models.debates import Control
from debate.models.offers import Offer
from tests import cast
from tests.races import crowd
from tests.web.test_offers import FREE, PARLIAMENT

pytestmark = pytest.mark.both_databases


def started(session: Any, fmt: Any) -> cast.Cast:
    people = cast.make(session, clock_ms(), fmt=fmt)
    cast.start(session, people, clock_ms() - 60_000)
    return people


def test_of_two_offers_accepted_at_once_one_is_accepted(app: Any, session: Any) -> None:
    people = started(session, PARLIAMENT)
    seats = people.seats
    offering = crowd.devices(app, session, people.slug, [seats["priya"], seats["jonas"]] * 3)
    crowd.together(lambda device: device.post("speeches/P1/offers", key=""), offering)
    offers = [row.id for row in session.query(Offer).order_by(Offer.id)]
    assert len(offers) == 2

    speaker = crowd.devices(app, session, people.slug, [seats["amara"]] * 6)
    answers = crowd.together(
        lambda pair: pair[0].post(f"offers/{pair[1]}/accept", key=""),
        zip(speaker, offers * 3, strict=True),
    )

    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    session.expire_all()
    assert sorted(row.outcome for row in session.query(Offer)) == ["", "accepted"]
    kinds = [record.kind for record in crowd.check_record(session, people.debate.id)]
    assert kinds == ["offer_made", "offer_made", "offer_accepted"]


def test_a_turn_that_two_of_a_team_pass_at_once_is_passed_once(app: Any, session: Any) -> None:
    people = started(session, FREE)
    team = [people.seats["amara"], people.seats["tomas"]] * 3
    devices = crowd.devices(app, session, people.slug, team)

    answers = crowd.together(lambda device: device.post("turn/pass", key=""), devices)

    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    passes = session.query(Control).filter_by(kind="pass").all()
    assert [one.value for one in passes] == [1]
