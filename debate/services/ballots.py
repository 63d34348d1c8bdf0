"""Judges' ballots: kept while they are written, versioned once they are handed in."""

from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from debate.domain import ballots
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.ballots import Ballot, BallotScore
from debate.models.debates import Debate
from debate.queries import debates
from debate.services import events

REASON_MAX = 2_000
WHOLE_DEBATE = -1

Levels = Mapping[int, Mapping[str, int]]  # seat number → criterion → level 1 to 4


def save(
    session: Session,
    actor: Actor,
    debate: Debate,
    levels: Levels,
    decision: str,
    reason: str,
    *,
    hand_in: bool,
    now: int,
) -> None:
    """Keep a judge's ballot, or hand it in. A change after handing in is a new version.

    Raises Refused before the start, after the release, for a level the rubric has not, and when
    handing in what is not complete: the sentence says what is missing.
    """
    here = debates.load(session, debate.id, MODERATORS, now)
    if here is None or here.started_ms is None:
        raise Refused("There is nothing to judge before the debate has started.")
    if debate.released_ms is not None:
        raise Refused("Marks are released, so ballots can no longer change.", status=409)
    subjects = {line.number: line.id for line in here.seats if line.role == "debater"}
    _check(here.rubric, levels, subjects, decision, reason)
    if hand_in:
        _check_complete(here, levels, decision, reason)
    ballot = _current(session, actor, debate, now)
    ballot.decision, ballot.reason, ballot.saved_ms = decision, reason.strip(), now
    session.execute(delete(BallotScore).where(BallotScore.ballot_id == ballot.id))
    for number, given in levels.items():
        for criterion, level in given.items():
            session.add(
                BallotScore(
                    ballot_id=ballot.id,
                    subject_id=subjects[number],
                    criterion=criterion,
                    level=level,
                )
            )
    session.flush()
    if hand_in:
        ballot.handed_in_ms = now
        _record(session, debate, actor, ballot, levels, now)


def _check(
    rubric: ballots.Rubric,
    levels: Levels,
    subjects: Mapping[int, int],
    decision: str,
    reason: str,
) -> None:
    for number, given in levels.items():
        if number not in subjects:
            raise Refused("A speaker on this ballot is no longer in the debate. Reload the page.")
        for problem in ballots.check_levels(rubric, given):
            raise Refused(problem.message)
    if decision not in ("", "P", "O"):
        raise Refused("Choose Proposition or Opposition.", "decision")
    if len(reason) > REASON_MAX:
        raise Refused(f"A reason has at most {REASON_MAX} characters. Shorten it.", "reason")


def _check_complete(here: debates.DebateNow, levels: Levels, decision: str, reason: str) -> None:
    for line in here.seats:
        if line.role != "debater" or line.absent:
            continue
        for criterion in ballots.missing(here.rubric, levels.get(line.number, {})):
            sentence = f"Not ready yet. {criterion.name} has no score for {line.label}."
            raise Refused(sentence, f"{line.number}-{criterion.slug}")
    if here.fmt.decision == "judges" and not decision:
        raise Refused("Not ready yet. Say who won the debate.", "decision")
    if not reason.strip():
        raise Refused("Not ready yet. Give the reason for your decision.", "reason")


def _current(session: Session, actor: Actor, debate: Debate, now: int) -> Ballot:
    """The ballot that is being written; a handed-in one is kept and followed by a new version."""
    mine = (
        Ballot.debate_id == debate.id,
        Ballot.seat_id == actor.seat_id,
        Ballot.step_index == WHOLE_DEBATE,
    )
    ballot = session.scalar(select(Ballot).where(*mine, Ballot.current))
    if ballot is not None and ballot.handed_in_ms is None:
        return ballot
    if ballot is not None:
        ballot.current = False
        session.flush()
    last = session.scalar(select(func.max(Ballot.version)).where(*mine))
    ballot = Ballot(
        debate_id=debate.id,
        seat_id=actor.seat_id,
        step_index=WHOLE_DEBATE,
        version=(last or 0) + 1,
        saved_ms=now,
    )
    session.add(ballot)
    session.flush()
    return ballot


def _record(
    session: Session, debate: Debate, actor: Actor, ballot: Ballot, levels: Levels, now: int
) -> None:
    events.record(
        session,
        debate,
        "ballot_handed_in",
        now=now,
        seat_number=actor.seat_number,
        payload={
            "version": ballot.version,
            "decision": ballot.decision,
            "reason": ballot.reason,
            "levels": {str(number): dict(given) for number, given in levels.items()},
        },
        hint="people",
        hint_to=MODERATORS,
    )
