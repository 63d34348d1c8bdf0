"""The clock's controls: what they move, what a step leaves, silence, the end and the seal."""

from typing import Any

import pytest

from debate.db import transaction
from debate.domain import chain
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Control, Debate, DebateFactor, Heartbeat
from debate.models.events import Event, LabelSalt, ViewChange
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.speeches import Point, Speech
from debate.queries import debates
from debate.services import controls, events
from debate.services import debates as debate_writes
from tests import cast
from tests.cast import MINUTE, NOW

S = 1000
H = 3600 * S


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


def act(session: Any, people: cast.Cast, kind: str, at: int, value: int = 0, **more: Any) -> None:
    moderator = Actor("owner", account_id=people.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, people.slug)
        controls.act(session, moderator, debate, kind, value, now=at, **more)


def beat(session: Any, at: int) -> None:
    with transaction(session):
        controls.beat(session, at)


def reading(session: Any, people: cast.Cast, at: int) -> Any:
    here = debates.load(session, people.slug, "moderators", at)
    assert here is not None
    return here.reading


def hold(session: Any, people: cast.Cast, claim: str = "Held", who: str = "amara") -> Point:
    with transaction(session):
        speech = session.query(Speech).filter_by(debate_id=people.debate.id, address="P1").one()
        point = Point(
            debate_id=people.debate.id,
            speech_id=speech.id,
            seat_id=people.seats[who].id,
            side="P",
            state="held",
            claim=claim,
            sent_ms=NOW,
        )
        session.add(point)
    return point


def hand_up(session: Any, people: cast.Cast, who: str, step: int) -> None:
    with transaction(session):
        session.add(
            FloorRequest(
                debate_id=people.debate.id,
                seat_id=people.seats[who].id,
                step_index=step,
                raised_ms=NOW,
            )
        )


def payloads(session: Any, kind: str) -> list[Any]:
    rows = session.query(Event).filter_by(kind=kind).order_by(Event.seq)
    return [events.content(session, row.id, "payload") for row in rows]


def targets(session: Any, view: str) -> list[str]:
    rows = session.query(ViewChange).filter_by(view=view).order_by(ViewChange.number)
    return [row.target for row in rows]


