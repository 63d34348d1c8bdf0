"""The marking desk over HTTP: the queue, drafts, conflicts, notes and the comment bank."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.permissions import Actor
from debate.domain.speeches import Words
from debate.models.comments import BankComment
from debate.models.events import Event
from debate.models.marks import Mark, MarkDraft
from debate.models.notes import Note
from debate.models.seats import Seat
from debate.models.speeches import Point
from debate.services import debates as debate_writes
from debate.services import speeches
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
FOURS = dict.fromkeys(CRITERIA, "4")
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class with its debate over; amara made a point, and jonas never answered it."""
    made = cast.make(session, clock_ms() - 10 * MINUTE)
    then = clock_ms() - 5 * MINUTE
    cast.start(session, made, then)
    seat = made.seats["amara"]
    actor = Actor("debater", seat_id=seat.id, seat_number=seat.number, side="P")
    with transaction(session):
        debate = debate_writes.lock(session, made.slug)
        words = Words("Pressure unites", "Each round *pulled* them together.")
        speeches.send_point(session, actor, debate, "P1", words, now=then + 1, arrival=then + 1)
    for n in range(11):
        cast.control(session, made, "next", then + MINUTE + n)
    cast.control(session, made, "finish", then + 2 * MINUTE)
    with transaction(session):
        made.debate.ended_ms = then + 2 * MINUTE
    return made


@pytest.fixture
def owner(app: Any, session: Any, people: cast.Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, people.owner, clock_ms())
    return client


def at(people: cast.Cast, rest: str = "") -> str:
    return f"/debates/{people.slug}/marks/1{rest}"


def hidden(page: str) -> dict[str, str]:
    """What the form of the desk says of what it saw."""
    return dict(re.findall(r'name="(seen|revision|tab)" value="([^"]*)"', page))


