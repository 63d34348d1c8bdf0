"""Giving one's word: accepting a speech that is checked or a line of a joint statement, or saying
what is missing from it.

Does not belong here: how it stands then (`domain.agreements`), making points (`speeches`).
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debate.domain import clock
from debate.domain.events import Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import Step
from debate.models.agreements import Agreement
from debate.models.debates import Debate
from debate.models.speeches import Point
from debate.queries import agreements as reads
from debate.queries import debates
from debate.queries.debates import DebateNow, SpeechLine
from debate.services import events, wordlists


def give(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    agrees: bool,
    words: str,
    *,
    now: int,
    arrival: int,
) -> None:
    """Accept the speech or line at `address` ("O3", "J1.2"), or say in `words` what is missing.

    `arrival` (ms): when the post came, by which the bell is judged. Saying the same again changes
    nothing. Raises NotFound where nothing of that address is asked about, Refused when it is not
    the actor's to say, comes too late, or says nothing.
    """
    here = debates.load(session, debate.id, actor.view, now)
    step = here.reading.step if here else None
    if here is None:
        raise NotFound
    if step is None or step.entry not in reads.ENTRIES:
        raise Refused("That round is over, so nothing was kept.", status=409)
    speech, point = _subject(session, here, step, address)
    if actor.seat_id not in reads.asked(here, speech, point.seat_id if point else None):
        raise Refused("This is for the others to accept. You can add to it with a point.")
    _check_time(here, actor, step, arrival)
    words = "" if agrees else words.strip()
    _check_words(step, agrees, words)
    wordlists.look_over_words(session, here, words)
    if not _replace(session, actor, debate, speech, point, agrees, words, now):
        return
    events.record(
        session,
        debate,
        "agreement_given",
        now=now,
        seat_number=actor.seat_number,
        payload={"address": address, "agrees": int(agrees), "words": words},
        changes=[Change(f"speech-{here.speeches_of(step.index)[0].address}")],
        hint="turn",
    )


def _subject(
    session: Session, here: DebateNow, step: Step, address: str
) -> tuple[SpeechLine, Point | None]:
    """The speech that is asked about, and the line of it if it is a joint statement."""
    name, _, number = address.partition(".")
    speech = here.speech(name)
    if speech is None:
        raise NotFound
    if step.entry == "check":
        if number or speech not in reads.checked(here, step):
            raise NotFound
        return speech, None
    if speech.step_index != step.index or not number.isdecimal() or len(number) > 4:
        raise NotFound
    point = session.scalar(
        select(Point).where(
            Point.speech_id == speech.id,
            Point.number == int(number),
            Point.current,
            Point.state == "sent",
        )
    )
    if point is None:
        raise NotFound
    return speech, point


def _check_time(here: DebateNow, actor: Actor, step: Step, arrival: int) -> None:
    seat = here.seat(actor.seat_id)
    verdict = clock.accepts(
        here.fmt,
        here.controls,
        here.factors or 100,
        step.index,
        min(arrival, here.now),
        seat.factor if seat else 100,
        heartbeat_ms=here.heartbeat_ms,
    )
    if not verdict.ok:
        raise Refused("The clock does not run now, so nothing was kept. Try again when it does.")


def _check_words(step: Step, agrees: bool, words: str) -> None:
    if not agrees and not words:
        raise Refused("Say what is missing, so that the others can add it.", "words")
    over = len(words) - step.reasons_max
    if over > 0:
        raise Refused(f"{over} characters too long; at most {step.reasons_max}.", "words")


def _replace(
    session: Session,
    actor: Actor,
    debate: Debate,
    speech: SpeechLine,
    point: Point | None,
    agrees: bool,
    words: str,
    now: int,
) -> bool:
    """Put the new word in the place of the seat's old one; False when it says the same."""
    point_id = point.id if point else None
    mine = (
        Agreement.speech_id == speech.id,
        Agreement.point_id == point_id if point_id else Agreement.point_id.is_(None),
        Agreement.seat_id == actor.seat_id,
        Agreement.current,
    )
    old = session.scalar(select(Agreement).where(*mine))
    if old is not None and (old.agrees, old.words) == (agrees, words):
        return False
    session.execute(update(Agreement).where(*mine).values(current=False))
    session.add(
        Agreement(
            debate_id=debate.id,
            speech_id=speech.id,
            point_id=point_id,
            seat_id=actor.seat_id,
            agrees=agrees,
            words=words,
            at_ms=now,
            current=True,
        )
    )
    session.flush()
    return True
