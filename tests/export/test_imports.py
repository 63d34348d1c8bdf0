"""Importing a transcript: what is taken in, what the page shows, and the same file out again."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from debate.db import db, transaction
from debate.domain import transcripts
from debate.domain.transcripts import with_digests
from debate.models.accounts import AuditEntry
from debate.models.courses import CourseMember
from debate.models.imports import ImportedTranscript
from debate.web import imports
from tests import cast
from tests.export import files, played
from tests.export.played import Play


def upload(client: FlaskClient, data: bytes, **fields: str) -> Any:
    """Post a file; written by hand, since the test client would leave a large body open."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'
    return client.post(
        "/transcripts/import",
        data=b"".join([*parts, head, data, b"\r\n--edge--\r\n"]),
        content_type="multipart/form-data; boundary=edge",
    )


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.fixture
def owner(client: FlaskClient, session: Session) -> FlaskClient:
    people = cast.make(session)
    cast.as_account(session, client, people.owner)
    return client


@pytest.mark.parametrize("names", [True, False])
def test_export_import_export_gives_the_same_bytes(
    owner: FlaskClient, released: Play, finished: Play, names: bool
) -> None:
    for play in (released, finished):
        data = files.as_json(play, names=names)
        answer = upload(owner, data)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert owner.get(answer.location.rstrip("/") + ".json").data == data


def test_the_page_shows_what_the_records_say(owner: FlaskClient, released: Play) -> None:
    html = text(
        owner, upload(owner, files.as_json(released), title="From the other course").location
    )
    for words in (
        "From the other course",
        "Sanctions push the two together",
        "<strong>moved trade</strong>",
        played.HIDDEN,
        "Say whose silence.",
        played.REFLECTION,
        "Hand in, then go.",
        played.REASON,
        "100.00",
        "Amara Diallo",
        files.document(released)["head"],
        "agrees with 6 labels",
    ):
        assert words in html, words
    assert "/debates/" not in html


def test_a_copy_with_codes_is_shown_with_what_it_withholds(
    owner: FlaskClient, released: Play
) -> None:
    html = text(owner, upload(owner, files.as_json(released, names=False)).location)
    assert "The words of this turn are withheld." in html
    assert "Heron" in html
    assert played.HIDDEN not in html
    assert "Amara" not in html


def test_sections_that_this_version_does_not_know_are_kept(
    owner: FlaskClient, released: Play
) -> None:
    document = with_digests({**files.document(released), "horoscopes": [{"record": 3}]})
    data = json.dumps(document, ensure_ascii=False).encode()
    at = upload(owner, data).location
    assert "horoscopes" in text(owner, at)
    assert owner.get(at.rstrip("/") + ".json").data == data


HOSTILE = [
    (b"", "Choose the JSON file"),
    (b"hello", "This is not a JSON file"),
    (b"[" * 200_000, "This is not a JSON file"),
    (b'{"schema":"clashroom-transcript/1","a":' + b"9" * 5000 + b"}", "This is not a JSON file"),
    (b'{"schema":"clashroom-transcript/1","a":1,"a":2}', "a key stands twice"),
    (b'{"schema":"clashroom-transcript/2"}', "does not follow the schema"),
    (b'{"schema":"clashroom-transcript/1"}', "“debate” is missing"),
    (b'{"a":"' + b"x" * 5_000_001 + b'"}', "larger than 5 MB"),
]


def test_other_files_are_refused_with_a_sentence(owner: FlaskClient, session: Session) -> None:
    empty = {"debate": {}, "labels": {}, "head": "", "records": [0] * 10**6}
    a_million = (json.dumps(with_digests(empty)).encode(), "Record 1 was altered")
    for data, said in (*HOSTILE, a_million):
        answer = upload(owner, data)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
    assert session.query(ImportedTranscript).count() == 0


def test_an_altered_transcript_is_refused_with_its_first_fault(
    owner: FlaskClient, session: Session, released: Play
) -> None:
    data = files.as_json(released).replace(b"Would Beijing sign", b"Will Beijing sign")
    answer = upload(owner, data)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "This transcript was altered, so it is not taken in. Record" in html
    assert session.query(ImportedTranscript).count() == 0


