"""Second marking over HTTP: asking, the work without names, differences, settling them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.permissions import Actor
from debate.domain.speeches import Words
from debate.models.accounts import AuditEntry
from debate.models.courses import CourseMember
from debate.models.events import Event
from debate.models.marks import Mark
from debate.models.second_marks import SecondDecision, SecondMark, SecondRound
from debate.models.speeches import Reflection
from debate.services import debates as debate_writes
from debate.services import speeches
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
TWOS = dict.fromkeys(CRITERIA, "2")
NAMES = [part for name in cast.STUDENTS for part in name.split()]


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class with a debate that ran; amara spoke, named another, and has a mark of 75 %.

    The stranger is an instructor here.
    """
    then = clock_ms() - 5 * MINUTE
    made = cast.make(session, then)
    cast.start(session, made, then)
    amara = made.seats["amara"]
    actor = Actor("debater", seat_id=amara.id, seat_number=amara.number, side="P")
    words = Words("As Priya Nair concedes", "Ask **Tomás** or jonas; I am Amara.")
    with transaction(session):
        member = CourseMember(
            course_id=made.course.id, account_id=made.stranger.id, role="instructor", added_ms=then
        )
        session.add(member)
        debate = debate_writes.lock(session, made.slug)
        at = then + 1
        speeches.send_point(session, actor, debate, "P1", words, now=at, arrival=at)
        session.add(
            Mark(
                debate_id=debate.id,
                seat_id=amara.id,
                levels=dict.fromkeys(CRITERIA, 3),
                comment="Zebra of a comment",
                account_id=made.owner.id,
                at_ms=then + 3,
            )
        )
        session.add(
            Reflection(
                debate_id=debate.id,
                seat_id=amara.id,
                text="Kofi Mensah moved me.",
                html="<p>Kofi Mensah moved me.</p>",
                handed_in_ms=then + 4,
            )
        )
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the staff."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        cast.as_account(session, client, getattr(people, who), clock_ms())
        return client

    return of


def at(people: cast.Cast, address: str = "") -> str:
    return f"/sittings/{people.sitting.slug}/second-marks/{address}"


def ask(client: FlaskClient, people: cast.Cast, **fields: Any) -> Any:
    data = {"marker": str(people.marker.id), "how": "seats", "seats": "1", "threshold": "10"}
    return client.post(at(people), data=data | {"key": "k"} | fields)


def code(session: Any) -> str:
    found: str = session.query(SecondMark).one().code
    return found


def test_the_second_marker_reads_the_work_without_a_name_in_any_byte(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    assert ask(browser("owner"), people).status_code == 303
    marker, work = browser("marker"), at(people, f"1/work/{code(session)}")
    pages = [marker.get(at(people)), marker.get(at(people, "1/work/")), marker.get(work)]
    refused = marker.post(work, data={"act": "hand_in", "comment": "Half done"})
    assert refused.status_code == 422
    assert "Half done" in refused.text
    for page in (*pages, refused):
        # What is drawn at random could spell anything.
        text = re.sub(r"(value|content)=\"[\w.-]{40,}\"", "", page.text)
        text = text.replace(people.sitting.slug, "").replace(code(session), "")
        assert not [name for name in NAMES if name.casefold() in text.casefold()]
        assert "Heron" not in text
        assert "Zebra" not in text
    assert "As [name] concedes" in pages[2].text
    assert "[name] moved me." in pages[2].text


@pytest.mark.parametrize("who", ["marker", "stranger"])
def test_who_marks_second_does_not_see_the_first_marks_before_handing_in(
    session: Any, people: cast.Cast, browser: Browser, who: str
) -> None:
    owner, client = browser("owner"), browser(who)
    ask(owner, people, marker=str(getattr(people, who).id))
    found = code(session)
    closed = [
        f"/debates/{people.slug}/marks/",
        f"/debates/{people.slug}/marks/1",
        f"/debates/{people.slug}/results",
        f"/debates/{people.slug}/ballots",
        f"/sittings/{people.sitting.slug}/grades/",
        f"/sittings/{people.sitting.slug}/grade-files/",
        f"/sittings/{people.sitting.slug}/questions",
        *([at(people, "1/")] if who == "stranger" else []),
    ]
    for address in closed:
        answer = client.get(address)
        assert (answer.status_code, "Zebra" in answer.text) == (409, False), address
        assert owner.get(address).status_code == 200, address
    client.post(at(people, f"1/work/{found}"), data=TWOS | {"act": "hand_in"})
    assert {client.get(address).status_code for address in closed} == {200}


@pytest.mark.parametrize("who", ["marker", "stranger"])
@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("debates/{debate}/marks/1", {"argument": "9"}),
        ("debates/{debate}/marks/1", TWOS),
        ("debates/{debate}/marks/1/draft", {"comment": "x" * 9000, "save": "1"}),
        ("debates/{debate}/marks/1/notes", {"point": "999", "note": "Kept words"}),
        ("debates/{debate}/questions/1", {"text": ""}),
        ("debates/{debate}/questions/1/decision", {"text": ""}),
        ("sittings/{sitting}/grade-files/", {"platform": "none"}),
    ],
)
def test_what_a_second_marker_sends_there_shows_and_changes_no_first_mark(
    session: Any,
    people: cast.Cast,
    browser: Browser,
    who: str,
    place: str,
    fields: dict[str, str],
) -> None:
    ask(browser("owner"), people, marker=str(getattr(people, who).id))
    address = place.format(debate=people.slug, sitting=people.sitting.slug)
    answer = browser(who).post(f"/{address}", data=fields)
    assert answer.status_code == 409
    assert "The first marks open to you when yours are handed in." in answer.text
    assert "Zebra" not in answer.text
    mark = session.query(Mark).one()
    assert (mark.current, set(mark.levels.values())) == (True, {3})


