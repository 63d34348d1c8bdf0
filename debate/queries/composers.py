"""The composer: the form for a seat's next words, with all that it offers.

Does not belong here: whose turn it is and what else a seat is to do (`drafts`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from debate.domain.flow import OWED
from debate.domain.permissions import Actor
from debate.domain.speeches import exchange_half
from debate.domain.steps import OWN_LINKS, Step
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
    links: tuple[tuple[str, str], ...]  # kinds and addresses
    reason: str  # why it came back, if it did


class Revising(NamedTuple):
    """The sent point whose new version stands in the composer, and the draft that holds it."""

    point_id: int
    address: str
    draft_id: int


class Composer(NamedTuple):
    """The form for the actor's next words. `kind` is points, q or a.

    Its first fields are those of `_Beside`.
    """

    kinds: tuple[str, ...]  # of links that points have here
    targets: tuple[PointRow, ...]  # points of others, unanswered ones first
    carried: tuple[PointRow, ...]  # points of one's own side, which may be carried on
    owed: tuple[str, ...]  # addresses that still stand unanswered
    drops: tuple[str, ...]  # of these, those that are dropped when this step ends
    mine: tuple[PointRow, ...]  # of this speech, while they may be changed
    revising: Revising | None
    begun: frozenset[int]  # ids of points of which a change waits as a draft
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
    chosen_links: tuple[tuple[str, int], ...]  # kinds and ids of points
    reason: str
    saved_ms: int
    next_number: int
    sent: int  # points of the speech that stand; 0 where it takes any number
    nothing_new: bool  # a point that takes up none of the earlier ones is marked as new
    points_max: int | None
    claim_max: int
    reasons_max: int
    cards: tuple[cards.CardLine, ...]
    prepared: tuple[DraftLine, ...]
    question: PointRow | None  # the one to answer

    @property
    def chosen(self) -> Mapping[int, str]:
        """What the point does to others: kinds by their ids."""
        return {target: kind for kind, target in self.chosen_links}

    def kinds_for(self, own: bool) -> tuple[str, ...]:
        """What else than an answer the point may be: to those of its own side, or to others'."""
        rows = self.carried if own else self.targets
        found = (kind for kind in self.kinds if kind != "answers" and (kind in OWN_LINKS) == own)
        return tuple(found) if rows else ()


def composer(
    here: DebateNow,
    actor: Actor,
    line: SpeechLine,
    room: Room,
    rows: Sequence[PointRow],
    stored: Sequence[StoredDraft],
    back: Mapping[int, Returned],
    can_send: bool,
) -> Composer:
    """A seat's composer for `line`; `rows` as it sees them, `back`: what it may send again."""
    step = here.fmt.steps[line.step_index]
    olds = [one.point for one in back.values() if one.open and one.point.speech == line.address]
    again, kind = bool(olds), _half(actor, line, step, olds) or "points"
    drafts = [draft for draft in stored if draft.step_index == step.index]
    first = next((draft for draft in drafts if draft.position == 0), None)
    here_said = [row for row in rows if row.speech == line.address]
    mine = _mine(actor, line, step, room, here_said) if can_send and kind == "points" else ()
    beside = _beside(here, actor, line, room, rows, mine, first) if kind == "points" else _NOTHING
    question = _question(rows, line.address) if kind == "a" and not again else None
    return Composer(
        *beside,
        begun=frozenset(draft.returned_point_id for draft in drafts if draft.returned_point_id),
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
        chosen_links=_chosen(here, actor, first, beside.targets, rows),
        reason=first.reason if first and not again else "",
        saved_ms=first.saved_ms if first else 0,
        next_number=next((row.number for row in reversed(here_said) if row.half != "a"), 0) + 1,
        sent=_standing(here_said) if step.points_max is not None else 0,
        nothing_new=kind == "points" and not step.new_arguments,
        points_max=step.points_max,
        claim_max=step.reasons_max if kind != "points" else step.claim_max,
        reasons_max=step.reasons_max,
        cards=room.citable(here, actor.seat_id) if kind == "points" else (),
        prepared=_prepared(drafts, back, mine, rows),
        question=question,
    )


def _mine(
    actor: Actor, line: SpeechLine, step: Step, room: Room, here_said: Sequence[PointRow]
) -> tuple[PointRow, ...]:
    """The actor's points of the speech that may be changed; not those whose change waits."""
    if step.entry != "points" or line.handed_in_ms is not None:
        return ()
    own = room.said.ids_of(actor.seat_id)
    waits = {row.replaces_id for row in here_said if row.state in ("held", "returned")}
    return tuple(
        row
        for row in here_said
        if row.state == "sent" and row.id in own and not row.half and row.id not in waits
    )


