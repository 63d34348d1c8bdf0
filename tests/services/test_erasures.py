"""Erasing: which words go from which tables, what stays, and that the chain still verifies."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.db import Base, transaction
from debate.domain import chain
from debate.domain.erasures import MARK
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.accounts import AuditEntry
from debate.models.archives import Archive
from debate.models.ballots import BallotPoints
from debate.models.comments import BankComment
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.erasures import Erasure
from debate.models.events import Event, EventContent, ViewChange
from debate.models.imports import ImportedTranscript
from debate.models.marks import Mark
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.sittings import Announcement, Sitting
from debate.models.speeches import Point, PointLink, Speech
from debate.queries import events
from debate.queries.erasures_mentions import mentions
from debate.services import archives, challenges_rulings, courses, erasures
from debate.services import events as event_writes
from tests import cast, erasing
from tests.cast import Cast
from tests.export import played
from tests.export.played import Play
from tests.services import challenging
from tests.services.moderating import act

# A debate is played for most of these; rows are looked at on PostgreSQL once.
pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def kept(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Play]:
    """A file with a debate that was played once, to be copied."""
    path = tmp_path_factory.mktemp("kept") / "test.sqlite3"
    shutil.copy(migrated_file, path)
    return path, erasing.keep(path)


@pytest.fixture
def play(session: Session, dialect: str, kept: tuple[Path, Play]) -> Play:
    if dialect == "sqlite":
        return erasing.again(*kept, session)
    made = played.finished(session)
    erasing.plant(made)
    return made


def erase(play: Play, name: str = erasing.NAME, who: str = "amara") -> None:
    """Erase Amara, or somebody else."""
    erase_student(play.session, play.people, play.people.course.id, name, who)
    play.session.expire_all()


def erase_student(
    session: Session, people: Cast, course_id: int, typed: str, who: str = "amara"
) -> None:
    actor = Actor("owner", account_id=people.owner.id)
    student = people.students[who].id
    with transaction(session):
        course = courses.lock(session, course_id)
        erasures.student(session, actor, course, student, typed, cast.NOW + cast.MINUTE)


def erase_sitting(play: Play) -> None:
    with transaction(play.session) as session:
        course = courses.lock(session, play.people.course.id)
        erasures.sitting(session, None, course, play.sitting.slug, play.now + 1)
    play.session.expire_all()


def words_of(session: Session) -> dict[str, str]:
    """Table → all its text in one."""
    session.rollback()
    return {
        table.name: repr(session.execute(select(table)).all())
        for table in Base.metadata.sorted_tables
    }


def chained(play: Play) -> tuple[int, int]:
    """How many records the chain has, and of how many the payload is withheld; it must verify."""
    play.session.rollback()
    records = events.records(play.session, play.debate.id)
    previous = chain.GENESIS
    for record in records:
        for part in (record.facts, record.payload):
            if part.content is not None:
                assert chain.commitment(bytes.fromhex(part.salt), part.content) == part.commitment
        previous = chain.link(
            previous, record.seq, record.facts.commitment, record.payload.commitment
        )
        assert previous == record.hash
    assert previous == play.session.get_one(Debate, play.debate.id).head
    return len(records), sum(record.payload.content is None for record in records)


@pytest.mark.both_databases
def test_name_and_words_are_in_no_row_and_the_chain_verifies_with_them_withheld(
    play: Play,
) -> None:
    gone = (*erasing.NAME.split(), erasing.WORD, "Quillcode", "s-4711-quill", *erasing.SAID)
    before = "".join(words_of(play.session).values())
    assert [word for word in gone if word not in before] == []
    records, withheld = chained(play)
    assert withheld == 0
    erase(play)
    after = words_of(play.session)
    assert {(name, word) for name, text in after.items() for word in gone if word in text} == set()
    # Her points sent and hidden, her answer, the reflection, and the mark about her.
    assert chained(play) == (records + 1, 7)
    report = play.session.query(Erasure).one()
    assert (report.seats_n, report.records_n, report.account_id) == (2, 7, play.people.owner.id)


def test_places_and_figures_stay_without_a_holder_and_open_pages_drop_the_words(
    play: Play,
) -> None:
    session, own = play.session, play.seats["amara"].id
    student, generation = play.people.students["amara"].id, play.seats["amara"].generation
    last = session.query(ViewChange.id).order_by(ViewChange.id.desc()).first().id

    def figures() -> list[Any]:
        session.rollback()
        columns = (Point.id, Point.number, Point.half, Point.state, Point.version, Point.sent_ms)
        queries = (
            select(*columns).order_by(Point.id),
            select(PointLink.point_id, PointLink.kind, PointLink.target_id).order_by(PointLink.id),
            select(Vote.poll, Vote.choice, Vote.seat_id).order_by(Vote.id),
            select(Mark.seat_id, Mark.levels).order_by(Mark.id),
            select(Point.claim).where(Point.seat_id != own).order_by(Point.id),
        )
        return [session.execute(query).all() for query in queries]

    before = figures()
    erase(play)
    assert figures() == before
    assert {p.claim for p in session.query(Point).filter_by(seat_id=own)} == {MARK}
    seat = session.get_one(Seat, own)
    assert (seat.student_id, seat.typed_name, seat.code_name) == (None, "", "")
    assert seat.generation == generation + 1
    assert session.get(Student, student) is None
    rows = session.query(ViewChange).filter(ViewChange.id > last).all()
    assert all(row.taken_back for row in rows)
    assert {row.target for row in rows if row.view == "room"} >= {"speech-P1", "floor", "flow"}


def test_files_with_the_student_go_and_where_others_wrote_the_name_is_listed(play: Play) -> None:
    with transaction(play.session) as session:
        course = courses.lock(session, play.people.course.id)
        archives.ask(session, play.moderator, course, play.sitting.slug, play.now)
        archives.ask(session, play.moderator, course, "", play.now)
        point = session.query(Point).filter_by(claim="Would Beijing sign, Amara?").one()
        point.claim = "Would Beijing sign, Xanthippe?"
        # Of another session of the class, in which only somebody else sat.
        session.add(_archive(play, _another_sitting(play).id))
        own = session.query(Event.hash).filter_by(debate_id=play.debate.id, seq=5).scalar()
        session.add(_import(play, "a copy of this record", own))
        session.add(_import(play, f"{erasing.NAME} of elsewhere", "f" * 64))
    erase(play)
    assert [row.slug for row in play.session.query(Archive)] == ["kept"]
    assert [row.head for row in play.session.query(ImportedTranscript)] == ["f" * 64]
    mentions = play.session.query(Erasure).one().mentions
    assert [(one["what"], one["place"]) for one in mentions] == [
        ("point", "X1.1q"),
        ("import", "A file"),
    ]
    assert "Xanthippe" not in repr(mentions)
    assert play.session.query(Point).filter_by(claim="Would Beijing sign, Xanthippe?").count() == 1


def test_every_text_about_somebody_else_is_searched_for_the_name(play: Play) -> None:
    with transaction(play.session) as session:
        course = play.people.course.id
        session.add(BankComment(course_id=course, text=f"Ask {erasing.WORD}.", saved_ms=play.now))
    seats = [seat.id for seat in play.session.query(Seat)]
    found = {one.what for one in mentions(play.session, course, erasing.WORD, ())}
    assert found == {
        *("ballot", "ballot_points", "mark_draft", "note", "question"),
        *("second_mark", "second_decision", "moderation", "grade", "bank"),
        *("statement", "ruling"),
    }
    assert {one.what for one in mentions(play.session, course, erasing.WORD, seats)} == {"bank"}


def test_a_seat_s_number_is_of_one_session_alone(play: Play) -> None:
    """Amara has Kofi's number in another session: his records stay."""
    with transaction(play.session) as session:
        other = {who: session.get_one(Seat, play.people.seats[who].id) for who in ("amara", "kofi")}
        other["kofi"].number = 60
        session.flush()
        other["amara"].number = play.seats["kofi"].number
    erase(play)
    assert chained(play)[1] == 7
    assert contents(play, "erased")[0].endswith(f'"seats":[{play.seats["amara"].number}]}}')


