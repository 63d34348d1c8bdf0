"""Redacting a passage: which words go from which rows, what stays, and what the chain says."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain import transcripts, transcripts_csv
from debate.domain.redactions import MARK
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.models.blocks import Block
from debate.models.erasures import Erasure
from debate.models.events import Event, EventContent, ViewChange
from debate.models.jottings import Jotting
from debate.models.moderation import ModerationAct
from debate.models.notes import Note
from debate.models.nudges import Nudge
from debate.models.outlines import OutlineLine
from debate.models.speeches import Draft, Point
from debate.queries import debates, drafts, flow, notes, rooms, speeches
from debate.services import moderation, nudges, redactions
from debate.services import notes as note_writes
from debate.services.notes import Chosen, Remark
from tests import cast
from tests.cast import NOW
from tests.export import files, played
from tests.services.moderating import S, act, resend, seat_actor, seen, send

REASON = "About a person."
pytestmark = pytest.mark.one_database


@pytest.fixture
def people(session: Session) -> cast.Cast:
    made = cast.make(session)
    cast.start(session, made)
    return made


def redact(
    session: Session, people: cast.Cast, point: int, passage: str, at: int = NOW + 9 * S
) -> Any:
    return act(session, people, redactions.redact, point, passage, REASON, at=at)


def payloads(session: Session, kind: str) -> list[Any]:
    """The contents of a kind of record that are not withheld, oldest first."""
    rows = (
        session.query(EventContent.content)
        .join(Event, Event.id == EventContent.event_id)
        .filter(Event.kind == kind, EventContent.part == "payload")
        .order_by(Event.seq)
    )
    return [json.loads(row.content) for row in rows]


def test_the_mark_takes_the_place_of_the_words_and_the_point_stays_in_the_flow(
    session: Session, people: cast.Cast
) -> None:
    sent = send(session, people, "amara", "P1", Words("Only a liar says so", "A **liar**, yes."))
    assert redact(session, people, sent.point_id, "a liar") == ()
    assert seen(session, people, "room") == [("P1.1", "full", f"Only {MARK} says so")]
    point = session.query(Point).one()
    assert (point.state, point.number) == ("sent", 1)
    assert point.reasons == f"{MARK}**, yes."
    assert "liar" not in point.reasons_html
    here = debates.load(session, people.slug, "team2", NOW + 10 * S)
    assert here is not None
    duties = flow.duties(here, speeches.point_rows(session, here))
    assert [(line.address, line.status) for line in duties] == [("P1.1", "open")]


def test_the_record_keeps_the_remaining_words_and_withholds_the_old_ones(
    session: Session, people: cast.Cast
) -> None:
    sent = send(session, people, "amara", "P1", Words("Only a liar says so"))
    other = send(session, people, "amara", "P1", Words("A liar again"), at=NOW + 2 * S)
    found = redact(session, people, sent.point_id, "a liar")
    assert [(one.what, one.place) for one in found] == [("point", "P1.2")]
    assert [said["claim"] for said in payloads(session, "point_sent")] == ["A liar again"]
    (left,) = payloads(session, "point_redacted")
    assert (left["claim"], left["address"]) == (f"Only {MARK} says so", "P1.1")
    (told,) = payloads(session, "passage_redacted")
    first = session.query(Event.seq).filter_by(kind="point_sent").order_by(Event.seq).first()
    assert (told["reason"], told["records"]) == (REASON, [first.seq])
    row = session.query(Erasure).one()
    assert (row.target_kind, row.target_id, row.records_n) == ("passage", sent.point_id, 1)
    assert row.cleaned_ms is None
    assert session.get_one(Point, other.point_id).claim == "A liar again"
    logged = session.query(ModerationAct).one()
    assert (logged.kind, logged.note, logged.account_id) == ("redact", REASON, people.owner.id)


def test_earlier_versions_drafts_and_a_moderator_s_note_lose_it_too(
    session: Session, people: cast.Cast
) -> None:
    sent = send(session, people, "amara", "P1", Words("Only a liar says so"))
    act(session, people, moderation.return_point, sent.point_id, "Who is a liar?")
    draft = session.query(Draft).one()
    before = draft.revision
    resend(session, people, "amara", NOW + 20 * S)
    with transaction(session):
        seat = people.seats["amara"].id
        session.add(
            Draft(
                debate_id=people.debate.id,
                seat_id=seat,
                step_index=1,
                position=4,
                claim="A liar once more",
                revision=before,
                saved_ms=NOW,
            )
        )
    newest = session.query(Point).filter_by(current=True).one()
    redact(session, people, newest.id, "a liar", at=NOW + 30 * S)
    assert [p.claim for p in session.query(Point)] == [f"Only {MARK} says so"] * 2
    assert {p.note for p in session.query(Point)} == {f"Who is {MARK}?", REASON}
    kept = session.query(Draft).one()
    assert (kept.claim, kept.revision) == (f"{MARK} once more", before + 1)
    notes = {row.kind: row.note for row in session.query(ModerationAct)}
    assert notes["return"] == f"Who is {MARK}?"
    assert payloads(session, "point_returned") == []
    assert len(payloads(session, "point_redacted")) == 2


def test_the_author_s_own_preparation_loses_it_and_that_of_others_is_let_alone(
    session: Session, people: cast.Cast
) -> None:
    own, other = people.seats["amara"].id, people.seats["priya"].id
    words = {"text": "As a liar would", "debate_id": people.debate.id, "saved_ms": NOW}
    with transaction(session):
        for seat in (own, other):
            session.add(OutlineLine(seat_id=seat, editor_id=seat, position=1, level=1, **words))
            session.add(Jotting(seat_id=seat, address="P1", **words))
        session.add(Block(seat_id=own, title="A liar", saved_ms=NOW))
    sent = send(session, people, "amara", "P1", Words("Only a liar says so"))
    assert redact(session, people, sent.point_id, "a liar") == ()
    for table in (OutlineLine, Jotting):
        found = {row.seat_id: (row.text, row.revision) for row in session.query(table)}
        assert found == {own: (f"As {MARK} would", 2), other: ("As a liar would", 1)}
    assert session.query(Block).one().title == "A liar"


def test_a_short_word_goes_from_a_nudge_that_is_as_long_as_it_may_be(
    session: Session, people: cast.Cast
) -> None:
    sent = send(session, people, "amara", "P1", Words("Only ox says so"))
    own = ("Mind what you say about ox, " * 5)[:120].strip()
    number = people.seats["amara"].number
    act(session, people, nudges.nudge, number, "own", own)
    redact(session, people, sent.point_id, "ox")
    (kept,) = session.query(Nudge.text).one()
    assert MARK in kept
    assert "ox" not in kept
    assert len(kept) <= 120


def test_the_author_reads_why_and_nobody_else_does(session: Session, people: cast.Cast) -> None:
    sent = send(session, people, "amara", "P1", Words("Only a liar says so"))
    redact(session, people, sent.point_id, "a liar")
    notes = {}
    for who, view in (("amara", "team1"), ("tomas", "team1"), ("priya", "team2")):
        here = debates.load(session, people.slug, view, NOW + 10 * S)
        assert here is not None
        rows = speeches.point_rows(session, here, seat_id=people.seats[who].id)
        turn = drafts.turn(session, here, seat_actor(people, who), rooms.load(session, here))
        notes[who] = [row.note for row in rows], [row.note for row in turn.own]
    assert notes == {"amara": ([REASON], [REASON]), "tomas": ([""], []), "priya": ([""], [])}


def test_notes_stay_on_the_words_that_are_left(session: Session, people: cast.Cast) -> None:
    sent = send(session, people, "amara", "P1", Words("Only a liar would say so"))
    for quote in ("would say", "a liar", "Only a"):
        remark = Remark(f"You wrote *{quote}*.")
        act(session, people, note_writes.give, 1, Chosen(sent.point_id, quote), remark)
    redact(session, people, sent.point_id, "a liar")
    rows = session.query(Note).order_by(Note.number).all()
    assert [row.quote for row in rows] == ["would say", MARK, f"Only {MARK}"]
    assert [row.comment for row in rows] == [
        *("You wrote *would say*.", f"You wrote *{MARK}*.", "You wrote *Only a*.")
    ]
    assert "liar" not in "".join(row.comment_html for row in rows)
    assert len(payloads(session, "note_given")) == 2
    lines = notes.of_seat(session, people.debate.id, people.seats["amara"].id)
    assert [line.anchor.quote for line in lines] == [row.quote for row in rows]


def test_open_pages_drop_the_point_and_what_names_it_and_those_of_a_held_one_hear_nothing(
    session: Session, people: cast.Cast
) -> None:
    sent = send(session, people, "amara", "P1", Words("Only a liar says so"))
    act(session, people, moderation.set_hold, True)
    held = send(session, people, "amara", "P1", Words("Held, you liar"), at=NOW + 2 * S)

    def told(point: int) -> set[tuple[str, str]]:
        last = session.query(ViewChange.id).order_by(ViewChange.id.desc()).first().id
        redact(session, people, point, "liar")
        rows = session.query(ViewChange).filter(ViewChange.id > last).all()
        assert all(row.taken_back for row in rows)
        return {(row.view, row.target) for row in rows}

    assert {("room", "point-P1.1"), ("team2", "flow"), ("moderators", "review")} <= told(
        sent.point_id
    )
    assert {view for view, _ in told(held.point_id)} == {"moderators"}


@pytest.mark.parametrize(
    ("passage", "note", "field"),
    [
        ("", REASON, "passage"),
        ("elsewhere", REASON, "passage"),
        ("liar", " ", "note"),
        ("liar", "x" * 501, "note"),
    ],
)
def test_what_is_refused_changes_nothing(
    session: Session, people: cast.Cast, passage: str, note: str, field: str
) -> None:
    sent = send(session, people, "amara", "P1", Words("Only a liar says so"))
    with pytest.raises(Refused) as refused:
        act(session, people, redactions.redact, sent.point_id, passage, note)
    assert refused.value.field == field
    assert seen(session, people, "room") == [("P1.1", "full", "Only a liar says so")]
    with pytest.raises(NotFound):
        redact(session, people, 10**6, "liar")


def test_a_second_moderator_is_told_who_decided_and_how(session: Session) -> None:
    people = cast.make(session, hold=True)
    cast.start(session, people)
    sent = send(session, people, "amara", "P1", Words("Once"))
    act(session, people, moderation.hide, sent.point_id, "")
    with pytest.raises(Refused, match=r"you have decided on it \(hidden\)") as refused:
        act(session, people, moderation.approve, sent.point_id)
    assert refused.value.status == 409
    with transaction(session):
        session.query(ModerationAct).update({"account_id": people.marker.id})
    name = people.marker.name
    with pytest.raises(Refused, match=rf"{name} has decided"):
        act(session, people, moderation.hide, sent.point_id, "")


def test_a_file_from_before_still_agrees_but_for_the_words_that_went(session: Session) -> None:
    play = played.released(session)
    before, table = files.document(play), files.as_csv(play)
    point = session.query(Point).filter(Point.claim.startswith("Sanctions")).one()
    play.act(redactions.redact, point.id, "push the two", REASON)
    after = files.document(play)
    report = transcripts.compare(before, after)
    assert report.ok
    assert report.sentence.endswith("(a passage was removed).")
    older = transcripts_csv.compare(table, after)
    assert older.ok
    assert "1 of them in part" in older.sentence
    assert transcripts_csv.compare(files.as_csv(play), after).ok
