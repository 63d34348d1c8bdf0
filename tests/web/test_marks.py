"""Marks, results and the release over HTTP; nothing of them leaves before the release."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.permissions import Actor
from debate.models.courses import CourseMember
from debate.models.events import Event
from debate.models.marks import Mark
from debate.models.polls import Vote
from debate.services import ballots
from debate.services import debates as debate_writes
from debate.web import links
from tests import cast
from tests.cast import MINUTE
from tests.security import bodies

Browser = Callable[[str], FlaskClient]
CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
FOURS = dict.fromkeys(CRITERIA, "4")
REASON = "Zebra of a reason"
COMMENT = "Quokka of a comment"


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class with its debate over and one ballot handed in."""
    made = cast.make(session, clock_ms() - 10 * MINUTE)
    then = clock_ms() - 5 * MINUTE
    cast.start(session, made, then)
    seat = made.seats["mei"]
    levels = {number: dict.fromkeys(CRITERIA, 2) for number in (1, 2, 3, 4)}
    judge = Actor("judge", seat_id=seat.id, seat_number=seat.number, debate_id=seat.debate_id)
    with transaction(session):
        debate = debate_writes.lock(session, made.slug)
        sheet = ballots.Sheet(levels, "O", REASON)
        ballots.save(session, judge, debate, sheet, act=ballots.HAND_IN, now=then + 1)
    cast.control(session, made, "finish", then + 2)
    with transaction(session):
        made.debate.ended_ms = then + 2
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who in people.seats:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        elif who != "nobody":
            cast.as_account(session, client, getattr(people, who), clock_ms())
        return client

    return of


def at(people: cast.Cast, address: str) -> str:
    return f"/debates/{people.slug}/{address}"


def mark(client: FlaskClient, people: cast.Cast, number: int = 1, **data: str) -> Any:
    given = {**FOURS, "comment": COMMENT, **data}
    return client.post(at(people, f"marks/{number}"), data=given)


def release(client: FlaskClient, people: cast.Cast, key: str = "k") -> Any:
    return client.post(at(people, "release"), data={"key": key})


def said(answer: Any) -> str:
    """The text of an answer, of all files of an archive."""
    return bodies.unpacked(answer.data).decode(errors="replace")


def pages_of_a_seat(app: Any, people: cast.Cast, who: str) -> list[str]:
    """Every address that answers a GET under a seat; where a word may be chosen, with each."""
    found = []
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    for rule in rules:
        address = rule.rule.replace("<slug>", people.slug)
        address = address.replace("<int:number>", str(people.seats[who].number))
        if not rule.rule.startswith("/debates/<slug>/<int:number>/"):
            continue
        chosen = re.search(r"<any\(([^)]*)\):\w+>", address)
        words = chosen[1].split(", ") if chosen else [""]
        filled = [address.replace(chosen[0], word) if chosen else address for word in words]
        found += [re.sub(r"<[^>]*>", "3", one) for one in filled]
    return found


