"""Sending points, questions and answers: whose turn, whether in time, which cards may be cited.

What comes too late is not lost: it goes back to its author as a draft, which is a return value and
commits. What the rules refuse outright raises `Refused` and changes nothing.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import clock, modes, speeches, text
from debate.domain.events import MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.domain.steps import Step, other_side
from debate.models.debates import Debate
from debate.models.speeches import Draft, Point, Speech
from debate.queries import challenges_cards, debates, debates_teams, hands
from debate.services import deadlines, drafts, events, points, points_links, wordlists


@dataclass(frozen=True)
class Outcome:
    """What became of a post: sent, held for review, or kept as a draft with the reason why.

    `here` is the debate as it stands with it, as the actor's view sees it.
    """

    kind: str  # sent | held | draft
    point_id: int = 0
    address: str = ""
    sentence: str = ""
    here: debates.DebateNow | None = None


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
    revises: int | None = None,
) -> Outcome:
    """Put one point (or one half of an exchange) into the speech `address`.

    `arrival` (ms) is when the post reached the server: by it the bell is judged, with two seconds
    of grace. `draft` is the prepared point that the words come from; it goes when they are sent.
    `revises`: the id of the author's own point that the words take the place of (`revisions`).
    Raises NotFound for an unknown speech, Refused for what the rules do not allow.
    """
    here = debates.load(session, debate.id, actor.view, now)
    speech = here.speech(address) if here else None
    if here is None or speech is None:
        raise NotFound
    step = here.fmt.steps[speech.step_index]
    opened = None if draft else drafts.opened(session, actor, step.index)
    stored = draft or opened
    came_back = stored.returned_point_id if stored else None
    old = drafts.replaced(session, actor, speech, draft, revises, came_back)
    verdict = in_time(here, actor, step, arrival, now)
    again = old is not None and old.state == "returned" and verdict.code != "ok"
    if old is not None and again:
        again = drafts.may_resend(session, here, step.index, old, arrival)
    if not verdict.ok and not again:
        why, over = verdict.sentence, _is_over(here, step)
        drafts.keep_late(session, actor, debate, step.index, words, why, now, draft, old, over)
        return Outcome("draft", sentence=verdict.sentence)
    if old is None or old.state == "sent":
        _check_turn(actor, here, step)
        if speech.handed_in_ms is not None and not modes.entered_later(here.mode, step, False):
            raise Refused("This speech is handed in, so nothing can be added to it.")
    half = old.half if old else _half(actor, speech, step)
    late = (old is not None and old.late) or (verdict.code == "marked" and not again)
    sent = put_point(session, actor, debate, here, speech, words, half, now, old=old, late=late)
    if stored is not None or old is not None:
        drafts.forget(session, actor, step.index, draft, old)
    return sent


def put_point(
    session: Session,
    author: Actor,
    debate: Debate,
    here: debates.DebateNow,
    speech: debates.SpeechLine,
    words: Words,
    half: str,
    now: int,
    *,
    old: Point | None = None,
    late: bool = False,
    scribe: Actor | None = None,
) -> Outcome:
    """Put a point into a speech once turn and time were looked at; its words are checked here.

    `old` is what it replaces; `scribe`: who typed what the author said. Raises Refused.
    """
    said, step = points.spoken(session, speech, here.id), here.fmt.steps[speech.step_index]
    question = said.first_waiting() if half == "a" and old is None else None
    sent = 0 if step.points_max is None else said.standing(half, old)
    _check_words(sent, step, words, half)
    cards = _citable(session, author, here, words.cards)
    side = _side(author, speech, half)
    targets = points_links.targets(session, here, author.seat_id, side, words.links, old)
    point = _point(here, author, speech, words, half, old, late, now)
    point.question_number = old.question_number if old else question
    wordlists.look_over(session, here, speech.step_index, point)
    if scribe is not None:
        point.by_scribe, point.entered_by_id = True, scribe.seat_id or None
    _add(session, point, old, said, now)
    also = points.follow(session, here, point) if old is not None and point.number else ()
    attached = points.attach(session, here, point, cards, targets)
    return _tell(session, author, debate, here, speech, point, attached, now, also)


def put_half(
    session: Session,
    actor: Actor,
    debate: Debate,
    here: debates.DebateNow,
    speech: debates.SpeechLine,
    half: str,
    claim: str,
    said: points.Spoken,
    question: int | None,
    now: int,
) -> Outcome:
    """Put a question ("q") or the answer ("a") to the question with a number into a speech.

    The caller has looked at turn, time and words (`exchanges`).
    """
    point = _point(here, actor, speech, Words(claim), half, None, False, now)
    point.question_number = question
    wordlists.look_over(session, here, speech.step_index, point)
    _add(session, point, None, said, now)
    return _tell(session, actor, debate, here, speech, point, points.Attached((), ()), now)


def _add(session: Session, point: Point, old: Point | None, said: points.Spoken, now: int) -> None:
    """Write the point, with its number unless it is held; `old` is what it replaces."""
    if old is not None and old.number is None:
        old.current = False  # nobody but its author knew of it
        session.flush()
    if point.state == "sent":
        points.show(session, point, said, now)
    points.add(session, point)


def _tell(
    session: Session,
    actor: Actor,
    debate: Debate,
    here: debates.DebateNow,
    speech: debates.SpeechLine,
    point: Point,
    attached: points.Attached,
    now: int,
    also: Sequence[Change] = (),
) -> Outcome:
    """Write the event of a new point, and say what became of it."""
    if point.state == "held":
        _record_held(session, debate, actor, point, speech, attached)
        return Outcome("held", point.id, here=_after(here, debate))
    address = points.publish(
        session,
        debate,
        point,
        speech,
        sealed=here.is_sealed(speech.step_index),
        now=now,
        attached=attached,
        seat_number=actor.seat_number,
        also=also,
    )
    return Outcome("sent", point.id, address, here=_after(here, debate))


def _after(here: debates.DebateNow, debate: Debate) -> debates.DebateNow:
    """The debate after an event that changed nothing of what `here` tells but the record.

    A copy as it is made: what was looked up in it already stays looked up.
    """
    after = copy(here)
    vars(after).update(last_seq=debate.last_seq, head=debate.head)
    return after


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
    words = drafts.words_of(draft)
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
        changes=[Change("floor"), *_after_its_step(here, speech)],
        hint="turn",
    )
    events.hint(session, debate.id, "people", MODERATORS)
    deadlines.handed_in(session, debate, step, now)


def _after_its_step(here: debates.DebateNow, speech: Speech) -> list[Change]:
    """The head of a speech that came late: it no longer says that nothing was handed in."""
    late = here.reading.state == "finished" or here.reading.step_index > speech.step_index
    return [Change(f"speech-{speech.address}", "speeches")] if late else []


def in_time(
    here: debates.DebateNow, actor: Actor, step: Step, arrival: int, now: int
) -> clock.Verdict:
    """Whether what this seat sends for a step comes in time, by its arrival (ms)."""
    seat = here.seat(actor.seat_id)
    return clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        step.index,
        min(arrival, now),
        seat.factor if seat else 100,
        heartbeat_ms=here.heartbeat_ms,
        side=actor.side,
        spoken=modes.entered_later(here.mode, step, False),
    )


def _is_over(here: debates.DebateNow, step: Step) -> bool:
    """Whether the clock has left a step for good; a pause ends."""
    return here.reading.step_index != step.index or here.reading.state in ("over", "finished")


def _check_turn(actor: Actor, here: debates.DebateNow, step: Step) -> None:
    lines = here.speeches_of(step.index)
    holders = {line.seat_id for line in lines} | {line.answerer_id for line in lines}
    if step.crossfire:
        holders = {line.id for line in debates_teams.speakers(here, step)}
    problem = speeches.check_sender(step, actor.role, actor.seat_id, holders, here.floor_seat_id)
    if problem:
        raise Refused(problem.message)


def _half(actor: Actor, speech: debates.SpeechLine, step: Step) -> str:
    if step.crossfire:
        return "q"  # an answer names its question (`exchanges`)
    if step.entry != "exchange":
        if step.turns and speech.seat_id != actor.seat_id:
            raise Refused("That speech is not yours. Look at the top of the page for whose it is.")
        return ""
    return speeches.exchange_half(actor.seat_id, speech.seat_id, speech.answerer_id) or ""


def _check_words(sent: int, step: Step, words: Words, half: str) -> None:
    problems: Sequence[speeches.Problem]
    if half:
        problems = speeches.check_text(step, "claim", words.claim, sent if half == "q" else 0)
    else:
        kinds = [kind for kind, _ in words.links]
        problems = speeches.check_point(
            step, words.claim, words.reasons, len(words.cards), kinds, sent
        )
    if problems:
        raise Refused(problems[0].message, problems[0].field)


def _citable(
    session: Session, actor: Actor, here: debates.DebateNow, numbers: Sequence[int]
) -> dict[int, int]:
    if not numbers:
        return {}
    sealed = [step.index for step in here.fmt.steps if here.is_sealed(step.index)]
    holders = debates_teams.sharers(here, actor.seat_id)
    allowed = hands.citable(session, here.id, holders, sealed, wanted=numbers)
    for number in numbers:
        if number not in allowed:
            raise Refused(
                challenges_cards.why_barred(here, [number])
                or f"Card No. {number} is not in your hand, your team’s, or cited before. "
                "Take it out and send again.",
                "cards",
            )
    return {number: allowed[number] for number in numbers}


def _point(
    here: debates.DebateNow,
    actor: Actor,
    speech: debates.SpeechLine,
    words: Words,
    half: str,
    old: Point | None,
    late: bool,
    now: int,
) -> Point:
    return Point(
        debate_id=here.id,
        speech_id=speech.id,
        seat_id=actor.seat_id,
        version=old.version + 1 if old else 1,
        replaces_id=old.id if old else None,
        half=half,
        side=_side(actor, speech, half),
        current=True,
        state="held" if here.is_held(speech.step_index, actor.seat_id) else "sent",
        claim=words.claim.strip(),
        reasons=words.reasons.strip(),
        reasons_html=text.render_safe(words.reasons) if words.reasons.strip() else "",
        sent_ms=now,
        late=late,
    )


def _side(actor: Actor, speech: debates.SpeechLine, half: str) -> str | None:
    """The side that is argued: a question interrupts a speech from the other side."""
    if speech.side is None:
        return actor.side
    return other_side(speech.side) if half == "q" else speech.side


def _record_held(
    session: Session,
    debate: Debate,
    actor: Actor,
    point: Point,
    speech: debates.SpeechLine,
    attached: points.Attached,
) -> None:
    half = {"half": point.half} if point.half else {}
    told = points.payload(session, point, speech.address, attached) | {"point": point.id} | half
    events.record(
        session,
        debate,
        "point_held",
        now=point.sent_ms,
        seat_number=actor.seat_number,
        payload=told,
        changes=[Change("review", views=(MODERATORS,))],
        hint="turn",
        hint_to=f"seat:{actor.seat_id}",
    )