def test_the_queue_has_everybody_of_the_session_in_the_order_of_marking(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    with transaction(session):
        other = cast.add_debate(
            session, people.sitting, people.deck, people.version, 1, number=2, started_ms=1
        )
        session.add(
            Seat(
                sitting_id=people.sitting.id,
                number=31,
                debate_id=other.id,
                role="debater",
                side="O",
                position=1,
                typed_name="Zadie Okoro",
                code_name="Wren 31",
            )
        )
        people.seats["priya"].absent_ms = 1
    owner.post(at(people, "/draft"), data={"argument": "3"})
    owner.post(f"/debates/{people.slug}/marks/2", data=FOURS)
    page = owner.get(at(people)).text
    names = re.findall(r'<span class="grow">([^<]+)</span>(?:<span[^>]*>([^<]+))?', page)
    assert names == [
        ("Amara Diallo", "begun"),
        ("Tomás Rivera", "marked"),
        ("Priya Nair", "absent"),
        ("Jonas Weber", "not yet"),
        ("Zadie Okoro", "not yet"),
        ("Mei Tanaka", ""),
        ("Kofi Mensah", ""),
    ]
    assert "3 to mark" in page
    # Who is kept leads to the next without a mark: not to who is marked or absent, and on to the
    # next room.
    assert owner.post(at(people), data=FOURS).location.endswith("/marks/4")
    last = owner.post(f"/debates/{people.slug}/marks/4", data=FOURS)
    assert last.location == f"/debates/{other.slug}/marks/31"
    done = owner.post(last.location, data=FOURS)
    assert done.location == f"/debates/{other.slug}/marks/"
    assert owner.get(f"/sittings/{people.sitting.slug}/marks").location == at(people)


def test_next_and_previous_are_links_with_keys(people: cast.Cast, owner: FlaskClient) -> None:
    page = owner.get(f"/debates/{people.slug}/marks/2").text
    assert re.search(rf'href="{at(people)}"[^>]*data-key="k"', page)
    assert re.search(rf'href="/debates/{people.slug}/marks/3"[^>]*data-key="j"', page)
    assert 'data-key="k"' not in owner.get(at(people)).text


def test_facts_stand_beside_the_work(people: cast.Cast, owner: FlaskClient) -> None:
    page = owner.get(at(people)).text
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>(?:<span[^>]*>)?([^<]+)", page))
    assert facts["Points"] == "1"
    assert facts["Words"] == "7"
    assert facts["Time with the floor"] == "1:00"
    theirs = owner.get(f"/debates/{people.slug}/marks/4").text
    assert "Said nothing in this debate." in theirs
    unanswered = re.search(r"Left unanswered</dt><dd>(.*?)</dd>", theirs, re.DOTALL)
    assert unanswered
    assert "P1.1" in unanswered[1]


def test_a_draft_is_kept_and_is_neither_a_mark_nor_an_event(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    events = session.query(Event).count()
    sent = {"argument": "3", "comment": "Half a th"} | hidden(owner.get(at(people)).text)
    answer = owner.post(at(people, "/draft"), data=sent, headers=FRAGMENT)
    assert answer.status_code == 204
    assert session.query(Mark).count() == 0
    assert session.query(Event).count() == events
    page = owner.get(at(people)).text
    assert "Half a th</textarea>" in page
    assert re.search(r'name="argument" value="3"[^>]* checked', page)
    assert "not kept yet" in page
    owner.post(at(people), data=FOURS | {"comment": "Whole."} | hidden(page))
    assert session.query(MarkDraft).count() == 0
    assert session.query(Mark).one().comment == "Whole."


def test_a_draft_is_its_markers_alone(
    app: Any, session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    owner.post(at(people, "/draft"), data={"comment": "Ansah thinks aloud"})
    marker = app.test_client()
    cast.as_account(session, marker, people.marker, clock_ms())
    assert "thinks aloud" not in marker.get(at(people)).text


def test_a_second_tab_gets_both_versions_and_nothing_is_lost(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    first, second = (hidden(owner.get(at(people)).text) for _ in range(2))
    for words in ("From the fir", "From the first tab"):
        sent = {"comment": words} | first
        assert owner.post(at(people, "/draft"), data=sent, headers=FRAGMENT).status_code == 204
    sent = {"comment": "From the second tab", "clash": "2"} | second
    assert owner.post(at(people, "/draft"), data=sent, headers=FRAGMENT).status_code == 409
    assert session.query(MarkDraft).one().comment == "From the first tab"
    refused = owner.post(at(people), data=sent)
    assert refused.status_code == 409
    assert "From the second tab</textarea>" in refused.text
    assert re.search(r"other version.*From the first tab", refused.text, re.DOTALL)
    assert session.query(Mark).count() == 0
    answer = owner.post(at(people), data=sent | hidden(refused.text))
    assert answer.status_code == 303
    assert session.query(Mark).one().comment == "From the second tab"


def test_a_mark_that_somebody_else_kept_meanwhile_is_shown_beside_ones_own(
    app: Any, session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    seen = hidden(owner.get(at(people)).text)
    marker = app.test_client()
    cast.as_account(session, marker, people.marker, clock_ms())
    theirs = FOURS | {"comment": "Lund was here"} | hidden(marker.get(at(people)).text)
    assert marker.post(at(people), data=theirs).status_code == 303
    refused = owner.post(at(people), data=FOURS | {"comment": "Ansah’s own"} | seen)
    assert refused.status_code == 409
    assert "kept by Marker Lund" in refused.text
    assert "Lund was here" in refused.text
    assert "Ansah’s own</textarea>" in refused.text
    assert session.query(Mark).count() == 1


def test_a_draft_can_be_discarded(session: Any, people: cast.Cast, owner: FlaskClient) -> None:
    owner.post(at(people, "/draft"), data={"comment": "No."})
    owner.post(at(people, "/draft"), data={"act": "discard"} | hidden(owner.get(at(people)).text))
    assert session.query(MarkDraft).count() == 0


def note(owner: FlaskClient, people: cast.Cast, session: Any, **fields: str) -> Any:
    point = session.query(Point).one()
    return owner.post(at(people, "/notes"), data={"point": str(point.id)} | fields)


def test_a_note_stands_under_its_words(session: Any, people: cast.Cast, owner: FlaskClient) -> None:
    kept = note(
        owner,
        people,
        session,
        quote="pulled them together",
        note="*Which* year?",
        criterion="evidence",
        at_level="2",
    )
    assert kept.status_code == 303
    page = owner.get(at(people)).text
    assert re.search(
        r'<em><mark>pulled</mark></em><mark> them together</mark> <b class="anchor">a</b>', page
    )
    assert "<p><em>Which</em> year?</p>" in page
    row = session.query(Note).one()
    changed = owner.post(
        f"/debates/{people.slug}/notes/{row.number}", data={"note": "Name the year."}
    )
    assert changed.location == at(people)
    fragment = owner.post(
        f"/debates/{people.slug}/notes/{row.number}", data={"note": "Name it."}, headers=FRAGMENT
    )
    assert 'id="work"' in fragment.text
    assert "<html" not in fragment.text
    assert "Name it." in fragment.text
    owner.post(f"/debates/{people.slug}/notes/{row.number}/withdraw")
    assert "Name it." not in owner.get(at(people)).text
    assert session.query(Note).count() == 4


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_a_note_sent_twice_is_one_and_so_is_its_withdrawal(
    session: Any, people: cast.Cast, owner: FlaskClient, headers: dict[str, str]
) -> None:
    form = re.search(r'<form class="stack" id="note".*?</form>', owner.get(at(people)).text, re.S)
    assert form
    key = re.findall(r'name="key" value="([^"]+)"', form[0])[0]
    point = session.query(Point).one().id
    words = {"point": str(point), "note": "Which year?", "key": key}
    sent = [owner.post(at(people, "/notes"), data=words, headers=headers) for _ in range(2)]
    assert {answer.status_code for answer in sent} == {200 if headers else 303}
    assert session.query(Note).count() == 1
    edit = re.search(r'id="edit-note-1".*?</form>', owner.get(at(people)).text, re.S)
    assert edit
    fields = {"key": re.findall(r'name="key" value="([^"]+)"', edit[0])[0], "note": "Which year?"}
    place = f"/debates/{people.slug}/notes/1"
    gone = [owner.post(f"{place}/withdraw", data=fields, headers=headers) for _ in range(2)]
    assert {answer.status_code for answer in gone} == {200 if headers else 303}
    assert session.query(Note).count() == 2


def test_a_changed_note_that_is_sent_again_does_not_undo_what_came_after(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    note(owner, people, session, note="First")
    place = f"/debates/{people.slug}/notes/1"
    second = {"note": "Second", "key": "k"}
    for fields in (second, {"note": "Third", "key": "l"}, second):
        assert owner.post(place, data=fields).status_code == 303
    assert session.query(Note).filter_by(current=True).one().comment == "Third"


def test_a_mark_whose_answer_was_lost_is_sent_again_without_a_conflict(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    page = owner.get(at(people)).text
    owner.post(at(people, "/draft"), data={"comment": "Who"} | hidden(page))
    sent = FOURS | {"comment": "Whole. "} | hidden(page)
    assert [owner.post(at(people), data=sent).status_code for _ in range(2)] == [303, 303]
    assert session.query(Mark).count() == 1
    assert session.query(MarkDraft).count() == 0
    assert owner.post(at(people), data=sent | {"comment": "Other."}).status_code == 409


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"quote": "never said by anybody", "note": "Kept words"}, "do not stand in that point"),
        ({"point": "999", "note": "Kept words"}, "Choose one of this student"),
        ({"note": ""}, "Write what the student is to read"),
        ({"note": "Kept words", "at_level": "3"}, "Choose the criterion"),
    ],
)
def test_a_refused_note_says_why_and_keeps_its_words(
    session: Any, people: cast.Cast, owner: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    answer = note(owner, people, session, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    for words in (fields.get("quote", ""), fields["note"]):
        assert f"{words}</textarea>" in answer.text
    assert session.query(Note).count() == 0


def test_the_bank_gives_and_takes_comments(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    owner.post(at(people, "/draft"), data={"comment": "Say which year.", "save": "y"})
    owner.post(at(people, "/draft"), data={"comment": "Say which year.", "save": "y"})
    one = session.query(BankComment).one()
    assert "Say which year.</textarea>" in owner.get(at(people)).text
    second = f"/debates/{people.slug}/marks/2"
    owner.post(f"{second}/draft", data={"comment": "Good.", "insert": str(one.id)})
    assert "Good.\n\nSay which year.</textarea>" in owner.get(second).text
    bank = f"/courses/{people.course.slug}/comments"
    owner.post(bank, data={"comment": "Answer their strongest point."})
    assert "Answer their strongest point.</textarea>" in owner.get(bank).text
    owner.post(f"{bank}/{one.id}", data={"comment": "Name the year."})
    session.expire_all()
    assert one.text == "Name the year."
    owner.post(f"{bank}/{one.id}/remove")
    assert session.query(BankComment).one().text == "Answer their strongest point."
    assert owner.post(f"{bank}/{one.id}/remove").status_code == 404


@pytest.mark.parametrize("words", ["", "x" * 1001])
def test_the_bank_refuses_what_is_no_comment(
    session: Any, people: cast.Cast, owner: FlaskClient, words: str
) -> None:
    answer = owner.post(f"/courses/{people.course.slug}/comments", data={"comment": words})
    assert answer.status_code == 422
    assert f"{words}</textarea>" in answer.text
    assert session.query(BankComment).count() == 0


def test_a_form_has_as_many_levels_as_the_rubric(
    session: Any, people: cast.Cast, owner: FlaskClient
) -> None:
    page = owner.get(at(people)).text
    levels = len(cast.read_rubric().levels)
    assert page.count('type="radio" name="argument"') == levels
    assert f'value="{levels}"' in page
    assert f"1 to {levels} chooses the level" in page