def test_others_write_while_a_file_is_read_and_a_right_taken_away_then_counts(
    owner: FlaskClient, session: Session, released: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, verify = files.as_json(released), transcripts.verify

    def slow(document: Any) -> Any:
        with Session(db.engine) as other, transaction(other):
            other.execute(delete(CourseMember))
        return verify(document)

    monkeypatch.setattr(transcripts, "verify", slow)
    assert upload(owner, data).status_code == 404
    assert session.query(ImportedTranscript).count() == 0


def test_a_file_is_not_read_for_somebody_who_may_not_import_it(
    client: FlaskClient, session: Session, released: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = cast.make(session)
    cast.as_account(session, client, people.marker)
    data = files.as_json(released)
    monkeypatch.setattr(transcripts, "verify", lambda document: pytest.fail("it was read"))
    assert upload(client, data, course=people.course.slug).status_code == 403


def changed(document: dict[str, Any], path: str, value: object) -> bytes:
    *way, last = path.split("/")
    place: Any = document
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    return json.dumps(with_digests(document)).encode()


ODD = [
    ("points", {}),
    ("points/0", 7),
    ("points/0/sent_ms", 10**400),
    ("points/0/cards", ["x"]),
    ("points/0/speech", ["P1"]),
    ("people/0/side", []),
    ("people/0/seat", {}),
    ("people/0/joined", None),
    ("steps", 3),
    ("speeches/0/step", "1"),
    ("speeches/0/address", 4),
    ("cards/0/gist", 1),
    ("polls", []),
    ("polls/before", {"P": "1"}),
    ("scores/0/total", "much"),
    ("debate/room", None),
    ("debate/copy", ["codes"]),
    ("debate/started_ms", "then"),
    ("debate/record", 2),
]


def test_sections_with_other_types_never_break_the_page(owner: FlaskClient, released: Play) -> None:
    data = files.as_json(released)
    for path, value in ODD:
        answer = upload(owner, changed(json.loads(data), path, value))
        if answer.status_code == 303:
            assert owner.get(answer.location).status_code == 200
        else:
            assert answer.status_code == 422
            said = "This file cannot be taken in. The sections"
            assert said in answer.get_data(as_text=True), path


def test_hostile_words_stay_words(owner: FlaskClient, released: Play) -> None:
    document = files.document(released)
    document["cards"][0]["tag"] = "<script>alert(1)</script>"
    document["debate"]["session"] = '"><img src=x onerror=alert(1)>'
    html = text(owner, upload(owner, json.dumps(with_digests(document)).encode()).location)
    assert "<script>alert" not in html
    assert "<img" not in html


def test_only_staff_of_the_class_read_it_and_only_instructors_delete_it(
    owner: FlaskClient, session: Session, released: Play, app: Any
) -> None:
    at = upload(owner, files.as_json(released)).location
    stranger, marker, visitor = app.test_client(), app.test_client(), app.test_client()
    accounts = {one.name: one for one in session.query(cast.Account)}
    cast.as_account(session, stranger, accounts["Stranger Prado"])
    cast.as_account(session, marker, accounts["Marker Lund"])
    assert [one.get(at).status_code for one in (marker, stranger, visitor)] == [200, 404, 303]
    for one, status in ((marker, 403), (stranger, 404), (visitor, 303)):
        assert one.post(f"{at}delete").status_code == status
        assert (one.get(at.rstrip("/") + ".json").status_code == 200) == (one is marker)
    assert owner.post(f"{at}delete").status_code == 303
    assert owner.get(at).status_code == 404
    acts = [entry.act for entry in session.query(AuditEntry).filter_by(target_kind="import")]
    assert acts == ["imports.make", "imports.delete"]


def test_a_role_that_ends_while_the_class_is_locked_deletes_nothing(
    owner: FlaskClient, released: Play, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = upload(owner, files.as_json(released)).location
    lock = imports.locks.lock

    def dismissed(session: Session, course: int | str) -> Any:
        locked = lock(session, course)
        session.execute(delete(CourseMember))
        return locked

    monkeypatch.setattr(imports.locks, "lock", dismissed)
    assert owner.post(f"{at}delete").status_code == 404
    assert session.query(ImportedTranscript).count() == 1


def test_a_marker_has_no_class_to_import_for(
    client: FlaskClient, session: Session, released: Play
) -> None:
    people = cast.make(session)
    cast.as_account(session, client, people.marker)
    assert "Make a class" in text(client, "/transcripts/import")
    answer = upload(client, files.as_json(released), course=people.course.slug)
    assert answer.status_code == 403
    with transaction(session):
        member = session.query(CourseMember).filter_by(account_id=people.marker.id).one()
        member.role = "instructor"
    assert upload(client, files.as_json(released), course=people.course.slug).status_code == 303
    assert "Week 3" in text(client, "/transcripts/import")
