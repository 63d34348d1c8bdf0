"""How a debate is held: its mode, its scribes, points that they enter, how far cards were read.

Does not belong here: points that people type for themselves (`speeches`), the rules of each mode
(`domain.modes`).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import clock, modes
from debate.domain.events import ALL_VIEWS, MODERATORS, Change
from debate.domain.permissions import MODERATORS as STAFF
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.speeches import Words, exchange_half
from debate.models.debates import Debate
from debate.models.decks import Card
from debate.models.modes import Scribe
from debate.models.seats import Seat
from debate.models.speeches import Citation, Point
from debate.queries import debates
from debate.queries import modes as reads
from debate.queries.debates import DebateNow, SeatLine, SpeechLine
from debate.services import events, moderation_log, speeches
from debate.services.speeches import Outcome

_STAGE = Change("stage", views=(MODERATORS,))


def set_mode(session: Session, actor: Actor, debate: Debate, mode: str, *, now: int) -> None:
    """Choose how the debate is held, before it starts. Raises Refused after, or for no mode."""
    if mode not in modes.MODES:
        raise Refused("Choose typed, spoken or mixed.", "mode")
    if debate.mode == mode:
        return
    if debate.started_ms is not None:
        raise Refused("The debate has started, so it stays as it is held now.", "mode", status=409)
    debate.mode = mode
    moderation_log.add(session, actor, debate.id, "mode", now, note=mode)
    events.record(
        session, debate, "mode_set", now=now, payload={"mode": mode}, changes=[_STAGE], hint="turn"
    )


def name_scribe(
    session: Session, actor: Actor, debate: Debate, seat_id: int, side: str | None, *, now: int
) -> None:
    """Have a seat enter points for a side, or for all (None).

    Raises Refused in a typed debate, for a judge, or for somebody who is not there; NotFound for a
    seat of another room.
    """
    if debate.mode == modes.TYPED:
        raise Refused("In a typed debate everybody types for themselves.", status=409)
    seat = session.get(Seat, seat_id)
    if seat is None or seat.debate_id != debate.id:
        raise NotFound
    if side not in (None, "P", "O"):
        raise Refused("Choose one side, or all speeches.", "side")
    if seat.role == "judge":
        raise Refused("A judge cannot be scribe. Choose a debater or a listener.", "seat")
    if seat.absent_ms is not None:
        raise Refused("That seat is marked absent. Mark it present first.", "seat")
    old = _current(session, debate, seat_id)
    if old is not None and old.side == side:
        return
    if old is not None:
        old.ended_ms = now
        session.flush()
    session.add(Scribe(debate_id=debate.id, seat_id=seat_id, side=side, since_ms=now))
    session.flush()
    moderation_log.add(session, actor, debate.id, "scribe", now, seat_id=seat_id)
    _record_scribe(session, debate, "scribe_named", seat, {"side": side or ""}, now)


def end_scribe(session: Session, actor: Actor, debate: Debate, seat_id: int, *, now: int) -> None:
    """Have a seat enter no more points for others; nothing when it does not. Raises NotFound."""
    seat = session.get(Seat, seat_id)
    if seat is None or seat.debate_id != debate.id:
        raise NotFound
    old = _current(session, debate, seat_id)
    if old is None:
        return
    old.ended_ms = now
    session.flush()
    moderation_log.add(session, actor, debate.id, "unscribe", now, seat_id=seat_id)
    _record_scribe(session, debate, "scribe_ended", seat, {}, now)


def enter(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    speaker_id: int | None,
    words: Words,
    half: str = "",
    *,
    now: int,
    arrival: int,
) -> Outcome:
    """Enter a point that somebody said in the speech `address`; it is the speaker's.

    `speaker_id`: whose words they are, where several may speak. `half` "q" or "a" in a crossfire.
    Raises NotFound for a speech that is not there, Refused where the actor may not enter it, before
    it has begun, and after the end.
    """
    if not address:
        raise Refused("Choose the speech first.")
    here = debates.load(session, debate.id, MODERATORS, now)
    speech = here.speech(address) if here else None
    if here is None or speech is None:
        raise NotFound
    speaker = _speaker(session, here, actor, speech, speaker_id)
    _check_open(here, speech, arrival)
    if here.is_muted(speaker.id) and not actor.account_id:
        raise Refused("This speaker is muted, so nothing is entered for them.")
    author = Actor(
        speaker.role,
        seat_id=speaker.id,
        seat_number=speaker.number,
        side=speaker.side,
        debate_id=here.id,
    )
    scribe = None if actor.seat_id == speaker.id else actor
    return speeches.put_point(
        session,
        author,
        debate,
        here,
        speech,
        words,
        _half(here, speech, speaker, half),
        now,
        scribe=scribe,
    )


def mark_reading(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    card_number: int,
    words: int | None,
    *,
    now: int,
) -> None:
    """Mark after how many words of a cited card's body its reading stopped; None: all was read.

    Raises NotFound for a point or card that is not there, Refused in a typed debate, after the end,
    and for anybody but the point's author, its scribe and the moderators.
    """
    here = debates.load(session, debate.id, MODERATORS, now)
    speech = here.speech(address.partition(".")[0]) if here else None
    if here is None or speech is None:
        raise NotFound
    point, cited, body = _cited(session, speech, address, card_number)
    check_reading(here, actor, point.seat_id, point.entered_by_id)
    total = len(modes.words_of(body))
    if words is not None and not 1 <= words <= total:
        raise Refused(f"Choose one of the {total} words of the card.", "words")
    marked = None if words == total else words
    if cited.stopped_at == marked:
        return
    cited.stopped_at = marked
    session.flush()
    views = (MODERATORS,) if here.is_sealed(speech.step_index) else ALL_VIEWS
    events.record(
        session,
        debate,
        "reading_marked",
        now=now,
        seat_number=actor.seat_number or None,
        payload={"address": address, "card": card_number, "words": marked or 0},
        changes=[Change(f"point-{address}", views=views)],
        hint="turn",
        hint_to=f"seat:{point.seat_id}",
    )


def check_reading(here: DebateNow, actor: Actor, author_id: int, scribe_id: int | None) -> None:
    """Raise Refused where the actor may not say how far a card was read."""
    if here.mode == modes.TYPED:
        raise Refused("In a typed debate nothing is read aloud.", status=409)
    if here.reading.state == "finished":
        raise Refused("The debate is over: what was read stands as it is.", status=409)
    if actor.role not in STAFF and actor.seat_id not in (author_id, scribe_id):
        raise Refused("Only who said the point, or entered it, marks this.", status=409)


def _cited(
    session: Session, speech: SpeechLine, address: str, card_number: int
) -> tuple[Point, Citation, str]:
    """A point that the room sees, its citation of a card, and that card's body."""
    number = address.partition(".")[2].rstrip("qa")
    if not number.isdecimal() or len(number) > 6:
        raise NotFound
    found = session.execute(
        select(Point, Citation, Card.body)
        .join(Citation, Citation.point_id == Point.id)
        .join(Card, Card.id == Citation.card_id)
        .where(
            Point.speech_id == speech.id,
            Point.number == int(number),
            Point.half == "",
            Point.current,
            Point.state == "sent",
            Citation.card_number == card_number,
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


def _speaker(
    session: Session, here: DebateNow, actor: Actor, speech: SpeechLine, speaker_id: int | None
) -> SeatLine:
    """Whose words are entered, once it is clear that the actor may."""
    step = here.fmt.steps[speech.step_index]
    if not modes.entered_later(here.mode, step, True):
        raise Refused("In this round everybody types for themselves.", status=409)
    people = reads.speakers(here, speech)
    if not people:
        raise Refused("Nobody holds this speech. Give it to somebody first.")
    if speaker_id is None and len(people) > 1:
        raise Refused("Choose whose words these are.", "speaker")
    speaker = next((one for one in people if speaker_id in (None, one.id)), None)
    if speaker is None:
        raise Refused("That is not their speech. Choose again whose words these are.", "speaker")
    if not reads.may_enter(here, actor, reads.scribes(session, here), speech, speaker):
        raise Refused("You are not asked to enter what is said in this speech.", status=409)
    return speaker


def _check_open(here: DebateNow, speech: SpeechLine, arrival: int) -> None:
    verdict = clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        speech.step_index,
        min(arrival, here.now),
        heartbeat_ms=here.heartbeat_ms,
        spoken=True,
    )
    if verdict.code == "not_yet":
        raise Refused("That speech has not begun yet. Choose one that has.")
    if not verdict.ok:
        raise Refused("The debate is over, so nothing more can be entered.", status=409)


def _half(here: DebateNow, speech: SpeechLine, speaker: SeatLine, half: str) -> str:
    step = here.fmt.steps[speech.step_index]
    if step.entry != "exchange":
        return ""
    if step.crossfire:
        return "a" if half == "a" else "q"
    return exchange_half(speaker.id, speech.seat_id, speech.answerer_id) or "q"


def _current(session: Session, debate: Debate, seat_id: int) -> Scribe | None:
    return session.scalar(
        select(Scribe).where(
            Scribe.debate_id == debate.id, Scribe.seat_id == seat_id, Scribe.ended_ms.is_(None)
        )
    )


def _record_scribe(
    session: Session, debate: Debate, kind: str, seat: Seat, said: dict[str, str], now: int
) -> None:
    events.record(
        session, debate, kind, now=now, seat_number=seat.number, payload=said, changes=[_STAGE]
    )
    events.hint(session, debate.id, "turn", f"seat:{seat.id}")
