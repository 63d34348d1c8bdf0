"""Reads for one seat: what to do now, and the composer with all that it offers.

Everything here depends on who looks, so it is a part of the page and never a frame.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import clock
from debate.domain.permissions import Actor
from debate.domain.speeches import Words, exchange_half, needs_floor
from debate.domain.steps import Step
from debate.models.polls import Vote
from debate.models.speeches import Reflection
from debate.queries import cards, flow, points
from debate.queries.debates import DebateNow, SeatLine, SpeechLine
from debate.queries.points import LeftOver, Returned, StoredDraft
from debate.queries.rooms import Room
from debate.queries.speeches import PointRow
from debate.queries.turns import SENDS, words

ACTS = (*SENDS, "vote", "reflect")
OWN_ALONE = ("held", "returned", "hidden", "unsent")
GROUP_OF = {"debater": "debaters", "audience": "audience", "judge": "judges"}


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
    points_max: int | None
    claim_max: int
    reasons_max: int
    cards: tuple[cards.CardLine, ...]
    targets: tuple[PointRow, ...]  # points that may be answered, unanswered ones first
    owed: tuple[str, ...]  # addresses that still stand unanswered
    prepared: tuple[DraftLine, ...]
    question: PointRow | None  # the one to answer


class Turn(NamedTuple):
    """What this seat does now. `act` is speak, ask, answer, vote, reflect, listen or over."""

    act: str
    mine: bool
    title: str
    text: str
    seat: SeatLine | None
    hand_up: bool
    may_ask_floor: bool
    poll: str | None
    voted: bool
    left_ms: int
    ends_ms: int | None
    due_ms: int | None  # one's own end of a step that lasts for days, where one has to act in it
    composer: Composer | None
    own: tuple[PointRow, ...]  # held, sealed, returned, hidden, not sent: for their author alone
    back: Mapping[int, Returned]  # of these, by id, what may be sent again
    left: tuple[LeftOver, ...]  # words for rounds that are over
    now: int


def turn(session: Session, here: DebateNow, actor: Actor, room: Room) -> Turn:
    """What the seat `actor` is to do at `here.now`, and its composer if there is one."""
    seat = here.seat(actor.seat_id)
    reading = _reading(here, seat.factor if seat else 100)
    step = reading.step
    act = _act(here, actor, step, reading.state)
    rows = room.said.rows_of(actor.seat_id)
    own = _own(here, rows)
    stored = points.drafts_of(session, actor.seat_id)
    back = points.returned(here, stored, own)
    again = next((one.point.speech for one in back.values() if one.open), None)
    line = _my_line(here, actor, step, act)
    writes = here.speech(again) if again else line
    done = _done(session, here, actor, step, act)
    title, text = words(here, actor, step, act, line, reading.state, bool(back), done)
    guest = act == "listen" and here.floor_seat_id == actor.seat_id
    return Turn(
        act=act,
        mine=act in SENDS,
        title=title,
        text=text,
        seat=seat,
        hand_up=actor.seat_id in room.hands_up,
        may_ask_floor=_may_ask(actor, step, reading.state, act) and not guest,
        poll=step.poll if step else None,
        voted=done,
        left_ms=reading.left_ms,
        ends_ms=reading.ends_ms,
        due_ms=reading.ends_ms if step and step.due_hours and act in ACTS else None,
        composer=_composer(here, actor, writes, act, reading, room, stored, back)
        if writes
        else None,
        own=own,
        back=back,
        left=points.left_over(here, stored, writes.step_index if writes else None),
        now=here.now,
    )


def _reading(here: DebateNow, factor: int) -> clock.Reading:
    """The clock as it runs for one seat, whose own extra time counts where each has an own end."""
    if factor == 100 and all(percent == 100 for _, percent in here.factors):
        return here.reading
    return clock.read(
        here.fmt,
        here.controls,
        here.factors or 100,
        here.now,
        heartbeat_ms=here.heartbeat_ms,
        seat_factor=factor,
    )


def _act(here: DebateNow, actor: Actor, step: Step | None, state: str) -> str:
    if step is None or state == "finished":
        return "over"
    if step.entry == "vote":
        return "vote" if _open_to(step, actor) else "listen"
    if state == "ready":
        return "listen"
    if step.entry == "reflection":
        return "reflect" if _open_to(step, actor) else "listen"
    lines = here.speeches_of(step.index)
    if step.entry == "exchange" and lines:
        half = exchange_half(actor.seat_id, lines[0].seat_id, lines[0].answerer_id)
        return {"q": "ask", "a": "answer"}.get(half or "", "listen")
    if step.turns:
        mine = any(line.seat_id == actor.seat_id and not line.handed_in_ms for line in lines)
        return "speak" if mine else "listen"
    if needs_floor(step):
        return "speak" if here.floor_seat_id == actor.seat_id else "listen"
    return "speak" if step.entry == "points" and _open_to(step, actor) else "listen"


def _open_to(step: Step, actor: Actor) -> bool:
    return not step.open_to or GROUP_OF.get(actor.role) in step.open_to


def _may_ask(actor: Actor, step: Step | None, state: str, act: str) -> bool:
    return (
        step is not None and state in ("running", "paused", "over") and act in ("listen",)
    ) and (not step.turns and _open_to(step, actor) if needs_floor(step) else True)


def _my_line(here: DebateNow, actor: Actor, step: Step | None, act: str) -> SpeechLine | None:
    """The speech that the composer writes for: mine now, else my next one, else the open floor."""
    if step is None or act == "over":
        return None
    ready = here.reading.state == "ready"
    waits = None  # an open floor that runs: one's own next speech goes before it
    for line in here.speeches:
        now = line.step_index == step.index and not ready
        if line.step_index < step.index:
            continue
        later = here.fmt.steps[line.step_index]
        if actor.seat_id in (line.seat_id, line.answerer_id):
            if later.entry == "exchange" and not now and line.seat_id != actor.seat_id:
                continue
            return line
        if not later.turns and later.entry == "points" and GROUP_OF[actor.role] in later.open_to:
            if not now or act in SENDS:
                return waits or line
            waits = line
    return waits


def _done(session: Session, here: DebateNow, actor: Actor, step: Step | None, act: str) -> bool:
    if act == "vote" and step is not None:
        found = session.scalar(
            select(Vote.id).where(
                Vote.debate_id == here.id, Vote.seat_id == actor.seat_id, Vote.poll == step.poll
            )
        )
        return found is not None
    if act == "reflect":
        found = session.scalar(
            select(Reflection.id).where(
                Reflection.debate_id == here.id, Reflection.seat_id == actor.seat_id
            )
        )
        return found is not None
    return False


def _composer(
    here: DebateNow,
    actor: Actor,
    line: SpeechLine,
    act: str,
    reading: clock.Reading,
    room: Room,
    stored: Sequence[StoredDraft],
    back: Mapping[int, Returned],
) -> Composer:
    rows, step = room.said.rows_of(actor.seat_id), here.fmt.steps[line.step_index]
    again = any(one.open and one.point.speech == line.address for one in back.values())
    half = exchange_half(actor.seat_id, line.seat_id, line.answerer_id) or "q"
    kind = half if step.entry == "exchange" else "points"
    drafts = [draft for draft in stored if draft.step_index == step.index]
    first = next((draft for draft in drafts if draft.position == 0), None)
    targets, owed = _targets(here, actor, step, room, rows) if kind == "points" else ((), ())
    addresses = {row.id: row.address for row in rows if row.number}
    sent = [row.number for row in rows if row.speech == line.address and row.half in ("", "q")]
    question = _question(rows, line.address) if kind == "a" and not again else None
    can_send = act in SENDS and line.step_index == reading.step_index and _in_time(reading)
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
        chosen_answers=tuple(first.answers) if first else (),
        reason=first.reason if first and not again else "",
        saved_ms=first.saved_ms if first else 0,
        next_number=max(sent, default=0) + 1,
        points_max=step.points_max,
        claim_max=step.reasons_max if kind != "points" else step.claim_max,
        reasons_max=step.reasons_max,
        cards=room.citable(here, actor.seat_id, actor.side) if kind == "points" else (),
        targets=targets,
        owed=owed,
        prepared=tuple(
            _draft_line(draft, addresses)
            for draft in drafts
            if draft.position and draft.returned_point_id not in back
        ),
        question=question,
    )


def _in_time(reading: clock.Reading) -> bool:
    if reading.state == "over":
        return reading.left_ms > -clock.GRACE_MS
    return reading.state == "running"


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


def _own(here: DebateNow, rows: Sequence[PointRow]) -> tuple[PointRow, ...]:
    """What the room does not see of one's own, but for what a new version replaces already."""
    replaced = {row.replaces_id for row in rows}
    sealed = {
        line.address
        for line in here.speeches
        if here.fmt.steps[line.step_index].sealed and line.step_index >= here.reading.step_index
    }
    return tuple(
        row
        for row in rows
        if row.state in OWN_ALONE or row.speech in sealed
        if row.level == "full" and row.id not in replaced
    )


def with_words(found: Turn, words: Words) -> Turn:
    """The same turn with other words in its composer: those of a post that was refused."""
    if found.composer is None:
        return found
    composer = found.composer._replace(
        claim=words.claim,
        reasons=words.reasons,
        chosen_cards=words.cards,
        chosen_answers=words.answers,
    )
    return found._replace(composer=composer)
