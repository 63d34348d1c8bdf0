"""Releases per session, per debate and per student: what each shows to whom."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.events import Event
from debate.models.marks import Release
from debate.queries import debates, marks, releases
from debate.services import ballots, events
from debate.services import debates as debate_writes
from debate.services import marks as mark_writes
from debate.services import releases as writes
from debate.services import sittings as sitting_writes
from tests import cast
from tests.cast import MINUTE, NOW

CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
FOURS = dict.fromkeys(CRITERIA, 4)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class with its debate over; amara is marked, a judge gave all debaters level two."""
    made = cast.make(session)
    cast.start(session, made)
    seat = made.seats["mei"]
    judge = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    levels = {number: dict.fromkeys(CRITERIA, 2) for number in (1, 2, 3, 4)}
    with transaction(session):
        debate = debate_writes.lock(session, made.slug)
        mark_writes.give(session, owner(made), debate, 1, FOURS, "Well done.", now=NOW + 1)
        sheet = ballots.Sheet(levels, "P", "Because.")
        ballots.save(session, judge, debate, sheet, act=ballots.HAND_IN, now=NOW + 2)
    cast.control(session, made, "finish", NOW + MINUTE)
    with transaction(session):
        made.debate.ended_ms = NOW + MINUTE
    return made


def owner(people: cast.Cast) -> Actor:
    return Actor("owner", account_id=people.owner.id)


def release(session: Any, people: cast.Cast, what: str, who: str = "", at: int = 2) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        seat = people.seats[who] if who else None
        now = NOW + at * MINUTE
        writes.release(session, owner(people), debate, now, what=what, seat=seat)


def told(session: Any, people: cast.Cast, who: str) -> tuple[int | None, str, int]:
    """What a seat is shown: total, comment, and the number of judges' remarks."""
    view = {"amara": "team1", "tomas": "team1", "priya": "team2"}[who]
    here = debates.load(session, people.slug, view, NOW + 99 * MINUTE)
    assert here is not None
    found = marks.results(session, here, people.seats[who].id)
    own = found.own
    return (own.total, own.comment, len(found.remarks)) if own else (None, "", 0)


NOTHING = (None, "", 0)


@pytest.mark.parametrize(
    ("what", "who", "amara", "tomas"),
    [
        ("both", "", (10_000, "Well done.", 1), (5_000, "", 1)),
        # Without ballots neither a judge's word nor a mean of theirs is told.
        ("marks", "", (10_000, "Well done.", 0), (None, "", 0)),
        ("ballots", "", (5_000, "", 1), (5_000, "", 1)),
        ("both", "amara", (10_000, "Well done.", 1), NOTHING),
        ("marks", "amara", (10_000, "Well done.", 0), NOTHING),
        ("ballots", "tomas", NOTHING, (5_000, "", 1)),
    ],
)
def test_a_release_shows_what_it_names_to_whom_it_names(
    session: Any, people: cast.Cast, what: str, who: str, amara: Any, tomas: Any
) -> None:
    assert told(session, people, "amara") == told(session, people, "tomas") == NOTHING
    release(session, people, what, who)
    assert told(session, people, "amara") == amara
    assert told(session, people, "tomas") == tomas
    # That the whole debate is released is said of everything to everybody alone.
    assert (people.debate.released_ms is not None) == (what == "both" and not who)


def test_the_moment_of_a_release_is_each_seats_own(session: Any, people: cast.Cast) -> None:
    def moment(who: str) -> int | None:
        return marks.released_ms(session, people.debate.id, people.seats[who].id)

    assert moment("amara") is None
    release(session, people, "marks", "amara", 3)
    release(session, people, "ballots", "", 4)
    assert (moment("amara"), moment("tomas")) == (NOW + 3 * MINUTE, None)
    release(session, people, "both", "", 5)
    assert (moment("amara"), moment("tomas")) == (NOW + 5 * MINUTE, NOW + 5 * MINUTE)


