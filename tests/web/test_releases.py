"""Releasing a session, a debate and one student over HTTP, and questions about what they see."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.permissions import Actor
from debate.domain.speeches import Words
from debate.models.marks import Release
from debate.models.questions import Question, QuestionPost
from debate.models.speeches import Point
from debate.services import debates as debate_writes
from debate.services import marks, notes, speeches
from debate.services.notes import Chosen, Remark
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
COMMENT, NOTE = "Quokka of a comment", "Numbat of a note"


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class with its debate over; amara has a mark, and a note on words of hers."""
    made = cast.make(session, clock_ms() - 10 * MINUTE)
    then = clock_ms() - 5 * MINUTE
    cast.start(session, made, then)
    seat = made.seats["amara"]
    actor = Actor("debater", seat_id=seat.id, seat_number=seat.number, side="P")
    owner = Actor("owner", account_id=made.owner.id)
    with transaction(session):
        debate = debate_writes.lock(session, made.slug)
        words = Words("Pressure unites", "Each round pulled them together.")
        speeches.send_point(session, actor, debate, "P1", words, now=then + 1, arrival=then + 1)
        chosen = Chosen(session.query(Point).one().id, "pulled them")
        notes.give(session, owner, debate, 1, chosen, Remark(NOTE, "evidence", 3), now=then + 2)
        levels = dict.fromkeys(CRITERIA, 4)
        marks.give(session, owner, debate, 1, levels, COMMENT, now=then + 2)
    cast.control(session, made, "finish", then + 3)
    with transaction(session):
        made.debate.ended_ms = then + 3
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who in people.seats:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        else:
            cast.as_account(session, client, getattr(people, who), clock_ms())
        return client

    return of


def own(people: cast.Cast, browser: Browser, who: str, name: str = "results") -> str:
    number = people.seats[who].number
    return browser(who).get(f"/debates/{people.slug}/{number}/{name}").text


@pytest.mark.parametrize("name", ["results", "packet"])
def test_after_the_release_of_one_mark_its_student_reads_comment_and_note_in_place(
    people: cast.Cast, browser: Browser, name: str
) -> None:
    for secret in (COMMENT, NOTE):
        assert secret not in own(people, browser, "amara", name)
    owner = browser("owner")
    answer = owner.post(f"/debates/{people.slug}/marks/1/release", data={"what": "marks"})
    assert answer.location == f"/debates/{people.slug}/marks/1"
    page = own(people, browser, "amara", name)
    assert COMMENT in page
    assert f"<p>{NOTE}</p>" in page
    assert 'Each round <mark>pulled them</mark> <b class="anchor">a</b> together.' in page
    assert "<b>Evidence, <span" in page
    for secret in (COMMENT, NOTE):
        assert secret not in own(people, browser, "tomas", name)


