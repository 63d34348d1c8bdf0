"""`kill -9` of the real server: what was answered is there, once, and the debate waits."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from debate.db import db
from debate.domain import clock
from debate.domain.events import MODERATORS
from debate.live import worker
from debate.models.debates import Control
from debate.models.moderation import FloorRequest
from debate.models.speeches import Draft, Point
from debate.queries import debates
from tests.faults.conftest import Class
from tests.faults.people import Person, until
from tests.races import crowd
from tests.serving import out_of_service

CLIENTS, CLAIMS, KILLS = 6, 10, 3


def now_in(here: Class, now: int) -> clock.Reading:
    db.session.rollback()
    found = debates.load(db.session(), here.slug, MODERATORS, now)
    assert found is not None
    return found.reading


def test_a_debate_is_paused_as_it_was_when_the_server_died_and_nothing_is_missed(
    here: Class,
) -> None:
    here.server.start()
    amara, priya, kofi, owner = *map(here.seat, ("amara", "priya", "kofi")), here.owner()
    for person in (amara, priya, kofi):
        person.get()
    owner.get("sittings/")
    page = kofi.stream()
    assert amara.post("speeches/P1/points", claim="The first point", key="one") == 200
    kofi.hear(page, "point-P1.1")
    assert amara.post("drafts/1/keep", claim="Kept for later", reasons="It follows.") == 200
    assert amara.post("drafts/1/open", claim="Half a", reasons="sentence") == 204
    assert priya.post("floor-request") == 200

    beat = here.server.beat_ms()
    until(lambda: here.server.beat_ms() > beat)
    here.server.kill()
    alive = here.server.beat_ms()
    left = now_in(here, alive).left_ms
    page.rest()  # to its end
    page.close()
    here.server.later(600)
    with out_of_service(here.server.port):
        assert {person.post("drafts/1/open", claim="?") for person in (amara, kofi)} == {503}
    here.server.start()
    until(lambda: here.server.beat_ms() > alive)

    reading = now_in(here, here.server.now_ms)
    assert (reading.state, reading.interrupted) == ("paused", True)
    # The last sign of life is at most one beat old: 0 to 2 s.
    assert reading.left_ms == left
    assert worker.EVERY_S <= 2
    room = amara.get()
    for words in ("Interrupted", "Kept for later", "Half a", "sentence"):
        assert words in room
    assert drafts_of(here) == [("Half a", "sentence"), ("Kept for later", "It follows.")]
    console = owner.get(f"sittings/{here.sitting}/console")
    assert "Priya Nair" in console.split('id="queue"')[1].split("</section>")[0]
    assert amara.post("speeches/P1/points", claim="The second point", key="two") == 409

    page = kofi.stream()
    assert "Interrupted" in kofi.hear(page, "floor")[-1]["html"]
    assert owner.post(f"debates/{here.slug}/controls", kind="resume", key="three") == 200
    assert amara.post("speeches/P1/points", claim="The second point", key="four") == 200
    assert "The second point" in kofi.hear(page, "point-P1.2")[-1]["html"]
    page.close()
    check(here)


def drafts_of(here: Class) -> list[tuple[str, str]]:
    """Claims and reasons: the composer's words first, then what is prepared."""
    db.session.rollback()
    rows = db.session.execute(select(Draft.claim, Draft.reasons).order_by(Draft.position))
    return [(row.claim, row.reasons) for row in rows]


def check(here: Class) -> None:
    """The record and the tables agree with one another."""
    session = db.session()
    crowd.check_record(session, here.people.debate.id)
    assert session.scalars(select(Point.claim).order_by(Point.id)).all() == [
        "The first point",
        "The second point",
    ]
    assert drafts_of(here) == [("Kept for later", "It follows.")]
    assert session.scalars(select(FloorRequest.done_ms)).all() == [None]
    kinds = session.scalars(select(Control.kind).order_by(Control.n)).all()
    assert kinds == ["start", "interrupted", "resume"]


@pytest.mark.parametrize("seed", [1])
def test_under_kills_no_answered_post_is_lost_and_no_repeated_one_doubled(
    here: Class, seed: int
) -> None:
    """Six devices of the speaker post with a key each and repeat until they are answered."""
    here.server.start()
    devices = [here.seat("amara") for _ in range(CLIENTS)]
    for device in devices:
        device.get()
    answered: list[tuple[str, int]] = []
    enough = [threading.Event() for _ in range(KILLS)]
    draw = random.Random(seed)
    share = CLIENTS * CLAIMS // (KILLS + 1)

    def speak(item: tuple[int, Person]) -> None:
        number, device = item
        for n in range(CLAIMS):
            claim = f"Claim {number}.{n}"
            status = device.insist("speeches/P1/points", claim=claim, key=f"key {claim}")
            answered.append((claim, status))
            for k, event in enumerate(enough, start=1):
                if len(answered) >= share * k:
                    event.set()

    with ThreadPoolExecutor(CLIENTS) as threads:
        speaking = [threads.submit(speak, item) for item in enumerate(devices)]
        for event in enough:
            event.wait(60)
            threading.Event().wait(draw.random() / 50)  # anywhere in the posts that are under way
            here.server.kill()
            here.server.start()
        for one in speaking:
            one.result()

    assert len(answered) == CLIENTS * CLAIMS
    assert {status for _, status in answered} <= {200, 409}
    db.session.rollback()
    points = list(db.session.scalars(select(Point.claim)))
    drafts = list(db.session.scalars(select(Draft.claim)))
    assert sorted(points) == sorted(claim for claim, status in answered if status == 200)
    assert sorted(drafts) == sorted(claim for claim, status in answered if status == 409)
    records = crowd.check_record(db.session(), here.people.debate.id)
    sent: list[Any] = [r.payload.content["claim"] for r in records if r.kind == "point_sent"]
    assert sorted(sent) == sorted(points)
