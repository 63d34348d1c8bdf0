"""Writing to sittings: making one with its rooms and people, opening, closing and ending it.

Belongs here: the meeting as a whole. Does not belong here: its code (`sittings_codes`), a single
seat (`seats`), a single room (`debates`), announcements and the clock (`moderation`).
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import hands as piles_of
from debate.domain import seats as names
from debate.domain import sittings as rules
from debate.domain.debates import Place, seated
from debate.domain.measures import read_steps
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import SEATS_MAX
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.decks import Bearing, Card, Deck, DeckEntry, DeckVersion
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries.debates import parse_format
from debate.services import (
    accounts,
    challenges,
    debates,
    events,
    hands,
    measures,
    outlines,
    sittings_codes,
)
from debate.services.debates import Settings

SEED_BYTES = 3


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an instructor chose for a sitting.

    `placements` seats by hand; without it people are drawn at random from `seed` (one is made when
    it is empty). `rest`: what those do who do not debate.
    """

    course_id: int
    title: str = ""
    settings: Settings
    rooms: int = 1
    team_seats: int = 2
    rest: str = "judges"  # judges | audience | both
    student_ids: Sequence[int] = ()
    placements: rules.Chosen | None = None
    seed: str = ""
    room_labels: str = "names"
    judge_labels: str = "names"
    staff_labels: str = "names"


