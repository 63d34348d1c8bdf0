"""Deadlines over days: what is handed in early, late or not at all, and dates that are moved."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.formats import Format
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.domain.speeches import Words
from debate.models.debates import Control
from debate.models.events import Event, EventContent, ViewChange
from debate.models.speeches import Draft, Point, Speech
from debate.queries import deadlines as reads
from debate.queries import debates, speeches
from debate.services import controls, courses, deadlines, drafts, moderation
from debate.services import debates as debate_writes
from debate.services import speeches as service
from tests import cast
from tests.cast import MINUTE, NOW

pytestmark = pytest.mark.one_database

H = 60 * MINUTE
OPENINGS, ANSWERS, CLOSINGS = NOW + 24 * H, NOW + 72 * H, NOW + 120 * H  # at the latest
WRITTEN = cast.read_format("written")


def with_steps(slugs: str, **changes: Any) -> Format:
    """The written format with these steps changed."""
    steps = (replace(one, **changes) if one.slug in slugs else one for one in WRITTEN.steps)
    return replace(WRITTEN, steps=tuple(steps))


@pytest.fixture
def play(session: Any) -> Callable[..., cast.Cast]:
    def made(fmt: Format = WRITTEN, factor: int = 100, **settings: Any) -> cast.Cast:
        people = cast.make(session, fmt=fmt, **settings)
        with transaction(session):
            people.students["priya"].factor = factor
            debate_writes.refresh_factor(
                session, debate_writes.lock(session, people.slug), NOW - MINUTE
            )
        cast.start(session, people)
        return people

    return made


def actor(people: cast.Cast, who: str) -> Actor:
    seat = people.seats[who]
    ids = {"seat_id": seat.id, "seat_number": seat.number, "debate_id": seat.debate_id}
    return Actor(seat.role, side=seat.side, **ids)


def owner(people: cast.Cast) -> Actor:
    return Actor("owner", account_id=people.owner.id)


def hand_in(session: Any, people: cast.Cast, who: str, address: str, at: int) -> None:
    """Prepare one point and hand the speech in."""
    me = actor(people, who)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        index = session.query(Speech).filter_by(address=address).one().step_index
        drafts.keep(session, me, debate, index, Words(f"Words of {who}"), at)
        service.hand_in(session, me, debate, address, now=at, arrival=at)


def seen(session: Any, people: cast.Cast, at: int, view: str = "room") -> list[str]:
    here = debates.load(session, people.slug, view, at)
    assert here is not None
    return [row.address for row in speeches.point_rows(session, here) if row.number]


def step_at(session: Any, people: cast.Cast, at: int) -> int:
    here = debates.load(session, people.slug, "room", at)
    assert here is not None
    return here.reading.step_index


def states(session: Any, people: cast.Cast, who: str, at: int) -> dict[str, str]:
    me = actor(people, who)
    here = debates.load(session, people.slug, me.view, at)
    assert here is not None
    return {one.address or one.what: one.state for one in reads.own(here, me, False)}


def owing(session: Any, people: cast.Cast, at: int) -> list[tuple[str, str]]:
    here = debates.load(session, people.slug, "moderators", at)
    found = reads.owed(session, here) if here else None
    assert found is not None
    return [(line.label, line.state) for line in found.lines]


# A step that ends when all have handed in.


def test_the_debate_moves_on_and_reveals_when_the_last_speech_is_in(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    hand_in(session, people, "amara", "P1", OPENINGS + H)
    assert step_at(session, people, OPENINGS + 2 * H) == 1
    assert seen(session, people, OPENINGS + 2 * H) == []
    hand_in(session, people, "priya", "O1", OPENINGS + 3 * H)
    assert step_at(session, people, OPENINGS + 3 * H) == 2
    assert seen(session, people, OPENINGS + 3 * H) == ["P1.1", "O1.1"]
    moved = session.query(Control).order_by(Control.n.desc()).first()
    assert (moved.kind, moved.account_id) == ("next", None)
    event = session.query(Event).order_by(Event.seq.desc()).first()
    assert (event.kind, event.seat_number) == ("control", None)
    shown = session.query(ViewChange).filter_by(view="room", target="speech-O1").count()
    assert shown == 1


def test_the_reveal_waits_for_the_last_seat_with_extra_time(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play(factor=150)
    begun = NOW + 36 * H  # the vote waits too
    hand_in(session, people, "amara", "P1", begun + H)
    assert step_at(session, people, begun + 71 * H) == 1
    hand_in(session, people, "priya", "O1", begun + 71 * H)
    assert step_at(session, people, begun + 71 * H) == 2


def test_a_place_that_nobody_holds_is_not_waited_for(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    with transaction(session):
        session.query(Speech).filter_by(address="O1").one().seat_id = None
    hand_in(session, people, "amara", "P1", OPENINGS + H)
    assert step_at(session, people, OPENINGS + H) == 2


@pytest.mark.parametrize("hold", [False, True])
def test_the_last_step_ends_the_debate_unless_a_point_waits_for_a_decision(
    session: Any, play: Callable[..., cast.Cast], hold: bool
) -> None:
    people = play(replace(WRITTEN, steps=WRITTEN.steps[:4]), hold=hold)
    hand_in(session, people, "amara", "P3", CLOSINGS + H)
    hand_in(session, people, "priya", "O3", CLOSINGS + 2 * H)
    session.expire_all()
    ended = None if hold else CLOSINGS + 2 * H
    assert (people.debate.ended_ms, people.debate.sealed_ms) == (ended, ended)


# What comes late.


def test_what_comes_late_is_let_in_marked_and_on_the_record(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    late = ANSWERS + 23 * H  # the openings were due at the latest when the answers began
    assert states(session, people, "amara", late) == {
        "P1": "late",
        "P3": "next",
        "Closing vote": "next",
        "Reflection": "next",
    }
    hand_in(session, people, "amara", "P1", late)
    (point,) = session.query(Point)
    assert (point.late, point.state) == (True, "sent")
    assert seen(session, people, late) == ["P1.1"]
    content = session.query(EventContent).filter(EventContent.content.contains("Words of")).one()
    assert '"late":1' in content.content.replace(" ", "")
    assert "P1" not in states(session, people, "amara", late)


def test_when_the_time_for_late_words_is_over_they_are_kept_as_a_draft(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    over = ANSWERS + 24 * H + 3000
    assert "P1" not in states(session, people, "amara", over)
    hand_in(session, people, "amara", "P1", over)
    assert session.query(Point).count() == 0
    assert session.query(Speech).filter_by(address="P1").one().handed_in_ms is None


def test_with_grace_late_words_count_and_are_not_marked(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play(with_steps("openings", late="grace", late_hours=2))
    hand_in(session, people, "amara", "P1", ANSWERS + H)
    assert session.query(Point).one().late is False


def test_a_late_speech_stays_sealed_until_the_last_seat_has_had_its_time(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play(factor=150)
    begun = NOW + 36 * H
    late = begun + 50 * H  # Amara's 48 hours are over, Priya has 72
    hand_in(session, people, "amara", "P1", late)
    assert session.query(Point).one().late is True
    assert seen(session, people, late) == []
    assert seen(session, people, begun + 72 * H) == ["P1.1"]
    views = {row.view for row in session.query(ViewChange).filter_by(target="point-P1.1")}
    assert views == {"moderators"}


def test_under_hold_late_words_of_a_sealed_step_wait_and_then_reach_every_view(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play(hold=True)
    late = ANSWERS + H
    hand_in(session, people, "amara", "P1", late)
    (point,) = session.query(Point)
    assert (point.state, point.late, seen(session, people, late)) == ("held", True, [])
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        moderation.approve(session, owner(people), debate, point.id, now=late + MINUTE)
    assert seen(session, people, late + MINUTE) == ["P1.1"]
    views = {row.view for row in session.query(ViewChange).filter_by(target="point-P1.1")}
    assert len(views) == 5


def test_a_point_that_came_back_is_not_late_when_it_is_sent_again_in_its_two_minutes(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    hand_in(session, people, "amara", "P1", OPENINGS + H)
    point = session.query(Point).one()
    returned = ANSWERS + H
    me = actor(people, "amara")
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        moderation.return_point(session, owner(people), debate, point.id, "Why?", now=returned)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        again = returned + MINUTE
        draft = session.query(Draft).filter(Draft.returned_point_id == point.id).one()
        service.send_prepared(session, me, debate, draft.id, now=again, arrival=again)
    assert session.query(Point).filter_by(version=2).one().late is False


# Who owes what.


def test_the_console_lists_who_has_not_handed_in_and_who_may_still_be_late(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    assert len(owing(session, people, NOW + H)) == 6  # everybody votes
    hand_in(session, people, "amara", "P1", OPENINGS + H)
    assert owing(session, people, OPENINGS + 2 * H) == [("Priya Nair", "now")]
    assert owing(session, people, ANSWERS + 2 * H) == [
        ("Priya Nair", "late"),
        ("Tomás Rivera", "now"),
        ("Jonas Weber", "now"),
    ]
    assert ("Priya Nair", "late") not in owing(session, people, ANSWERS + 25 * H)


def test_a_reminder_does_not_tell_who_has_extra_time(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play(with_steps("openings", late="refuse", late_hours=0), factor=150)
    begun = NOW + 36 * H
    for at in (begun + H, begun + 60 * H):  # before and after the date of those without
        here = debates.load(session, people.slug, "moderators", at)
        found = reads.owed(session, here) if here else None
        assert found is not None
        assert {line.due_ms for line in found.lines} == {begun + 48 * H}
        assert [line.label for line in found.lines] == ["Amara Diallo", "Priya Nair"]
        assert found.reminder.count(" due ") == 1


def test_a_reminder_calls_people_by_their_codes_where_the_room_does(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    with transaction(session):
        people.sitting.room_labels = "codes"
    here = debates.load(session, people.slug, "moderators", OPENINGS + H)
    found = reads.owed(session, here) if here else None
    assert found is not None
    assert [line.label for line in found.lines] == ["Amara Diallo", "Priya Nair"]
    assert "- Heron 1 (P1)\n- Heron 3 (O1)" in found.reminder
    assert not any(name in found.reminder for name in ("Amara", "Priya"))


def test_the_calendar_of_a_seat_is_the_same_whether_another_has_extra_time(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    me = actor(people, "amara")
    before = debates.load(session, people.slug, me.view, NOW + H)
    with transaction(session):
        people.students["priya"].factor = 150
        debate_writes.refresh_factor(session, debate_writes.lock(session, people.slug), NOW + H)
    after = debates.load(session, people.slug, me.view, NOW + H)
    assert before is not None
    assert after is not None
    first, second = (reads.of_seat(here, me)[0] for here in (before, after))
    assert first == second


def test_who_is_absent_owes_nothing(session: Any, play: Callable[..., cast.Cast]) -> None:
    people = play()
    with transaction(session):
        people.seats["priya"].absent_ms = NOW
    assert owing(session, people, OPENINGS + H) == [("Amara Diallo", "now")]


# Dates that are moved.


def move(session: Any, people: cast.Cast, day: str, hour: str, at: int, **more: Any) -> None:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        deadlines.move(session, owner(people), debate, day, hour, now=at, **more)


def test_a_date_is_moved_to_a_local_time_of_the_class_and_the_rest_follows(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    with transaction(session):
        course = courses.lock(session, people.course.id)
        courses.set_time_zone(session, owner(people), course, "Europe/Berlin", NOW)
    before = debates.load(session, people.slug, "room", NOW + H)
    move(session, people, "2026-09-23", "18:00", NOW + H)
    after = debates.load(session, people.slug, "room", NOW + 2 * H)
    assert before is not None
    assert after is not None
    wanted = 1_790_179_200_000  # 23 Sep 2026, 16:00 UTC
    assert 0 <= (after.dues[0] or 0) - wanted < 1000
    moved = (after.dues[0] or 0) - (before.dues[0] or 0)
    assert [(b or 0) - (a or 0) for a, b in zip(before.dues, after.dues, strict=True)] == [
        moved
    ] * 6
    with pytest.raises(Refused, match="past"):
        move(session, people, "2026-09-21", "10:00", NOW + 2 * H)
    with pytest.raises(Refused, match="moved on"):
        move(session, people, "2026-09-25", "10:00", NOW + 2 * H, step=1)


def test_while_the_clock_is_paused_no_date_can_be_moved(
    session: Any, play: Callable[..., cast.Cast]
) -> None:
    people = play()
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        controls.act(session, owner(people), debate, "pause", now=NOW + H)
    with pytest.raises(Refused, match="paused"):
        move(session, people, "2026-09-25", "10:00", NOW + H)


def test_a_zone_that_there_is_not_is_refused(session: Any, play: Callable[..., cast.Cast]) -> None:
    people = play()
    with transaction(session):
        course = courses.lock(session, people.course.id)
        with pytest.raises(Refused, match="from the list"):
            courses.set_time_zone(session, owner(people), course, "Middle/Earth", NOW)
    session.expire_all()
    assert people.course.time_zone == "UTC"