def test_a_change_stays_as_it_was_released_until_the_next_release_to_that_student(
    session: Any, people: cast.Cast
) -> None:
    release(session, people, "both", "", 2)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        mark_writes.give(session, owner(people), debate, 1, FOURS, "Changed.", now=NOW + 3 * MINUTE)
    release(session, people, "marks", "priya", 4)
    assert told(session, people, "amara")[1] == "Well done."
    release(session, people, "marks", "amara", 5)
    assert told(session, people, "amara")[1] == "Changed."


def test_ballots_that_one_student_was_shown_can_no_longer_change(
    session: Any, people: cast.Cast
) -> None:
    assert not releases.ballots_are_out(session, people.debate.id)
    release(session, people, "marks")
    assert not releases.ballots_are_out(session, people.debate.id)
    release(session, people, "ballots", "tomas")
    assert releases.ballots_are_out(session, people.debate.id)
    seat = people.seats["mei"]
    judge = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    with pytest.raises(Refused, match="no longer change"):
        keep(session, people, judge)


def keep(session: Any, people: cast.Cast, judge: Actor) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        sheet = ballots.Sheet({}, "O", "x")
        ballots.save(session, judge, debate, sheet, act=ballots.KEEP, now=NOW)


def test_each_release_is_in_the_record_and_seals_it(session: Any, people: cast.Cast) -> None:
    before = session.query(Event).count()
    release(session, people, "marks", "tomas", 2)
    release(session, people, "both", "", 3)
    added = session.query(Event).order_by(Event.seq).all()[before:]
    assert [event.kind for event in added] == ["released", "sealed", "released", "sealed"]
    said = [events.content(session, event.id, "payload") for event in added[::2]]
    assert said == [{"what": "marks", "seat": 2}, {"what": "both"}]
    assert session.query(Release).count() == 2


@pytest.mark.parametrize(("what", "status"), [("everything", 422), ("both", 409)])
def test_what_cannot_be_released_is_refused(
    session: Any, people: cast.Cast, what: str, status: int
) -> None:
    with transaction(session):
        people.debate.ended_ms = None
    with pytest.raises(Refused) as refused:
        release(session, people, what)
    assert refused.value.status == status
    assert session.query(Release).count() == 0


def release_all(session: Any, people: cast.Cast, at: int = 5) -> int:
    with transaction(session):
        sitting = sitting_writes.lock(session, people.sitting.slug)
        rooms = debate_writes.lock_all(session, sitting)
        return writes.release_all(session, owner(people), rooms, NOW + at * MINUTE)


def test_a_session_is_released_in_all_rooms_at_once_or_in_none(
    session: Any, people: cast.Cast
) -> None:
    with transaction(session):
        for number, started in ((2, NOW), (3, None)):
            other = cast.add_debate(
                session, people.sitting, people.deck, people.version, NOW, number=number
            )
            other.started_ms = started
            if number == 2:
                running = other
    with pytest.raises(Refused, match="Room 2: not over yet"):
        release_all(session, people)
    assert people.debate.released_ms is None
    with transaction(session):
        running.ended_ms = NOW + MINUTE
    # A room in which nobody ever spoke has nothing to release and keeps nobody waiting.
    assert release_all(session, people) == 2
    assert people.debate.released_ms == running.released_ms == NOW + 5 * MINUTE
    lines = releases.of_sitting(session, people.sitting.slug)
    assert [(line.number, line.marked, line.ballots, line.marks_ms) for line in lines] == [
        (1, 1, 1, NOW + 5 * MINUTE),
        (2, 0, 0, NOW + 5 * MINUTE),
        (3, 0, 0, None),
    ]


def test_a_session_that_never_began_has_nothing_to_release(session: Any) -> None:
    people = cast.make(session)
    with pytest.raises(Refused, match="nothing to release"):
        release_all(session, people)
