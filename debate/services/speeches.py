"""Sending points, questions and answers: whose turn, whether in time, which cards may be cited.

What comes too late is not lost: it goes back to its author as a draft, which is a return value and
commits. What the rules refuse outright raises `Refused` and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import clock, speeches, text
from debate.domain.events import MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.spans import LOCATED, Badge
from debate.domain.speeches import Words
from debate.domain.steps import Step
from debate.models.debates import Debate
from debate.models.moderation import ModerationAct
from debate.models.speeches import Citation, Draft, Point, PointLink, Speech
from debate.queries import debates, hands, texts
from debate.services import drafts, events, points

OPEN_STATES = ("sent", "held")


@dataclass(frozen=True)
class Outcome:
    """What became of a post: sent, held for review, or kept as a draft with the reason why."""

    kind: str  # sent | held | draft
    point_id: int = 0
    address: str = ""
    sentence: str = ""


def send_point(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    words: Words,
    *,
    now: int,
    arrival: int,
    draft: Draft | None = None,
) -> Outcome:
    """Put one point (or one half of an exchange) into the speech `address`.

    `arrival` (ms) is when the post reached the server: by it the bell is judged, with two seconds
    of grace. `draft` is the prepared point that the words come from; it goes when they are sent.
    Raises NotFound for an unknown speech, Refused for what the rules do not allow.
    """
    here = debates.load(session, debate.id, MODERATORS, now)
    speech = here.speech(address) if here else None
    if here is None or speech is None:
        raise NotFound
    step = here.fmt.steps[speech.step_index]
    old = _returned(session, draft or drafts.open_draft(session, actor, step.index))
    verdict = _in_time(here, actor, step, arrival, now)
    if not verdict.ok and not (old and _may_resend(session, here, step, old, arrival)):
        drafts.keep_late(session, actor, debate, step.index, words, verdict.sentence, now, draft)
        return Outcome("draft", sentence=verdict.sentence)
    if old is None:
        _check_turn(actor, here, step)
        if speech.handed_in_ms is not None:
            raise Refused("This speech is handed in, so nothing can be added to it.")
    half = _half(actor, speech, step)
    if half == "a" and old is None:
        points.next_number(session, speech, half)  # refuses where no question waits
    _check_words(session, speech, step, words, half)
    cards = _citable(session, actor, here, words.cards)
    targets = _targets(session, here, actor, words.answers)
    point = _add_point(session, actor, here, speech, step, words, half, old, now)
    _attach(session, here, point, words, cards, targets)
    drafts.forget(session, actor, step.index, draft)
    if point.state == "held":
        _record_held(session, debate, actor, point, speech)
        return Outcome("held", point.id)
    return Outcome("sent", point.id, points.publish(session, debate, point, speech, step, now=now))


def send_prepared(
    session: Session, actor: Actor, debate: Debate, draft_id: int, *, now: int, arrival: int
) -> Outcome:
    """Send a prepared point as it was saved. Raises NotFound for somebody else's, or none."""
    draft = drafts.get(session, actor, draft_id)
    lines = session.scalars(
        select(Speech).where(Speech.debate_id == debate.id, Speech.step_index == draft.step_index)
    ).all()
    mine = [line for line in lines if actor.seat_id in (line.seat_id, line.answerer_id)]
    speech = next(iter(mine or lines), None)
    if speech is None:
        raise NotFound
    words = Words(draft.claim, draft.reasons, tuple(draft.cards), tuple(draft.answers))
    return send_point(
        session, actor, debate, speech.address, words, now=now, arrival=arrival, draft=draft
    )


def hand_in(
    session: Session, actor: Actor, debate: Debate, address: str, *, now: int, arrival: int
) -> None:
    """Say that a speech is whole: a live one finishes early, a written one is handed in.

    A written speech is handed in whole: its prepared points are sent in their order first.
    Raises NotFound when it is not the actor's speech, Refused when nothing was written.
    """
    here = debates.load(session, debate.id, MODERATORS, now)
    speech = session.scalar(
        select(Speech).where(Speech.debate_id == debate.id, Speech.address == address)
    )
    if here is None or speech is None or speech.seat_id != actor.seat_id:
        raise NotFound
    if speech.handed_in_ms is not None:
        return
    step = here.fmt.steps[speech.step_index]
    if step.due_hours is not None:
        for draft_id in drafts.prepared(session, actor, step.index):
            sent = send_prepared(session, actor, debate, draft_id, now=now, arrival=arrival)
            if sent.kind == "draft":
                return
    if not session.scalar(select(Point.id).where(Point.speech_id == speech.id).limit(1)):
        raise Refused("There is no point in this speech yet. Write one, keep it, then hand in.")
    speech.handed_in_ms = now
    events.record(
        session,
        debate,
        "speech_handed_in",
        now=now,
        seat_number=actor.seat_number,
        payload={"address": address},
        changes=[Change("floor")],
        hint="turn",
    )
    events.hint(session, debate.id, "people", MODERATORS)


def _in_time(
    here: debates.DebateNow, actor: Actor, step: Step, arrival: int, now: int
) -> clock.Verdict:
    seat = here.seat(actor.seat_id)
    return clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        step.index,
        min(arrival, now),
        seat.factor if seat else 100,
        heartbeat_ms=here.heartbeat_ms,
    )


def _returned(session: Session, draft: Draft | None) -> Point | None:
    """The returned point that this draft is to replace."""
    if draft is None or draft.returned_point_id is None:
        return None
    point = session.get(Point, draft.returned_point_id)
    if point is None or not point.current or point.state != "returned":
        return None
    if point.version > 1:
        raise Refused("This point was returned twice, so it cannot be sent again.")
    return point


