"""Erasing over HTTP: what the pages say, and that no byte of name or words stays in any file."""

import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from debate.db import NotRewritten, db, transaction
from debate.models.courses import CourseMember, Student
from debate.models.erasures import Erasure
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Point
from debate.web import erasures, work
from tests import cast, erasing
from tests.export import played
from tests.export.played import Play

GONE = (*erasing.NAME.split(), erasing.WORD, "Quillcode", "s-4711-quill", *erasing.SAID)


@pytest.fixture
def play(session: Session) -> Play:
    made = played.finished(session)
    erasing.plant(made)
    return made


def address(play: Play) -> str:
    return f"/courses/seminar-a/students/{play.people.students['amara'].id}/erase"


def owner(play: Play, client: FlaskClient) -> FlaskClient:
    cast.as_account(play.session, client, play.people.owner)
    return client


def clean_up(app: Any, play: Play, after: int = cast.MINUTE) -> None:
    play.session.rollback()
    while app.extensions["live"].work(play.now + after):
        pass


def test_no_byte_of_name_or_words_stays_in_database_log_or_copies(
    app: Any, client: FlaskClient, play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    instance = Path(app.config["INSTANCE_PATH"])
    _make_pages_split(play)
    copies = instance / "before-migrations"
    copies.mkdir()
    (copies / "20260101-000000-0001.sqlite3").write_bytes(erasing.NAME.encode())
    owner(play, client).post("/courses/seminar-a/archives/", data={"sitting": ""})
    clean_up(app, play)
    assert [path.suffix for path in (instance / "archives").iterdir()] == [".zip"]
    own = client.get(address(play)).get_data(as_text=True)
    assert erasing.NAME in own
    before = erasing.holding(instance, GONE)
    assert {word for _, word in before} == set(GONE)

    answer = client.post(address(play), data={"name": erasing.NAME})
    assert answer.status_code == 303
    clean_up(app, play)

    assert erasing.holding(instance, GONE) == set()
    assert list((instance / "archives").iterdir()) == list(copies.iterdir()) == []
    assert [word for word in GONE if word in caplog.text] == []
    assert play.session.query(Erasure).one().cleaned_ms == play.now + cast.MINUTE
    play.session.rollback()
    page = client.get("/courses/seminar-a/erasures/").get_data(as_text=True)
    assert "The files of the database were written anew" in page
    assert [word for word in GONE if word in page] == []


def _make_pages_split(play: Play) -> None:
    """Write and grow rows beside hers, so that the database moves them from page to page."""
    with transaction(play.session) as session:
        own = session.query(Point).filter_by(seat_id=play.seats["amara"].id).first()
        for n in range(200):
            session.add(
                Point(
                    debate_id=own.debate_id,
                    speech_id=own.speech_id,
                    seat_id=own.seat_id,
                    state="unsent",
                    claim=f"{erasing.WORD} {n} " + "long " * (n % 50),
                    sent_ms=n,
                )
            )
    with transaction(play.session) as session:
        for n, point in enumerate(session.query(Point).filter_by(state="unsent")):
            point.reasons = "grown " * (n % 300)


def test_where_somebody_reads_the_files_are_written_anew_once_they_are_done(
    app: Any, client: FlaskClient, play: Play
) -> None:
    owner(play, client).post(address(play), data={"name": erasing.NAME})
    reader = db.engine.connect()
    try:
        reader.exec_driver_sql("SELECT count(*) FROM points").all()
        clean_up(app, play)
        page = client.get("/courses/seminar-a/erasures/").get_data(as_text=True)
        assert "still to be written anew" in page
    finally:
        reader.close()
    clean_up(app, play, cast.MINUTE + work.BUSY_MS)
    assert erasing.holding(Path(app.config["INSTANCE_PATH"]), GONE) == set()


def test_the_database_is_written_anew_once_and_the_log_emptied_as_often_as_it_takes(
    app: Any, client: FlaskClient, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(work, "rewrite", lambda engine: done.append("file"))
    monkeypatch.setattr(work, "empty_log", lambda engine: done.append("log") or len(done) > 2)
    owner(play, client).post(address(play), data={"name": erasing.NAME})
    for after in (cast.MINUTE, cast.MINUTE + 1, cast.MINUTE + work.BUSY_MS):
        clean_up(app, play, after)
    assert done == ["file", "log", "log"]
    assert play.session.query(Erasure).one().cleaned_ms is not None


def test_where_the_disk_is_full_it_is_tried_again_a_minute_later(
    app: Any, client: FlaskClient, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def full(engine: object) -> None:
        tried.append(engine)
        raise NotRewritten("database or disk is full")

    monkeypatch.setattr(work, "rewrite", full)
    owner(play, client).post(address(play), data={"name": erasing.NAME})
    for after in (0, work.BUSY_MS, work.FAILED_MS - 1):
        clean_up(app, play, after)
    assert len(tried) == 1
    clean_up(app, play, work.FAILED_MS)
    assert len(tried) == 2
    assert play.session.query(Erasure).one().cleaned_ms is None


def test_a_role_that_ends_while_the_class_is_locked_erases_nothing(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, lock = cast.make(session), erasures.courses.lock
    with transaction(session):
        session.get_one(Sitting, people.sitting.id).state = "ended"
        guest = session.get_one(Seat, people.seats["amara"].id)
        guest.student_id, guest.typed_name = None, "Xanthippe Q"
    cast.as_account(session, client, people.owner)

    def dismissed(session: Session, course: int | str) -> Any:
        locked = lock(session, course)
        session.execute(delete(CourseMember))
        return locked

    monkeypatch.setattr(erasures.courses, "lock", dismissed)
    home = f"/sittings/{people.sitting.slug}"
    assert client.post(f"{home}/seats/1/erase", data={"name": "Xanthippe Q"}).status_code == 404
    assert client.post(f"{home}/erase", data={"name": "Week 3"}).status_code == 404
    assert session.query(Erasure).count() == 0


def test_the_page_says_what_goes_what_stays_and_which_backups_remain(
    app: Any, client: FlaskClient, play: Play
) -> None:
    backups = Path(app.config["INSTANCE_PATH"]) / "backups"
    backups.mkdir()
    (backups / "clashroom-20261101.sqlite3").write_bytes(b"")
    with transaction(play.session):
        point = play.session.query(Point).filter_by(claim="Would Beijing sign, Amara?").one()
        point.claim = "Would Beijing sign, Xanthippe?"
    page = owner(play, client).get(address(play)).get_data(as_text=True)
    for words in (
        "This cannot be undone",
        "What goes",
        "What stays",
        "Point X1.1q",
        "clashroom-20261101.sqlite3",
        "cannot be recalled",
    ):
        assert words in page


def test_another_name_is_refused_and_kept_in_its_field(client: FlaskClient, play: Play) -> None:
    answer = owner(play, client).post(address(play), data={"name": "Somebody Else"})
    assert answer.status_code == 422
    assert "That is not the name" in answer.text
    assert 'value="Somebody Else"' in answer.text
    assert play.session.query(Erasure).count() == 0


def test_the_room_shows_the_place_without_words_or_name(client: FlaskClient, play: Play) -> None:
    owner(play, client).post(address(play), data={"name": erasing.NAME})
    for path in (f"/debates/{play.slug}/", f"/debates/{play.slug}/transcript"):
        page = client.get(path).get_data(as_text=True)
        assert "[erased]" in page
        assert f"Seat {play.seats['amara'].number}" in page
        assert [word for word in GONE if word in page] == []
    assert client.get(f"/debates/{play.slug}/transcript.json").status_code == 200


def test_a_guest_is_erased_from_the_page_of_the_seat(client: FlaskClient, play: Play) -> None:
    seat = play.seats["amara"]
    with transaction(play.session):
        play.session.get_one(Seat, seat.id).student_id = None
    path = f"/sittings/{play.sitting.slug}/seats/{seat.number}/"
    assert f'href="{path}erase"' in owner(play, client).get(path).get_data(as_text=True)
    assert "Xanthippe Q" in client.get(f"{path}erase").get_data(as_text=True)
    assert client.post(f"{path}erase", data={"name": "no"}).status_code == 422
    assert client.post(f"{path}erase", data={"name": "Xanthippe Q"}).status_code == 303
    assert client.get(f"{path}erase").status_code == 404


def test_a_session_is_erased_by_its_title_once_it_has_ended(
    client: FlaskClient, play: Play
) -> None:
    path = f"/sittings/{play.sitting.slug}/erase"
    assert "has not ended" in owner(play, client).get(path).get_data(as_text=True)
    assert client.post(path, data={"name": "Week 3"}).status_code == 409
    with transaction(play.session):
        sitting = play.session.get_one(Sitting, play.sitting.id)
        sitting.state, sitting.ended_ms = "ended", play.now
    assert client.post(path, data={"name": "week"}).status_code == 422
    assert client.post(path, data={"name": "Week 3"}).status_code == 303
    assert erasing.WORD not in client.get(f"/debates/{play.slug}/transcript").text
    assert play.session.query(Student).count() == 6


def test_only_those_who_teach_erase(client: FlaskClient, session: Session) -> None:
    people = cast.make(session)
    student = people.students["amara"].id
    for role in ("assistant", "marker"):
        with transaction(session):
            member = session.query(CourseMember).filter_by(account_id=people.marker.id).one()
            member.role = role
        cast.as_account(session, client, people.marker)
        paths = (
            f"/courses/seminar-a/students/{student}/erase",
            f"/sittings/{people.sitting.slug}/erase",
        )
        for path in paths:
            assert client.get(path).status_code == 403
            assert client.post(path, data={"name": "Amara Diallo"}).status_code == 403
    assert session.query(Erasure).count() == 0
