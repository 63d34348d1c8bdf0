"""The cast: one small class with a debate, the same names as in the demo data.

Rows are written directly, so that a test of one layer does not lean on the services of another.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain import formats, rubrics, speeches
from debate.models.accounts import Account, BrowserSeat, BrowserSession
from debate.models.courses import Course, CourseMember, Student
from debate.models.debates import Control, Debate
from debate.models.decks import Bearing, Card, Deck, DeckEntry, DeckVersion, Motion, Passage, Source
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Speech

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
NOW = 1_790_000_000_000  # 21 Sep 2026, in ms
MINUTE = 60_000

STUDENTS = (
    "Amara Diallo",
    "Tomás Rivera",
    "Priya Nair",
    "Jonas Weber",
    "Mei Tanaka",
    "Kofi Mensah",
)


@dataclass
class Cast:
    """The class's rows. Debaters: P amara, tomas; O priya, jonas. Judge mei, audience kofi."""

    course: Course
    owner: Account
    marker: Account
    stranger: Account
    deck: Deck
    version: DeckVersion
    sitting: Sitting
    debate: Debate
    seats: dict[str, Seat] = field(default_factory=dict)
    students: dict[str, Student] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.debate.slug


@cache
def read_format(slug: str = "seminar") -> formats.Format:
    """A bundled format."""
    return formats.read(_yaml(SEEDS / "formats" / f"{slug}.yaml"))


@cache
def read_rubric(slug: str = "seminar") -> rubrics.Rubric:
    """A bundled rubric."""
    return rubrics.read(_yaml(SEEDS / "rubrics" / f"{slug}.yaml"))


def make(
    session: Session,
    now: int = NOW,
    *,
    fmt: formats.Format | None = None,
    cards: int = 24,
    **settings: Any,
) -> Cast:
    """A class with one open sitting and one debate, committed. `settings` go to the Debate row."""
    with transaction(session):
        owner, marker, stranger = (_account(session, name, now) for name in _ACCOUNTS)
        course = Course(slug="seminar-a", title="Seminar A", created_ms=now)
        session.add(course)
        session.flush()
        for account, role in ((owner, "owner"), (marker, "marker")):
            session.add(
                CourseMember(course_id=course.id, account_id=account.id, role=role, added_ms=now)
            )
        deck, version = make_deck(session, now, cards)
        sitting = Sitting(
            slug=secrets.token_urlsafe(12),
            course_id=course.id,
            title="Week 3",
            state="open",
            code="R7K4TX",
            seed="42",
            created_by_id=owner.id,
            created_ms=now,
            opened_ms=now,
        )
        session.add(sitting)
        session.flush()
        debate = add_debate(session, sitting, deck, version, now, fmt=fmt, **settings)
        cast = Cast(course, owner, marker, stranger, deck, version, sitting, debate)
        _add_people(session, cast, now)
    return cast


def add_debate(
    session: Session,
    sitting: Sitting,
    deck: Deck,
    version: DeckVersion,
    now: int,
    *,
    number: int = 1,
    fmt: formats.Format | None = None,
    **settings: Any,
) -> Debate:
    """One more room; call it inside a transaction."""
    debate = Debate(
        slug=secrets.token_urlsafe(12),
        sitting_id=sitting.id,
        number=number,
        deck_id=deck.id,
        deck_version_id=version.id,
        motion_slug="alliance-likely",
        motion_text="This House believes that a formal China–Russia alliance is likely",
        format_json=json.dumps(formats.as_data(fmt or read_format()), ensure_ascii=False),
        rubric_json=json.dumps(rubrics.as_data(read_rubric()), ensure_ascii=False),
        created_ms=now,
    )
    for name, value in settings.items():
        setattr(debate, name, value)
    session.add(debate)
    session.flush()
    return debate


def make_deck(session: Session, now: int, cards: int) -> tuple[Deck, DeckVersion]:
    """A deck of `cards` cards: every third supports, opposes, or cuts both ways."""
    deck = Deck(slug="practice", title="Practice deck", version=1)
    session.add(deck)
    session.flush()
    version = DeckVersion(deck_id=deck.id, number=1, content_hash="0" * 64, loaded_ms=now)
    value = {"value": "Marlowe"}
    citation = dict.fromkeys(("author", "title", "publication"), value)
    citation["published"] = {"value": "2024"}
    source = Source(
        deck_id=deck.id,
        slug="marlowe-2024",
        version=1,
        position=1,
        short="Marlowe 2024",
        citation=citation,
        content_hash="0" * 64,
    )
    motion = Motion(
        deck_id=deck.id,
        slug="alliance-likely",
        version=1,
        position=1,
        text="This House believes that a formal China–Russia alliance is likely",
        type="fact",
        difficulty="medium",
        definitions={"alliance": "a treaty"},
        burdens={"P": "Show that it is likely.", "O": "Show that it is not."},
        questions={"P": "Why now?", "O": "Why never?"},
        content_hash="0" * 64,
    )
    session.add_all([version, source, motion])
    session.flush()
    session.add(DeckEntry(deck_version_id=version.id, source_id=source.id))
    session.add(DeckEntry(deck_version_id=version.id, motion_id=motion.id))
    about = {"source_id": source.id, "words": 90, "sha256": "0" * 64}
    session.execute(
        insert(Passage),
        [{"number": n, "gist": f"Gist of paragraph {n}.", **about} for n in range(1, 11)],
    )
    _add_cards(session, deck, version, cards)
    return deck, version


