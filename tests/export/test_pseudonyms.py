"""Pseudonymous packs: no name in any byte, codes of their own, no chain inside, and the key."""

import csv
import io
import random
import re
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain.marks import csv_text
from debate.domain.pseudonyms import NAME_MARK
from debate.export import pseudonyms, transcripts_csv
from debate.models.accounts import AuditEntry
from debate.models.courses import Student
from debate.models.speeches import Point
from debate.queries import pseudonyms as reads
from debate.web import transcripts_files
from tests import cast
from tests.domain.test_pseudonyms import random_class
from tests.export import files, played
from tests.export.played import Play

ALL = ("html", "csv", "md", "docx", "pdf", "packets")


@pytest.fixture
def play(session: Session) -> Play:
    return played.released(session)


def download(client: FlaskClient, play: Play, *chosen: str) -> tuple[zipfile.ZipFile, list[Any]]:
    """The pack and the rows of its key."""
    address = f"/debates/{play.slug}/pseudonymous"
    answer = client.post(address, data=dict.fromkeys(chosen or ("html", "csv", "packets"), "y"))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    outer = zipfile.ZipFile(io.BytesIO(answer.data))
    assert outer.namelist() == [pseudonyms.PACK, pseudonyms.KEY]
    text = outer.read(pseudonyms.KEY).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return zipfile.ZipFile(io.BytesIO(outer.read(pseudonyms.PACK))), rows


def everything(pack: zipfile.ZipFile) -> str:
    """Every byte that the pack holds, with those of the ZIPs inside it, uncompressed."""
    found = [pack.comment.decode(), *pack.namelist()]
    for entry in pack.infolist():
        data = pack.read(entry)
        found += [entry.comment.decode(), entry.extra.hex()]
        if entry.filename.endswith((".docx", ".xlsx")):
            found.append(everything(zipfile.ZipFile(io.BytesIO(data))))
        if entry.filename.endswith(".pdf"):
            pdf = PdfReader(io.BytesIO(data))
            found += [str(pdf.metadata), *(page.extract_text() for page in pdf.pages)]
        found.append(data.decode("utf-8", "replace"))
    return "\n".join(found)


def staff(play: Play, client: FlaskClient) -> FlaskClient:
    cast.as_account(play.session, client, play.people.owner)
    return client


def test_no_name_code_name_or_hash_stands_in_any_byte_of_any_format(
    client: FlaskClient, play: Play
) -> None:
    pack, key = download(staff(play, client), play, *ALL)
    names = [*cast.STUDENTS, "Ansah", *played.CODES]
    text = everything(pack)
    assert not [part for name in names for part in name.split() if part in text]
    sums = pack.read(pseudonyms.MANIFEST).decode()
    hashes = {row["value"] for row in key if row["what"] == "head"}
    hashes |= set(re.findall(r"\b[0-9a-f]{64}\b", text)) - set(re.findall("[0-9a-f]{64}", sums))
    assert hashes == {play.session.get_one(played.Debate, play.debate.id).head}
    assert play.slug not in text
    assert "[name]" in text


def test_the_key_tells_who_is_who_and_which_record_each_turn_is(
    client: FlaskClient, play: Play
) -> None:
    pack, key = download(staff(play, client), play)
    people = {row["code"]: row for row in key if row["what"] == "person"}
    assert sorted(row["name"] for row in people.values()) == sorted(cast.STUDENTS)
    assert all(re.fullmatch(r"Person \d{4}", code) for code in people)
    lines = csv.DictReader(io.StringIO(pack.read("transcript.csv").decode("utf-8-sig"), newline=""))
    spoken = {line["address"]: line for line in lines}
    assert people[spoken["P1.1"]["speaker"]]["name"] == "Amara Diallo"
    assert csv_text(spoken["X1.1q"]["claim"]) == "Would Beijing sign, [name]?"
    assert {line["seat"] for line in spoken.values()} == {""}
    assert {line["head"] for line in spoken.values()} == {""}
    turn = next(row for row in key if row["what"] == "turn" and row["address"] == "P1.1")
    assert turn["code"] == spoken["P1.1"]["speaker"]
    assert turn["record"].isdecimal()


