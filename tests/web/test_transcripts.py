"""The transcript page, packets and exports over HTTP: who gets them, and what is in them."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.models.courses import CourseMember, Student
from debate.models.sittings import Sitting
from debate.queries import events, transcripts
from debate.services import debates
from debate.web.answers import reading
from tests import cast
from tests.export import golden, played
from tests.export.played import Play

STAFF_PAGES = (
    "/debates/{slug}/transcript",
    "/debates/{slug}/transcript.html",
    "/debates/{slug}/transcript.csv",
    "/debates/{slug}/transcript.json",
    "/debates/{slug}/transcript.json?names=codes",
    "/debates/{slug}/transcript.docx",
    "/debates/{slug}/transcript.md",
    "/debates/{slug}/transcript.xlsx",
    "/debates/{slug}/packets/1.html",
    "/debates/{slug}/packets/1.docx",
)
FILES = (*STAFF_PAGES[1:], "/debates/{slug}/scores.csv")
JUDGING = (played.REASON, "Weigh your evidence", "100.00", "75.00")


@pytest.fixture
def play(session: Session) -> Play:
    """A debate that is set up, for what does not depend on what was said."""
    return played.set_up(session)


@pytest.fixture
def released(session: Session) -> Play:
    return played.released(session)


def at(play: Play, address: str) -> str:
    return address.format(slug=play.slug, sitting=play.sitting.slug)


def staff(play: Play, client: FlaskClient) -> FlaskClient:
    cast.as_account(play.session, client, play.people.owner)
    return client


def seat(play: Play, client: FlaskClient, who: str) -> FlaskClient:
    cast.as_seat(play.session, client, play.seats[who])
    return client


def statuses(client: FlaskClient, play: Play, addresses: Iterable[str]) -> set[int]:
    found = set()
    for address in addresses:
        with client.get(at(play, address)) as answer:
            found.add(answer.status_code)
    return found


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["owner", "instructor", "assistant", "marker"])
def test_staff_of_the_class_may(client: FlaskClient, play: Play, role: str) -> None:
    with transaction(play.session):
        member = play.session.query(CourseMember).filter_by(account_id=play.people.owner.id).one()
        member.role = role
    browser = staff(play, client)
    assert statuses(browser, play, STAFF_PAGES) == {200}


def test_a_member_of_no_class_of_it_finds_nothing(client: FlaskClient, play: Play) -> None:
    cast.as_account(play.session, client, play.people.stranger)
    assert statuses(client, play, (STAFF_PAGES[0], *FILES)) == {404}


def test_a_seat_alone_gets_no_file_of_the_staff(client: FlaskClient, play: Play) -> None:
    browser = seat(play, client, "amara")
    for address in (STAFF_PAGES[0], *FILES):
        answer = browser.get(at(play, address))
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


def test_what_is_not_there_is_not_found(client: FlaskClient, play: Play) -> None:
    browser = staff(play, client)
    missing = [address.format(slug="none", sitting="none") for address in (*STAFF_PAGES, FILES[-1])]
    missing += ["/debates/{slug}/packets/99.html", "/debates/{slug}/transcript.csv?names=all"]
    assert statuses(browser, play, missing) == {404}


def test_nothing_of_it_can_be_posted_to(client: FlaskClient, play: Play) -> None:
    browser = staff(play, client)
    for address in (*STAFF_PAGES, FILES[-1], "/debates/{slug}/1/packet"):
        assert browser.post(at(play, address)).status_code == 405


def test_a_file_has_a_plain_name_and_is_not_kept(client: FlaskClient, play: Play) -> None:
    with transaction(play.session):
        sitting = play.session.get_one(Sitting, play.sitting.id)
        sitting.title = 'Über\r\nSet-Cookie: "x"; ../'
        play.session.get_one(Student, play.seats["amara"].student_id).name = 'Zoë "O\'Neil"'
    browser = staff(play, client)
    for address in FILES[:-1]:
        with browser.get(at(play, address)) as answer:
            disposition = answer.headers["Content-Disposition"]
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in answer.headers
        plain = disposition.split('filename="')[1].split('"')[0]
        assert disposition.isascii()
        assert set(plain) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert "filename*=UTF-8''" in disposition


@pytest.mark.parametrize("address", ["transcript.html", "packets/1.html"])
def test_an_html_file_needs_nothing_and_may_do_nothing(
    client: FlaskClient, play: Play, address: str
) -> None:
    answer = staff(play, client).get(f"/debates/{play.slug}/{address}")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert "script-src" not in policy
    html = answer.get_data(as_text=True)
    assert "<style>" in html
    for reference in ("<script", "<link", "src=", "url(", "@import", "style=", "/debates/"):
        assert reference not in html


def test_the_html_file_is_the_one_kept(client: FlaskClient, released: Play) -> None:
    browser = staff(released, client)
    for names in ("names", "codes"):
        html = text(browser, f"/debates/{released.slug}/transcript.html?names={names}")
        body = html[html.index("<main") : html.index("</main>")]
        body = body.replace(_head(released), "HEAD OF THE CHAIN")
        assert golden.same(f"transcript-{names}.html", body)


def test_the_page_shows_staff_what_the_room_did_not_see(
    client: FlaskClient, released: Play
) -> None:
    html = text(staff(released, client), f"/debates/{released.slug}/transcript")
    for words in (played.HIDDEN, played.HELD, played.REFLECTION, "Say whose silence.", *JUDGING):
        assert words in html
    assert 'datetime="2026-09-21T14:15:03Z">14:15:03<' in html
    assert _head(released) in html
    assert "nothing against whoever runs the server" in html


def test_the_page_has_no_ballot_and_no_mark_before_the_release(
    client: FlaskClient, session: Session
) -> None:
    play = played.finished(session)
    html = text(staff(play, client), f"/debates/{play.slug}/transcript")
    assert not [words for words in JUDGING if words in html]
    assert "scores.csv" not in html


def test_a_file_with_codes_holds_no_name_in_any_byte(client: FlaskClient, released: Play) -> None:
    browser = staff(released, client)
    for ending in ("html", "csv", "json", "md"):
        answer = browser.get(f"/debates/{released.slug}/transcript.{ending}?names=codes")
        whole = f"{answer.headers}{answer.get_data(as_text=True)}"
        parts = {part for name in (*cast.STUDENTS, "Ansah") for part in name.split()}
        assert not [part for part in parts if part in whole]


def test_scores_are_exported_after_the_release_only(client: FlaskClient, session: Session) -> None:
    play = played.finished(session)
    browser = staff(play, client)
    answer = browser.get(f"/debates/{play.slug}/scores.csv")
    assert answer.status_code == 409
    assert "once they are released" in answer.get_data(as_text=True)
    play.act(played.releases.release)
    rows = list(csv.reader(io.StringIO(text(browser, f"/debates/{play.slug}/scores.csv"))))
    assert rows[1][:6] == ["Amara Diallo", "", "", "", "100", "100"]


def test_a_seat_reads_its_own_packet_and_no_other(app: Any, play: Play) -> None:
    for who in play.seats:
        browser = seat(play, app.test_client(), who)
        for name, other in play.seats.items():
            answer = browser.get(f"/debates/{play.slug}/{other.number}/packet")
            assert answer.status_code == (200 if name == who else 403)


def test_a_visitor_has_no_packet(client: FlaskClient, play: Play) -> None:
    assert client.get(f"/debates/{play.slug}/1/packet").status_code == 403


def test_no_byte_of_a_mark_or_ballot_is_in_a_packet_before_the_release(
    app: Any, session: Session
) -> None:
    play = played.finished(session)
    instructor = staff(play, app.test_client())
    for who, own in play.seats.items():
        address = f"/debates/{play.slug}/{own.number}/packet"
        mine = text(seat(play, app.test_client(), who), address)
        given = text(instructor, f"/debates/{play.slug}/packets/{own.number}.html")
        for html in (mine, given):
            assert "Marks and ballots are not released yet" in html
            assert not [words for words in JUDGING if words in html]


def test_after_the_release_ones_packet_has_mark_comment_votes_and_reflection(
    client: FlaskClient, released: Play
) -> None:
    html = text(seat(released, client, "amara"), f"/debates/{released.slug}/1/packet")
    for words in ("100.00", "your close was <em>strong</em>", "sure 5 of 5", played.REFLECTION):
        assert words in html
    assert "Mei Tanaka" not in html
    assert played.HELD not in html


@pytest.mark.both_databases
def test_an_export_sees_one_state_of_the_database(app: Any, play: Play) -> None:
    play.session.rollback()
    with app.test_request_context():
        before = events.records(reading(), play.debate.id)
        with Session(reading().get_bind()) as other, transaction(other):
            debate = debates.lock(other, play.debate.id)
            played.controls.act(other, play.moderator, debate, "start", now=play.now)
        assert events.records(reading(), play.debate.id) == before
    play.session.rollback()
    with app.test_request_context():
        assert len(events.records(reading(), play.debate.id)) == len(before) + 1


def test_the_record_takes_the_same_number_of_statements_however_much_was_said(
    session: Session,
) -> None:
    play = played.first_half(session)
    few = _statements(play)
    for number in range(4):
        play.send("tomas", "X2", f"Question {number}?")
    assert _statements(play) == few


def _statements(play: Play) -> int:
    found: list[str] = []
    engine = play.session.get_bind()

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        assert transcripts.transcript(play.session, play.slug, play.now, names=False)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len([one for one in found if one.startswith("SELECT")])


def _head(play: Play) -> str:
    play.session.refresh(play.debate)
    return play.debate.head


def test_the_choice_is_shown_as_a_preview_and_downloaded_as_chosen(
    client: FlaskClient, released: Play
) -> None:
    browser = staff(released, client)
    at_page = f"/debates/{released.slug}/transcript"
    html = text(browser, f"{at_page}?part=P&names=codes&marks=1&format=md")
    assert "the turns of Proposition alone" in html
    assert "Sanctions push the two together" in html
    assert "Beijing never pledged to fight" not in html
    answer = browser.get(f"{at_page}/download?part=P&names=codes&marks=1&format=md")
    assert answer.status_code == 303
    assert answer.location == f"{at_page}.md?part=P&names=codes&marks=1"
    assert "the turns of Proposition alone" in text(browser, answer.location)


def test_one_students_part_is_the_packet(client: FlaskClient, released: Play) -> None:
    browser = staff(released, client)
    for address in ("transcript?part=1", "transcript.md?part=1&reflections=1"):
        shown = text(browser, f"/debates/{released.slug}/{address}")
        assert "Beijing never pledged to fight" in shown  # what answered her
        assert "Weigh your evidence" not in shown
    whole = text(browser, f"/debates/{released.slug}/transcript.md?part=1&marks=1")
    assert "# Amara Diallo" in whole
    assert "Weigh your evidence" in whole


@pytest.mark.parametrize("query", ["part=99", "part=X", "names=all", "format=exe"])
def test_what_cannot_be_chosen_is_not_found(client: FlaskClient, play: Play, query: str) -> None:
    assert staff(play, client).get(f"/debates/{play.slug}/transcript?{query}").status_code == 404


def test_a_seat_downloads_its_own_packet_as_word_and_html(app: Any, released: Play) -> None:
    number = released.seats["amara"].number
    for ending, start in (("docx", b"PK"), ("html", b"<!doctype html>"), ("pdf", b"%PDF")):
        address = f"/debates/{released.slug}/{number}/packet.{ending}"
        own = seat(released, app.test_client(), "amara").get(address)
        assert own.data.startswith(start)
        assert "packet-amara-diallo" in own.headers["Content-Disposition"]
        assert seat(released, app.test_client(), "jonas").get(address).status_code == 403
