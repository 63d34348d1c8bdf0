"""Judges' ballots: kept while they are written, versioned once handed in, closed by staff."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from debate.domain import ballots, ballots_points, ballots_ranks, rubrics, text
from debate.domain.ballots_points import Given
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.ballots import Ballot, BallotPoints, BallotRank, BallotScore
from debate.models.debates import Debate
from debate.models.speeches import Speech
from debate.queries import ballots as reads
from debate.queries import debates, debates_teams, releases
from debate.queries.ballots_lines import Typed
from debate.queries.debates import DebateNow, SpeechLine
from debate.services import events, wordlists

REASON_MAX = 2_000
WHOLE_DEBATE = -1
AUTOSAVE, KEEP, HAND_IN = "", "keep", "hand-in"
Speeches: TypeAlias = Mapping[str, tuple[ballots_points.Scored, SpeechLine]]
"""The speeches that a judge scores, by address."""
RELEASED = "Marks are released, so ballots can no longer change."


@dataclass(frozen=True)
class Sheet:
    """What a judge wrote. `levels`: seat number → criterion → level, from 1.

    `points`, in a format with speaker points: address of a speech → score as typed, and its reason.
    `ranks`, with four teams: team → rank, where judges enter it; elsewhere totals make it.
    """

    levels: Mapping[int, Mapping[str, int]]
    decision: str  # P | O | ""
    reason: str
    points: Typed = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)


def save(
    session: Session, actor: Actor, debate: Debate, sheet: Sheet, *, act: str, now: int
) -> None:
    """Keep a judge's ballot, or hand it in; from the start of the debate until ballots are closed.

    `act`: AUTOSAVE, KEEP or HAND_IN. A ballot that was handed in stays; the next change of a person
    begins a new version, and until that is handed in the old one counts. Raises Refused out of
    time, for an autosave of a ballot that was handed in, for a level that the rubric or a score
    that the format has not, and when handing in what is not complete, or a winner that the points
    speak against: the sentence says what is missing or names both totals.
    """
    here = debates.load(session, debate.id, actor.view, now)
    if here is None:
        raise NotFound
    _check_time(session, debate)
    subjects = {line.number: line.id for line in here.seats if line.role == "debater"}
    _check(here.rubric, sheet, subjects)
    speeches = _scored(here)
    _check_points(here, sheet, speeches)
    ranks = sheet.ranks
    if act == HAND_IN:
        _check_complete(here, sheet, speeches)
        _check_winner(here, sheet, speeches)
        ranks = _ranks(here, sheet, speeches)
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
    if act == HAND_IN:
        said = (sheet.reason, *(reason for _, reason in sheet.points.values()))
        wordlists.look_for_names(session, debate, *said, now=now)
    _write(session, ballot, sheet, subjects, now)
    _write_points(session, ballot, sheet, speeches)
    _write_ranks(session, ballot, ranks)
    if act == HAND_IN:
        ballot.handed_in_ms = now
        _record(session, debate, actor, ballot, replace(sheet, ranks=ranks), now)


def close(session: Session, debate: Debate, seen: Collection[int], now: int) -> None:
    """Let no ballot change any more; the record names the judges whose ballot is missing.

    `seen`: the seat numbers that the page named as missing. Raises Refused while the debate runs,
    when ballots are closed or released, and when a ballot is missing that the page did not name.
    """
    here = debates.load(session, debate.id, MODERATORS, now)
    if here is None:
        raise NotFound
    if debate.ended_ms is None:
        raise Refused(
            "The debate is not over yet. End it first, then close the ballots.", status=409
        )
    _check_time(session, debate)
    missing = reads.missing(session, here)
    unseen = [line.label for line in missing if line.number not in seen]
    if unseen:
        raise Refused(f"Also missing: the ballot of {text.listed(unseen)}. Look again, then close.")
    debate.ballots_closed_ms = now
    payload = {"missing": [line.number for line in missing]}
    events.record(session, debate, "ballots_closed", now=now, payload=payload, hint="turn")


def reopen(session: Session, debate: Debate, reason: str, now: int) -> None:
    """Let ballots change again. Raises Refused without a reason, and where none are closed."""
    if debate.ballots_closed_ms is None:
        raise Refused("Ballots are open.", status=409)
    if releases.ballots_are_out(session, debate.id):
        raise Refused(RELEASED, status=409)
    said = reason.strip()
    if not said or len(said) > ballots_points.REASON_MAX:
        raise Refused(
            f"Say why, in at most {ballots_points.REASON_MAX} characters. It stands in the record.",
            "reason",
        )
    debate.ballots_closed_ms = None
    events.record(
        session, debate, "ballots_reopened", now=now, payload={"reason": said}, hint="turn"
    )


def _check_time(session: Session, debate: Debate) -> None:
    if debate.started_ms is None:
        raise Refused("There is nothing to judge before the debate has started.", status=409)
    if releases.ballots_are_out(session, debate.id):
        raise Refused(RELEASED, status=409)
    if debate.ballots_closed_ms is not None:
        raise Refused("Ballots are closed, so they can no longer change.", status=409)


def _check(rubric: rubrics.Rubric, sheet: Sheet, subjects: Mapping[int, int]) -> None:
    for number, given in sheet.levels.items():
        if number not in subjects:
            raise Refused("A speaker on this ballot is no longer in the debate. Reload the page.")
        for problem in ballots.check_levels(rubric, given):
            raise Refused(problem.message, f"{number}-{problem.path}")
    if sheet.decision not in ("", "P", "O"):
        raise Refused("Choose Proposition or Opposition.", "decision")
    if not all(1 <= rank <= ballots_ranks.LAST for rank in sheet.ranks.values()):
        raise Refused(f"Choose a rank from 1 to {ballots_ranks.LAST}.", "ranks")
    if len(sheet.reason) > REASON_MAX:
        raise Refused(f"A reason has at most {REASON_MAX} characters. Shorten it.", "reason")


def _scored(here: DebateNow) -> Speeches:
    """The speeches that earn points and that somebody holds who is there."""
    found: dict[str, tuple[ballots_points.Scored, SpeechLine]] = {}
    for slot in ballots_points.scored(here.fmt):
        speech = here.speech(slot.address)
        seat = here.seat(speech.seat_id) if speech else None
        if speech and seat and not seat.absent:
            found[slot.address] = (slot, speech)
    return found


def _check_points(here: DebateNow, sheet: Sheet, speeches: Speeches) -> None:
    for address, (typed, reason) in sheet.points.items():
        if address not in speeches:
            raise Refused("A speech on this ballot is not there any more. Reload the page.")
        wrong = ballots_points.check(_scale(here, speeches, address), typed) if typed else ""
        if wrong:
            raise Refused(f"{address}: {wrong}", f"score-{address}")
        if len(reason) > ballots_points.REASON_MAX:
            most = ballots_points.REASON_MAX
            raise Refused(f"{address}: a reason has at most {most} characters.", f"why-{address}")


def _scale(here: DebateNow, speeches: Speeches, address: str) -> ballots_points.Scale:
    return ballots_points.scale(here.fmt, speeches[address][0].half)


def _check_complete(here: DebateNow, sheet: Sheet, speeches: Speeches) -> None:
    """Name all that is missing, speaker by speaker; the field is the first of it."""
    found = _missing_points(here, sheet, speeches) if here.fmt.by_points else _missing(here, sheet)
    if here.fmt.decision == "judges" and not sheet.decision:
        found.append(("decision", "say who won the debate"))
    if here.fmt.teams and ballots_ranks.by_hand(here.fmt, _given(here, sheet, speeches)):
        wrong = ballots_ranks.check_ranks(sheet.ranks, debates_teams.present(here), here.fmt.teams)
        found += [wrong] if wrong[0] else []
    if not sheet.reason.strip():
        found.append(("reason", "give the reason for your decision"))
    if found:
        sentence = "; ".join(words for _, words in found)
        raise Refused(f"Not ready yet. {sentence[0].upper()}{sentence[1:]}.", found[0][0])


def _missing(here: DebateNow, sheet: Sheet) -> list[tuple[str, str]]:
    """Field and sentence for each debater without a level on some criterion."""
    found = []
    for line in here.seats:
        if line.role != "debater" or line.absent:
            continue
        gaps = ballots.missing(here.rubric, sheet.levels.get(line.number, {}))
        if gaps:
            names = text.listed([criterion.name for criterion in gaps])
            words = (
                f"nothing is scored for {line.label}"
                if len(gaps) == len(here.rubric.criteria)
                else f"{names} {'has' if len(gaps) == 1 else 'have'} no score for {line.label}"
            )
            found.append((f"{line.number}-{gaps[0].slug}", words))
    return found


def _missing_points(here: DebateNow, sheet: Sheet, speeches: Speeches) -> list[tuple[str, str]]:
    """Field and sentence for each speech without a score, or without the reason that it needs."""
    found = []
    for address, (slot, speech) in speeches.items():
        typed, reason = sheet.points.get(address, ("", ""))
        points = ballots_points.read_points(typed)
        if points is None:
            words = f"{address} has no score for {here.label(speech.seat_id)}"
            found.append((f"score-{address}", words))
            continue
        scale = ballots_points.scale(here.fmt, slot.half)
        if ballots_points.needs_reason(scale, points) and not reason.strip():
            words = f"say why {address} is outside {scale.band}"
            found.append((f"why-{address}", words))
    return found


def _check_winner(here: DebateNow, sheet: Sheet, speeches: Speeches) -> None:
    """Winner and totals agree where the format says so."""
    given = [
        (slot.side, Given(slot.half, ballots_points.read_points(sheet.points[address][0])))
        for address, (slot, _) in speeches.items()
    ]
    wrong = ballots_points.check_winner(here.fmt, sheet.decision, given, here.fmt.sides)
    if wrong:
        raise Refused(wrong, "decision")


def _given(here: DebateNow, sheet: Sheet, speeches: Speeches) -> list[tuple[str, Given]]:
    """Team and score of each speech that is to be scored."""
    typed = {address: sheet.points.get(address, ("", ""))[0] for address in speeches}
    return [
        (slot.team, Given(slot.half, ballots_points.read_points(typed[address])))
        for address, (slot, _) in speeches.items()
    ]


def _ranks(here: DebateNow, sheet: Sheet, speeches: Speeches) -> Mapping[str, int]:
    """The ranks of a complete ballot on four teams; Refused where two totals are the same."""
    given = _given(here, sheet, speeches)
    if not here.fmt.teams or ballots_ranks.by_hand(here.fmt, given):
        return sheet.ranks
    sums = ballots_ranks.totals(given) or {}
    wrong = ballots_ranks.check_totals(sums, here.fmt.teams)
    if wrong:
        raise Refused(wrong, "ranks")
    return ballots_ranks.from_totals(sums)


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
    same = words and had == now and _points_of(session, ballot) == _typed_points(sheet)
    return same and (
        not sheet.ranks or reads.ranks(session, [ballot.id]).get(ballot.id) == sheet.ranks
    )


def _points_of(session: Session, ballot: Ballot) -> dict[str, tuple[int | None, str]]:
    rows = session.execute(
        select(Speech.address, BallotPoints.points, BallotPoints.reason)
        .join(Speech, Speech.id == BallotPoints.speech_id)
        .where(BallotPoints.ballot_id == ballot.id)
    )
    return {row.address: (row.points, row.reason) for row in rows}


def _typed_points(sheet: Sheet) -> dict[str, tuple[int | None, str]]:
    """Address → points and reason, of the speeches with either."""
    return {
        address: (ballots_points.read_points(typed), reason.strip())
        for address, (typed, reason) in sheet.points.items()
        if typed.strip() or reason.strip()
    }


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


def _write_points(session: Session, ballot: Ballot, sheet: Sheet, speeches: Speeches) -> None:
    session.execute(delete(BallotPoints).where(BallotPoints.ballot_id == ballot.id))
    session.add_all(
        BallotPoints(
            ballot_id=ballot.id,
            speech_id=speeches[address][1].id,
            subject_id=speeches[address][1].seat_id,
            points=points,
            reason=reason,
        )
        for address, (points, reason) in _typed_points(sheet).items()
    )
    session.flush()


def _write_ranks(session: Session, ballot: Ballot, ranks: Mapping[str, int]) -> None:
    session.execute(delete(BallotRank).where(BallotRank.ballot_id == ballot.id))
    session.add_all(
        BallotRank(ballot_id=ballot.id, team=team, rank=rank) for team, rank in ranks.items()
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
            **_points_payload(sheet),
            **({"ranks": dict(sheet.ranks)} if sheet.ranks else {}),
        },
        hint="people",
        hint_to=MODERATORS,
    )


def _points_payload(sheet: Sheet) -> dict[str, Any]:
    """Address → points in hundredths with the reason, in a format that has them."""
    given = _typed_points(sheet)
    return {"points": {address: list(one) for address, one in given.items()}} if given else {}
