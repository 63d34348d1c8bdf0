"""Writing to a debate as a whole: locking it, making it, its speeches, its deck, its extra time.

Belongs here: what concerns one room as such. Does not belong here: its seats (`seats`), the session
around it (`sittings`), its clock's control events and what moderators do (`moderation`).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, literal, or_, select
from sqlalchemy.orm import Session

from debate.domain import formats, speeches
from debate.domain.events import MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import Format, Step, Turn
from debate.models.courses import Student
from debate.models.debates import Debate, DebateFactor
from debate.models.decks import Deck, DeckEntry, DeckVersion, Motion
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Point, Speech
from debate.queries import debates
from debate.services import events, moderation_log

SLUG_BYTES = 15  # 20 signs


@dataclass(frozen=True)
class Settings:
    """What all rooms of a sitting have in common when they are made."""

    deck_id: int
    motion_slug: str
    fmt: Format
    rubric_json: str
    dealt: bool = True
    exclusive: bool = True
    hand_size: int = 4
    swaps: int = 1
    hold: bool = False
    mode: str = "typed"


_TOLD = ("dealt", "exclusive", "hand_size", "swaps", "hold", "mode")


def lock(session: Session, debate: int | str) -> Debate:
    """The debate's row, locked until the transaction ends: the first statement of every write.

    Raises NotFound.
    """
    query = _LOCK_BY_ID if isinstance(debate, int) else _LOCK_BY_SLUG
    row = session.scalar(query, {"debate": debate})
    if row is None:
        raise NotFound
    return row


_LOCK = select(Debate).with_for_update().execution_options(populate_existing=True)
_LOCK_BY_ID = _LOCK.where(Debate.id == bindparam("debate"))
_LOCK_BY_SLUG = _LOCK.where(Debate.slug == bindparam("debate"))


def numbered(session: Session, sitting_id: int, number: int) -> Debate:
    """A sitting's room by its number, locked. Raises NotFound."""
    found = session.scalar(
        select(Debate.id).where(Debate.sitting_id == sitting_id, Debate.number == number)
    )
    if found is None:
        raise NotFound
    return lock(session, found)