def test_a_session_is_released_by_one_button_that_counts_once(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    at = f"/sittings/{people.sitting.slug}/release"
    assert "1 of 4" in owner.get(at).text
    for _ in range(2):
        assert owner.post(at, data={"key": "k", "what": "both"}).status_code == 303
    assert session.query(Release).count() == 1
    assert COMMENT in own(people, browser, "amara")
    assert "not yet" not in owner.get(at).text.partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_session_with_a_debate_that_runs_is_not_released(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    with transaction(session):
        people.debate.ended_ms = None
    answer = browser("owner").post(f"/sittings/{people.sitting.slug}/release")
    assert answer.status_code == 409
    assert "Room 1: not over yet." in answer.text
    assert COMMENT not in own(people, browser, "amara")


def ask(people: cast.Cast, browser: Browser, who: str, text: str, **more: str) -> Any:
    number = people.seats[who].number
    at = f"/debates/{people.slug}/{number}/questions"
    return browser(who).post(at, data={"text": text} | more)


def test_a_question_is_asked_answered_and_decided_where_the_mark_stands(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    owner.post(f"/debates/{people.slug}/marks/1/release")
    assert ask(people, browser, "amara", "Why three for evidence?").status_code == 303
    waiting = owner.get(f"/sittings/{people.sitting.slug}/questions").text
    assert "1 waits for an answer." in waiting
    assert "Why three for evidence?" in waiting
    assert f"/debates/{people.slug}/marks/1#question-1" in waiting
    thread = f"/debates/{people.slug}/questions/1"
    assert owner.post(thread, data={"text": "Which year?"}).status_code == 303
    ask(people, browser, "amara", "The year is 2022.", question="1")
    refused = owner.post(
        f"{thread}/decision", data={"decision": "changed", "text": "You are right"}
    )
    assert refused.status_code == 422
    assert "Change it first, or let it stand." in refused.text
    assert "You are right</textarea>" in refused.text
    owner.post(f"{thread}/decision", data={"decision": "stands", "text": "It says 2021."})
    for name in ("results", "packet"):
        page = own(people, browser, "amara", name)
        for words in ("Why three", "Which year?", "The year is 2022.", "It says 2021."):
            assert words in page
        assert "The mark stands." in page
        assert "Ansah" not in page.partition("Questions about")[2].partition("</section>")[0]
    assert "Dr Ansah" in owner.get(f"/debates/{people.slug}/marks/1").text
    assert (
        "decided: the mark stands" in owner.get(f"/sittings/{people.sitting.slug}/questions").text
    )


@pytest.mark.parametrize(
    ("who", "text", "status", "sentence"),
    [
        ("tomas", "Why have I none?", 409, "once it is released"),
        ("amara", " ", 422, "Write a sentence first."),
        ("amara", "x" * 2001, 422, "this has 2001"),
    ],
)
def test_a_refused_question_says_why_and_keeps_its_words(
    session: Any,
    people: cast.Cast,
    browser: Browser,
    who: str,
    text: str,
    status: int,
    sentence: str,
) -> None:
    browser("owner").post(f"/debates/{people.slug}/marks/1/release")
    answer = ask(people, browser, who, text)
    assert answer.status_code == status
    assert sentence in answer.text
    assert text in answer.text
    assert session.query(Question).count() == 0


def test_a_question_sent_twice_is_one(session: Any, people: cast.Cast, browser: Browser) -> None:
    browser("owner").post(f"/debates/{people.slug}/marks/1/release")
    for _ in range(2):
        assert ask(people, browser, "amara", "Why?", key="k").status_code == 303
    assert session.query(Question).count() == 1


def test_an_answer_and_a_decision_sent_twice_are_one(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, place = browser("owner"), f"/debates/{people.slug}/questions/1"
    owner.post(f"/debates/{people.slug}/marks/1/release")
    ask(people, browser, "amara", "Why?")
    form = owner.get(f"/debates/{people.slug}/marks/1").text.partition(f'action="{place}"')[2]
    key = re.findall(r'name="key" value="([^"]+)"', form.partition("</form>")[0])[0]
    answer = {"text": "Which year?", "key": key}
    decision = {"text": "It says 2021.", "decision": "stands", "key": key}
    for address, fields in ((place, answer), (f"{place}/decision", decision)):
        assert [owner.post(address, data=fields).status_code for _ in range(2)] == [303, 303]
    kinds = [post.kind for post in session.query(QuestionPost).order_by(QuestionPost.id)]
    assert kinds == ["question", "answer", "decision"]


def test_the_transcript_has_the_questions_once_the_debate_is_released(
    people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    owner.post(f"/debates/{people.slug}/marks/1/release")
    ask(people, browser, "amara", "Why three for evidence?")
    record = f"/debates/{people.slug}/transcript"
    assert "Why three for evidence?" not in owner.get(record).text
    assert "Why three for evidence?" not in owner.get(f"{record}.json").text
    owner.post(f"/debates/{people.slug}/release")
    assert "Why three for evidence?" in owner.get(record).text
    assert "Why three for evidence?" in owner.get(f"{record}.json").text
    assert "Why three for evidence?" not in owner.get(f"{record}.html?names=codes").text
