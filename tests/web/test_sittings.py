"""The list of sessions, setting one up, one with its people, and acts on the whole, over HTTP."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select

from debate.db import transaction
from debate.domain.formats import total_seconds
from debate.models.courses import CourseMember
from debate.models.debates import Debate
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries.debates import parse_format
from debate.services import formats as keeping
from debate.services import rubrics
from tests import cast

Browser = Callable[[], FlaskClient]
MOTION = "practice/alliance-likely"


@pytest.fixture
def made(session: Any) -> cast.Cast:
    found = cast.make(session)
    with transaction(session):
        keeping.keep(session, [cast.read_format(slug) for slug in ("seminar", "written")])
        rubrics.keep(session, [cast.read_rubric(slug) for slug in ("seminar", "toulmin")])
    return found


@pytest.fixture(autouse=True)
def apart(app: Any) -> None:
    """Requests here share the context of `session`: what one left in it is not for the next."""

    @app.before_request
    def forget() -> None:
        g.__dict__.clear()


@pytest.fixture
def fresh(app: Any) -> Browser:
    """A new browser each time."""
    made: Browser = app.test_client
    return made


@pytest.fixture
def owner(fresh: Browser, session: Any, made: cast.Cast) -> FlaskClient:
    client = fresh()
    cast.as_account(session, client, made.owner)
    return client


def fields(page: str) -> list[tuple[str, str]]:
    """What a browser would post of the set-up form as it stands."""
    form = page[page.index('<form id="setup"') : page.index("</form>", page.index('id="setup"'))]
    found = []
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        chosen = "checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and chosen:
            found.append((name[1], value[1] if value else "y"))
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL
    ):
        values = re.findall(r'<option[^>]*selected[^>]*value="([^"]*)"', options)
        values += re.findall(r'<option value="([^"]*)" selected', options)
        found.append((name, values[0] if values else ""))
    return found


def send(client: FlaskClient, action: str, page: str = "", **changes: str) -> Any:
    """Post the set-up page as it stands, with some fields changed."""
    shown = page or client.get("/sittings/new").get_data(as_text=True)
    data: dict[str, list[str]] = {"action": [action]}
    for name, value in fields(shown):
        data.setdefault(name, []).append(value)
    data |= {name.replace("__", "-"): [value] for name, value in changes.items()}
    return client.post("/sittings/new", data=data)


def newest(session: Any) -> Sitting:
    session.expire_all()
    found: Sitting = session.scalars(select(Sitting).order_by(Sitting.id.desc())).first()
    return found


def base(made: cast.Cast) -> str:
    return f"/sittings/{made.sitting.slug}/"


def test_the_list_shows_sessions_and_the_way_to_a_new_one(
    owner: FlaskClient, fresh: Browser, session: Any, made: cast.Cast
) -> None:
    text = owner.get("/sittings/").get_data(as_text=True)
    assert base(made) in text
    assert "/sittings/new" in text
    stranger = fresh()
    cast.as_account(session, stranger, made.stranger)
    text = stranger.get("/sittings/").get_data(as_text=True)
    assert base(made) not in text
    assert "Make a class" in text


def test_a_motion_and_a_class_are_enough(owner: FlaskClient, session: Any, made: cast.Cast) -> None:
    answer = send(owner, "create", motion=MOTION)
    sitting = newest(session)
    assert (answer.status_code, answer.location) == (303, f"/sittings/{sitting.slug}/")
    assert (sitting.course_id, sitting.state) == (made.course.id, "planned")
    assert session.scalar(select(func.count()).where(Seat.sitting_id == sitting.id)) == 6


def test_the_same_form_sent_twice_makes_one_session(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    page = owner.get(f"/sittings/new?motion={MOTION}").get_data(as_text=True)
    first, again = (send(owner, "create", page) for _ in range(2))
    assert made
    assert first.location == again.location
    assert session.scalar(select(func.count(Sitting.id))) == 2


def test_the_address_may_bring_class_and_motion(owner: FlaskClient, made: cast.Cast) -> None:
    page = owner.get(f"/sittings/new?motion={MOTION}&course=seminar-a").get_data(as_text=True)
    assert made
    assert ("motion", MOTION) in fields(page)
    assert ("course", "seminar-a") in fields(page)


def test_updating_keeps_what_was_typed_and_makes_nothing(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    answer = send(
        owner, "people", motion=MOTION, title="Week 9", start="14:10", length__seminar__1="9:00"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for pair in (("motion", MOTION), ("title", "Week 9"), ("length-seminar-1", "9:00")):
        assert pair in fields(page)
    assert "Ends at 15:00" in page
    assert made
    assert session.scalar(select(func.count(Sitting.id))) == 1


def test_fitting_fills_the_minutes_that_are_then_created(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    page = send(owner, "fit", motion=MOTION, fit="30").get_data(as_text=True)
    assert "Seminar debate, 30 min" in page
    send(owner, "create", page)
    room = session.scalars(select(Debate).where(Debate.sitting_id == newest(session).id)).one()
    assert total_seconds(parse_format(room.format_json)) == 1_800
    assert made


def test_drawing_again_changes_the_seed_and_creating_keeps_it(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    page = send(owner, "people", motion=MOTION).get_data(as_text=True)
    again = send(owner, "redraw", page).get_data(as_text=True)
    seeds = [dict(fields(one))["seed"] for one in (page, again)]
    assert seeds[0] != seeds[1]
    send(owner, "create", again)
    assert newest(session).seed == seeds[1]
    assert made


def test_places_by_hand_begin_with_the_draw_and_are_taken_as_chosen(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    page = send(owner, "people", motion=MOTION, seating="hand").get_data(as_text=True)
    places = {name: value for name, value in fields(page) if name.startswith("place-")}
    assert sorted(places.values())[:4] == ["1.O", "1.O", "1.P", "1.P"]
    listener = made.students["kofi"].id
    send(owner, "create", page, **{f"place__{listener}": "1.audience"})
    kofi = session.scalars(
        select(Seat).where(Seat.student_id == listener, Seat.sitting_id == newest(session).id)
    ).one()
    assert kofi.role == "audience"


def test_another_class_brings_its_own_students(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    with transaction(session):
        from debate.models.courses import Course, Student

        other = Course(slug="other", title="Other", created_ms=1)
        session.add(other)
        session.flush()
        session.add(
            CourseMember(course_id=other.id, account_id=made.owner.id, role="owner", added_ms=1)
        )
        session.add(Student(course_id=other.id, position=1, name="Zoë Other", added_ms=1))
    first = owner.get("/sittings/new?course=seminar-a").get_data(as_text=True)
    page = send(owner, "people", first, course="other").get_data(as_text=True)
    assert "Zoë Other" in page
    assert "1 of 1 students" in page
    assert "Amara Diallo" not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Choose a motion."),
        ({"motion": "practice/none"}, "Choose a motion."),
        ({"motion": MOTION, "format": "none"}, "Choose a format"),
        ({"motion": MOTION, "course": ""}, "Choose a class."),
        ({"motion": MOTION, "hand_size": "9"}, "let the team share the pile"),
        ({"motion": MOTION, "rooms": "4"}, "so 8 in all"),
        ({"motion": MOTION, "rooms": "many"}, "Choose from 1 to 20."),
        ({"motion": MOTION, "length__seminar__1": "soon"}, "Write minutes and seconds"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(
    owner: FlaskClient, session: Any, made: cast.Cast, changes: dict[str, str], words: str
) -> None:
    answer = send(owner, "create", title="Week 9", **changes)
    page = answer.get_data(as_text=True)
    assert made
    assert answer.status_code == 422
    assert words in page
    assert ("title", "Week 9") in fields(page)
    assert session.scalar(select(func.count(Sitting.id))) == 1


def test_a_shared_pile_is_one_button_away(owner: FlaskClient, made: cast.Cast) -> None:
    page = send(owner, "people", motion=MOTION, hand_size="9").get_data(as_text=True)
    assert 'value="share"' in page
    page = send(owner, "share", page).get_data(as_text=True)
    assert 'value="share"' not in page
    assert ("exclusive", "shared") in fields(page)
    assert made


def test_a_script_gets_the_parts_that_change(owner: FlaskClient, made: cast.Cast) -> None:
    head = {"X-Fragment": "1"}
    data = {"course": "seminar-a", "format": "seminar", "fit": "30"}
    for action, ids in (
        ("preview", ["consequences"]),
        ("people", ["people", "consequences"]),
        ("fit", ["rounds-seminar", "consequences"]),
        ("create", ["setup", "consequences"]),
    ):
        answer = owner.post("/sittings/new", data=data | {"action": action}, headers=head)
        text = answer.get_data(as_text=True)
        assert "<html" not in text
        assert all(f'id="{name}"' in text for name in ids)
    assert made


def test_a_session_is_made_only_in_ones_own_class(
    fresh: Browser, session: Any, made: cast.Cast
) -> None:
    data = {"course": "seminar-a", "motion": MOTION, "format": "seminar", "action": "create"}
    data |= {"rooms": "1", "team_seats": "2", "hand_size": "4", "swaps": "1"}
    data |= {"seating": "lot", "rest": "both", "dealt": "dealt", "exclusive": "exclusive"}
    data |= {"room_labels": "names", "judge_labels": "names", "rubric": "seminar"}
    assert fresh().post("/sittings/new", data=data).location.startswith("/sign-in")
    for account, status in ((made.stranger, 404), (made.marker, 403), (made.owner, 303)):
        client = fresh()
        cast.as_account(session, client, account)
        assert client.post("/sittings/new", data=data).status_code == status
    assert session.scalar(select(func.count(Sitting.id))) == 2


def test_an_overview_shows_code_square_people_and_links(
    owner: FlaskClient, made: cast.Cast
) -> None:
    text = owner.get(base(made)).get_data(as_text=True)
    for words in ("R7K 4TX", "Amara Diallo", "/join/R7K4TX", "<svg", "/screens/", "/console"):
        assert words in text
    assert "style=" not in text
    assert "Phones cannot reach this address." in text
    part = owner.get(f"{base(made)}people").get_data(as_text=True)
    assert "Amara Diallo" in part
    assert "<html" not in part


def test_slips_have_a_link_for_each_student(owner: FlaskClient, made: cast.Cast) -> None:
    text = owner.get(f"{base(made)}slips").get_data(as_text=True)
    assert text.count('class="slip"') == 6
    assert len(set(re.findall(r"http://localhost/s/[\w.-]+", text))) == 6


@pytest.mark.parametrize("path", ["", "people", "slips"])
def test_a_session_is_its_own_classs_business(
    fresh: Browser, owner: FlaskClient, session: Any, made: cast.Cast, path: str
) -> None:
    assert owner.get(f"{base(made)}{path}").status_code == 200
    assert owner.post(f"{base(made)}{path}").status_code == 405
    assert fresh().get(f"{base(made)}{path}").location.startswith("/sign-in?next=")
    stranger, seat = fresh(), fresh()
    cast.as_account(session, stranger, made.stranger)
    cast.as_seat(session, seat, made.seats["amara"])
    assert stranger.get(f"{base(made)}{path}").status_code == 404
    assert seat.get(f"{base(made)}{path}").status_code == 303
    assert owner.get(f"/sittings/nowhere/{path}").status_code == 404


def test_closing_opening_and_ending(owner: FlaskClient, session: Any, made: cast.Cast) -> None:
    states = []
    for act in ("close", "open", "end"):
        assert owner.post(f"{base(made)}{act}").location == base(made)
        session.refresh(made.sitting)
        states.append((made.sitting.state, made.sitting.code is not None))
    assert states == [("closed", False), ("open", True), ("ended", False)]
    owner.post(f"{base(made)}open")
    assert "it is over" in owner.get(base(made)).get_data(as_text=True)


def test_from_the_console_acts_answer_with_nothing_to_show(
    owner: FlaskClient, made: cast.Cast
) -> None:
    head = {"X-Fragment": "1"}
    assert owner.post(f"{base(made)}close", headers=head).status_code == 204
    assert owner.post(f"{base(made)}close", headers=head).status_code == 422


def test_a_copy_is_made_and_the_class_drawn_into_it(
    owner: FlaskClient, session: Any, made: cast.Cast
) -> None:
    copy = owner.post(f"{base(made)}duplicate").location
    assert copy == f"/sittings/{newest(session).slug}/"
    assert "Draw the class into the room" in owner.get(copy).get_data(as_text=True)
    ids = [student.id for student in made.students.values()]
    for _ in range(2):
        assert owner.post(f"{copy}seats", data={"present": ids, "rest": "both"}).location == copy
    assert session.scalar(select(func.count()).where(Seat.sitting_id == newest(session).id)) == 6
    assert "has its people already" in owner.get(copy).get_data(as_text=True)


@pytest.mark.parametrize("act", ["open", "close", "end", "duplicate", "seats"])
def test_acts_on_a_session_are_posts_of_who_may(
    fresh: Browser, owner: FlaskClient, session: Any, made: cast.Cast, act: str
) -> None:
    path = f"{base(made)}{act}"
    assert owner.get(path).status_code == 405
    assert fresh().post(path).location.startswith("/sign-in")
    for account, status in ((made.stranger, 404), (made.marker, 403)):
        client = fresh()
        cast.as_account(session, client, account)
        assert client.post(path).status_code == status
    assert owner.post(f"/sittings/nowhere/{act}").status_code == 404
    session.refresh(made.sitting)
    assert (made.sitting.state, newest(session).id) == ("open", made.sitting.id)


@pytest.mark.parametrize("act", ["end", "duplicate"])
def test_an_assistant_opens_and_closes_but_does_not_end(
    fresh: Browser, session: Any, made: cast.Cast, act: str
) -> None:
    with transaction(session):
        member = session.scalars(
            select(CourseMember).where(CourseMember.account_id == made.marker.id)
        ).one()
        member.role = "assistant"
    client = fresh()
    cast.as_account(session, client, made.marker)
    assert client.post(f"{base(made)}close").status_code == 303
    assert client.post(f"{base(made)}{act}").status_code == 403
    session.refresh(made.sitting)
    assert made.sitting.state == "closed"


def test_links_of_seats_are_not_for_markers(fresh: Browser, session: Any, made: cast.Cast) -> None:
    client = fresh()
    cast.as_account(session, client, made.marker)
    assert client.get(f"{base(made)}seats/3/").status_code == 403
    assert client.get(f"{base(made)}slips").status_code == 403
    text = client.get(base(made)).get_data(as_text=True)
    assert "Amara Diallo" in text
    assert "/s/" not in text
    assert "Copy link" not in text
