"""A class in full swing: one debate on its open floor, with points, cards, links, hands and drafts.

Rows are written directly. The clock is the machine's own, because a real server reads it too.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.db import clock_ms, db, init_migrations, transaction
from debate.domain.text import render_safe
from debate.factory import create_app
from debate.models.accounts import BrowserSeat, BrowserSession
from debate.models.debates import Control, Debate
from debate.models.decks import Card
from debate.models.events import ViewChange
from debate.models.hands import Draw
from debate.models.moderation import FloorTurn
from debate.models.seats import Seat
from debate.models.speeches import Citation, Draft, Point, PointLink, Speech
from tests import cast

SECRET = "the secret of the bench"
SPOKEN = ("P1", "O1", "P2", "O2", "F1")
NEXTS = 6  # from the first constructive to the open floor
REASONS = (
    "Each side has *said* in public what it will not do for the other, and acted by it since. "
    "A treaty would have to name the case in which one fights for the other, and neither gains "
    "from naming it: what they have now costs less and binds less. Where their aims differ, as in "
    "Central Asia, they have kept out of each other's way without any paper that says so."
)


@dataclass
class Scene:
    """The debate that is measured. `token` is the cookie of amara, who has the floor."""

    slug: str
    debate_id: int
    seat: int
    token: str
    owner_token: str
    sitting: str

    @property
    def room(self) -> str:
        return f"/debates/{self.slug}/{self.seat}/"


@contextmanager
def application(instance: Path | None = None, **settings: Any) -> Iterator[Any]:
    """The application on a fresh migrated SQLite file, as `serve` makes it."""
    import flask_migrate

    with tempfile.TemporaryDirectory() as folder:
        path = str(instance or folder)
        app = create_app({"INSTANCE_PATH": path, "SECRET_KEY": SECRET, "STREAMS": True} | settings)
        init_migrations(app)
        with app.app_context():
            flask_migrate.upgrade()
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def make(app: Any, *, points: int = 50, debates: int = 1) -> Scene:
    """The scene, with `points` in the debate and `debates` like it in the database."""
    now = clock_ms()
    with app.app_context():
        session = db.session()
        people = cast.make(session, now)
        with transaction(session):
            seats = list(people.seats.values())
            fill(session, people.debate, seats, points, now)
            for number in range(2, debates + 1):
                other = cast.add_debate(
                    session, people.sitting, people.deck, people.version, now, number=number
                )
                fill(session, other, _people(session, other, seats, number), points, now)
            seat = people.seats["amara"]
            scene = Scene(
                slug=people.slug,
                debate_id=people.debate.id,
                seat=seat.number,
                token=browser(session, now, seat=seat),
                owner_token=browser(session, now, account_id=people.owner.id),
                sitting=people.sitting.slug,
            )
    return scene


def add_points(app: Any, scene: Scene, count: int) -> None:
    """More points in the debate of the scene."""
    with app.app_context(), transaction(db.session()) as session:
        found = session.scalars(select(Speech).where(Speech.debate_id == scene.debate_id))
        said = session.query(Point).filter_by(debate_id=scene.debate_id).count()
        _points(session, scene.debate_id, list(found), said, count, clock_ms())


def fill(session: Session, debate: Debate, seats: list[Seat], points: int, now: int) -> None:
    """Bring a debate to its open floor: hands, drafts, points; the first seat has the floor."""
    cast_speeches = session.scalars(select(Speech).where(Speech.debate_id == debate.id)).all()
    if not cast_speeches:
        cast.add_speeches(session, debate, seats)
        cast_speeches = session.scalars(select(Speech).where(Speech.debate_id == debate.id)).all()
    debate.started_ms = now - 60_000
    kinds = ["start"] + ["next"] * NEXTS
    for n, kind in enumerate(kinds, start=1):
        session.add(Control(debate_id=debate.id, n=n, kind=kind, at_ms=debate.started_ms + n))
    session.add(
        Control(debate_id=debate.id, n=len(kinds) + 1, kind="add", at_ms=now - 50_000, value=36_000)
    )
    session.add(
        FloorTurn(
            debate_id=debate.id, seat_id=seats[0].id, step_index=NEXTS + 1, given_ms=now - 40_000
        )
    )
    _hands(session, debate, seats, now)
    _drafts(session, debate, seats[0], now)
    _points(session, debate.id, list(cast_speeches), 0, points, now)


def more_seats(app: Any, scene: Scene, count: int) -> list[tuple[int, str]]:
    """(seat number, cookie token) of `count` new listeners in the debate."""
    now = clock_ms()
    made = []
    with app.app_context(), transaction(db.session()) as session:
        debate = session.get_one(Debate, scene.debate_id)
        for number in range(1000, 1000 + count):
            seat = Seat(
                sitting_id=debate.sitting_id,
                number=number,
                debate_id=debate.id,
                role="audience",
                code_name=f"Wren {number}",
                typed_name=f"Listener {number}",
                claimed_how="code",
                claimed_ms=now,
                confirmed_ms=now,
            )
            session.add(seat)
            session.flush()
            made.append((number, browser(session, now, seat=seat)))
    return made


def browser(
    session: Session, now: int, *, seat: Seat | None = None, account_id: int | None = None
) -> str:
    """The token of a new browser that holds a seat, or is signed in."""
    token = hashlib.sha256(f"{now} {seat and seat.id} {account_id}".encode()).hexdigest()[:24]
    row = BrowserSession(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        account_id=account_id,
        created_ms=now,
        seen_ms=now,
    )
    session.add(row)
    session.flush()
    if seat is not None:
        session.add(
            BrowserSeat(
                browser_session_id=row.id,
                seat_id=seat.id,
                generation=seat.generation,
                claimed_ms=now,
            )
        )
    session.flush()
    return token


def _people(session: Session, debate: Debate, like: list[Seat], room: int) -> list[Seat]:
    seats = [
        Seat(
            sitting_id=debate.sitting_id,
            number=room * 10_000 + seat.number,
            debate_id=debate.id,
            role=seat.role,
            side=seat.side,
            position=seat.position,
            code_name=f"Finch {room} {seat.number}",
            typed_name=f"Guest {room} {seat.number}",
            claimed_how="code",
            claimed_ms=seat.claimed_ms,
            confirmed_ms=seat.confirmed_ms,
        )
        for seat in like
    ]
    session.add_all(seats)
    session.flush()
    return seats


def _hands(session: Session, debate: Debate, seats: list[Seat], now: int) -> None:
    cards = session.scalars(select(Card).order_by(Card.number)).all()
    debaters = [seat for seat in seats if seat.side]
    for place, seat in enumerate(debaters):
        for n in range(1, 5):
            card = cards[(place * 4 + n - 1) % len(cards)]
            session.add(
                Draw(
                    debate_id=debate.id,
                    seat_id=seat.id,
                    pile=seat.side,
                    n=n,
                    card_id=card.id,
                    card_number=card.number,
                    exclusive=True,
                    drawn_ms=now,
                )
            )
    session.flush()


def _drafts(session: Session, debate: Debate, seat: Seat, now: int) -> None:
    for position in range(3):
        session.add(
            Draft(
                debate_id=debate.id,
                seat_id=seat.id,
                step_index=NEXTS + 1,
                position=position,
                claim=f"Prepared point {position}",
                reasons=REASONS,
                cards=[1],
                links=[],
                saved_ms=now,
            )
        )


def _points(
    session: Session, debate_id: int, speeches: list[Speech], said: int, count: int, now: int
) -> None:
    """Points over all speeches that have begun, in turn; a third answers, half cite a card."""
    spoken = [line for line in speeches if line.address in SPOKEN]
    cards = session.scalars(select(Card).order_by(Card.number)).all()
    seat_ids = [line.seat_id for line in spoken if line.seat_id]
    html = render_safe(REASONS)
    rows = []
    for index in range(said, said + count):
        speech = spoken[index % len(spoken)]
        rows.append(
            Point(
                debate_id=debate_id,
                speech_id=speech.id,
                seat_id=speech.seat_id or seat_ids[index % len(seat_ids)],
                number=index // len(spoken) + 1,
                side=speech.side or "PO"[index % 2],
                state="sent",
                claim=f"Point {index} holds that a treaty would bind more than either side wants",
                reasons=REASONS,
                reasons_html=html,
                sent_ms=now - 30_000 + index,
                visible_ms=now - 30_000 + index,
            )
        )
    session.add_all(rows)
    session.flush()
    for index, point in enumerate(rows):
        if index % 2:
            card = cards[index % 12]
            session.add(
                Citation(
                    point_id=point.id,
                    position=1,
                    card_id=card.id,
                    card_number=card.number,
                    badge="located",
                )
            )
        if index % 3 == 1:
            session.add(PointLink(point_id=point.id, kind="answers", target_id=rows[index - 1].id))
        session.add(
            ViewChange(debate_id=debate_id, view="room", number=said + index + 1, target="floor")
        )
    session.flush()
