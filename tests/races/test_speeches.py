"""Posts at the same time: a repeated one is one point; at the bell answer and database agree."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from debate.db import clock_ms, db, transaction
from debate.domain.permissions import Actor
from debate.models.events import Event
from debate.models.speeches import Draft, Point
from debate.services import controls, debates
from tests import cast
from tests.races import crowd
from tests.security import bodies

POSTS = 99


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """A running first speech that takes any number of points, from amara."""
    fmt = cast.read_format()
    steps = tuple(replace(step, points_max=None) for step in fmt.steps)
    made = cast.make(session, clock_ms(), fmt=replace(fmt, steps=steps))
    cast.start(session, made, clock_ms() - 1000)
    return made


def test_100_equal_posts_with_one_key_are_one_point_and_get_one_answer(
    app: Any, session: Any, people: cast.Cast
) -> None:
    devices = crowd.devices(app, session, people.slug, [people.seats["amara"]] * 100)
    fields = {"claim": "One point", "reasons": "Said once.", "key": "the same"}

    answers = crowd.together(lambda device: device.post("speeches/P1/points", **fields), devices)

    assert session.query(Point).one().claim == "One point"
    assert {answer.status_code for answer in answers} == {200}
    assert len({bodies.without_tokens(answer.data) for answer in answers}) == 1
    assert [record.kind for record in crowd.check_record(session, people.debate.id)] == [
        "point_sent"
    ]


def test_of_two_bodies_with_one_key_one_is_sent_and_the_other_gets_its_text_back(
    app: Any, session: Any, people: cast.Cast
) -> None:
    devices = crowd.devices(app, session, people.slug, [people.seats["amara"]] * 2)
    claims = ["This is the first text", "This is another text"]

    answers = crowd.together(
        lambda pair: pair[0].client.post(
            f"{pair[0].base}speeches/P1/points", data={"claim": pair[1], "key": "the same"}
        ),
        zip(devices, claims, strict=True),
    )

    told = {
        answer.status_code: (claim, answer) for claim, answer in zip(claims, answers, strict=True)
    }
    assert session.query(Point).one().claim == told[303][0]
    assert told[409][0] in told[409][1].text


@pytest.mark.parametrize("kind", ["next", "finish"])
def test_99_posts_against_the_bell_are_stored_as_answered(
    app: Any, session: Any, people: cast.Cast, kind: str
) -> None:
    devices = crowd.devices(app, session, people.slug, [people.seats["amara"]] * POSTS)
    moderator, debate_id = Actor("owner", account_id=people.owner.id), people.debate.id
    session.rollback()

    answered: list[int] = []
    some_in, rung = threading.Event(), threading.Event()

    def post(n: int) -> int:
        """A third is in before the bell, a third races it, a third comes after."""
        assert n < POSTS // 3 or some_in.wait(crowd.WAIT_S)
        assert n < POSTS * 2 // 3 or rung.wait(crowd.WAIT_S)
        claim = f"Claim {n}"
        answer = devices[n].post("speeches/P1/points", claim=claim, reasons=claim, key=claim)
        answered.append(n)
        if len(answered) >= POSTS // 3:
            some_in.set()
        return int(answer.status_code)

    def ring(_: int) -> int:
        assert some_in.wait(crowd.WAIT_S)
        with app.app_context(), transaction(db.session()) as own:
            debate = debates.lock(own, debate_id)
            controls.act(own, moderator, debate, kind, now=clock_ms())
        rung.set()
        return 0

    acts = [*((post, n) for n in range(POSTS)), (ring, 0)]
    statuses = crowd.together(lambda act: act[0](act[1]), acts)[:POSTS]

    assert set(statuses) == {200, 409}
    accepted = {f"Claim {n}" for n, status in enumerate(statuses) if status == 200}
    refused = {f"Claim {n}" for n, status in enumerate(statuses) if status == 409}
    assert {point.claim for point in session.query(Point)} == accepted
    drafts = session.query(Draft).all()
    assert sorted(draft.claim for draft in drafts) == sorted(refused)
    assert all(draft.reason for draft in drafts)
    records = crowd.check_record(session, debate_id)
    bell = next(record.seq for record in records if record.kind == "control")
    sent = [record.seq for record in records if record.kind == "point_sent"]
    assert len(sent) == len(accepted)
    assert max(sent) < bell
    assert session.query(Event).filter(Event.kind == "point_sent").count() == len(accepted)