def test_start_begins_the_first_speech_and_says_when(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    assert session.get(Debate, people.debate.id).started_ms == NOW
    assert reading(session, people, NOW + S).step.slug == "p-constructive"
    assert payloads(session, "control") == [{"kind": "start", "value": 0, "step": 1}]


def test_a_control_reaches_every_view_but_the_console_s_own_rows(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, "start", NOW)
    assert targets(session, "room") == ["speech-P1", "floor", "flow"]
    assert targets(session, "moderators") == ["speech-P1", "floor", "stage", "run", "flow", "queue"]


def test_next_goes_on_at_once_and_back_within_ten_seconds_undoes_it(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, "start", NOW)
    act(session, people, "next", NOW + 60 * S)
    after = reading(session, people, NOW + 61 * S)
    assert (after.step_index, after.undo_until_ms) == (2, NOW + 70 * S)
    act(session, people, "back", NOW + 65 * S)
    undone = reading(session, people, NOW + 65 * S)
    assert (undone.step_index, undone.left_ms) == (1, 180 * S)


def test_two_moderators_pressing_next_move_on_once(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    act(session, people, "next", NOW + S, step=1)
    with pytest.raises(Refused, match="moved on already") as refused:
        act(session, people, "next", NOW + S + 200, step=1)
    assert refused.value.status == 409
    assert reading(session, people, NOW + 2 * S).step_index == 2


def test_time_is_added_and_taken_away(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    act(session, people, "add", NOW + S, 30)
    assert reading(session, people, NOW + S).left_ms == (240 + 30 - 1) * S
    act(session, people, "add", NOW + S, -60)
    assert reading(session, people, NOW + S).left_ms == (240 - 30 - 1) * S


@pytest.mark.parametrize("seconds", [0, 5 * 3600, -5 * 3600])
def test_no_time_and_more_than_four_hours_are_refused(
    session: Any, people: cast.Cast, seconds: int
) -> None:
    act(session, people, "start", NOW)
    with pytest.raises(Refused, match="how much time"):
        act(session, people, "add", NOW + S, seconds)


def test_pause_stops_the_clock_and_resume_lets_it_go_on(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    act(session, people, "pause", NOW + 10 * S)
    assert reading(session, people, NOW + H).left_ms == 230 * S
    act(session, people, "resume", NOW + H)
    assert reading(session, people, NOW + H + S).left_ms == 229 * S


@pytest.mark.parametrize(
    ("before", "kind", "sentence"),
    [
        ([], "pause", "not started"),
        ([], "next", "not started"),
        (["start"], "start", "started already"),
        (["start"], "resume", "runs already"),
        (["start"], "back", "no round to go back to"),
        (["start", "pause"], "pause", "stands already"),
        (["start"], "prep_on", "no preparation time"),
        (["start", "finish"], "resume", "is over"),
        (["start", "finish"], "finish", "is over"),
    ],
)
def test_what_the_clock_does_not_allow_is_refused_with_a_sentence(
    session: Any, people: cast.Cast, before: list[str], kind: str, sentence: str
) -> None:
    for number, one in enumerate(before):
        act(session, people, one, NOW + number)
    with pytest.raises(Refused, match=sentence):
        act(session, people, kind, NOW + S)


def test_a_control_that_does_not_exist_is_not_found(session: Any, people: cast.Cast) -> None:
    with pytest.raises(NotFound):
        act(session, people, "assign", NOW)


@pytest.mark.parametrize(
    ("state", "sentence"), [("planned", "Open the session"), ("ended", "has ended")]
)
def test_a_debate_begins_only_in_a_session_that_goes_on(
    session: Any, people: cast.Cast, state: str, sentence: str
) -> None:
    with transaction(session):
        people.sitting.state = state
    with pytest.raises(Refused, match=sentence):
        act(session, people, "start", NOW)


def test_the_next_step_begins_without_hands_up_and_without_the_floor_of_the_last_one(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, "start", NOW)
    hand_up(session, people, "kofi", 1)
    with transaction(session):
        session.add(
            FloorTurn(
                debate_id=people.debate.id,
                seat_id=people.seats["jonas"].id,
                step_index=1,
                given_ms=NOW,
            )
        )
    act(session, people, "next", NOW + 60 * S)
    assert session.query(FloorTurn).one().ended_ms == NOW + 60 * S
    assert session.query(FloorRequest).one().outcome == "lowered"
    said = payloads(session, "control")[-1]
    assert (said["floor_ended"], said["hands_lowered"]) == (4, [6])


def test_the_end_names_points_that_nobody_decided_on(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    hold(session, people)
    with pytest.raises(Refused, match="Amara Diallo in P1"):
        act(session, people, "finish", NOW + S)
    assert session.get(Debate, people.debate.id).ended_ms is None


def test_points_that_nobody_decided_on_end_as_not_sent(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    held = hold(session, people)
    act(session, people, "finish", NOW + S, confirmed=True)
    assert session.query(Point).one().state == "unsent"
    assert payloads(session, "points_not_sent") == [{"points": [held.id]}]
    assert "review" not in targets(session, "room")


def test_the_end_seals_the_record_and_its_labels_can_be_opened(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, "start", NOW)
    act(session, people, "finish", NOW + S)
    assert session.get(Debate, people.debate.id).ended_ms == NOW + S
    last = session.query(Event).order_by(Event.seq.desc()).limit(2).all()
    said = events.content(session, last[0].id, "payload")
    assert (last[0].kind, said["head"]) == ("sealed", last[1].hash)
    salts = {row.seat_id: row.salt for row in session.query(LabelSalt)}
    names = {"1": "Amara Diallo", "5": "Mei Tanaka"}
    for number, name in names.items():
        salt = salts[people.seats[name.split()[0].lower()].id]
        assert chain.commitment(bytes.fromhex(salt), name) == said["labels"][number]
    assert len(said["labels"]) == 6


def test_a_second_seal_opens_with_the_same_salts(session: Any, people: cast.Cast) -> None:
    for at in (NOW, NOW + S):
        with transaction(session):
            controls.seal(session, debate_writes.lock(session, people.slug), at)
    first, second = payloads(session, "sealed")
    assert first["labels"] == second["labels"]
    assert first["head"] != second["head"]


def test_extra_time_counts_from_the_next_step_that_begins(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    with transaction(session):
        session.add(DebateFactor(debate_id=people.debate.id, from_ms=NOW + S, percent=150))
    assert reading(session, people, NOW + 2 * S).total_ms == 240 * S
    act(session, people, "next", NOW + 10 * S)
    assert reading(session, people, NOW + 11 * S).total_ms == 270 * S


# The heartbeat.


def test_a_silence_of_more_than_ten_seconds_pauses_the_clock_as_it_stood(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, "start", NOW)
    beat(session, NOW + 30 * S)
    beat(session, NOW + 10 * MINUTE)
    row = session.query(Control).filter_by(kind="interrupted").one()
    assert row.at_ms == NOW + 30 * S
    found = reading(session, people, NOW + 11 * MINUTE)
    assert (found.state, found.interrupted, found.left_ms) == ("paused", True, 210 * S)
    assert payloads(session, "interrupted") == [{"at_ms": NOW + 30 * S, "step": 1}]
    assert session.query(Heartbeat).one().at_ms == NOW + 10 * MINUTE


def test_while_the_server_lives_nothing_is_interrupted(session: Any, people: cast.Cast) -> None:
    act(session, people, "start", NOW)
    for second in range(0, 40, 10):
        beat(session, NOW + second * S)
    assert session.query(Control).count() == 1


def test_a_paused_debate_and_one_not_started_are_not_interrupted(
    session: Any, people: cast.Cast
) -> None:
    beat(session, NOW)
    beat(session, NOW + H)
    act(session, people, "start", NOW + H)
    act(session, people, "pause", NOW + H + S)
    beat(session, NOW + 2 * H)
    assert not payloads(session, "interrupted")


def test_a_control_before_the_silence_is_written_is_refused(
    session: Any, people: cast.Cast
) -> None:
    act(session, people, "start", NOW)
    beat(session, NOW + S)
    with pytest.raises(Refused, match="come back") as refused:
        act(session, people, "next", NOW + MINUTE)
    assert refused.value.status == 503


def test_a_debate_that_time_ended_is_sealed_by_the_next_beat(session: Any) -> None:
    people = cast.make(session, fmt=cast.read_format("written"))
    act(session, people, "start", NOW)
    hours = sum(step.due_hours or 0 for step in cast.read_format("written").steps)
    beat(session, NOW + hours * H - S)
    assert not payloads(session, "sealed")
    hold(session, people)
    beat(session, NOW + hours * H + S)
    assert session.get(Debate, people.debate.id).ended_ms == NOW + hours * H
    assert session.query(Point).one().state == "unsent"
    assert len(payloads(session, "sealed")) == 1
    beat(session, NOW + hours * H + 3 * S)
    assert len(payloads(session, "sealed")) == 1


def test_hands_of_a_step_that_time_ended_come_down(session: Any) -> None:
    people = cast.make(session, fmt=cast.read_format("written"))
    act(session, people, "start", NOW)
    hand_up(session, people, "kofi", 0)
    beat(session, NOW + S)
    assert session.query(FloorRequest).one().done_ms is None
    beat(session, NOW + 24 * H + S)
    assert session.query(FloorRequest).one().outcome == "lowered"