def start(session: Session, cast: Cast, now: int = NOW) -> None:
    """Begin the first timed step, as the start control does."""
    with transaction(session):
        cast.debate.started_ms = now
        session.add(Control(debate_id=cast.debate.id, n=1, kind="start", at_ms=now, value=0))


def control(session: Session, cast: Cast, kind: str, at_ms: int, value: int = 0) -> None:
    """One more control event of the clock, written directly."""
    with transaction(session):
        n = session.query(Control).filter_by(debate_id=cast.debate.id).count() + 1
        session.add(Control(debate_id=cast.debate.id, n=n, kind=kind, at_ms=at_ms, value=value))


def as_account(session: Session, client: FlaskClient, account: Account, now: int = NOW) -> None:
    """Sign `client` in as an account."""
    with transaction(session):
        token = _browser(session, account.id, now)[1]
    client.set_cookie("clashroom-seat", token)


def as_seat(session: Session, client: FlaskClient, seat: Seat, now: int = NOW) -> None:
    """Give `client` a seat of its own."""
    with transaction(session):
        browser_id, token = _browser(session, None, now)
        session.add(
            BrowserSeat(
                browser_session_id=browser_id,
                seat_id=seat.id,
                generation=seat.generation,
                claimed_ms=now,
            )
        )
    client.set_cookie("clashroom-seat", token)


_ACCOUNTS = ("Dr Ansah", "Marker Lund", "Stranger Prado")


def _account(session: Session, name: str, now: int) -> Account:
    account = Account(
        email=f"{name.split()[-1].lower()}@example.org",
        name=name,
        password_hash="",
        instructor=name != "Marker Lund",
        owner=name == "Dr Ansah",
        created_ms=now,
    )
    session.add(account)
    session.flush()
    return account


def _browser(session: Session, account_id: int | None, now: int) -> tuple[int, str]:
    token = secrets.token_urlsafe(16)
    row = BrowserSession(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        account_id=account_id,
        created_ms=now,
        seen_ms=now,
    )
    session.add(row)
    session.flush()
    return row.id, token


def _add_people(session: Session, cast: Cast, now: int) -> None:
    places = (
        ("debater", "P", 1),
        ("debater", "P", 2),
        ("debater", "O", 1),
        ("debater", "O", 2),
        ("judge", None, None),
        ("audience", None, None),
    )
    students = [
        Student(course_id=cast.course.id, position=number, name=name, added_ms=now)
        for number, name in enumerate(STUDENTS, start=1)
    ]
    session.add_all(students)
    session.flush()
    for student, (role, side, position) in zip(students, places, strict=True):
        seat = Seat(
            sitting_id=cast.sitting.id,
            number=student.position,
            student_id=student.id,
            debate_id=cast.debate.id,
            role=role,
            side=side,
            position=position,
            code_name=f"Heron {student.position}",
            claimed_how="link",
            claimed_ms=now,
            confirmed_ms=now,
        )
        key = student.name.split()[0].lower().replace("á", "a")
        cast.seats[key], cast.students[key] = seat, student
    session.add_all(cast.seats.values())
    session.flush()
    add_speeches(session, cast.debate, list(cast.seats.values()))


def add_speeches(session: Session, debate: Debate, seats: list[Seat]) -> None:
    """Speech rows of the debate's format, assigned to the nth seat of each side."""
    fmt = formats.read(json.loads(debate.format_json))
    by_place = {(seat.side, seat.position): seat.id for seat in seats if seat.position}
    for slot in speeches.number_speeches(fmt):
        step = fmt.steps[slot.step_index]
        turn, answerer = (step.asker, step.answerer) if step.asker else (slot.turn, None)
        session.add(
            Speech(
                debate_id=debate.id,
                step_index=slot.step_index,
                address=slot.address,
                side=slot.side,
                seat_id=by_place.get((turn.side, turn.speaker)) if turn else None,
                answerer_id=by_place.get((answerer.side, answerer.speaker)) if answerer else None,
            )
        )
    session.flush()


def _add_cards(session: Session, deck: Deck, version: DeckVersion, count: int) -> None:
    """Past the session's own bookkeeping: most tests begin with these rows."""
    if not count:
        return
    made = insert(Card).returning(Card.id, Card.number)
    cards = session.execute(made, [_card(deck, number) for number in range(1, count + 1)]).all()
    about = {"motion_slug": "alliance-likely", "warrant": "Because."}
    bears = ("supports", "opposes", "both")
    session.execute(
        insert(Bearing), [{"card_id": id_, "bears": bears[n % 3], **about} for id_, n in cards]
    )
    entry = {"deck_version_id": version.id}
    session.execute(insert(DeckEntry), [{"card_id": id_, **entry} for id_, _ in cards])


def _card(deck: Deck, number: int) -> dict[str, Any]:
    return {
        "deck_id": deck.id,
        "number": number,
        "version": 1,
        "source_slug": "marlowe-2024",
        "passage": (number - 1) % 10 + 1,
        "kind": "fact",
        "tag": f"Tag of card {number}",
        "body": f"Body of card {number}. It has two sentences.",
        "content_hash": f"{number:064}",
    }


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