@pytest.mark.parametrize("fields", [{"how": "other"}, {"how": "first"}])
def test_an_instructor_settles_nothing_before_all_their_second_marks_are_handed_in(
    session: Any, people: cast.Cast, browser: Browser, fields: dict[str, str]
) -> None:
    instructor = browser("stranger")
    ask(browser("owner"), people, marker=str(people.stranger.id), how="all")
    found = session.query(SecondMark).filter_by(seat_id=people.seats["amara"].id).one().code
    instructor.post(at(people, f"1/work/{found}"), data=TWOS | {"act": "hand_in"})
    answer = instructor.post(at(people, f"1/pairs/{found}"), data=fields)
    assert (answer.status_code, session.query(SecondDecision).count()) == (409, 0)


def test_a_second_mark_is_kept_handed_in_once_and_then_stays(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, marker = browser("owner"), browser("marker")
    ask(owner, people)
    work = at(people, f"1/work/{code(session)}")
    kept = {"argument": "2", "comment": "So far.", "act": "keep"}
    assert marker.post(work, data=kept).status_code == 303
    page = marker.get(work).text
    assert re.search(r'name="argument" value="2"[^>]* checked', page)
    assert ">So far.</textarea>" in page
    assert "So far." not in owner.get(at(people, "1/")).text
    assert owner.post(work, data=TWOS | {"act": "keep"}).status_code == 409
    assert marker.post(work, data=TWOS | {"act": "hand_in"}).status_code == 303
    assert marker.post(work, data=TWOS | {"act": "keep"}).status_code == 409
    events = [row.kind for row in session.query(Event) if row.kind.startswith("second")]
    assert events == ["second_mark_given"]


def given(session: Any, people: cast.Cast, browser: Browser) -> tuple[FlaskClient, str]:
    owner = browser("owner")
    ask(owner, people)
    found = code(session)
    levels = TWOS | {"argument": "4", "act": "hand_in"}
    browser("marker").post(at(people, f"1/work/{found}"), data=levels)
    return owner, at(people, f"1/pairs/{found}")


def test_differences_are_listed_by_criterion_and_in_total(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, _ = given(session, people, browser)
    page = owner.get(at(people, "1/")).text
    assert "1 of 1 handed in. 1 differs by more than 10 %." in page
    # first: 75; second: 0.25 × 100 + 0.75 × 50 = 62.5
    assert "Differs by 12.5 %" in page
    rows = re.findall(r"<tr><th scope=\"row\">([^<]+)</th>(.*?)</tr>", page)
    cells = {name: re.findall(r">([^<>]+)</td>", row) for name, row in rows}
    assert cells["Total, %"] == ["75", "62.5", "−12.5"]
    apart = [row[2] for name, row in cells.items() if name != "Total, %"]
    assert sorted(apart) == ["+1", *["−1"] * (len(CRITERIA) - 1)]


@pytest.mark.parametrize(
    ("how", "argument", "others"), [("first", 3, 3), ("second", 4, 2), ("mean", 4, 3)]
)
def test_what_is_settled_becomes_the_mark(
    session: Any, people: cast.Cast, browser: Browser, how: str, argument: int, others: int
) -> None:
    owner, pair = given(session, people, browser)
    assert owner.post(pair, data={"how": how}).status_code == 303
    mark = session.query(Mark).filter_by(current=True).one()
    levels = dict.fromkeys(CRITERIA, others) | {"argument": argument}
    assert (mark.levels, mark.comment) == (levels, "Zebra of a comment")
    assert mark.account_id == people.owner.id
    assert "Settled" in owner.get(at(people, "1/")).text


def test_an_agreed_mark_needs_all_levels_and_a_reason(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, pair = given(session, people, browser)
    agreed = {f"agreed-{slug}": "1" for slug in CRITERIA} | {"how": "agreed"}
    answer = owner.post(pair, data=agreed)
    assert answer.status_code == 422
    assert "Give the reason for the agreed mark." in answer.text
    assert answer.text.count('<option value="1" selected>') == len(CRITERIA)
    partly = agreed | {f"agreed-{CRITERIA[0]}": "", "reason": "We talked."}
    assert owner.post(pair, data=partly).status_code == 422
    assert owner.post(pair, data={"how": "other"}).status_code == 422
    assert session.query(Mark).count() == 1
    assert owner.post(pair, data=agreed | {"reason": "We talked."}).status_code == 303
    assert set(session.query(Mark).filter_by(current=True).one().levels.values()) == {1}


def test_settled_again_both_decisions_stay_and_the_first_mark_is_still_the_first(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, pair = given(session, people, browser)
    owner.post(pair, data={"how": "second"})
    owner.post(pair, data={"how": "first", "reason": "Read it once more."})
    page = owner.get(at(people, "1/")).text
    assert "Read it once more." in page
    assert [row.how for row in session.query(SecondDecision)] == ["second", "first"]
    assert session.query(Mark).filter_by(current=True).one().levels["argument"] == 3
    kinds = [row.kind for row in session.query(Event) if "settled" in row.kind]
    assert kinds == ["second_mark_settled"] * 2


def test_nothing_is_settled_before_both_marks_are_complete(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    ask(owner, people)
    pair = at(people, f"1/pairs/{code(session)}")
    assert owner.post(pair, data={"how": "first"}).status_code == 409
    assert session.query(SecondDecision).count() == 0


def test_a_sample_is_drawn_from_a_seed_that_is_shown_and_draws_it_again(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    sample = {"how": "sample", "n": "2", "seed": "7f3a"}
    answer = ask(owner, people, **sample)
    assert "A sample drawn at random from the seed 7f3a." in owner.get(answer.location).text
    ask(owner, people, **sample, key="another")
    rounds = [
        {row.seat_id for row in session.query(SecondMark).filter_by(round_id=one.id)}
        for one in session.query(SecondRound)
    ]
    assert len(rounds[0]) == 2
    assert rounds[0] == rounds[1]
    assert session.query(AuditEntry).filter_by(act="second_marks.ask").count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"how": "sample", "n": "9"}, "Draw from 1 to 4"),
        ({"how": "seats", "seats": ""}, "Choose whose work"),
        ({"marker": ""}, "Choose a marker"),
        ({"threshold": "some"}, "Type a percentage from 0 to 100"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    session: Any, people: cast.Cast, browser: Browser, fields: dict[str, str], sentence: str
) -> None:
    answer = ask(browser("owner"), people, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.query(SecondRound).count() == 0


def test_the_same_form_twice_asks_once(session: Any, people: cast.Cast, browser: Browser) -> None:
    owner = browser("owner")
    assert [ask(owner, people).status_code for _ in range(2)] == [303, 303]
    assert session.query(SecondRound).count() == 1
