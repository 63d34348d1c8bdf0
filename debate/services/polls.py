"""Voting before and after, and the reflection at the end."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import polls, speeches, text
from debate.domain.events import MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words
from debate.domain.steps import Step
from debate.models.debates import Debate
from debate.models.polls import Vote
from debate.models.speeches import Reflection
from debate.queries import debates, polls_points
from debate.queries import polls as polls_now
from debate.services import drafts, events, moderation_log

CONFIDENCES = range(1, 6)


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

    `choice`: "P", "O" or "U"; `confidence`: 1 to 5 or None. Raises NotFound when the format has no
    such poll, Forbidden where it is not open to this role, Refused when it is closed or stands
    still, or for a choice that there is not.
    """
    here, step = _step(session, debate, lambda step: step.poll == poll, now)
    why_not = polls_now.why_not(here, actor, step, arrival)
    if why_not:
        raise Refused(f"{why_not} What you chose is still marked below.", status=409)
    if choice not in polls.CHOICES:
        raise Refused("Choose where you stand.", "choice")
    if confidence is not None and confidence not in CONFIDENCES:
        raise Refused("Say how sure you are from 1 to 5, or leave it out.", "confidence")
    row = _vote_of(session, debate, poll, actor)
    if row is not None and (row.choice, row.confidence) == (choice, confidence):
        return
    if row is None:
        row = Vote(debate_id=debate.id, poll=poll, seat_id=actor.seat_id)
        session.add(row)
    row.choice, row.confidence, row.at_ms = choice, confidence, now
    _record_vote(session, actor, debate, row, now)


def name_point(
    session: Session, actor: Actor, debate: Debate, address: str, *, now: int, arrival: int
) -> None:
    """Say, or say anew, which point moved one: part of the closing vote, while that is open.

    `address`: that of a point which the room reads and somebody else made, or "none". Raises
    NotFound when the format has no closing vote, Forbidden where it is not open to this role,
    Refused when it is closed or stands still, before one has voted, or for any other address.
    """
    here, step = _step(session, debate, lambda step: step.poll == "after", now)
    why_not = polls_now.why_not(here, actor, step, arrival)
    if why_not:
        raise Refused(f"{why_not} What you chose is still marked below.", status=409)
    row = _vote_of(session, debate, "after", actor)
    if row is None:
        raise Refused("Vote first, then say which point moved you.", status=409)
    if not address:
        raise Refused("Choose a point, or “None of them”.", "point")
    lines = polls_points.points(session, here)
    if address != polls.NO_POINT and not any(
        line.address == address and line.seat_id != actor.seat_id for line in lines
    ):
        raise Refused("That point cannot be chosen any more. Choose another one.", "point")
    if row.moved_by == address:
        return
    row.moved_by, row.at_ms = address, now
    _record_vote(session, actor, debate, row, now)


def show_totals(session: Session, actor: Actor, debate: Debate, now: int) -> None:
    """Show the totals although votes of unconfirmed seats are not in them; the record names these.

    Shown totals stay shown, and where nothing waits for it the act changes nothing. Raises Refused
    while a vote is still to come.
    """
    here = debates.load(session, debate.id, MODERATORS, now)
    if here is None or not polls_now.any_over(here):
        raise Refused("The vote is not over yet, so there are no totals to show.", status=409)
    doubtful = polls_now.doubtful(session, here)
    if not doubtful:
        return
    moderation_log.add(session, actor, debate.id, "totals", now)
    events.record(
        session,
        debate,
        "totals_shown",
        now=now,
        payload={"unconfirmed": [line.number for line in doubtful]},
        changes=[Change("stage", views=(MODERATORS,))],
        hint="turn",
    )
    events.hint_screens(session, debate.id, "floor")


def reflect(
    session: Session, actor: Actor, debate: Debate, words: str, *, now: int, arrival: int
) -> str:
    """Hand in a reflection, or a better one while the step lasts; "" when that was done.

    Out of time the words are kept as a draft, and the sentence that says so is returned. Raises
    NotFound when the format asks for none, Forbidden where it is not open to this role, Refused
    when it is empty or too long.
    """
    here, step = _step(session, debate, _asks_reflection, now)
    why_not = polls_now.why_not(here, actor, step, arrival)
    if why_not:
        draft = drafts.save_open(session, actor, debate, step.index, Words("", words), now)
        draft.reason = why_not
        return why_not
    problems = speeches.check_text(step, "text", words)
    if problems:
        raise Refused(problems[0].message, "text")
    drafts.forget(session, actor, step.index, None)
    row = session.scalar(
        select(Reflection).where(
            Reflection.debate_id == debate.id, Reflection.seat_id == actor.seat_id
        )
    )
    if row is not None and row.text == words.strip():
        return ""
    if row is None:
        row = Reflection(debate_id=debate.id, seat_id=actor.seat_id)
        session.add(row)
    row.text, row.html, row.handed_in_ms = words.strip(), text.render_safe(words), now
    _record(session, actor, debate, "reflection_handed_in", {"text": row.text}, now)
    return ""


def keep_reflection(session: Session, actor: Actor, debate: Debate, words: str, now: int) -> None:
    """Keep a reflection while it is written, whenever that is; only its author sees it.

    Raises NotFound when the format asks for none, Refused above 20,000 characters.
    """
    _, step = _step(session, debate, _asks_reflection, now)
    drafts.save_open(session, actor, debate, step.index, Words("", words), now)


def _asks_reflection(step: Step) -> bool:
    return step.entry == "reflection"


def _vote_of(session: Session, debate: Debate, poll: str, actor: Actor) -> Vote | None:
    return session.scalar(
        select(Vote).where(
            Vote.debate_id == debate.id, Vote.poll == poll, Vote.seat_id == actor.seat_id
        )
    )


def _record_vote(session: Session, actor: Actor, debate: Debate, row: Vote, now: int) -> None:
    payload = {
        "poll": row.poll,
        "choice": row.choice,
        "confidence": str(row.confidence or ""),
    }
    if row.moved_by is not None:
        payload["moved_by"] = row.moved_by
    _record(session, actor, debate, "vote_cast", payload, now)


def _step(
    session: Session, debate: Debate, wanted: Callable[[Step], bool], now: int
) -> tuple[debates.DebateNow, Step]:
    here = debates.load(session, debate.id, MODERATORS, now)
    step = next((step for step in here.fmt.steps if wanted(step)), None) if here else None
    if here is None or step is None:
        raise NotFound("This debate has no such step.")
    return here, step


def _record(
    session: Session,
    actor: Actor,
    debate: Debate,
    kind: str,
    payload: dict[str, str],
    now: int,
) -> None:
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=actor.seat_number,
        payload=payload,
        hint="turn",
        hint_to=f"seat:{actor.seat_id}",
    )
    events.hint(session, debate.id, "people", MODERATORS)
    events.hint_screens(session, debate.id, "vote")
