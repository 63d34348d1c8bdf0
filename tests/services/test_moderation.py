"""Moderators' acts on points: what is held, what comes back to its author, what goes out."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words, answering
from debate.models.events import Event, ViewChange
from debate.models.moderation import ModerationAct
from debate.models.speeches import Draft, Point
from debate.queries import debates, drafts, flow, rooms, speeches
from debate.services import debates as debate_writes
from debate.services import moderation
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.moderating import (
    OTHERS,
    S,
    act,
    last,
    numbers,
    resend,
    seat_actor,
    seen,
    send,
)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session, hold=True)
    cast.start(session, made)
    return made


def test_a_held_point_tells_nobody_but_the_moderators(session: Any, people: cast.Cast) -> None:
    assert send(session, people, "amara", "P1", Words("Held")).kind == "held"
    assert [numbers(session, view) for view in OTHERS] == [0, 0, 0, 0]
    assert numbers(session, "moderators") == 1
    assert [seen(session, people, view) for view in OTHERS] == [[], [], [], []]


def test_approval_gives_the_next_number_of_the_speech_at_the_end_of_its_list(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("Sent first"))
    second = send(session, people, "amara", "P1", Words("Approved first"))
    assert act(session, people, moderation.approve, second.point_id) == "P1.1"
    assert act(session, people, moderation.approve, first.point_id) == "P1.2"
    assert seen(session, people, "room") == [
        ("P1.1", "full", "Approved first"),
        ("P1.2", "full", "Sent first"),
    ]
    assert session.query(ModerationAct).filter_by(kind="approve").count() == 2


def test_the_duty_to_answer_runs_from_approval(session: Any, people: cast.Cast) -> None:
    point = send(session, people, "amara", "P1", Words("Answer me"))
    here = debates.load(session, people.slug, "team2", NOW + 6 * S)
    assert here is not None
    assert flow.duties(here, speeches.point_rows(session, here)) == ()
    act(session, people, moderation.approve, point.point_id)
    duties = flow.duties(here, speeches.point_rows(session, here))
    assert [(line.address, line.status) for line in duties] == [("P1.1", "open")]


def test_a_point_is_decided_on_once(session: Any, people: cast.Cast) -> None:
    point = send(session, people, "amara", "P1", Words("Once"))
    act(session, people, moderation.approve, point.point_id)
    with pytest.raises(Refused, match="decided") as refused:
        act(session, people, moderation.approve, point.point_id)
    assert refused.value.status == 409


def test_hold_off_lets_points_through_and_keeps_what_waits(session: Any, people: cast.Cast) -> None:
    send(session, people, "amara", "P1", Words("Waits"))
    before = numbers(session, "room")
    act(session, people, moderation.set_hold, False)
    assert numbers(session, "room") == before
    assert send(session, people, "amara", "P1", Words("Goes through")).kind == "sent"
    assert session.query(Point).filter_by(state="held").count() == 1
    act(session, people, moderation.set_hold, False)
    assert session.query(Event).filter_by(kind="hold_set").count() == 1


def test_a_point_of_another_debate_is_not_found(session: Any, people: cast.Cast) -> None:
    point = send(session, people, "amara", "P1", Words("Mine"))
    with transaction(session):
        other = cast.add_debate(session, people.sitting, people.deck, people.version, NOW, number=2)
    moderator = Actor("owner", account_id=people.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, other.slug)
        with pytest.raises(NotFound):
            moderation.approve(session, moderator, debate, point.point_id, now=NOW)


# Returned points.


def test_a_returned_point_goes_back_as_a_draft_with_the_note(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, moderation.set_hold, False)
    send(session, people, "amara", "P1", Words("First"))
    point = send(session, people, "amara", "P1", Words("Second", "Why", (), ()))
    act(session, people, moderation.return_point, point.point_id, "Say whom you mean.")
    draft = session.query(Draft).one()
    assert (draft.claim, draft.reasons) == ("Second", "Why")
    assert draft.reason == "Returned: Say whom you mean."
    assert seen(session, people, "room")[-1] == ("P1.2", "gap", "")
    assert last(session, "point_returned")["note"] == "Say whom you mean."


def test_a_point_sent_again_keeps_its_number(session: Any, people: cast.Cast) -> None:
    act(session, people, moderation.set_hold, False)
    point = send(session, people, "amara", "P1", Words("First try"))
    send(session, people, "amara", "P1", Words("Next one"))
    act(session, people, moderation.return_point, point.point_id, "Be precise.")
    again = resend(session, people, "amara", NOW + 20 * S)
    assert (again.kind, again.address) == ("sent", "P1.1")
    assert [line[:2] for line in seen(session, people, "room")] == [
        ("P1.1", "full"),
        ("P1.2", "full"),
    ]


def test_under_hold_the_gap_stands_until_the_new_version_is_approved(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, moderation.set_hold, False)
    point = send(session, people, "amara", "P1", Words("First try"))
    act(session, people, moderation.return_point, point.point_id, "Be precise.")
    act(session, people, moderation.set_hold, True)
    before = {view: numbers(session, view) for view in OTHERS}
    again = resend(session, people, "amara", NOW + 20 * S)
    assert again.kind == "held"
    assert {view: numbers(session, view) for view in OTHERS} == before
    assert seen(session, people, "room") == [("P1.1", "gap", "")]
    here = debates.load(session, people.slug, "team1", NOW + 21 * S)
    assert here is not None
    own = drafts.turn(session, here, seat_actor(people, "amara"), rooms.load(session, here)).own
    assert [row.state for row in own] == ["held"]
    assert act(session, people, moderation.approve, again.point_id) == "P1.1"
    assert seen(session, people, "room") == [("P1.1", "full", "First try")]


def test_a_held_point_that_is_returned_tells_nobody_else(session: Any, people: cast.Cast) -> None:
    point = send(session, people, "amara", "P1", Words("Held"))
    act(session, people, moderation.return_point, point.point_id, "Shorter.")
    assert [numbers(session, view) for view in OTHERS] == [0, 0, 0, 0]
    again = resend(session, people, "amara", NOW + 20 * S)
    assert act(session, people, moderation.approve, again.point_id) == "P1.1"
    assert len(seen(session, people, "room")) == 1


def test_a_point_comes_back_once(session: Any, people: cast.Cast) -> None:
    point = send(session, people, "amara", "P1", Words("One"))
    act(session, people, moderation.return_point, point.point_id, "Again.")
    again = resend(session, people, "amara", NOW + 20 * S)
    with pytest.raises(Refused, match="comes back once"):
        act(session, people, moderation.return_point, again.point_id, "And again.")


@pytest.mark.parametrize(
    ("note", "sentence"), [(" \n", "is to be changed"), ("x" * 501, "At most")]
)
def test_a_return_needs_a_note_that_can_be_read(
    session: Any, people: cast.Cast, note: str, sentence: str
) -> None:
    point = send(session, people, "amara", "P1", Words("One"))
    with pytest.raises(Refused, match=sentence) as refused:
        act(session, people, moderation.return_point, point.point_id, note)
    assert refused.value.field == "note"
    assert session.query(Draft).count() == 0


def test_nothing_is_returned_after_the_end(session: Any, people: cast.Cast) -> None:
    act(session, people, moderation.set_hold, False)
    point = send(session, people, "amara", "P1", Words("One"))
    cast.control(session, people, "finish", NOW + 3 * S)
    with pytest.raises(Refused, match="over"):
        act(session, people, moderation.return_point, point.point_id, "Too late.")


# Hidden points.


def test_hiding_leaves_a_gap_with_its_address_and_restoring_brings_it_back(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, moderation.set_hold, False)
    point = send(session, people, "amara", "P1", Words("Rude"))
    act(session, people, moderation.hide, point.point_id, "Rude.")
    assert seen(session, people, "room") == [("P1.1", "gap", "")]
    rows = session.query(ViewChange).filter_by(view="room").order_by(ViewChange.number)
    last = [(row.target, row.taken_back) for row in rows][-2:]
    assert last == [("point-P1.1", True), ("flow", True)]
    act(session, people, moderation.restore, point.point_id)
    assert seen(session, people, "room") == [("P1.1", "full", "Rude")]


def test_a_held_point_that_is_hidden_and_restored_waits_again(
    session: Any, people: cast.Cast
) -> None:
    point = send(session, people, "amara", "P1", Words("Held"))
    act(session, people, moderation.hide, point.point_id, "")
    act(session, people, moderation.restore, point.point_id)
    assert session.query(Point).one().state == "held"
    assert [numbers(session, view) for view in OTHERS] == [0, 0, 0, 0]


def test_only_what_is_hidden_is_restored_and_only_what_stands_is_hidden(
    session: Any, people: cast.Cast
) -> None:
    point = send(session, people, "amara", "P1", Words("One"))
    with pytest.raises(Refused, match="not hidden"):
        act(session, people, moderation.restore, point.point_id)
    act(session, people, moderation.hide, point.point_id, "")
    with pytest.raises(Refused, match="out already"):
        act(session, people, moderation.hide, point.point_id, "")


def test_an_answer_hidden_after_its_deadline_is_out_and_not_dropped(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, moderation.set_hold, False)
    first = send(session, people, "amara", "P1", Words("Claim"))
    for number in (1, 2):
        cast.control(session, people, "next", NOW + number * MINUTE)
    answer = send(
        session,
        people,
        "priya",
        "O1",
        Words("No", "", (), answering(first.point_id)),
        NOW + 3 * MINUTE,
    )
    for number in (4, 5, 6, 7):
        cast.control(session, people, "next", NOW + number * MINUTE)
    act(session, people, moderation.hide, answer.point_id, "", at=NOW + 8 * MINUTE)
    for view in ("room", "moderators"):
        here = debates.load(session, people.slug, view, NOW + 9 * MINUTE)
        assert here is not None
        duty = flow.duties(here, speeches.point_rows(session, here))[0]
        assert (duty.address, duty.status) == ("P1.1", "answer_out")


def test_the_author_sees_what_was_hidden_and_why(session: Any, people: cast.Cast) -> None:
    point = send(session, people, "amara", "P1", Words("Off the motion"))
    act(session, people, moderation.hide, point.point_id, "Off the motion.")
    here = debates.load(session, people.slug, "team1", NOW + 6 * S)
    assert here is not None
    own = drafts.turn(session, here, seat_actor(people, "amara"), rooms.load(session, here)).own
    assert [(row.state, row.note) for row in own] == [("hidden", "Off the motion.")]
    mate = drafts.turn(session, here, seat_actor(people, "tomas"), rooms.load(session, here)).own
    assert mate == ()
