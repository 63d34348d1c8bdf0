"""Archives over HTTP: asked for, made in the background, taken away, cancelled, taken over."""

import csv
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from debate.db import db, transaction
from debate.models.accounts import AuditEntry
from debate.models.archives import Archive
from debate.models.courses import Student
from debate.models.seats import Seat
from debate.services.archives import LEASE_MS
from debate.web import work
from tests import cast
from tests.export import played
from tests.export.played import Play

HOME = "/courses/seminar-a/archives/"
LATER = cast.NOW + 10 * cast.MINUTE


@pytest.fixture
def play(session: Session) -> Play:
    return played.set_up(session)


def ask(client: FlaskClient, play: Play, sitting: str | None = None) -> str:
    """Ask for an archive of a session; its slug."""
    cast.as_account(play.session, client, play.people.owner)
    slug = play.sitting.slug if sitting is None else sitting
    assert client.post(HOME, data={"sitting": slug}).status_code == 303
    with transaction(play.session):
        return str(play.session.query(Archive).order_by(Archive.id.desc()).first().slug)


def finish(app: Any, now: int = LATER) -> int:
    """Work until nothing is left; how many pieces it took."""
    pieces = 0
    while app.extensions["live"].work(now):
        pieces += 1
    # The next request of a test shares its session, which read the time before.
    db.session().rollback()
    return pieces


def download(client: FlaskClient, slug: str) -> zipfile.ZipFile:
    with client.get(f"{HOME}{slug}.zip") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return zipfile.ZipFile(io.BytesIO(answer.data))


def files(app: Any) -> set[str]:
    folder = Path(app.config["INSTANCE_PATH"]) / work.FOLDER
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def state(session: Session, slug: str) -> str:
    session.rollback()
    return str(session.query(Archive.state).filter_by(slug=slug).scalar())


def test_an_archive_holds_a_packet_each_an_index_and_the_sum_of_every_file(
    app: Any, client: FlaskClient, play: Play
) -> None:
    slug = ask(client, play)
    assert "0 of 6 packets" in client.get(HOME).text
    assert finish(app) == 7
    found = download(client, slug)
    packets = [name for name in found.namelist() if "/room-1/" in name]
    assert packets[0] == "02-week-3/room-1/001-amara-diallo.html"
    assert len(packets) == 6
    assert "Amara Diallo" in found.read(packets[0]).decode()
    sums = dict(
        reversed(line.split("  "))
        for line in found.read("manifest-sha256.txt").decode().splitlines()
    )
    assert sums.keys() | {"manifest-sha256.txt"} == set(found.namelist())
    assert all(hashlib.sha256(found.read(name)).hexdigest() == sums[name] for name in sums)
    rows = list(csv.DictReader(io.StringIO(found.read("index.csv").decode("utf-8-sig"))))
    assert [row["file"] for row in rows] == packets
    index = found.read("index.html").decode()
    assert all(f'href="{name}"' in index for name in packets)
    assert files(app) == {f"{slug}.zip"}


def test_the_page_says_how_far_it_is_and_then_gives_a_link_that_stays(
    app: Any, client: FlaskClient, play: Play
) -> None:
    slug = ask(client, play)
    app.extensions["live"].work(LATER)
    app.extensions["live"].work(LATER)
    assert "2 of 6 packets" in client.get(HOME).text
    part = client.get(HOME, headers={"X-Fragment": "1"}).text
    assert part.startswith("<section")
    assert client.get(f"{HOME}{slug}.zip").status_code == 409
    finish(app)
    assert f"{slug}.zip" in client.get(HOME).text
    assert download(client, slug).testzip() is None
    assert download(client, slug).testzip() is None


