"""Reads for one seat: what to do now, and the composer with all that it offers.

Everything here depends on who looks, so it is a part of the page and never a frame.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import clock, modes
from debate.domain.permissions import Actor
from debate.domain.speeches import GROUP_OF, Words, exchange_half, needs_floor
from debate.domain.steps import Step
from debate.models.polls import Vote
from debate.models.speeches import Reflection
from debate.queries import (
    agreements,
    deadlines,
    debates_teams,
    exchanges,
    floor_queue,
    offers,
    passes,
    points,
    preparations,
)
from debate.queries import modes as modes_reads
from debate.queries.agreements import Question
from debate.queries.composers import Composer, composer
from debate.queries.deadlines import OwnLine
from debate.queries.debates import DebateNow, SeatLine, SpeechLine
from debate.queries.exchanges import Waiting
from debate.queries.floor_queue import OwnHand
from debate.queries.offers import OwnPoi
from debate.queries.points import LeftOver, Returned, StoredDraft
from debate.queries.preparations import OwnBank
from debate.queries.rooms import Room
from debate.queries.speeches import PointRow
from debate.queries.turns import SENDS, words

ACTS = (*SENDS, "vote", "reflect")
_RUNS = ("running", "paused", "over")
OWN_ALONE = ("held", "returned", "hidden", "unsent")


class Turn(NamedTuple):
    """What this seat does now. `act` is speak, ask, answer, vote, reflect, listen or over."""

    act: str
    title: str
    text: str
    seat: SeatLine | None
    team: str  # of four teams the name of the seat's own; "" elsewhere
    hand: OwnHand
    aloud: bool  # one speaks now; points are entered beside it
    enters: bool  # there are speeches whose points this seat may enter as they are said
    cited: tuple[PointRow, ...]  # in a debate that is spoken: its newest point that cites cards
    may_ask_floor: bool
    poll: str | None
    voted: bool
    left_ms: int
    ends_ms: int | None
    prep: OwnBank | None  # preparation time of the seat's side
    owes: tuple[OwnLine, ...]  # in a debate over days: what is due, and when
    composer: Composer | None
    own: tuple[PointRow, ...]  # held, sealed, returned, hidden, struck, not sent: for their author
    back: Mapping[int, Returned]  # of these, by id, what may be sent again
    changes: Mapping[int, str]  # of these, by id, what stands while a change of it is held
    left: tuple[LeftOver, ...]  # words for rounds that are over
    asked: tuple[Question, ...]  # what the others wrote that waits for this seat's word
    waiting: tuple[Waiting, ...]  # questions that wait for this seat's answer
    may_answer: bool  # the clock lets an answer in
    poi: OwnPoi | None  # points of information, for who speaks and the other side
    may_pass: bool  # the side's turn in a free debate may be given away
    now: int

    @property
    def mine(self) -> bool:
        """Whether it is this seat's turn to speak, ask or answer."""
        return self.act in SENDS

    @property
    def sent(self) -> tuple[PointRow, ...]:
        """One's own of the composer's speech that may be changed, but for what `own` shows."""
        mine = self.composer.mine if self.composer else ()
        apart = {row.id for row in self.own}
        return tuple(row for row in mine if row.id not in apart) if apart else mine


def turn(session: Session, here: DebateNow, actor: Actor, room: Room) -> Turn:
    """What the seat `actor` is to do at `here.now`, and its composer if there is one."""
    found = _turn(session, here, actor, room)
    return _muted(found) if here.is_muted(actor.seat_id) else found


def _muted(found: Turn) -> Turn:
    """The same without what a muted seat may not do."""
    silent = found.composer._replace(can_send=False) if found.composer else None
    return found._replace(
        composer=silent,
        may_ask_floor=False,
        may_answer=False,
        enters=False,
        poi=None,
        asked=(),
        waiting=(),
        cited=(),
    )