def lock_all(session: Session, *sittings: Sitting) -> Sequence[Debate]:
    """The rooms of sittings, locked in order of their ids. The caller has locked the sittings."""
    return session.scalars(
        select(Debate)
        .where(Debate.sitting_id.in_([sitting.id for sitting in sittings]))
        .order_by(Debate.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def create(
    session: Session, sitting: Sitting, number: int, settings: Settings, motion: str, now: int
) -> Debate:
    """Room `number` of a sitting with its speeches, all of them vacant. `motion` is its text.

    `record_creation` writes the event, once the seats are there.
    """
    debate = Debate(
        slug=secrets.token_urlsafe(SLUG_BYTES),
        sitting_id=sitting.id,
        number=number,
        deck_id=settings.deck_id,
        motion_slug=settings.motion_slug,
        motion_text=motion,
        format_json=json.dumps(formats.as_data(settings.fmt), ensure_ascii=False),
        rubric_json=settings.rubric_json,
        **{name: getattr(settings, name) for name in _TOLD},
        factor=100,
        last_seq=0,
        head="",
        created_ms=now,
    )
    session.add(debate)
    session.flush()
    session.add_all(
        Speech(
            debate_id=debate.id, step_index=slot.step_index, address=slot.address, side=slot.side
        )
        for slot in speeches.number_speeches(settings.fmt)
    )
    session.flush()
    return debate


def record_creation(
    session: Session, debate: Debate, people: list[dict[str, Any]], now: int
) -> None:
    """The first event of a debate: what it is about, how it runs, who sits where by number."""
    events.record(
        session,
        debate,
        "debate_created",
        now=now,
        payload={
            "deck": debate.deck_id,
            "motion_slug": debate.motion_slug,
            "motion": debate.motion_text,
            "format": debate.format_json,
            "rubric": debate.rubric_json,
            **{name: getattr(debate, name) for name in _TOLD},
            "seats": people,
            "speeches": _holders(session, debate),
        },
    )


def motion_text(session: Session, course_id: int, deck_id: int, motion_slug: str) -> str:
    """The motion as the deck's newest version has it. Raises Refused when it has none such.

    A class may debate the decks that came with files and its own.
    """
    found = session.scalar(
        select(Motion.text)
        .join(DeckEntry, DeckEntry.motion_id == Motion.id)
        .join(DeckVersion, DeckVersion.id == DeckEntry.deck_version_id)
        .join(Deck, (Deck.id == DeckVersion.deck_id) & (Deck.version == DeckVersion.number))
        .where(
            Deck.id == deck_id,
            Motion.slug == motion_slug,
            or_(Deck.course_id.is_(None), Deck.course_id == course_id),
        )
    )
    if found is None:
        raise Refused("This deck has no such motion. Choose one of its motions.", field="motion")
    return found


def pin_deck(session: Session, debate: Debate) -> int:
    """Tie the debate to the deck as it is now, if it is not tied yet; the deck version's id."""
    if debate.deck_version_id is None:
        debate.deck_version_id = session.scalars(
            select(DeckVersion.id)
            .join(Deck, (Deck.id == DeckVersion.deck_id) & (Deck.version == DeckVersion.number))
            .where(Deck.id == debate.deck_id)
        ).one()
        session.flush()
    return debate.deck_version_id


def refresh_factor(session: Session, debate: Debate, now: int) -> None:
    """Bring the debate's extra time to the largest of its seats, from the next step that begins.

    It belongs to the debate and is no event (DESIGN, "Extra time").
    """
    largest = session.scalar(
        select(func.max(Student.factor))
        .join(Seat, Seat.student_id == Student.id)
        .where(Seat.debate_id == debate.id)
    )
    percent = largest or 100
    if percent != debate.factor:
        debate.factor = percent
        session.add(DebateFactor(debate_id=debate.id, from_ms=now, percent=percent))
        session.flush()


def fill_speeches(session: Session, debate: Debate, now: int, only: int | None = None) -> list[str]:
    """Give vacant speeches that are still to come to the seats whose turn they are by the format.

    With `only`, to that seat alone. Absent seats get none. Returns the addresses that were given.
    """
    fmt = debates.parse_format(debate.format_json)
    team = _teams(session, debate)
    turns = {slot.address: slot.turn for slot in speeches.number_speeches(fmt)}
    given = []
    for speech in _to_come(session, debate, now):
        step = fmt.steps[speech.step_index]
        for name, turn in _halves(step, turns[speech.address]):
            holder = _holder(fmt, team, turn)
            vacant = getattr(speech, name) is None
            if vacant and holder is not None and only in (None, holder):
                setattr(speech, name, holder)
                given.append(speech.address)
    session.flush()
    return given


def due(session: Session, debate: Debate) -> dict[tuple[str, str], int | None]:
    """Whose turn each half of a speech is by the format: (address, column) → seat, or None.

    Unlike `fill_speeches` it counts who is absent, since their place in the team stays theirs.
    """
    fmt = debates.parse_format(debate.format_json)
    team = _teams(session, debate, absent=True)
    return {
        (slot.address, name): _holder(fmt, team, turn)
        for slot in speeches.number_speeches(fmt)
        for name, turn in _halves(fmt.steps[slot.step_index], slot.turn)
    }


def refill_speeches(
    session: Session, debate: Debate, before: Mapping[tuple[str, str], int | None]
) -> list[str]:
    """After people changed places, before the start: speeches go to whom the format now names.

    `before`: what `due` gave then. A speech that a moderator gave to somebody else stays theirs,
    and one of an absent seat stays vacant. Returns the addresses that changed hands.
    """
    present = {seat_id for team in _teams(session, debate).values() for seat_id in team}
    rows = session.scalars(select(Speech).where(Speech.debate_id == debate.id).order_by(Speech.id))
    lines = {line.address: line for line in rows}
    changed = []
    for (address, name), seat_id in due(session, debate).items():
        line, old = lines[address], before[address, name]
        if seat_id == old or getattr(line, name) not in (None, old):
            continue
        setattr(line, name, seat_id if seat_id in present else None)
        changed.append(address)
    session.flush()
    return changed


def vacate_speeches(session: Session, debate: Debate, seat_id: int, now: int) -> list[str]:
    """Take a seat's speeches that are still to come and have no point of it; their addresses."""
    spoken = set(session.scalars(select(Point.speech_id).where(Point.seat_id == seat_id)))
    vacated = []
    for speech in _to_come(session, debate, now):
        for name in ("seat_id", "answerer_id"):
            if getattr(speech, name) == seat_id and speech.id not in spoken:
                setattr(speech, name, None)
                vacated.append(speech.address)
    session.flush()
    return vacated


def assign_speech(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    seat_id: int | None,
    now: int,
    half: str = "q",
) -> None:
    """Give a speech to a seat of this debate, or leave it vacant. `half` "a": who answers in X1.

    Raises Refused where its holder has spoken in it, NotFound for a speech there is not.
    """
    speech = session.scalar(
        select(Speech).where(Speech.debate_id == debate.id, Speech.address == address)
    )
    seat = None if seat_id is None else session.get(Seat, seat_id)
    if speech is None or (seat_id is not None and seat is None):
        raise NotFound
    if seat is not None and seat.debate_id != debate.id:
        raise Refused("That seat is not in this room.", field="seat")
    if seat is not None and seat.absent_ms is not None:
        raise Refused("That seat is marked absent. Mark it present first.", field="seat")
    exchange = debates.parse_format(debate.format_json).steps[speech.step_index].entry == "exchange"
    name = "answerer_id" if exchange and half == "a" else "seat_id"
    if getattr(speech, name) == seat_id:
        return
    _check_unspoken(session, speech, getattr(speech, name), half if exchange else "")
    setattr(speech, name, seat_id)
    session.flush()
    kind = "speech" if seat else "vacate"
    moderation_log.add(session, actor, debate.id, kind, now, seat_id=seat_id, note=address)
    record_assignment(session, debate, [address], now, seat.number if seat else None)


def record_assignment(
    session: Session, debate: Debate, addresses: Sequence[str], now: int, number: int | None
) -> None:
    """The event that says who holds these speeches now; nothing when there are none."""
    if not addresses:
        return
    unique = list(dict.fromkeys(addresses))
    events.record(
        session,
        debate,
        "speech_assigned",
        now=now,
        seat_number=number,
        payload={
            "speeches": [line for line in _holders(session, debate) if line["address"] in unique]
        },
        changes=[
            Change("floor"),
            Change("run", views=(MODERATORS,)),
            *(Change(f"speech-{address}") for address in unique),
        ],
        hint="turn",
    )


def _teams(session: Session, debate: Debate, absent: bool = False) -> dict[str, list[int]]:
    """Team by its key → its seats in speaking order; with `absent` also those who are not there."""
    fmt = debates.parse_format(debate.format_json)
    rows = session.execute(
        select(Seat.side, Seat.position, Seat.id)
        .where(
            Seat.debate_id == debate.id,
            Seat.role == "debater",
            Seat.absent_ms.is_(None) | literal(absent),
        )
        .order_by(Seat.position)
    ).all()
    found: dict[str, list[int]] = {}
    for side, position, seat_id in rows:
        found.setdefault(fmt.team(side or "P", position or 1), []).append(seat_id)
    return found


def _holder(fmt: Format, teams: Mapping[str, Sequence[int]], turn: Turn) -> int | None:
    """Whose turn this is by the format, in rotation within their own team."""
    place = fmt.in_team(turn)
    return speeches.turn_holder(place, teams.get(place.side, ()))


def _halves(step: Step, turn: Turn | None) -> list[tuple[str, Turn]]:
    halves = [("seat_id", step.asker or turn), ("answerer_id", step.answerer)]
    return [(name, place) for name, place in halves if place is not None]


def _to_come(session: Session, debate: Debate, now: int) -> Sequence[Speech]:
    """Speeches of the step that runs and of those after it."""
    rows = session.scalars(
        select(Speech).where(Speech.debate_id == debate.id).order_by(Speech.step_index, Speech.id)
    ).all()
    if debate.started_ms is None:
        return rows
    page = debates.load(session, debate.id, MODERATORS, now)
    assert page is not None
    if page.reading.state == "finished":
        return []
    return [speech for speech in rows if speech.step_index >= page.reading.step_index]


def _holders(session: Session, debate: Debate) -> list[dict[str, Any]]:
    """Who holds each speech, by seat number; 0 is vacant. Exchanges also say who answers."""
    numbers = dict(
        session.execute(
            select(Seat.id, Seat.number).where(Seat.sitting_id == debate.sitting_id)
        ).all()
    )
    rows = session.execute(
        select(Speech.address, Speech.seat_id, Speech.answerer_id)
        .where(Speech.debate_id == debate.id)
        .order_by(Speech.step_index, Speech.id)
    )
    return [
        {"address": row.address, "seat": numbers.get(row.seat_id, 0)}
        | ({"answers": numbers.get(row.answerer_id, 0)} if row.address.startswith("X") else {})
        for row in rows
    ]


def _check_unspoken(session: Session, speech: Speech, holder: int | None, half: str) -> None:
    if holder is None:
        return
    spoken = session.scalar(
        select(Point.id)
        .where(Point.speech_id == speech.id, Point.seat_id == holder, Point.half == half)
        .limit(1)
    )
    if spoken:
        raise Refused(
            f"{speech.address} has points already, so it stays with who made them.", field="seat"
        )