def test_codes_are_drawn_anew_for_each_copy_and_people_stand_in_their_order(
    client: FlaskClient, play: Play
) -> None:
    browser = staff(play, client)
    codes = []
    for _ in range(2):
        pack, key = download(browser, play)
        own = [row["code"] for row in key if row["what"] == "person"]
        assert own == sorted(own)
        html = pack.read("transcript.html").decode()
        people = html[html.index("<h2>People</h2>") :]
        assert re.findall(r'<th scope="row">(Person \d+)', people)[: len(own)] == own
        packets = [name for name in pack.namelist() if name.startswith("packets/")]
        assert len(packets) == 5  # the judge never spoke
        codes.append(set(own))
    assert not codes[0] & codes[1]


def test_a_packet_has_the_turns_of_one_person_and_what_stood_beside_them(
    client: FlaskClient, play: Play
) -> None:
    pack, key = download(staff(play, client), play)
    jonas = next(row["code"] for row in key if row["name"] == "Jonas Weber")
    html = pack.read(f"packets/{jonas.lower().replace(' ', '-')}.html").decode()
    assert "Would Beijing sign, [name]?" in html
    assert "When the price is right." in html
    assert "Pledges follow interests" not in html
    assert "seat-" not in html


def test_each_copy_is_in_the_audit_log(client: FlaskClient, play: Play) -> None:
    browser = staff(play, client)
    assert browser.get(f"/debates/{play.slug}/pseudonymous").status_code == 200
    download(browser, play)
    acts = play.session.query(AuditEntry).filter_by(act="transcripts.pseudonymous").all()
    assert [entry.target_id for entry in acts] == [play.debate.id]


def test_an_empty_choice_is_answered_with_a_sentence(client: FlaskClient, play: Play) -> None:
    answer = staff(play, client).post(f"/debates/{play.slug}/pseudonymous", data={})
    assert answer.status_code == 422
    assert "Choose at least one file" in answer.get_data(as_text=True)


def test_the_page_names_what_stays_because_it_is_a_word_of_the_debate(
    client: FlaskClient, play: Play
) -> None:
    with transaction(play.session):
        student = play.session.get_one(Student, play.seats["mei"].student_id)
        student.name = "China Miller"
    browser = staff(play, client)
    html = browser.get(f"/debates/{play.slug}/pseudonymous").get_data(as_text=True)
    assert "<b>China</b> stays" in html
    assert "China" in everything(download(browser, play)[0])


def test_no_name_of_200_random_classes_is_left_in_a_pack(session: Session) -> None:
    """The class list changes and people type its names; the rest of the debate stays."""
    play, rng = played.first_half(session), random.Random(11)
    play.app = files.current_app()
    students = session.query(Student).order_by(Student.id).all()
    points = session.query(Point).order_by(Point.id).all()[:3]
    with transaction(session), play.app.test_request_context():
        for n in range(200):
            names = rng.sample([*random_class(rng), *random_class(rng), *random_class(rng)], 6)
            parts = [part for name in names for part in re.split(r"[\s’-]", name) if len(part) > 2]
            for student, name in zip(students, names, strict=True):
                student.name = name
            for point in points:
                typed = rng.sample([*names, *parts, *(part.upper() for part in parts)], 3)
                point.claim = f"As {typed[0]} said, {typed[1]}’s case fails"[:120]
                point.reasons = f"Ask {typed[2]}. We **agree** with _{typed[0]}_."
            session.flush()
            found = reads.pack(session, play.slug, play.now, rng)
            assert found is not None
            members = [("a.csv", transcripts_csv.file(found.record))]
            if not n % 3:  # the page takes long to make, and has the same words
                page = transcripts_files.of_record(found.record, "html")
                members.append(("b.html", b"".join(page.iter_encoded())))
            packed = zipfile.ZipFile(io.BytesIO(pseudonyms.pack(members)))
            words = set(re.findall(r"\w+", everything(packed).casefold()))
            assert NAME_MARK.strip("[]") in words
            assert not words & {part.casefold() for part in parts}, names
