"""Points of information: offering, withdrawing, accepting, declining, and putting the question.

Belongs here: what becomes of an offer. Does not belong here: the rules (`domain.offers`), the
question and its answer as points of a speech (`exchanges`), offers that end with their step
(`offers_ends`).
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import offers as rules
from debate.domain.events import MODERATORS, TEAMS, Change
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.models.offers import Offer
from debate.queries import debates
from debate.queries import offers as reads
from debate.queries.debates import DebateNow, SpeechLine
from debate.services import events, exchanges
from debate.services.speeches import Outcome

_CHANGES = (Change("floor"), Change("stage", views=(MODERATORS,)))


def make(
    session: Session, actor: Actor, debate: Debate, address: str, *, now: int, arrival: int
) -> None:
    """Offer a point of information to the speech that is given.

    `arrival` (ms) decides whether the window was open. Raises NotFound for an unknown speech,
    Refused when the speaker takes none now, or none from this seat.
    """
    here, speech = _here(session, actor, debate, address, min(arrival, now))
    own = [one for one in reads.current(session, here) if one.seat_id == actor.seat_id]
    done = speech.handed_in_ms is not None or speech.step_index != here.reading.step_index
    speaker = here.seat(speech.seat_id)
    wrong = rules.check_offer(
        here.reading, actor.side, speaker.side if speaker else None, done, own
    )
    if wrong:
        raise Refused(wrong, status=409)
    session.add(
        Offer(
            debate_id=debate.id,
            speech_id=speech.id,
            seat_id=actor.seat_id,
            offered_ms=now,
            outcome=rules.OPEN,
        )
    )
    session.flush()
    _record(session, actor, debate, "offer_made", address, actor.seat_number, now)


def withdraw(session: Session, actor: Actor, debate: Debate, offer_id: int, now: int) -> None:
    """Take back an offer of one's own that stands, or is accepted without a question yet."""
    here = _load(session, actor, debate, now)
    offer = _offer(session, here, offer_id)
    if offer.seat_id != actor.seat_id:
        raise Refused("That offer is somebody else’s.")
    _check_undone(offer)
    _close(session, [offer], rules.WITHDRAWN, now)
    _record(
        session, actor, debate, "offer_withdrawn", _address(here, offer), actor.seat_number, now
    )


def accept(
    session: Session, actor: Actor, debate: Debate, offer_id: int, *, now: int, arrival: int
) -> None:
    """Let the offerer put the question. Raises Refused while another accepted one waits."""
    here = _load(session, actor, debate, min(arrival, now))
    offer = _mine(session, here, actor, offer_id)
    all_ = reads.current(session, here)
    this = next((one for one in all_ if one.id == offer.id), None)
    if this is None:
        raise Refused("That round is over.", status=409)
    wrong = rules.check_accept(here.reading, this, all_)
    if wrong:
        raise Refused(wrong, status=409)
    offer.outcome, offer.done_ms = rules.ACCEPTED, now
    session.flush()
    number = _number(here, offer.seat_id)
    _record(session, actor, debate, "offer_accepted", _address(here, offer), number, now)


def decline(session: Session, actor: Actor, debate: Debate, offer_id: int, now: int) -> None:
    """Decline an offer, or move on from an accepted one whose question did not come."""
    here = _load(session, actor, debate, now)
    offer = _mine(session, here, actor, offer_id)
    _check_undone(offer)
    _decline(session, actor, debate, here, [offer], now)


def decline_all(session: Session, actor: Actor, debate: Debate, address: str, now: int) -> None:
    """Decline all offers that stand to the actor's speech; none is no fault."""
    here, speech = _here(session, actor, debate, address, now)
    if speech.seat_id != actor.seat_id:
        raise Refused("The speaker decides on offers.")
    found = session.scalars(
        select(Offer)
        .where(Offer.speech_id == speech.id, Offer.outcome == rules.OPEN)
        .order_by(Offer.id)
    ).all()
    _decline(session, actor, debate, here, found, now)


def ask(
    session: Session,
    actor: Actor,
    debate: Debate,
    offer_id: int,
    claim: str,
    *,
    now: int,
    arrival: int,
) -> Outcome:
    """Put the question of an accepted offer. Raises Refused when it comes too late or is empty."""
    here = _load(session, actor, debate, min(arrival, now))
    offer = _offer(session, here, offer_id)
    if offer.seat_id != actor.seat_id:
        raise Refused("That offer is somebody else’s.")
    if offer.outcome != rules.ACCEPTED or offer.point_id is not None:
        sentence = "Your offer is not accepted, so no question can be put."
        if offer.point_id is not None:
            sentence = "Your question has been put already."
        raise Refused(sentence, "question", status=409)
    speech = here.speech_of[offer.speech_id]
    asked = exchanges.ask(session, actor, debate, here, speech, claim, now)
    offer.point_id = asked.point_id
    session.flush()
    events.show(session, debate, _CHANGES)  # beside what the event of the question changes
    events.hint_screens(session, debate.id, "floor")
    return asked


def _decline(
    session: Session,
    actor: Actor,
    debate: Debate,
    here: DebateNow,
    found: Collection[Offer],
    now: int,
) -> None:
    _close(session, found, rules.DECLINED, now)
    for offer in found:
        number = _number(here, offer.seat_id)
        _record(session, actor, debate, "offer_declined", _address(here, offer), number, now)


def _close(session: Session, found: Collection[Offer], outcome: str, now: int) -> None:
    for offer in found:
        offer.outcome, offer.done_ms = outcome, now
    session.flush()


def _check_undone(offer: Offer) -> None:
    done = offer.outcome not in (rules.OPEN, rules.ACCEPTED) or offer.point_id is not None
    if done:
        raise Refused("That offer does not stand any more.", status=409)


def _load(session: Session, actor: Actor, debate: Debate, now: int) -> DebateNow:
    here = debates.load(session, debate.id, actor.view, now)
    if here is None:
        raise NotFound
    return here


def _here(
    session: Session, actor: Actor, debate: Debate, address: str, now: int
) -> tuple[DebateNow, SpeechLine]:
    here = _load(session, actor, debate, now)
    speech = here.speech(address)
    if speech is None:
        raise NotFound
    return here, speech


def _offer(session: Session, here: DebateNow, offer_id: int) -> Offer:
    offer = session.get(Offer, offer_id)
    if offer is None or offer.debate_id != here.id:
        raise NotFound
    return offer


def _mine(session: Session, here: DebateNow, actor: Actor, offer_id: int) -> Offer:
    """An offer to a speech of the actor's. Raises NotFound, Refused for another's speech."""
    offer = _offer(session, here, offer_id)
    if here.speech_of[offer.speech_id].seat_id != actor.seat_id:
        raise Refused("The speaker decides on offers.")
    return offer


def _address(here: DebateNow, offer: Offer) -> str:
    return here.speech_of[offer.speech_id].address


def _number(here: DebateNow, seat_id: int) -> int:
    seat = here.seat(seat_id)
    return seat.number if seat else 0


def _record(
    session: Session, actor: Actor, debate: Debate, kind: str, address: str, number: int, now: int
) -> None:
    """`number`: of the seat that offers."""
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=actor.seat_number,
        payload={"speech": address, "offers": number},
        changes=_CHANGES,
    )
    for view in TEAMS.values():  # nobody else's own part changes
        events.hint(session, debate.id, "turn", view)
    events.hint_screens(session, debate.id, "floor")
