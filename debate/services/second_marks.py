"""Second marking: asking for it, the second marks, and settling where the two differ.

Belongs here: writing, with events and audit. Does not belong here: how names are taken out of the
work (`queries.second_marks_work`). The caller holds the sitting locked.
"""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import ballots, permissions
from debate.domain import second_marks as rules
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.rubrics import Rubric
from debate.models.courses import CourseMember
from debate.models.marks import Mark
from debate.models.seats import Seat
from debate.models.second_marks import SecondDecision, SecondMark, SecondRound
from debate.models.sittings import Sitting
from debate.queries.debates import parse_rubric
from debate.services import accounts, debates, events, marks

COMMENT_MAX = 5_000
REASON_MAX = 500
SEED_BYTES = 3


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whom to ask, and for whose work: all, a sample of `n` drawn from `seed`, or these seats.

    `threshold`: hundredths of a percent. Without a seed one is drawn.
    """

    marker_id: int
    how: str
    n: int = 0
    seats: Sequence[int] = ()
    seed: str = ""
    threshold: int = rules.THRESHOLD


def ask(session: Session, actor: Actor, sitting: Sitting, wish: Wish, now: int) -> SecondRound:
    """Give the work of some students to a second marker, under codes and in an order of its own.

    Raises Refused for what cannot be asked.
    """
    _check_marker(session, actor, sitting, wish.marker_id)
    there = _debaters(session, sitting)
    seed = (wish.seed.strip() or secrets.token_hex(SEED_BYTES)) if wish.how == rules.SAMPLE else ""
    chosen = _chosen(wish, sorted(there), seed)
    last = session.scalar(
        select(func.max(SecondRound.number)).where(SecondRound.sitting_id == sitting.id)
    )
    round_ = SecondRound(
        sitting_id=sitting.id,
        number=(last or 0) + 1,
        marker_id=wish.marker_id,
        asked_by_id=actor.account_id,
        chosen_how=wish.how,
        seed=seed,
        threshold=wish.threshold,
        asked_ms=now,
    )
    session.add(round_)
    session.flush()
    chance = random.SystemRandom()
    chance.shuffle(chosen)
    for position, (number, code) in enumerate(
        zip(chosen, rules.codes(len(chosen), chance), strict=True), start=1
    ):
        seat = there[number]
        session.add(
            SecondMark(
                round_id=round_.id,
                seat_id=seat.id,
                debate_id=seat.debate_id,
                position=position,
                code=code,
                levels={},
            )
        )
    session.flush()
    _audit(session, actor, sitting, "second_marks.ask", round_.id, now)
    return round_


def give(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    place: tuple[int, str],
    levels: Mapping[str, int],
    comment: str,
    *,
    hand_in: bool,
    now: int,
) -> None:
    """Keep the second mark at `place` (round, code) or hand it in, once and for good.

    Raises NotFound, Refused for anybody but the marker who was asked and for what cannot be.
    """
    round_, mark = _found(session, sitting, place)
    if round_.marker_id != actor.account_id:
        raise Refused("Only the marker who was asked gives these marks.", status=409)
    if mark.handed_in_ms is not None:
        raise Refused("This mark is handed in and no longer changes.", status=409)
    debate = debates.lock(session, mark.debate_id)
    rubric = parse_rubric(debate.rubric_json)
    for problem in ballots.check_levels(rubric, levels):
        raise Refused(problem.message, problem.path)
    if len(comment) > COMMENT_MAX:
        raise Refused(f"A comment has at most {COMMENT_MAX} characters. Shorten it.", "comment")
    missing = ballots.missing(rubric, levels)
    if hand_in and missing:
        raise Refused("Choose a level here too, then hand it in.", missing[0].slug)
    mark.levels, mark.comment, mark.saved_ms = dict(levels), comment.strip(), now
    if not hand_in:
        return
    mark.handed_in_ms = now
    payload = {
        "seat": session.get_one(Seat, mark.seat_id).number,
        "round": round_.number,
        "levels": mark.levels,
        "comment": mark.comment,
    }
    events.record(session, debate, "second_mark_given", now=now, payload=payload)


def settle(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    place: tuple[int, str],
    how: str,
    agreed: Mapping[str, int],
    reason: str,
    *,
    now: int,
) -> None:
    """Decide between two marks; what counts then is a new version of the first marker's mark.

    `how`: first | second | mean | agreed; `agreed` are the levels of the last. Settled again, the
    second mark is held against the mark as it was first. Raises NotFound, Refused for what cannot.
    """
    round_, second = _found(session, sitting, place)
    debate = debates.lock(session, second.debate_id)
    seat = session.get_one(Seat, second.seat_id)
    mark = session.scalar(
        select(Mark).where(Mark.debate_id == debate.id, Mark.seat_id == seat.id, Mark.current)
    )
    first = _first(session, second, mark)
    rubric = parse_rubric(debate.rubric_json)
    if second.handed_in_ms is None or mark is None or ballots.missing(rubric, first):
        raise Refused("Both marks must be complete before they are settled.", status=409)
    if seat.debate_id != debate.id:
        raise Refused("This student was moved to another room since; mark them there.", status=409)
    levels = _levels(how, first, second.levels, agreed)
    _check_settled(rubric, how, levels, reason)
    marks.give(session, actor, debate, seat.number, levels, mark.comment, now=now)
    session.add(
        SecondDecision(
            second_mark_id=second.id,
            how=how,
            first_levels=dict(first),
            levels=dict(levels),
            reason=reason,
            account_id=actor.account_id,
            at_ms=now,
        )
    )
    session.flush()
    payload = {"seat": seat.number, "round": round_.number, "how": how, "reason": reason}
    payload["levels"] = dict(levels)
    events.record(session, debate, "second_mark_settled", now=now, payload=payload)


def _check_marker(session: Session, actor: Actor, sitting: Sitting, marker_id: int) -> None:
    role = session.scalar(
        select(CourseMember.role).where(
            CourseMember.course_id == sitting.course_id, CourseMember.account_id == marker_id
        )
    )
    if role is None or not permissions.may("second_marks.give", role):
        raise Refused("Choose a marker or another instructor of this class.", "marker")
    if marker_id == actor.account_id:
        raise Refused("Choose somebody else: a second mark is another person’s.", "marker")


def _debaters(session: Session, sitting: Sitting) -> dict[int, Seat]:
    """Whose work there is, by seat number."""
    rows = session.scalars(
        select(Seat).where(
            Seat.sitting_id == sitting.id,
            Seat.role == "debater",
            Seat.debate_id.is_not(None),
            Seat.absent_ms.is_(None),
        )
    )
    return {row.number: row for row in rows}


def _chosen(wish: Wish, there: list[int], seed: str) -> list[int]:
    if not 0 <= wish.threshold <= 10_000:
        raise Refused("Type a threshold from 0 to 100 %.", "threshold")
    if not there:
        raise Refused("Nobody debates in this session, so there is no work to mark.", "how")
    if wish.how == rules.ALL:
        return there
    if wish.how == rules.SAMPLE:
        if not 1 <= wish.n <= len(there):
            raise Refused(f"Draw from 1 to {len(there)}: so many debate here.", "n")
        return rules.sample(seed, there, wish.n)
    chosen = sorted(set(wish.seats) & set(there))
    if wish.how != rules.SEATS or not chosen:
        raise Refused("Choose whose work is marked again.", "seats")
    return chosen


def _found(
    session: Session, sitting: Sitting, place: tuple[int, str]
) -> tuple[SecondRound, SecondMark]:
    row = session.execute(
        select(SecondRound, SecondMark)
        .join(SecondMark, SecondMark.round_id == SecondRound.id)
        .where(
            SecondRound.sitting_id == sitting.id,
            SecondRound.number == place[0],
            SecondMark.code == place[1],
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _first(session: Session, second: SecondMark, mark: Mark | None) -> Mapping[str, int]:
    """The first mark as it was before anything was settled."""
    settled = session.scalar(
        select(SecondDecision)
        .where(SecondDecision.second_mark_id == second.id)
        .order_by(SecondDecision.id)
        .limit(1)
    )
    if settled is not None:
        return settled.first_levels
    return mark.levels if mark is not None else {}


def _levels(
    how: str, first: Mapping[str, int], second: Mapping[str, int], agreed: Mapping[str, int]
) -> Mapping[str, int]:
    ways = {rules.FIRST: first, rules.SECOND: second, rules.AGREED: agreed}
    if how == rules.MEAN:
        return rules.mean(first, second)
    if how not in ways:
        raise Refused("Choose how it is settled.", "how")
    return ways[how]


def _check_settled(rubric: Rubric, how: str, levels: Mapping[str, int], reason: str) -> None:
    for problem in ballots.check_levels(rubric, levels):
        raise Refused(problem.message, problem.path)
    missing = ballots.missing(rubric, levels)
    if missing:
        raise Refused(f"Choose the agreed level of {missing[0].name}.", missing[0].slug)
    if how == rules.AGREED and not reason:
        raise Refused("Give the reason for the agreed mark.", "reason")
    if len(reason) > REASON_MAX:
        raise Refused(f"A reason has at most {REASON_MAX} characters. Shorten it.", "reason")


def _audit(
    session: Session, actor: Actor, sitting: Sitting, act: str, target: int, now: int
) -> None:
    accounts.audit(session, actor.account_id, act, "second_round", target, now, sitting.course_id)
