"""Voting before and after, and the reflection at the end."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import clock, polls, speeches, text
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import Step
from debate.models.debates import Debate
from debate.models.polls import Vote
from debate.models.speeches import Reflection
from debate.queries import debates
from debate.services import events

GROUP_OF = {"debater": "debaters", "audience": "audience", "judge": "judges"}


def vote(
    session: Session,
    actor: Actor,
    debate: Debate,
    poll: str,
    choice: str,
    confidence: int | None,
    *,
    now: int,
    arrival: int,
) -> None:
    """Cast or change one's vote in `poll` ("before" or "after").

    Raises NotFound when the format has no such poll, Refused when it is closed, is not open to
    this role, or the choice is none of P, O and U.
    """
    here, step = _step(session, debate, lambda step: step.poll == poll, now)
    _check_open(here, actor, step, arrival, now)
    if choice not in polls.CHOICES:
        raise Refused("Choose where you stand.", "choice")
    if confidence is not None and confidence not in range(1, 6):
        raise Refused("Say how sure you are from 1 to 5, or leave it out.", "confidence")
    row = session.scalar(
        select(Vote).where(
            Vote.debate_id == debate.id, Vote.poll == poll, Vote.seat_id == actor.seat_id
        )
    )
    if row is None:
        row = Vote(debate_id=debate.id, poll=poll, seat_id=actor.seat_id)
        session.add(row)
    row.choice, row.confidence, row.at_ms = choice, confidence, now
    payload = {"poll": poll, "choice": choice, "confidence": confidence or 0}
    events.record(
        session,
        debate,
        "vote_cast",
        now=now,
        seat_number=actor.seat_number,
        payload=payload,
        hint="turn",
        hint_to=f"seat:{actor.seat_id}",
    )
    events.hint(session, debate.id, "people", MODERATORS)


def reflect(
    session: Session, actor: Actor, debate: Debate, words: str, *, now: int, arrival: int
) -> None:
    """Hand in a reflection, or a better one while the step lasts.

    Raises NotFound when the format asks for none, Refused when it is closed, empty or too long.
    """
    here, step = _step(session, debate, lambda step: step.entry == "reflection", now)
    _check_open(here, actor, step, arrival, now)
    problems = speeches.check_text(step, "text", words)
    if problems:
        raise Refused(problems[0].message, "text")
    row = session.scalar(
        select(Reflection).where(
            Reflection.debate_id == debate.id, Reflection.seat_id == actor.seat_id
        )
    )
    if row is None:
        row = Reflection(debate_id=debate.id, seat_id=actor.seat_id)
        session.add(row)
    row.text, row.html, row.handed_in_ms = words.strip(), text.render_safe(words), now
    events.record(
        session,
        debate,
        "reflection_handed_in",
        now=now,
        seat_number=actor.seat_number,
        payload={"text": words.strip()},
        hint="turn",
        hint_to=f"seat:{actor.seat_id}",
    )
    events.hint(session, debate.id, "people", MODERATORS)


def _step(
    session: Session, debate: Debate, wanted: Callable[[Step], bool], now: int
) -> tuple[debates.DebateNow, Step]:
    here = debates.load(session, debate.id, MODERATORS, now)
    step = next((step for step in here.fmt.steps if wanted(step)), None) if here else None
    if here is None or step is None:
        raise NotFound("This debate has no such step.")
    return here, step


def _check_open(here: debates.DebateNow, actor: Actor, step: Step, arrival: int, now: int) -> None:
    if step.open_to and GROUP_OF.get(actor.role) not in step.open_to:
        raise Refused("This step is not open to you.", status=403)
    seat = here.seat(actor.seat_id)
    verdict = clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        step.index,
        min(arrival, now),
        seat.factor if seat else 100,
        heartbeat_ms=here.heartbeat_ms,
    )
    if verdict.code == "not_yet":
        raise Refused(f"{step.name} has not begun yet. Your words are still here.", status=409)
    if not verdict.ok:
        raise Refused(f"{step.name} has closed. Your words are still here.", status=409)