def test_words_in_a_room_that_the_seat_has_left_go_too(play: Play) -> None:
    people, mei = play.people, play.seats["mei"].id
    with transaction(play.session) as session:
        sitting = session.get_one(Sitting, play.sitting.id)
        room = cast.add_debate(session, sitting, people.deck, people.version, play.now, number=2)
        session.get_one(Seat, mei).debate_id = room.id
    assert played.REASON in contents(play, "ballot_handed_in")[0]
    erase(play, people.students["mei"].name, "mei")
    assert contents(play, "ballot_handed_in") == []
    assert chained(play)[1] == 1


def test_a_judge_s_reason_for_their_points_goes_from_the_ballot_s_records(play: Play) -> None:
    session = play.session
    own = session.query(BallotPoints).filter_by(subject_id=play.seats["amara"].id)
    known = {session.get_one(Speech, row.speech_id).address for row in own}
    theirs, other = sorted(known)[0], "O9"
    for points in ({theirs: [7000, "Late."]}, {theirs: [7000, ""], other: [7000, "Clear."]}):
        with play.locked() as debate:
            number = play.seats["mei"].number
            event_writes.record(
                session,
                debate,
                "ballot_handed_in",
                now=play.now,
                seat_number=number,
                payload={"points": points},
            )
    erase(play)
    left = "".join(contents(play, "ballot_handed_in"))
    assert "Late." not in left
    assert "Clear." in left
    assert chained(play)[1] == 8