def _standing(here_said: Sequence[PointRow]) -> int:
    """How many points of a speech stand; a version that waits takes no place of its own."""
    replaced = {row.replaces_id for row in here_said}
    return sum(not row.half and row.id not in replaced for row in here_said)


def _revising(mine: Sequence[PointRow], first: StoredDraft | None) -> Revising | None:
    changed = first.returned_point_id if first else None
    row = next((row for row in mine if row.id == changed), None) if changed else None
    return Revising(row.id, row.address, first.id) if row and first else None


def _chosen(
    here: DebateNow,
    actor: Actor,
    first: StoredDraft | None,
    targets: Sequence[PointRow],
    rows: Sequence[PointRow],
) -> tuple[tuple[str, int], ...]:
    """What was chosen, else the point that the floor was given for and that is not answered yet."""
    if first and first.links:
        return tuple((kind, target) for kind, target in first.links)
    about = next((row for row in targets if row.id == here.floor_about_id), None)
    if about is None or here.floor_seat_id != actor.seat_id:
        return ()
    mine = [row for row in rows if row.author == here.label(actor.seat_id)]
    done = any(link.address == about.address for row in mine for link in row.links)
    return () if done else (("answers", about.id),)


def _half(actor: Actor, line: SpeechLine, step: Step, olds: Sequence[PointRow]) -> str:
    """Whether a question or an answer is written; `olds`: the returned one that stands there."""
    if olds:
        return olds[0].half
    if step.entry != "exchange":
        return ""
    return exchange_half(actor.seat_id, line.seat_id, line.answerer_id) or "q"


class _Beside(NamedTuple):
    """The points that the composer's may take up, what its side owes, and one's own of now."""

    kinds: tuple[str, ...]
    targets: tuple[PointRow, ...]
    carried: tuple[PointRow, ...]
    owed: tuple[str, ...]
    drops: tuple[str, ...]
    mine: tuple[PointRow, ...]
    revising: Revising | None


_NOTHING = _Beside((), (), (), (), (), (), None)


def _beside(
    here: DebateNow,
    actor: Actor,
    line: SpeechLine,
    room: Room,
    rows: Sequence[PointRow],
    mine: tuple[PointRow, ...],
    first: StoredDraft | None,
) -> _Beside:
    step, side = here.fmt.steps[line.step_index], line.side or actor.side
    revising = _revising(mine, first)
    if not step.links:
        return _NOTHING._replace(mine=mine, revising=revising)
    # What only its author sees may answer a point: then the room's list is not theirs.
    duties = room.duties if rows is room.said.rows else flow.duties(here, rows)
    open_lines = flow.unanswered(duties, side) if "answers" in step.links else ()
    owed = {duty.address: duty for duty in open_lines}
    ids = room.said.ids_of(actor.seat_id)
    others: list[PointRow] = []
    carried: list[PointRow] = []
    for row in room.said.rows:
        if row.state == "sent" and row.level == "full" and not row.half and row.number:
            own = row.id in ids or (side is not None and row.side == side)
            (carried if own else others).append(row)
    if revising is not None:
        carried = [row for row in carried if row.id != revising.point_id]
    return _Beside(
        step.links,
        tuple(sorted(others, key=lambda row: row.address not in owed)),
        tuple(carried),
        tuple(owed),
        tuple(
            duty.address
            for duty in open_lines
            if duty.status == OWED and duty.due_step == line.step_index
        ),
        mine,
        revising,
    )


def _question(rows: Sequence[PointRow], speech: str) -> PointRow | None:
    asked = [row for row in rows if row.speech == speech and row.half == "q" and row.number]
    answered = {row.number for row in rows if row.speech == speech and row.half == "a"}
    return next((row for row in asked if row.number not in answered), None)


def _prepared(
    drafts: Sequence[StoredDraft],
    back: Collection[int],
    mine: Sequence[PointRow],
    rows: Sequence[PointRow],
) -> tuple[DraftLine, ...]:
    """What was prepared, but for what is to replace a point and is shown with that."""
    changes = any(draft.returned_point_id for draft in drafts)
    waits = {*back, *(row.id for row in mine)} if changes else ()
    links = any(draft.links for draft in drafts)
    addresses = {row.id: row.address for row in rows if row.number} if links else {}
    return tuple(
        _draft_line(draft, addresses)
        for draft in drafts
        if draft.position and draft.returned_point_id not in waits
    )


def _draft_line(draft: StoredDraft, addresses: Mapping[int, str]) -> DraftLine:
    return DraftLine(
        draft.id,
        draft.claim,
        draft.reasons,
        tuple(draft.cards),
        tuple((kind, addresses[target]) for kind, target in draft.links if target in addresses),
        draft.reason,
    )
