"""Making, opening, closing, ending and copying a session, and finding it by its code."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from debate.db import transaction
from debate.domain import formats, rubrics
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.accounts import Attempt, AuditEntry
from debate.models.courses import Student
from debate.models.debates import Debate, DebateFactor
from debate.models.events import Event
from debate.models.hands import Draw
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Speech
from debate.services import challenges, events, measures, sittings, sittings_codes
from debate.services.debates import Settings
from debate.services.sittings import Plan
from debate.services.sittings_codes import NoCode
from tests import cast
from tests.cast import NOW


def owner(made: cast.Cast) -> Actor:
    return Actor("owner", account_id=made.owner.id)


def plan(made: cast.Cast, **changes: Any) -> Plan:
    settings = Settings(
        deck_id=made.deck.id,
        motion_slug="alliance-likely",
        fmt=cast.read_format(),
        rubric_json=json.dumps(rubrics.as_data(cast.read_rubric())),
        hand_size=2,
    )
    own = {name: changes.pop(name) for name in list(changes) if hasattr(settings, name)}
    wanted = {"student_ids": [student.id for student in made.students.values()], "seed": "a1"}
    return Plan(course_id=made.course.id, settings=replace(settings, **own), **(wanted | changes))


def create(session: Any, made: cast.Cast, **changes: Any) -> Sitting:
    with transaction(session):
        return sittings.create(session, owner(made), plan(made, **changes), NOW)


def add_students(session: Any, made: cast.Cast, count: int, **values: Any) -> list[int]:
    with transaction(session):
        rows = [
            Student(
                course_id=made.course.id, position=100 + n, name=f"Extra {n}", added_ms=1, **values
            )
            for n in range(count)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def rooms(session: Any, sitting: Sitting) -> list[Debate]:
    query = select(Debate).where(Debate.sitting_id == sitting.id).order_by(Debate.number)
    return list(session.scalars(query))


def seats(session: Any, sitting: Sitting) -> list[Seat]:
    return list(
        session.scalars(select(Seat).where(Seat.sitting_id == sitting.id).order_by(Seat.number))
    )


def act(session: Any, made: cast.Cast, sitting: Sitting, verb: Any) -> Any:
    with transaction(session):
        return verb(session, owner(made), sittings.lock(session, sitting.slug), NOW)


def guess(session: Any, code: str, address: str = "a" * 64, now: int = NOW) -> Sitting | NoCode:
    with transaction(session):
        return sittings_codes.sitting_with(session, code, address, now)


def test_every_student_who_is_there_gets_a_seat_and_every_turn_a_speaker(session: Any) -> None:
    made = cast.make(session)
    sitting = create(session, made)
    people = seats(session, sitting)
    assert [seat.number for seat in people] == [1, 2, 3, 4, 5, 6]
    assert len({seat.code_name for seat in people}) == 6
    assert sorted(seat.role for seat in people) == ["debater"] * 4 + ["judge"] * 2
    room = rooms(session, sitting)[0]
    holders = session.execute(
        select(Speech.address, Seat.side, Seat.position, Speech.answerer_id)
        .join(Seat, Seat.id == Speech.seat_id)
        .where(Speech.debate_id == room.id)
        .order_by(Speech.id)
    ).all()
    found = {row.address: (row.side, row.position) for row in holders}
    assert found["P1"] == ("P", 1)
    assert found["O2"] == ("O", 2)
    assert found["X1"] == ("O", 2)
    assert "F1" not in found
    assert all(row.answerer_id for row in holders if row.address.startswith("X"))


def test_the_first_record_of_a_room_says_what_it_is_about_and_names_nobody(session: Any) -> None:
    made = cast.make(session)
    room = rooms(session, create(session, made))[0]
    event = session.scalars(select(Event).where(Event.debate_id == room.id)).one()
    payload = events.content(session, event.id, "payload")
    assert event.kind == "debate_created"
    assert payload["motion"].endswith("alliance is likely")
    assert len(payload["seats"]) == 6
    assert {"address": "P1", "seat": payload["seats"][0]["number"]} in payload["speeches"]
    assert not [name for name in cast.STUDENTS if name in json.dumps(payload, ensure_ascii=False)]


def test_rooms_share_the_class_in_balance_and_the_seed_repeats_the_draw(session: Any) -> None:
    made = cast.make(session)
    ids = add_students(session, made, 26) + [one.id for one in made.students.values()]
    first = create(session, made, rooms=4, rest="both", student_ids=ids, exclusive=False)
    again = create(session, made, rooms=4, rest="both", student_ids=ids, exclusive=False)
    places = [
        [(seat.student_id, seat.role, seat.side, seat.position) for seat in seats(session, one)]
        for one in (first, again)
    ]
    assert places[0] == places[1]
    sizes = session.execute(
        select(Seat.debate_id, Seat.role, func.count())
        .where(Seat.sitting_id == first.id)
        .group_by(Seat.debate_id, Seat.role)
    ).all()
    assert {(row.role, row[2]) for row in sizes} == {("debater", 4), ("judge", 2), ("audience", 2)}


def test_a_small_team_speaks_in_rotation(session: Any) -> None:
    made = cast.make(session)
    sitting = create(session, made, team_seats=1)
    room = rooms(session, sitting)[0]
    sides = session.execute(
        select(Speech.side, Seat.side)
        .join(Seat, Seat.id == Speech.seat_id)
        .where(Speech.debate_id == room.id, Speech.side.is_not(None))
    ).all()
    assert len(sides) == 6
    assert all(mine == theirs for mine, theirs in sides)


def test_places_by_hand_are_taken_as_chosen(session: Any) -> None:
    made = cast.make(session)
    ids = {name: student.id for name, student in made.students.items()}
    chosen: Any = {
        ids["amara"]: (1, "debater", "O"),
        ids["tomas"]: (1, "debater", "P"),
        ids["priya"]: (1, "judge", None),
    }
    sitting = create(session, made, placements=chosen)
    found = {seat.student_id: (seat.role, seat.side) for seat in seats(session, sitting)}
    assert found[ids["amara"]] == ("debater", "O")
    assert found[ids["priya"]] == ("judge", None)
    assert found[ids["kofi"]] == ("audience", None)


def test_the_largest_extra_time_of_a_room_becomes_the_rooms_own(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        made.students["mei"].factor = 150
    room = rooms(session, create(session, made))[0]
    rows = session.execute(
        select(DebateFactor.from_ms, DebateFactor.percent).where(DebateFactor.debate_id == room.id)
    ).all()
    assert (room.factor, [tuple(row) for row in rows]) == (150, [(NOW, 150)])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hand_size": 9}, "exclusive"),
        ({"hand_size": 12, "exclusive": False}, None),
        ({"hand_size": 13}, "hand_size"),
        ({"rooms": 4}, "rooms"),
        ({"rooms": 9}, "rooms"),
        ({"team_seats": 0}, "team_seats"),
        ({"swaps": 7}, "swaps"),
        ({"rest": "nobody"}, "rest"),
        ({"room_labels": "faces"}, "room_labels"),
        ({"motion_slug": "other"}, "motion"),
        ({"student_ids": [10**12]}, "present"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Any, changes: dict[str, Any], field: str | None
) -> None:
    made = cast.make(session)
    if field is None:
        create(session, made, **changes)
        return
    with pytest.raises(Refused) as refused:
        create(session, made, **changes)
    assert refused.value.field == field
    assert session.scalar(select(func.count(Sitting.id))) == 1


def test_a_class_without_a_list_gets_empty_rooms(session: Any) -> None:
    made = cast.make(session)
    sitting = create(session, made, student_ids=[], rooms=2)
    assert seats(session, sitting) == []
    assert len(rooms(session, sitting)) == 2


def test_without_a_title_it_is_named_after_its_motion(session: Any) -> None:
    made = cast.make(session)
    assert create(session, made).title == "A formal China–Russia alliance is likely"
    assert create(session, made, title=" Week 4 ").title == "Week 4"


def test_opening_makes_a_code_pins_the_deck_and_deals(session: Any) -> None:
    made = cast.make(session)
    sitting = create(session, made)
    code = act(session, made, sitting, sittings.open_joining)
    assert (sitting.state, sitting.code, len(code)) == ("open", code, 6)
    assert rooms(session, sitting)[0].deck_version_id == made.version.id
    assert session.scalar(select(func.count(Draw.id))) == 8


def test_cards_that_are_drawn_one_by_one_are_not_dealt(session: Any) -> None:
    made = cast.make(session)
    act(session, made, create(session, made, dealt=False), sittings.open_joining)
    assert session.scalar(select(func.count(Draw.id))) == 0


def test_closing_ends_the_code_and_opening_again_makes_another_without_dealing(
    session: Any,
) -> None:
    made = cast.make(session)
    sitting = create(session, made)
    code = act(session, made, sitting, sittings.open_joining)
    act(session, made, sitting, sittings.close_joining)
    assert (sitting.state, sitting.code) == ("closed", None)
    assert isinstance(guess(session, code), NoCode)
    act(session, made, sitting, sittings.open_joining)
    assert sitting.code != code
    assert session.scalar(select(func.count(Draw.id))) == 8


def test_codes_grow_by_a_sign_above_twenty_sittings(session: Any) -> None:
    made = cast.make(session)
    with transaction(session):
        for n in range(19):
            row = Sitting(slug=f"s{n}", course_id=made.course.id, title="x", seed="1")
            row.state, row.code = "open", f"A{n:05}"
            row.created_by_id, row.created_ms = made.owner.id, NOW
            session.add(row)
    assert len(act(session, made, create(session, made), sittings.open_joining)) == 7


def test_an_end_is_final_and_waits_for_running_debates(session: Any) -> None:
    made = cast.make(session)
    cast.start(session, made)
    with pytest.raises(Refused, match="room 1"):
        act(session, made, made.sitting, sittings.end)
    with transaction(session):
        made.debate.ended_ms = NOW
    act(session, made, made.sitting, sittings.end)
    assert (made.sitting.state, made.sitting.code) == ("ended", None)
    for verb in (sittings.open_joining, sittings.close_joining, sittings.end):
        with pytest.raises(Refused):
            act(session, made, made.sitting, verb)


def test_a_copy_has_rooms_and_settings_and_nobody_in_it(session: Any) -> None:
    made = cast.make(session)
    short = formats.fit(cast.read_format(), 20)
    sitting = create(
        session, made, rooms=2, fmt=short, hold=True, judge_labels="codes", team_seats=1
    )
    with transaction(session):
        second = rooms(session, sitting)[1]
        measures.set_hold_steps(session, owner(made), second, {1, 3}, now=NOW)
        challenges.set_each(session, owner(made), second, 0, now=NOW)
    copy = act(session, made, sitting, sittings.duplicate)
    old, new = rooms(session, sitting), rooms(session, copy)
    assert (copy.state, copy.judge_labels, copy.team_seats) == ("planned", "codes", 1)
    assert [room.format_json for room in new] == [room.format_json for room in old]
    assert all(room.hold and room.deck_version_id is None for room in new)
    assert [(room.hold_steps, room.challenges_each) for room in new] == [("", 2), ("1,3", 0)]
    assert seats(session, copy) == []


def test_the_class_is_drawn_into_a_copy_once(session: Any) -> None:
    made = cast.make(session)
    copy = act(session, made, create(session, made), sittings.duplicate)
    ids = [student.id for student in made.students.values()]

    def draw() -> None:
        with transaction(session):
            locked = sittings.lock(session, copy.id)
            sittings.seat_class(
                session, owner(made), locked, student_ids=ids, rest="audience", now=NOW
            )

    draw()
    assert sorted(seat.role for seat in seats(session, copy)) == ["audience"] * 2 + ["debater"] * 4
    vacant = select(func.count(Speech.id)).where(
        Speech.debate_id == rooms(session, copy)[0].id, Speech.seat_id.is_(None)
    )
    assert session.scalar(vacant) == 1  # the open floor
    with pytest.raises(Refused):
        draw()


def test_a_right_code_finds_its_open_session_however_it_is_typed(session: Any) -> None:
    made = cast.make(session)
    found = guess(session, " r7k-4tx ")
    assert isinstance(found, Sitting)
    assert found.id == made.sitting.id
    assert session.scalar(select(func.count(Attempt.id))) == 0


def test_only_wrong_guesses_count_and_then_right_ones_are_refused_alike(session: Any) -> None:
    cast.make(session)
    for _ in range(60):
        assert getattr(guess(session, "ZZZZZZ"), "status", 0) == 404
        guess(session, "R7K4TX")
    for code in ("ZZZZZZ", "R7K4TX"):
        assert getattr(guess(session, code), "status", 0) == 429
    assert isinstance(guess(session, "R7K4TX", address="b" * 64), Sitting)
    assert isinstance(guess(session, "R7K4TX", now=NOW + 60_000), Sitting)


def test_a_thousand_wrong_guesses_of_all_close_code_entry_for_all(session: Any) -> None:
    cast.make(session)
    with transaction(session):
        session.add_all(
            Attempt(kind="code", address_hash=f"{n:064}", at_ms=NOW - 1) for n in range(1_000)
        )
    assert getattr(guess(session, "R7K4TX"), "status", 0) == 429


@pytest.mark.parametrize("typed", ["", "R7K", "O0O0O0", "R7K4T!"])
def test_what_can_be_no_code_is_told_so_and_counts_for_nothing(session: Any, typed: str) -> None:
    cast.make(session)
    found = guess(session, typed)
    assert isinstance(found, NoCode)
    assert (found.title, found.status) == ("No room has that code.", 422)
    assert session.scalar(select(func.count(Attempt.id))) == 0


def test_acts_on_the_whole_session_are_audited(session: Any) -> None:
    made = cast.make(session)
    sitting = create(session, made)
    for verb in (sittings.open_joining, sittings.close_joining, sittings.end):
        act(session, made, sitting, verb)
    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.target_id == sitting.id).order_by(AuditEntry.id)
    )
    assert list(acts) == ["sittings.create", "sittings.open", "sittings.close", "sittings.end"]


def test_a_session_that_is_not_there_is_missing(session: Any) -> None:
    with pytest.raises(NotFound), transaction(session):
        sittings.lock(session, "nowhere")
