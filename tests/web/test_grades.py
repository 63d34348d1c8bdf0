"""Grades over HTTP: the table, the formula, entries, and what a student sees after the release."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.models.accounts import AuditEntry
from debate.models.events import Event
from debate.models.grades import GradeEntry, GradeFormula
from debate.models.marks import Mark
from tests import cast
from tests.cast import MINUTE

Browser = Callable[[str], FlaskClient]
CRITERIA = [criterion.slug for criterion in cast.read_rubric().criteria]
REASON = "Quagga of a reason"
FORMULA = {"rubric": "60", "panel": "", "reflection": "30 %", "participation": "10"}
FORMULA |= {"maximum": "20", "step": "50", "version": "0"}


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """The class with its debate over; amara has a mark of 75 %."""
    then = clock_ms() - 5 * MINUTE
    made = cast.make(session, then)
    cast.start(session, made, then)
    cast.control(session, made, "finish", then + 2)
    with transaction(session):
        made.debate.ended_ms = then + 2
        mark = Mark(
            debate_id=made.debate.id,
            seat_id=made.seats["amara"].id,
            levels=dict.fromkeys(CRITERIA, 3),
            account_id=made.owner.id,
            at_ms=then + 3,
        )
        session.add(mark)
    return made


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    """The browser of one of the people."""

    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who in people.seats:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        else:
            cast.as_account(session, client, getattr(people, who), clock_ms())
        return client

    return of


def at(people: cast.Cast, address: str = "") -> str:
    return f"/sittings/{people.sitting.slug}/grades/{address}"


def release(session: Any, people: cast.Cast) -> None:
    with transaction(session):
        people.debate.released_ms = clock_ms()


def entry(**fields: str) -> dict[str, str]:
    names = ("reflection", "participation", "standing", "deduction", "override", "reason")
    return dict.fromkeys(names, "") | {"version": "0"} | fields


def test_the_table_opens_each_grade_into_its_sum(people: cast.Cast, browser: Browser) -> None:
    owner = browser("owner")
    assert owner.post(at(people, "formula"), data=FORMULA).status_code == 303
    table = owner.get(at(people))
    assert "of 20 points, rounded to 0.5, halves up." in table.text
    assert "no score for the reflection; no score for participation" in table.text
    assert "no-store" in table.headers["Cache-Control"]
    rows = {"1-version": "0", "1-reflection": "3/4", "1-participation": "50", "1-standing": "late"}
    answer = owner.post(at(people, "entries"), data=rows | {"1-deduction": "10 %"})
    assert answer.status_code == 303
    # (0.6 × 75 + 0.3 × 75 + 0.1 × 50) % of 20 is 14.5; less 10 % is 13.05; in halves 13
    assert re.search(r">13</a>", owner.get(at(people)).text)
    page = owner.get(at(people, "1")).text
    for words in (
        "14.5",
        "−1.45",
        "Late: 10 % of the sum taken off",
        "Dr Ansah",
        "13<small> of 20",
    ):
        assert words in page
    sheet = owner.get(f"/debates/{people.slug}/marks/").text
    assert f'<a href="{at(people, "1")}"' in sheet
    assert "13 of 20" in sheet


def test_a_formula_that_cannot_be_is_refused_at_its_field_with_all_that_was_typed(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    answer = owner.post(at(people, "formula"), data=FORMULA | {"rubric": "50"})
    assert answer.status_code == 422
    assert "The weights add up to 90 %. Make them 100 %." in answer.text
    assert 'value="30 %"' in answer.text
    answer = owner.post(at(people, "formula"), data=FORMULA | {"panel": "some", "maximum": "many"})
    assert "Type a weight as a whole percentage" in answer.text
    assert "Type points from 0 to 1000." in answer.text
    assert 'value="some"' in answer.text
    assert session.query(GradeFormula).count() == 0


def test_two_who_set_a_formula_at_once_both_see_what_the_other_kept(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    owner.post(at(people, "formula"), data=FORMULA)
    other = FORMULA | {"maximum": "15"}
    answer = owner.post(at(people, "formula"), data=other)
    assert answer.status_code == 409
    assert "of 20 points" in answer.text
    assert 'value="15"' in answer.text
    version = re.search(r'name="version"[^>]* value="(\d+)"', answer.text)
    assert version
    again = owner.post(at(people, "formula"), data=other | {"version": version[1]})
    assert again.status_code == 303
    assert [row.maximum for row in session.query(GradeFormula)] == [2_000, 1_500]


def test_what_cannot_be_read_is_named_cell_by_cell_and_nothing_is_kept(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    rows = {"1-version": "0", "1-reflection": "101", "1-standing": "", "1-deduction": "5"}
    rows |= {"2-version": "0", "2-reflection": "80", "2-participation": "a lot"}
    answer = browser("owner").post(at(people, "entries"), data=rows)
    assert answer.status_code == 422
    assert answer.text.count("Type a percentage from 0 to 100") == 2
    assert 'value="a lot"' in answer.text
    assert 'value="80"' in answer.text
    assert session.query(GradeEntry).count() == 0


def test_what_two_entered_for_one_student_is_shown_to_the_second(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    owner.post(at(people, "1"), data=entry(reflection="80"))
    rows = {"1-version": "0", "1-reflection": "60", "2-version": "0", "2-reflection": "70"}
    answer = owner.post(at(people, "entries"), data=rows)
    assert answer.status_code == 409
    assert "Now: reflection 80" in answer.text
    assert 'value="60"' in answer.text
    assert 'name="1-version" value="1"' in answer.text
    assert session.query(GradeEntry).count() == 1
    assert owner.post(at(people, "1"), data=entry(reflection="60")).status_code == 409
    assert owner.post(at(people, "entries"), data=rows | {"1-version": "1"}).status_code == 303
    found = session.query(GradeEntry).order_by(GradeEntry.id)
    assert [row.reflection for row in found] == [8_000, 6_000, 7_000]


def test_a_grade_set_by_hand_needs_a_reason_and_keeps_its_history(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    refused = owner.post(at(people, "1"), data=entry(override="88.5"))
    assert refused.status_code == 422
    assert "Give the reason." in refused.text
    assert 'value="88.5"' in refused.text
    assert owner.post(at(people, "1"), data=entry(override="100.01", reason="x")).status_code == 422
    excused = entry(override="88.5", reason=REASON, standing="excused")
    assert "Who is excused has no number." in owner.post(at(people, "1"), data=excused).text
    owner.post(at(people, "1"), data=entry(override="88.5", reason=REASON))
    page = owner.get(at(people, "1")).text
    assert f"Set by hand: {REASON}." in page
    assert f"Set by hand: 88.5, “{REASON}”" in page
    owner.post(at(people, "1"), data=entry(version="1", standing="excused", reason="Ill"))
    page = owner.get(at(people, "1")).text
    assert "Excused" in page
    assert f"Set by hand: 88.5, “{REASON}”" in page
    kinds = [row.kind for row in session.query(Event)]
    assert kinds == ["grade_set", "grade_set"]


def test_one_grade_for_a_team_leaves_a_grade_of_ones_own(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner = browser("owner")
    owner.post(at(people, "1"), data=entry(override="90", reason="Spoke for two."))
    team = {"team": "1.P", "points": "80", "reason": "Prepared together."}
    assert owner.post(at(people, "team"), data=team | {"reason": ""}).status_code == 422
    assert owner.post(at(people, "team"), data=team).status_code == 303
    current = session.query(GradeEntry).filter_by(current=True).order_by(GradeEntry.seat_id)
    assert [(row.override, row.grouped) for row in current] == [(9_000, False), (8_000, True)]
    owner.post(at(people, "team"), data=team | {"points": "70"})
    session.expire_all()
    assert [row.override for row in current] == [9_000, 7_000]
    assert owner.post(at(people, "team"), data=team | {"team": "7.P"}).status_code == 404


def test_not_a_byte_of_a_grade_reaches_its_student_before_the_release(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    browser("owner").post(at(people, "1"), data=entry(override="88.5", reason=REASON))
    amara = browser("amara")
    for address in ("results", "packet", ""):
        page = amara.get(f"/debates/{people.slug}/1/{address}").text
        assert REASON not in page
        assert "88.5" not in page
        assert "Your grade" not in page
    release(session, people)
    page = amara.get(f"/debates/{people.slug}/1/results").text
    assert "88.5<small> of 100</small>" in page
    assert REASON in page
    other = browser("tomas").get(f"/debates/{people.slug}/2/results").text
    assert REASON not in other


def test_a_grade_changed_after_the_release_stays_until_the_next(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    owner, amara = browser("owner"), browser("amara")
    owner.post(
        at(people, "formula"),
        data=FORMULA | {"rubric": "100", "reflection": "0"} | {"participation": "0"},
    )
    release(session, people)
    results = f"/debates/{people.slug}/1/results"
    assert "15<small> of 20</small>" in amara.get(results).text
    with transaction(session):
        people.debate.released_ms = clock_ms() - 1
    owner.post(at(people, "formula"), data=FORMULA | {"version": "1"})
    owner.post(at(people, "1"), data=entry(override="19", reason=REASON))
    page = amara.get(results).text
    assert "15<small> of 20</small>" in page
    assert REASON not in page
    assert "Changed since the release." in owner.get(at(people)).text
    release(session, people)
    assert "19<small> of 20</small>" in amara.get(results).text


def test_staff_read_grades_and_only_instructors_change_them(
    people: cast.Cast, browser: Browser
) -> None:
    marker = browser("marker")
    assert marker.get(at(people)).status_code == 200
    assert "Enter scores" not in marker.get(at(people)).text
    assert "Keep" not in marker.get(at(people, "1")).text
    for address, data in (("formula", FORMULA), ("entries", {}), ("1", entry()), ("team", {})):
        assert marker.post(at(people, address), data=data).status_code == 403
    assert browser("stranger").get(at(people)).status_code == 404
    assert browser("owner").get(at(people, "99")).status_code == 404


def test_a_formula_stands_in_the_record_of_each_room_and_in_the_audit(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    browser("owner").post(at(people, "formula"), data=FORMULA)
    assert [row.kind for row in session.query(Event)] == ["grade_formula_set"]
    found = session.query(AuditEntry).filter_by(act="grades.formula").one()
    assert (found.target_kind, found.target_id) == ("sitting", people.sitting.id)


def test_who_only_listens_is_not_told_of_an_open_grade(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    release(session, people)
    assert "Your grade" not in browser("kofi").get(f"/debates/{people.slug}/6/results").text
    assert "still open" in browser("tomas").get(f"/debates/{people.slug}/2/results").text
