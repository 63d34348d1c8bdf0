"""Several moderators at the same time: the owner, an instructor or assistant who was invited."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.domain.redactions import MARK
from debate.domain.speeches import Words
from debate.models.grades import GradeEntry
from debate.models.marks import Mark
from debate.models.speeches import Point
from debate.services import accounts, challenges
from debate.services import debates as debate_writes
from tests import cast
from tests.cast import MINUTE, Cast
from tests.services.challenging import hold
from tests.services.moderating import seat_actor, send

PERSON = {"name": "Ruth Ansah", "email": "ruth@example.org", "password": "lantern over the river"}


@pytest.fixture
def people(session: Any) -> Cast:
    then = clock_ms() - MINUTE
    made = cast.make(session, then)
    for card in (1, 2):
        hold(session, made, "amara", card)
    cast.start(session, made, then)
    return made


@pytest.fixture
def owner(app: Any, session: Any, people: Cast) -> FlaskClient:
    client: FlaskClient = app.test_client()
    cast.as_account(session, client, people.owner)
    return client


def invited(app: Any, session: Any, people: Cast, role: str) -> FlaskClient:
    """Somebody new who followed the link of an invitation; the browser is signed in."""
    now = clock_ms()
    with transaction(session):
        token = accounts.invite(session, people.owner.id, role, now, course_id=people.course.id)
    client: FlaskClient = app.test_client()
    assert client.post(f"/invitations/{token}", data=PERSON).location == "/courses/seminar-a/"
    return client


def points(session: Any, people: Cast, *cards: int) -> list[Point]:
    """Two points of Amara's, one for each moderator."""
    sent = [
        send(
            session, people, "amara", "P1", Words(f"A liar, {n}", "", cards[n : n + 1]), clock_ms()
        )
        for n in range(2)
    ]
    return [session.get_one(Point, one.point_id) for one in sent]


def post(client: FlaskClient, people: Cast, path: str, **data: str) -> int:
    return client.post(f"/debates/{people.slug}/{path}", data=data).status_code


@pytest.mark.parametrize("role", ["instructor", "assistant"])
def test_whoever_was_invited_acts_on_points_beside_the_owner(
    app: Any, session: Any, people: Cast, owner: FlaskClient, role: str
) -> None:
    both = (owner, invited(app, session, people, role))
    here = points(session, people)

    def each(verb: str, **data: str) -> set[str]:
        for client, point in zip(both, here, strict=True):
            assert post(client, people, f"points/{point.id}/{verb}", **data) == 303
        session.rollback()
        return {session.get_one(Point, point.id).state for point in here}

    assert each("hide", note="Rude") == {"hidden"}
    assert each("restore") == {"sent"}
    assert each("redact", passage="a liar", note="Rude") == {"sent"}
    assert all(MARK in session.get_one(Point, point.id).claim for point in here)
    assert each("return", note="Once more, please") == {"returned"}
    for client in both:
        assert post(client, people, "hold", on="y") == 303
    here = points(session, people)
    assert {point.state for point in here} == {"held"}
    assert each("approve") == {"sent"}
    amara = people.seats["amara"].number
    for verb in ("warn", "mute", "unmute", "hold", "unhold", "remove", "readmit"):
        for client in both:
            assert post(client, people, f"people/{amara}/{verb}", note="Rude") == 303
    log = both[1].get(f"/debates/{people.slug}/log").text
    assert log.count(PERSON["name"]) > 6
    assert log.count(people.owner.name) > 6


@pytest.mark.parametrize("role", ["instructor", "assistant"])
def test_whoever_was_invited_rules_on_challenges_beside_the_owner(
    app: Any, session: Any, people: Cast, owner: FlaskClient, role: str
) -> None:
    both = (owner, invited(app, session, people, role))
    here = points(session, people, 1, 2)
    ruling = {"upheld": "yes", "remedy": "strike", "reason": "It ends before.", "resume": "yes"}
    for number, (client, point, who) in enumerate(
        zip(both, here, ("priya", "jonas"), strict=True), start=1
    ):
        said = (point.id, number, "distortion", "The author says the opposite.")
        with transaction(session):
            debate = debate_writes.lock(session, people.slug)
            actor = seat_actor(people, who)
            challenges.make(session, actor, debate, *said, now=clock_ms())
        assert post(client, people, f"challenges/{number}/skip") == 303
        assert post(client, people, f"challenges/{number}/ruling", **ruling) == 303
    session.rollback()
    assert {session.get_one(Point, point.id).state for point in here} == {"struck"}
    for number, client in enumerate(reversed(both), start=1):  # each the other's
        assert post(client, people, f"challenges/{number}/reversal", reason="My mistake.") == 303
    session.rollback()
    assert {session.get_one(Point, point.id).state for point in here} == {"sent"}


def test_who_comes_second_to_a_point_is_told_who_decided_and_how(
    app: Any, session: Any, people: Cast, owner: FlaskClient
) -> None:
    other = invited(app, session, people, "instructor")
    with transaction(session):
        people.debate.hold = True
    point = points(session, people)[0]
    at = f"/debates/{people.slug}/points/{point.id}/"
    assert other.post(f"{at}approve").status_code == 303
    told = owner.post(f"{at}approve", headers={"X-Fragment": "1"})
    assert told.status_code == 409
    assert f"{PERSON['name']} has decided on it" in told.text


@pytest.mark.parametrize(("role", "may"), [("instructor", True), ("assistant", False)])
def test_an_assistant_moderates_and_neither_marks_nor_releases_nor_erases(
    app: Any, session: Any, people: Cast, role: str, may: bool
) -> None:
    client = invited(app, session, people, role)
    amara = people.seats["amara"].number
    debate, sitting = f"/debates/{people.slug}", f"/sittings/{people.sitting.slug}"
    for at in (
        f"{debate}/release",
        f"{sitting}/release",
        f"{sitting}/grades/formula",
        f"{sitting}/grades/entries",
        f"{sitting}/seats/{amara}/erase",
        "/courses/seminar-a/erasures/",
    ):
        assert (client.get(at).status_code == 403) != may, at
    levels = {one.slug: "4" for one in cast.read_rubric().criteria}
    for at, data in (
        (f"{debate}/marks/{amara}", levels | {"comment": "Good."}),
        (f"{debate}/release", {"key": "k"}),
        (f"{debate}/ballots/close", {"key": "k"}),
        (f"{sitting}/grades/{amara}", {"reflection": "4", "reason": "Late"}),
    ):
        assert (client.post(at, data=data).status_code == 403) != may, at
    session.rollback()
    kept = session.query(Mark).count() + session.query(GradeEntry).count()
    assert bool(kept) == may
