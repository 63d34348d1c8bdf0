"""Rooms of a session: who holds which speech."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.services import debates, seats
from tests import cast
from tests.services.seating import LATER, act, add_point, holder, join, kinds, payload


def moderator(made: cast.Cast) -> Actor:
    return Actor("owner", account_id=made.owner.id)


def test_a_vacant_speech_is_given_to_any_seat_of_the_room(session: Any) -> None:
    made = cast.make(session)
    kofi = made.seats["kofi"]
    with transaction(session):
        debate = debates.lock(session, made.debate.id)
        debates.assign_speech(session, moderator(made), debate, "P2", None, LATER)
        debates.assign_speech(session, moderator(made), debate, "P2", kofi.id, LATER)
        debates.assign_speech(session, moderator(made), debate, "X1", kofi.id, LATER, half="a")
        debates.assign_speech(session, moderator(made), debate, "X1", kofi.id, LATER, half="a")
    assert holder(session, made, "P2") == kofi.id
    assert holder(session, made, "X1", "answerer_id") == kofi.id
    assert holder(session, made, "X1") == made.seats["jonas"].id
    assert kinds(session, made) == [("speech_assigned", None)] + [("speech_assigned", 6)] * 2
    assert payload(session, "speech_assigned") == {
        "speeches": [{"address": "X1", "seat": 4, "answers": 6}]
    }


def test_a_speech_with_points_stays_with_who_made_them(session: Any) -> None:
    made = cast.make(session)
    add_point(session, made, "P1", made.seats["amara"])
    add_point(session, made, "X1", made.seats["jonas"], half="q")
    with pytest.raises(Refused, match="P1 has points"), transaction(session):
        debates.assign_speech(session, moderator(made), made.debate, "P1", None, LATER)
    with pytest.raises(Refused, match="X1 has points"), transaction(session):
        debates.assign_speech(session, moderator(made), made.debate, "X1", None, LATER)
    with transaction(session):
        debates.assign_speech(session, moderator(made), made.debate, "X1", None, LATER, half="a")


def test_an_absent_seat_a_strange_seat_and_a_strange_speech_are_refused(session: Any) -> None:
    made = cast.make(session)
    act(session, made, seats.set_absent, made.seats["kofi"], LATER)
    guest = join(session, made, "Somebody Else")
    for seat in (made.seats["kofi"], guest):
        with pytest.raises(Refused) as refused, transaction(session):
            debates.assign_speech(session, moderator(made), made.debate, "P1", seat.id, LATER)
        assert refused.value.field == "seat"
    for address, seat_id in (("P9", None), ("P1", 10**6)):
        with pytest.raises(NotFound), transaction(session):
            debates.assign_speech(session, moderator(made), made.debate, address, seat_id, LATER)


def test_a_room_is_found_by_its_number(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        assert debates.numbered(session, made.sitting.id, 1).id == made.debate.id
        with pytest.raises(NotFound):
            debates.numbered(session, made.sitting.id, 2)
