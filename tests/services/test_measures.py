"""Measures against seats: what each does at once, who is told, and what the log keeps."""

import json
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.events import Event, EventContent, ViewChange
from debate.models.measures import Measure
from debate.models.moderation import FloorRequest, ModerationAct
from debate.models.reports import Report
from debate.queries import debates
from debate.queries import measures as reads
from debate.services import debates as debate_writes
from debate.services import floor, measures, reports
from debate.services.erasures_rules import RULES, apply
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.moderating import OTHERS, S, act, by_seat, numbers, seat_actor, seen, send


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def here(session: Any, people: cast.Cast, at: int = NOW + S) -> debates.DebateNow:
    found = debates.load(session, people.slug, "moderators", at)
    assert found is not None
    return found


def log(session: Any) -> list[tuple[str, str]]:
    return [(row.kind, row.note) for row in session.query(ModerationAct).order_by("id")]


def mute(session: Any, people: cast.Cast, who: str, *, this_step: bool, at: int = NOW) -> None:
    with transaction(session):
        measures.mute(
            session,
            Actor("owner", account_id=people.owner.id),
            debate_writes.lock(session, people.slug),
            people.seats[who].id,
            "Let others speak",
            this_step=this_step,
            now=at,
        )


def test_a_warning_is_read_by_its_seat_alone_until_it_says_so(
    session: Any, people: cast.Cast
) -> None:
    amara, tomas = people.seats["amara"], people.seats["tomas"]
    act(session, people, measures.warn, amara.id, "Do not interrupt")
    own = reads.own(session, here(session, people), amara.id)
    assert [(one.kind, one.note) for one in own] == [("warn", "Do not interrupt")]
    assert reads.own(session, here(session, people), tomas.id) == ()
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        with pytest.raises(Refused):
            measures.read(session, seat_actor(people, "tomas"), debate, own[0].id, now=NOW)
        measures.read(session, seat_actor(people, "amara"), debate, own[0].id, now=NOW)
    assert reads.own(session, here(session, people), amara.id) == ()
    assert log(session) == [("warn", "Do not interrupt")]


def test_no_other_view_is_shown_anything_of_a_measure(session: Any, people: cast.Cast) -> None:
    amara = people.seats["amara"].id
    act(session, people, measures.warn, amara, "Stay with the point")
    mute(session, people, "amara", this_step=False)
    act(session, people, measures.hold, amara)
    act(session, people, measures.remove, amara, "Again")
    assert [numbers(session, view) for view in OTHERS] == [0, 0, 0, 0]
    shown = session.query(ViewChange).all()
    assert {row.target for row in shown} <= {"review"}
    facts = session.query(EventContent).join(Event).filter(EventContent.part == "facts")
    assert all(json.loads(row.content)["seat"] is None for row in facts)


@pytest.mark.parametrize("note", ["", "  ", "x" * 501])
def test_a_measure_needs_a_reason_that_can_be_read(
    session: Any, people: cast.Cast, note: str
) -> None:
    with pytest.raises(Refused) as refused:
        act(session, people, measures.warn, people.seats["amara"].id, note)
    assert refused.value.field == "note"
    assert session.query(Measure).count() == 0


def test_a_mute_takes_down_the_hand_and_ends_with_its_round(
    session: Any, people: cast.Cast
) -> None:
    kofi = people.seats["kofi"].id
    by_seat(session, people, "kofi", floor.raise_hand)
    mute(session, people, "kofi", this_step=True, at=NOW + 2 * S)
    assert session.query(FloorRequest).one().outcome == "lowered"
    assert here(session, people).is_muted(kofi)
    cast.control(session, people, "next", NOW + MINUTE)
    assert not here(session, people, NOW + MINUTE + S).is_muted(kofi)
    assert reads.own(session, here(session, people, NOW + MINUTE + S), kofi) == ()
    mute(session, people, "kofi", this_step=False, at=NOW + MINUTE + S)
    cast.control(session, people, "next", NOW + 2 * MINUTE)
    assert here(session, people, NOW + 2 * MINUTE + S).is_muted(kofi)


def test_what_stands_is_not_laid_twice_and_lifting_is_logged(
    session: Any, people: cast.Cast
) -> None:
    amara = people.seats["amara"].id
    mute(session, people, "amara", this_step=False)
    with pytest.raises(Refused, match="muted already"):
        mute(session, people, "amara", this_step=True)
    act(session, people, measures.remove, amara, "Enough")
    with pytest.raises(Refused, match="out of the room already"):
        act(session, people, measures.remove, amara, "Enough")
    for kind in ("mute", "remove", "hold"):
        act(session, people, measures.lift, amara, kind)
    assert here(session, people).standing == ()
    assert [kind for kind, _ in log(session)] == ["mute", "remove", "unmute", "readmit"]


def test_a_held_person_waits_and_nobody_else_does(session: Any, people: cast.Cast) -> None:
    act(session, people, measures.hold, people.seats["amara"].id)
    assert send(session, people, "amara", "P1", Words("Mine")).kind == "held"
    assert seen(session, people, "room") == []
    act(session, people, measures.lift, people.seats["amara"].id, "hold")
    assert send(session, people, "amara", "P1", Words("Mine again")).kind == "sent"


def test_a_held_round_waits_and_others_do_not(session: Any, people: cast.Cast) -> None:
    step = here(session, people).reading.step_index
    act(session, people, measures.set_hold_steps, [step])
    assert send(session, people, "amara", "P1", Words("Waits")).kind == "held"
    act(session, people, measures.set_hold_steps, [step + 1])
    assert send(session, people, "amara", "P1", Words("Shown")).kind == "sent"
    assert [kind for kind, _ in log(session)] == ["hold_step", "unhold_step", "hold_step"]
    with pytest.raises(Refused):
        act(session, people, measures.set_hold_steps, [99])


def test_a_seat_of_another_room_is_nobody_here(session: Any, people: cast.Cast) -> None:
    with pytest.raises(NotFound):
        act(session, people, measures.warn, 999, "Why")


def test_a_muted_or_removed_person_is_not_given_the_floor(session: Any, people: cast.Cast) -> None:
    kofi = people.seats["kofi"].id
    mute(session, people, "kofi", this_step=False)
    with pytest.raises(Refused, match="Lift that first"):
        act(session, people, floor.give_floor, kofi)


def test_erasing_a_person_takes_the_reasons_of_measures_and_the_words_of_reports(
    session: Any, people: cast.Cast
) -> None:
    amara, kofi = people.seats["amara"].id, people.seats["kofi"].id
    act(session, people, measures.warn, amara, "About Amara")
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        reports.make(
            session,
            seat_actor(people, "kofi"),
            debate,
            "",
            people.seats["amara"].number,
            "person",
            "Amara shouts",
            now=NOW,
        )
    with transaction(session):
        apply(session, RULES, [amara])
    session.expire_all()
    assert [row.note for row in session.query(Measure)] == [""]
    assert [row.words for row in session.query(Report)] == [""]
    assert session.query(Report).one().seat_id == kofi
    assert {note for _, note in log(session)} == {""}