def _may_resend(
    session: Session, here: debates.DebateNow, step: Step, old: Point, arrival: int
) -> bool:
    bell = clock.step_ends(here.fmt, here.controls, here.factors or 100)[step.index].end_ms
    returned = session.scalar(
        select(func.max(ModerationAct.at_ms)).where(
            ModerationAct.point_id == old.id, ModerationAct.kind == "return"
        )
    )
    until = speeches.resend_until_ms(bell, returned or 0)
    return until is None or arrival <= until


def _check_turn(actor: Actor, here: debates.DebateNow, step: Step) -> None:
    lines = here.speeches_of(step.index)
    holders = {line.seat_id for line in lines} | {line.answerer_id for line in lines}
    problem = speeches.check_sender(step, actor.role, actor.seat_id, holders, here.floor_seat_id)
    if problem:
        raise Refused(problem.message)


def _half(actor: Actor, speech: debates.SpeechLine, step: Step) -> str:
    if step.entry != "exchange":
        if step.turns and speech.seat_id != actor.seat_id:
            raise Refused("That speech is not yours. Look at the top of the page for whose it is.")
        return ""
    return speeches.exchange_half(actor.seat_id, speech.seat_id, speech.answerer_id) or ""


def _check_words(
    session: Session, speech: debates.SpeechLine, step: Step, words: Words, half: str
) -> None:
    sent = read(session, _COUNT, {"speech": speech.id, "half": half}).scalar()
    problems: Sequence[speeches.Problem]
    if half:
        problems = speeches.check_text(step, "claim", words.claim, sent or 0 if half == "q" else 0)
    else:
        links = ["answers"] * len(words.answers)
        problems = speeches.check_point(
            step, words.claim, words.reasons, len(words.cards), links, sent or 0
        )
    if problems:
        raise Refused(problems[0].message, problems[0].field)


def _citable(
    session: Session, actor: Actor, here: debates.DebateNow, numbers: Sequence[int]
) -> dict[int, int]:
    if not numbers:
        return {}
    allowed = hands.citable(session, here.id, actor.seat_id, actor.side, here.team_hands)
    for number in numbers:
        if number not in allowed:
            raise Refused(
                f"Card No. {number} is not in your hand, your team’s, or cited before. "
                "Take it out and send again.",
                "cards",
            )
    return {number: allowed[number] for number in numbers}


def _targets(
    session: Session, here: debates.DebateNow, actor: Actor, ids: Sequence[int]
) -> list[Point]:
    if not ids:
        return []
    points = list(
        session.scalars(
            select(Point).where(
                Point.id.in_(ids), Point.debate_id == here.id, Point.current, Point.state == "sent"
            )
        )
    )
    if len(points) != len(set(ids)) or any(point.seat_id == actor.seat_id for point in points):
        raise Refused("A point you answer is not there any more. Choose again, then send.", "links")
    if any(_still_sealed(here, session, point) for point in points):
        raise Refused("A point you answer is not revealed yet. Choose again, then send.", "links")
    return points


def _still_sealed(here: debates.DebateNow, session: Session, point: Point) -> bool:
    index = session.scalar(select(Speech.step_index).where(Speech.id == point.speech_id))
    return bool(here.fmt.steps[index or 0].sealed and here.reading.step_index <= (index or 0))


def _add_point(
    session: Session,
    actor: Actor,
    here: debates.DebateNow,
    speech: debates.SpeechLine,
    step: Step,
    words: Words,
    half: str,
    old: Point | None,
    now: int,
) -> Point:
    if old is not None and old.number is None:
        old.current = False  # nobody but its author knew of it
        session.flush()
    point = Point(
        debate_id=here.id,
        speech_id=speech.id,
        seat_id=actor.seat_id,
        version=old.version + 1 if old else 1,
        replaces_id=old.id if old else None,
        half=half,
        side=speech.side or actor.side,
        state="held" if here.hold and not step.sealed else "sent",
        claim=words.claim.strip(),
        reasons=words.reasons.strip(),
        reasons_html=text.render_safe(words.reasons) if words.reasons.strip() else "",
        sent_ms=now,
    )
    session.add(point)
    session.flush()
    return point


def _attach(
    session: Session,
    here: debates.DebateNow,
    point: Point,
    words: Words,
    cards: dict[int, int],
    targets: Sequence[Point],
) -> None:
    badges: Mapping[int, Badge] = {}
    if cards and here.deck_version_id is not None:
        badges = texts.badges_of(session, here.deck_version_id, here.course_id, cards)
    for position, number in enumerate(dict.fromkeys(words.cards), start=1):
        session.add(
            Citation(
                point_id=point.id,
                position=position,
                card_id=cards[number],
                card_number=number,
                badge=badges[number].name if number in badges else LOCATED,
            )
        )
    for target in targets:
        session.add(PointLink(point_id=point.id, kind="answers", target_id=target.id))
    session.flush()


def _record_held(
    session: Session, debate: Debate, actor: Actor, point: Point, speech: debates.SpeechLine
) -> None:
    events.record(
        session,
        debate,
        "point_held",
        now=point.sent_ms,
        seat_number=actor.seat_number,
        payload=points.payload(session, point, speech.address) | {"point": point.id},
        changes=[Change("review", views=(MODERATORS,))],
        hint="turn",
        hint_to=f"seat:{actor.seat_id}",
    )


_COUNT = (
    select(func.count())
    .select_from(Point)
    .where(
        Point.speech_id == bindparam("speech"),
        Point.current,
        Point.state.in_(OPEN_STATES),
        Point.half == bindparam("half"),
    )
)