def test_two_students_of_one_name_have_a_packet_each_and_no_name_leaves_the_folder(
    app: Any, client: FlaskClient, play: Play
) -> None:
    names = ["Amara Diallo", "Amara Diallo", "../../etc/passwd", "=cmd()", "CON", "王小明"]
    with transaction(play.session):
        rows = play.session.query(Student).order_by(Student.position).all()
        for student, name in zip(rows, names, strict=True):
            student.name = name
        play.session.get_one(type(play.sitting), play.sitting.id).title = "con"
    slug = ask(client, play)
    finish(app)
    found = download(client, slug)
    assert sorted(name for name in found.namelist() if "/room-1/" in name) == [
        f"02-con/room-1/{name}.html"
        for name in (
            "001-amara-diallo",
            "002-amara-diallo",
            "003-etc-passwd",
            "004-cmd",
            "005-con",
            "006",
        )
    ]
    rows = csv.DictReader(io.StringIO(found.read("index.csv").decode("utf-8-sig")))
    assert [row["name"] for row in rows][3] == "'=cmd()"


def test_after_a_restart_another_process_goes_on_with_what_is_missing(
    app: Any, client: FlaskClient, play: Play
) -> None:
    slug = ask(client, play)
    for _ in range(4):
        app.extensions["live"].work(LATER)
    first = Path(app.config["INSTANCE_PATH"]) / "archives" / f"{slug}.part"
    made = {path: path.stat().st_mtime_ns for path in first.rglob("*.html")}
    other = work.worker(app)
    assert not other(LATER + LEASE_MS)  # it may still be at work
    pieces = 0
    while other(LATER + LEASE_MS + 1):
        pieces += 1
        assert all(not path.exists() or path.stat().st_mtime_ns == at for path, at in made.items())
    assert (len(made), pieces) == (4, 3)
    assert state(play.session, slug) == "done"
    assert len(download(client, slug).namelist()) == 6 + 3


def test_cancelling_between_two_packets_leaves_no_file(
    app: Any, client: FlaskClient, play: Play
) -> None:
    slug = ask(client, play)
    app.extensions["live"].work(LATER)
    assert client.post(f"{HOME}{slug}/cancel").status_code == 303
    assert finish(app) == 0
    assert files(app) == set()
    assert "Cancelled after 1 of 6 packets" in client.get(HOME).text
    assert client.post(f"{HOME}{slug}/cancel").status_code == 409


def test_deleting_an_archive_takes_its_file_away(app: Any, client: FlaskClient, play: Play) -> None:
    slug = ask(client, play)
    finish(app)
    client.post(f"{HOME}{slug}/delete")
    assert client.get(f"{HOME}{slug}.zip").status_code == 404
    finish(app)
    assert files(app) == set()


def test_asked_for_twice_it_is_made_once(app: Any, client: FlaskClient, play: Play) -> None:
    assert ask(client, play) == ask(client, play)
    whole = ask(client, play, "")
    assert finish(app) == 7 + 13
    assert len(download(client, whole).namelist()) == 12 + 3


def test_where_nobody_has_a_room_there_is_nothing_to_make(client: FlaskClient, play: Play) -> None:
    with transaction(play.session):
        for seat in play.session.query(Seat):
            seat.debate_id = None
    cast.as_account(play.session, client, play.people.owner)
    answer = client.post(HOME, data={"sitting": ""})
    assert answer.status_code == 422
    assert "Nobody has a place in a room yet" in answer.text


def test_what_cannot_be_written_is_said_and_can_be_asked_for_again(
    app: Any, client: FlaskClient, play: Play
) -> None:
    slug = ask(client, play)
    blocked = Path(app.config["INSTANCE_PATH"]) / "archives"
    blocked.write_text("a file where the folder should be")
    finish(app)
    assert state(play.session, slug) == "failed"
    assert "It could not be written" in client.get(HOME).text
    blocked.unlink()
    again = ask(client, play)
    finish(app)
    assert download(client, again).testzip() is None


def test_who_asked_and_who_deleted_is_in_the_audit(
    app: Any, client: FlaskClient, play: Play
) -> None:
    slug = ask(client, play)
    finish(app)
    client.post(f"{HOME}{slug}/delete")
    play.session.rollback()
    acts = [row.act for row in play.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == ["archives.ask", "archives.delete"]


def test_an_archive_of_another_class_is_not_found(
    app: Any, client: FlaskClient, play: Play
) -> None:
    slug = ask(client, play)
    finish(app)
    cast.as_account(play.session, client, play.people.stranger)
    for address in (HOME, f"{HOME}{slug}.zip"):
        assert client.get(address).status_code == 404
    assert client.post(f"{HOME}{slug}/delete").status_code == 404