def _turn(session: Session, here: DebateNow, actor: Actor, room: Room) -> Turn:
    seat, rows = here.seat(actor.seat_id), room.said.rows_of(actor.seat_id)
    reading = _reading(here, seat.factor if seat else 100)
    step = reading.step
    act = _act(here, actor, step, reading.state)
    own = _own(here, rows, room.said.ids_of(actor.seat_id))
    drafted = points.drafts_of(session, actor.seat_id)
    stored = points.led_on(session, here.id, drafted, room.said.ids)
    back = points.returned(here, stored, own)
    done = _done(session, here, actor, step, act)
    owes = deadlines.own(here, actor, done)
    late = _late(owes, step, act, stored)
    line = here.speech(late.address) if late else _my_line(here, actor, step, act)
    writes = _again(here, back) or line
    title, text = words(here, actor, step, act, line, _state(reading), bool(back), done, late)
    aloud, sends = _sending(here, act, line, reading, late is not None)
    guest = act == "listen" and here.floor_seat_id == actor.seat_id
    hand = floor_queue.own(actor, room.hands_up, room.said.rows if act == "listen" else ())
    if hand.place and act == "listen" and not back and not guest:
        title, text = hand.title, hand.text
    return Turn(
        act=act,
        title=title,
        text=text,
        seat=seat,
        team=debates_teams.own(here, seat),
        hand=hand,
        aloud=aloud,
        enters=reading.state in _RUNS and bool(modes_reads.entered(here, actor, room.scribes)),
        cited=_cited(here, actor, room) if here.mode != modes.TYPED else (),
        may_ask_floor=_may_ask(actor, step, reading.state, act) and not guest,
        poll=step.poll if step else None,
        voted=done,
        left_ms=reading.left_ms,
        ends_ms=reading.ends_ms,
        prep=preparations.own(here, actor),
        owes=owes,
        composer=composer(here, actor, writes, room, rows, stored, back, sends) if writes else None,
        own=own,
        back=back,
        changes=_changes(rows, own),
        left=points.left_over(here, stored, writes.step_index if writes else None, rows),
        asked=_asked(here, actor, step, room),
        waiting=exchanges.waiting(here, actor, room.said, rows),
        may_answer=_in_time(reading),
        poi=offers.own(here, actor, room.offers),
        may_pass=passes.may_pass(here, actor),
        now=here.now,
    )


def _again(here: DebateNow, back: Mapping[int, Returned]) -> SpeechLine | None:
    """The speech of a returned point that stands in the composer."""
    address = next((one.point.speech for one in back.values() if one.open), None)
    return here.speech(address) if address else None


def _sending(
    here: DebateNow, act: str, line: SpeechLine | None, reading: clock.Reading, late: bool
) -> tuple[bool, bool]:
    """Whether one speaks aloud now and enters points after, and whether points can be sent."""
    step = reading.step
    on_turn = act in SENDS and line is not None and line.step_index == reading.step_index
    aloud = on_turn and step is not None and modes.entered_later(here.mode, step, False)
    return aloud, late or (on_turn and (aloud or _in_time(reading)))


def _cited(here: DebateNow, actor: Actor, room: Room) -> tuple[PointRow, ...]:
    if here.reading.state == "finished":
        return ()
    mine = {
        point.id
        for point in room.said.points
        if actor.seat_id in (point.seat_id, point.entered_by_id)
    }
    found = [row for row in room.said.rows if row.id in mine and row.cards and row.state == "sent"]
    return (max(found, key=lambda row: row.sent_ms),) if found else ()


