"""A team's outline belongs to the people who shared it, wherever they are seated; and its end."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.refusals import NotFound
from debate.models.outlines import OutlineLine
from debate.models.seats import Seat
from debate.queries import debates
from debate.queries import outlines as reads
from debate.queries.outlines import Scope
from debate.services import controls, outlines, seats, seats_places, sittings
from debate.services import debates as debate_writes
from debate.services.outlines import Typed
from tests import cast
from tests.cast import NOW
from tests.services import seating
from tests.services.moderating import act, seat_actor

P, O = ("amara", "tomas"), ("priya", "jonas")  # noqa: E741 (the side's letter everywhere)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, dealt=False)
    for who, texts in (("amara", ("Trade", "It grew")), ("priya", ("Arms",))):
        for text in texts:
            write(session, made, who, text)
    return made


def scope(session: Any, people: cast.Cast, who: str, team: bool = True) -> Scope:
    session.expire_all()
    room = session.get_one(Seat, people.seats[who].id).debate_id
    here = debates.load(session, room, "moderators", NOW)
    assert here is not None
    actor = seat_actor(people, who)
    return reads.of_team(here, actor) if team else reads.own(here, actor)


def write(session: Any, people: cast.Cast, who: str, text: str, team: bool = True) -> int:
    which = scope(session, people, who, team)
    with transaction(session):
        debate = debate_writes.lock(session, which.debate_id)
        return outlines.add(session, debate, which, text, 1, who, NOW)


def rewrite(session: Any, people: cast.Cast, who: str, text: str) -> None:
    """Change the first line that the team of `who` sees."""
    which = scope(session, people, who)
    row = reads.stored(session, which)[0]
    with transaction(session):
        debate = debate_writes.lock(session, which.debate_id)
        typed = [Typed(row.id, text, row.revision, "")]
        assert outlines.save(session, debate, which, typed, who, NOW) == {}


def texts(session: Any, people: cast.Cast, who: str, team: bool = True) -> list[str]:
    rows = reads.stored(session, scope(session, people, who, team))
    return [row.text for row in rows if row.removed_ms is None]


def seat(session: Any, people: cast.Cast, who: str, side: str | None, room: Any = None) -> None:
    role = "debater" if side else "audience"
    seating.place(session, people, people.seats[who], room or people.debate, role, side)


def test_teams_that_change_sides_one_by_one_keep_their_own_outlines(
    session: Any, people: cast.Cast
) -> None:
    for who, side in (("amara", "O"), ("priya", "P"), ("tomas", "O"), ("jonas", "P")):
        seat(session, people, who, side)
    assert [texts(session, people, who) for who in P] == [["Trade", "It grew"]] * 2
    assert [texts(session, people, who) for who in O] == [["Arms"]] * 2
    # They go on in it, and take it back in the same way.
    rewrite(session, people, "tomas", "Trade, too")
    write(session, people, "jonas", "Arms fell")
    for one, other in zip(P, O, strict=True):
        with transaction(session):
            sittings.lock(session, people.sitting.id)
            pair = people.seats[one], people.seats[other]
            seats_places.swap(session, seating.owner(people), *pair, NOW)
    assert [texts(session, people, who) for who in P] == [["Trade, too", "It grew"]] * 2
    assert [texts(session, people, who) for who in O] == [["Arms", "Arms fell"]] * 2


def test_who_is_moved_alone_reads_the_new_team_s_outline_and_leaves_the_old_one_there(
    session: Any, people: cast.Cast
) -> None:
    write(session, people, "amara", "Mine alone", team=False)
    seat(session, people, "amara", "O")
    assert texts(session, people, "tomas") == ["Trade", "It grew"]
    assert texts(session, people, "amara") == texts(session, people, "priya") == ["Arms"]
    assert texts(session, people, "amara", team=False) == ["Mine alone"]


def test_a_team_of_one_takes_its_outline_along_and_a_newcomer_in_its_place_sees_nothing(
    session: Any, people: cast.Cast
) -> None:
    act_absent(session, people, "tomas")
    seat(session, people, "amara", "O")
    seat(session, people, "kofi", "P")
    assert texts(session, people, "kofi") == []
    assert texts(session, people, "amara") == ["Arms", "Trade", "It grew"]
    which, line = scope(session, people, "kofi"), session.query(OutlineLine.id).first().id
    with pytest.raises(NotFound):
        outlines.line(session, which, line)


def act_absent(session: Any, people: cast.Cast, who: str) -> None:
    seating.act(session, people, seats.set_absent, people.seats[who], NOW)


def test_nobody_reads_it_while_its_people_are_in_no_team(session: Any, people: cast.Cast) -> None:
    for who in P:
        seat(session, people, who, None)
    seat(session, people, "kofi", "P")
    assert texts(session, people, "kofi") == []
    seat(session, people, "tomas", "O")
    assert texts(session, people, "tomas") == ["Arms", "Trade", "It grew"]


def test_it_goes_to_another_room_with_the_last_of_its_people(
    session: Any, people: cast.Cast
) -> None:
    room = seating.second_room(session, people)
    seat(session, people, "amara", "O", room)
    assert texts(session, people, "amara") == []
    assert texts(session, people, "tomas") == ["Trade", "It grew"]
    seat(session, people, "tomas", "O", room)
    assert texts(session, people, "amara") == ["Trade", "It grew"]
    seat(session, people, "kofi", "P")
    assert texts(session, people, "kofi") == []


def test_lines_that_were_removed_go_with_the_end_and_the_others_stay(
    session: Any, people: cast.Cast
) -> None:
    cast.start(session, people)
    private = write(session, people, "mei", "Of a listener", team=False)
    for who, team, line in (("amara", True, None), ("mei", False, private)):
        which = scope(session, people, who, team)
        with transaction(session):
            debate = debate_writes.lock(session, people.slug)
            outlines.remove(session, debate, which, line or reads.stored(session, which)[0].id, NOW)
    assert session.query(OutlineLine).count() == 4
    act(session, people, controls.act, "finish", at=NOW + 1)
    assert [row.text for row in session.query(OutlineLine).order_by("id")] == ["It grew", "Arms"]


def test_they_go_too_where_a_session_ends_before_its_debate_began(
    session: Any, people: cast.Cast
) -> None:
    which = scope(session, people, "priya")
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        outlines.remove(session, debate, which, reads.stored(session, which)[0].id, NOW)
    with transaction(session):
        sitting = sittings.lock(session, people.sitting.id)
        sittings.end(session, seating.owner(people), sitting, NOW + 1)
    assert [row.text for row in session.query(OutlineLine).order_by("id")] == ["Trade", "It grew"]
