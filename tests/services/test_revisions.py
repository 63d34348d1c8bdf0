"""Revising a sent point while its step lasts: what the room, the record and its author see."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words, answering
from debate.models.speeches import Draft, Point
from debate.queries import debates, drafts, flow, rooms, speeches
from debate.services import debates as debate_writes
from debate.services import drafts as draft_writes
from debate.services import moderation, points, revisions
from debate.services import speeches as sending
from tests import cast
from tests.cast import MINUTE, NOW
from tests.services.moderating import S, act, last, resend, seat_actor, seen, send

BELL = NOW + 4 * MINUTE


@pytest.fixture
def people(session: Any) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def begin(session: Any, people: cast.Cast, point: int, at: int, who: str = "amara") -> int:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        author = seat_actor(people, who)
        draft = revisions.begin(session, author, debate, point, now=at, arrival=at)
        return int(draft.id)


def change(session: Any, people: cast.Cast, point: int, words: Words, at: int) -> Any:
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        amara = seat_actor(people, "amara")
        return sending.send_point(
            session, amara, debate, "P1", words, now=at, arrival=at, revises=point
        )


def turn(session: Any, people: cast.Cast, at: int) -> drafts.Turn:
    here = debates.load(session, people.slug, "team1", at)
    assert here is not None
    return drafts.turn(session, here, seat_actor(people, "amara"), rooms.load(session, here))


def composer(session: Any, people: cast.Cast, at: int) -> Any:
    return turn(session, people, at).composer


def test_a_revised_point_keeps_its_place_and_the_record_keeps_both(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try", "Why"))
    send(session, people, "amara", "P1", Words("Next one"), NOW + 2 * S)
    begin(session, people, first.point_id, NOW + 3 * S)
    found = composer(session, people, NOW + 4 * S)
    assert (found.claim, found.reasons, found.revising.address) == ("First try", "Why", "P1.1")
    sent = change(session, people, first.point_id, Words("Second try"), NOW + 5 * S)
    assert (sent.kind, sent.address) == ("sent", "P1.1")
    assert seen(session, people, "room") == [
        ("P1.1", "full", "Second try"),
        ("P1.2", "full", "Next one"),
    ]
    here = debates.load(session, people.slug, "room", NOW + 6 * S)
    assert here is not None
    every = speeches.point_rows(session, here, every_version=True)
    assert [(row.claim, row.revised) for row in every if row.number == 1] == [
        ("First try", False),
        ("Second try", True),
    ]
    assert last(session, "point_sent")["version"] == 2
    assert session.query(Draft).count() == 0


def test_what_answers_the_old_words_answers_the_new_ones(session: Any, people: cast.Cast) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    second = send(session, people, "amara", "P1", Words("Carries it on"), NOW + 2 * S)
    with transaction(session):
        point = session.get(Point, second.point_id)
        here = debates.load(session, people.slug, "room", NOW + 2 * S)
        assert here is not None
        points.attach(session, here, point, {}, [("extends", session.get(Point, first.point_id))])
    change(session, people, first.point_id, Words("Second try"), NOW + 3 * S)
    here = debates.load(session, people.slug, "room", NOW + 4 * S)
    assert here is not None
    rows = speeches.point_rows(session, here)
    assert [(link.kind, link.address, link.claim) for link in rows[1].links] == [
        ("extends", "P1.1", "Second try")
    ]
    assert flow.duties(here, rows)[0].extended_by == ("P1.2",)


def test_a_link_chosen_before_the_point_was_revised_leads_to_what_stands(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    for at, claim in ((3, "Second try"), (4, "Third try")):
        old = session.query(Point).filter_by(current=True).one().id
        change(session, people, old, Words(claim), NOW + at * S)
    for second in (5, 6):
        cast.control(session, people, "next", NOW + second * S)
    answer = Words("No", "", (), answering(first.point_id))
    send(session, people, "priya", "O1", answer, NOW + 7 * S)
    assert last(session, "point_sent")["links"] == [{"kind": "answers", "target": "P1.1"}]


def test_under_hold_the_old_words_stand_until_the_new_ones_are_approved(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    act(session, people, moderation.set_hold, True, at=NOW + 2 * S)
    held = change(session, people, first.point_id, Words("Second try"), NOW + 3 * S)
    assert held.kind == "held"
    told = turn(session, people, NOW + 4 * S)
    assert told.changes == {held.point_id: "P1.1"}
    assert told.composer is not None
    assert told.composer.mine == ()
    assert seen(session, people, "room") == [("P1.1", "full", "First try")]
    with pytest.raises(Refused, match="waits already"):
        begin(session, people, first.point_id, NOW + 4 * S)
    assert act(session, people, moderation.approve, held.point_id) == "P1.1"
    assert seen(session, people, "room") == [("P1.1", "full", "Second try")]


def test_new_words_that_were_held_and_came_back_still_take_the_place_of_the_old(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    act(session, people, moderation.set_hold, True, at=NOW + 2 * S)
    held = change(session, people, first.point_id, Words("Second try"), NOW + 3 * S)
    act(session, people, moderation.return_point, held.point_id, "Be precise.")
    assert seen(session, people, "room") == [("P1.1", "full", "First try")]
    act(session, people, moderation.set_hold, False)
    assert resend(session, people, "amara", NOW + 6 * S).address == "P1.1"
    assert seen(session, people, "room", NOW + 7 * S) == [("P1.1", "full", "Second try")]


def test_a_revised_point_may_be_returned_once_like_any_other(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    second = change(session, people, first.point_id, Words("Second try"), NOW + 3 * S)
    act(session, people, moderation.return_point, second.point_id, "Be precise.")
    third = resend(session, people, "amara", NOW + 6 * S)
    assert third.address == "P1.1"
    with pytest.raises(Refused, match="comes back once"):
        act(session, people, moderation.return_point, third.point_id, "Again.", at=NOW + 7 * S)


def test_after_the_bell_the_point_stands_and_the_words_are_kept(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    begin(session, people, first.point_id, BELL - S)
    late = change(session, people, first.point_id, Words("Too late"), BELL + 3 * S)
    assert late.kind == "draft"
    assert seen(session, people, "room") == [("P1.1", "full", "First try")]
    draft = session.query(Draft).one()
    assert (draft.claim, draft.returned_point_id) == ("Too late", None)
    assert "stands as it was" in draft.reason
    with pytest.raises(Refused, match="stands as it was sent"):
        begin(session, people, first.point_id, BELL + 3 * S)


def test_a_change_sent_while_the_clock_is_paused_waits_for_it_to_go_on(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    begin(session, people, first.point_id, NOW + 2 * S)
    cast.control(session, people, "pause", NOW + 3 * S)
    assert change(session, people, first.point_id, Words("Better"), NOW + 4 * S).kind == "draft"
    cast.control(session, people, "resume", NOW + 5 * S)
    found = composer(session, people, NOW + 6 * S)
    assert (found.claim, found.revising.address) == ("Better", "P1.1")


def test_a_change_that_was_not_sent_in_time_is_among_what_is_left(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    begin(session, people, first.point_id, NOW + 2 * S)
    cast.control(session, people, "next", NOW + 3 * S)
    assert [one.claim for one in turn(session, people, NOW + 4 * S).left] == ["First try"]


def test_a_change_may_be_begun_put_aside_and_gone_on_with(session: Any, people: cast.Cast) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    draft = begin(session, people, first.point_id, NOW + 2 * S)
    second = send(session, people, "amara", "P1", Words("Another"), NOW + 3 * S)
    begin(session, people, second.point_id, NOW + 4 * S)
    found = composer(session, people, NOW + 4 * S)
    assert [row.address for row in found.mine] == ["P1.1", "P1.2"]
    assert found.begun == {row.id for row in found.mine}
    assert found.revising.address == "P1.2"
    assert begin(session, people, first.point_id, NOW + 5 * S) == draft
    assert composer(session, people, NOW + 5 * S).revising.address == "P1.1"


def test_a_form_for_a_new_point_makes_one_while_another_device_revises(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    begin(session, people, first.point_id, NOW + 2 * S)
    with transaction(session):
        debate, amara = debate_writes.lock(session, people.slug), seat_actor(people, "amara")
        draft_writes.save_open(session, amara, debate, 1, Words("Ne"), NOW + 3 * S)
    assert send(session, people, "amara", "P1", Words("New"), NOW + 3 * S).address == "P1.2"
    assert seen(session, people, "room")[0] == ("P1.1", "full", "First try")
    assert [(draft.claim, draft.returned_point_id) for draft in session.query(Draft)] == [
        ("First try", first.point_id)
    ]


def test_a_full_speech_can_still_be_revised(session: Any, people: cast.Cast) -> None:
    most = composer(session, people, NOW + S).points_max
    ids = [
        send(session, people, "amara", "P1", Words(f"Point {n}"), NOW + n * S).point_id
        for n in range(1, most + 1)
    ]
    changed = change(session, people, ids[0], Words("Better"), NOW + 10 * S)
    assert (changed.kind, changed.address) == ("sent", "P1.1")


def test_nobody_revises_what_is_not_theirs_or_was_taken_out_or_changed_already(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    with pytest.raises(NotFound):
        begin(session, people, first.point_id, NOW + 2 * S, "priya")
    second = change(session, people, first.point_id, Words("Second try"), NOW + 3 * S)
    with pytest.raises(Refused, match="changed already"):
        change(session, people, first.point_id, Words("Third try"), NOW + 4 * S)
    act(session, people, moderation.hide, second.point_id, "")
    with pytest.raises(Refused, match="taken out"):
        begin(session, people, second.point_id, NOW + 6 * S)
    with pytest.raises(Refused, match="taken out"):
        change(session, people, second.point_id, Words("Third try"), NOW + 6 * S)


def test_a_change_that_waits_takes_no_place_of_its_own_in_a_speech(
    session: Any, people: cast.Cast
) -> None:
    most = composer(session, people, NOW + S).points_max
    ids = [
        send(session, people, "amara", "P1", Words(f"Point {n}"), NOW + n * S).point_id
        for n in range(1, most)
    ]
    act(session, people, moderation.set_hold, True, at=NOW + 10 * S)
    held = change(session, people, ids[0], Words("Better"), NOW + 11 * S)
    last_one = send(session, people, "amara", "P1", Words("The last"), NOW + 12 * S)
    assert (held.kind, last_one.kind) == ("held", "held")
    act(session, people, moderation.approve, last_one.point_id, at=NOW + 13 * S)
    act(session, people, moderation.return_point, held.point_id, "Be precise.", at=NOW + 14 * S)
    act(session, people, moderation.set_hold, False, at=NOW + 15 * S)
    assert resend(session, people, "amara", NOW + 16 * S).address == "P1.1"


def test_what_stands_is_not_returned_while_a_change_of_it_waits(
    session: Any, people: cast.Cast
) -> None:
    first = send(session, people, "amara", "P1", Words("First try"))
    act(session, people, moderation.set_hold, True, at=NOW + 2 * S)
    held = change(session, people, first.point_id, Words("Second try"), NOW + 3 * S)
    with pytest.raises(Refused, match="Decide on that first"):
        act(session, people, moderation.return_point, first.point_id, "Be precise.")
    act(session, people, moderation.hide, held.point_id, "")
    act(session, people, moderation.return_point, first.point_id, "Be precise.")
    assert seen(session, people, "room") == [("P1.1", "gap", "")]
