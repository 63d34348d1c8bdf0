"""Reads of points of information: the window, who offers, and what a seat may do about it.

Does not belong here: the questions that come of them (`exchanges`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from debate.db import read
from debate.domain import clock, offers
from debate.domain.offers import Offer
from debate.domain.permissions import Actor
from debate.models.offers import Offer as OfferRow
from debate.queries.debates import DebateNow, SpeechLine


class Shown(NamedTuple):
    """An offer as everybody sees it. `state`: offers | asks | declined | withdrawn | asked."""

    id: int
    label: str
    side: str | None
    state: str


class Poi(NamedTuple):
    """Points of information in the speech that is given. Times in ms.

    `left_ms` until the window opens or closes, None once it has closed; `ends_ms` the same as an
    instant, None while the clock stands.
    """

    open: bool
    left_ms: int | None
    ends_ms: int | None
    offers: tuple[Shown, ...]  # those that stand or wait for their question, and the last of others


class OwnPoi(NamedTuple):
    """What a seat may do. `mine`: its offer that stands or waits for its question."""

    speech: str
    may_offer: bool
    mine: Shown | None
    question_max: int
    told: str  # what became of its last offer, or ""
    decides: tuple[Shown, ...]  # the speaker: offers to accept or decline
    waits: Shown | None  # the speaker: an accepted one whose question has not come yet


def current(session: Session, here: DebateNow) -> tuple[Offer, ...]:
    """The offers to the speech that is given, oldest first; no statement where there are none."""
    line = _line(here)
    if line is None:
        return ()
    rows = read(session, _CURRENT, {"speech": line.id})
    return tuple(Offer(row.id, row.seat_id, row.outcome, row.point_id is not None) for row in rows)


def poi(here: DebateNow, found: Sequence[Offer]) -> Poi | None:
    """The window and the offers, as the view names them; None in a step without."""
    reading, line = here.reading, _line(here)
    if line is None or reading.step is None:
        return None
    window = clock.window_ms(reading.step, reading.total_ms)
    edges = () if window is None or line.handed_in_ms else window
    left = next((edge - reading.elapsed_ms for edge in edges if edge > reading.elapsed_ms), None)
    is_open = reading.poi_open and line.handed_in_ms is None
    runs = reading.state == "running" and left is not None
    return Poi(is_open, left, here.now + (left or 0) if runs else None, _shown(here, found))


def own(here: DebateNow, actor: Actor, found: Sequence[Offer]) -> OwnPoi | None:
    """What a debater may do about points of information now; None: nothing, ever."""
    reading, line = here.reading, _line(here)
    speaker = here.seat(line.seat_id) if line else None
    if line is None or reading.step is None or speaker is None or actor.role != "debater":
        return None
    if actor.seat_id != speaker.id and actor.side == speaker.side:
        return None
    mine = [one for one in found if one.seat_id == actor.seat_id]
    stands = [one for one in mine if one.waits or (one.outcome == offers.OPEN and _lasts(here))]
    speaks = actor.seat_id == speaker.id
    wrong = offers.check_offer(
        reading, actor.side, speaker.side, line.handed_in_ms is not None, mine
    )
    waits = next((one for one in found if one.waits), None)
    return OwnPoi(
        speech=line.address,
        may_offer=not (speaks or wrong),
        mine=_one(here, stands[-1]) if stands else None,
        question_max=offers.question_max(reading.step),
        told=_told(mine[-1]) if mine and not stands else "",
        decides=tuple(_one(here, one) for one in found if one.outcome == offers.OPEN)
        if speaks and _lasts(here)
        else (),
        waits=_one(here, waits) if waits and speaks else None,
    )


def _line(here: DebateNow) -> SpeechLine | None:
    """The speech that is given, if it takes points of information."""
    step = here.reading.step
    if step is None or step.poi is None or here.reading.state not in _LIVE:
        return None
    return next(iter(here.speeches_of(step.index)), None)


def _lasts(here: DebateNow) -> bool:
    """Whether offers that stand may still be accepted: while the window is open, paused or not."""
    window = (
        clock.window_ms(here.reading.step, here.reading.total_ms) if here.reading.step else None
    )
    return window is not None and window[0] <= here.reading.elapsed_ms < window[1]


def _shown(here: DebateNow, found: Sequence[Offer]) -> tuple[Shown, ...]:
    live = [one for one in found if one.waits or (one.outcome == offers.OPEN and _lasts(here))]
    done = [one for one in found if one.asked or one.outcome in (offers.DECLINED, offers.WITHDRAWN)]
    return tuple(_one(here, one) for one in (*live, *done[-1:]))


def _one(here: DebateNow, offer: Offer) -> Shown:
    seat = here.seat(offer.seat_id)
    state = "asked" if offer.asked else _STATES.get(offer.outcome, offer.outcome)
    return Shown(offer.id, here.label(offer.seat_id), seat.side if seat else None, state)


def _told(last: Offer) -> str:
    if last.asked:
        return "You put your question."
    return "Your offer was declined." if last.outcome == offers.DECLINED else ""


_LIVE = ("running", "paused", "over")
_STATES = {offers.OPEN: "offers", offers.ACCEPTED: "asks"}
_CURRENT = (
    select(OfferRow.id, OfferRow.seat_id, OfferRow.outcome, OfferRow.point_id)
    .where(OfferRow.speech_id == bindparam("speech"))
    .order_by(OfferRow.id)
)
