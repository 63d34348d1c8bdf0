"""The composer: the form for a seat's next words, with all that it offers.

Does not belong here: whose turn it is and what else a seat is to do (`drafts`).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from debate.domain.permissions import Actor
from debate.domain.speeches import exchange_half
from debate.domain.steps import Step
from debate.queries import cards, flow
from debate.queries.debates import DebateNow, SpeechLine
from debate.queries.points import Returned, StoredDraft
from debate.queries.rooms import Room
from debate.queries.speeches import PointRow


class DraftLine(NamedTuple):
    """A prepared point."""

    id: int
    claim: str
    reasons: str
    cards: tuple[int, ...]
    answers: tuple[str, ...]  # addresses
    reason: str  # why it came back, if it did


class Composer(NamedTuple):
    """The form for the actor's next words. `kind` is points, q or a."""

    address: str
    step_index: int
    step_name: str
    kind: str
    can_send: bool
    again: bool  # it holds a returned point
    whole: bool  # a written speech that is handed in whole
    claim: str
    reasons: str
    chosen_cards: tuple[int, ...]
    chosen_answers: tuple[int, ...]
    reason: str
    saved_ms: int
    next_number: int
    sent: int  # points of the speech that stand
    nothing_new: bool  # a point that takes up none of the earlier ones is marked as new
    points_max: int | None
    claim_max: int
    reasons_max: int
    cards: tuple[cards.CardLine, ...]
    targets: tuple[PointRow, ...]  # points that may be answered, unanswered ones first
    owed: tuple[str, ...]  # addresses that still stand unanswered
    prepared: tuple[DraftLine, ...]
    question: PointRow | None  # the one to answer


def composer(
    here: DebateNow,
    actor: Actor,
    line: SpeechLine,
    room: Room,
    stored: Sequence[StoredDraft],
    back: Mapping[int, Returned],
    can_send: bool,
) -> Composer:
    """The composer of a seat for the speech `line`; `back`: what may be sent again, by id."""
    rows, step = room.said.rows_of(actor.seat_id), here.fmt.steps[line.step_index]
    olds = [one.point for one in back.values() if one.open and one.point.speech == line.address]
    again, kind = bool(olds), _half(actor, line, step, olds) or "points"
    drafts = [draft for draft in stored if draft.step_index == step.index]
    first = next((draft for draft in drafts if draft.position == 0), None)
    targets, owed = _targets(here, actor, step, room, rows) if kind == "points" else ((), ())
    addresses = {row.id: row.address for row in rows if row.number}
    sent = [row.number for row in rows if row.speech == line.address and row.half in ("", "q")]
    question = _question(rows, line.address) if kind == "a" and not again else None
    return Composer(
        address=line.address,
        step_index=step.index,
        step_name=step.name,
        kind=kind,
        can_send=again or (can_send and (kind != "a" or question is not None)),
        again=again,
        whole=step.due_hours is not None and bool(step.turns) and not again,
        claim=first.claim if first else "",
        reasons=first.reasons if first else "",
        chosen_cards=tuple(first.cards) if first else (),
        chosen_answers=_chosen_answers(here, actor, first, targets, rows),
        reason=first.reason if first and not again else "",
        saved_ms=first.saved_ms if first else 0,
        next_number=max(sent, default=0) + 1,
        sent=sum(row.speech == line.address and not row.half for row in rows),
        nothing_new=kind == "points" and not step.new_arguments,
        points_max=step.points_max,
        claim_max=step.reasons_max if kind != "points" else step.claim_max,
        reasons_max=step.reasons_max,
        cards=room.citable(here, actor.seat_id) if kind == "points" else (),
        targets=targets,
        owed=owed,
        prepared=tuple(
            _draft_line(draft, addresses)
            for draft in drafts
            if draft.position and draft.returned_point_id not in back
        ),
        question=question,
    )


def _chosen_answers(
    here: DebateNow,
    actor: Actor,
    first: StoredDraft | None,
    targets: Sequence[PointRow],
    rows: Sequence[PointRow],
) -> tuple[int, ...]:
    """What is ticked, else the point that the floor was given for and that is not answered yet."""
    if first and first.answers:
        return tuple(first.answers)
    about = next((row for row in targets if row.id == here.floor_about_id), None)
    if about is None or here.floor_seat_id != actor.seat_id:
        return ()
    mine = [row for row in rows if row.author == here.label(actor.seat_id)]
    done = any(link.address == about.address for row in mine for link in row.links)
    return () if done else (about.id,)


def _half(actor: Actor, line: SpeechLine, step: Step, olds: Sequence[PointRow]) -> str:
    """Whether a question or an answer is written; `olds`: the returned one that stands there."""
    if olds:
        return olds[0].half
    if step.entry != "exchange":
        return ""
    return exchange_half(actor.seat_id, line.seat_id, line.answerer_id) or "q"


def _targets(
    here: DebateNow, actor: Actor, step: Step, room: Room, rows: Sequence[PointRow]
) -> tuple[tuple[PointRow, ...], tuple[str, ...]]:
    if "answers" not in step.links:
        return (), ()
    # What only its author sees may answer a point: then the room's list is not theirs.
    duties = room.duties if rows is room.said.rows else flow.duties(here, rows)
    open_lines = flow.unanswered(duties, actor.side)
    owed = tuple(line.address for line in open_lines)
    others = [
        row
        for row in room.said.rows
        if row.state == "sent" and row.level == "full" and not row.half and row.number
        if actor.side is None or row.side != actor.side
    ]
    return tuple(sorted(others, key=lambda row: row.address not in owed)), owed


def _question(rows: Sequence[PointRow], speech: str) -> PointRow | None:
    asked = [row for row in rows if row.speech == speech and row.half == "q" and row.number]
    answered = {row.number for row in rows if row.speech == speech and row.half == "a"}
    return next((row for row in asked if row.number not in answered), None)


def _draft_line(draft: StoredDraft, addresses: Mapping[int, str]) -> DraftLine:
    return DraftLine(
        draft.id,
        draft.claim,
        draft.reasons,
        tuple(draft.cards),
        tuple(addresses[target] for target in draft.answers if target in addresses),
        draft.reason,
    )