def lock(session: Session, sitting: int | str) -> Sitting:
    """The sitting's row, locked until the transaction ends; before its debates. Raises NotFound."""
    chosen = Sitting.id == sitting if isinstance(sitting, int) else Sitting.slug == sitting
    row = session.scalar(
        select(Sitting).where(chosen).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def create(session: Session, actor: Actor, plan: Plan, now: int) -> Sitting:
    """A planned sitting with its rooms, and a seat for every student who is there.

    Without students the rooms stay empty, and people are placed as they come. Raises Refused with
    the field at fault.
    """
    settings = plan.settings
    _check_numbers(plan)
    motion = debates.motion_text(session, plan.course_id, settings.deck_id, settings.motion_slug)
    seed = plan.seed or secrets.token_hex(SEED_BYTES)
    students = _students(session, plan.course_id, plan.student_ids)
    places = _places(students, plan, seed)
    check_piles(session, settings, places, plan.team_seats)
    sitting = Sitting(
        slug=secrets.token_urlsafe(debates.SLUG_BYTES),
        course_id=plan.course_id,
        title=(plan.title.strip() or rules.default_title(motion))[: rules.TITLE_MAX],
        state="planned",
        seed=seed,
        team_seats=plan.team_seats,
        room_labels=plan.room_labels,
        judge_labels=plan.judge_labels,
        staff_labels=plan.staff_labels,
        created_by_id=actor.account_id,
        created_ms=now,
    )
    session.add(sitting)
    session.flush()
    made = [
        debates.create(session, sitting, number, settings, motion, now)
        for number in range(1, plan.rooms + 1)
    ]
    _seat(session, sitting, made, places)
    for debate in made:
        debates.refresh_factor(session, debate, now)
        debates.fill_speeches(session, debate, now)
        debates.record_creation(session, debate, _people(session, debate), now)
    _audit(session, actor, "sittings.create", sitting, now)
    return sitting


def check_piles(
    session: Session, settings: Settings, places: Sequence[Place], team_seats: int
) -> None:
    """Raise Refused when a side's pile is too small for its hands; a shared pile may be offered."""
    piles = piles_of.piles(_bearings(session, settings))
    for side, name in settings.fmt.sides.items():
        teams: dict[int, int] = {}
        for place in places:
            if place.side == side:
                teams[place.room] = teams.get(place.room, 0) + 1
        seats = max(teams.values(), default=team_seats)
        problem = piles_of.check_deal(
            len(piles[side]), seats, settings.hand_size, settings.exclusive
        )
        if problem is not None:
            field = "exclusive" if problem.offer_shared else "hand_size"
            raise Refused(f"{name}: {problem.message}", field=field)


def open_joining(session: Session, actor: Actor, sitting: Sitting, now: int) -> str | None:
    """Let people in: a fresh code, and at the first time the cards. Also reopens a closed sitting.

    Where the room sees codes there is none: a name that is typed would have to be confirmed in
    front of everybody, and personal links need no name. Raises Refused when the sitting is open
    or over.
    """
    _move(sitting, "open")
    first = sitting.opened_ms is None
    sitting.opened_ms = sitting.opened_ms or now
    sitting.closed_ms = None
    sitting.code = sittings_codes.fresh(session) if rules.has_code(sitting.room_labels) else None
    session.flush()
    for debate in debates.lock_all(session, sitting):
        debates.pin_deck(session, debate)
        if first and debate.dealt:
            hands.deal_all(session, debate, now)
        events.hint(session, debate.id, "people")
    _audit(session, actor, "sittings.open", sitting, now)
    return sitting.code


def close_joining(session: Session, actor: Actor, sitting: Sitting, now: int) -> None:
    """End joining by code: the code is worth nothing from now on, personal links still are."""
    _move(sitting, "closed")
    sitting.code = None
    sitting.closed_ms = now
    session.flush()
    for debate in debates.lock_all(session, sitting):
        events.hint(session, debate.id, "people")
    _audit(session, actor, "sittings.close", sitting, now)


def end(session: Session, actor: Actor, sitting: Sitting, now: int) -> None:
    """End the meeting. Its seats can still be opened to read; no one joins any more.

    Raises Refused while a debate of it runs: each is ended by itself, so that none ends by mistake.
    """
    rooms = debates.lock_all(session, sitting)
    running = [room.number for room in rooms if room.started_ms and not room.ended_ms]
    if running:
        which = " and ".join(f"room {number}" for number in running)
        raise Refused(f"The debate in {which} is not over. End it on the console first.")
    _move(sitting, "ended")
    sitting.code = None
    sitting.ended_ms = now
    session.flush()
    outlines.forget_removed(session, *(room.id for room in rooms))
    for debate in rooms:
        events.hint(session, debate.id, "people")
    _audit(session, actor, "sittings.end", sitting, now)


def duplicate(session: Session, actor: Actor, sitting: Sitting, now: int) -> Sitting:
    """A planned sitting with the same rooms, formats and settings, and none of the people.

    What moderators set in each room goes with it: rounds that wait, challenges a debater may make.
    """
    rooms = session.scalars(
        select(Debate).where(Debate.sitting_id == sitting.id).order_by(Debate.number)
    ).all()
    plan = Plan(
        course_id=sitting.course_id,
        title=f"{sitting.title[: rules.TITLE_MAX - 7]} (copy)",
        settings=_settings_of(rooms[0]),
        rooms=len(rooms),
        team_seats=sitting.team_seats,
        room_labels=sitting.room_labels,
        judge_labels=sitting.judge_labels,
        staff_labels=sitting.staff_labels,
    )
    made = create(session, actor, plan, now)
    for old, new in zip(rooms, debates.lock_all(session, made), strict=True):
        held = read_steps(old.hold_steps) & set(range(len(plan.settings.fmt.steps)))
        measures.set_hold_steps(session, actor, new, held, now=now)
        challenges.set_each(session, actor, new, old.challenges_each, now=now)
    return made


def seat_class(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    *,
    student_ids: Sequence[int],
    rest: str,
    seed: str = "",
    now: int,
) -> None:
    """Draw students into a planned sitting that has nobody in it yet, such as a duplicate."""
    seated = session.scalar(select(func.count(Seat.id)).where(Seat.sitting_id == sitting.id))
    if sitting.state != "planned" or seated:
        raise Refused("This session has its people already. Move them one by one.")
    made = debates.lock_all(session, sitting)
    sitting.seed = seed or secrets.token_hex(SEED_BYTES)
    plan = Plan(
        course_id=sitting.course_id,
        settings=_settings_of(made[0]),
        rooms=len(made),
        team_seats=sitting.team_seats,
        rest=rest,
    )
    students = _students(session, sitting.course_id, student_ids)
    places = _places(students, plan, sitting.seed)
    check_piles(session, plan.settings, places, sitting.team_seats)
    _seat(session, sitting, made, places)
    for debate in made:
        debates.refresh_factor(session, debate, now)
        events.record(
            session, debate, "seat_assigned", now=now, payload={"seats": _people(session, debate)}
        )
        given = debates.fill_speeches(session, debate, now)
        debates.record_assignment(session, debate, given, now, None)
    _audit(session, actor, "sittings.seat", sitting, now)


def _check_numbers(plan: Plan) -> None:
    for value, most, least, field, what in (
        (plan.rooms, rules.ROOMS_MAX, 1, "rooms", "rooms"),
        (plan.team_seats, SEATS_MAX, 1, "team_seats", "seats a team"),
        (plan.settings.hand_size, rules.HAND_MAX, 1, "hand_size", "cards a hand"),
        (plan.settings.swaps, rules.SWAPS_MAX, 0, "swaps", "swaps"),
    ):
        if not least <= value <= most:
            raise Refused(f"Choose from {least} to {most} {what}.", field=field)
    if plan.rest not in rules.REST:
        raise Refused("Say who judges and who listens.", field="rest")
    if not {plan.room_labels, plan.judge_labels, plan.staff_labels} <= set(rules.LABELS):
        raise Refused("Choose names or codes.", field="room_labels")
    if plan.staff_labels == "codes" and plan.room_labels == "names":
        raise Refused("Where the room sees names, everybody does.", field="staff_labels")


def _move(sitting: Sitting, to: str) -> None:
    if not rules.may_move(sitting.state, to):
        raise Refused(
            {
                "open": "This session is open already, or it is over.",
                "closed": "Joining is not open, so it cannot be closed.",
                "ended": "This session has ended already.",
            }[to]
        )
    sitting.state = to


def _students(session: Session, course_id: int, ids: Sequence[int]) -> list[int]:
    """The chosen students in the order of the class list; Refused when one is not on it."""
    known = session.scalars(
        select(Student.id)
        .where(Student.course_id == course_id, Student.removed_ms.is_(None))
        .order_by(Student.position, Student.id)
    ).all()
    if not set(ids) <= set(known):
        raise Refused("The class list has changed. Look at it again.", field="present")
    return [student for student in known if student in ids]


def _settings_of(debate: Debate) -> Settings:
    return Settings(
        deck_id=debate.deck_id,
        motion_slug=debate.motion_slug,
        fmt=parse_format(debate.format_json),
        rubric_json=debate.rubric_json,
        dealt=debate.dealt,
        exclusive=debate.exclusive,
        hand_size=debate.hand_size,
        swaps=debate.swaps,
        hold=debate.hold,
        mode=debate.mode,
    )


def _places(students: Sequence[int], plan: Plan, seed: str) -> Sequence[Place]:
    if not students:
        return ()
    half = plan.settings.fmt.half
    if plan.placements is not None:
        return rules.by_hand(students, plan.rooms, plan.placements, half)
    return rules.draw(students, plan.rooms, plan.team_seats, plan.rest, seed, half=half)


def _seat(
    session: Session, sitting: Sitting, rooms: Sequence[Debate], places: Sequence[Place]
) -> None:
    # The code names are not drawn from the seed: it is shown, and would tell who is who.
    codes = names.code_names(len(places), random.SystemRandom())
    ids = {room.number: room.id for room in rooms}
    session.add_all(
        Seat(
            sitting_id=sitting.id,
            number=number,
            student_id=place.student,
            debate_id=ids[place.room],
            role=seated(place.role)[0],
            shadow=seated(place.role)[1],
            side=place.side,
            position=place.speaker,
            code_name=code,
        )
        for number, (place, code) in enumerate(zip(places, codes, strict=True), start=1)
    )
    session.flush()


def _people(session: Session, debate: Debate) -> list[dict[str, Any]]:
    rows = session.scalars(select(Seat).where(Seat.debate_id == debate.id).order_by(Seat.number))
    return [
        {"number": seat.number, "role": seat.role, "side": seat.side, "position": seat.position}
        | ({"shadow": 1} if seat.shadow else {})
        for seat in rows
    ]


def _bearings(session: Session, settings: Settings) -> dict[int, str]:
    """Card number → how it bears on the motion, in the deck's newest version."""
    return dict(
        session.execute(
            select(Card.number, Bearing.bears)
            .join(Bearing, Bearing.card_id == Card.id)
            .join(DeckEntry, DeckEntry.card_id == Card.id)
            .join(DeckVersion, DeckVersion.id == DeckEntry.deck_version_id)
            .join(Deck, (Deck.id == DeckVersion.deck_id) & (Deck.version == DeckVersion.number))
            .where(Deck.id == settings.deck_id, Bearing.motion_slug == settings.motion_slug)
        ).all()
    )


def _audit(session: Session, actor: Actor, act: str, sitting: Sitting, now: int) -> None:
    accounts.audit(session, actor.account_id, act, "sitting", sitting.id, now, sitting.course_id)