def test_a_mark_is_kept_and_leads_to_the_next_student(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    page = owner.get(at(people, "marks/1"))
    assert "Comment for Amara Diallo" in page.text
    assert "Judges: 2.00" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "style=" not in page.text
    answer = mark(owner, people)
    assert (answer.status_code, answer.location) == (303, at(people, "marks/2"))
    row = session.query(Mark).one()
    assert (row.levels["argument"], row.comment) == (4, COMMENT)
    again = owner.get(at(people, "marks/1")).text
    assert re.search(r'name="argument" value="4"[^>]* checked', again)
    assert f"{COMMENT}</textarea>" in again
    sheet = owner.get(at(people, "marks/")).text
    assert "100.00" in sheet
    assert "mean of 1 ballot<" in sheet


def test_a_refused_mark_keeps_its_words(session: Any, people: cast.Cast, browser: Browser) -> None:
    owner = browser("owner")
    answer = mark(owner, people, argument="7")
    assert answer.status_code == 422
    assert "Choose a level from 1 to 4." in answer.text
    assert f"{COMMENT}</textarea>" in answer.text
    too_long = mark(owner, people, comment="x" * 5001)
    assert too_long.status_code == 422
    assert "x" * 5001 in too_long.text
    assert mark(owner, people, 99).status_code == 404
    assert owner.get(at(people, "marks/99")).status_code == 404
    assert session.query(Mark).count() == 0


def test_not_a_byte_of_marks_or_ballots_leaves_before_the_release(
    app: Any, people: cast.Cast, browser: Browser
) -> None:
    mark(browser("owner"), people)
    for who in ("amara", "priya", "kofi"):
        client = browser(who)
        fetched = [client.get(address) for address in pages_of_a_seat(app, people, who)]
        assert sum(answer.status_code == 200 for answer in fetched) >= 8
        for answer in fetched:
            for secret in (REASON, COMMENT, "100.00", "of 100", "The judges"):
                assert secret not in said(answer), answer.request.path
    with app.test_request_context():
        screen = f"/screens/{links.screen_token(people.debate.id)}"
    nobody = browser("nobody")
    for address in (screen, f"{screen}/stage", f"{screen}/table"):
        answer = nobody.get(address)
        assert answer.status_code == 200
        assert REASON not in answer.text
        assert COMMENT not in answer.text


def test_a_judge_sees_their_own_ballot_and_nothing_else_before_the_release(
    app: Any, people: cast.Cast, browser: Browser
) -> None:
    mark(browser("owner"), people)
    mei = browser("mei")
    for address in pages_of_a_seat(app, people, "mei"):
        text = said(mei.get(address))
        assert COMMENT not in text
        assert (REASON in text) == address.endswith(("/ballot", "/data.zip")), address


def test_after_the_release_each_student_sees_their_own(
    app: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    mark(owner, people)
    mark(owner, people, 3, comment="Numbat for Priya")
    answer = release(owner, people)
    assert (answer.status_code, answer.location) == (303, at(people, "marks/"))
    amara = browser("amara").get(at(people, "1/results")).text
    assert COMMENT in amara
    assert "From your instructor." in amara
    assert REASON in amara
    assert "Mei" not in amara
    tomas = browser("tomas").get(at(people, "2/results")).text
    assert "From one judge’s ballot." in tomas
    for who in ("tomas", "priya", "mei", "kofi"):
        for address in pages_of_a_seat(app, people, who):
            assert COMMENT not in said(browser(who).get(address))
    assert "The judges gave it to Opposition" in browser("kofi").get(at(people, "6/results")).text


def test_a_change_after_the_release_waits_for_the_next_one(
    people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    mark(owner, people)
    release(owner, people)
    mark(owner, people, comment="Bilby instead")
    amara = browser("amara")
    assert COMMENT in amara.get(at(people, "1/results")).text
    assert "Changed since the release." in owner.get(at(people, "marks/")).text
    release(owner, people, "k2")
    assert "Bilby instead" in amara.get(at(people, "1/results")).text


def test_a_release_pressed_twice_is_one(session: Any, people: cast.Cast, browser: Browser) -> None:
    owner = browser("owner")
    assert "Release to 6 people" in owner.get(at(people, "release")).text
    for _ in range(2):
        assert release(owner, people).status_code == 303
    assert session.query(Event).filter_by(kind="released").count() == 1


def test_a_running_debate_is_not_released(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.debate.ended_ms = None
    answer = release(browser("owner"), people)
    assert answer.status_code == 409
    assert "End it first, then release the marks." in answer.text
    session.expire_all()
    assert people.debate.released_ms is None


def test_the_release_page_names_who_keeps_the_totals_of_the_vote_waiting(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.seats["kofi"].confirmed_ms = None
        session.add(
            Vote(
                debate_id=people.debate.id,
                poll="before",
                seat_id=people.seats["kofi"].id,
                choice="P",
                at_ms=1,
            )
        )
    page = browser("owner").get(at(people, "release")).text
    assert "Kofi Mensah has voted without being confirmed." in page
    assert "Kofi Mensah" not in browser("amara").get(at(people, "1/results")).text


def test_a_marker_marks_and_does_not_release(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    marker = browser("marker")
    assert mark(marker, people).status_code == 303
    assert session.query(Mark).one().account_id == people.marker.id
    assert marker.get(at(people, "release")).status_code == 403
    assert release(marker, people).status_code == 403
    assert "/release" not in marker.get(at(people, "marks/")).text
    session.expire_all()
    assert people.debate.released_ms is None


def test_an_assistant_reads_marks_and_gives_none(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        session.query(CourseMember).filter_by(account_id=people.marker.id).one().role = "assistant"
    assert "No mark is given yet." not in browser("owner").get(at(people, "marks/1")).text
    mark(browser("owner"), people, comment=COMMENT)
    kept = session.query(Mark).count()
    assistant = browser("marker")
    page = assistant.get(at(people, "marks/1"))
    assert page.status_code == 200
    assert COMMENT in page.text
    assert "Assistants read marks" in page.text
    for control in ("Keep and go on", 'type="radio"', "<textarea"):
        assert control not in page.text
    assert "Look at the mark of Amara Diallo" in assistant.get(at(people, "marks/")).text
    assert mark(assistant, people).status_code == 403
    assert session.query(Mark).count() == kept == 1


def test_scores_are_offered_as_a_file_after_the_release_alone(
    people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    before = owner.get(at(people, "marks/")).text
    assert "Scores as CSV: after release" in before
    assert "scores.csv" not in before
    release(owner, people)
    assert "scores.csv" in owner.get(at(people, "marks/")).text


STAFF_PAGES = ["marks/", "marks/1", "release", "results"]


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_staff_pages_are_for_staff(people: cast.Cast, browser: Browser, address: str) -> None:
    assert browser("owner").get(at(people, address)).status_code == 200
    assert browser("stranger").get(at(people, address)).status_code == 404
    for who in ("nobody", "amara", "mei"):
        answer = browser(who).get(at(people, address))
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in?next=")
    assert browser("owner").get(f"/debates/unknown/{address}").status_code == 404
    assert browser("owner").put(at(people, address)).status_code == 405


@pytest.mark.parametrize("who", ["amara", "mei", "kofi"])
def test_a_seat_posts_no_marks(session: Any, people: cast.Cast, browser: Browser, who: str) -> None:
    assert mark(browser(who), people).status_code == 303
    assert release(browser(who), people).status_code == 303
    assert session.query(Mark).count() == 0
    session.expire_all()
    assert people.debate.released_ms is None


@pytest.mark.parametrize("who", ["nobody", "tomas", "owner"])
def test_results_of_a_seat_are_its_own(people: cast.Cast, browser: Browser, who: str) -> None:
    assert browser(who).get(at(people, "1/results")).status_code == 403


@pytest.mark.parametrize("who", ["amara", "mei", "kofi"])
def test_a_room_that_is_over_leads_to_the_results(
    people: cast.Cast, browser: Browser, who: str
) -> None:
    number = people.seats[who].number
    assert 'href="results"' in browser(who).get(at(people, f"{number}/")).text