def contents(play: Play, kind: str) -> list[str]:
    """The payloads of a kind of record that are not withheld."""
    play.session.rollback()
    return list(
        play.session.scalars(
            select(EventContent.content)
            .join(Event, Event.id == EventContent.event_id)
            .where(Event.debate_id == play.debate.id, Event.kind == kind)
            .where(EventContent.part == "payload")
            .order_by(Event.seq)
        )
    )


def test_a_guest_is_erased_by_the_seat(play: Play) -> None:
    seat = play.seats["amara"]
    with transaction(play.session) as session:
        play.session.get_one(Seat, seat.id).student_id = None
        sitting = session.get_one(Sitting, play.sitting.id)
        erasures.guest(session, play.moderator, sitting, seat.number, "xanthippe q", play.now)
    after = "".join(words_of(play.session).values())
    assert erasing.WORD not in after
    assert "Xanthippe Q'" not in after
    assert erasing.NAME in after  # of the student on the list, whom nobody erased


def test_the_reasons_of_a_ruling_go_with_who_challenged_from_the_table_and_the_record(
    session: Session,
) -> None:
    people, point = challenging.cited(session)
    ruling = challenging.DISMISSED
    challenging.whole(session, people, point, ruling)
    took_back = "Priya was right."
    act(session, people, challenges_rulings.reverse, 1, took_back)
    erase_student(session, people, people.course.id, "Priya Nair", "priya")
    after = "".join(words_of(session).values())
    assert ruling.reason not in after
    assert took_back not in after
    assert "It is in the next line." in after  # what the other side said is theirs


def test_a_session_that_ended_loses_all_names_and_words_and_the_class_list_stays(
    play: Play,
) -> None:
    with pytest.raises(Refused):
        erase_sitting(play)
    with transaction(play.session) as session:
        session.get_one(Sitting, play.sitting.id).state = "ended"
    erase_sitting(play)
    assert {p.claim for p in play.session.query(Point)} == {MARK}
    assert {row.text for row in play.session.query(Announcement)} == {MARK}
    seats = play.session.query(Seat).filter_by(sitting_id=play.sitting.id)
    assert {(seat.student_id, seat.typed_name, seat.code_name) for seat in seats} == {
        (None, "", "")
    }
    assert play.session.query(Student).count() == 6
    _, withheld = chained(play)
    assert withheld > 7
    entry = play.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.act, entry.target_kind, entry.account_id) == ("erasures.make", "sitting", None)


def test_another_name_or_another_class_erases_nothing(session: Session) -> None:
    people = cast.make(session)
    with transaction(session):
        other = courses.create(session, people.stranger.id, "Elsewhere", cast.NOW).id
    before = words_of(session)
    for typed in ("", "erase", "Tomás Rivera"):
        with pytest.raises(Refused):
            erase_student(session, people, people.course.id, typed)
    with pytest.raises(NotFound):
        erase_student(session, people, other, "Amara Diallo")
    assert words_of(session) == before


def test_while_the_debate_runs_the_speeches_of_the_erased_are_vacant(session: Session) -> None:
    people = cast.make(session)
    cast.start(session, people)
    erase_student(session, people, people.course.id, "Amara Diallo")
    session.expire_all()
    assert session.get_one(Seat, people.seats["amara"].id).absent_ms is not None


def _another_sitting(play: Play) -> Sitting:
    row = Sitting(
        slug="another",
        course_id=play.people.course.id,
        title="Week 4",
        seed="1",
        created_by_id=play.people.owner.id,
        created_ms=play.now,
    )
    play.session.add(row)
    play.session.flush()
    return row


def _archive(play: Play, sitting_id: int) -> Archive:
    return Archive(
        slug="kept",
        course_id=play.people.course.id,
        sitting_id=sitting_id,
        asked_by_id=play.people.owner.id,
        asked_ms=play.now,
    )


def _import(play: Play, document: str, head: str) -> ImportedTranscript:
    return ImportedTranscript(
        slug=head[:24],
        course_id=play.people.course.id,
        title="A file",
        document=document,
        head=head,
        records=5,
        imported_by_id=play.people.owner.id,
        imported_ms=play.now,
    )
