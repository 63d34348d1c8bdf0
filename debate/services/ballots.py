"""Judges' ballots: kept while they are written, versioned once they are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from debate.domain import ballots, text
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.ballots import Ballot, BallotScore
from debate.models.debates import Debate
from debate.queries import debates
from debate.services import events

REASON_MAX = 2_000
WHOLE_DEBATE = -1
AUTOSAVE, KEEP, HAND_IN = "", "keep", "hand-in"


@dataclass(frozen=True)
class Sheet:
    """What a judge wrote. `levels`: seat number → criterion → level 1 to 4."""

    levels: Mapping[int, Mapping[str, int]]
    decision: str  # P | O | ""
    reason: str


def save(
    session: Session, actor: Actor, debate: Debate, sheet: Sheet, *, act: str, now: int
) -> None:
    """Keep a judge's ballot, or hand it in; from the start of the debate until the release.

    `act`: AUTOSAVE, KEEP or HAND_IN. A ballot that was handed in stays; the next change of a person
    begins a new version, and until that is handed in the old one counts. Raises Refused out of
    time, for an autosave of a ballot that was handed in, for a level that the rubric has not, and
    when handing in what is not complete: the sentence says what is missing.
    """
    here = debates.load(session, debate.id, actor.view, now)
    if here is None:
        raise NotFound
    if here.started_ms is None:
        raise Refused("There is nothing to judge before the debate has started.", status=409)
    if here.released_ms is not None:
        raise Refused("Marks are released, so ballots can no longer change.", status=409)
    subjects = {line.number: line.id for line in here.seats if line.role == "debater"}
    _check(here.rubric, sheet, subjects)
    if act == HAND_IN:
        _check_complete(here, sheet)
    ballot = _current(session, actor, debate)
    if ballot is not None and ballot.handed_in_ms is not None:
        if _same(session, ballot, sheet, subjects):
            return
        if act == AUTOSAVE:
            raise Refused("Your ballot is handed in. Press Keep to change it.", status=409)
        ballot.current = False
        session.flush()
        ballot = None
    if ballot is None:
        ballot = _next_version(session, actor, debate, now)
    _write(session, ballot, sheet, subjects, now)
    if act == HAND_IN:
        ballot.handed_in_ms = now
        _record(session, debate, actor, ballot, sheet, now)


def _check(rubric: ballots.Rubric, sheet: Sheet, subjects: Mapping[int, int]) -> None:
    for number, given in sheet.levels.items():
        if number not in subjects:
            raise Refused("A speaker on this ballot is no longer in the debate. Reload the page.")
        for problem in ballots.check_levels(rubric, given):
            raise Refused(problem.message, f"{number}-{problem.path}")
    if sheet.decision not in ("", "P", "O"):
        raise Refused("Choose Proposition or Opposition.", "decision")
    if len(sheet.reason) > REASON_MAX:
        raise Refused(f"A reason has at most {REASON_MAX} characters. Shorten it.", "reason")


def _check_complete(here: debates.DebateNow, sheet: Sheet) -> None:
    """Name all that is missing, speaker by speaker; the field is the first of it."""
    missing, first = [], ""
    for line in here.seats:
        if line.role != "debater" or line.absent:
            continue
        found = ballots.missing(here.rubric, sheet.levels.get(line.number, {}))
        if found:
            names = text.listed([criterion.name for criterion in found])
            missing.append(
                f"{names} {'has' if len(found) == 1 else 'have'} no score for {line.label}"
            )
            first = first or f"{line.number}-{found[0].slug}"
    if here.fmt.decision == "judges" and not sheet.decision:
        missing.append("say who won the debate")
        first = first or "decision"
    if not sheet.reason.strip():
        missing.append("give the reason for your decision")
        first = first or "reason"
    if missing:
        sentence = "; ".join(missing)
        raise Refused(f"Not ready yet. {sentence[0].upper()}{sentence[1:]}.", first)


def _current(session: Session, actor: Actor, debate: Debate) -> Ballot | None:
    return session.scalar(
        select(Ballot).where(
            Ballot.debate_id == debate.id,
            Ballot.seat_id == actor.seat_id,
            Ballot.step_index == WHOLE_DEBATE,
            Ballot.current,
        )
    )


def _next_version(session: Session, actor: Actor, debate: Debate, now: int) -> Ballot:
    last = session.scalar(
        select(func.max(Ballot.version)).where(
            Ballot.debate_id == debate.id,
            Ballot.seat_id == actor.seat_id,
            Ballot.step_index == WHOLE_DEBATE,
        )
    )
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


def _same(session: Session, ballot: Ballot, sheet: Sheet, subjects: Mapping[int, int]) -> bool:
    rows = session.execute(
        select(BallotScore.subject_id, BallotScore.criterion, BallotScore.level).where(
            BallotScore.ballot_id == ballot.id
        )
    )
    had = {(row.subject_id, row.criterion, row.level) for row in rows}
    now = {
        (subjects[number], criterion, level)
        for number, given in sheet.levels.items()
        for criterion, level in given.items()
    }
    words = (ballot.decision, ballot.reason) == (sheet.decision, sheet.reason.strip())
    return words and had == now


def _write(
    session: Session, ballot: Ballot, sheet: Sheet, subjects: Mapping[int, int], now: int
) -> None:
    ballot.decision, ballot.reason, ballot.saved_ms = sheet.decision, sheet.reason.strip(), now
    session.execute(delete(BallotScore).where(BallotScore.ballot_id == ballot.id))
    session.add_all(
        BallotScore(
            ballot_id=ballot.id, subject_id=subjects[number], criterion=criterion, level=level
        )
        for number, given in sheet.levels.items()
        for criterion, level in given.items()
    )
    session.flush()


def _record(
    session: Session, debate: Debate, actor: Actor, ballot: Ballot, sheet: Sheet, now: int
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
            "levels": {str(number): dict(given) for number, given in sheet.levels.items()},
        },
        hint="people",
        hint_to=MODERATORS,
    )