def _asked(here: DebateNow, actor: Actor, step: Step | None, room: Room) -> tuple[Question, ...]:
    if step is None or step.entry not in agreements.ENTRIES:
        return ()
    found = agreements.subjects(here, room.said.points)
    return agreements.questions(here, actor, step, found, room.given)


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
    if step.crossfire:
        asks = any(line.id == actor.seat_id for line in debates_teams.speakers(here, step))
        return "ask" if asks else "listen"
    if step.side_clocks and actor.side != here.reading.turn_side:
        return "listen"
    if step.entry == "exchange" and lines:
        half = exchange_half(actor.seat_id, lines[0].seat_id, lines[0].answerer_id)
        return {"q": "ask", "a": "answer"}.get(half or "", "listen")
    if step.turns:
        mine = any(line.seat_id == actor.seat_id and not line.handed_in_ms for line in lines)
        return "speak" if mine else "listen"
    if needs_floor(step):
        return "speak" if here.floor_seat_id == actor.seat_id else "listen"
    return "speak" if step.takes_points and _open_to(step, actor) else "listen"


def _open_to(step: Step, actor: Actor) -> bool:
    return not step.open_to or GROUP_OF.get(actor.role) in step.open_to


def _late(
    owes: Sequence[OwnLine], step: Step | None, act: str, stored: Sequence[StoredDraft]
) -> OwnLine | None:
    """The late speech that one writes, if any.

    Where something else is to be sent now, that is the one which was worked on last.
    """
    late = [one for one in owes if one.state == "late" and one.address]
    if step is None or act not in SENDS or any(one.step_index == step.index for one in late):
        return next(iter(late), None)
    newest = max(stored, key=lambda draft: draft.saved_ms, default=None)
    return next((one for one in late if newest and one.step_index == newest.step_index), None)


def _may_ask(actor: Actor, step: Step | None, state: str, act: str) -> bool:
    if step is not None and step.side_clocks and actor.role == "debater":
        return False
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
        if later.crossfire:
            if any(one.id == actor.seat_id for one in debates_teams.speakers(here, later)):
                return line
        elif actor.seat_id in (line.seat_id, line.answerer_id):
            if later.entry == "exchange" and not now and line.seat_id != actor.seat_id:
                continue
            return line
        if not later.turns and later.takes_points and GROUP_OF[actor.role] in later.open_to:
            if not now or act in SENDS or later.side_clocks:
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


def _in_time(reading: clock.Reading) -> bool:
    if reading.state == "over":
        grace_s = reading.step.grace_s if reading.step else 0
        return reading.left_ms > -clock.GRACE_MS - grace_s * 1000
    return reading.state == "running"


def _state(reading: clock.Reading) -> str:
    """The clock's state in words to a seat: in the grace of a step its time is not over yet."""
    grace = reading.step is not None and reading.step.grace_s > 0
    return "grace" if reading.state == "over" and grace and _in_time(reading) else reading.state


def _own(here: DebateNow, rows: Sequence[PointRow], mine: Collection[int]) -> tuple[PointRow, ...]:
    """What the room does not see of one's own, but for what a new version replaces already; and
    what was struck of `mine`, the ids of one's points.
    """
    sealed = {
        line.address
        for line in here.speeches
        if here.fmt.steps[line.step_index].sealed and line.step_index >= here.reading.step_index
    }
    found = [
        row
        for row in rows
        if row.state != "sent" or row.note or row.speech in sealed
        if row.level == "full" and (row.state != "struck" or row.id in mine)
    ]
    replaced = {row.replaces_id for row in rows} if found else ()
    return tuple(row for row in found if row.id not in replaced)


def _changes(rows: Sequence[PointRow], own: Sequence[PointRow]) -> Mapping[int, str]:
    standing = {row.id: row.address for row in rows if row.state == "sent"} if own else {}
    return {row.id: standing[row.replaces_id] for row in own if row.replaces_id in standing}


def with_words(found: Turn, words: Words) -> Turn:
    """The same turn with other words in its composer: those of a post that was refused."""
    if found.composer is None:
        return found
    composed = found.composer._replace(
        claim=words.claim,
        reasons=words.reasons,
        chosen_cards=words.cards,
        chosen_links=words.links,
    )
    return found._replace(composer=composed)
