"""The flow sheet of a long debate: CPU of its pages in times of a Flask hello, and how it grows.

`python -m tests.bench.sheets`: 200 speeches with 1,500 points, and a tenth of it. *cold*: nothing
is kept in memory; *new point*: the first page after somebody sent one; *again*: any later one.
`python -m tests.bench.sheets FOLDER` makes the debate in that folder, to be looked at.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from debate.db import clock_ms, db, transaction
from debate.models.debates import Control, Debate
from debate.models.decks import Card
from debate.models.speeches import Citation, Point, PointLink, Speech
from debate.services import events
from tests import cast
from tests.bench import calls, scene
from tests.cast import Cast

STEPS = 60  # a format has no more
SPEECHES, POINTS = 200, 1500
KINDS = ("answers",) * 6 + ("turns", "extends", "extends", "concedes", "cross_applies")
ROUNDS = 7


def make(folder: Path, speeches: int, points: int) -> scene.Scene:
    """A running debate in the database of `folder`."""
    with scene.application(folder) as app, app.app_context():
        session, now = db.session(), clock_ms()
        fmt = cast.read_format()
        speech = next(step for step in fmt.steps if step.turns)
        links = (*dict.fromkeys(KINDS),)
        steps = tuple(
            replace(
                speech,
                index=n,
                slug=f"step-{n}",
                name=f"Step {n}",
                turns=(replace(speech.turns[0], side="PO"[n % 2]),),
                links=links,
                answer_by=f"step-{n + 1}" if n + 1 < STEPS else None,
            )
            for n in range(STEPS)
        )
        people = cast.make(session, now, fmt=replace(fmt, steps=steps))
        with transaction(session):
            _fill(session, people, speeches, points, now)
            seat = people.seats["amara"]
            return scene.Scene(
                slug=people.slug,
                debate_id=people.debate.id,
                seat=seat.number,
                token=scene.browser(session, now, seat=seat),
                owner_token=scene.browser(session, now, account_id=people.owner.id),
                sitting=people.sitting.slug,
            )


def main() -> None:
    for speeches, points in ((SPEECHES // 10, POINTS // 10), (SPEECHES, POINTS)):
        with tempfile.TemporaryDirectory() as folder:
            made = make(Path(folder), speeches, points)
            with scene.application(Path(folder)) as app:
                _measure(app, made, f"{speeches} speeches, {points} points")


def _measure(app: Any, made: scene.Scene, title: str) -> None:
    hello, browser = calls.Caller(calls.hello()), calls.Caller(app, made.token)
    kept = app.extensions.setdefault("alike", {})
    page = f"{made.room}flow"

    def new_point() -> None:
        with app.app_context(), transaction(db.session()) as session:
            _say_one(session, made)

    print(title)
    unit = calls.cpu_ms(lambda: hello.get("/"), 0.5)
    pages: dict[str, tuple[str, Callable[[], object]]] = {
        "cold": (page, kept.clear),
        "new point": (page, new_point),
        "again": (page, lambda: None),
        "part, new point": (f"{made.room}parts/sheet", new_point),
        "room, new point": (made.room, new_point),
        "one line": (f"{made.room}flow/P1.1", lambda: None),
        "print": (f"{made.room}flow/print", lambda: None),
    }
    for name, (path, before) in pages.items():
        browser.get(path)
        times = []
        for _ in range(ROUNDS):
            before()
            began = time.thread_time()
            status, body = browser.get(path)
            times.append((time.thread_time() - began) * 1000)
            assert status == 200, (path, body[:300])
        with calls.statements(app) as seen:
            before()
            written = len(seen)
            browser.get(path)
        print(
            f"  {name:16} {min(times):7.1f} ms {min(times) / unit:6.0f} x hello "
            f"{len(body) / 1000:7.0f} kB {len(seen) - written:3} statements"
        )


def _fill(session: Session, people: Cast, speeches: int, points: int, now: int) -> None:
    debate, draw = people.debate, random.Random(6)
    debate.started_ms = now - STEPS * cast.MINUTE
    for n in range(STEPS):
        at = debate.started_ms + n * cast.MINUTE
        session.add(Control(debate_id=debate.id, n=n + 1, kind="next" if n else "start", at_ms=at))
    session.query(Speech).filter_by(debate_id=debate.id).delete()
    cards = session.query(Card).order_by(Card.number).all()
    seats = {"P": people.seats["amara"], "O": people.seats["priya"]}
    numbers, said = {"P": 0, "O": 0}, []
    for n in range(speeches):
        step = n * STEPS // speeches
        side = "PO"[step % 2]
        numbers[side] += 1
        speech = Speech(
            debate_id=debate.id,
            step_index=step,
            address=f"{side}{numbers[side]}",
            side=side,
            seat_id=seats[side].id,
        )
        session.add(speech)
        session.flush()
        for number in range(1, points * (n + 1) // speeches - points * n // speeches + 1):
            at = debate.started_ms + step * cast.MINUTE + number
            said.append(_point(session, speech, number, at, said[-60:], draw))
            if draw.random() < 0.5:
                _cite(session, said[-1], draw.choice(cards))
    session.flush()


def _point(
    session: Session,
    speech: Speech,
    number: int,
    at: int,
    earlier: list[Point],
    draw: random.Random,
) -> Point:
    claim = f"Point {number} of {speech.address} holds that a treaty would bind more than wanted"
    point = Point(
        debate_id=speech.debate_id,
        speech_id=speech.id,
        seat_id=speech.seat_id,
        number=number,
        side=speech.side,
        state="sent",
        claim=claim,
        reasons=scene.REASONS,
        reasons_html=f"<p>{scene.REASONS}</p>",
        sent_ms=at,
        visible_ms=at,
    )
    session.add(point)
    session.flush()
    for _ in range(draw.choice((0, 1, 1, 1, 1, 2))):
        kind = draw.choice(KINDS)
        own = kind in ("extends", "cross_applies")
        targets = [one for one in earlier if (one.side == speech.side) == own]
        if targets and earlier:
            target = draw.choice(targets[-15:])
            if not any(one.target_id == target.id for one in session.new if _links(one, point)):
                session.add(PointLink(point_id=point.id, kind=kind, target_id=target.id))
    return point


def _links(row: object, point: Point) -> bool:
    return isinstance(row, PointLink) and row.point_id == point.id


def _cite(session: Session, point: Point, card: Card) -> None:
    session.add(
        Citation(
            point_id=point.id,
            position=1,
            card_id=card.id,
            card_number=card.number,
            badge="located",
        )
    )


def _say_one(session: Session, made: scene.Scene) -> None:
    """One more point in the last speech, and its event, as sending it leaves them."""
    debate = session.get_one(Debate, made.debate_id)
    speech = session.query(Speech).filter_by(debate_id=debate.id).order_by(Speech.id.desc()).first()
    assert speech is not None
    number = session.query(Point).filter_by(speech_id=speech.id).count() + 1
    _point(session, speech, number, clock_ms(), [], random.Random(number))
    payload = {"address": f"{speech.address}.{number}"}
    events.record(session, debate, "point_sent", now=clock_ms(), payload=payload)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(make(Path(sys.argv[1]), SPEECHES, POINTS))
    else:
        main()
